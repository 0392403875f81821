"""Small courtesies of the steps: what was said in passing counts, and nothing is asked twice in the same breath."""

from __future__ import annotations

import pytest

from tests.edge_bridge.receptionist.claude.turns import FRIDAY, SERVICE_ID, THURSDAY, booking, offer
from tests.edge_bridge.receptionist.offline.talk import Talk

THANKS = "Thanks, I've passed that on to the team."


def booked() -> Talk:
    """A mow was pencilled in a moment ago."""
    talk = Talk()
    talk.says("mow my lawn please")
    assert "penciled you in" in talk.says("1")
    return talk


def test_thanks_at_the_end_of_a_request_is_no_goodbye() -> None:
    assert "I have these times available" in Talk().says("need my lawn mowed thanks")


@pytest.mark.parametrize(
    "text", ["yes, dog in yard, he's friendly", "thanks. gate code is 4412", "no, but mind the sprinklers"]
)
def test_a_courtesy_hides_no_note(text: str) -> None:
    talk = booked()
    assert talk.says(text) == THANKS
    assert talk.did("add_note") == [text]


@pytest.mark.parametrize("text", ["no thanks mate", "nope all good, see you Thursday", "that's everything, cheers"])
def test_a_goodbye_is_no_note(text: str) -> None:
    talk = booked()
    assert "No worries" in talk.says(text)
    assert talk.did("add_note") == []


def test_another_address_after_a_booking_reaches_the_team() -> None:
    talk = booked()
    assert talk.says("Actually the address is 24 Swann Rd") == THANKS
    assert talk.did("add_note") == ["Actually the address is 24 Swann Rd"]


def test_a_pick_with_a_note_books_and_keeps_the_note() -> None:
    talk = Talk()
    talk.says("mow my lawn please")
    assert "penciled you in" in talk.says("1 please and theres a dog out back")
    ((_, details),) = talk.did("hold_booking")
    assert details["notes"] == "theres a dog out back"


def test_what_is_not_understood_is_asked_again_without_thanks() -> None:
    talk = Talk(before=[("customer", "hi"), ("receptionist", "What's your name?")])
    talk.facts = {"service_id": SERVICE_ID, "name": "Sam", "asked": ["address"]}
    reply = talk.says("qwertz uiop")
    assert reply.startswith("Sorry, I didn't catch that.")
    assert "Thanks!" not in reply


def test_times_with_somebody_else_are_looked_for() -> None:
    talk = Talk(offers=[offer(1, THURSDAY), offer(2, FRIDAY)])
    talk.offers = [one.model_copy(update={"staff": "Kim"}) for one in talk.offers]
    talk.says("do you have anything with Jim?")
    assert [call for call, _ in talk.calls] == ["find_slots"]


def test_a_confirmed_booking_needs_no_thanks_twice() -> None:
    talk = Talk(booking(THURSDAY, "confirmed"))
    assert talk.says("thanks!") == "No worries!"
