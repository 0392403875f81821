"""The stand-in for the Messages API refuses what the API refuses, and streams what the SDK can read."""

from collections.abc import Callable
from typing import Any

import anthropic
import pytest

from tests.support.claude_api import ClaudeApi, Dropped, Failure, answer, say, think, use
from tests.support.claude_rules import problem

CALL = {"type": "tool_use", "id": "toolu_1", "name": "look", "input": {}}
RESULT = {"type": "tool_result", "tool_use_id": "toolu_1", "content": "done"}
HI = {"role": "user", "content": "hi"}


def valid() -> dict[str, Any]:
    """A request the API takes, tools and their results included."""
    shape = {
        "type": "object",
        "properties": {"day": {"type": "string"}},
        "required": ["day"],
        "additionalProperties": False,
    }
    return {
        "model": "claude-haiku-5-5", "max_tokens": 100, "stream": True, "tool_choice": {"type": "auto"},
        "system": [{"type": "text", "text": "Be kind.", "cache_control": {"type": "ephemeral", "ttl": "1h"}}],
        "tools": [{"name": "look", "description": "Looks.", "strict": True, "input_schema": shape}],
        "messages": [HI, {"role": "assistant", "content": [dict(think()), dict(CALL)]}, {"role": "user", "content": [dict(RESULT)]}],
    }  # fmt: skip


def test_a_valid_request_is_taken() -> None:
    assert problem(valid()) is None


def messages(*told: dict[str, Any]) -> Callable[[dict[str, Any]], None]:
    return lambda body: body.update(messages=list(told))


def assistant(*blocks: dict[str, Any]) -> dict[str, Any]:
    return {"role": "assistant", "content": list(blocks)}


def user(*blocks: dict[str, Any]) -> dict[str, Any]:
    return {"role": "user", "content": list(blocks)}


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (lambda body: body.pop("max_tokens"), "Field required"),
        (lambda body: body.update(max_tokens=0), "greater than or equal to 1"),
        (lambda body: body.update(temperature=0.5), "sampling parameters"),
        (lambda body: body.update(business="x"), "Extra inputs"),
        (lambda body: body.update(thinking={"type": "enabled", "budget_tokens": 1024}), "thinking"),
        (lambda body: body["system"][0].update(text=""), "non-empty"),
        (lambda body: body["system"][0].update(text=" \n"), "non-whitespace"),
        (lambda body: body["system"][0].update(cache_control={"type": "forever"}), "cache_control"),
        (lambda body: body["tools"][0].update(name="look up"), "pattern"),
        (lambda body: body["tools"][0].update(price=1), "Extra inputs"),
        (lambda body: body["tools"].append(body["tools"][0]), "unique"),
        (lambda body: body["tools"][0]["input_schema"].pop("additionalProperties"), "additionalProperties"),
        (lambda body: body["tools"][0]["input_schema"]["properties"]["day"].update(minLength=2), "not supported"),
        (lambda body: body["tools"][0]["input_schema"]["required"].append("other"), "required"),
        (lambda body: body["tools"][0]["input_schema"]["properties"]["day"].update(enum=[]), "enum"),
        (lambda body: body.update(tools=[], tool_choice=None), "must define tools"),
        (lambda body: body.update(tool_choice={"type": "maybe"}), "tool_choice"),
        (messages(), "first message"),
        (messages(assistant(say("hi")), HI), "first message"),
        (messages(HI, assistant(say("hi"))), "prefill"),
        (messages({"role": "user", "content": ""}), "non-empty content"),
        (messages({"role": "user", "content": " "}), "non-whitespace"),
        (messages(user(say("hi"), say(""))), "non-empty"),
        (messages(HI | {"name": "Sam"}), "nothing else"),
        (messages(user(CALL)), "expected tags"),
        (messages(user(say("hi") | {"index": 1})), "Extra inputs"),
        (messages(HI, assistant(CALL), HI), "without `tool_result`"),
        (messages(HI, assistant(CALL), HI, user(RESULT)), "without `tool_result`"),
        (messages(user(RESULT)), "unexpected `tool_use_id`"),
        (messages(HI, assistant(CALL), user(say("so"), RESULT)), "must come first"),
        (messages(HI, assistant(CALL), user(RESULT, RESULT)), "unexpected `tool_use_id`"),
        (messages(HI, assistant(CALL), user(RESULT), assistant(CALL), user(RESULT)), "unique"),
        (messages(HI, assistant(CALL | {"input": "x"}), user(RESULT)), "an object"),
        (messages(HI, assistant(say(""), CALL), user(RESULT)), "non-empty"),
        (messages(HI, assistant(think() | {"thinking": "Other."}, CALL), user(RESULT)), "signature"),
    ],
)
def test_a_request_that_is_not_valid_is_refused(spoil: Callable[[dict[str, Any]], None], words: str) -> None:
    body = valid()
    spoil(body)
    assert words in str(problem(body))


