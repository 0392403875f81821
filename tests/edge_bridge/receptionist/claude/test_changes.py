"""Claude cancels, moves and answers proposals through the same tools, and never calls off what nobody agreed to."""

from contextlib import closing
from typing import Any

import pytest

from edge_bridge.receptionist.answer import Answer, Receptionist
from edge_bridge.receptionist.claude import prompt
from edge_bridge.receptionist.claude.engine import ClaudeEngine
from tests.edge_bridge.receptionist.claude.turns import FRIDAY, OFFERS, THURSDAY, SomeTools, booking, moved, offer, turn
from tests.support.claude_api import ClaudeApi, Script, answer, say, use

MODEL = "claude-haiku-5-5"
NO_WISH = dict.fromkeys(("day_from", "day_to", "weekday", "time_from", "time_to", "staff", "suburb", "postcode"), "")
CANCEL = use("cancel_booking", booking="b-5555", reason="")
HOLD = {"name": "", "address": "", "suburb": "", "postcode": "", "email": "", "notes": ""}
NAMED = "your lawn mowing on Thursday, Nov 5 at 2:00 PM"
SURE = {"changing": {"kind": "cancel", "asked": "sure", "refs": ["b-5555"], "said": "cancel my booking"}}
ASKED = [("customer", "cancel my booking"), ("receptionist", f"Cancel {NAMED}?")]
MOVING = {"moving": "b-5555", "move_set": "t1"}


def answered(script: Script, tools: SomeTools) -> tuple[Answer, ClaudeApi]:
    """The whole receptionist with Claude in front, gate and templates behind."""
    with ClaudeApi(script) as api, closing(ClaudeEngine("sk-test-key", api.url, MODEL)) as engine:
        return Receptionist(engine, MODEL).answer(tools.turn, tools), api  # type: ignore[arg-type]


def mow(status: str = "confirmed", **changes: Any) -> Any:
    return booking(THURSDAY, status, **changes)


def test_a_booking_is_not_called_off_before_it_was_named_back() -> None:
    tools = SomeTools(turn("cancel my booking", bookings=[mow()]))
    done, api = answered(lambda body, n: answer(CANCEL) if n == 0 else answer(say(f"Cancel {NAMED}?")), tools)
    assert tools.calls == []
    (result,) = api.requests[1].results
    assert result["is_error"]
    assert f"Cancel {NAMED}?" in result["content"]
    assert done.replies[0].startswith(f"Cancel {NAMED}?")
    assert done.facts["changing"]["refs"] == ["b-5555"]


@pytest.mark.parametrize(
    ("text", "facts", "before"), [("yes please", SURE, ASKED), ("cancel my mow on thursday", {}, None)]
)
def test_once_agreed_it_is_called_off_and_the_template_speaks(text: str, facts: dict[str, Any], before: Any) -> None:
    tools = SomeTools(turn(text, bookings=[mow()], facts=facts, before=before))
    done, api = answered(lambda body, n: answer(CANCEL), tools)
    assert tools.calls == [("cancel_booking", ("b-5555", text))]
    assert len(api.requests) == 1
    assert done.replies == [
        "Your lawn mowing on Thursday, Nov 5 at 2:00 PM is cancelled.\nI've let the team know. Just reply here if you'd like another time."
    ]
    assert "changing" not in done.facts


def test_a_question_is_never_taken_for_a_yes() -> None:
    tools = SomeTools(turn("how much is it?", bookings=[mow()], facts=SURE, before=ASKED))
    answered(lambda body, n: answer(CANCEL) if n == 0 else answer(say("Lawn mowing is $55.")), tools)
    assert tools.calls == []


@pytest.mark.parametrize("text", ["no", "actually leave it", "don't cancel it"])
def test_a_no_is_never_taken_for_a_yes(text: str) -> None:
    tools = SomeTools(turn(text, bookings=[mow()], facts=SURE, before=ASKED))
    done, _ = answered(
        lambda body, n: answer(CANCEL) if n == 0 else answer(say("No worries, it stays as it is.")), tools
    )
    assert tools.calls == []
    assert "No worries" in done.replies[0]
    assert "changing" not in done.facts, "the next yes is not about this any more"


def test_having_been_asked_counts_for_one_turn_only() -> None:
    tools = SomeTools(turn("how much is it?", bookings=[mow()], facts=SURE, before=ASKED))
    done, _ = answered(lambda body, n: answer(say("Lawn mowing is $55.")), tools)
    assert "changing" not in done.facts


def test_a_booking_is_known_by_its_reference_only() -> None:
    tools = SomeTools(turn("cancel my mow on thursday", bookings=[mow()]))
    for ref in ("b-9999", "k-5555", "", "Lawn Mowing"):
        call = use("cancel_booking", booking=ref, reason="")
        _, api = answered(lambda body, n, call=call: answer(call) if n == 0 else answer(say("Which one?")), tools)  # type: ignore[misc]
        assert api.requests[1].results[0]["is_error"]
        assert "b-5555" in api.requests[1].results[0]["content"]
    assert tools.calls == []


