"""Spoken clock times written as digits: "half past ten" becomes 10:30, "quarter to 4" 3:45, noon 12pm."""

import re
from re import Match

from .time_words import BELOW_SIXTY, HOUR_WORD, NUMBERS, any_of

_MINUTES = {word: value for word, value in BELOW_SIXTY.items() if value} | {"quarter": 15}
_TAIL_MINUTES = {word: value for word, value in BELOW_SIXTY.items() if value > 9} | {
    f"{nought} {word}": value
    for nought in ("o", "oh", "ou", "zero")
    for word, value in NUMBERS.items()
    if 0 < value < 10
}
_HOUR = rf"(\d{{1,2}}|{HOUR_WORD})(?![:.]?\d)(?=\s?[ap]\.?\s?m\b|\b)"
_PAST = re.compile(
    rf"\b((?:at|@|around|about|by|its|it's)\s)?(?:a )?({any_of(_MINUTES)}|[1-5]?\d)( ?min(?:ute)?s?)?"
    rf" (past|after|to|before|til|till) {_HOUR}"
)
_HALF = re.compile(rf"\bhalf[ -]?(?:past )?{_HOUR}(?!\s*(?:hours?|days?|an|off|price|acre|of)\b)")
_WORDS = re.compile(
    rf"\b({HOUR_WORD})[ -]({any_of(_TAIL_MINUTES).replace(' ', '[ -]')})\b(?! (?:of|to|past|dollars?)\b)"
)
_NOON = re.compile(r"\b(?:12 |twelve )?(?:noon|midday|mid-day)\b")
_COMPACT = re.compile(
    r"(?<![\d:./$])\b(\d{1,2})([0-5]\d)\s?(am|pm|a\.m\.?|p\.m\.?|hrs|hours|h)\b(?! (?:of|drive|away))"
)
_SHORT_OF_NOON = re.compile(r"((?:quarter|ten|five|twenty|\d|minutes|mins) (?:to|past)) 12pm\b")
_IN_THE_AM = re.compile(r"(?<=\d )in the (?=[ap]m\b)()")
_SECONDS = re.compile(r"\b(\d{1,2}:\d\d):\d\d\b")
_HOUR_ONLY = re.compile(r"(?<![\d:./$])\b(1\d|2[0-3])h\b")
_HALF_OF_DAY = r"(?:in the |at |this )?(?:morning|afternoon|arvo|evening|night)\b"
_SPACED = re.compile(
    rf"(?<![\d:./$-])\b(\d{{1,2}}) ([0-5]\d)(?=\s?(?:[ap]\.?\s?m\b|{_HALF_OF_DAY}))"
    r"|(?:(?<=at )|(?<=@ )|(?<=after )|(?<=before )|(?<=around )|(?<=by ))(\d{1,2}) ([0-5]\d)\b(?=\s*(?:$"
    r"|[,.;!?§]|on\b|in\b|please\b|for\b))"
)
_BARE_FOUR = re.compile(
    r"(?:(?<=at )|(?<=@ )|(?<=@)|(?<=§ )|(?<=around )|(?<=after )|(?<=tonight )"
    r"|(?<=before ))(\d{1,2})([0-5][05])\b(?!\s?[a-z]*(?:st|rd|ave|street|road)\b)"
)
_ALONE = re.compile(
    r"^\s*(?:yes |yep |ok |at )?(1[3-9])([0-5][05])(?: (?:please|pls|thanks|is (?:fine|good)|works))*[\s.!]*$"
)
_BEFORE_DAY = re.compile(r"(?<![\d:./$])\b([01]?\d|2[0-3])([0-5][05])(?=\s+(?:on\s+)?§)")


def _hour(word: str) -> int:
    return int(word) if word.isdecimal() else NUMBERS[word]


def _written(hour: int, minute: int) -> str:
    return f"{hour}:{minute:02d}"


def _past_or_to(match: Match[str]) -> str:
    """ "Five to six" stays a stretch where it can be one: "at five to six" and "5 mins to 6" cannot."""
    lead, spoken, unit, word = match[1] or "", match[2], match[3], match[4]
    minutes, hour = int(spoken) if spoken.isdecimal() else _MINUTES[spoken], _hour(match[5])
    if not 1 <= hour <= 23 or (word in ("after", "before") and spoken not in ("quarter", "twenty", "25")):
        return match[0]
    if word in ("past", "after"):
        return lead + _written(hour, minutes)
    stretch = spoken not in ("five", "ten") and (minutes <= 12 or minutes < hour or minutes == 30)
    if stretch and not (unit or lead):
        return match[0]
    return lead + _written(hour - 1 or 12, 60 - minutes)


def _half(match: Match[str]) -> str:
    """In Australia "half ten" is half past ten."""
    hour = _hour(match[1])
    return _written(hour, 30) if 1 <= hour <= 23 else match[0]


def _words(match: Match[str]) -> str:
    return _written(
        NUMBERS[match[1]],
        _TAIL_MINUTES[match[2]] if match[2] in _TAIL_MINUTES else _TAIL_MINUTES[match[2].replace("-", " ")],
    )


def _compact(match: Match[str]) -> str:
    hour, minute = int(match[1]), int(match[2])
    if hour > 23:
        return match[0]
    tail = match[3][0] + "m" if match[3][0] in "ap" else ""
    return f"{match[1].rjust(2, '0') if not tail else hour}:{minute:02d}{tail}"


def _bare(match: Match[str]) -> str:
    """Three or four digits are a time beside "at" or a day: "at 930", "Fri 1330"; a leading 0 means 24 hours."""
    hour, minute = (group for group in match.groups() if group)
    return f"{hour}:{minute}" if int(hour) <= 23 else match[0]


def in_digits(text: str) -> str:
    """Lower-case text, days already marked, with every spoken time of day as digits."""
    text = _SHORT_OF_NOON.sub(r"\1 12", _NOON.sub("12pm", _SECONDS.sub(r"\1", text)))
    text = _IN_THE_AM.sub(r"\1", text)
    text = _HALF.sub(_half, text)
    text = _PAST.sub(_past_or_to, text)
    text = _WORDS.sub(_words, text)
    text = _COMPACT.sub(_compact, text)
    text = _HOUR_ONLY.sub(r"\1:00", text)
    text = _SPACED.sub(_bare, text)
    text = _BARE_FOUR.sub(_bare, text)
    text = _ALONE.sub(r"\1:\2", text)
    return _BEFORE_DAY.sub(_bare, text)
