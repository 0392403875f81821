"""A customer changes their own booking by its reference, and nobody else's."""

from __future__ import annotations

from typing import Any

import pytest

from tests.supabase.rules.bookings.steps import BOTH, NOBODY, Steps, at, refused, wish
from tests.supabase.rules.desk import Desk
from tests.support.cast import CUSTOMER, OTHER_CUSTOMER


@pytest.fixture
def steps(desk: Desk) -> Steps:
    return Steps(desk)


@pytest.fixture
def booking(steps: Steps) -> Any:
    """Confirmed for Thursday at two."""
    booking = steps.confirmed("Thu 14:00")
    steps.news()
    return booking


def change(steps: Steps, turn: Any, tool: str, ref: str) -> Any:
    """One of the tools that name a booking."""
    if tool == "find_slots":
        return steps.desk.slots(turn, wish("Fri 10:00"), p_booking=ref)
    return steps.tool(turn, tool, ref)


TOOLS = ["find_slots", "cancel_own_booking", "refuse_proposal"]


def test_a_turn_knows_the_customers_open_bookings_by_reference(steps: Steps, booking: Any) -> None:
    request = steps.pending("Wed 10:00")
    steps.cancel(steps.pending("Sat 10:00"))
    with steps.turn() as turn:
        assert [one["ref"] for one in turn["bookings"]] == [request["ref"], booking["ref"]]
    with steps.turn(phone=OTHER_CUSTOMER) as turn:
        assert turn["bookings"] == []


@pytest.mark.parametrize("tool", TOOLS)
def test_another_customers_reference_is_not_found(steps: Steps, booking: Any, tool: str) -> None:
    steps.pending("Wed 10:00", OTHER_CUSTOMER)
    with steps.turn(phone=OTHER_CUSTOMER) as turn, refused(steps.desk, "not_found", "PT404"):
        change(steps, turn, tool, booking["ref"])
    assert steps.status(booking) == "confirmed"


@pytest.mark.parametrize("tool", TOOLS)
@pytest.mark.parametrize("ref", ["", "b", "b%", "b00000000", "the one on Thursday", "'; drop table bookings; --"])
def test_a_reference_nobody_was_told_is_not_found(steps: Steps, booking: Any, tool: str, ref: str) -> None:
    with steps.turn() as turn, refused(steps.desk, "not_found", "PT404"):
        change(steps, turn, tool, ref)


@pytest.mark.parametrize("tool", TOOLS[1:])
def test_an_id_is_not_a_reference_nor_is_nothing(steps: Steps, booking: Any, tool: str) -> None:
    with steps.turn() as turn:
        for ref in (booking["id"], booking["id"][:8], NOBODY, None):
            with refused(steps.desk, "not_found", "PT404"):
                steps.tool(turn, tool, ref)


@pytest.mark.parametrize("tool", TOOLS)
def test_what_has_begun_ended_or_been_erased_is_out_of_the_customers_hands(
    steps: Steps, booking: Any, tool: str
) -> None:
    cancelled, erased = steps.pending("Wed 10:00"), steps.pending("Sat 10:00")
    steps.cancel(cancelled)
    steps.desk.do("update public.bookings set deleted_at = now() where id = %s", erased["id"])
    with steps.turn() as turn:
        for one in (cancelled, erased):
            with refused(steps.desk, "not_found", "PT404"):
                change(steps, turn, tool, one["ref"])
        steps.desk.now = at("Thu 14:00")
        with refused(steps.desk, "not_found", "PT404"):
            change(steps, turn, tool, booking["ref"])


@pytest.mark.parametrize("tool", TOOLS)
def test_a_worker_that_lost_its_lease_changes_nothing(steps: Steps, booking: Any, tool: str) -> None:
    turn = steps.desk.turn()
    steps.desk.later(seconds=61)
    (newer,) = steps.desk.turns()
    before = steps.everything()
    with refused(steps.desk, "lease_lost", "PT409"):
        change(steps, turn, tool, booking["ref"])
    assert steps.everything() == before
    change(steps, newer, tool, booking["ref"])


