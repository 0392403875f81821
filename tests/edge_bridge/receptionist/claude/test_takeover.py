"""Claude fails in the middle of a turn: what was done stands, and the customer hears of it once."""

from typing import Any

import pytest

from edge_bridge.receptionist.answer import Receptionist
from tests.edge_bridge.receptionist.claude.drafts import KNOWN, answered, find, hold
from tests.edge_bridge.receptionist.claude.turns import FRIDAY, THURSDAY, SomeTools, booking, moved, offer, turn
from tests.support.claude_api import OVERLOADED, Break, Message, Scripted, answer, say, use

WORDS = "I'm Sam Lee. Mow this week? It's at 12 Fig Street Paddington"
BROKEN: list[Scripted] = [
    OVERLOADED,
    answer(say("Let me"), breaks=Break(4, "dropped")),
    answer(stop_reason="refusal"),
    answer(say("x"), stop_reason="max_tokens"),
]
SAM = {"name": "Sam Lee", "address": "12 Fig Street"}


def replies(tools: SomeTools, *before_it_fails: Message, failing: Scripted = OVERLOADED) -> list[str]:
    done, _ = answered([*before_it_fails, failing], tools)
    assert done.engine == "offline"
    assert done.record["failed"]
    return done.replies


@pytest.mark.parametrize("failing", BROKEN)
def test_before_anything_the_offline_engine_answers_as_if_alone(failing: Scripted) -> None:
    tools, alone = SomeTools(turn(WORDS)), SomeTools(turn(WORDS))
    assert replies(tools, failing=failing) == Receptionist().answer(alone.turn, alone).replies  # type: ignore[arg-type]
    assert tools.calls == alone.calls


@pytest.mark.parametrize("failing", BROKEN)
def test_after_find_slots_it_offers_times_once(failing: Scripted) -> None:
    (reply,) = replies(SomeTools(turn("mow this week?", facts=SAM)), answer(find()), failing=failing)
    assert reply.count("Thursday 2:00 PM") == reply.count("Friday 10:30 AM") == 1


def test_after_a_hold_no_word_of_claude_is_needed() -> None:
    tools = SomeTools(turn("2pm thursday works", **KNOWN))
    done, api = answered([answer(hold()), OVERLOADED], tools)
    assert len(api.requests) == 1
    assert [name for name, _ in tools.calls] == ["hold_booking"]
    assert len(done.replies) == 1
    assert done.replies[0].startswith("Great! I've penciled you in for Thursday")


def test_after_a_hold_that_came_too_late_it_offers_other_times() -> None:
    tools = SomeTools(turn("2pm thursday works", facts=SAM, **KNOWN), {"hold_booking": "slot_taken"})
    (reply,) = replies(tools, answer(hold()))
    assert reply.startswith("Sorry, that time has just been taken.")


def test_after_a_hand_off_no_word_of_claude_is_needed() -> None:
    tools = SomeTools(turn("a person please"))
    done, api = answered([answer(use("hand_off", context="A person", best_number="")), OVERLOADED], tools)
    assert len(api.requests) == 1
    assert len(done.replies) == 1


def test_after_a_suggestion_was_turned_down_that_is_said() -> None:
    (reply,) = replies(
        SomeTools(turn("no, friday is no good", **proposed())), answer(use("refuse_proposal", booking="b-5555"))
    )
    assert "I've let the team know" in reply


@pytest.mark.parametrize(
    ("said", "calls", "more"),
    [
        ("do you do turf? get someone to ring me", [use("create_lead", kind="message", summary="turf")], {}),
        ("dog in the yard", [use("add_note", note="dog in the yard")], {"bookings": [booking(THURSDAY)]}),
        ("no good, later that week?", [use("refuse_proposal", booking="b-5555"), find(booking="b-5555")], "proposed"),
    ],
)
def test_after_anything_else_that_was_done_they_hear_something(
    said: str, calls: list[dict[str, Any]], more: dict[str, Any] | str
) -> None:
    tools = SomeTools(turn(said, **(more if isinstance(more, dict) else proposed())))
    assert replies(tools, *(answer(call) for call in calls))


def proposed() -> dict[str, Any]:
    """What a turn holds when the owner has proposed Friday."""
    return {
        "bookings": [booking(THURSDAY, "confirmed", move=moved(THURSDAY, FRIDAY, "owner"))],
        "offers": [offer(1, FRIDAY, 4)],
        "before": [("system", "Reply 1 to take it")],
    }
