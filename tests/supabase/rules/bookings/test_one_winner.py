"""The owner's yes, their no, the deadline and the customer's change of mind: whichever comes first counts, the rest say nothing."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from typing import Any

import pytest

from tests.supabase.rules.bookings.steps import Steps, at
from tests.support.cast import OTHER_CUSTOMER

ACTS: dict[str, Callable[[Steps, Any], Any]] = {
    "confirm": lambda steps, booking: steps.confirm(booking)["outcome"],
    "decline": lambda steps, booking: steps.decline(booking)["outcome"],
    "cancel": lambda steps, booking: steps.cancel(booking, actor="customer", tell=False)["outcome"],
    "expire": lambda steps, booking: steps.desk.call("expire_due", steps.desk.now),
}
TOLD = {
    "confirm": {"confirmed", "confirmed_copy"},
    "decline": {"declined"},
    "cancel": {"customer_cancelled"},
    "expire": {"expired", "request_expired"},
}


@pytest.mark.parametrize(
    ("first", "second"),
    [
        pair for pair in itertools.product(ACTS, repeat=2) if pair != ("confirm", "cancel")
    ],  # a confirmed job may be called off
)
def test_the_first_stands_and_the_second_says_nothing(steps: Steps, first: str, second: str) -> None:
    booking = steps.pending("Thu 14:00")
    steps.news()
    deadline = steps.desk.booking(booking)["expires_at"]
    if first == "expire":
        steps.desk.now = deadline
    ACTS[first](steps, booking)
    assert set(steps.news()) == TOLD[first]
    steps.desk.now = deadline
    before = steps.desk.booking(booking), steps.events(booking), steps.held(booking)
    outcome = ACTS[second](steps, booking)
    assert outcome in {"already_confirmed", "already_ended", "too_late", 0}
    assert (steps.desk.booking(booking), steps.events(booking), steps.held(booking)) == before
    assert steps.news() == {}


@pytest.mark.parametrize("act", ["confirm", "decline", "cancel"])
def test_a_lapsed_request_whose_time_was_taken_again_takes_nothing_back(steps: Steps, act: str) -> None:
    stale = steps.pending("Thu 14:00")
    steps.desk.now = steps.desk.booking(stale)["expires_at"]
    taken = steps.pending("Thu 14:00", OTHER_CUSTOMER)
    steps.news()
    assert ACTS[act](steps, stale) in {"too_late", "already_ended"}
    assert (steps.status(stale), steps.held(stale)) == ("expired", [])
    assert (steps.status(taken), steps.held(taken), steps.news()) == ("pending", ["Thu 14:00"], {})


def test_a_lapsed_wish_to_move_whose_time_was_taken_takes_nothing_back(steps: Steps, asked: Any) -> None:
    steps.desk.now = steps.moves(asked)[0]["expires_at"]
    taken = steps.added("Fri 10:00")
    assert steps.answer(asked, accept=True)["outcome"] == "already_answered"
    assert (steps.held(asked), steps.held(taken)) == (["Thu 14:00"], ["Fri 10:00"])


def test_a_job_that_ends_when_the_next_begins_is_no_clash(steps: Steps) -> None:
    steps.desk.settings(steps.shop, travel_minutes=0)
    for start in ("Thu 14:00", "Thu 15:00", "Thu 13:00"):
        assert steps.add(start)["outcome"] == "booked"
    assert steps.desk.value("select count(*) from public.holds") == 3


def test_a_neighbour_called_off_or_moved_away_gives_its_drives_back(steps: Steps) -> None:
    """Between two jobs there is no room for a third with its drives; without either there is."""
    first, second = steps.added("Thu 10:00"), steps.added("Thu 12:20")
    assert (steps.is_free("Thu 11:00"), steps.is_free("Thu 11:30")) == (False, False)
    steps.move(second, "Fri 12:00", agreed=True)
    assert (steps.is_free("Thu 11:00"), steps.is_free("Thu 11:30")) == (False, True)
    steps.cancel(first)
    assert (steps.is_free("Thu 11:00"), steps.is_free("Thu 10:00")) == (True, True)


def test_a_move_is_measured_against_the_neighbours_at_its_new_time_and_not_against_itself(steps: Steps) -> None:
    steps.added("Thu 16:00")
    booking = steps.added("Thu 14:00", phone=OTHER_CUSTOMER)
    assert steps.move(booking, "Thu 14:40", agreed=True)["outcome"] == "moved"
    told = steps.move(booking, "Thu 14:50", agreed=True)
    assert (told["outcome"], [reason["rule"] for reason in told["reasons"]]) == ("refused", ["travel"])
    assert steps.desk.booking(booking)["starts_at"] == at("Thu 14:40")


def test_while_a_move_waits_the_drives_of_both_its_times_count(steps: Steps, asked: Any) -> None:
    for start in ("Thu 13:00", "Thu 15:00", "Fri 09:00", "Fri 11:00"):
        assert not steps.is_free(start)
    steps.answer(asked, accept=True)
    assert [steps.is_free(start) for start in ("Thu 13:00", "Thu 15:00", "Fri 09:00", "Fri 11:00")] == [
        True,
        True,
        False,
        False,
    ]