def test_the_same_customer_at_another_business_has_no_such_booking(steps: Steps, booking: Any) -> None:
    turn = steps.desk.turn(to=steps.desk.cast.salon)
    for tool in TOOLS:
        with refused(steps.desk, "not_found", "PT404"):
            change(steps, turn, tool, booking["ref"])


def test_calling_off_a_second_time_is_not_found_and_tells_nobody(steps: Steps, booking: Any) -> None:
    with steps.turn() as turn:
        assert steps.tool(turn, "cancel_own_booking", booking["ref"])["outcome"] == "cancelled"
        steps.news()
        with refused(steps.desk, "not_found", "PT404"):
            steps.tool(turn, "cancel_own_booking", booking["ref"])
    assert steps.news() == {}


def test_calling_off_a_request_ends_it(steps: Steps) -> None:
    request = steps.pending("Wed 10:00")
    steps.news()
    with steps.turn() as turn:
        steps.tool(turn, "cancel_own_booking", request["ref"], "changed my mind")
    assert (steps.status(request), steps.held(request), steps.news()) == (
        "cancelled",
        [],
        {"customer_cancelled": BOTH},
    )


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


def test_the_requests_of_one_phone_are_counted_over_all_its_customers(steps: Steps) -> None:
    """By text, and on the website under the same phone."""
    steps.desk.settings(steps.shop, open_requests_per_customer=2)
    steps.pending("Wed 10:00")
    visitor = steps.desk.value(
        "insert into public.customers (business_id, claimed_phone) values (%s, %s) returning id", steps.shop.id, CUSTOMER
    )
    turn = steps.desk.turn(phone=OTHER_CUSTOMER)
    steps.desk.do("update public.conversations set customer_id = %s where id = %s", visitor, turn["conversation_id"])
    first = steps.desk.slots(turn, wish("Thu 10:00"))["offers"][0]["ref"]
    assert steps.desk.hold(turn, first)["outcome"] == "pencilled"
    second = steps.desk.slots(turn, wish("Fri 10:00"))["offers"][0]["ref"]
    assert steps.desk.hold(turn, second)["outcome"] == "too_many"
    steps.desk.finish(turn)
    with steps.turn() as turn:
        ref = steps.desk.slots(turn, wish("Sat 10:00"))["offers"][0]["ref"]
        assert steps.desk.hold(turn, ref)["outcome"] == "too_many"
    assert steps.desk.value("select count(*) from public.bookings") == 2


def test_visitors_without_a_phone_are_not_counted_together(steps: Steps) -> None:
    steps.desk.settings(steps.shop, open_requests_per_customer=1)
    for phone, start in [(CUSTOMER, "Wed 10:00"), (OTHER_CUSTOMER, "Thu 10:00")]:
        steps.desk.do("update public.customers set phone = null")
        turn = steps.desk.turn(phone=phone)
        visitor = steps.desk.value(
            "insert into public.customers (business_id) values (%s) returning id", steps.shop.id
        )
        steps.desk.do(
            "update public.conversations set customer_id = %s where id = %s", visitor, turn["conversation_id"]
        )
        ref = steps.desk.slots(turn, wish(start))["offers"][0]["ref"]
        assert steps.desk.hold(turn, ref)["outcome"] == "pencilled"
        steps.desk.finish(turn)


@pytest.mark.parametrize("wrong", [
    {"day_from": "2026-11-06", "day_to": "2026-11-05"},
    {"day_from": "9999-12-31"},
    {"day_to": "9999-12-31"},
    {"day_from": "infinity"},
    {"day_from": "2026-02-30"},
    {"day_from": "Thursday"},
    {"weekday": 0},
    {"weekday": 8},
    {"weekday": "Thu"},
    {"minute_from": -1},
    {"minute_from": 1440},
    {"minute_to": 0},
    {"minute_to": 1441},
    {"minute_from": 90.5},
])
def test_a_wish_that_means_nothing_is_refused(steps: Steps, booking: Any, wrong: dict[str, Any]) -> None:
    with steps.turn() as turn:
        for named in ({}, {"p_booking": booking["ref"]}):
            with refused(steps.desk, "bad_wish"):
                steps.desk.slots(turn, wrong, **named)
    assert steps.desk.value("select count(*) from public.offers where set_no > 1") == 0
