"""Random repeating rules of every kind that can be kept."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from hypothesis import strategies as some

from edge_bridge.calendars.rrule import Repeats

FIRST, LAST = date(2026, 6, 1), date(2027, 12, 31)


@some.composite
def rules(draw: some.DrawFn) -> Repeats:
    """Beginning within a year and a half, near changes of clocks and ends of months too; with or without an end."""
    starts = draw(
        some.one_of(
            some.dates(FIRST, LAST), some.sampled_from([date(2026, 10, 4), date(2027, 4, 4), date(2027, 1, 31)])
        )
    )
    frequency = draw(some.sampled_from(["daily", "weekly", "monthly"]))
    rule = Repeats(
        frequency=frequency,
        every_n=draw(some.one_of(some.integers(1, 4), some.integers(1, 60))),
        first_date=starts.isoformat(),
    )
    if frequency == "weekly":
        rule["weekdays"] = sorted(draw(some.sets(some.integers(1, 7), min_size=1)))
    if frequency == "monthly":
        rule["month_day"] = draw(some.one_of(some.integers(1, 31), some.sampled_from([28, 29, 30, 31])))
    end = draw(some.sampled_from(["never", "count", "date", "instant"]))
    if end == "count":
        rule["occurrences"] = draw(some.one_of(some.integers(1, 6), some.integers(1, 40)))
    if end == "date":
        rule["last_date"] = (
            starts + timedelta(days=draw(some.one_of(some.integers(0, 9), some.integers(0, 500))))
        ).isoformat()
    if end == "instant":
        moment = datetime(starts.year, starts.month, starts.day, tzinfo=UTC) + timedelta(
            minutes=draw(some.integers(2880, 500_000))
        )
        rule["until"] = moment.strftime("%Y-%m-%dT%H:%M:%SZ")
    return rule
