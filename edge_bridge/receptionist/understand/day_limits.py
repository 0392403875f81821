"""Days that bound a stretch: "by Friday", "after the 5th", "two weeks before Christmas"."""

import re
from dataclasses import replace
from datetime import date, timedelta

from .calendar_days import monday_of
from .day_found import Found, Kind, span
from .day_joins import settled
from .moments import Doubt, LocalNow
from .time_words import COUNT, count_of

_FAR_FROM = re.compile(rf"\b({COUNT}) (day|week|fortnight|month)s? (after|before|from|prior to) (?:the |this |on )*$")
LIMIT = re.compile(
    r"\b(week (?:of|commencing|beginning|starting)|w/c|day (?:after|before)|on or (?:after|before)"
    r"|between now and|not before|no earlier than|not until|from|starting"
    r"|any ?time from|after|past|before|by|prior to|until|till?|up to"
    r"|no later than|no later then)\s+(?:on |the |about |this )?$"
)
"""A word that makes the day behind it a limit."""


def limited(text: str, one: Found, now: LocalNow) -> Found:
    """A mention after "before", "by", "after" or "from" as the stretch it bounds."""
    if far := _far_from(text, one, now):
        return far
    limit = LIMIT.search(text, max(0, one.start - 40), one.start)
    if not limit or one.kind in (Kind.ANY, Kind.VAGUE, Kind.EVERY) or one.doubt or one.bounded:
        return one
    word = limit[1]
    strictly = word in ("before", "prior to")
    day = settled(one, LocalNow(now.date + timedelta(days=1), 0) if strictly else now)
    first, last = _bounds(word, day, now.date)
    if last and first and last < first:
        return replace(day, doubt=Doubt.ALREADY_PAST)
    found = replace(span(first, last) if first else day, start=one.start, end=one.end)
    if day.first is None or day.first != day.last or word.startswith(("w", "day")):
        return found
    side = "to" if first == now.date else "from" if word in ("after", "past") else "at"
    return replace(found, edge=day.first, limit=side)


def _far_from(text: str, one: Found, now: LocalNow) -> Found | None:
    """ "Two weeks before Christmas", "three days after Friday"."""
    far = _FAR_FROM.search(text, max(0, one.start - 40), one.start)
    day = settled(one, now)
    if not far or day.first is None or day.first != day.last:
        return None
    days = count_of(far[1]) * {"d": 1, "w": 7, "f": 14, "m": 28}[far[2][0]]
    if far[2] == "month":
        return None
    found = day.first + timedelta(days=-days if far[3] in ("before", "prior to") else days)
    return replace(one, kind=Kind.DAY, first=found, last=found, weekday=None, number=None)


def _bounds(word: str, day: Found, today: date) -> tuple[date | None, date | None]:
    if day.first is None:
        return None, None
    if word in ("before", "prior to"):
        return today, day.first - timedelta(days=1)
    if word in ("on or before", "by", "until", "til", "till", "up to", "no later than", "between now and"):
        return today, day.last
    if word.startswith("w"):
        monday = monday_of(day.first)
        return max(monday, today), monday + timedelta(days=6)
    if word == "day after":
        return (day.first + timedelta(days=1),) * 2
    if word == "day before":
        return (day.first - timedelta(days=1),) * 2
    if word in ("after", "past"):
        return (day.last or day.first) + timedelta(days=1), None
    return day.first, None
