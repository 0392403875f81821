"""The Claude engine through the real SDK against a server that speaks the Messages API."""

import time
from contextlib import closing
from typing import Any

import anthropic  # noqa: F401  its two seconds of import are not part of the times below
import pytest

from edge_bridge.receptionist.claude.engine import ROUNDS, ClaudeEngine
from edge_bridge.receptionist.draft import Draft, EngineFailed
from tests.edge_bridge.receptionist.claude.turns import (
    BUSINESS_ID,
    CONVERSATION_ID,
    CUSTOMER_ID,
    FRIDAY,
    OFFERS,
    SERVICE_ID,
    SomeTools,
    booking,
    turn,
)
from tests.support.claude_api import OVERLOADED, ClaudeApi, Failure, Garbage, Message, Script, answer, say, think, use

MODEL = "claude-haiku-5-5"
WISH = {"day_from": "2026-11-03", "day_to": "2026-11-08", "weekday": "", "time_from": "", "time_to": "", "staff": "", "suburb": "Paddington", "postcode": ""}  # fmt: skip
LIST = "I have these times available:\n• Thursday 2:00 PM\n• Friday 10:30 AM\n\nWhich works best for you?"
HOLD = {"offer": "t1-1", "name": "Sam Lee", "address": "12 Friday Street", "suburb": "Paddington", "postcode": "", "email": "", "notes": ""}  # fmt: skip
KNOWN: dict[str, Any] = {"before": [("customer", "Mow please"), ("receptionist", LIST)], "offers": OFFERS}


def answered(api: ClaudeApi, tools: SomeTools, **more: Any) -> Draft:
    with closing(ClaudeEngine("sk-test-key", api.url, MODEL, **more)) as engine:
        return engine(tools.turn, tools)  # type: ignore[arg-type]


def draft(script: Script, tools: SomeTools, **more: Any) -> tuple[Draft, ClaudeApi]:
    with ClaudeApi(script) as api:
        return answered(api, tools, **more), api


def failure(script: Script, tools: SomeTools | None = None, **more: Any) -> str:
    with pytest.raises(EngineFailed) as failed:
        draft(script, tools or SomeTools(turn("hi")), **more)
    return str(failed.value)


def hold(**changes: Any) -> dict[str, Any]:
    return use("hold_booking", **(HOLD | changes))


def test_it_looks_for_times_and_offers_what_was_found() -> None:
    tools = SomeTools(turn("Sam Lee, 12 Friday Street Paddington. Mow this week?"))
    script = [answer(think(), say("Let me look."), use("find_slots", service="Lawn Mowing", **WISH)), answer(say(LIST))]
    done, api = draft(lambda body, n: script[n], tools)
    assert done.replies == [f"{LIST}\n\nI'm Green Blade Mowing's automated assistant."]
    assert tools.calls == [
        ("find_slots", (SERVICE_ID, {"day_from": "2026-11-03", "day_to": "2026-11-08"}, None, "Paddington", ""))
    ]
    (result,) = api.requests[1].results
    assert not result["is_error"]
    assert "1. Thursday 2:00 PM (reference t1-1)" in result["content"]


def test_a_picked_time_is_held_and_the_template_speaks() -> None:
    tools = SomeTools(turn("2pm thursday works", **KNOWN))
    done, api = draft(lambda body, n: answer(hold(notes="dog in yard")), tools)
    assert done.replies == []
    assert not done.templated
    assert len(api.requests) == 1
    details = {"name": "Sam Lee", "address": "12 Friday Street", "suburb": "Paddington", "notes": "dog in yard"}
    assert tools.calls == [("hold_booking", ("t1-1", details))]
    assert done.facts == {"name": "Sam Lee", "address": "12 Friday Street", "suburb": "Paddington"}


def test_a_time_the_customer_has_not_seen_is_not_held() -> None:
    tools = SomeTools(turn("Book me the first time you have, Sam, 12 Friday Street"))
    script = [answer(use("find_slots", service="Lawn Mowing", **WISH)), answer(hold()), answer(say(LIST))]
    _, api = draft(lambda body, n: script[n], tools)
    assert [name for name, _ in tools.calls] == ["find_slots"]
    assert api.requests[2].results[0]["is_error"]
    assert api.requests[2].results[0]["content"].startswith("NOTHING WAS BOOKED")


