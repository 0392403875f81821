"""Weekday and date are rendered in one place, in the business's zone."""

from __future__ import annotations

import pytest

from tests.supabase.rules.desk import Desk, instant


def test_an_instant_reads_as_people_say_it(desk: Desk) -> None:
    words = desk.call("private.local_words", instant("2026-11-05T04:00+00:00"), "Australia/Brisbane")
    assert words == {
        "weekday": "Thursday",
        "weekday_short": "Thu",
        "long": "Thursday, November 5th",
        "medium": "Thursday, Nov 5",
        "short": "Thu, Nov 5",
        "time": "2:00 PM",
        "date": "2026-11-05",
        "minute": 14 * 60,
        "zone": "Australia/Brisbane",
    }


@pytest.mark.parametrize(
    ("zone", "date", "time"),
    [
        ("Australia/Brisbane", "2026-12-01", "2:00 PM"),
        ("Australia/Sydney", "2026-12-01", "3:00 PM"),
        ("Australia/Adelaide", "2026-12-01", "2:30 PM"),
        ("Australia/Darwin", "2026-12-01", "1:30 PM"),
        ("Australia/Perth", "2026-12-01", "12:00 PM"),
        ("Australia/Eucla", "2026-12-01", "12:45 PM"),
        ("Pacific/Honolulu", "2026-11-30", "6:00 PM"),
    ],
)
def test_the_same_instant_has_each_zones_own_words(desk: Desk, zone: str, date: str, time: str) -> None:
    words = desk.call("private.local_words", instant("2026-12-01T04:00+00:00"), zone)
    assert (words["date"], words["time"]) == (date, time)


def test_midnight_and_the_ends_of_ordinals_read_right(desk: Desk) -> None:
    assert (
        desk.call("private.local_words", instant("2026-11-01T00:00+10:00"), "Australia/Brisbane")["time"] == "12:00 AM"
    )
    days = [
        desk.call("private.local_words", instant(f"2026-11-{day:02}T00:00+10:00"), "Australia/Brisbane")
        for day in (1, 2, 3, 11, 22)
    ]
    assert [words["long"].split()[-1] for words in days] == ["1st", "2nd", "3rd", "11th", "22nd"]
