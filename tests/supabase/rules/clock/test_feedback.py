"""After a booking its customer is asked for one digit, and that digit means nothing else only there."""

from __future__ import annotations

from typing import Any

import pytest

from tests.supabase.rules.bookings.steps import BOTH, at
from tests.supabase.rules.clock.conftest import Clock
from tests.support.cast import CUSTOMER, OTHER_CUSTOMER


@pytest.fixture
def done(steps: Clock) -> Any:
    """An hour's mowing on Thursday at two, marked as completed at four."""
    booking = steps.confirmed("Thu 14:00")
    steps.send()
    steps.desk.now = at("Thu 16:00")
    steps.finish(booking, "completed")
    return booking


@pytest.fixture
def asked(steps: Clock, done: Any) -> Any:
    """And asked for a mark at five."""
    steps.desk.now = at("Thu 17:00")
    assert "feedback" in steps.send()
    steps.news()
    return done


def score(steps: Clock) -> Any:
    return steps.desk.value("select score from public.feedback")


def test_they_are_asked_an_hour_later_once(steps: Clock, done: Any) -> None:
    steps.desk.now = at("Thu 16:59")
    assert "feedback" not in steps.send()
    steps.desk.now = at("Thu 17:00")
    assert steps.send().count("feedback") == 1
    steps.finish(done, "completed")
    assert len(steps.desk.texts("feedback")) == 1


def test_not_at_night(steps: Clock) -> None:
    booking = steps.confirmed("Thu 14:00")
    steps.send()
    steps.desk.now = at("Thu 19:30")
    steps.finish(booking, "completed")
    assert steps.desk.texts("feedback")[0]["due_at"] == at("Fri 08:00")


@pytest.mark.parametrize("words", ["5", " 5 ", "5!", "5 thanks", "4/5", "3 out of 5", "5 stars", "5 Thank you."])
def test_a_digit_is_the_mark_thanked_and_not_answered_by_the_receptionist(steps: Clock, asked: Any, words: str) -> None:
    steps.desk.receive(words)
    assert score(steps) == int(words.strip()[0])
    assert steps.desk.turns() == []
    assert steps.news() == {"feedback_thanks": ["customer"]}
    assert steps.events(asked)[-1] == ("rated", "customer")


@pytest.mark.parametrize(
    "words", ["0", "6", "55", "5pm", "5 o'clock please", "at 5", "5 more bushes to trim", "3 Smith St", "great!"]
)
def test_what_is_no_mark_goes_to_the_receptionist(steps: Clock, asked: Any, words: str) -> None:
    steps.desk.receive(words)
    assert score(steps) is None
    assert len(steps.desk.turns()) == 1


def test_a_bad_mark_is_told_to_the_owner_at_once(steps: Clock, asked: Any) -> None:
    steps.desk.receive("2")
    assert steps.news() == {"feedback_thanks": ["customer"], "low_score": BOTH}


def test_only_the_first_mark_counts(steps: Clock, asked: Any) -> None:
    steps.desk.receive("5")
    steps.send()
    steps.desk.receive("1")
    assert score(steps) == 5
    assert len(steps.desk.turns()) == 1


def test_a_digit_after_times_were_offered_is_a_pick(steps: Clock, asked: Any) -> None:
    turn = steps.desk.turn("Can I have another mow?")
    steps.desk.slots(turn)
    steps.desk.finish(turn, "I have these times available: ...")
    steps.send()
    steps.desk.later(minutes=1)
    steps.desk.receive("2")
    assert score(steps) is None
    assert len(steps.desk.turns()) == 1


def test_before_it_was_asked_a_digit_is_none(steps: Clock, done: Any) -> None:
    steps.desk.receive("5")
    assert score(steps) is None


def test_a_week_later_it_is_none(steps: Clock, asked: Any) -> None:
    steps.desk.later(days=7, minutes=1)
    steps.desk.receive("5")
    assert score(steps) is None


def test_somebody_elses_digit_is_none(steps: Clock, asked: Any) -> None:
    steps.desk.receive("5", OTHER_CUSTOMER)
    assert score(steps) is None


def test_corrected_to_a_no_show_nobody_is_asked(steps: Clock, done: Any) -> None:
    steps.finish(done, "no_show")
    steps.desk.now = at("Thu 17:00")
    assert "feedback" not in steps.send()
    assert steps.refusals("feedback") == ["the booking is no_show"]
    assert steps.desk.rows("select * from public.feedback") == []


def test_not_of_what_is_marked_days_later_nor_where_it_is_switched_off(steps: Clock) -> None:
    first, second = steps.confirmed("Thu 14:00"), steps.confirmed("Fri 14:00", OTHER_CUSTOMER)
    steps.desk.now = at("Sun 15:01")
    steps.finish(first, "completed")
    steps.desk.settings(steps.shop, asks_feedback=False)
    steps.finish(second, "completed")
    assert steps.desk.texts("feedback") == []


def test_a_walk_in_booked_by_hand_can_answer_too(steps: Clock) -> None:
    booking = steps.added("Thu 10:00", name="Ann Lee", phone=CUSTOMER)
    steps.send()
    steps.desk.now = at("Thu 12:00")
    steps.finish(booking, "completed")
    steps.desk.now = at("Thu 13:00")
    assert "feedback" in steps.send()
    steps.desk.receive("4")
    assert score(steps) == 4


def test_members_see_how_many_were_asked_answered_and_the_mean(steps: Clock, asked: Any) -> None:
    steps.desk.receive("4")
    span = at("Mon 00:00"), at("next Mon 00:00")
    with steps.desk.signed_in(steps.desk.cast.owner):
        assert steps.desk.call("satisfaction", steps.shop.id, *span) == {"asked": 1, "answered": 1, "average": 4.0}
    with steps.desk.signed_in(steps.desk.cast.outsider), steps.desk.refused("PT404"):
        steps.desk.call("satisfaction", steps.shop.id, *span)
