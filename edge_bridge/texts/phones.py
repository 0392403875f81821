"""Phone numbers as people write them. Stored as E.164, shown in national form."""

import phonenumbers

REGION = "AU"


def e164(typed: str) -> str | None:
    """'0400 123 456', '(07) 3123 4567' or '+64 21 123 4567' as E.164; None when it is no whole number."""
    try:
        number = phonenumbers.parse(typed, REGION)
    except phonenumbers.NumberParseException:
        return None
    if number.extension or not phonenumbers.is_valid_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def national(e164: str | None) -> str:
    """'+61400123456' as '0400 123 456'; a foreign number in international form; anything else as it came."""
    if not e164:
        return ""
    try:
        number = phonenumbers.parse(e164, REGION)
    except phonenumbers.NumberParseException:
        return e164
    home = number.country_code == phonenumbers.country_code_for_region(REGION)
    form = phonenumbers.PhoneNumberFormat.NATIONAL if home else phonenumbers.PhoneNumberFormat.INTERNATIONAL
    return phonenumbers.format_number(number, form)
