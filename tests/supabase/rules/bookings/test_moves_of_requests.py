"""A customer moves a request nobody answered yet: it takes the new time at once, and the owner is asked anew."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.supabase.rules.bookings.steps import BOTH, Steps, at, wish
from tests.support.cast import OTHER_CUSTOMER


@pytest.fixture
def request_(steps: Steps) -> Any:
    """Asked for Thursday at two; three hours later, the owner has been reminded."""
    booking = steps.pending("Thu 14:00")
    steps.desk.later(hours=3)
    steps.desk.call("nag_due", steps.desk.now)
    steps.news()
    return booking


def test_a_request_takes_its_new_time_and_the_owner_is_asked_anew(steps: Steps, request_: Any) -> None:
    told = steps.ask(request_, "Fri 10:00")
    assert (told["outcome"], told["booking"]["words"]["weekday"]) == ("pencilled", "Friday")
    assert told["booking"]["id"] == request_["id"]
    assert (steps.status(request_), steps.time(request_), steps.held(request_)) == (
        "pending",
        "Fri 10:00",
        ["Fri 10:00"],
    )
    assert steps.is_free("Thu 14:00")
    assert steps.news() == {"request": BOTH}
    assert steps.events(request_)[-1] == ("rescheduled", "customer")
    assert steps.moves(request_) == []


def test_its_deadlines_start_afresh(steps: Steps, request_: Any) -> None:
    steps.ask(request_, "Fri 10:00")
    row = steps.desk.booking(request_)
    assert (row["nag_at"], row["nagged_at"]) == (steps.desk.now + timedelta(hours=2), None)
    assert row["expires_at"] == steps.desk.now + timedelta(hours=4)
    assert steps.desk.value("select expires_at from public.holds") == row["expires_at"]
    steps.desk.later(hours=2)
    assert steps.desk.call("nag_due", steps.desk.now) == 1
    assert steps.news() == {"request": BOTH, "nag": BOTH}


def test_a_request_that_went_to_and_fro_is_reminded_of_each_time(steps: Steps, request_: Any) -> None:
    """Back at its first time, about which a reminder went out hours ago."""
    steps.ask(request_, "Fri 10:00")
    steps.desk.later(hours=1)
    steps.ask(request_, "Thu 14:00")
    steps.news()
    steps.desk.later(hours=2)
    steps.desk.call("nag_due", steps.desk.now)
    assert steps.news() == {"nag": BOTH}


def test_the_deadline_respects_the_new_start_and_no_longer_the_old_one(steps: Steps) -> None:
    steps.desk.now = at("Mon 11:00")
    booking = steps.pending("Fri 10:00")
    steps.ask(booking, "Mon 14:00")
    assert steps.desk.booking(booking)["expires_at"] == at("Mon 13:30")
    steps.ask(booking, "Fri 10:00")
    assert steps.desk.booking(booking)["expires_at"] == at("Mon 15:00")


def test_it_may_overlap_itself(steps: Steps, request_: Any) -> None:
    assert steps.ask(request_, "Thu 14:30")["outcome"] == "pencilled"
    assert steps.held(request_) == ["Thu 14:30"]


def test_a_new_time_taken_meanwhile_leaves_the_request_as_it_was(steps: Steps, request_: Any) -> None:
    steps.desk.settings(steps.shop, offer_hold_minutes=0)
    with steps.turn() as turn:
        (offer, *_) = steps.desk.slots(turn, wish("Fri 10:00"), p_booking=request_["ref"])["offers"]
        steps.pending("Fri 10:00", OTHER_CUSTOMER)
        before = steps.desk.booking(request_)
        assert steps.desk.hold(turn, offer["ref"])["outcome"] == "slot_taken"
    assert steps.desk.booking(request_) == before
    assert steps.held(request_) == ["Thu 14:00"]


def test_a_new_time_that_was_blocked_meanwhile_leaves_the_request_as_it_was(steps: Steps, request_: Any) -> None:
    with steps.turn() as turn:
        (offer, *_) = steps.desk.slots(turn, wish("Fri 10:00"), p_booking=request_["ref"])["offers"]
        steps.desk.do(
            "insert into public.blocked_times (business_id, during) values (%s, tstzrange(%s, %s))",
            steps.shop.id,
            at("Fri 09:00"),
            at("Fri 12:00"),
        )
        assert steps.desk.hold(turn, offer["ref"])["outcome"] == "slot_taken"
    assert (steps.time(request_), steps.held(request_)) == ("Thu 14:00", ["Thu 14:00"])


def test_picking_the_new_time_twice_asks_the_owner_once(steps: Steps, request_: Any) -> None:
    steps.ask(request_, "Fri 10:00")
    before = steps.everything()[:4]
    assert steps.pick()["outcome"] == "pencilled"
    assert steps.everything()[:4] == before
    assert steps.news() == {"request": BOTH}


def test_confirming_it_confirms_the_new_time(steps: Steps, request_: Any) -> None:
    steps.ask(request_, "Fri 10:00")
    told = steps.confirm(request_)
    assert (told["outcome"], told["booking"]["words"]["weekday"]) == ("confirmed", "Friday")


def test_a_request_past_its_deadline_cannot_be_moved_and_has_lapsed(steps: Steps, request_: Any) -> None:
    with steps.turn() as turn:
        (offer, *_) = steps.desk.slots(turn, wish("Fri 10:00"), p_booking=request_["ref"])["offers"]
        steps.desk.now = steps.desk.booking(request_)["expires_at"]
        assert steps.desk.hold(turn, offer["ref"])["outcome"] == "slot_taken"
    assert (steps.status(request_), steps.held(request_)) == ("expired", [])


def test_the_requests_limit_does_not_stop_a_move(steps: Steps, request_: Any) -> None:
    steps.desk.settings(steps.shop, open_requests_per_customer=1)
    assert steps.ask(request_, "Fri 10:00")["outcome"] == "pencilled"


def test_a_time_already_declined_is_not_offered_for_another_request(steps: Steps, request_: Any) -> None:
    other = steps.pending("Fri 10:00")
    steps.decline(other)
    with steps.turn() as turn:
        found = steps.desk.slots(turn, wish("Fri 10:00"), p_booking=request_["ref"])
        assert found["match"] == "same_days"
        assert at("Fri 10:00") not in [datetime.fromisoformat(offer["starts_at"]) for offer in found["offers"]]
