"""Changing what a booking is about: its time is held anew, or nothing changes."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tests.supabase.rules.bookings.steps import NOBODY, Steps, at, refused
from tests.supabase.rules.desk import Desk
from tests.support.cast import CUSTOMER, OTHER_CUSTOMER


def occupied(steps: Steps, booking: Any) -> tuple[str, str]:
    during = steps.desk.value("select occupied from public.holds where booking_id = %s", booking["id"])
    return steps.words(during.lower), steps.words(during.upper)


@pytest.mark.parametrize("state", ["pending", "confirmed"])
def test_a_longer_job_holds_longer_and_a_shorter_one_frees_its_end(steps: Steps, state: str) -> None:
    booking = getattr(steps, state)("Thu 14:00")
    before = steps.desk.value("select expires_at from public.holds")
    told = steps.edit(booking, minutes=150)
    assert (told["outcome"], told["booking"]["ends"]["time"]) == ("edited", "4:30 PM")
    assert occupied(steps, booking) == ("Thu 14:00", "Thu 16:30")
    assert steps.desk.booking(booking)["ends_at"] == at("Thu 16:30")
    assert not steps.is_free("Thu 16:00")
    assert steps.edit(booking, minutes=30)["outcome"] == "edited"
    assert occupied(steps, booking) == ("Thu 14:00", "Thu 14:30")
    assert steps.is_free("Thu 15:00")
    assert steps.desk.value("select expires_at from public.holds") == before


def test_a_longer_job_that_runs_into_a_neighbour_is_refused_and_nothing_changes(steps: Steps, booking: Any) -> None:
    steps.added("Thu 15:20", name="Ann")
    before = steps.everything()
    for minutes, rule, final in [(90, "booked", True), (65, "travel", False)]:
        told = steps.edit(booking, minutes=minutes)
        assert (told["outcome"], told["reasons"][0]["rule"], told["reasons"][0]["final"]) == ("refused", rule, final)
        assert told["booking"]["ends"]["time"] == "3:00 PM"
    assert steps.edit(booking, minutes=81, override=True)["outcome"] == "refused"
    assert steps.everything() == before
    assert steps.edit(booking, minutes=80, override=True)["outcome"] == "edited"


def test_a_longer_job_outside_the_hours_needs_the_owners_word(steps: Steps, booking: Any) -> None:
    before = steps.everything()
    told = steps.edit(booking, minutes=240)
    assert (told["outcome"], told["reasons"][0]["rule"]) == ("refused", "hours")
    assert steps.everything() == before
    told = steps.edit(booking, minutes=240, override=True)
    assert (told["outcome"], told["reasons"][0]["rule"]) == ("edited", "hours")
    detail = steps.desk.value("select detail from public.booking_events where kind = 'edited'")
    assert detail["overrode"] == told["reasons"]


@pytest.mark.parametrize("minutes", [0, -5, 4, 1441, 5000])
def test_a_length_that_makes_no_job_is_refused(steps: Steps, booking: Any, minutes: int) -> None:
    with refused(steps.desk, "bad_minutes"):
        steps.edit(booking, minutes=minutes)


def test_another_service_brings_its_own_length_price_and_buffers(desk: Desk) -> None:
    """Colour: two hours and a quarter of cleaning up."""
    steps = Steps(desk, desk.cast.salon)
    booking = steps.confirmed("Thu 14:00")
    colour, cut = steps.shop.services["Colour"], steps.shop.services["Women's Cut"]
    told = steps.edit(booking, service_id=colour)
    assert (told["outcome"], told["booking"]["service"], told["booking"]["price_cents"]) == ("edited", "Colour", None)
    assert occupied(steps, booking) == ("Thu 14:00", "Thu 16:15")
    assert steps.desk.booking(booking)["ends_at"] == at("Thu 16:00", "Australia/Sydney")
    told = steps.edit(booking, service_id=cut, minutes=45, price_cents=8000)
    assert (occupied(steps, booking), told["booking"]["price_cents"]) == (("Thu 14:00", "Thu 14:45"), 8000)
    assert steps.edit(booking, service_id=cut)["outcome"] == "unchanged"  # named again, its own length stays


def test_another_services_buffers_must_fit_too(desk: Desk) -> None:
    steps = Steps(desk, desk.cast.salon)
    booking = steps.confirmed("Thu 14:00")
    steps.added("Thu 16:00", staff=booking["staff"], name="Ann")
    before = steps.everything()
    told = steps.edit(booking, service_id=steps.shop.services["Colour"], override=True)
    assert (told["outcome"], told["reasons"][0]["rule"]) == ("refused", "buffer")
    assert steps.everything() == before
    assert steps.edit(booking, service_id=steps.shop.services["Colour"], minutes=105)["outcome"] == "edited"


def test_a_service_this_calendar_does_not_do_or_that_is_not_there_is_refused(desk: Desk) -> None:
    steps = Steps(desk, desk.cast.salon)
    booking = steps.added("Thu 14:00", staff="Priya")
    with refused(desk, "bad_staff"):
        steps.edit(booking, service_id=steps.shop.services["Colour"])
    for service in (NOBODY, desk.cast.lawns.services["Lawn Mowing"]):
        with refused(desk, "not_found", "PT404"):
            steps.edit(booking, service_id=service)
    desk.do("update public.services set deleted_at = now()")
    with refused(desk, "removed"):
        steps.edit(booking, service_id=steps.shop.services["Colour"])
    assert steps.edit(booking, minutes=90)["outcome"] == "edited"  # its own service, no longer sold, is still owed


@pytest.mark.parametrize("asked_by", ["customer", "owner"])
def test_a_new_time_that_waited_was_for_the_old_job_and_its_customer_hears_that_it_is_off(
    steps: Steps, booking: Any, asked_by: str
) -> None:
    if asked_by == "customer":
        steps.ask(booking, "Fri 10:00")
    else:
        steps.move(booking, "Fri 10:00")
    steps.news()
    assert steps.edit(booking, notes="gate code 12")["outcome"] == "edited"
    assert steps.states(booking) == ["waiting"]
    assert steps.edit(booking, minutes=90, tell=False)["booking"]["move"] is None
    assert steps.held(booking) == ["Thu 14:00"]
    off = {"customer": ("declined", "move_declined"), "owner": ("withdrawn", "withdrawn")}[asked_by]
    assert (steps.states(booking), steps.news()) == ([off[0]], {off[1]: ["customer"]})
    assert (off[1], "owner") in steps.events(booking)


def test_a_longer_job_does_not_run_into_its_own_new_time(steps: Steps, booking: Any) -> None:
    steps.ask(booking, "Thu 15:00")
    assert steps.edit(booking, minutes=120)["outcome"] == "edited"
    assert occupied(steps, booking) == ("Thu 14:00", "Thu 16:00")


def test_a_service_renamed_since_keeps_its_name_on_what_was_booked(steps: Steps, booking: Any) -> None:
    steps.desk.do("update public.services set name = 'Mowing' where name = 'Lawn Mowing'")
    assert steps.edit(booking, notes="x")["booking"]["service"] == "Lawn Mowing"
    assert steps.news() == {}


def test_the_same_again_is_no_change(steps: Steps, booking: Any) -> None:
    row = steps.desk.booking(booking)
    before = steps.everything()
    same = {"minutes": 60, "customer_name": row["customer_name"], "notes": "", "price_cents": 6000}
    for changes in ({}, same, {"service_id": str(row["service_id"])}, {"customer_phone": CUSTOMER}):
        assert steps.edit(booking, **changes)["outcome"] == "unchanged"
    assert steps.everything() == before


@pytest.mark.parametrize("state", ["cancelled", "expired"])
def test_what_was_called_off_or_lapsed_is_not_edited(steps: Steps, state: str) -> None:
    booking = steps.pending("Thu 14:00")
    if state == "cancelled":
        steps.cancel(booking)
    else:
        steps.desk.now = at("Fri 09:00")
    assert steps.edit(booking, minutes=90)["outcome"] == "already_ended"
    assert (steps.status(booking), steps.held(booking)) == (state, [])
    row = steps.desk.booking(booking)
    assert row["ends_at"] - row["starts_at"] == timedelta(hours=1)


def test_what_is_done_may_still_be_written_up(steps: Steps, booking: Any) -> None:
    """The price that was paid, how long it took."""
    steps.desk.now = at("Thu 16:00")
    steps.added("Thu 15:05", name="Ann", override=True)
    steps.finish(booking, "completed")
    steps.news()
    told = steps.edit(booking, price_cents=7500, minutes=70, notes="paid cash")
    assert (told["outcome"], told["booking"]["price_cents"], told["booking"]["status"]) == ("edited", 7500, "completed")
    assert occupied(steps, booking) == ("Thu 14:00", "Thu 15:00")
    assert steps.news() == {}


def test_another_phone_must_be_whole(steps: Steps, booking: Any) -> None:
    with refused(steps.desk, "bad_phone"):
        steps.edit(booking, customer_phone="0400 123 456")
    assert steps.edit(booking, customer_phone=OTHER_CUSTOMER)["booking"]["phone"] == OTHER_CUSTOMER
    assert steps.edit(booking, customer_phone="")["booking"]["phone"] is None
    with refused(steps.desk, "bad_price"):
        steps.edit(booking, price_cents=-1)


def test_a_booking_that_is_not_there_is_not_found(steps: Steps, booking: Any) -> None:
    for business, which in [(steps.shop.id, NOBODY), (steps.desk.cast.salon.id, booking["id"])]:
        with refused(steps.desk, "not_found", "PT404"):
            steps.desk.call("private.edit_booking", business, which, {}, True, True, None, steps.desk.now)
