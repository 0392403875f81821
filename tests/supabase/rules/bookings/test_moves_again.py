"""Asking, picking and answering once more: another wish replaces the first, the same changes nothing."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from tests.supabase.rules.bookings.steps import Steps, at, wish


@pytest.mark.parametrize("second", [True, False])
@pytest.mark.parametrize("first", [True, False])
def test_a_second_answer_changes_nothing_and_says_so(steps: Steps, asked: Any, first: bool, second: bool) -> None:
    steps.answer(asked, first)
    before = steps.everything()
    steps.desk.later(minutes=1)
    told = steps.answer(asked, second)
    assert told["outcome"] == "already_answered"
    assert told["booking"]["words"]["weekday"] == ("Friday" if first else "Thursday")
    assert steps.everything() == before


def test_another_wish_of_the_customer_replaces_the_one_that_waits(steps: Steps, asked: Any) -> None:
    steps.desk.later(minutes=1)
    assert steps.ask(asked, "Fri 12:00")["outcome"] == "move_requested"
    assert steps.held(asked) == ["Thu 14:00", "Fri 12:00"]
    assert steps.states(asked) == ["withdrawn", "waiting"]
    assert steps.is_free("Fri 10:00")
    steps.answer(asked, accept=True)
    assert steps.time(asked) == "Fri 12:00"


def test_a_new_wish_that_cannot_be_had_leaves_the_one_that_waits(steps: Steps, asked: Any) -> None:
    steps.desk.settings(steps.shop, offer_hold_minutes=0)
    with steps.turn() as turn:
        (offer, *_) = steps.desk.slots(turn, wish("Fri 12:00"), p_booking=asked["ref"])["offers"]
        steps.added("Fri 12:00")
        before = steps.states(asked), steps.held(asked)
        assert steps.desk.hold(turn, offer["ref"])["outcome"] == "slot_taken"
    assert (steps.states(asked), steps.held(asked)) == before == (["waiting"], ["Thu 14:00", "Fri 10:00"])


def test_a_time_offered_while_it_was_a_request_is_asked_for_once_it_is_confirmed(steps: Steps) -> None:
    booking = steps.pending("Thu 14:00")
    with steps.turn() as turn:
        (offer, *_) = steps.desk.slots(turn, wish("Fri 10:00"), p_booking=booking["ref"])["offers"]
        steps.confirm(booking)
        assert steps.desk.hold(turn, offer["ref"])["outcome"] == "move_requested"
    assert steps.held(booking) == ["Thu 14:00", "Fri 10:00"]


@pytest.mark.parametrize("state", ["pending", "confirmed"])
def test_a_time_the_booking_has_meanwhile_is_asked_of_nobody(steps: Steps, state: str) -> None:
    booking = getattr(steps, state)("Thu 14:00")
    with steps.turn() as turn:
        (offer, *_) = steps.desk.slots(turn, wish("Fri 10:00"), p_booking=booking["ref"])["offers"]
        steps.move(booking, "Fri 10:00", agreed=True)
        before = steps.states(booking), steps.held(booking), steps.desk.kinds()
        assert steps.desk.hold(turn, offer["ref"])["outcome"] == "moved"
    assert (steps.states(booking), steps.held(booking), steps.desk.kinds()) == before


def test_picking_the_same_new_time_twice_asks_once(steps: Steps, asked: Any) -> None:
    before = steps.desk.kinds()
    assert steps.pick()["outcome"] == "move_requested"
    assert (len(steps.moves(asked)), steps.desk.kinds()) == (1, before)


def test_a_declined_new_time_cannot_be_picked_from_the_old_list_again(steps: Steps, asked: Any) -> None:
    steps.answer(asked, accept=False)
    before = steps.states(asked), steps.held(asked), steps.desk.kinds()
    assert steps.pick()["outcome"] == "slot_taken"
    assert (steps.states(asked), steps.held(asked), steps.desk.kinds()) == before


def test_a_booking_that_has_moved_is_not_moved_to_its_own_time_again(steps: Steps, asked: Any) -> None:
    steps.answer(asked, accept=True)
    before = steps.states(asked), steps.held(asked), steps.desk.kinds()
    assert steps.pick()["outcome"] == "moved"
    assert (steps.states(asked), steps.held(asked), steps.desk.kinds()) == before


def test_neither_a_declined_new_time_nor_the_own_one_is_offered_for_a_booking_again(steps: Steps, asked: Any) -> None:
    steps.answer(asked, accept=False)
    with steps.turn() as turn:
        for start in ("Fri 10:00", "Thu 14:00"):
            found = steps.desk.slots(turn, wish(start), p_booking=asked["ref"])
            assert found["match"] == "same_days"
            assert at(start) not in [datetime.fromisoformat(offer["starts_at"]) for offer in found["offers"]]
