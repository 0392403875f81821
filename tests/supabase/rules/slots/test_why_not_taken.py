"""Why a start is not free: whose time it is, and the drives and buffers around it."""

from __future__ import annotations

import pytest

from tests.supabase.rules.bookings.steps import NOBODY, Steps, at, wish
from tests.supabase.rules.desk import Desk
from tests.supabase.rules.shop import BRISBANE, job, open_shop, place, travel
from tests.supabase.rules.slots.asking import why
from tests.support.cast import Business


@pytest.fixture
def shop(desk: Desk) -> Business:
    """Monday to Friday nine to five, an hour's notice, two weeks ahead, an hourly grid."""
    return open_shop(desk, BRISBANE, weekdays=range(1, 6), notice_minutes=60, horizon_days=14)


@pytest.fixture
def steps(desk: Desk, shop: Business) -> Steps:
    return Steps(desk, shop)


def test_somebody_elses_booking_by_name_a_request_too(steps: Steps) -> None:
    steps.added("Thu 10:00", name="Ann Lee")
    assert why(steps, "Thu 10:00") == [("booked", "It is taken: Ann Lee, Job, Thu, Nov 5, 10:00 AM to 11:00 AM.")]
    steps.pending("Thu 12:00")
    assert why(steps, "Thu 12:00") == [("booked", "It is taken: John Smith, Job, Thu, Nov 5, 12:00 PM to 1:00 PM.")]
    steps.added("Thu 14:00")
    assert why(steps, "Thu 14:00") == [("booked", "It is taken: a customer, Job, Thu, Nov 5, 2:00 PM to 3:00 PM.")]


def test_the_second_time_of_a_move_is_told_as_that(steps: Steps) -> None:
    booking = steps.confirmed("Thu 10:00")
    steps.ask(booking, "Fri 14:00")
    words = "It is taken: John Smith, Job, Fri, Nov 6, 2:00 PM to 3:00 PM (a new time, not agreed yet)."
    assert why(steps, "Fri 14:00") == [("booked", words)]


def test_a_lapsed_request_is_no_reason(steps: Steps) -> None:
    booking = steps.pending("Thu 10:00")
    steps.desk.now = steps.desk.booking(booking)["expires_at"]
    assert why(steps, "Thu 10:00") == []


def test_kept_for_whom_it_was_offered_to_and_how_long(steps: Steps) -> None:
    with steps.turn() as turn:
        steps.desk.slots(turn, wish("Thu 10:00"))
    assert why(steps, "Thu 10:00") == [("kept", "It is kept for a customer until 9:10 AM.")]
    steps.desk.later(minutes=10)
    assert why(steps, "Thu 10:00") == []


def test_buffers_of_the_one_and_the_other(desk: Desk) -> None:
    steps = Steps(desk, open_shop(desk, BRISBANE, slot_step_minutes=15, services=[job(60, buffer_after_minutes=30)]))
    steps.added("Thu 12:00", name="Ann")
    needs = "Ann, Job, Thu, Nov 5, 12:00 PM to 1:00 PM"
    assert why(steps, "Thu 10:30") == []
    words = f"It is too close to {needs}: the one or the other job needs time before or after it."
    assert why(steps, "Thu 10:45") == [("buffer", words)]
    assert why(steps, "Thu 13:15") == [("booked", f"It is too close to {needs}, which needs time before or after it.")]
    assert why(steps, "Thu 13:30") == []


def test_the_drive_from_and_to_a_neighbour(desk: Desk) -> None:
    shop = open_shop(desk, BRISBANE, slot_step_minutes=15, travel_minutes=20, services=[job(60, at_customer=True)])
    steps = Steps(desk, shop)
    here, there = place(desk, shop, "Ashgrove"), place(desk, shop, "Wynnum")
    travel(desk, shop, here, there, 30)
    travel(desk, shop, there, here, 50)
    steps.added("Thu 12:00", name="Ann", suburb="Wynnum")
    whose = "Ann, Job, Thu, Nov 5, 12:00 PM to 1:00 PM"
    assert why(steps, "Thu 10:30", here) == []
    words = f"It leaves too little time for the drive of 30 minutes to {whose}."
    assert why(steps, "Thu 10:45", here) == [("travel", words)]
    words = f"It leaves too little time for the drive of 50 minutes from {whose}."
    assert why(steps, "Thu 13:45", here) == [("travel", words)]
    assert why(steps, "Thu 14:00", here) == []


def test_a_bookings_own_time_does_not_stand_in_the_way_of_it(steps: Steps) -> None:
    booking = steps.confirmed("Thu 10:00")
    query = """select private.explain_start(b, s, null, null, %s, %s, %s) from public.businesses b, public.services s
        where b.id = %s and s.business_id = b.id"""
    for moving, free in [(booking["id"], True), (None, False), (NOBODY, False)]:
        told = steps.desk.value(query, at("Thu 10:00"), steps.desk.now, moving, steps.shop.id)
        assert told["calendars"][0]["free"] is free
