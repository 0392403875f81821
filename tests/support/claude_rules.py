"""What the Messages API refuses about a request, in its own words, so that a request it would refuse fails a test."""

import base64
import hashlib
import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

Block = dict[str, Any]
GONE = {"temperature", "top_p", "top_k"}
KNOWN = {"model", "max_tokens", "messages", "system", "tools", "tool_choice", "thinking", "stream", "stop_sequences", "metadata",
         "service_tier", "output_config", "cache_control"}  # fmt: skip
BLOCKS = {
    "user": {"text": {"text"}, "tool_result": {"tool_use_id", "content", "is_error"}, "image": {"source"}, "document": {"source", "title"}},
    "assistant": {"text": {"text", "citations"}, "tool_use": {"id", "name", "input", "caller"}, "thinking": {"thinking", "signature"},
                  "redacted_thinking": {"data"}},
}  # fmt: skip
TOOL = {"name", "description", "input_schema", "strict", "cache_control", "type", "input_examples"}
STRICT_SHAPE = {
    "type",
    "properties",
    "required",
    "additionalProperties",
    "description",
    "enum",
    "items",
    "anyOf",
    "const",
}


def problem(body: Any) -> str | None:
    """The first thing that is wrong with a request's body; None where it is one the API takes."""
    if not isinstance(body, dict):
        return "body: must be an object"
    return next(_problems(body), None)


def signature(thinking: str) -> str:
    """A thinking block's proof that it is passed back as it came."""
    return base64.b64encode(hashlib.sha256(thinking.encode()).digest()).decode()


def _problems(body: dict[str, Any]) -> Iterator[str]:
    yield from (f"{name}: sampling parameters are not supported for this model" for name in GONE & body.keys())
    yield from (f"{name}: Extra inputs are not permitted" for name in body.keys() - KNOWN - GONE)
    yield from (f"{name}: Field required" for name in ("model", "max_tokens", "messages") if name not in body)
    if not isinstance(body.get("max_tokens"), int) or body["max_tokens"] < 1:
        yield "max_tokens: Input should be greater than or equal to 1"
    if "thinking" in body and body["thinking"] not in ({"type": "disabled"}, {"type": "adaptive"}):
        yield "thinking: only adaptive and disabled are supported for this model"
    yield from _system(body.get("system", "x"))
    yield from _tools(body.get("tools", []), body.get("tool_choice"))
    yield from _messages(body["messages"], bool(body.get("tools")))
    yield from _caching(body)


def _system(system: Any) -> Iterator[str]:
    for block in system if isinstance(system, list) else [{"type": "text", "text": system}]:
        if block.keys() - {"type", "text", "cache_control", "citations"} or block.get("type") != "text":
            yield "system: Extra inputs are not permitted"
        yield from _texts("system", [block])


def _tools(tools: list[dict[str, Any]], choice: Any) -> Iterator[str]:
    names = [tool.get("name", "") for tool in tools]
    if len(set(names)) < len(names):
        yield "tools: Tool names must be unique"
    for n, tool in enumerate(tools):
        yield from (f"tools.{n}.{key}: Extra inputs are not permitted" for key in tool.keys() - TOOL)
        if not re.fullmatch(r"[a-zA-Z0-9_-]{1,128}", tool.get("name", "")):
            yield f"tools.{n}.name: String should match pattern '^[a-zA-Z0-9_-]{{1,128}}$'"
        yield from _schema(f"tools.{n}.input_schema", tool.get("input_schema", {}), bool(tool.get("strict")))
    if choice is not None:
        if not tools:
            yield "tool_choice: tools must be given"
        if choice.get("type") not in ("auto", "any", "tool", "none") or choice.keys() - {
            "type",
            "name",
            "disable_parallel_tool_use",
        }:
            yield "tool_choice: Input does not match any of the expected tags"


def _schema(where: str, schema: dict[str, Any], strict: bool) -> Iterator[str]:
    fields = schema.get("properties", {})
    if schema.get("type") != "object":
        yield f"{where}.type: Input should be 'object'"
    if set(schema.get("required", [])) - fields.keys():
        yield f"{where}: required names a property that is not there"
    for name, field in fields.items():
        if not re.fullmatch(r"[a-zA-Z0-9_.-]{1,64}", name):
            yield f"{where}.properties: Property keys should match pattern"
        if "enum" in field and (not field["enum"] or len(set(field["enum"])) < len(field["enum"])):
            yield f"{where}.{name}.enum: must be non-empty and unique"
        if strict and field.keys() - STRICT_SHAPE:
            yield f"{where}.{name}: For 'strict' tools, {field.keys() - STRICT_SHAPE} is not supported"
    if strict and schema.get("additionalProperties") is not False:
        yield f"{where}: For 'object' type, 'additionalProperties' must be explicitly set to false"


