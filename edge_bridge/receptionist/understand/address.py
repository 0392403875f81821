"""The street address in a text: "unit 4 12 oak street paddington", "14/3 Marine Pde Kingscliff 2487"."""

import re
from dataclasses import dataclass

from .masking import HOUSE_NUMBER, STREET
from .name_words import capitals
from .time_words import LONG_MONTH, WEEKDAY
from .wording import tidy


@dataclass(frozen=True, slots=True)
class Address:
    """A place to come to. `line` is number and street as typed, with capitals where all was typed small."""

    line: str
    suburb: str | None = None
    postcode: str | None = None
    state: str | None = None


_UNIT = r"(?:(?:unit|apt\.?|apartment|flat|shop|suite|villa|townhouse|level|u)\s?\d{1,4}[a-z]?(?:\s*[,/-]\s*|\s+))?"
_LINE = re.compile(rf"(?<![\w$./:-])(?P<line>{_UNIT}{HOUSE_NUMBER},?\s+(?:{STREET})(?:\s(?:north|south|east|west"
    rf"|[nsew])\b(?=\s*(?:[,.\n]|$|[a-z]+\s*$)))?)", re.IGNORECASE)  # fmt: skip
_NO_TYPE = re.compile(
    rf"(?<![\w$./:-])(?P<line>{_UNIT}{HOUSE_NUMBER},?\s+(?!(?:am|pm|on|at|in|and|or|to|is|for|dogs?|cats?|kids?"
    rf"|people|hours?|hrs?|mins?|minutes|days?"
    rf"|weeks?|bed\w*|bath\w*|of|please|pls|thanks|o'?clock|works?|options?|lawns?|hedges?|trees?|rooms?|storey"
    rf"|{WEEKDAY}|{LONG_MONTH}|tomorrow|today|sounds|would|will)\b)"
    r"[a-z][a-z'-]{2,}(?:\s+[a-z][a-z'-]{2,}){0,2})(?=\s*(?:,|\.|$|\d{4}\b))",
    re.IGNORECASE,
)
_CORNER = re.compile(
    rf"\b(?P<line>(?:corner|cnr|crn)\.?(?: of)?\s+(?!the\b|my\b"
    rf"|our\b)[a-z][a-z'-]+(?:\s+[a-z][a-z'-]+){{0,2}}?\s+(?:and|&|n)\s+(?:{STREET}))",
    re.IGNORECASE,
)
_STATE = (
    r"(?:qld|queensland|nsw|new south wales|vic|victoria|wa|western australia|sa|south australia|tas|tasmania"
    r"|act|nt)"
)
_STATES = {
    "queensland": "QLD", "new south wales": "NSW", "victoria": "VIC", "western australia": "WA", "south australia": "SA",
    "tasmania": "TAS",
}  # fmt: skip
_THE_SUBURB = r"the (?:gap|rocks|entrance|ponds|oaks|channon|basin|patch|vines|glen|hill|range)\b"
_NOT_SUBURB = (
    rf"(?!(?:just|need|needs|needed|thanks|thank|thx|ta|cheers|please|pls|plz|and|but|for|at|on|is|are|was|it|its"
    rf"|it's|i|i'm|im|we|my|our"
    rf"|the|a|an|to|can|could|would|will|there|there's|theres|with|has|have|any|anytime|asap|tomorrow|today"
    rf"|tonight|this|next|"
    rf"{WEEKDAY}|{LONG_MONTH}|standard|regular|lawns?|mow|mowing|hedges?|haircut|dog|dogs|gate|call|ring|phone|ph"
    rf"|mobile|mob|email|name"
    rf"|if|when|so|you|u|or|from|before|after|around|by|as|ok|okay|yes|no|not|near|off|opposite|behind|corner|cnr"
    rf"|next|unit|hi|hey|hello"
    rf"|front|back|big|small|house|home|place|address|morning|arvo|afternoon|cheers|mate|he|she|they|that|which"
    rf"|where|do|does|how|what|who"
    rf"|also|only|let|lets|got|get|come|works?|good|great|fine|number|contact|same|usual|in|{_STATE})\b)"
)
_PLACE = re.compile(
    rf"\s*[,.]?\s*(?:in\s+)?(?P<suburb>{_THE_SUBURB}"
    rf"|{_NOT_SUBURB}[a-z][a-z'-]+(?:\s+{_NOT_SUBURB}[a-z][a-z'-]+){{0,2}})?"
    rf"\s*,?\s*(?P<state>{_STATE}\b)?\.?\s*,?\s*(?P<postcode>(?<!\d)0?\d{{4}}(?![\d/:]))?(?:\s*,?\s*(?P<late>{_STATE})\b)?",
    re.IGNORECASE,
)
_LEAD = re.compile(r"^(?:its|it's|i'm at|im at|address is|we're at|at|my address is)\s+", re.IGNORECASE)


def find_address(text: str, asked: bool) -> Address | None:
    """The address given, or None: a number with a street, or a corner of two. When `asked`, "7 Broadway" counts too.

    Whatever follows the address is left out; so are times and dates.
    """
    typed = tidy(text)
    match = _LINE.search(typed) or _CORNER.search(typed) or (_NO_TYPE.match(_LEAD.sub("", typed)) if asked else None)
    if not match:
        return None
    place = _PLACE.match(match.string, match.end())
    line = _tidied(match["line"])
    if not place or _sentence_break(match.string[match.end() :], place):
        return Address(line)
    suburb = place["suburb"] and _tidied(place["suburb"])
    state = place["state"] or place["late"]
    return Address(line, suburb, place["postcode"], state and _STATES.get(state.lower(), state.upper()))


def _sentence_break(rest: str, place: re.Match[str]) -> bool:
    """A full stop ends the address, unless it is that of "St." with nothing but a suburb, state or postcode behind."""
    if not re.match(r"\s*\.\s", rest):
        return False
    return not (place.end() > place.start() + 2 and re.match(r"\s*(?:$|[,.])", place.string[place.end() :]))


def _tidied(words: str) -> str:
    words = re.sub(r"\s+", " ", words).strip(" ,.")
    words = re.sub(r"\b(\d+)([a-z])\b", lambda match: match[1] + match[2].upper(), words)
    words = words[:1].upper() + words[1:]
    if any(letter.isupper() for letter in re.sub(r"\d+[A-Z]\b", "", words)[1:]) and not words.isupper():
        return words
    return " ".join(word if word[0].isdecimal() else capitals(word.lower()) for word in words.split())
