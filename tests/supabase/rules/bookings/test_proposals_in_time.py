"""A proposal has its time, and another may replace it."""

from __future__ import annotations

from typing import Any

import pytest

from tests.supabase.rules.bookings.steps import BOTH, Steps, at
from tests.supabase.rules.desk import Desk
from tests.support.cast import CUSTOMER


def test_a_proposal_nobody_answers_lapses_and_the_owner_hears_of_it(steps: Steps, proposed: Any) -> None:
    steps.news()
    steps.desk.now = steps.moves(proposed)[0]["expires_at"]
    assert [steps.desk.call("expire_due", steps.desk.now) for _ in range(2)] == [1, 0]
    assert (steps.status(proposed), steps.held(proposed), steps.states(proposed)) == (
        "confirmed",
        ["Thu 14:00"],
        ["lapsed"],
    )
    assert steps.news() == {"move_lapsed_copy": BOTH}
    assert steps.pick()["outcome"] == "unknown_offer"
    assert steps.is_free("Fri 10:00")


def test_refusing_a_lapsed_proposal_says_that_none_waits(steps: Steps, proposed: Any) -> None:
    steps.desk.now = steps.moves(proposed)[0]["expires_at"]
    assert steps.refuse(proposed)["outcome"] == "no_proposal"
    assert steps.states(proposed) == ["lapsed"]


@pytest.mark.parametrize(
    ("now", "old", "new", "until"),
    [
        ("Mon 09:00", "Thu 14:00", "Fri 10:00", "Tue 09:00"),  # a day
        ("Mon 09:00", "Mon 14:00", "Fri 10:00", "Mon 13:30"),  # not past the old start less the margin
        ("Mon 09:00", "Thu 14:00", "Mon 12:00", "Mon 11:30"),  # nor the new one
        ("Mon 11:20", "Thu 14:00", "Mon 12:00", "Mon 11:35"),  # a quarter of an hour at least
    ],
)
def test_a_proposal_stays_open_for_a_day_but_not_past_either_start(
    steps: Steps, now: str, old: str, new: str, until: str
) -> None:
    booking = steps.confirmed(old)
    steps.desk.now = at(now)
    steps.move(booking, new)
    (move,) = steps.moves(booking)
    assert (move["expires_at"], move["nag_at"]) == (at(until), None)
    assert steps.desk.value("select expires_at from public.offers where move_id = %s", move["id"]) == at(until)


def test_putting_the_same_time_once_more_changes_nothing_and_says_so(steps: Steps, proposed: Any) -> None:
    before = steps.everything()
    steps.desk.later(minutes=5)
    told = steps.move(proposed, "Fri 10:00")
    assert (told["outcome"], told["again"]) == ("proposed", True)
    assert steps.everything() == before


def test_the_same_time_with_somebody_else_is_another_suggestion(desk: Desk) -> None:
    steps = Steps(desk, desk.cast.salon)
    booking = steps.added("Thu 14:00", staff="Mia", phone=CUSTOMER)
    steps.move(booking, "Fri 10:00", staff="Mia")
    desk.later(minutes=5)
    told = steps.move(booking, "Fri 10:00", staff="Priya")
    assert (told["outcome"], "again" in told, told["move"]["new_staff"]) == ("proposed", False, "Priya")
    assert steps.states(booking) == ["withdrawn", "waiting"]


def test_putting_a_lapsed_time_once_more_asks_again(steps: Steps, proposed: Any) -> None:
    steps.desk.now = steps.moves(proposed)[0]["expires_at"]
    told = steps.move(proposed, "Fri 10:00")
    assert (told["outcome"], "again" in told) == ("proposed", False)
    assert len(steps.desk.texts("proposal")) == 2


def test_another_time_replaces_the_proposal(steps: Steps, proposed: Any) -> None:
    steps.desk.later(minutes=5)
    assert steps.move(proposed, "Sat 10:00")["outcome"] == "proposed"
    assert (steps.states(proposed), steps.held(proposed)) == (["withdrawn", "waiting"], ["Thu 14:00", "Sat 10:00"])
    assert steps.is_free("Fri 10:00")
    assert steps.pick()["booking"]["words"]["weekday"] == "Saturday"


def test_another_time_that_cannot_be_had_leaves_the_proposal(steps: Steps, proposed: Any) -> None:
    steps.added("Sat 10:00")
    assert steps.move(proposed, "Sat 10:00")["outcome"] == "refused"
    assert (steps.states(proposed), steps.held(proposed)) == (["waiting"], ["Thu 14:00", "Fri 10:00"])


def test_a_customer_who_wants_yet_another_time_asks_for_it_instead(steps: Steps, proposed: Any) -> None:
    steps.news()
    assert steps.ask(proposed, "Sat 10:00")["outcome"] == "move_requested"
    assert (steps.states(proposed), steps.held(proposed)) == (["withdrawn", "waiting"], ["Thu 14:00", "Sat 10:00"])
    assert steps.news() == {"move_request": BOTH}


@pytest.mark.parametrize("state", ["pending", "confirmed"])
def test_the_time_the_owner_suggested_moves_it_from_whichever_list_it_was_picked(steps: Steps, state: str) -> None:
    """They looked at others first, and took the owner's after all."""
    booking = getattr(steps, state)("Thu 14:00")
    steps.move(booking, "Fri 10:00")
    steps.news()
    told = steps.ask(booking, "Fri 10:00")
    assert (told["outcome"], told["booking"]["status"], told["booking"]["words"]["weekday"]) == (
        "moved",
        "confirmed",
        "Friday",
    )
    assert (steps.states(booking), steps.held(booking)) == (["accepted"], ["Fri 10:00"])
    assert steps.news() == {"moved": ["customer"], "moved_copy": BOTH}
    before = steps.everything()
    assert steps.pick()["outcome"] == "moved"
    assert steps.everything() == before


def test_the_time_the_customer_waits_for_is_agreed_already(steps: Steps) -> None:
    booking = steps.confirmed("Thu 14:00")
    steps.ask(booking, "Fri 10:00")
    steps.news()
    steps.desk.later(minutes=5)
    assert steps.move(booking, "Fri 10:00")["outcome"] == "moved"
    assert (steps.time(booking), steps.held(booking)) == ("Fri 10:00", ["Fri 10:00"])
    assert steps.news() == {"moved": ["customer"], "moved_copy": BOTH}


def test_an_owners_time_in_answer_to_a_customers_wish_replaces_that(steps: Steps) -> None:
    booking = steps.confirmed("Thu 14:00")
    steps.ask(booking, "Fri 10:00")
    steps.desk.later(minutes=5)
    assert steps.move(booking, "Fri 15:00")["outcome"] == "proposed"
    assert (steps.states(booking), steps.held(booking)) == (["withdrawn", "waiting"], ["Thu 14:00", "Fri 15:00"])
    assert steps.pick()["outcome"] == "moved"
