"""Local time, minute by minute: what a calendar's wall times come to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from tests.supabase.rules.model.world import Recurring

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


def instant_of(day: date, minute: int, zone: ZoneInfo) -> datetime:
    """A wall time as an instant: of its two readings the later, both where clocks skip it and where they repeat it."""
    wall = datetime.combine(day + timedelta(days=minute // 1440), time(minute % 1440 // 60, minute % 60))
    return max(wall.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1))


def number(at: datetime) -> int:
    """The minute an instant lies in."""
    return int(at.timestamp()) // 60


def shift(day: date, opens: int, closes: int, zone: ZoneInfo) -> range:
    """The minutes from one wall time to another, into the next day when it is not later; none if the clocks swallow them."""
    next_day = day + DAY if closes <= opens else day
    return range(number(instant_of(day, opens, zone)), number(instant_of(next_day, closes, zone)))


def starts_on(block: Recurring, day: date) -> bool:
    """Whether a stretch of a recurring block starts on this local date."""
    if day < block.first or (block.last is not None and day > block.last) or day in block.excepted:
        return False
    if block.weekdays:
        mondays_apart = (day - timedelta(days=day.weekday())) - (block.first - timedelta(days=block.first.weekday()))
        return day.isoweekday() in block.weekdays and mondays_apart.days // 7 % block.every == 0
    if block.month_day is not None:
        months_apart = 12 * (day.year - block.first.year) + day.month - block.first.month
        return day.day == block.month_day and months_apart % block.every == 0
    return (day - block.first).days % block.every == 0


def minutes(stretches: Iterable[range]) -> set[int]:
    """All minutes of some stretches."""
    return {minute for stretch in stretches for minute in stretch}


def every(minutes: int, first: datetime, last: datetime) -> Iterator[datetime]:
    """The instants that many minutes apart, counted from the hour in UTC, from `first` on and before `last`."""
    apart = 60 * minutes
    at = datetime.fromtimestamp(apart * -(-first.timestamp() // apart), UTC)
    while at < last:
        yield at
        at += minutes * MINUTE
