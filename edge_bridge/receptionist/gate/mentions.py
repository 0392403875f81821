"""What a sentence can name of time: a day, a clock time, a part of the day."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache

BEHIND, AHEAD = 60, 400
"""Days around today within which a named day is looked for."""


@dataclass(frozen=True, slots=True)
class Day:
    """A day or days named. `dates` is what the words allow beside another day word, `alone` what they mean by themselves.

    `span` is a week or a month, `always` a weekly recurrence ("Mondays", "Monday to Friday", "weekends"); `weekdays` are the
    ISO days named, for hours.
    """

    start: int
    end: int
    dates: frozenset[date]
    alone: frozenset[date]
    weekdays: frozenset[int] = frozenset()
    span: bool = False
    always: bool = False
    relative: bool = False


@dataclass(frozen=True, slots=True)
class Clock:
    """A time of day: every minute since midnight it can mean ("2" is both 120 and 840)."""

    start: int
    end: int
    minutes: frozenset[int]
    duty: str = ""  # 'opens' or 'closes', where a word beside it says so


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the day, as a window of minutes."""

    start: int
    end: int
    first: int
    last: int

    def holds(self, minute: int) -> bool:
        """Whether a start lies in it."""
        return self.first <= minute < self.last


@dataclass(frozen=True, slots=True)
class Point:
    """One claim about time: the day, the clock times and the part of the day that belong together."""

    start: int
    end: int
    day: Day | None = None
    clocks: tuple[Clock, ...] = ()
    part: Part | None = None
    inherited: bool = field(default=False)


def days_between(first: date, last: date) -> frozenset[date]:
    """Both ends included; empty when they are the wrong way round."""
    return frozenset(first + timedelta(days=n) for n in range((last - first).days + 1))


@lru_cache(maxsize=8)
def around(today: date) -> frozenset[date]:
    """Every day the gate considers."""
    return days_between(today - timedelta(days=BEHIND), today + timedelta(days=AHEAD))
