"""Public holidays: suggested, and decided about by the owner."""

from __future__ import annotations

from typing import Any

import pytest
from psycopg.types.json import Jsonb

from tests.supabase.rules.calendars.office import Office, book, clashing, refused, stretch
from tests.supabase.rules.desk import Desk, instant
from tests.supabase.rules.shop import BRISBANE, SYDNEY, free, local, open_shop

NIL = "00000000-0000-0000-0000-000000000000"


@pytest.fixture
def office(desk: Desk) -> Office:
    """Open every day from nine to ten in Brisbane, so one start a day; kept to Queensland's holidays."""
    office = Office(desk, open_shop(desk, BRISBANE, "09:00", "10:00"))
    desk.settings(office.business, state="QLD", horizon_days=366)
    return office


def holidays(office: Office) -> list[tuple[str, str, bool]]:
    query = "select on_date::text, name, closed from public.holidays where business_id = %s order by on_date"
    return [tuple(row.values()) for row in office.desk.rows(query, office.business.id)]


def closed_in_december(office: Office) -> set[int]:
    """Days of December 2026 on which nothing is free."""
    starts = free(office.desk, office.business, "2026-12-01T00:00+10:00", "2027-01-01T00:00+10:00")
    return set(range(1, 32)) - {start.astimezone(instant("2026-12-01T00:00+10:00").tzinfo).day for start in starts}


def test_a_suggested_holiday_is_closed_until_the_owner_works_on_it(office: Office) -> None:
    assert office.suggest("2027-12-31", d20261225="Christmas Day", d20261226="Boxing Day")["outcome"] == "suggested"
    assert closed_in_december(office) == {25, 26}
    office.holiday("2026-12-26", "", closed=False)
    assert closed_in_december(office) == {25}
    assert holidays(office) == [("2026-12-25", "Christmas Day", True), ("2026-12-26", "Boxing Day", False)]


def test_a_holiday_of_its_own_is_closed_too(office: Office) -> None:
    assert office.holiday("2026-12-24", "  Staff picnic ", None) == {"outcome": "set", "clashes": []}
    assert closed_in_december(office) == {24}
    assert holidays(office) == [("2026-12-24", "Staff picnic", True)]


def test_a_calendar_with_hours_of_its_own_for_the_date_works_on_a_holiday(office: Office) -> None:
    office.holiday("2026-12-26", "Boxing Day")
    office.date("2026-12-26", stretch("14:00", "15:00"))
    starts = free(office.desk, office.business, "2026-12-26T00:00+10:00", "2026-12-27T00:00+10:00")
    assert local(starts, BRISBANE) == ["Sat 14:00"]
    office.clear("2026-12-26")
    assert 26 in closed_in_december(office)


@pytest.mark.parametrize(("day", "left"), [("2026-10-03", 0), ("2026-10-04", 9)])
def test_a_holiday_takes_the_night_shift_that_starts_on_it_and_no_other(desk: Desk, day: str, left: int) -> None:
    """Saturday's shift runs into Sunday the 4th, on which the clocks go forward."""
    shop = open_shop(
        desk, SYDNEY, "22:00", "03:30", weekdays=[6], slot_step_minutes=30, services=[{"name": "Job", "minutes": 30}]
    )
    Office(desk, shop).holiday(day)
    assert len(free(desk, shop, "2026-10-03T12:00+10:00", "2026-10-05T00:00+11:00")) == left


def test_suggesting_again_changes_only_what_nobody_decided(office: Office) -> None:
    office.suggest("2026-12-31", d20261225="Christmas Day", d20261226="Boxing Day", d20261228="Boxing Day (observed)")
    office.holiday("2026-12-26", "Sale day", closed=False)
    office.holiday("2026-12-29", "Staff picnic")
    office.suggest("2027-12-31", d20261225="Christmas", d20261226="Boxing Day", d20270101="New Year's Day")
    assert holidays(office) == [
        ("2026-12-25", "Christmas", True),
        ("2026-12-26", "Sale day", False),
        ("2026-12-29", "Staff picnic", True),
        ("2027-01-01", "New Year's Day", True),
    ]


def test_the_same_suggestions_again_change_nothing(office: Office) -> None:
    rows: dict[str, str] = {"d20261225": "Christmas Day", "d20261226": "Boxing Day"}
    office.suggest("2027-12-31", **rows)
    before = office.rows("holidays")
    office.suggest("2027-12-31", **rows)
    assert office.rows("holidays") == before


def test_what_is_past_or_too_far_ahead_is_left_as_it_is(office: Office) -> None:
    office.suggest("2026-12-31", d20261102="Today's Day")
    office.desk.later(days=1)
    office.suggest("2026-12-31", d20261101="Gone", d20270101="Too far")
    assert holidays(office) == [("2026-11-02", "Today's Day", True)]


def test_two_holidays_of_one_date_are_one(office: Office) -> None:
    rows = [{"date": "2026-12-25", "name": "Show day"}, {"date": "2026-12-25", "name": "Christmas Day"}]
    office.desk.call("suggest_holidays", office.business.id, Jsonb(rows), "2026-12-31", office.desk.now)
    assert holidays(office) == [("2026-12-25", "Christmas Day; Show day", True)]


