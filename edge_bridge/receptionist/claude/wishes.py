"""A wish in the words of the find_slots tool, as the database takes it."""

from datetime import date, time
from typing import Any

from .prompt import DAYS
from .schemas import FindSlots


class BadArgument(ValueError):
    """Tells Claude what is wrong with an argument."""


def wish_of(asked: FindSlots) -> dict[str, Any]:
    """Local days, weekday and minutes of the day; what was not said is left out. Raises BadArgument."""
    wish: dict[str, Any] = {}
    first, last = _day(asked.day_from, "day_from"), _day(asked.day_to, "day_to")
    if first and last and last < first:
        raise BadArgument("day_to lies before day_from.")
    if first:
        wish["day_from"] = first.isoformat()
    if last:
        wish["day_to"] = last.isoformat()
    if asked.weekday:
        wish["weekday"] = DAYS.index(asked.weekday) + 1
    return wish | _times(asked)


def _times(asked: FindSlots) -> dict[str, Any]:
    """The latest start itself still suits, so the database's limit lies a minute later."""
    earliest, latest = _minute(asked.time_from, "time_from"), _minute(asked.time_to, "time_to")
    if earliest is not None and latest is not None and latest < earliest:
        raise BadArgument("time_to lies before time_from.")
    limits = {"minute_from": earliest, "minute_to": None if latest is None else latest + 1}
    return {key: value for key, value in limits.items() if value is not None}


def _day(words: str, name: str) -> date | None:
    if not words.strip():
        return None
    try:
        return date.fromisoformat(words.strip()[:10])
    except ValueError:
        raise BadArgument(f"{name} must be a date such as 2026-11-05, or empty.") from None


def _minute(words: str, name: str) -> int | None:
    if not words.strip():
        return None
    try:
        clock = time.fromisoformat(words.strip())
    except ValueError:
        raise BadArgument(f"{name} must be a time such as 14:00, or empty.") from None
    return clock.hour * 60 + clock.minute
