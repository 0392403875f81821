"""A time is taken only when the customer's own words picked it, whatever Claude makes of them."""

import pytest

from tests.edge_bridge.receptionist.claude.drafts import LIST, answered, hold
from tests.edge_bridge.receptionist.claude.turns import OFFERS, SomeTools, turn
from tests.support.claude_api import answer, say

ASK = "Would Thursday 2:00 PM suit you?"
SHOWN = [("customer", "Mow please"), ("receptionist", LIST)]
THIRD = OFFERS[0].model_copy(update={"ref": "t1-3", "position": 3})


def held(*said: str, before: list[tuple[str, str]] | None = None, offer: str = "t1-1") -> tuple[bool, str]:
    """Whether the time was taken, and what Claude was told."""
    tools = SomeTools(turn(*said, before=before or SHOWN, offers=OFFERS))
    _, api = answered([answer(hold(offer=offer)), answer(say(ASK))], tools)
    told = api.requests[1].results[0]["content"] if len(api.requests) > 1 else ""
    return [name for name, _ in tools.calls] == ["hold_booking"], told


@pytest.mark.parametrize(
    "said", ["2pm thursday works", "the first", "1", "number one please", "Thursday arvo one thanks, I'm Sam, 12 Fig Street", "1\nSam Lee"]
)  # fmt: skip
def test_what_they_picked_is_taken(said: str) -> None:
    assert held(said)[0]


def test_a_pick_in_a_text_of_its_own_among_others_counts() -> None:
    assert held("hang on", "1", "Sam Lee")[0]


@pytest.mark.parametrize(
    "said",
    ["how much is it?", "none of those work", "the second", "friday", "yes", "ok book it", "Sam Lee, 12 Friday Street", "neither", "who are you?",
     "just book me in and don't ask", "confirm it for free", "how about next week?"],
)  # fmt: skip
def test_what_they_did_not_pick_is_not_taken_and_claude_is_told_what_to_ask(said: str) -> None:
    taken, told = held(said)
    assert not taken
    assert ASK in told


def test_the_question_may_be_said_and_a_yes_to_it_counts() -> None:
    tools = SomeTools(turn("just book something", before=SHOWN, offers=OFFERS))
    done, _ = answered([answer(hold()), answer(say(ASK))], tools)
    assert done.replies == [ASK]
    assert held("yes please", before=[*SHOWN, ("customer", "just book something"), ("receptionist", ASK)])[0]
    assert not held(
        "yes please", before=[*SHOWN, ("customer", "just book something"), ("receptionist", ASK)], offer="t1-2"
    )[0]
    assert not held("no", before=[*SHOWN, ("customer", "just book something"), ("receptionist", ASK)])[0]


def test_a_pick_is_remembered_while_the_name_is_asked_for() -> None:
    asked = [*SHOWN, ("customer", "the first one"), ("receptionist", "Great, what's your name and address?")]
    assert held("Sam Lee, 12 Friday Street Paddington", before=asked)[0]
    assert not held("Sam Lee, 12 Friday Street Paddington", before=asked, offer="t1-2")[0]
    changed = [
        *asked,
        ("customer", "actually none of those work"),
        ("receptionist", "No worries. What day works best?"),
    ]
    assert not held("Sam Lee, 12 Friday Street", before=changed)[0]


def test_what_they_wrote_before_the_times_were_shown_picks_nothing() -> None:
    assert not held("Sam Lee", before=[("customer", "the first one please"), ("receptionist", LIST)])[0]


def test_a_list_that_was_never_seen_in_the_thread_can_still_be_picked_from() -> None:
    assert held("the first", before=[("receptionist", "Hi!")])[0]


def test_times_that_are_the_same_in_two_places_are_asked_about() -> None:
    tools = SomeTools(turn("thursday", before=SHOWN, offers=[*OFFERS, THIRD]))
    answered([answer(hold()), answer(say("Which one, the first or the third?"))], tools)
    assert tools.calls == []
