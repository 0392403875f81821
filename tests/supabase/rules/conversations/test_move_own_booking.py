"""New times for a booking of their own: for that one, of its service and length, and only while they stand."""

from __future__ import annotations

from typing import Any

import pytest

from tests.supabase.rules.bookings.steps import Steps, at, refused, wish
from tests.supabase.rules.desk import Desk
from tests.support.cast import CUSTOMER, OTHER_CUSTOMER


def test_an_offer_for_one_booking_moves_that_one_and_makes_none(steps: Steps, booking: Any) -> None:
    other = steps.confirmed("Sat 10:00")
    steps.ask(booking, "Fri 10:00")
    assert (steps.held(booking), steps.held(other)) == (["Thu 14:00", "Fri 10:00"], ["Sat 10:00"])
    assert steps.desk.value("select count(*) from public.bookings") == 2


def test_new_times_for_a_booking_are_found_for_its_own_service_and_place(steps: Steps) -> None:
    hedge = steps.added("Thu 14:00", service="Hedge Trimming", phone=CUSTOMER, suburb="Ashgrove", postcode="4060")
    with steps.turn() as turn:
        found = steps.desk.slots(turn, p_booking=hedge["ref"])  # the first service, mowing, is named beside it
    assert {offer["service"] for offer in found["offers"]} == {"Hedge Trimming"}
    offers = steps.desk.rows("select ends_at - starts_at as lasts, place_id, for_booking_id::text from public.offers")
    assert {offer["lasts"].total_seconds() for offer in offers} == {90 * 60}
    assert {offer["place_id"] for offer in offers} == {steps.desk.booking(hedge)["place_id"]}
    assert {offer["for_booking_id"] for offer in offers} == {hedge["id"]}


def test_a_new_time_is_held_for_the_bookings_own_place(steps: Steps) -> None:
    """So that the drive there counts for whoever asks next."""
    booking = steps.added("Thu 14:00", phone=CUSTOMER, suburb="Ashgrove", postcode="4060")
    steps.ask(booking, "Fri 10:00")
    holds = steps.desk.rows("select place_id, at_customer from public.holds")
    assert holds == [{"place_id": steps.desk.booking(booking)["place_id"], "at_customer": True}] * 2


def test_a_new_time_may_be_with_a_named_person(desk: Desk) -> None:
    steps = Steps(desk, desk.cast.salon)
    booking = steps.confirmed("Thu 14:00")
    other = {"Mia": "Priya", "Priya": "Mia"}[booking["staff"]]
    with steps.turn() as turn:
        found = desk.slots(turn, p_booking=booking["ref"], p_staff=other)
        assert {offer["staff"] for offer in found["offers"]} == {other}
        with refused(desk, "not_found", "PT404"):
            desk.slots(turn, p_booking=booking["ref"], p_staff="Dave")


def test_an_older_list_moves_nothing(steps: Steps, booking: Any) -> None:
    with steps.turn() as turn:
        (offer, *_) = steps.desk.slots(turn, wish("Fri 10:00"), p_booking=booking["ref"])["offers"]
        steps.desk.slots(turn)
        assert steps.desk.hold(turn, offer["ref"])["outcome"] == "unknown_offer"
    assert steps.states(booking) == []


def test_another_conversations_offer_moves_nothing(steps: Steps, booking: Any) -> None:
    with steps.turn() as turn:
        (offer, *_) = steps.desk.slots(turn, wish("Fri 10:00"), p_booking=booking["ref"])["offers"]
    with steps.turn(phone=OTHER_CUSTOMER) as turn:
        assert steps.desk.hold(turn, offer["ref"])["outcome"] == "unknown_offer"


@pytest.mark.parametrize("meanwhile", ["cancel", "begin"])
def test_an_offer_for_what_has_ended_or_begun_meanwhile_moves_nothing(
    steps: Steps, booking: Any, meanwhile: str
) -> None:
    with steps.turn() as turn:
        (offer, *_) = steps.desk.slots(turn, wish("Fri 10:00"), p_booking=booking["ref"])["offers"]
        if meanwhile == "cancel":
            steps.cancel(booking)
        else:
            steps.desk.do("update public.offers set expires_at = starts_at")
            steps.desk.now = at("Thu 14:00")
        assert steps.desk.hold(turn, offer["ref"])["outcome"] == "slot_taken"
    assert steps.states(booking) == []


def test_a_blocked_customer_moves_nothing_and_nothing_is_kept_for_them(steps: Steps, booking: Any) -> None:
    with steps.turn() as turn:
        (offer, *_) = steps.desk.slots(turn, wish("Fri 10:00"), p_booking=booking["ref"])["offers"]
        steps.desk.do("update public.customers set blocked_at = now() where phone = %s", CUSTOMER)
        assert steps.desk.hold(turn, offer["ref"])["outcome"] == "blocked"
    assert (steps.held(booking), steps.states(booking)) == (["Thu 14:00"], [])
    assert steps.desk.value("select count(*) from public.holds where offer_id is not null") == 0


def test_who_has_left_takes_over_no_booking(desk: Desk) -> None:
    steps = Steps(desk, desk.cast.salon)
    booking = steps.confirmed("Thu 14:00")
    with steps.turn() as turn:
        (offer, *_) = desk.slots(turn, wish("Fri 10:00"), p_booking=booking["ref"])["offers"]
        desk.do("update public.staff set deleted_at = now() where name = %s", offer["staff"])
        assert desk.hold(turn, offer["ref"])["outcome"] == "slot_taken"
    assert len(steps.held(booking)) == 1
