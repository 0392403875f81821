"""Contact hours: counted in local time, through midnight and daylight saving."""

from __future__ import annotations

import pytest

from tests.supabase.rules.desk import Desk, instant

SYDNEY = "Australia/Sydney"
BRISBANE = "Australia/Brisbane"


@pytest.mark.parametrize(
    ("start", "minutes", "end"),
    [
        ("2026-11-02T09:00+10:00", 120, "2026-11-02T11:00+10:00"),
        ("2026-11-02T07:00+10:00", 120, "2026-11-02T10:00+10:00"),
        ("2026-11-02T19:00+10:00", 120, "2026-11-03T09:00+10:00"),
        ("2026-11-02T21:00+10:00", 120, "2026-11-03T10:00+10:00"),
        ("2026-11-03T02:00+10:00", 120, "2026-11-03T10:00+10:00"),
        ("2026-11-02T18:00+10:00", 120, "2026-11-02T20:00+10:00"),  # closing time itself still counts
        ("2026-11-02T09:00+10:00", 12 * 60 * 3, "2026-11-05T09:00+10:00"),
        ("2026-11-02T12:00+10:00", 0, "2026-11-02T12:00+10:00"),
        ("2026-11-02T20:00+10:00", 0, "2026-11-03T08:00+10:00"),  # closed at the stroke of eight
        ("2026-11-02T05:00+10:00", 0, "2026-11-02T08:00+10:00"),
    ],
)
def test_only_minutes_between_eight_and_eight_count(desk: Desk, start: str, minutes: int, end: str) -> None:
    counted = desk.call("private.add_contact_minutes", instant(start), minutes, BRISBANE, "08:00", "20:00")
    assert counted == instant(end)


@pytest.mark.parametrize(
    ("start", "minutes", "end"),
    [
        ("2026-11-02T23:00+10:00", 120, "2026-11-03T01:00+10:00"),
        ("2026-11-03T01:00+10:00", 120, "2026-11-03T19:00+10:00"),  # one hour until two, one from six in the evening
        ("2026-11-02T12:00+10:00", 60, "2026-11-02T19:00+10:00"),
        ("2026-11-03T01:59+10:00", 0, "2026-11-03T01:59+10:00"),
    ],
)
def test_contact_hours_may_run_past_midnight(desk: Desk, start: str, minutes: int, end: str) -> None:
    counted = desk.call("private.add_contact_minutes", instant(start), minutes, BRISBANE, "18:00", "02:00")
    assert counted == instant(end)


def test_the_same_opening_and_closing_means_round_the_clock(desk: Desk) -> None:
    start = instant("2026-11-02T21:00+10:00")
    assert desk.call("private.add_contact_minutes", start, 240, BRISBANE, "08:00", "08:00") == instant(
        "2026-11-03T01:00+10:00"
    )


@pytest.mark.parametrize(
    ("start", "end"),
    [
        # 9 pm on the evening before: the clock starts at 8 am local, whatever that is in UTC
        ("2026-10-03T21:00+10:00", "2026-10-04T10:00+11:00"),
        ("2027-04-03T21:00+11:00", "2027-04-04T10:00+10:00"),
    ],
)
def test_a_clock_change_in_the_night_moves_the_opening_with_it(desk: Desk, start: str, end: str) -> None:
    assert desk.call("private.add_contact_minutes", instant(start), 120, SYDNEY, "08:00", "20:00") == instant(end)


@pytest.mark.parametrize(
    ("start", "end"),
    [
        ("2026-10-04T01:00+10:00", "2026-10-04T05:00+11:00"),  # 02:00 to 03:00 does not exist
        ("2027-04-04T01:00+11:00", "2027-04-04T03:00+10:00"),  # 02:00 to 03:00 happens twice
    ],
)
def test_three_hours_through_a_clock_change_are_three_real_hours(desk: Desk, start: str, end: str) -> None:
    assert desk.call("private.add_contact_minutes", instant(start), 180, SYDNEY, "00:30", "23:00") == instant(end)
