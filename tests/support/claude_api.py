"""A stand-in for the Messages API, at the wire: scripted answers, recorded requests, and the ways it fails.

with ClaudeApi(script) as api:        # script(body, n) -> Message, Failure or Garbage for the n-th request
    Anthropic(base_url=api.url, api_key="any")
"""

import json
import threading
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import pairwise
from types import TracebackType
from typing import Any, Self

Block = dict[str, Any]
Script = Callable[[dict[str, Any], int], "Message | Failure | Garbage"]
_GONE_PARAMETERS = {"temperature", "top_p", "top_k"}


@dataclass(frozen=True)
class Message:
    """An answer; the stop reason follows from its blocks unless given. `wait` seconds pass before it, `drip` sends it slowly."""

    blocks: list[Block]
    stop_reason: str | None = None
    usage: dict[str, int] = field(default_factory=dict)
    wait: float = 0.0
    drip: float = 0.0


@dataclass(frozen=True)
class Failure:
    """An error as the API words it."""

    status: int
    kind: str
    message: str = "scripted"
    retry_after: int | None = None


@dataclass(frozen=True)
class Garbage:
    """A body that is no message."""

    body: str
    status: int = 200
    content_type: str = "application/json"


OVERLOADED = Failure(529, "overloaded_error")


def say(text: str) -> Block:
    """A text block."""
    return {"type": "text", "text": text}


def think(text: str = "Hmm.") -> Block:
    """A thinking block, as models put first."""
    return {"type": "thinking", "thinking": text, "signature": "c2ln"}


def use(name: str, /, **arguments: Any) -> Block:
    """A tool call."""
    return {"type": "tool_use", "id": f"toolu_{uuid.uuid4().hex[:20]}", "name": name, "input": arguments}


def answer(*blocks: Block, **more: Any) -> Message:
    """A message of these blocks."""
    return Message(list(blocks), **more)


@dataclass(frozen=True)
class Request:
    """What the client sent; header names in lower case."""

    headers: dict[str, str]
    body: dict[str, Any]

    @property
    def results(self) -> list[dict[str, Any]]:
        """Tool results in the newest message."""
        content = self.body["messages"][-1]["content"]
        return [b for b in content if b["type"] == "tool_result"] if isinstance(content, list) else []


class ClaudeApi:
    """Listens on a free port of 127.0.0.1 while entered. `requests` are in order."""

    def __init__(self, script: Script) -> None:
        self.requests: list[Request] = []
        self._script, self._lock = script, threading.Lock()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()

    def respond(self, request: Request) -> "Message | Failure | Garbage":
        """The scripted answer, or the refusal the real API gives to a request that is no longer valid."""
        if gone := _GONE_PARAMETERS & request.body.keys():
            return Failure(400, "invalid_request_error", f"{gone.pop()}: sampling parameters are not supported")
        if problem := _problem(request.body["messages"]):
            return Failure(400, "invalid_request_error", problem)
        with self._lock:
            number = len(self.requests)
            self.requests.append(request)
        return self._script(request.body, number)

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        api = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, format: str, *args: Any) -> None:
                """Silent."""

            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["content-length"])))
                if not self.headers.get("authorization", "").startswith("Bearer "):
                    return self._send(*_failed(Failure(401, "authentication_error", "no key")))
                request = Request({k.lower(): v for k, v in self.headers.items()}, body)
                return self._answer(api.respond(request), body)

            def _answer(self, scripted: Message | Failure | Garbage, body: dict[str, Any]) -> None:
                if isinstance(scripted, Failure):
                    return self._send(*_failed(scripted))
                if isinstance(scripted, Garbage):
                    return self._send(scripted.status, scripted.body, {"content-type": scripted.content_type})
                time.sleep(scripted.wait)
                return self._send(200, json.dumps(_message(scripted, body["model"])), {}, scripted.drip)

            def _send(self, status: int, body: str, headers: dict[str, str] | None = None, drip: float = 0.0) -> None:
                data = body.encode()
                fields = {"content-type": "application/json", "request-id": "req_1", "content-length": str(len(data))}
                try:
                    self.send_response(status)
                    for name, value in (fields | (headers or {})).items():
                        self.send_header(name, value)
                    self.end_headers()
                    for start in range(0, len(data), 1 if drip else len(data) or 1):
                        self.wfile.write(data[start : start + (1 if drip else len(data))])
                        time.sleep(drip)
                except OSError:
                    self.close_connection = True  # the client gave up, as some tests want

        return Handler


def _failed(failure: Failure) -> tuple[int, str, dict[str, str]]:
    body = {
        "type": "error",
        "error": {"type": failure.kind, "message": failure.message},
        "request_id": "req_1",
    }
    headers = {} if failure.retry_after is None else {"retry-after": str(failure.retry_after)}
    return failure.status, json.dumps(body), headers


def _message(scripted: Message, model: str) -> dict[str, Any]:
    calls = any(block["type"] == "tool_use" for block in scripted.blocks)
    tokens = {"input_tokens": 10, "output_tokens": 5, "cache_creation_input_tokens": 0, "cache_read_input_tokens": 0}
    return {
        "id": f"msg_{uuid.uuid4().hex[:20]}",
        "type": "message",
        "role": "assistant",
        "model": model,
        "content": scripted.blocks,
        "stop_reason": scripted.stop_reason or ("tool_use" if calls else "end_turn"),
        "stop_sequence": None,
        "usage": tokens | scripted.usage,
    }


def _problem(messages: list[dict[str, Any]]) -> str | None:
    """What the API refuses: a first turn that is not the user's, empty content, a tool call left without its result."""
    if not messages or messages[0]["role"] != "user" or messages[-1]["role"] != "user":
        return "messages: first and last must be of role user"
    if any(not message["content"] for message in messages):
        return "messages: content must not be empty"
    for message, following in pairwise(messages):
        called = {b["id"] for b in message["content"] if isinstance(b, dict) and b["type"] == "tool_use"}
        answered = {b.get("tool_use_id") for b in following["content"] if isinstance(b, dict)}
        if called - answered:
            return "messages: tool_use ids were found without tool_result blocks"
    return None