def _messages(messages: list[dict[str, Any]], tools: bool) -> Iterator[str]:
    if not messages or messages[0].get("role") != "user":
        yield "messages: first message must use the user role"
    for n, message in enumerate(messages):
        if message.keys() != {"role", "content"} or message["role"] not in BLOCKS:
            yield f"messages.{n}: role and content, nothing else"
        yield from _content(f"messages.{n}", message["role"], message["content"])
    if messages[-1]["role"] != "user":
        yield "This model does not support assistant message prefill. The conversation must end with a user message."
    for n, (before, after) in enumerate(pairwise([{"content": ""}, *messages])):
        yield from _paired(n, _of(before, "tool_use"), after)
    ids = [block["id"] for message in messages for block in _of(message, "tool_use")]
    if len(set(ids)) < len(ids):
        yield "messages: `tool_use` ids must be unique"
    if ids and not tools:
        yield "Requests which include `tool_use` or `tool_result` blocks must define tools"


def _content(where: str, role: str, content: Any) -> Iterator[str]:
    if role == "user" and not content:
        yield f"{where}: user messages must have non-empty content"
    blocks = content if isinstance(content, list) else [{"type": "text", "text": content}] if content else []
    for n, block in enumerate(blocks):
        fields = BLOCKS[role].get(block.get("type", ""))
        if fields is None:
            yield f"{where}.content.{n}: Input tag '{block.get('type')}' does not match any of the expected tags"
        elif block.keys() - fields - {"type", "cache_control"}:
            yield f"{where}.content.{n}.{block['type']}: Extra inputs are not permitted"
        if block.get("type") == "thinking" and block.get("signature") != signature(block["thinking"]):
            yield f"{where}.content.{n}: Invalid `signature` in `thinking` block"
        if block.get("type") == "tool_use" and not (
            isinstance(block.get("input"), dict) and re.fullmatch(r"[\w-]+", block["id"])
        ):
            yield f"{where}.content.{n}.tool_use.input: Input should be an object"
    yield from _texts("messages", [b for b in blocks if b.get("type") == "text"], len(blocks))


def _texts(where: str, texts: list[Block], among: int = 1) -> Iterator[str]:
    if any(not block["text"] for block in texts):
        yield f"{where}: text content blocks must be non-empty"
    if texts and len(texts) == among and not any(block["text"].strip() for block in texts):
        yield f"{where}: text content blocks must contain non-whitespace text"


def _paired(n: int, calls: list[Block], message: dict[str, Any]) -> Iterator[str]:
    """Every call is answered at once, results come before anything else, and no result answers what was not called."""
    results = [block["tool_use_id"] for block in _of(message, "tool_result")]
    called = [block["id"] for block in calls]
    if set(called) - set(results):
        yield f"messages.{n}: `tool_use` ids were found without `tool_result` blocks immediately after"
    if set(results) - set(called) or len(set(results)) < len(results):
        yield f"messages.{n}: unexpected `tool_use_id` found in `tool_result` blocks"
    kinds = [block["type"] for block in message["content"]] if results else []
    if any(kind != "tool_result" for kind in kinds[: len(results)]):
        yield f"messages.{n}: `tool_result` blocks must come first"


def _caching(body: dict[str, Any]) -> Iterator[str]:
    marks = [block["cache_control"] for block in prefix(body) if block.get("cache_control")]
    if len(marks) > 4:
        yield "A maximum of 4 blocks with cache_control may be provided"
    lives = [mark.get("ttl", "5m") for mark in marks]
    if any(mark.get("type") != "ephemeral" for mark in marks) or set(lives) - {"5m", "1h"} or lives != sorted(lives):
        yield "cache_control: a ttl='1h' block must not come after a ttl='5m' block, and only 'ephemeral' is known"


def prefix(body: dict[str, Any]) -> list[Block]:
    """Every block in the order in which the cache sees them: tools, system, messages."""
    system = body.get("system", [])
    told = [
        block for message in body["messages"] if isinstance(message["content"], list) for block in message["content"]
    ]
    return [*body.get("tools", []), *(system if isinstance(system, list) else [{"text": system}]), *told]


def _of(message: dict[str, Any], kind: str) -> list[Block]:
    content = message["content"]
    return [block for block in content if block.get("type") == kind] if isinstance(content, list) else []
