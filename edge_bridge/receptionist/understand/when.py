"""When does the customer mean? en-AU phrases about days and times, read against the business's own wall clock."""

import re
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

from .calendar_days import on_or_after
from .clock import Clock, read_clock
from .day_found import Found, Kind
from .days import DAY_MARK, read_days
from .masking import mask
from .moments import Doubt, LocalNow, When
from .spelling import mend
from .time_words import COUNTS
from .wording import plain

SAME_DAY_UNTIL = 16 * 60
"""A bare weekday that is today's means today before this minute when no time is named; later it is next week's."""

_CORRECTION = re.compile(
    r"(?:(?<!can't )(?<!cant )(?<!cannot )(?<!couldn't )(?<!can you )(?<!can we )(?<!could you )(?<!to )\bmake (?:it|that)\b"
    r"|\bi meant?\b|\bno wait\b|\bscratch that\b|\bactually\b|\bsorry,? (?=i mean|not )|\bor rather\b"
    r"|\bcorrection\b)"
    r"(?:[,:]|\s|can we|make (?:it|that)|let'?s|say|do|i mean)*"
)
_MOVE = re.compile(
    r"\b(?:mov(?:e|ing)|chang(?:e|ing)|shift|push|swap|switch|resched\w*|rebook|bring)\b[^.?!]*?\b(?:to|till"
    r"|until)\b(?! (?:re|move|change))"
)
_SOON = re.compile(
    r"\bin (?:about |like |around )?(half an|an|a couple of|\d{1,2}|one|two|three|four|five|six) (?:hours?|hrs?)\b"
)
_BUSY_UNTIL = re.compile(
    r"\b(?:i |we |i'm |we're |i am )?(?:work(?:ing)?|busy|at work|at school|out|tied up|not (?:free|home|back"
    r"|available|around))"
    r"(?: \w+)? (?:til|till|until|to) (?=\d|noon|midday|half|quarter|(?:three|four|five|six|seven)\b)"
)
_LIST_GAP = re.compile(r"\bor\b|\botherwise\b|\bfailing that\b|/|&|,|\band\b|\balso\b|\bmaybe\b|\+|\bthen\b|\bn\b")
_FULL_STOP = re.compile(r"[.?!|]\s")


def find_when(text: str, today: LocalNow) -> When | None:
    """The days and times a text asks for, or None where it names neither.

    Day comes before month. "This week" ends on Sunday; "next week" is the next Monday to Sunday, and "next Wednesday" always
    lies in it. A bare weekday is the next one; on that very day it is today while the time named is still ahead, or, with no
    time named, before SAME_DAY_UNTIL. Bare hours 1 to 6 are afternoon. What must be asked is named in `ambiguous`. A later
    correction ("actually make it 4") and the goal of a move ("from Thursday to Friday") are what counts.
    """
    words = _BUSY_UNTIL.sub("after ", mask(mend(plain(text))))
    if goal := _MOVE.search(words):
        moved = _read("at " + words[goal.end() :].strip(), today)
        if moved:
            return moved
    if corrected := _CORRECTION.search(words):
        return _corrected(words[: corrected.start()], words[corrected.end() :], today)
    return _read(words, today)


def _corrected(before: str, after: str, now: LocalNow) -> When | None:
    """What was said last, completed by what was said first."""
    old, new = _read(before, now), _read("at " + after, now)
    if not old or not new:
        return new or old
    if new.names_a_day:
        return new if new.names_a_time else replace(
            new, minute_from=old.minute_from, minute_to=old.minute_to, exact=old.exact)  # fmt: skip
    return replace(new, day_from=old.day_from, day_to=old.day_to, weekday=old.weekday, ambiguous=old.ambiguous)


def _read(words: str, now: LocalNow) -> When | None:
    if soon := _SOON.search(words):
        return _in_hours(soon[1], now)
    days, marked = read_days(words, now)
    clocks, marked = read_clock(marked)
    if not days and not clocks:
        return None
    wanted = _wanted(words, days)
    wishes = _wishes(wanted, clocks, marked, now)
    return _run_together(wishes) or replace(wishes[0], others=tuple(wishes[1:]))


