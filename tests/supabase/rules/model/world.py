"""What a search for free starts depends on, as plain values.

Instants are aware datetimes in UTC; a wall time is a minute of the day, 0 to 1440; a place is a number.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum


class Whose(StrEnum):
    """Whose calendar something is on: Sam's is the one that is searched."""

    SAM = "Sam"
    KIM = "Kim"
    ALL = "everybody"

    @property
    def is_sams(self) -> bool:
        return self is not Whose.KIM


class Offered(StrEnum):
    """Whom a time is kept for."""

    US = "the conversation that asks"
    THEM = "another conversation"


@dataclass(frozen=True)
class Service:
    """What is to be booked; its own notice, or None for the business's."""

    minutes: int = 60
    before: int = 0
    after: int = 0
    notice: int | None = None
    at_customer: bool = False


@dataclass(frozen=True)
class Weekly:
    """Open on this ISO weekday; closes <= opens is the next day."""

    weekday: int
    opens: int
    closes: int


@dataclass(frozen=True)
class OnDate:
    """Hours of one date in place of the weekly ones; None: closed."""

    on: date
    hours: tuple[int, int] | None


@dataclass(frozen=True)
class OneOff:
    """Blocked once."""

    starts: datetime
    ends: datetime
    whose: Whose = Whose.ALL


@dataclass(frozen=True)
class Recurring:
    """Blocked again and again: `weekdays` make it weekly, a `month_day` monthly, neither daily."""

    first: date
    last: date | None
    starts: int
    ends: int
    every: int = 1
    weekdays: frozenset[int] = frozenset()
    month_day: int | None = None
    excepted: frozenset[date] = frozenset()
    whose: Whose = Whose.ALL


@dataclass(frozen=True)
class Hold:
    """A taken stretch: a booking's (all of the same number are one booking's), an offer's, or a new time offered for a booking."""

    starts: datetime
    ends: datetime
    booking: int | None = None
    offered: Offered | None = None
    at_customer: bool = False
    place: int | None = None
    expires: datetime | None = None
    whose: Whose = Whose.SAM


@dataclass(frozen=True)
class World:
    """One business, Sam's calendar, and the question: which starts of the service are free in [first, last), at `now`?"""

    zone: str
    now: datetime
    first: datetime
    last: datetime
    service: Service = Service()
    step: int = 60
    notice: int = 0
    horizon_days: int = 28
    weekly: tuple[Weekly, ...] = ()
    on_dates: tuple[OnDate, ...] = ()
    holidays: Mapping[date, bool] = field(default_factory=dict)
    """True: closed."""
    one_offs: tuple[OneOff, ...] = ()
    recurring: tuple[Recurring, ...] = ()
    holds: tuple[Hold, ...] = ()
    places: int = 0
    drives: Mapping[tuple[int, int], int] = field(default_factory=dict)
    default_drive: int = 20
    base: int | None = None
    place: int | None = None
    """Where the service is wanted."""
    moving: int | None = None
    """The booking that is to have another time."""
    asks: bool = False
    """Whether the search is for a conversation."""