def client(api: ClaudeApi, key: str = "sk") -> anthropic.Anthropic:
    return anthropic.Anthropic(api_key=key, base_url=api.url, max_retries=0)


def test_a_stream_and_a_plain_answer_are_the_same_message() -> None:
    blocks = [
        think("One. Two. Three."),
        say("Let me look at that."),
        use("look", day="Thursday", note='a "quoted" ünï word'),
    ]
    with ClaudeApi(lambda body, n: answer(*blocks, usage={"output_tokens": 42})) as api, client(api) as sdk:
        body: dict[str, Any] = {"model": "claude-haiku-5-5", "max_tokens": 10, "messages": [HI]}
        plain = sdk.messages.create(**body)
        with sdk.messages.stream(**body) as stream:
            streamed = stream.get_final_message()
    assert streamed.to_dict() | {"id": ""} == plain.to_dict() | {"id": ""}
    assert (plain.stop_reason, plain.usage.output_tokens) == ("tool_use", 42)


@pytest.mark.parametrize(
    ("failure", "error"),
    [
        (Failure(400, "invalid_request_error"), anthropic.BadRequestError), (Failure(401, "authentication_error"), anthropic.AuthenticationError),
        (Failure(403, "permission_error"), anthropic.PermissionDeniedError), (Failure(404, "not_found_error"), anthropic.NotFoundError),
        (Failure(413, "request_too_large"), anthropic.APIStatusError), (Failure(429, "rate_limit_error", retry_after=1), anthropic.RateLimitError),
        (Failure(500, "api_error"), anthropic.InternalServerError), (Failure(529, "overloaded_error"), anthropic.InternalServerError),
        (Dropped(), anthropic.APIConnectionError),
    ],
)  # fmt: skip
def test_errors_reach_the_sdk_as_the_api_sends_them(failure: Failure | Dropped, error: type[Exception]) -> None:
    with ClaudeApi(lambda body, n: failure) as api, client(api) as sdk, pytest.raises(error):
        sdk.messages.create(model="claude-haiku-5-5", max_tokens=10, messages=[{"role": "user", "content": "hi"}])


def test_a_model_that_does_not_exist_is_not_found() -> None:
    with (
        ClaudeApi(lambda body, n: answer(say("hi"))) as api,
        client(api) as sdk,
        pytest.raises(anthropic.NotFoundError),
    ):
        sdk.messages.create(model="gpt-nope", max_tokens=10, messages=[{"role": "user", "content": "hi"}])


def test_what_is_marked_is_written_to_the_cache_once_and_read_from_then_on() -> None:
    system = [{"type": "text", "text": "word " * 1000, "cache_control": {"type": "ephemeral", "ttl": "1h"}}]
    with ClaudeApi(lambda body, n: answer(say("hi"))) as api, client(api) as sdk:
        body: dict[str, Any] = {"model": "claude-haiku-5-5", "max_tokens": 10, "system": system, "messages": [HI]}
        first, second = (sdk.messages.create(**body).usage for _ in range(2))
    assert first.cache_creation_input_tokens == second.cache_read_input_tokens > 1200
    assert first.cache_read_input_tokens == second.cache_creation_input_tokens == 0