def test_what_is_booked_on_a_new_holiday_is_named_and_stays(office: Office) -> None:
    book(office.desk, office.business, "2026-12-25 09:00+10", "Ann")
    book(office.desk, office.business, "2026-12-26 09:00+10", "Bob")
    rows = office.rows("bookings")
    assert clashing(office.suggest("2026-12-31", d20261225="Christmas Day")) == [("Ann", "Fri, Dec 25", "9:00 AM")]
    assert clashing(office.holiday("2026-12-26")) == [("Bob", "Sat, Dec 26", "9:00 AM")]
    assert office.rows("bookings") == rows


@pytest.mark.parametrize("name", ["", " ", None, "x" * 121])
def test_a_holiday_has_a_name(office: Office, name: Any) -> None:
    with refused(office.desk, "bad_name"):
        office.holiday("2026-12-24", name)
    assert holidays(office) == []


@pytest.mark.parametrize("day", ["1999-12-31", "9999-12-31", None])
def test_a_holiday_has_a_date_somebody_can_mean(office: Office, day: Any) -> None:
    with refused(office.desk, "bad_date"):
        office.holiday(day)


@pytest.mark.parametrize(
    ("rows", "hint"),
    [
        (None, "bad_holidays"),
        ({}, "bad_holidays"),
        ([{"date": "2026-02-30", "name": "?"}], "bad_date"),
        ([{"date": "9999-01-01", "name": "?"}], "bad_date"),
        ([{"date": "Christmas", "name": "?"}], "bad_date"),
    ],
)
def test_odd_suggestions_are_refused_and_those_there_stay(office: Office, rows: Any, hint: str) -> None:
    office.suggest("2026-12-31", d20261225="Christmas Day")
    with refused(office.desk, hint):
        office.desk.call("suggest_holidays", office.business.id, Jsonb(rows), "2027-12-31", office.desk.now)
    assert holidays(office) == [("2026-12-25", "Christmas Day", True)]


def test_nothing_is_suggested_to_a_business_that_is_not_there(desk: Desk) -> None:
    with desk.refused("PT404"):
        desk.call("suggest_holidays", NIL, Jsonb([]), "2027-12-31", desk.now)


def due(office: Office, business: str | None = None) -> Any:
    return office.desk.call("holidays_due", business, office.desk.now)


def test_a_business_with_a_state_is_due_until_its_holidays_reach_far_enough(office: Office) -> None:
    desk, shop = office.desk, office.business
    desk.settings(shop, horizon_days=28)
    wanted = {"business_id": shop.id, "state": "QLD", "years": [2026, 2027], "until": "2027-12-31"}
    assert due(office) == wanted
    assert desk.call("due_work", desk.now)["holidays"] is True
    office.suggest("2027-12-31")
    assert due(office) is None
    assert desk.call("due_work", desk.now)["holidays"] is False
    desk.now = instant("2027-11-02T12:00+00:00")
    assert due(office) is None
    desk.later(days=1)
    assert due(office) == wanted | {"years": [2027, 2028], "until": "2028-12-31"}


@pytest.mark.parametrize("horizon", [1, 28, 366])
def test_once_suggested_a_business_is_not_due_on_any_day_of_the_year(office: Office, horizon: int) -> None:
    desk = office.desk
    desk.settings(office.business, horizon_days=horizon)
    for _ in range(0, 366, 3):
        if wanted := due(office):
            office.suggest(wanted["until"])
        assert due(office) is None
        desk.later(days=3)


def test_a_business_without_a_state_or_out_of_use_is_never_due(office: Office) -> None:
    desk, shop = office.desk, office.business
    desk.settings(shop, state=None)
    assert due(office) is None
    desk.settings(shop, state="QLD", deleted_at=desk.now)
    assert due(office) is None


def test_one_business_can_be_asked_about(office: Office) -> None:
    office.desk.settings(office.desk.cast.lawns, state="QLD")
    assert due(office, office.business.id)["business_id"] == office.business.id
    assert due(office, office.desk.cast.lawns.id)["business_id"] == office.desk.cast.lawns.id
    assert due(office, office.desk.cast.salon.id) is None


def test_who_is_due_is_found_by_an_index(desk: Desk) -> None:
    desk.do("set local enable_seqscan = off")
    desk.do("drop index public.businesses_day_end_idx, public.businesses_run_sheet_idx")  # as good in so small a table
    query = "select prosrc from pg_proc where oid = 'private.holidays_due'::regproc"
    source = desk.value(query).replace("p_business", "null::uuid").replace("p_now", "now()")
    plan = "\n".join(desk.column(f"explain {source}"))
    assert "Index Scan using businesses_holidays_idx" in plan
    assert "Index Cond" in plan


def test_a_member_decides_and_only_the_service_suggests(desk: Desk) -> None:
    lawns = Office(desk, desk.cast.lawns).business
    with desk.signed_in(desk.cast.colleague):
        assert desk.call("set_holiday", lawns.id, "2026-12-24", "Picnic", True)["outcome"] == "set"
    with desk.refused("42501"), desk.signed_in(desk.cast.owner):
        desk.call("suggest_holidays", lawns.id, Jsonb([]), "2027-12-31")
