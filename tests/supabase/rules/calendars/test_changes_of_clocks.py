"""Dates on which other booking systems go wrong, said by a member and seen in the free starts."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tests.supabase.rules.calendars.office import Office, stretch
from tests.supabase.rules.desk import Desk
from tests.supabase.rules.shop import SYDNEY, free, job, local, open_shop

FORWARD = ("2026-10-03T12:00+10:00", "2026-10-05T00:00+11:00")
BACK = ("2027-04-03T12:00+11:00", "2027-04-05T00:00+10:00")


def half_hours(desk: Desk, zone: str = SYDNEY) -> Office:
    """Closed all week; jobs of half an hour on the half hour."""
    return Office(desk, open_shop(desk, zone, weekdays=[], slot_step_minutes=30, services=[job(30)]))


def utc(starts: list[datetime]) -> list[str]:
    return [start.astimezone(UTC).strftime("%d %H:%M") for start in starts]


def test_one_to_five_holds_three_hours_on_the_morning_the_clocks_go_forward(desk: Desk) -> None:
    office = half_hours(desk)
    office.date("2026-10-04", stretch("01:00", "05:00"))
    starts = free(desk, office.business, *FORWARD)
    assert local(starts) == ["Sun 01:00", "Sun 01:30", "Sun 03:00", "Sun 03:30", "Sun 04:00", "Sun 04:30"]
    assert utc(starts) == ["03 15:00", "03 15:30", "03 16:00", "03 16:30", "03 17:00", "03 17:30"]


def test_one_to_five_holds_five_hours_on_the_morning_they_go_back_and_half_past_two_comes_twice(desk: Desk) -> None:
    office = half_hours(desk)
    office.date("2027-04-04", stretch("01:00", "05:00"))
    starts = free(desk, office.business, *BACK)
    assert len(starts) == len(set(starts)) == 10
    twice = [start for start, words in zip(starts, local(starts), strict=True) if words == "Sun 02:30"]
    assert utc(twice) == ["03 15:30", "03 16:30"]
    assert desk.value("select private.instant_of('2027-04-04 02:30', %s)", SYDNEY) == twice[0]


def test_a_blocked_half_hour_that_comes_twice_blocks_its_first_time_only(desk: Desk) -> None:
    office = half_hours(desk)
    office.date("2027-04-04", stretch("01:00", "05:00"))
    office.block("2027-04-04 02:30", "2027-04-04 02:45")
    assert "03 15:30" not in utc(free(desk, office.business, *BACK))
    assert "03 16:30" in utc(free(desk, office.business, *BACK))


@pytest.mark.parametrize(
    ("zone", "before", "after"),
    [
        ("Australia/Brisbane", "01 23:00", "04 23:00"),
        ("Australia/Darwin", "01 23:30", "04 23:30"),
        ("Australia/Perth", "02 01:00", "05 01:00"),
        ("Australia/Eucla", "02 00:15", "05 00:15"),
        ("Australia/Sydney", "01 23:00", "04 22:00"),
        ("Australia/Adelaide", "01 23:30", "04 22:30"),
        ("Australia/Broken_Hill", "01 23:30", "04 22:30"),
        ("Australia/Lord_Howe", "01 22:30", "04 22:00"),
        ("Pacific/Norfolk", "01 22:00", "04 21:00"),
    ],
)
def test_nine_in_the_morning_is_each_zones_own_before_and_after_the_change(
    desk: Desk, zone: str, before: str, after: str
) -> None:
    office = half_hours(desk, zone)
    office.weekly(stretch("09:00", "09:30", 5), stretch("09:00", "09:30", 1))
    starts = free(desk, office.business, "2026-10-01T12:00+00:00", "2026-10-05T12:00+00:00")
    assert utc(starts) == [before, after]


@pytest.mark.parametrize(
    ("weekday", "clock", "dates", "skipped", "instants"),
    [
        (1, "09:00", ("2026-09-28", "2026-10-12"), "2026-10-05", ["27 23:00", "04 22:00", "11 22:00"]),
        (4, "08:00", ("2026-10-01", "2026-10-15"), "2026-10-08", ["30 22:00", "07 21:00", "14 21:00"]),
    ],
)
def test_a_recurring_block_keeps_its_local_time_and_an_exception_is_a_local_date(
    desk: Desk, weekday: int, clock: str, dates: tuple[str, str], skipped: str, instants: list[str]
) -> None:
    """In UTC it moves by an hour, and lies on another weekday."""
    office = Office(desk, open_shop(desk, SYDNEY, clock, f"{clock[:3]}30", weekdays=[weekday], services=[job(30)]))
    window = ("2026-09-27T12:00+00:00", "2026-10-16T00:00+00:00")
    assert utc(free(desk, office.business, *window)) == instants
    rule = {"frequency": "weekly", "weekdays": [weekday], "from_time": clock, "to_time": f"{clock[:3]}30"}
    rule |= {"first_date": dates[0], "last_date": dates[1]}
    office.repeat(rule | {"except_dates": [skipped]})
    assert utc(free(desk, office.business, *window)) == instants[1:2]


def night_shift(desk: Desk) -> Office:
    """Saturdays from ten in the evening to half past three: four and a half hours when the clocks go forward."""
    office = half_hours(desk)
    office.weekly(stretch("22:00", "03:30", 6))
    return office


def test_the_night_shift_into_a_change_of_clocks_is_as_long_as_that_night(desk: Desk) -> None:
    office = night_shift(desk)
    assert len(free(desk, office.business, *FORWARD)) == 9
    assert len(free(desk, office.business, *BACK)) == 13


def test_a_block_said_of_sunday_cuts_saturdays_night_shift(desk: Desk) -> None:
    office = night_shift(desk)
    office.block("2026-10-04 00:00", "2026-10-05 00:00")
    assert local(free(desk, office.business, *FORWARD)) == ["Sat 22:00", "Sat 22:30", "Sat 23:00", "Sat 23:30"]


def test_a_block_that_repeats_in_the_skipped_hour_moves_out_of_it_as_the_clocks_do(desk: Desk) -> None:
    """A quarter past two does not come: the block starts at a quarter past three."""
    office = night_shift(desk)
    every_sunday = {"frequency": "weekly", "weekdays": [7], "first_date": "2026-09-06"}
    office.repeat(every_sunday | {"from_time": "02:15", "to_time": "04:00"})
    office.weekly(stretch("22:00", "05:00", 6))
    starts = local(free(desk, office.business, *FORWARD))
    assert starts[-3:] == ["Sun 01:30", "Sun 04:00", "Sun 04:30"]
