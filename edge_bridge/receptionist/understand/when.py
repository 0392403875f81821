"""When does the customer mean? en-AU phrases about days and times, read against the business's own wall clock."""

from dataclasses import replace
from datetime import date, timedelta

from . import when_words
from .calendar_days import on_or_after
from .clock import Clock, read_clock
from .completing import completed, run_together, with_day_of
from .day_found import Found, Kind
from .days import DAY_MARK, read_days
from .masking import mask
from .moments import Doubt, LocalNow, When
from .spelling import mend
from .time_words import count_of
from .wording import plain

SAME_DAY_UNTIL = 16 * 60
"""A bare weekday that is today's means today before this minute when no time is named; later it is next week's."""


def find_when(text: str, today: LocalNow) -> When | None:
    """The days and times a text asks for, or None where it names neither.

    Day comes before month. "This week" ends on Sunday; "next week" is the next Monday to Sunday, and "next Wednesday" always
    lies in it. A bare weekday is the next one; on that very day it is today while the time named is still ahead, or, with no
    time named, before SAME_DAY_UNTIL. Bare hours 1 to 6 are afternoon. What must be asked is named in `ambiguous`. A later
    correction ("actually make it 4") and the goal of a move ("from Thursday to Friday") are what counts.
    """
    words = when_words.BUSY_UNTIL.sub("from ", mask(mend(plain(text))))
    if goal := when_words.MOVE.search(words):
        moved = _read("at " + words[goal.end() :].strip(), today)
        if moved:
            return with_day_of(moved, _read(words[: goal.start()], today))
    if corrected := when_words.CORRECTION.search(words):
        return completed(_read(words[: corrected.start()], today), _read("at " + words[corrected.end() :], today))
    return _read(words, today)


def _read(words: str, now: LocalNow) -> When | None:
    if soon := when_words.SOON.search(words):
        return _soon(soon[1] or soon["n"], soon[2] or soon["unit"], now)
    days, marked = read_days(words, now)
    clocks, marked = read_clock(marked)
    if not days and not clocks:
        return None
    wanted = _wanted(words, days)
    wishes = _wishes(wanted, clocks, marked, now)
    return run_together(wishes) or replace(wishes[0], others=tuple(wishes[1:]))


def _soon(word: str, unit: str, now: LocalNow) -> When | None:
    part = {"half an": 0.5, "quarter of an": 0.25, "a quarter of an": 0.25}.get(word)
    number = part or (float(word) if "." in word else count_of(word))
    minutes = int(number * (1 if unit == "min" else 60))
    start = now.minute_of_day + minutes
    return When(now.date, now.date, minute_from=start) if start < 24 * 60 else None


def _wanted(words: str, days: list[Found]) -> list[Found]:
    """The days of one list ("Monday, Wednesday or Friday"), else the most definite day of several."""
    if len(days) < 2:
        return days
    chain = [days[0]]
    for one in days[1:]:
        gap = words[chain[-1].end : one.start]
        if len(gap) < 30 and when_words.LIST_GAP.search(gap) and not when_words.FULL_STOP.search(gap):
            chain.append(one)
    if len(chain) == len(days):
        return chain
    single = [one for one in days if one.kind in (Kind.DATE, Kind.DAY, Kind.WEEKDAY)]
    return single[:1] or days[:1]


def _wishes(days: list[Found], clocks: list[Clock], marked: str, now: LocalNow) -> list[When]:
    if len(days) == len(clocks) > 1:
        return [_wish(day, clock, now) for day, clock in zip(days, clocks, strict=True)]
    if len(days) > 1:
        own = _own_clocks(marked, len(days))
        wishes = [
            _wish(day, own[place] if own else _shared(clocks, marked, place), now) for place, day in enumerate(days)
        ]
        return [
            wishes[0],
            *(_in_order(wishes[0], one, day, now) for one, day in zip(wishes[1:], days[1:], strict=True)),
        ]
    day = days[0] if days else None
    return [_wish(day, clock, now) for clock in clocks] or [_wish(day, None, now)]


def _own_clocks(marked: str, count: int) -> list[Clock | None]:
    """ "Monday arvo or Tuesday morning": the time each day has of its own, where at least two have one."""
    pieces = [piece for piece in when_words.LIST_GAP.split(marked) if DAY_MARK in piece]
    if len(pieces) != count or any(piece.count(DAY_MARK) > 1 for piece in pieces):
        return []
    read = [read_clock(piece)[0] for piece in pieces]
    return [clocks[0] if clocks else None for clocks in read] if sum(map(bool, read)) > 1 else []


def _in_order(first: When, wish: When, day: Found, now: LocalNow) -> When:
    """ "Monday or Tuesday", said on a Tuesday: the one after that Monday."""
    today = day.kind is Kind.WEEKDAY and wish.day_from == now.date
    if not today or first.day_from is None or first.day_from == now.date:
        return wish
    on = now.date + timedelta(weeks=1)
    return replace(wish, day_from=on, day_to=on, ambiguous=None)


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
    if day.edge and clock and clock.exact:
        return _at_edge(day.edge, day.limit, wish, now)
    first, last, weekday = day.first, day.last, day.weekday
    if day.kind is Kind.WEEKDAY and weekday:
        first = last = _coming(weekday, wish, now)
        weekday = None
    wish = replace(wish, day_from=first, day_to=last, weekday=weekday, ambiguous=day.doubt)
    return replace(wish, ambiguous=wish.ambiguous or _past(wish, now))


def _at_edge(day: date, limit: str, wish: When, now: LocalNow) -> When:
    """ "By Friday 5pm" is Friday up to then, "from Monday at 9" Monday at 9."""
    wish = replace(wish, day_from=day, day_to=day)
    if limit == "to":
        wish = replace(wish, minute_from=None, minute_to=wish.minute_from, exact=False)
    elif limit == "from":
        wish = replace(wish, exact=False)
    return replace(wish, ambiguous=_past(wish, now))


def _coming(weekday: int, wish: When, now: LocalNow) -> date:
    day = on_or_after(now.date, weekday)
    return day + timedelta(weeks=1) if day == now.date and _over(wish, now, SAME_DAY_UNTIL) else day


def _over(wish: When, now: LocalNow, without_time: int) -> bool:
    """Whether the time named lies behind on the clock."""
    if wish.exact and wish.minute_from is not None:
        return wish.minute_from <= now.minute_of_day
    return now.minute_of_day >= (wish.minute_to if wish.minute_to is not None else without_time)


def _past(wish: When, now: LocalNow) -> Doubt | None:
    if wish.day_to is not None and wish.day_to < now.date:
        return Doubt.ALREADY_PAST
    single = wish.day_from is not None and wish.day_from == wish.day_to
    return Doubt.ALREADY_PAST if single and wish.day_from == now.date and _over(wish, now, 24 * 60) else None
