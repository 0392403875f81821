"""Contact details as typed, checked before they are kept."""

import re

import phonenumbers

from .wishes import BadArgument


def phone_of(typed: str) -> str:
    """E.164, or empty where nothing was typed. Raises BadArgument where it is no number."""
    if not typed.strip():
        return ""
    try:
        number = phonenumbers.parse(typed, "AU")
    except phonenumbers.NumberParseException:
        raise BadArgument("That is not a phone number; ask for it again.") from None
    if not phonenumbers.is_valid_number(number):
        raise BadArgument("That is not a valid phone number; ask for it again.")
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def email_of(typed: str) -> str:
    """As typed, or empty. Raises BadArgument where it cannot be an address."""
    if typed.strip() and not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]{2,}", typed.strip()):
        raise BadArgument("That is not an e-mail address; ask for it again.")
    return typed.strip()
