"""A wish to move has its time: the owner is reminded, and left unanswered it lapses."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.supabase.rules.bookings.steps import BOTH, Steps, at
from tests.supabase.rules.desk import Desk
from tests.support.cast import CUSTOMER, OTHER_CUSTOMER


def test_a_move_has_the_owners_usual_time_to_be_answered(steps: Steps, asked: Any) -> None:
    (move,) = steps.moves(asked)
    assert (move["nag_at"], move["expires_at"]) == (
        steps.desk.now + timedelta(hours=2),
        steps.desk.now + timedelta(hours=4),
    )


@pytest.mark.parametrize(("old", "new"), [("Mon 14:00", "Fri 10:00"), ("Fri 10:00", "Mon 14:00")])
def test_a_move_is_never_left_open_later_than_either_start_less_the_margin(steps: Steps, old: str, new: str) -> None:
    steps.desk.now = at("Mon 11:00")
    booking = steps.confirmed(old)
    steps.ask(booking, new)
    (move,) = steps.moves(booking)
    assert (move["nag_at"], move["expires_at"]) == (at("Mon 13:00"), at("Mon 13:30"))


def test_a_move_nobody_answers_lapses_and_the_old_time_stands(steps: Steps, asked: Any) -> None:
    steps.news()
    (move,) = steps.moves(asked)
    steps.desk.now = move["expires_at"]
    assert [steps.desk.call("expire_due", steps.desk.now) for _ in range(2)] == [1, 0]
    assert (steps.status(asked), steps.time(asked), steps.held(asked)) == ("confirmed", "Thu 14:00", ["Thu 14:00"])
    assert steps.is_free("Fri 10:00")
    assert steps.news() == {"move_lapsed": ["customer"], "move_lapsed_copy": BOTH}
    assert {text["class"] for text in steps.desk.texts("move_lapsed%")} == {"proactive"}
    assert steps.states(asked) == ["lapsed"]
    assert steps.events(asked)[-1] == ("move_lapsed", "system")


def test_a_move_does_not_lapse_before_its_time(steps: Steps, asked: Any) -> None:
    (move,) = steps.moves(asked)
    steps.desk.now = move["expires_at"] - timedelta(microseconds=1)
    assert steps.desk.call("expire_due", steps.desk.now) == 0
    assert steps.desk.call("private.lapse_move", steps.shop.id, move["id"], steps.desk.now) is False
    assert steps.answer(asked, accept=True)["outcome"] == "moved"


@pytest.mark.parametrize("accept", [True, False])
def test_an_answer_past_the_deadline_finds_that_it_lapsed(steps: Steps, asked: Any, accept: bool) -> None:
    (move,) = steps.moves(asked)
    steps.desk.now = move["expires_at"]
    assert steps.answer(asked, accept)["outcome"] == "already_answered"
    assert (steps.states(asked), steps.held(asked)) == (["lapsed"], ["Thu 14:00"])


@pytest.mark.parametrize("accept", [True, False])
def test_an_answer_past_the_deadline_of_a_move_to_somebody_elses_calendar_finds_that_too(
    desk: Desk, accept: bool
) -> None:
    steps = Steps(desk, desk.cast.salon)
    booking = steps.added("Thu 14:00", staff="Mia", phone=CUSTOMER)
    steps.added("Fri 10:00", staff="Mia")
    steps.ask(booking, "Fri 10:00")
    desk.now = steps.moves(booking)[0]["expires_at"]
    assert steps.answer(booking, accept)["outcome"] == "already_answered"
    assert (steps.states(booking), steps.held(booking)) == (["lapsed"], ["Thu 14:00"])


def test_the_owner_is_reminded_of_a_move_once(steps: Steps, asked: Any) -> None:
    steps.news()
    (move,) = steps.moves(asked)
    steps.desk.now = move["nag_at"] - timedelta(microseconds=1)
    assert steps.desk.call("nag_due", steps.desk.now) == 0
    steps.desk.now = move["nag_at"]
    assert [steps.desk.call("nag_due", steps.desk.now) for _ in range(2)] == [1, 0]
    assert steps.news() == {"move_nag": BOTH}
    assert {text["class"] for text in steps.desk.texts("move_nag")} == {"proactive"}
    assert steps.desk.call("due_work", steps.desk.now)["nag"] is False


def test_nobody_is_reminded_of_an_answered_or_lapsed_move(steps: Steps, asked: Any) -> None:
    steps.answer(asked, accept=False)
    assert steps.desk.call("nag_due", steps.moves(asked)[0]["nag_at"]) == 0
    other = steps.confirmed("next Thu 14:00", OTHER_CUSTOMER)
    steps.ask(other, "next Fri 10:00", OTHER_CUSTOMER)
    steps.desk.now = steps.moves(other)[-1]["expires_at"]
    assert steps.desk.call("nag_due", steps.desk.now) == 0
    assert steps.desk.texts("move_nag") == []


def test_due_work_names_what_a_move_makes_due_and_when(steps: Steps, asked: Any) -> None:
    (move,) = steps.moves(asked)
    steps.desk.claim()
    steps.desk.do("update public.outbox set leased_until = null, state = 'sent'")
    looks = steps.desk.call("due_work", steps.desk.now)
    assert (looks["nag"], looks["expire"]) == (False, False)
    assert datetime.fromisoformat(looks["next_at"]) == move["nag_at"]
    assert steps.desk.call("due_work", move["nag_at"])["nag"] is True
    assert datetime.fromisoformat(steps.desk.call("due_work", move["nag_at"])["next_at"]) == move["expires_at"]
    assert steps.desk.call("due_work", move["expires_at"])["expire"] is True


def test_a_lapsed_move_no_longer_keeps_its_time_from_others_even_before_anybody_swept(steps: Steps, asked: Any) -> None:
    (move,) = steps.moves(asked)
    steps.desk.now = move["expires_at"]
    taken = steps.pending("Fri 10:00", OTHER_CUSTOMER)
    assert (steps.held(taken), steps.states(asked)) == (["Fri 10:00"], ["lapsed"])
    assert steps.held(asked) == ["Thu 14:00"]
    assert len(steps.desk.texts("move_lapsed")) == 1


def test_a_move_that_lapsed_may_be_asked_for_again(steps: Steps, asked: Any) -> None:
    steps.desk.now = steps.moves(asked)[0]["expires_at"]
    steps.desk.call("expire_due", steps.desk.now)
    assert steps.ask(asked, "Fri 10:00")["outcome"] == "move_requested"
