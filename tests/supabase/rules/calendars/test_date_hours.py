"""A member says that one date is different."""

from __future__ import annotations

from typing import Any

import pytest
from psycopg.types.json import Jsonb

from tests.supabase.rules.calendars.office import EVERYONE, Office, book, clashing, refused, stretch
from tests.supabase.rules.desk import Desk
from tests.supabase.rules.shop import BRISBANE, free, local, open_shop

TUESDAY = "2026-11-03"
DAYS = ("2026-11-03T00:00+10:00", "2026-11-05T00:00+10:00")


@pytest.fixture
def office(desk: Desk) -> Office:
    """Open every day from nine to eleven in Brisbane."""
    return Office(desk, open_shop(desk, BRISBANE, "09:00", "11:00"))


def starts(office: Office) -> list[str]:
    """Tuesday's and Wednesday's free starts."""
    return local(free(office.desk, office.business, *DAYS), BRISBANE)


def test_a_date_with_hours_of_its_own_keeps_only_those(office: Office) -> None:
    assert office.date(TUESDAY, stretch("07:00", "08:00"), stretch("18:00", "19:00")) == {
        "outcome": "set",
        "clashes": [],
    }
    assert starts(office) == ["Tue 07:00", "Tue 18:00", "Wed 09:00", "Wed 10:00"]
    office.date(TUESDAY, stretch("12:00", "13:00"))
    assert starts(office) == ["Tue 12:00", "Wed 09:00", "Wed 10:00"]


def test_a_date_without_hours_is_closed_and_says_why(office: Office) -> None:
    office.date(TUESDAY, reason="Stocktake")
    assert starts(office) == ["Wed 09:00", "Wed 10:00"]
    query = "select opens, reason from public.date_hours where business_id = %s"
    assert office.desk.rows(query, office.business.id) == [{"opens": None, "reason": "Stocktake"}]


@pytest.mark.parametrize("said", [None, Jsonb(None), Jsonb([])])
def test_nothing_null_and_an_empty_list_all_mean_closed(office: Office, said: Any) -> None:
    office.desk.call("private.set_date_hours", office.business.id, None, TUESDAY, said, None, office.desk.now)
    assert starts(office) == ["Wed 09:00", "Wed 10:00"]


def test_a_dates_hours_may_run_past_midnight(office: Office) -> None:
    office.date(TUESDAY, stretch("23:00", "02:00"))
    assert starts(office) == ["Tue 23:00", "Wed 00:00", "Wed 01:00", "Wed 09:00", "Wed 10:00"]


def test_cleared_the_date_goes_by_the_weekly_hours_again(office: Office) -> None:
    office.date(TUESDAY)
    assert office.clear(TUESDAY) == {"outcome": "cleared", "clashes": []}
    assert office.clear(TUESDAY)["outcome"] == "nothing_there"
    assert starts(office) == ["Tue 09:00", "Tue 10:00", "Wed 09:00", "Wed 10:00"]


def test_everyone_means_every_calendar_in_use(desk: Desk) -> None:
    salon = Office(desk, desk.cast.salon)
    salon.date(TUESDAY, staff=EVERYONE)
    assert len(salon.rows("date_hours")) == 2
    salon.clear(TUESDAY, staff="Mia")
    (left,) = desk.column("select staff_id::text from public.date_hours")
    assert left == salon.business.staff["Priya"]
    desk.do("update public.staff set deleted_at = now() where id = %s", left)
    salon.date("2026-11-04", staff=EVERYONE)
    assert desk.column("select staff_id::text from public.date_hours where on_date = '2026-11-04'") == [
        salon.business.staff["Mia"]
    ]


def test_what_is_booked_on_a_date_that_closes_is_named_and_stays(office: Office) -> None:
    book(office.desk, office.business, "2026-11-03 09:00+10", "Ann")
    book(office.desk, office.business, "2026-11-04 09:00+10", "Bob")
    rows = office.rows("bookings")
    assert clashing(office.date(TUESDAY)) == [("Ann", "Tue, Nov 3", "9:00 AM")]
    assert clashing(office.date(TUESDAY)) == []
    assert office.rows("bookings") == rows


def test_clearing_a_longer_day_names_what_was_booked_in_it(office: Office) -> None:
    office.date(TUESDAY, stretch("09:00", "20:00"))
    book(office.desk, office.business, "2026-11-03 18:00+10", "Late")
    assert clashing(office.clear(TUESDAY)) == [("Late", "Tue, Nov 3", "6:00 PM")]


@pytest.mark.parametrize("day", ["1999-12-31", "2101-01-01", "9999-12-31", "infinity", None])
def test_a_date_nobody_means_is_refused(office: Office, day: Any) -> None:
    with refused(office.desk, "bad_date"):
        office.date(day)


@pytest.mark.parametrize(
    ("said", "hint"),
    [
        ([stretch("09:00", "12:00", 2)], "bad_weekday"),
        ([stretch("09:00", "12:00"), stretch("11:00", "13:00")], "overlapping_hours"),
        ([stretch("09:00", "noon")], "bad_time"),
    ],
)
def test_odd_hours_are_refused_and_the_date_stays_as_it_was(office: Office, said: list[Any], hint: str) -> None:
    office.date(TUESDAY, stretch("07:00", "08:00"))
    before = office.rows("date_hours")
    with refused(office.desk, hint):
        office.date(TUESDAY, *said)
    assert office.rows("date_hours") == before


def test_another_businesss_calendar_is_not_found(office: Office) -> None:
    with office.desk.refused("PT404"):
        office.date(TUESDAY, staff=office.desk.cast.salon.staff["Mia"])
    with office.desk.refused("PT404"):
        office.clear(TUESDAY, staff=office.desk.cast.salon.staff["Mia"])


def test_a_member_sets_and_clears_them(desk: Desk) -> None:
    lawns = Office(desk, desk.cast.lawns).business
    with desk.signed_in(desk.cast.colleague):
        assert desk.call("set_date_hours", lawns.id, None, TUESDAY, None, "Show day")["outcome"] == "set"
        assert desk.call("clear_date_hours", lawns.id, None, TUESDAY)["outcome"] == "cleared"
