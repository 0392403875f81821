"""Who and where, as typed, checked before it is kept."""

import re

import phonenumbers

from .wishes import BadArgument

_LINK = re.compile(r"://|www\.|\.(?:com|net|org|io|au)\b", re.IGNORECASE)


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


def name_of(typed: str) -> str:
    """As typed, or empty. Raises BadArgument where it is no person's name: it opens the texts to the owner."""
    long = len(typed) > 80 or len(typed.split()) > 6
    if typed and (long or "@" in typed or not re.search(r"[^\W\d_]", typed) or _LINK.search(typed)):
        raise BadArgument("That is not a name; ask who they are.")
    return typed


def place_of(typed: str) -> str:
    """An address or a part of one, as typed. Raises BadArgument where it holds a link."""
    if _LINK.search(typed):
        raise BadArgument("That is not an address; ask where the work is.")
    return typed