def _in_hours(word: str, now: LocalNow) -> When | None:
    minutes = 30 if word == "half an" else 60 * (int(word) if word.isdecimal() else COUNTS[word])
    start = now.minute_of_day + minutes
    return When(now.date, now.date, minute_from=start) if start < 24 * 60 else None


def _wanted(words: str, days: list[Found]) -> list[Found]:
    """The days of one list ("Monday, Wednesday or Friday"), else the most definite day of several."""
    if len(days) < 2:
        return days
    chain = [days[0]]
    for one in days[1:]:
        gap = words[chain[-1].end : one.start]
        if len(gap) < 30 and _LIST_GAP.search(gap) and not _FULL_STOP.search(gap):
            chain.append(one)
    if len(chain) == len(days):
        return chain
    single = [one for one in days if one.kind in (Kind.DATE, Kind.DAY, Kind.WEEKDAY)]
    return single[:1] or days[:1]


def _wishes(days: list[Found], clocks: list[Clock], marked: str, now: LocalNow) -> list[When]:
    if len(days) == len(clocks) > 1:
        return [_wish(day, clock, now) for day, clock in zip(days, clocks, strict=True)]
    if len(days) > 1:
        return [_wish(day, _shared(clocks, marked, place), now) for place, day in enumerate(days)]
    day = days[0] if days else None
    return [_wish(day, clock, now) for clock in clocks] or [_wish(day, None, now)]


def _shared(clocks: list[Clock], marked: str, place: int) -> Clock | None:
    """One time for several days belongs to all, unless it stands right behind the first of them."""
    if len(clocks) != 1:
        return clocks[0] if clocks and place == 0 else None
    marks = [at for at, letter in enumerate(marked) if letter == DAY_MARK]
    only_first = len(marks) > 1 and marks[0] < clocks[0].start < marks[1] and clocks[0].exact
    return None if only_first and place else clocks[0]


def _wish(day: Found | None, clock: Clock | None, now: LocalNow) -> When:
    wish = When(
        minute_from=clock.minute_from if clock else None,
        minute_to=clock.minute_to if clock else None,
        exact=clock.exact if clock else False,
    )
    if day is None:
        return wish
    first, last, weekday = day.first, day.last, day.weekday
    if day.kind is Kind.WEEKDAY and weekday:
        first = last = _coming(weekday, wish, now)
        weekday = None
    wish = replace(wish, day_from=first, day_to=last, weekday=weekday, ambiguous=day.doubt)
    return replace(wish, ambiguous=wish.ambiguous or _past(wish, now))


def _coming(weekday: int, wish: When, now: LocalNow) -> date:
    day = on_or_after(now.date, weekday)
    return day + timedelta(weeks=1) if day == now.date and _over(wish, now, SAME_DAY_UNTIL) else day


def _over(wish: When, now: LocalNow, without_time: int) -> bool:
    """Whether the time named lies behind on the clock."""
    if wish.exact and wish.minute_from is not None:
        return wish.minute_from <= now.minute_of_day
    return now.minute_of_day >= (wish.minute_to if wish.minute_to is not None else without_time)


def _past(wish: When, now: LocalNow) -> Doubt | None:
    single = wish.day_from is not None and wish.day_from == wish.day_to
    return Doubt.ALREADY_PAST if single and wish.day_from == now.date and _over(wish, now, 24 * 60) else None


def _run_together(wishes: list[When]) -> When | None:
    """Days in a row with the same time as one stretch; wishes that touch ("this week or next week") likewise."""
    first = wishes[0]
    for before, after in pairwise(wishes):
        same = (before.minute_from, before.minute_to, before.exact) == (after.minute_from, after.minute_to, after.exact)
        if not same or before.ambiguous or after.ambiguous or before.weekday or after.weekday:
            return None
        if not before.day_to or not after.day_from or after.day_from != before.day_to + timedelta(days=1):
            return None
    return replace(first, day_to=wishes[-1].day_to)
