"""Phone numbers: which can exist, which are landlines, and how people read them."""

from __future__ import annotations

import re

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumberFormat, PhoneNumberType

HOME = "AU"


def is_e164(number: str) -> bool:
    """Whether this is a number that can exist, in the form +61400123456."""
    if not re.fullmatch(r"\+[1-9][0-9]{6,14}", number):
        return False
    try:
        return phonenumbers.is_valid_number(phonenumbers.parse(number))
    except NumberParseException:
        return False


def is_sender_name(sender: str) -> bool:
    """Whether this is an alphanumeric sender ID: up to 11 letters, digits and blanks, at least one letter."""
    return bool(re.fullmatch(r"(?=.*[A-Za-z])[A-Za-z0-9 ]{1,11}", sender))


def is_landline(number: str) -> bool:
    """Whether Twilio would refuse to text it: a landline outside the countries where it tries (21635)."""
    parsed = phonenumbers.parse(number)
    country = phonenumbers.region_code_for_number(parsed)
    return phonenumbers.number_type(parsed) == PhoneNumberType.FIXED_LINE and country not in ("US", "CA", "GB")


def country(number: str) -> str:
    """The two-letter country of a number, or nothing."""
    return phonenumbers.region_code_for_number(phonenumbers.parse(number)) or "" if is_e164(number) else ""


def read_number(typed: str) -> str | None:
    """E.164 of what a person typed (0400 123 456, +61 400 123 456), or None."""
    try:
        number = phonenumbers.format_number(phonenumbers.parse(typed, HOME), PhoneNumberFormat.E164)
    except NumberParseException:
        return None
    return number if is_e164(number) else None


def national(number: str) -> str:
    """As people in Australia read it: 0400 123 456; foreign numbers in international form; names unchanged."""
    if not is_e164(number):
        return number
    parsed = phonenumbers.parse(number)
    at_home = phonenumbers.region_code_for_country_code(parsed.country_code or 0) == HOME
    return phonenumbers.format_number(
        parsed, PhoneNumberFormat.NATIONAL if at_home else PhoneNumberFormat.INTERNATIONAL
    )
