"""Phone numbers as people write them. Stored as E.164, shown in national form."""

import phonenumbers

REGION = "AU"


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
