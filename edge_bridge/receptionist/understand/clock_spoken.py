"""Spoken clock times written as digits: "half past ten" becomes 10:30, "quarter to 4" 3:45, noon 12:00pm."""

import re
from re import Match

from .time_words import HOUR_WORD, NUMBERS, any_of

_MINUTES = {"five": 5, "ten": 10, "quarter": 15, "fifteen": 15, "twenty": 20, "twenty five": 25, "twenty-five": 25}
_TAIL_MINUTES = {
    "o five": 5, "oh five": 5, "ten": 10, "fifteen": 15, "twenty": 20, "twenty five": 25, "twenty-five": 25,
    "thirty": 30, "thirty five": 35, "thirty-five": 35, "forty": 40, "forty five": 45, "forty-five": 45,
    "fourty five": 45, "fifty": 50, "fifty five": 55, "fifty-five": 55,
}  # fmt: skip
_HOUR = rf"(\d{{1,2}}|{HOUR_WORD})(?![:.\d])"
_PAST = re.compile(
    rf"\b(?:a )?({any_of(_MINUTES)}|20|25|10|5)(?: ?min(?:ute)?s?)? (past|after|to|before|til|till) {_HOUR}\b"
)
_HALF = re.compile(rf"\bhalf[ -]?(?:past )?{_HOUR}\b(?!\s*(?:hours?|days?|an|off|price|acre|of))")
_WORDS = re.compile(rf"\b({HOUR_WORD})[ -]({any_of(_TAIL_MINUTES)})\b")
_NOON = re.compile(r"\b(?:12 |twelve )?(?:noon|midday|mid-day)\b")
_COMPACT = re.compile(
    r"(?<![\d:./$])\b(\d{1,2})([0-5]\d)\s?(am|pm|a\.m\.?|p\.m\.?|hrs|hours|h)\b(?! (?:of|drive|away))"
)
_BARE_FOUR = re.compile(
    r"(?:(?<=at )|(?<=@ )|(?<=@)|(?<=§ )|(?<=around )|(?<=after )"
    r"|(?<=before ))(\d{1,2})([0-5][05])\b(?!\s?[a-z]*(?:st|rd|ave|street|road)\b)"
)
_BEFORE_DAY = re.compile(r"(?<![\d:./$])\b([01]?\d|2[0-3])([0-5][05])(?=\s+(?:on\s+)?§)")


def _hour(word: str) -> int:
    return int(word) if word.isdecimal() else NUMBERS[word]


def _written(hour: int, minute: int) -> str:
    return f"{hour}:{minute:02d}"


def _past_or_to(match: Match[str]) -> str:
    """Digits 5 and 10 "to" an hour stay a stretch ("10 to 4") where that is one."""
    minutes = int(match[1]) if match[1].isdecimal() else _MINUTES[match[1]]
    hour, word = _hour(match[3]), match[2]
    if not 1 <= hour <= 12 or (word in ("after", "before") and match[1] not in ("quarter", "twenty", "25")):
        return match[0]
    if word in ("past", "after"):
        return _written(hour, minutes)
    if match[1] == "10" and hour <= 6:
        return match[0]
    return _written(hour - 1 or 12, 60 - minutes)


def _half(match: Match[str]) -> str:
    """In Australia "half ten" is half past ten."""
    hour = _hour(match[1])
    return _written(hour, 30) if 1 <= hour <= 12 else match[0]


def _words(match: Match[str]) -> str:
    return _written(NUMBERS[match[1]], _TAIL_MINUTES[match[2]])


def _compact(match: Match[str]) -> str:
    hour, minute = int(match[1]), int(match[2])
    if hour > 23:
        return match[0]
    tail = match[3][0] + "m" if match[3][0] in "ap" else ""
    return f"{match[1].rjust(2, '0') if not tail else hour}:{minute:02d}{tail}"


def _bare(match: Match[str]) -> str:
    """Three or four digits are a time beside "at" or a day: "at 930", "Fri 1330"; a leading 0 means 24 hours."""
    return f"{match[1]}:{match[2]}" if int(match[1]) <= 23 else match[0]


def in_digits(text: str) -> str:
    """Lower-case text, days already marked, with every spoken time of day as digits."""
    text = _HALF.sub(_half, text)
    text = _PAST.sub(_past_or_to, text)
    text = _WORDS.sub(_words, text)
    text = _NOON.sub("12:00pm", text)
    text = _COMPACT.sub(_compact, text)
    text = _BARE_FOUR.sub(_bare, text)
    return _BEFORE_DAY.sub(_bare, text)
