"""Messages for the team: after a handover nobody came to, and while the receptionist is paused."""

from typing import Any

import pytest

from edge_bridge.db.conversations import Turn
from edge_bridge.receptionist.answer import Receptionist
from edge_bridge.receptionist.draft import Draft
from tests.edge_bridge.receptionist.claude.turns import FRIDAY, NOW, OFFERS, SomeTools, booking, turn
from tests.edge_bridge.receptionist.offline.talk import Talk

BUSINESS = {
    "name": "Green Blade Mowing", "trade": "lawn mowing", "greeting": "G'day!", "tone": "", "notes": "", "call_number": "+61735550100",
    "style": "brief", "currency": "AUD", "zone": "Australia/Brisbane",
}  # fmt: skip
MONDAY = NOW | {"long": "Monday, November 30th", "date": "2026-11-30", "time": "8:00 AM"}
AWAY = {"since": "2026-11-02T00:00:00Z", "until": MONDAY}


def talk(paused: dict[str, Any] | None = None, **changes: Any) -> Talk:
    return Talk(business=BUSINESS | {"paused": paused}, **changes)


def test_after_a_handover_nobody_came_to_the_next_text_is_a_message_for_the_team() -> None:
    customer = talk()
    customer.facts = {"stage": "message", "name": "Sam Lee"}
    said = customer.says("Tell them I can do any day, and 2 of the hedges are dead")
    assert said.startswith("Thanks, I've passed that on. The team will be in touch.")
    assert customer.did("create_lead") == [
        ("message", "Tell them I can do any day, and 2 of the hedges are dead", {"name": "Sam Lee"})
    ]
    assert "stage" not in customer.facts
    assert "What can we help you with?" in customer.says("hello?") or customer.did("create_lead") == []
    assert customer.blocked == []


def test_times_shown_before_do_not_make_the_message_a_pick() -> None:
    customer = talk(offers=OFFERS)
    customer.facts = {"stage": "message", "name": "Sam Lee"}
    customer.says("2")
    assert [name for name, _ in customer.calls] == ["create_lead"]


def test_a_picture_alone_is_a_message_too() -> None:
    customer = talk()
    customer.facts = {"stage": "message"}
    now = turn("", facts={"stage": "message"}, before=[("receptionist", "G'day!")])
    pictured = now.messages[-1].model_copy(update={"media": [{"url": "x"}]})
    now = now.model_copy(update={"messages": [*now.messages[:-1], pictured]})
    tools = SomeTools(now)
    Receptionist().answer(now, tools)  # type: ignore[arg-type]
    assert tools.calls == [("create_lead", ("message", "(sent a picture)", {}))]


def test_in_a_pause_the_first_text_gets_one_honest_line_and_every_text_becomes_a_lead() -> None:
    customer = talk(AWAY)
    customer.facts = {}
    assert customer.says("Can you mow on Thursday?") == (
        "Green Blade Mowing is away until Monday, November 30th and can't take bookings until then. "
        "Leave your name and what you need and the team will get back to you."
    )
    assert customer.did("create_lead") == [("message", "Can you mow on Thursday?", {})]
    assert customer.says("I'm Ann Chalmers, just a lawn mow") == "Thanks, I've passed that on."
    assert customer.did("create_lead") == [("message", "I'm Ann Chalmers, just a lawn mow", {"name": "Ann Chalmers"})]
    for words in ("hello?", "anyone?"):
        assert customer.says(words) == ""
        assert len(customer.did("create_lead")) == 1


def test_the_first_answer_of_all_says_who_is_writing() -> None:
    said = talk(AWAY, before=[]).says("Hi")
    assert said.startswith("G'day! Green Blade Mowing is away until")
    assert said.endswith("I'm Green Blade Mowing's automated assistant.")


def test_another_pause_is_told_of_again() -> None:
    customer = talk(AWAY)
    customer.says("Hi")
    customer.changes["business"] = BUSINESS | {"paused": AWAY | {"since": "2026-12-20T00:00:00Z"}}
    assert "is away until" in customer.says("Hi")


@pytest.mark.parametrize(
    ("until", "words"),
    [
        (None, "is away and can't take bookings at the moment."),
        (NOW | {"time": "3:00 PM"}, "is away until 3:00 PM today"),
    ],
)
def test_the_end_of_a_pause_is_said_as_it_is(until: Any, words: str) -> None:
    assert words in talk(AWAY | {"until": until}).says("Hi")


def test_after_the_pause_everything_is_as_before() -> None:
    customer = talk(AWAY, offers=OFFERS)
    customer.says("the second one")
    assert customer.did("hold_booking") == []
    customer.changes["business"] = BUSINESS
    customer.offers = OFFERS
    customer.says("the second one")
    assert len(customer.did("hold_booking")) == 1


def test_claude_is_not_asked_in_a_pause() -> None:
    def never(now: Turn, tools: Any) -> Draft:
        raise AssertionError("it was asked")

    now = turn("Hi", business=BUSINESS | {"paused": AWAY}, bookings=[booking(FRIDAY)])
    answer = Receptionist(never, "claude").answer(now, SomeTools(now))  # type: ignore[arg-type]
    assert (answer.engine, answer.record["paused"]) == ("none", True)
