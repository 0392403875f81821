"""The engine reads Claude's answer as a stream: only a whole message counts, and no server holds a turn."""

import threading
import time
from contextlib import closing

import anthropic  # noqa: F401  its two seconds of import are not part of the times below
import pytest

from edge_bridge.receptionist.claude import asking
from edge_bridge.receptionist.claude.engine import MOST_ANSWER_TOKENS, ClaudeEngine
from edge_bridge.receptionist.draft import EngineFailed
from tests.edge_bridge.receptionist.claude.drafts import (
    KNOWN,
    LIST,
    MODEL,
    draft,
    failed,
    find,
    hold,
    one_after_another,
)
from tests.edge_bridge.receptionist.claude.turns import SomeTools, turn
from tests.support.claude_api import Break, ClaudeApi, Dropped, Failure, Garbage, Message, answer, say, think


@pytest.fixture(autouse=True)
def short_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asking, "PAUSE_SECONDS", 0.01)


def hello(**more: object) -> Message:
    return answer(say("Hello there!"), **more)


def test_every_request_asks_for_a_stream_and_the_answer_is_put_together() -> None:
    tools = SomeTools(turn("Mow this week?"))
    done, api = draft(
        one_after_another(answer(think("Let me see. " * 5), say("Let me look."), find()), answer(say(LIST))), tools
    )
    assert [request.body["stream"] for request in api.requests] == [True, True]
    assert done.replies[0].startswith(LIST)
    assert [name for name, _ in tools.calls] == ["find_slots"]
    sent_back = api.requests[1].body["messages"][-2]["content"]
    assert [block["type"] for block in sent_back] == ["thinking", "text", "tool_use"]
    assert "parsed_output" not in str(sent_back)


@pytest.mark.parametrize("after", range(8))
@pytest.mark.parametrize("how", ["dropped", "ended", "overloaded_error", "api_error", "rate_limit_error"])
def test_a_stream_that_breaks_off_anywhere_is_tried_once_more(how: str, after: int) -> None:
    done, api = draft(one_after_another(hello(breaks=Break(after, how)), hello()), SomeTools(turn("hi")))
    assert done.replies[0].startswith("Hello there!")
    assert len(api.requests) == 2


@pytest.mark.parametrize("how", ["dropped", "ended", "overloaded_error"])
def test_a_stream_that_breaks_off_twice_is_a_failure(how: str) -> None:
    _, api = failed(lambda body, n: hello(breaks=Break(4, how)))
    assert len(api.requests) == 2


@pytest.mark.parametrize("how", ["garbage", "invalid_request_error", "permission_error"])
@pytest.mark.parametrize("after", [0, 3, 5])
def test_what_another_attempt_would_not_mend_fails_at_once(how: str, after: int) -> None:
    _, api = failed(lambda body, n: hello(breaks=Break(after, how)))
    assert len(api.requests) == 1


def test_a_failure_in_a_stream_is_named() -> None:
    error, _ = failed(lambda body, n: hello(breaks=Break(4, "overloaded_error")))
    assert "overloaded_error" in str(error)


@pytest.mark.parametrize("how", ["stalled", "pings"])
@pytest.mark.parametrize("after", [0, 1, 4])
def test_a_stream_that_stands_still_ends_by_the_deadline_and_leaves_nothing_running(how: str, after: int) -> None:
    started = time.monotonic()
    with (
        ClaudeApi(lambda body, n: hello(breaks=Break(after, how))) as api,
        closing(ClaudeEngine("sk", api.url, MODEL, 0.6)) as engine,
    ):
        tools = SomeTools(turn("hi"))
        with pytest.raises(EngineFailed):
            engine(tools.turn, tools)  # type: ignore[arg-type]
        assert time.monotonic() - started < 2
        for thread in [t for t in threading.enumerate() if t.name == "claude"]:
            thread.join(3)
            assert not thread.is_alive()


