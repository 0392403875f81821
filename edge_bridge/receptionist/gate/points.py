"""Which day, times and part of the day belong together: 'Thursday at 2 or 4', '2 PM on Thursday or 10:30 on Friday'."""

import re
from dataclasses import replace
from datetime import date
from functools import lru_cache

from .clock_words import find_clocks
from .day_words import find_days
from .mentions import Clock, Day, Part, Point
from .reading import BLANK, Sentence

_JOINED = re.compile(r"[\s,()]*(?:the|on|of|in|is|being|which is|which|that's)?[\s,()]*")
_OVER_TIME = re.compile(r"\s*(?:at )?¤ (?:on )?(?:the )?")
_LISTED = re.compile(r"[\s,]*(?:or|and|/|&|,)[\s,]*(?:on |the )?")


@lru_cache(512)  # most sentences of replies are said again and again
def points_of(sentence: Sentence, today: date) -> tuple[tuple[Point, ...], str]:
    """The claims about time of one sentence, and its words with § for days and ¤ for times."""
    days, words = find_days(sentence.words, today)
    clocks, parts, words = find_clocks(words)
    days = _merged(days, words)
    return tuple(_bound(days, clocks, parts, words)), words


def _merged(days: list[Day], words: str) -> list[Day]:
    """'Thursday, November 5th' is one day that must be both."""
    merged: list[Day] = []
    for day in days:
        before = merged[-1] if merged else None
        gap = words[before.end : day.start].replace(BLANK, "") if before else ""
        alike = before is not None and _plain_weekday(before) and _plain_weekday(day)
        near = _JOINED.fullmatch(gap) or (before and _plain_weekday(before) and _OVER_TIME.fullmatch(gap))
        if before and not before.always and not day.always and not alike and near:
            merged[-1] = _both(before, day)
        else:
            merged.append(day)
    return merged


def _plain_weekday(day: Day) -> bool:
    return len(day.dates) > 30 and len(day.weekdays) == 1


def _both(one: Day, other: Day) -> Day:
    dates = one.dates & other.dates
    return Day(one.start, other.end, dates, dates, frozenset(d.isoweekday() for d in dates))


def _bound(days: list[Day], clocks: list[Clock], parts: list[Part], words: str) -> list[Point]:
    if not days:
        return _dayless(clocks, parts)
    groups: list[list[Clock]] = [[] for _ in days]
    part_of: list[Part | None] = [None for _ in days]
    first_is_clock = bool(clocks) and clocks[0].start < days[0].start
    for clock in clocks:
        groups[_owner(clock, days, clocks, first_is_clock)].append(clock)
    for part in parts:
        beside = [n for n, group in enumerate(groups) if any(_at(clock, part, words) for clock in group)]
        part_of[beside[0] if beside else _nearest(part, days)] = part
    _shared(days, groups, words)
    return [
        Point(
            min([d.start, *(c.start for c in cs)]),
            max([d.end, *(c.end for c in cs), *([p.end] if p else [])]),
            d,
            tuple(cs),
            p,
        )
        for d, cs, p in zip(days, groups, part_of, strict=True)
    ]


def _dayless(clocks: list[Clock], parts: list[Part]) -> list[Point]:
    if not clocks:
        return [Point(part.start, part.end, part=part) for part in parts]
    part = parts[0] if len(parts) == 1 else None
    return [Point(c.start, max(c.end, part.end if part else 0), clocks=(c,), part=part) for c in clocks]


def _owner(clock: Clock, days: list[Day], clocks: list[Clock], clock_first: bool) -> int:
    """Where times come first they belong to the next day, else to the day before them."""
    ahead = [n for n, day in enumerate(days) if day.start >= clock.end]
    behind = [n for n, day in enumerate(days) if day.end <= clock.start]
    if clock_first and ahead:
        return ahead[0]
    return behind[-1] if behind else ahead[0]


def _at(clock: Clock, part: Part, words: str) -> bool:
    """'Two o'clock in the afternoon' is of one day, whichever day stands nearer."""
    return bool(re.fullmatch(r" (?:in the |this )?", words[clock.end : part.start].replace(BLANK, "")))


def _nearest(part: Part, days: list[Day]) -> int:
    return min(range(len(days)), key=lambda n: min(abs(days[n].end - part.start), abs(days[n].start - part.end)))


def _shared(days: list[Day], groups: list[list[Clock]], words: str) -> None:
    """'Thursday or Friday at 2': the time is meant for both."""
    for n in range(len(days) - 2, -1, -1):
        gap = words[days[n].end : days[n + 1].start].replace(BLANK, "")
        if not groups[n] and groups[n + 1] and _LISTED.fullmatch(gap) and groups[n + 1][0].start > days[n + 1].start:
            groups[n] = list(groups[n + 1])


def inherit(points: tuple[Point, ...], day: Day | None) -> tuple[Point, ...]:
    """A time without a day is of the day last spoken of."""
    if day is None or day.span or day.always:
        return points
    return tuple(replace(p, day=day, inherited=True) if p.day is None else p for p in points)