@pytest.mark.parametrize("outcome", ["slot_taken", "unknown_offer", "too_many"])
def test_a_hold_that_failed_is_said_plainly_to_the_model(outcome: str) -> None:
    tools = SomeTools(turn("the first", **KNOWN), {"hold_booking": outcome})
    _, api = draft(lambda body, n: answer(hold()) if n == 0 else answer(say("Sorry!")), tools)
    assert api.requests[1].results[0]["is_error"]
    assert api.requests[1].results[0]["content"].startswith("NOTHING WAS BOOKED OR CHANGED: ")


def test_nothing_is_held_without_a_name_and_an_address() -> None:
    tools = SomeTools(turn("the first", **KNOWN))
    _, api = draft(lambda body, n: answer(hold(name="", address=" ")) if n == 0 else answer(say("Your name?")), tools)
    assert tools.calls == []
    assert "name and address" in api.requests[1].results[0]["content"]


@pytest.mark.parametrize(
    "call",
    [
        use("find_slots", **(WISH | {"service": "Roof Painting"})),
        use("find_slots", **(WISH | {"service": "Lawn Mowing", "day_from": "Thursday"})),
        use("find_slots", **(WISH | {"service": "Lawn Mowing", "staff": "Gary"})),
        use("find_slots", service="Lawn Mowing"),
        use("hold_booking", offer="t1-1", business_id="other", **{k: v for k, v in HOLD.items() if k != "offer"}),
        use("delete_everything"),
        use("hand_off", context="wants a call", best_number="12"),
    ],
)
def test_an_odd_call_does_nothing_and_is_answered_as_an_error(call: dict[str, Any]) -> None:
    tools = SomeTools(turn("hi", **KNOWN))
    _, api = draft(lambda body, n: answer(call) if n == 0 else answer(say("Which service?")), tools)
    assert tools.calls == []
    assert [r["tool_use_id"] for r in api.requests[1].results if r["is_error"]] == [call["id"]]


def test_every_call_of_a_turn_is_answered_and_nothing_is_done_twice() -> None:
    tools = SomeTools(turn("a person please"))
    both = [use("create_lead", kind="message", summary="wants a call"), use("find_slots", service="mow", **WISH)]
    _, api = draft(lambda body, n: answer(*both) if n == 0 else answer(say("Thanks!")), tools)
    assert {r["tool_use_id"] for r in api.requests[1].results} == {b["id"] for b in both}
    assert [name for name, _ in tools.calls] == ["create_lead", "find_slots"]


def test_a_hand_off_ends_the_turn_with_the_best_number_kept() -> None:
    tools = SomeTools(turn("I want to talk to someone, call 0400 999 888"))
    done, _ = draft(
        lambda body, n: answer(use("hand_off", context="Bigger project", best_number="0400 999 888")), tools
    )
    assert done.replies == []
    assert tools.calls == [("hand_off", ("Bigger project", {"phone": "+61400999888"}))]


def test_only_a_chat_visitor_is_asked_for_a_phone() -> None:
    for channel, expected in (("sms", False), ("chat", True)):
        _, api = draft(lambda body, n: answer(say("Hi!")), SomeTools(turn("hi", channel=channel)))
        tool = next(t for t in api.requests[0].body["tools"] if t["name"] == "hold_booking")
        assert ("phone" in tool["input_schema"]["properties"]) is expected


def test_the_request_is_what_the_api_wants() -> None:
    _, api = draft(lambda body, n: answer(say("Hi!")), SomeTools(turn("hi", offers=OFFERS, bookings=[booking(FRIDAY)])))
    request = api.requests[0]
    assert request.headers["authorization"] == "Bearer sk-test-key"
    assert not {"temperature", "top_p", "top_k"} & request.body.keys()
    assert request.body["tool_choice"] == {"type": "auto", "disable_parallel_tool_use": True}
    assert request.body["thinking"] == {"type": "disabled"}
    for tool in request.body["tools"]:
        shape = tool["input_schema"]
        assert tool["strict"]
        assert shape["required"] == list(shape["properties"])
        assert shape["additionalProperties"] is False
        assert not any(name.endswith("_id") for name in shape["properties"])
    sent = str(request.body)
    assert not [
        secret for secret in (BUSINESS_ID, CONVERSATION_ID, CUSTOMER_ID, SERVICE_ID, "k-5555") if secret in sent
    ]


