"""Times of day in a text: "at 3", "9-11", "after 2pm", "around 10", "between 1 and 3"."""

import re
from dataclasses import dataclass
from re import Match

from .clock_spoken import in_digits
from .day_parts import DayPart, read_part
from .days import DAY_MARK
from .time_words import FOLLOWER, HOUR_WORD, NUMBERS

AROUND = 30
"""Minutes either side of "around 10"."""

_AP = r"(?:[ap]m\b|[ap]\.m\.?|o[' ]?clock\b|hrs\b)"
_TIME = rf"(\d{{1,2}}|{HOUR_WORD})(?!\d)(?:[:.h](\d\d)(?!\d))?\s?({_AP})?"
_RANGE = re.compile(
    rf"(?<![\d:./$-])(?:\b(between|from|btwn|btw|anywhere from)\s+)?(?<![\w.]){_TIME}\s*(?:-|to|till?|until|and"
    rf"|&)\s*{_TIME}(ish)?"
)
_MARKS = (
    (r"not before|no earlier than|not until|later than|any ?time (?:after|from|past)|after|from|past", "from"),
    (r"no later than|not after|earlier than|any ?time before|before|until|till?|by|prior to|up to", "to"),
    (r"around about|around|about|roughly|approx(?:imately)?|circa|close to|near|say", "around"),
    (r"how about|what about|at about|at around|at like|at|@", "at"),
)
_MARK = "|".join(rf"(?P<{name}>{words})" for words, name in _MARKS)
_ONE = re.compile(
    rf"(?:(?<![\w])(?:{_MARK})\s*)?(?<![\w:.$/-]){_TIME}\s?(?P<ish>ish\b)?\s?"
    r"(?P<tail>(?:onwards?|or later|or after|and later|or earlier|or before|at the latest|latest|at the earliest"
    r"|\+)(?!\w))?"
)
_FOLLOWS = re.compile(FOLLOWER)
_BESIDE_DAY = re.compile(rf"{DAY_MARK}[\s,]*(?:(?:in the )?(?:arvo|morning|afternoon|evening|night)[\s,]*)?$")
_OR_BEFORE = re.compile(r"\d\s?(?:[ap]m)?,? or $")
_DAY_AFTER = re.compile(rf"\s*(?:on\s+|this\s+|in the\s+)*(?:{DAY_MARK}|arvo|morning|afternoon|evening)")


@dataclass(frozen=True, slots=True)
class Clock:
    """One time or window named, in minutes since midnight, and where in the text it began."""

    minute_from: int | None
    minute_to: int | None
    exact: bool
    start: int = 0


def read_clock(text: str) -> tuple[list[Clock], str]:
    """The exact times or the one window that a text (days marked) names, and the text as it was read, for positions."""
    text = in_digits(text)
    part = read_part(text)
    found, rest = _ranges(text, part)
    found += _single_times(rest, part)
    exact = sorted((one for one in found if one.exact), key=lambda one: one.start)
    if exact:
        return exact, text
    window = _window(found, part)
    return ([window] if window else []), text


def _ranges(text: str, part: DayPart | None) -> tuple[list[Clock], str]:
    found = []
    for match in _RANGE.finditer(text):
        if clock := _range(match, text, part):
            found.append(clock)
            text = text[: match.start()] + "|" * (match.end() - match.start()) + text[match.end() :]
    return found, text


def _range(match: Match[str], text: str, part: DayPart | None) -> Clock | None:
    prefix, joint = match[1], text[match.end(4) if match[4] else match.start() :]
    if re.match(r"\s*(?:and|&)", text[_end_of_first(match) :]) and prefix not in ("between", "btwn", "btw"):
        return None
    sure = prefix or match[3] or match[4] or match[6] or match[7] or DAY_MARK in text or part
    if not sure or not (match[7] or _FOLLOWS.match(text, match.end())) or not joint:
        return None
    end = _minutes(match[5], match[6], match[7], part)
    if end is None:
        return None
    borrowed = match[4] or (match[7] if match[7] and match[7][0] in "ap" else None)
    start = _minutes(match[2], match[3], borrowed, part)
    if start is not None and start >= end:
        start = _minutes(match[2], match[3], match[4], part)
    if start is not None and start >= end and end + 720 <= 1440 and not match[7]:
        end += 720
    return Clock(start, end, False, match.start()) if start is not None and start < end else None


def _end_of_first(match: Match[str]) -> int:
    return max(match.end(group) for group in (2, 3, 4))


def _single_times(text: str, part: DayPart | None) -> list[Clock]:
    found: list[Clock] = []
    for match in _ONE.finditer(text):
        if _is_time(match, text, found):
            hour, minutes, half = match.group(5, 6, 7)
            minute = _minutes(hour, minutes, half, part)
            if minute is not None:
                found.append(_clock(match, minute))
    return found


def _is_time(match: Match[str], text: str, found: list[Clock]) -> bool:
    """A bare number is a time only beside a word that says so, or beside a day, and never before "dogs"."""
    if match[6] or match[7] or match["ish"]:
        return bool(match[7] or match["ish"]) or match[5].isdecimal()
    if match["tail"] and match["tail"] != "latest":
        return True
    marked = any(match[name] for _, name in _MARKS)
    beside = _BESIDE_DAY.search(text, 0, match.start()) or _DAY_AFTER.match(text, match.end())
    again = found and _OR_BEFORE.search(text, 0, match.start())
    if not (marked or beside or again) or (match[5] == "one" and not marked):
        return False
    return bool(match["at"] and beside) or bool(_FOLLOWS.match(text, match.end()))


def _minutes(hour: str, minutes: str | None, half: str | None, part: DayPart | None) -> int | None:
    """Bare hours 1 to 6 are afternoon, 7 to 12 as said, unless a part of the day or a leading zero says otherwise."""
    value = int(hour) if hour.isdecimal() else NUMBERS[hour]
    minute = int(minutes or 0)
    if value > 23 or minute > 59 or (value == 0 and not minutes):
        return None
    said = half[0] if half and half[0] in "ap" else ""
    if said:
        if value > 12:
            return value * 60 + minute if said == "p" else None
        return (value % 12 + (12 if said == "p" else 0)) * 60 + minute
    later = _afternoon(value, hour.startswith("0"), part.half if part else "")
    return (value + 12 if later else value) * 60 + minute


def _afternoon(value: int, leading_zero: bool, half: str) -> bool:
    if value >= 12 or leading_zero:
        return False
    return half == "p" or (half != "a" and 1 <= value <= 6)


def _clock(match: Match[str], minute: int) -> Clock:
    tail = match["tail"] or ""
    if match["from"] or tail in ("onward", "onwards", "or later", "or after", "and later", "at the earliest", "+"):
        return Clock(minute, None, False, match.start())
    if match["to"] or tail:
        return Clock(None, minute, False, match.start())
    if match["around"] or match["ish"] or "around" in match[0] or "about" in (match["at"] or "")[3:]:
        return Clock(max(0, minute - AROUND), minute + AROUND, False, match.start())
    return Clock(minute, None, True, match.start())


def _window(found: list[Clock], part: DayPart | None) -> Clock | None:
    """Every limit named taken together; a part of the day narrows them where they agree."""
    if part:
        found = [*found, Clock(part.minute_from, part.minute_to, False)]
    if not found:
        return None
    starts = [one.minute_from for one in found if one.minute_from is not None]
    ends = [one.minute_to for one in found if one.minute_to is not None]
    start, end = max(starts, default=None), min(ends, default=None)
    if start is not None and end is not None and start >= end:
        return found[0]
    return Clock(start, end, False, found[0].start)
