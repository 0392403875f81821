"""Times of day in a text: "at 3", "9-11", "after 2pm", "around 10", "between 1 and 3"."""

import re
from dataclasses import dataclass
from re import Match

from . import clock_words
from .clock_spoken import in_digits
from .day_parts import DayPart, read_part, refused_part
from .days import DAY_MARK
from .time_words import NUMBERS

AROUND = 30
"""Minutes either side of "around 10"."""


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
    left_over, kept = refused_part(text)
    part = read_part(kept) or left_over
    found, rest = _ranges(text, part)
    found += _single_times(rest, part)
    exact = sorted((one for one in found if one.exact), key=lambda one: one.start)
    if exact:
        return exact, text
    window = _window(found, part)
    return ([window] if window else []), text


def _ranges(text: str, part: DayPart | None) -> tuple[list[Clock], str]:
    found = []
    for match in clock_words.RANGE.finditer(text):
        if clock := _range(match, text, part):
            found.append(clock)
            text = text[: match.start()] + "|" * (match.end() - match.start()) + text[match.end() :]
    return found, text


def _range(match: Match[str], text: str, part: DayPart | None) -> Clock | None:
    prefix, joint = match[1], text[match.end(4) if match[4] else match.start() :]
    if re.match(r"\s*(?:and|&)", text[_end_of_first(match) :]) and prefix not in ("between", "btwn", "btw"):
        return None
    sure = (
        match[0].strip() == text.strip()
        or prefix
        or match[3]
        or match[4]
        or match[6]
        or match[7]
        or DAY_MARK in text
        or part
    )
    if not sure or not (match[6] or match[7] or clock_words.FOLLOWS.match(text, match.end())) or not joint:
        return None
    end = _minutes(match[5], match[6], match[7], part)
    if end is None:
        return None
    borrowed = match[4] or (match[7] if match[7] and match[7][0] in "ap" else None)
    start = _minutes(match[2], match[3], borrowed, part)
    if start is not None and start >= end:
        start = _minutes(match[2], match[3], match[4], part)
    if start is not None and start >= end and end + 720 <= 1440 and (match[7] or "o")[0] not in "ap":
        end += 720
    return Clock(start, end, False, match.start()) if start is not None and start < end else None


def _end_of_first(match: Match[str]) -> int:
    return max(match.end(group) for group in (2, 3, 4))


def _single_times(text: str, part: DayPart | None) -> list[Clock]:
    found: list[Clock] = []
    for match in clock_words.ONE.finditer(text):
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
    marked = any(match[name] for _, name in clock_words.MARKS)
    beside = clock_words.BESIDE_DAY.search(text, 0, match.start()) or clock_words.DAY_AFTER.match(text, match.end())
    again = found and clock_words.OR_BEFORE.search(text, 0, match.start())
    if match[5] == "one" and not (marked or clock_words.IN_THE_HALF.match(text, match.end())):
        return False
    if not (marked or beside or again):
        return False
    return bool(match["at"] and beside) or bool(clock_words.FOLLOWS.match(text, match.end()))


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
    if (
        match["around"]
        or match["ish"]
        or "around" in match[0]
        or (match["at"] or "") in ("at about", "at around", "at like")
    ):
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
