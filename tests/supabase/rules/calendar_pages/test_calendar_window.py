"""What a calendar is told of some days, in wall times; and a job's other end."""

from __future__ import annotations

from typing import Any

import pytest

from tests.supabase.rules.bookings.steps import Steps
from tests.supabase.rules.calendars.office import Office, book, refused
from tests.supabase.rules.desk import Desk
from tests.supabase.rules.shop import SYDNEY, open_shop

LUNCH = {
    "frequency": "daily",
    "first_date": "2026-10-02",
    "from_time": "12:00",
    "to_time": "13:00",
    "except_dates": ["2026-10-05"],
}


@pytest.fixture
def steps(desk: Desk) -> Steps:
    return Steps(desk)


@pytest.fixture
def office(desk: Desk) -> Office:
    return Office(desk, open_shop(desk, SYDNEY, "09:00", "17:00"))


def window(desk: Desk, business: str, first: str, last: str) -> Any:
    return desk.call("private.calendar_window", business, first, last, desk.now)


def spans(rows: list[dict[str, Any]]) -> list[tuple[str, str]]:
    return [(row["start"], row["end"]) for row in rows]


def test_members_see_their_days_and_an_outsider_none(steps: Steps) -> None:
    desk, shop = steps.desk, steps.shop
    steps.confirmed("Thu 14:00")
    for person in (desk.cast.owner, desk.cast.colleague):
        with desk.signed_in(person):
            seen = desk.call("calendar_window", shop.id, "2026-11-02", "2026-11-09")
        assert spans(seen["bookings"]) == [("2026-11-05T14:00", "2026-11-05T15:00")]
        assert seen["staff"] == [{"id": shop.staff["Dave"], "name": "Dave"}]
    with desk.refused("PT404"), desk.signed_in(desk.cast.outsider):
        desk.call("calendar_window", shop.id, "2026-11-02", "2026-11-09")
    with desk.refused("42501"), desk.role("anon"):
        desk.call("calendar_window", shop.id, "2026-11-02", "2026-11-09")


@pytest.mark.parametrize(
    ("first", "last"),
    [("2026-11-02", "2026-11-02"), ("2026-11-03", "2026-11-02"), ("2026-11-01", "2026-12-15"), (None, "2026-11-02"), ("1999-12-31", "2000-01-02")],
)  # fmt: skip
def test_other_stretches_than_a_day_to_six_weeks_are_refused(office: Office, first: str | None, last: str) -> None:
    with refused(office.desk, "bad_range"):
        window(office.desk, office.business.id, first or "-infinity", last)


def test_a_window_holds_what_lies_in_it_even_in_part_and_nothing_else(office: Office) -> None:
    desk, shop = office.desk, office.business
    for starts in ("2026-11-02T23:30+11", "2026-11-03T00:00+11", "2026-11-03T23:30+11", "2026-11-04T00:00+11"):
        book(desk, shop, starts)
    seen = window(desk, shop.id, "2026-11-03", "2026-11-04")
    assert [start for start, _ in spans(seen["bookings"])] == [
        "2026-11-02T23:30",
        "2026-11-03T00:00",
        "2026-11-03T23:30",
    ]
    assert spans(seen["open"]) == [("2026-11-03T09:00", "2026-11-03T17:00")]
    assert seen["more"] is False


def test_blocks_stay_at_their_wall_time_over_the_change_of_clocks(office: Office) -> None:
    office.repeat(LUNCH, reason="Lunch")
    seen = window(office.desk, office.business.id, "2026-10-03", "2026-10-07")
    assert spans(seen["blocks"]) == [(f"2026-10-{day}T12:00", f"2026-10-{day}T13:00") for day in ("03", "04", "06")]
    assert {(b["reason"], b["repeats"], b["staff"]) for b in seen["blocks"]} == {("Lunch", True, None)}
    assert [b["date"] for b in seen["blocks"]] == ["2026-10-03", "2026-10-04", "2026-10-06"]


