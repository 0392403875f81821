"""When a customer can come, as the corpus writes it.

"+1..+4" (days from today), "2026-11-05", "2026-11-02..2026-11-30 sat,sun 08:00-12:00": days, then weekdays, then times of
the day with the end excluded; the last two may be left out.
"""

import re
from dataclasses import dataclass
from datetime import date, timedelta

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_TIMES = re.compile(r"(\d\d):(\d\d)-(\d\d):(\d\d)")


@dataclass(frozen=True)
class Window:
    """One stretch of days and the part of each that is meant, in local minutes."""

    first: date
    last: date
    weekdays: frozenset[int]
    minute_from: int
    minute_to: int

    def has(self, day: date, minute: int) -> bool:
        """Whether a local start lies in it."""
        fits = self.first <= day <= self.last and (not self.weekdays or day.isoweekday() in self.weekdays)
        return fits and self.minute_from <= minute < self.minute_to


@dataclass(frozen=True)
class Windows:
    """Any of them will do; none at all: every time will."""

    parts: tuple[Window, ...]

    @classmethod
    def read(cls, written: list[str], today: date) -> "Windows":
        """Raises ValueError for what cannot be read."""
        return cls(tuple(_window(text, today) for text in written))

    def have(self, day: date, minute: int) -> bool:
        """Whether the customer can come at this local time."""
        return not self.parts or any(part.has(day, minute) for part in self.parts)


def _window(text: str, today: date) -> Window:
    days, *rest = text.split()
    first, _, last = days.partition("..")
    weekdays: frozenset[int] = frozenset()
    minutes = (0, 24 * 60)
    for word in rest:
        if times := _TIMES.fullmatch(word):
            a, b, c, d = map(int, times.groups())
            minutes = (a * 60 + b, c * 60 + d)
        else:
            weekdays = frozenset(WEEKDAYS.index(day) + 1 for day in word.split(","))
    return Window(read_day(first, today), read_day(last or first, today), weekdays, *minutes)


def read_day(text: str, today: date) -> date:
    """ "+3" or an ISO date."""
    return today + timedelta(days=int(text)) if text.startswith("+") else date.fromisoformat(text)