def test_no_answer_at_all_is_tried_once_more() -> None:
    done, _ = draft(one_after_another(Dropped(), hello()), SomeTools(turn("hi")))
    assert done.replies[0].startswith("Hello there!")
    _, api = failed(lambda body, n: Dropped())
    assert len(api.requests) == 2


def test_half_a_call_is_no_call() -> None:
    """The SDK makes {'offer': 't1-1'} of it; what was cut off might have been 'not this one'."""
    tools = SomeTools(turn("2pm thursday works", **KNOWN))
    half = hold() | {"input": '{"offer": "t1-1", "name": "Sam Lee", "address": "12 Fri'}
    failed(lambda body, n: answer(half), tools)
    failed(lambda body, n: answer(hold(), breaks=Break(6, "ended")), tools)
    failed(lambda body, n: answer(hold(), stop_reason="max_tokens"), tools)
    assert tools.calls == []


def test_text_before_a_call_is_not_said_and_an_empty_one_is_not_sent_back() -> None:
    script = one_after_another(
        answer(say(""), say("Just a second."), find()), answer(say("  "), find()), answer(say(LIST))
    )
    done, api = draft(script, SomeTools(turn("Mow this week?")))
    assert "second" not in done.replies[0]
    assert [block["type"] for block in api.requests[1].body["messages"][-2]["content"]] == ["text", "tool_use"]


def test_an_answer_in_any_letters_is_put_together() -> None:
    done, _ = draft(
        lambda body, n: answer(say("Hello there, what can we do for you today? 👍 " * 3)), SomeTools(turn("hi"))
    )
    assert done.replies[0].count("👍") == 3


@pytest.mark.parametrize(
    "broken",
    [Garbage(body, content_type="text/event-stream") for body in (
        "", "event: message_start\n\n", "event: message_start\ndata: {}\n\n", 'event: message_stop\ndata: {"type": "message_stop"}\n\n',
        'event: message_start\ndata: {"type": "message_start", "message": {"usage": 5, "content": "x"}}\n\n', "data: [DONE]\n\n",
        'event: content_block_delta\ndata: {"type": "content_block_delta", "index": 7, "delta": {"type": "text_delta", "text": "Hi"}}\n\n',
        'event: message_start\ndata: {"type": "message_start", "message": {"type": "message", "role": "assistant", "content": [{"type": "text", '
        '"text": null}], "stop_reason": "end_turn"}}\n\nevent: message_stop\ndata: {"type": "message_stop"}\n\n',
        "\xff\xfe",
    )],
)  # fmt: skip
def test_events_that_make_no_message_are_a_failure(broken: Garbage) -> None:
    failed(lambda body, n: broken)


@pytest.mark.parametrize("retry_after", [60, "nan", "inf", "Wed, 21 Oct 2026 07:28:00 GMT", "-5"])
def test_no_word_of_the_server_makes_a_customer_wait(retry_after: int | str) -> None:
    started = time.monotonic()
    failed(lambda body, n: Failure(429, "rate_limit_error", retry_after=retry_after))
    assert time.monotonic() - started < 5


def test_a_model_that_thinks_has_room_for_it() -> None:
    insists = Failure(400, "invalid_request_error", "thinking: this model cannot disable thinking")
    _, api = draft(lambda body, n: insists if "thinking" in body else hello(), SomeTools(turn("hi")))
    first, second = (request.body["max_tokens"] for request in api.requests)
    assert first == MOST_ANSWER_TOKENS
    assert second >= 4 * MOST_ANSWER_TOKENS


def test_what_a_broken_stream_and_a_failed_turn_cost_is_told() -> None:
    error, _ = failed(lambda body, n: hello(breaks=Break(4, "ended"), usage={"input_tokens": 500}))
    assert error.usage["input_tokens"] == 1000
    assert error.usage["rounds"] == 2
    error, _ = failed(lambda body, n: answer(stop_reason="refusal", usage={"input_tokens": 70, "output_tokens": 3}))
    assert (error.usage["input_tokens"], error.usage["output_tokens"]) == (70, 3)