def test_a_model_that_insists_on_thinking_is_asked_again_with_it() -> None:
    insists = Failure(400, "invalid_request_error", "thinking: this model cannot disable thinking")
    done, api = draft(
        lambda body, n: insists if "thinking" in body else answer(think(), say("Hi!")), SomeTools(turn("hi"))
    )
    assert done.replies[0].startswith("Hi!")
    assert [("thinking" in r.body) for r in api.requests] == [True, False]


def test_usage_and_cost_are_recorded_over_all_rounds() -> None:
    used = {
        "input_tokens": 1000,
        "output_tokens": 100,
        "cache_read_input_tokens": 2000,
        "cache_creation_input_tokens": 500,
    }
    script = [answer(use("look_up_business"), usage=used), answer(say("Hi!"), usage=used)]
    done, _ = draft(lambda body, n: script[n], SomeTools(turn("hi")))
    assert done.usage.pop("ms") >= 0
    assert done.usage == {
        "model": MODEL, "rounds": 2, "input_tokens": 2000, "output_tokens": 200, "cache_read_tokens": 4000,
        "cache_write_tokens": 1000, "cost_microdollars": 540,
    }  # fmt: skip


def test_overload_is_tried_twice_and_then_given_up() -> None:
    tools = SomeTools(turn("hi"))
    with ClaudeApi(lambda body, n: OVERLOADED) as api:
        with pytest.raises(EngineFailed, match="529"):
            answered(api, tools)
        assert len(api.requests) == 2


def test_overload_that_passes_is_answered() -> None:
    done, _ = draft(lambda body, n: OVERLOADED if n == 0 else answer(say("Hi!")), SomeTools(turn("hi")))
    assert done.replies[0].startswith("Hi!")


def test_a_long_retry_after_does_not_hang() -> None:
    started = time.monotonic()
    assert "429" in failure(lambda body, n: Failure(429, "rate_limit_error", retry_after=60))
    assert time.monotonic() - started < 5


@pytest.mark.parametrize("slow", [{"wait": 3.0}, {"drip": 0.05}])
def test_a_slow_answer_fails_by_the_deadline(slow: dict[str, Any]) -> None:
    started = time.monotonic()
    failure(lambda body, n: answer(say("Hi!" * 50), **slow), deadline_seconds=0.6)
    assert time.monotonic() - started < 2


@pytest.mark.parametrize(
    "broken",
    [
        Failure(401, "authentication_error"), Failure(402, "billing_error"), Failure(400, "invalid_request_error"),
        Failure(413, "request_too_large"), Failure(500, "api_error"),
        Garbage("<html>Bad gateway</html>", content_type="text/html"), Garbage("{not json"), Garbage("[]"), Garbage("{}"), Garbage(""),
        Garbage('{"type": "message", "content": "hello"}'),
        answer(say("No."), stop_reason="refusal"), answer(stop_reason="refusal"), answer(say("cut sho"), stop_reason="max_tokens"),
        answer(), answer(think()), answer(say("  ")), answer(say("word " * 400)), answer(say("Hi"), stop_reason="tool_use"),
        answer(say("Hi"), stop_reason="pause_turn"),
    ],
)  # fmt: skip
def test_anything_but_a_reply_is_a_failure(broken: Any) -> None:
    assert failure(lambda body, n: broken)


def test_a_server_that_is_not_there_is_a_failure() -> None:
    with ClaudeApi(lambda body, n: answer(say("Hi!"))) as gone:
        pass
    with pytest.raises(EngineFailed):
        answered(gone, SomeTools(turn("hi")))


def test_a_model_that_never_stops_calling_is_cut_off() -> None:
    tools = SomeTools(turn("hi"))
    assert "rounds" in failure(lambda body, n: answer(use("look_up_business")), tools)
    with ClaudeApi(lambda body, n: answer(use("look_up_business"))) as api:
        with pytest.raises(EngineFailed):
            answered(api, tools)
        assert len(api.requests) == ROUNDS


def test_a_turn_over_its_tokens_is_cut_off() -> None:
    dear = answer(use("look_up_business"), usage={"input_tokens": 5000})
    assert "over budget" in failure(lambda body, n: dear, turn_tokens=4000)


def test_what_the_tools_did_stands_when_claude_fails_afterwards() -> None:
    tools = SomeTools(turn("full?"), match="none")
    script: list[Message | Failure] = [answer(use("find_slots", service="Lawn Mowing", **WISH)), OVERLOADED, OVERLOADED]
    failure(lambda body, n: script[n], tools)
    assert tools.seen.outcomes == ["find_slots:none"]
