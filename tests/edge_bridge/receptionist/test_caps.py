"""A business whose cap for today is used up is answered by the offline engine."""

from typing import Any

import pytest

from edge_bridge.db.conversations import Turn
from edge_bridge.receptionist.answer import CAPPED, Receptionist
from edge_bridge.receptionist.draft import Draft, EngineFailed
from tests.edge_bridge.receptionist.claude.turns import SomeTools, turn


def claude(now: Turn, tools: Any) -> Draft:
    return Draft(["Hello from Claude."], {})


@pytest.mark.parametrize(("capped", "engine", "failed"), [(False, "claude", None), (True, "offline", CAPPED)])
def test_the_record_says_which_engine_answered_and_why(capped: bool, engine: str, failed: str | None) -> None:
    now = turn("hi", capped=capped)
    answer = Receptionist(claude, "claude").answer(now, SomeTools(now))  # type: ignore[arg-type]
    assert (answer.engine, answer.record["failed"]) == (engine, failed)
    assert ("Hello from Claude." in answer.replies) is not capped


def test_what_a_failed_answer_cost_counts_too() -> None:
    def fails(now: Turn, tools: Any) -> Draft:
        raise EngineFailed("too slow", {"input_tokens": 900})

    now = turn("hi")
    record = Receptionist(fails, "claude").answer(now, SomeTools(now)).record  # type: ignore[arg-type]
    assert (record["failed"], record["usage"]) == ("too slow", {"input_tokens": 900})


def test_without_claude_a_cap_is_no_reason() -> None:
    now = turn("hi", capped=True)
    assert Receptionist().answer(now, SomeTools(now)).record["failed"] is None  # type: ignore[arg-type]


def test_claude_that_took_the_message_asks_for_none_any_more() -> None:
    def takes(now: Turn, tools: Any) -> Draft:
        tools.create_lead("message", "Call about the hedge", {})
        return Draft(["Thanks, I've noted that. The team will be in touch."], {})

    now = turn("call about the hedge", facts={"stage": "message"})
    assert "stage" not in Receptionist(takes, "claude").answer(now, SomeTools(now)).facts  # type: ignore[arg-type]
