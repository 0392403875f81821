"""An owner answers a request with another time: the customer's pick confirms it there."""

from __future__ import annotations

from typing import Any

import pytest

from tests.supabase.rules.bookings.steps import BOTH, Steps, at, wish
from tests.support.cast import OTHER_CUSTOMER


@pytest.fixture
def proposed(steps: Steps) -> Any:
    """Asked for Thursday at two; an hour later the owner suggests Friday at ten instead."""
    booking = steps.pending("Thu 14:00")
    steps.news()
    steps.desk.later(hours=1)
    assert steps.move(booking, "Fri 10:00")["outcome"] == "proposed"
    return booking


def test_the_request_waits_for_its_customer_a_day_and_keeps_both_times(steps: Steps, proposed: Any) -> None:
    assert steps.news() == {"proposal": ["customer"]}
    row, (move,) = steps.desk.booking(proposed), steps.moves(proposed)
    assert (row["status"], row["starts_at"]) == ("pending", at("Thu 14:00"))
    assert row["expires_at"] == move["expires_at"] == at("Tue 10:00")
    assert steps.held(proposed) == ["Thu 14:00", "Fri 10:00"]
    assert set(steps.desk.column("select expires_at from public.holds")) == {row["expires_at"]}


def test_its_owner_is_not_reminded_of_what_the_customer_has_to_answer(steps: Steps, proposed: Any) -> None:
    steps.desk.later(hours=3)
    assert steps.desk.call("nag_due", steps.desk.now) == 0


def test_a_deadline_further_off_is_not_shortened(steps: Steps) -> None:
    steps.desk.settings(steps.shop, expire_after_minutes=5000, deadline_clock="plain")
    booking = steps.pending("next Fri 10:00")
    before = steps.desk.booking(booking)["expires_at"]
    steps.move(booking, "next Fri 12:00")
    assert steps.desk.booking(booking)["expires_at"] == before


def test_the_customers_pick_confirms_the_request_at_the_new_time(steps: Steps, proposed: Any) -> None:
    steps.news()
    told = steps.pick()
    assert (told["outcome"], told["booking"]["status"]) == ("moved", "confirmed")
    row = steps.desk.booking(proposed)
    assert (row["starts_at"], row["decided_at"]) == (at("Fri 10:00"), steps.desk.now)
    assert str(row["decided_by"]) == steps.desk.cast.owner.user_id
    assert steps.held(proposed) == ["Fri 10:00"]
    assert steps.desk.value("select expires_at is null from public.holds")
    assert steps.news() == {"moved": ["customer"], "moved_copy": BOTH}
    assert steps.is_free("Thu 14:00")
    steps.desk.later(days=2)
    assert steps.desk.call("expire_due", steps.desk.now) == 0


def test_confirming_it_is_too_late_then(steps: Steps, proposed: Any) -> None:
    steps.pick()
    before = steps.everything()
    assert steps.confirm(proposed)["outcome"] == "already_confirmed"
    assert steps.decline(proposed)["outcome"] == "already_confirmed"
    assert steps.everything() == before


def test_refusing_it_leaves_the_request_with_the_owner_who_may_still_confirm_the_old_time(
    steps: Steps, proposed: Any
) -> None:
    steps.news()
    assert steps.refuse(proposed)["outcome"] == "refused"
    assert steps.news() == {"proposal_refused": BOTH}
    assert (steps.status(proposed), steps.held(proposed)) == ("pending", ["Thu 14:00"])
    assert steps.confirm(proposed)["outcome"] == "confirmed"
    assert steps.time(proposed) == "Thu 14:00"


def test_confirming_the_old_time_after_all_takes_the_proposal_back(steps: Steps, proposed: Any) -> None:
    steps.news()
    assert steps.confirm(proposed)["outcome"] == "confirmed"
    assert (steps.time(proposed), steps.held(proposed), steps.states(proposed)) == (
        "Thu 14:00",
        ["Thu 14:00"],
        ["withdrawn"],
    )
    assert steps.news() == {"confirmed": ["customer"], "confirmed_copy": BOTH}
    assert steps.desk.value("select expires_at is null from public.holds")
    assert steps.pick()["outcome"] == "slot_taken"


