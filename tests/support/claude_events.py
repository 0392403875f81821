"""A message as the Messages API streams it: its server-sent events, in the published order."""

import json
from collections.abc import Iterator
from typing import Any

Event = tuple[str, dict[str, Any]]
PIECE = 11
"""Characters of one delta."""


def events(message: dict[str, Any]) -> Iterator[Event]:
    """message_start without content, each block in pieces, a ping among them, then the stop reason and the final usage."""
    usage = message["usage"]
    yield (
        "message_start",
        {"message": message | {"content": [], "stop_reason": None, "usage": usage | {"output_tokens": 1}}},
    )
    yield "ping", {}
    for index, block in enumerate(message["content"]):
        yield "content_block_start", {"index": index, "content_block": _opened(block)}
        for delta in _deltas(block):
            yield "content_block_delta", {"index": index, "delta": delta}
        yield "content_block_stop", {"index": index}
    ended = {"stop_reason": message["stop_reason"], "stop_sequence": None, "stop_details": message["stop_details"]}
    yield "message_delta", {"delta": ended, "usage": usage}
    yield "message_stop", {}


def wire(event: Event) -> bytes:
    """One event as it is sent."""
    name, data = event
    return f"event: {name}\ndata: {json.dumps({'type': name} | data)}\n\n".encode()


def failed(kind: str) -> Event:
    """The error that may come in the middle of a stream."""
    return "error", {"error": {"type": kind, "message": "scripted"}, "request_id": "req_1"}


def _opened(block: dict[str, Any]) -> dict[str, Any]:
    empty: dict[str, dict[str, Any]] = {
        "text": {"text": ""},
        "tool_use": {"input": {}},
        "thinking": {"thinking": "", "signature": ""},
    }
    return block | empty.get(block["type"], {})


def _deltas(block: dict[str, Any]) -> Iterator[dict[str, Any]]:
    if block["type"] == "text":
        yield from ({"type": "text_delta", "text": piece} for piece in _pieces(block["text"]))
    elif block["type"] == "thinking":
        yield from ({"type": "thinking_delta", "thinking": piece} for piece in _pieces(block["thinking"]))
        yield {"type": "signature_delta", "signature": block["signature"]}
    elif block["type"] == "tool_use":
        written = block["input"] if isinstance(block["input"], str) else json.dumps(block["input"])
        yield {"type": "input_json_delta", "partial_json": ""}
        yield from ({"type": "input_json_delta", "partial_json": piece} for piece in _pieces(written))


def _pieces(words: str) -> Iterator[str]:
    return (words[start : start + PIECE] for start in range(0, len(words), PIECE))