def test_a_move_offers_new_times_for_that_booking_and_asks_the_team() -> None:
    look = use(
        "find_slots",
        service="Lawn Mowing",
        booking="b-5555",
        **(NO_WISH | {"day_from": "2026-11-06", "day_to": "2026-11-06"}),
    )
    tools = SomeTools(turn("can we make it Friday instead", bookings=[mow()]))
    offers = "I have these times available:\n• Thursday 2:00 PM\n• Friday 10:30 AM\n\nWhich works best for you?"
    done, _ = answered(lambda body, n: answer(look) if n == 0 else answer(say(offers)), tools)
    assert tools.calls == [
        ("find_slots", ("s-3333", {"day_from": "2026-11-06", "day_to": "2026-11-06"}, None, "", "", "b-5555"))
    ]
    assert (done.facts["moving"], done.facts["move_set"]) == ("b-5555", "t1")

    tools = SomeTools(turn("the second", bookings=[mow()], offers=OFFERS, facts=done.facts, before=[("receptionist", offers)]),
                      outcomes={"hold_booking": "move_requested"})  # fmt: skip
    done, _ = answered(lambda body, n: answer(use("hold_booking", offer="t1-2", **HOLD)), tools)
    assert tools.calls == [("hold_booking", ("t1-2", {}))]
    assert done.replies[0].startswith(
        "I've asked the team to move your lawn mowing to Friday, Nov 6 at 10:30 AM.\nThursday, Nov 5 at 2:00 PM stays yours"
    )
    assert "moving" not in done.facts


def test_a_pending_booking_that_took_a_new_time_is_worded_so() -> None:
    tools = SomeTools(
        turn("the second", bookings=[mow("pending")], offers=OFFERS, facts=MOVING, before=[("receptionist", "Which?")]),
        moves_pending=True,
    )
    done, _ = answered(lambda body, n: answer(use("hold_booking", offer="t1-2", **HOLD)), tools)
    assert done.replies[0].startswith("Done! I've penciled you in for Friday, November 6th at 10:30 AM instead.")


def proposed() -> dict[str, Any]:
    """What a turn holds when the owner has proposed Friday."""
    return {
        "bookings": [mow(move=moved(THURSDAY, FRIDAY, "owner"))],
        "offers": [offer(1, FRIDAY, 4)],
        "before": [("system", "Reply 1 to take it")],
    }


def test_a_proposal_is_taken_without_asking_for_what_is_known() -> None:
    tools = SomeTools(turn("1", **proposed()), outcomes={"hold_booking": "moved"})
    done, _ = answered(lambda body, n: answer(use("hold_booking", offer="t4-1", **HOLD)), tools)
    assert tools.calls == [("hold_booking", ("t4-1", {}))]
    assert done.replies == ["Great, thanks! Your lawn mowing is now booked for Friday, November 6th at 10:30 AM."]


def test_a_proposal_turned_down_is_worded_by_the_template_and_asks_for_a_day() -> None:
    tools = SomeTools(turn("no sorry", **proposed()))
    refuse = use("refuse_proposal", booking="b-5555")
    done, _ = answered(
        lambda body, n: answer(refuse) if n == 0 else answer(say("All good, your booking is off then!")), tools
    )
    assert tools.calls == [("refuse_proposal", "b-5555")]
    assert done.replies[0].startswith(
        "No worries, I've let the team know.\nYour lawn mowing stays booked for Thursday, Nov 5 at 2:00 PM."
    )
    assert done.facts["changing"]["asked"] == "day"
    assert done.facts["spent_set"] == "t4"


def test_refusing_what_nobody_proposed_does_nothing() -> None:
    tools = SomeTools(turn("no", bookings=[mow()]), outcomes={"refuse_proposal": "no_proposal"})
    _, api = answered(
        lambda body, n: answer(use("refuse_proposal", booking="b-5555")) if n == 0 else answer(say("What can I do?")),
        tools,
    )
    assert api.requests[1].results[0]["is_error"]


@pytest.mark.parametrize(
    "lie",
    [
        "Your booking is cancelled.",
        "I've moved it to Friday at 10:30 AM.",
        "I've asked the team to move it to Friday.",
        "Done! See you Friday.",
    ],
)
def test_a_change_that_did_not_happen_is_never_said(lie: str) -> None:
    tools = SomeTools(turn("can we make it friday", bookings=[mow()]))
    done, _ = answered(lambda body, n: answer(say(lie)), tools)
    assert done.engine == "offline"
    assert f"To move {NAMED}" in done.replies[0]


def test_the_offline_engine_takes_over_in_the_middle_of_a_change() -> None:
    """Claude asked whether to cancel; then it fails, and the answer is understood all the same. The same for new times."""
    tools = SomeTools(turn("yes", bookings=[mow()], facts=SURE, before=ASKED))
    assert Receptionist().answer(tools.turn, tools).replies[0].startswith("Your lawn mowing on Thursday")  # type: ignore[arg-type]
    tools = SomeTools(
        turn("2", bookings=[mow()], offers=OFFERS, facts=MOVING, before=ASKED),
        outcomes={"hold_booking": "move_requested"},
    )
    assert "I've asked the team to move" in Receptionist().answer(tools.turn, tools).replies[0]  # type: ignore[arg-type]


def test_the_situation_names_references_and_the_move_that_waits() -> None:
    words = prompt.situation(turn("hi", bookings=[mow(move=moved(THURSDAY, FRIDAY))]))
    assert (
        "Their booking with the reference b-5555: Lawn Mowing on Thursday, November 5th at 2:00 PM, confirmed." in words
    )
    assert "They asked to move it to Friday, November 6th at 10:30 AM; the team has not answered yet." in words
    words = prompt.situation(turn("hi", **proposed()))
    assert "The team suggested Friday, November 6th at 10:30 AM for it instead and waits for their answer." in words
    assert "Newest list of times shown to them, new times for their booking with the reference b-5555:" in words
    assert "k-5555" not in words
