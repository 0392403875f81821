"""A customer changes their own booking by its reference, and nobody else's."""

from __future__ import annotations

from typing import Any

import pytest

from tests.supabase.rules.bookings.steps import BOTH, NOBODY, Steps, at, refused, wish
from tests.support.cast import OTHER_CUSTOMER


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
