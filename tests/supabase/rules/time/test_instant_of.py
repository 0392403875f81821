"""A wall time becomes an instant in one place: skipped ones are refused, repeated ones are the first."""

from __future__ import annotations

import psycopg
import pytest

from tests.supabase.rules.desk import Desk, instant

SYDNEY, ADELAIDE, LORD_HOWE = "Australia/Sydney", "Australia/Adelaide", "Australia/Lord_Howe"


def refusal(desk: Desk, wall: str | None, zone: str | None) -> tuple[str | None, str]:
    """The name and the sentence of the error for a wall time."""
    with pytest.raises(psycopg.Error) as error, desk.connection.transaction():
        desk.value("select private.instant_of(%s::timestamp, %s)", wall, zone)
    assert error.value.sqlstate == "PT400"
    return error.value.diag.message_hint, error.value.diag.message_primary or ""


@pytest.mark.parametrize(
    ("zone", "wall", "meant"),
    [
        (SYDNEY, "2026-10-04 01:59", "2026-10-03T15:59+00:00"),
        (SYDNEY, "2026-10-04 03:00", "2026-10-03T16:00+00:00"),
        (SYDNEY, "2026-11-02 09:00", "2026-11-02T09:00+11:00"),
        (ADELAIDE, "2026-10-04 03:00", "2026-10-04T03:00+10:30"),
        (LORD_HOWE, "2026-10-04 02:30", "2026-10-04T02:30+11:00"),
        ("Australia/Eucla", "2026-10-04 02:30", "2026-10-04T02:30+08:45"),
        ("Australia/Brisbane", "2026-10-04 02:30", "2026-10-04T02:30+10:00"),
        ("Antarctica/Troll", "2026-03-29 03:00", "2026-03-29T03:00+02:00"),
        ("UTC", "2026-10-04 02:30", "2026-10-04T02:30+00:00"),
        ("Etc/GMT+10", "2026-10-04 02:30", "2026-10-04T02:30-10:00"),
    ],
)
def test_a_wall_time_is_the_instant_at_which_clocks_there_show_it(desk: Desk, zone: str, wall: str, meant: str) -> None:
    assert desk.value("select private.instant_of(%s::timestamp, %s)", wall, zone) == instant(meant)


@pytest.mark.parametrize(
    ("zone", "wall", "first"),
    [
        (SYDNEY, "2027-04-04 02:30", "2027-04-03T15:30+00:00"),
        (SYDNEY, "2027-04-04 02:00", "2027-04-04T02:00+11:00"),
        (SYDNEY, "2027-04-04 03:00", "2027-04-04T03:00+10:00"),
        (ADELAIDE, "2027-04-04 02:30", "2027-04-04T02:30+10:30"),
        (LORD_HOWE, "2027-04-04 01:45", "2027-04-04T01:45+11:00"),
        (LORD_HOWE, "2027-04-04 01:15", "2027-04-04T01:15+11:00"),
        ("Antarctica/Troll", "2026-10-25 01:30", "2026-10-25T01:30+02:00"),
    ],
)
def test_a_wall_time_that_happens_twice_is_the_first_of_the_two(desk: Desk, zone: str, wall: str, first: str) -> None:
    assert desk.value("select private.instant_of(%s::timestamp, %s)", wall, zone) == instant(first)


@pytest.mark.parametrize(
    ("zone", "wall", "skipped", "instead"),
    [
        (SYDNEY, "2026-10-04 02:00", "2:00 AM", "3:00 AM"),
        (SYDNEY, "2026-10-04 02:30", "2:30 AM", "3:30 AM"),
        (SYDNEY, "2026-10-04 02:59", "2:59 AM", "3:59 AM"),
        (ADELAIDE, "2026-10-04 02:30", "2:30 AM", "3:30 AM"),
        (LORD_HOWE, "2026-10-04 02:15", "2:15 AM", "2:45 AM"),
    ],
)
def test_a_wall_time_the_clocks_skip_is_refused_with_the_date_and_what_to_do(
    desk: Desk, zone: str, wall: str, skipped: str, instead: str
) -> None:
    sentence = f"On Sunday, October 4th the clocks go forward and {skipped} is skipped. Choose another time, such as {instead}."
    assert refusal(desk, wall, zone) == ("no_such_time", sentence)


@pytest.mark.parametrize(
    "wall", ["9999-12-31 23:59", "1999-12-31 23:59", "2101-01-01 00:00", "infinity", "-infinity", None]
)
def test_a_date_nobody_means_is_refused(desk: Desk, wall: str | None) -> None:
    assert refusal(desk, wall, SYDNEY)[0] == "bad_date"


@pytest.mark.parametrize("zone", ["Australia/Sidney", "AEST", "XYZ+3", "A/B+3", "", "'; --", "+10:00", None])
def test_a_zone_that_is_none_is_refused_by_its_name(desk: Desk, zone: str | None) -> None:
    quoted = desk.value("select quote_nullable(%s)", zone)
    assert refusal(desk, "2026-11-02 09:00", zone) == ("bad_zone", f"{quoted} is not a time zone.")
