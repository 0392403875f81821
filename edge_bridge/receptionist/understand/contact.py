"""Phone numbers and e-mail addresses in a text."""

import re

import phonenumbers

from .wording import tidy

_EMAIL = re.compile(r"[\w.+%-]+@[\w-]+(?:\.[\w-]+)*\.[a-z]{2,}", re.IGNORECASE)


def find_phone(text: str) -> str | None:
    """The first Australian or international phone number in a text, as E.164."""
    for match in phonenumbers.PhoneNumberMatcher(_joined_digits(text), "AU"):
        return phonenumbers.format_number(match.number, phonenumbers.PhoneNumberFormat.E164)
    return None


def _joined_digits(text: str) -> str:
    """Text with the odd groupings of mobile numbers ("04 12 34 56 78", "0412.345.678") run together."""
    return re.sub(
        r"(?<!\d)(?:\+?61|0)[ .()-]*(?:\d[ .()-]{0,2}){8}\d(?!\d)",
        lambda m: " " + re.sub(r"[ .()-]", "", m[0]) + " ",
        tidy(text),
    )


def find_email(text: str) -> str | None:
    """The first e-mail address in a text, in lower case."""
    match = _EMAIL.search(tidy(text))
    return match[0].lower().strip(".") if match else None
