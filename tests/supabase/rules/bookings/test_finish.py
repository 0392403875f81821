"""What became of a confirmed booking: done, or nobody was there."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tests.supabase.rules.bookings.steps import NOBODY, Steps, at, refused
from tests.support.cast import OTHER_CUSTOMER

ENDS = ["completed", "no_show"]


@pytest.fixture
def booking(steps: Steps) -> Any:
    """Confirmed for Thursday at two."""
    booking = steps.confirmed("Thu 14:00")
    steps.news()
    return booking


@pytest.mark.parametrize("status", ENDS)
def test_once_it_has_started_it_may_be_marked_as_what_became_of_it(steps: Steps, booking: Any, status: str) -> None:
    steps.desk.now = at("Thu 14:00")
    told = steps.finish(booking, status)
    assert (told["outcome"], told["again"], told["booking"]["status"]) == (status, False, status)
    assert steps.desk.booking(booking)["updated_at"] == steps.desk.now
    assert steps.events(booking)[-1] == (status, "owner")
    assert steps.news() == ({"feedback": ["customer"]} if status == "completed" else {})


@pytest.mark.parametrize("status", ENDS)
def test_before_its_start_nobody_can_say(steps: Steps, booking: Any, status: str) -> None:
    steps.desk.now = at("Thu 14:00") - timedelta(microseconds=1)
    before = steps.everything()
    told = steps.finish(booking, status)
    assert (told["outcome"], told["booking"]["status"]) == ("not_yet", "confirmed")
    assert steps.everything() == before


@pytest.mark.parametrize(("first", "second"), [ENDS, ENDS[::-1]])
def test_a_slip_is_put_right_by_the_other(steps: Steps, booking: Any, first: str, second: str) -> None:
    steps.desk.now = at("Thu 16:00")
    steps.finish(booking, first)
    steps.desk.later(days=3)
    told = steps.finish(booking, second)
    assert (told["outcome"], told["again"], steps.status(booking)) == (second, False, second)
    assert [kind for kind, _ in steps.events(booking)[-2:]] == [first, second]


@pytest.mark.parametrize("status", ENDS)
def test_the_same_again_changes_nothing_and_says_so(steps: Steps, booking: Any, status: str) -> None:
    steps.desk.now = at("Thu 16:00")
    steps.finish(booking, status)
    before = steps.everything()
    steps.desk.later(minutes=1)
    told = steps.finish(booking, status)
    assert (told["outcome"], told["again"]) == (status, True)
    assert steps.everything() == before


@pytest.mark.parametrize("status", ENDS)
def test_a_request_nobody_confirmed_is_neither(steps: Steps, status: str) -> None:
    steps.desk.settings(steps.shop, notice_minutes=0)
    steps.desk.now = at("Mon 13:55")
    booking = steps.pending("Mon 14:00")
    steps.desk.now = at("Mon 14:05")  # it started, and still waits for an answer
    told = steps.finish(booking, status)
    assert (told["outcome"], steps.status(booking)) == ("not_confirmed", "pending")


@pytest.mark.parametrize("status", ENDS)
def test_what_was_called_off_or_lapsed_is_neither(steps: Steps, booking: Any, status: str) -> None:
    lapsed = steps.pending("Fri 10:00", OTHER_CUSTOMER)
    steps.cancel(booking)
    steps.desk.now = at("Fri 12:00")
    assert [steps.finish(one, status)["outcome"] for one in (booking, lapsed)] == ["already_ended"] * 2
    assert (steps.status(booking), steps.status(lapsed)) == ("cancelled", "expired")


def test_what_is_done_keeps_its_time_and_is_neither_confirmed_declined_nor_moved(steps: Steps, booking: Any) -> None:
    steps.desk.now = at("Thu 14:10")
    steps.finish(booking, "completed")
    before = steps.everything()
    assert steps.held(booking) == ["Thu 14:00"]
    assert steps.confirm(booking)["outcome"] == "already_ended"
    assert steps.decline(booking)["outcome"] == "already_ended"
    assert steps.move(booking, "Fri 10:00", agreed=True)["outcome"] == "already_ended"
    assert steps.everything() == before


def test_a_wish_to_move_that_still_waited_ends_with_it(steps: Steps) -> None:
    steps.desk.now = at("Thu 11:50")
    booking = steps.added("Thu 12:00", name="Ann", phone=OTHER_CUSTOMER)
    steps.ask(booking, "Fri 10:00", OTHER_CUSTOMER)
    steps.desk.now = at("Thu 12:01")
    assert steps.states(booking) == ["waiting"]
    assert steps.finish(booking, "completed")["outcome"] == "completed"
    assert (steps.states(booking), steps.held(booking)) == (["withdrawn"], ["Thu 12:00"])


def test_a_booking_that_is_not_there_is_not_found(steps: Steps, booking: Any) -> None:
    for business, which in [(steps.shop.id, NOBODY), (steps.desk.cast.salon.id, booking["id"])]:
        with refused(steps.desk, "not_found", "PT404"):
            steps.desk.call("private.finish_booking", business, which, "completed", None, steps.desk.now)
