"""One mention of days in a text, and how a mention is found."""

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, auto
from re import Match, Pattern

from .moments import Doubt, LocalNow


class Kind(Enum):
    """What sort of mention it is; decides how neighbours combine."""

    DATE = auto()  # 5/11, 5 Nov, the 5th
    DAY = auto()  # tomorrow, next Friday, Monday week
    WEEKDAY = auto()  # Friday: which one depends on the time named
    EVERY = auto()  # any Friday
    SPAN = auto()  # next week, this weekend, mid December
    ANY = auto()  # as soon as possible, whenever
    VAGUE = auto()  # a weekday


@dataclass(frozen=True, slots=True)
class Found:
    """Days named by one stretch of text; `last` None means open-ended, `first` None that only a weekday is known."""

    kind: Kind
    first: datetime.date | None = None
    last: datetime.date | None = None
    weekday: int | None = None
    doubt: Doubt | None = None
    start: int = 0
    end: int = 0
    number: int | None = None
    """The day of the month, where only that was said: "the 5th"."""
    edge: datetime.date | None = None
    """The day named, where only a limit was: the Friday of "before Friday"."""
    limit: str = ""
    """ "to", "from" or "at": what a time beside that day is."""
    bounded: bool = False
    """Both ends were said, so that no "from" or "by" before it changes them."""


Reader = Callable[[Match[str], LocalNow], Found | None]
Rule = tuple[Pattern[str], Reader]


def one_day(day: datetime.date, kind: Kind = Kind.DAY, doubt: Doubt | None = None) -> Found:
    """A mention of a single date."""
    return Found(kind, day, day, doubt=doubt)


def span(first: datetime.date, last: datetime.date | None) -> Found:
    """A mention of several days."""
    return Found(Kind.SPAN, first, last)


def stretch(first: datetime.date, last: datetime.date, doubt: Doubt | None = None) -> Found:
    """A mention of several days by its first and its last."""
    return Found(Kind.SPAN, first, last, doubt=doubt, bounded=True)


def from_today(first: datetime.date, last: datetime.date, today: datetime.date) -> Found | None:
    """What is left of several days; None when they lie behind."""
    return span(max(first, today), last) if last >= today else None