def test_declining_it_after_all_ends_both_and_offers_other_times(steps: Steps, proposed: Any) -> None:
    steps.news()
    assert steps.decline(proposed)["outcome"] == "declined"
    assert (steps.held(proposed), steps.states(proposed)) == ([], ["withdrawn"])
    assert steps.is_free("Thu 14:00")
    assert steps.news() == {"declined": ["customer"]}


@pytest.mark.parametrize("actor", ["owner", "customer"])
def test_cancelling_it_ends_both(steps: Steps, proposed: Any, actor: str) -> None:
    assert steps.cancel(proposed, actor=actor)["outcome"] == "cancelled"
    assert (steps.held(proposed), steps.states(proposed)) == ([], ["withdrawn"])
    assert steps.is_free("Thu 14:00")
    assert steps.is_free("Fri 10:00")
    assert steps.pick()["outcome"] == "slot_taken"


@pytest.mark.parametrize("by", ["the sweep", "the owner", "another customer", "a look at the other time"])
def test_left_unanswered_the_request_lapses_as_a_whole_whoever_notices(steps: Steps, proposed: Any, by: str) -> None:
    """Both its deadlines are one instant; whichever is met first, both sides hear one thing, once."""
    steps.news()
    steps.desk.now = at("Tue 10:00")
    if by == "the sweep":
        assert steps.desk.call("expire_due", steps.desk.now) == 1
    elif by == "the owner":
        assert steps.confirm(proposed)["outcome"] == "too_late"
    else:
        with steps.turn(phone=OTHER_CUSTOMER) as turn:
            start = "Thu 14:00" if by == "another customer" else "Fri 10:00"
            assert steps.desk.slots(turn, wish(start))["match"] == "wished"
    assert (steps.status(proposed), steps.held(proposed), steps.states(proposed)) == ("expired", [], ["withdrawn"])
    assert steps.news() == {"expired": ["customer"], "request_expired": BOTH}
    assert steps.desk.call("expire_due", steps.desk.now) == 0


def test_a_proposal_that_lapses_before_the_request_leaves_it_with_the_owner(steps: Steps) -> None:
    steps.desk.settings(steps.shop, expire_after_minutes=5000, deadline_clock="plain")
    booking = steps.pending("next Fri 10:00")
    steps.move(booking, "next Fri 12:00")
    steps.news()
    steps.desk.now = at("Tue 09:00")
    assert steps.desk.call("expire_due", steps.desk.now) == 1
    assert (steps.status(booking), steps.held(booking), steps.states(booking)) == ("pending", ["Fri 10:00"], ["lapsed"])
    assert steps.news() == {"move_lapsed_copy": BOTH}
    assert steps.confirm(booking)["outcome"] == "confirmed"


def test_a_request_agreed_on_at_another_time_is_confirmed_there_at_once(steps: Steps) -> None:
    booking = steps.pending("Thu 14:00")
    steps.news()
    told = steps.move(booking, "Fri 10:00", agreed=True)
    assert (told["outcome"], told["booking"]["status"], told["booking"]["words"]["weekday"]) == (
        "moved",
        "confirmed",
        "Friday",
    )
    assert (steps.held(booking), steps.states(booking)) == (["Fri 10:00"], ["accepted"])
    assert steps.news() == {"moved": ["customer"], "moved_copy": BOTH}
    assert str(steps.desk.booking(booking)["decided_by"]) == steps.desk.cast.owner.user_id
    steps.desk.later(days=1)
    assert (steps.desk.call("nag_due", steps.desk.now), steps.desk.call("expire_due", steps.desk.now)) == (0, 0)


def test_a_customer_may_move_the_request_elsewhere_instead(steps: Steps, proposed: Any) -> None:
    steps.news()
    assert steps.ask(proposed, "Sat 10:00")["outcome"] == "pencilled"
    assert (steps.held(proposed), steps.states(proposed)) == (["Sat 10:00"], ["withdrawn"])
    assert steps.news() == {"request": BOTH}
    row = steps.desk.booking(proposed)
    assert (row["nagged_at"], row["expires_at"]) == (None, at("Mon 14:00"))
