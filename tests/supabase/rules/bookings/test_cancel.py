"""Calling off: by the owner or the customer, everything held is free again and the other side hears of it."""

from __future__ import annotations

from typing import Any

import pytest

from tests.supabase.rules.bookings.steps import BOTH, NOBODY, Steps, at, refused, wish
from tests.support.cast import CUSTOMER, OTHER_CUSTOMER


@pytest.fixture
def booking(steps: Steps) -> Any:
    """Confirmed for Thursday at two."""
    booking = steps.confirmed("Thu 14:00")
    steps.news()
    return booking


@pytest.mark.parametrize("state", ["pending", "confirmed"])
def test_an_owner_calls_off_a_booking_and_its_customer_is_told_why(steps: Steps, state: str) -> None:
    booking = getattr(steps, state)("Thu 14:00")
    steps.news()
    told = steps.cancel(booking, "the mower broke down")
    assert (told["outcome"], told["booking"]["status"]) == ("cancelled", "cancelled")
    assert told["booking"]["reason"] == "the mower broke down"
    row = steps.desk.booking(booking)
    assert (row["ended_by"], str(row["decided_by"])) == ("owner", steps.desk.cast.owner.user_id)
    assert (steps.held(booking), steps.is_free("Thu 14:00")) == ([], True)
    assert steps.news() == {"cancelled": ["customer"]}
    assert steps.events(booking)[-1] == ("cancelled", "owner")


def test_the_customer_is_not_told_when_the_owner_unticks_it(steps: Steps, booking: Any) -> None:
    assert steps.cancel(booking, tell=False)["outcome"] == "cancelled"
    assert steps.news() == {}


def test_a_customer_calls_off_their_booking_and_the_owner_is_told(steps: Steps, booking: Any) -> None:
    with steps.turn() as turn:
        told = steps.tool(turn, "cancel_own_booking", booking["ref"], "moving house")
    assert (told["outcome"], told["booking"]["reason"]) == ("cancelled", "moving house")
    row = steps.desk.booking(booking)
    assert (row["ended_by"], str(row["decided_by"])) == ("customer", steps.desk.cast.owner.user_id)
    assert steps.held(booking) == []
    assert steps.is_free("Thu 14:00")
    assert steps.news() == {"customer_cancelled": BOTH}
    assert steps.events(booking)[-1] == ("cancelled", "customer")


@pytest.mark.parametrize("second", ["owner", "customer"])
@pytest.mark.parametrize("first", ["owner", "customer"])
def test_calling_off_twice_changes_nothing_and_says_so(steps: Steps, booking: Any, first: str, second: str) -> None:
    steps.cancel(booking, "first", actor=first)
    before = steps.everything()
    steps.desk.later(minutes=1)
    told = steps.cancel(booking, "second", actor=second)
    assert (told["outcome"], told["booking"]["reason"]) == ("already_ended", "first")
    assert steps.everything() == before


def test_what_is_done_or_lapsed_is_not_called_off(steps: Steps, booking: Any) -> None:
    request = steps.pending("Fri 10:00", OTHER_CUSTOMER)
    steps.desk.now = at("Fri 09:00")
    steps.finish(booking, "completed")
    assert steps.cancel(booking)["outcome"] == "already_ended"
    assert steps.cancel(request)["outcome"] == "already_ended"
    assert (steps.status(booking), steps.status(request)) == ("completed", "expired")


def test_whatever_waited_ends_with_the_booking(steps: Steps, booking: Any) -> None:
    steps.ask(booking, "Fri 10:00")
    steps.desk.later(minutes=1)
    steps.cancel(booking)
    assert (steps.states(booking), steps.held(booking)) == (["withdrawn"], [])
    assert (steps.is_free("Thu 14:00"), steps.is_free("Fri 10:00")) == (True, True)
    before = steps.everything()
    assert steps.answer(booking, accept=True)["outcome"] == "already_answered"
    assert steps.everything() == before


def test_times_kept_for_moving_it_are_free_again(steps: Steps, booking: Any) -> None:
    with steps.turn() as turn:
        (offer, *_) = steps.desk.slots(turn, wish("Fri 10:00"), p_booking=booking["ref"])["offers"]
        assert not steps.is_free("Fri 10:00")
        steps.cancel(booking)
        assert steps.is_free("Fri 10:00")
        assert steps.desk.hold(turn, offer["ref"])["outcome"] == "slot_taken"


def test_a_time_called_off_is_offered_to_others_but_by_an_owner_not_to_that_customer_again(
    steps: Steps, booking: Any
) -> None:
    steps.desk.settings(steps.shop, offer_hold_minutes=0)
    steps.cancel(booking)
    for phone, match in [(CUSTOMER, "same_days"), (OTHER_CUSTOMER, "wished")]:
        with steps.turn(phone=phone) as turn:
            assert steps.desk.slots(turn, wish("Thu 14:00"))["match"] == match


def test_a_time_the_customer_called_off_is_offered_to_them_again(steps: Steps, booking: Any) -> None:
    steps.cancel(booking, actor="customer")
    with steps.turn() as turn:
        assert steps.desk.slots(turn, wish("Thu 14:00"))["match"] == "wished"


def test_calling_off_what_is_over_tells_the_customer_nothing(steps: Steps, booking: Any) -> None:
    steps.desk.now = at("Thu 15:00")
    assert steps.cancel(booking)["outcome"] == "cancelled"
    assert steps.news() == {}


def test_calling_off_while_the_customer_is_waiting_at_home_tells_them(steps: Steps, booking: Any) -> None:
    steps.desk.now = at("Thu 14:20")
    steps.cancel(booking)
    assert steps.news() == {"cancelled": ["customer"]}


def test_somebody_who_sent_stop_gets_nothing(steps: Steps, booking: Any) -> None:
    steps.desk.receive("STOP")
    steps.news()
    steps.cancel(booking)
    assert [text["kind"] for text in steps.desk.claim() if text["recipient"] == CUSTOMER] == []
    assert {text["error"] for text in steps.desk.texts("cancelled")} == {"opted out"}


def test_a_reason_of_any_length_or_none_is_kept_short(steps: Steps, booking: Any) -> None:
    steps.cancel(booking, "x" * 5000)
    assert len(steps.desk.booking(booking)["ended_reason"]) == 500
    other = steps.pending("Fri 10:00")
    steps.desk.call("private.cancel_booking", steps.shop.id, other["id"], "owner", None, None, True, steps.desk.now)
    assert steps.desk.booking(other)["ended_reason"] == ""


def test_a_request_past_its_deadline_has_lapsed_rather_than_been_called_off(steps: Steps) -> None:
    booking = steps.pending("Thu 14:00")
    steps.desk.now = steps.desk.booking(booking)["expires_at"]
    assert steps.cancel(booking)["outcome"] == "already_ended"
    assert steps.status(booking) == "expired"


def test_a_booking_that_is_not_there_is_not_found(steps: Steps, booking: Any) -> None:
    for business, which in [(steps.shop.id, NOBODY), (steps.desk.cast.salon.id, booking["id"])]:
        with refused(steps.desk, "not_found", "PT404"):
            steps.desk.call("private.cancel_booking", business, which, "owner", None, "", True, steps.desk.now)
    steps.desk.do("update public.bookings set deleted_at = now() where id = %s", booking["id"])
    with refused(steps.desk, "not_found", "PT404"):
        steps.cancel(booking)