def test_a_block_of_the_whole_business_is_there_once_for_two_calendars(desk: Desk) -> None:
    desk.rows("select")
    salon = desk.cast.salon
    desk.call(
        "private.add_blocked_time", salon.id, None, "2026-11-03 12:00", "2026-11-03 13:00", "Meeting", None, desk.now
    )
    seen = window(desk, salon.id, "2026-11-03", "2026-11-04")
    assert len(seen["blocks"]) == 1
    assert len(seen["open"]) == len(seen["staff"]) == 2


def test_a_job_in_the_hour_that_happens_twice_is_as_long_as_it_lasts(office: Office) -> None:
    book(office.desk, office.business, "2027-04-04T02:30+11:00")
    seen = window(office.desk, office.business.id, "2027-04-04", "2027-04-05")
    assert spans(seen["bookings"]) == [("2027-04-04T02:30", "2027-04-04T03:30")]


def test_holidays_are_named_and_close_the_day(office: Office) -> None:
    office.holiday("2026-11-03", "Cup Day")
    seen = window(office.desk, office.business.id, "2026-11-03", "2026-11-05")
    assert seen["holidays"] == [{"date": "2026-11-03", "name": "Cup Day", "closed": True}]
    assert spans(seen["open"]) == [("2026-11-04T09:00", "2026-11-04T17:00")]


def test_a_new_time_that_waits_is_shown_beside_the_old_and_then_in_its_place(steps: Steps) -> None:
    booking = steps.confirmed("Thu 14:00")
    steps.move(booking, "Fri 10:00")
    seen = window(steps.desk, steps.shop.id, "2026-11-02", "2026-11-09")
    assert spans(seen["bookings"]) == [("2026-11-05T14:00", "2026-11-05T15:00")]
    assert spans(seen["moves"]) == [("2026-11-06T10:00", "2026-11-06T11:00")]
    assert (seen["moves"][0]["booking"], seen["moves"][0]["asked_by"]) == (booking["id"], "owner")
    steps.move(booking, "Fri 12:00", agreed=True)
    seen = window(steps.desk, steps.shop.id, "2026-11-02", "2026-11-09")
    assert spans(seen["bookings"]) == [("2026-11-06T12:00", "2026-11-06T13:00")]
    assert seen["moves"] == []


def resize(steps: Steps, booking: Any, ends: str, *, tell: bool = False, override: bool = False) -> Any:
    desk = steps.desk
    by = desk.cast.owner.user_id
    return desk.call("private.resize_booking", steps.shop.id, booking["id"], ends, tell, override, by, desk.now)


def test_another_end_is_another_length_and_its_hold_grows_with_it(steps: Steps) -> None:
    booking = steps.confirmed("Thu 14:00")
    answer = resize(steps, booking, "2026-11-05 15:30")
    assert (answer["outcome"], answer["minutes"]) == ("edited", 60)
    assert steps.desk.value(
        "select upper(occupied) - lower(occupied) = interval '90 minutes' from public.holds where booking_id = %s",
        booking["id"],
    )
    assert steps.desk.texts("edited") == []
    assert resize(steps, booking, "2026-11-05 15:30", tell=True)["outcome"] == "unchanged"
    assert resize(steps, booking, "2026-11-05 15:00", tell=True)["outcome"] == "edited"
    assert len(steps.desk.texts("edited")) == 1


def test_nobody_grows_into_somebody_else_s_time(steps: Steps) -> None:
    booking = steps.confirmed("Thu 12:00")
    steps.confirmed("Thu 15:00")
    answer = resize(steps, booking, "2026-11-05 15:30", override=True)
    assert answer["outcome"] == "refused"
    assert any(reason["final"] for reason in answer["reasons"])
    assert steps.desk.booking(booking)["ends_at"].isoformat() == booking["ends_at"]


def test_only_members_resize(steps: Steps) -> None:
    booking = steps.confirmed("Thu 12:00")
    desk = steps.desk
    with desk.refused("PT404"), desk.signed_in(desk.cast.outsider):
        desk.call("resize_booking", steps.shop.id, booking["id"], "2026-11-05 14:00")
