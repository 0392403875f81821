"""Parts of a text that look like times but are not: blanked before days and clock times are sought."""

import re

from .time_words import COUNT, WEEKDAY

BARRIER = " | "
"""Stands where something was cut out, so that what was left and right of it does not grow together."""

STREET_TYPE = (
    r"(?:st|street|rd|road|ave?|avenue|dr|drive|drv|ct|crt|court|pde|parade|cres|cr|crescent|pl|place|tce"
    r"|terrace|ln"
    r"|lane|way|hwy|highway|blvd|boulevard|bvd|cct|circuit|cl|close|esp|esplanade|gr|grove|mews|sq|square|quay|row"
    r"|walk"
    r"|rise|track|trk|loop|gardens|gdns|bend|view|vista|parkway|pkwy|alley|promenade|chase|glen|heights|crossing"
    r"|ridge"
    r"|retreat|outlook|broadway)"
)
HOUSE_NUMBER = r"(?:lot\s+)?\d{1,5}[a-z]?(?:\s*[/-]\s*\d{1,5}[a-z]?){0,2}"
_NOT_STREET = (
    rf"(?!(?:am|pm|a\.m|p\.m|o'?clock|on|at|in|and|or|to|is|for|dogs?|cats?|kids?|{WEEKDAY}|tomorrow|today|hours?"
    r"|hrs?|mins?|minutes|days?|weeks?|bedrooms?|beds?|bed|of|please|pls|my|your|our|his|her|their|a|with|from"
    r"|the(?! (?:esplanade|parade|boulevard|avenue|terrace|strand|crescent|promenade|quay)\b))\b)"
)
STREET = (
    rf"(?:(?:{_NOT_STREET}[a-z][a-z'-]*\s+){{1,4}}{STREET_TYPE}\b|the\s+(?:esplanade|parade|boulevard|avenue"
    rf"|terrace|strand|crescent|promenade|quay)\b)"
)

_MASKS = [
    re.compile(pattern)
    for pattern in (
        r"\S+@\S+\.\S+|https?://\S+|www\.\S+",
        r"(?<![\d/])(?!\d{4}-\d\d?-\d\d?\b)(?!\d\d?-\d\d?-\d{2,4}\b)\+?\d(?:[ ()-]?\d){7,}",
        r"\b1[38]00[ -]?\d{3}[ -]?\d{3}\b|\b13[ -]?\d\d[ -]?\d\d\b(?!\s*(?:am|pm|hrs))",
        r"\$\s?\d[\d,.]*k?|\b\d[\d,.]*\s?(?:dollars?|bucks|aud|cents|percent|%)",
        rf"\b{HOUSE_NUMBER},?\s+{STREET}",
        r"\b(?:unit|apt|apartment|flat|shop|suite|lot|level|villa|townhouse|number|house|room|po box|postcode"
        r"|no)\.?\s?"
        r"(?:is\s)?\d+[a-z]?(?:\s?/\s?\d+[a-z]?)?\b",
        r"\b24\s?/\s?7\b|\b[13]\s?/\s?[234]\b(?=\s*(?:an?\b|hour|day|price|acre|head|of))",
        r"\b\d+(?:\.\d+)?\s?(?:sqm|m2|m²|metres?|meters?|m|cm|mm|km|ks|kgs?|acres?|hectares?|foot|ft|feet"
        r"|inch(?:es)?"
        r"|square|sq)\b",
        r"\bgood\s?(?:morning|afternoon|arvo|evening|night|day)\b|\bmorning (?:all|mate|team|there|guys|folks)\b"
        r"|\b(?:lovely|great|nice|good|wonderful) (?:weekend|day|week|evening|arvo|night)\b",
        r"^(?:hi |hey |hello )?(?:morning|afternoon|evening|arvo)(?=\s*[!,.]| (?:i|can|could|just|do you|need)\b)",
        r"\b(?:he|she|it|they|i|we|who|has|have|had|been|just|dog|cat)\s+sat\b|\b(?:sat|satin)\s?nav\b",
        r"\b(?:the|full|hot|much|direct|in|of|more)\s+sun\b|\bsun\s?(?:shade|screen|damage|room|hat|set|sets|burn"
        r"|blinds?)\b",
        r"\b(?:get|getting|be|being|newly|just)\s+wed\b",
        rf"\b(?:on )?{WEEKDAY},? (?:of )?last week\b|\blast week,? (?:on )?{WEEKDAY}\b",
        r"\byesterday(?:\s(?:morning|arvo|afternoon))?|\bthe other (?:day|week|night)\b|\blast (?:night|time"
        r"|year)\b"
        rf"|\blast (?:{WEEKDAY}|week|month|weekend)\b(?!\s(?:of|in)\b)|\b{WEEKDAY} just gone\b",
        r"\b(?:merry|happy)\s+(?:christmas|easter|new year'?s?|(?:mon|tues|wednes|thurs|fri|satur|sun)day)\b",
        r"\b\d+\s?x\s?\d+\b|\bx\s?\d+\b|(?<![:.\d])\b\d+ nights\b|\bmid ?night\b",
        rf"\b(?:table|party|group|dinner|lunch|breakfast|drinks|reservation|seats?|family|bunch|lot|total) (?:for"
        rf"|of) {COUNT}\b(?! ?(?:[ap]m|o'?clock|[:./-]\d))"
        rf"|\b(?:for )?(?:all )?{COUNT} of (?:us|them|you)\b",
    )
]


def mask(text: str) -> str:
    """Lower-case text with contact details, money, addresses, measures, greetings and past days blanked."""
    for pattern in _MASKS:
        text = pattern.sub(BARRIER, text)
    return text
