"""A stand-in for the Messages API, at the wire: scripted answers, recorded requests, and the ways it fails.

with ClaudeApi(script) as api:        # script(body, n) -> Message, Failure, Garbage or Dropped for the n-th request
    Anthropic(base_url=api.url, api_key="any")

It streams where it is asked to, refuses what the API refuses (see `claude_rules`), and counts a token for four characters.
"""

import json
import threading
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Literal, Self

from tests.support import claude_events, claude_rules

Block = dict[str, Any]
Script = Callable[[dict[str, Any], int], "Scripted"]


@dataclass(frozen=True)
class Break:
    """What goes wrong after so many events of a stream; 'pings' goes on for ever with nothing else."""

    after: int
    how: Literal["dropped", "stalled", "ended", "pings", "garbage"] | str  # or the type of an error


@dataclass(frozen=True)
class Message:
    """An answer; the stop reason follows from its blocks unless given. `wait` seconds pass before it, `drip` sends it slowly."""

    blocks: list[Block]
    stop_reason: str | None = None
    usage: dict[str, int] = field(default_factory=dict)
    wait: float = 0.0
    drip: float = 0.0
    breaks: Break | None = None


@dataclass(frozen=True)
class Failure:
    """An error as the API words it."""

    status: int
    kind: str
    message: str = "scripted"
    retry_after: int | str | None = None


@dataclass(frozen=True)
class Garbage:
    """A body that is no message."""

    body: str
    status: int = 200
    content_type: str = "application/json"


@dataclass(frozen=True)
class Dropped:
    """No answer: the connection is closed."""


Scripted = Message | Failure | Garbage | Dropped
OVERLOADED = Failure(529, "overloaded_error")


def say(text: str) -> Block:
    """A text block."""
    return {"type": "text", "text": text}


def think(text: str = "Hmm.") -> Block:
    """A thinking block, as models put first."""
    return {"type": "thinking", "thinking": text, "signature": claude_rules.signature(text)}


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
    """Listens on a free port of 127.0.0.1 while entered. `requests` are in order, `refused` what was wrong with any.

    A prefix of at least `cached_from` tokens is cached, as the API does at its marks.
    """

    def __init__(self, script: Script, cached_from: int = 1024) -> None:
        self.requests: list[Request] = []
        self.refused: list[str] = []
        self._script, self._lock, self._cached_from = script, threading.Lock(), cached_from
        self._cached: set[str] = set()
        self._left = threading.Event()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._left.set()
        self._server.shutdown()
        self._server.server_close()

    def respond(self, request: Request) -> Scripted:
        """The scripted answer, or the refusal the real API gives to a request that is not valid."""
        headers, body = request.headers, request.body
        if not headers.get("authorization", "").removeprefix("Bearer "):
            return Failure(401, "authentication_error", "no key")
        if "anthropic-version" not in headers:
            return Failure(400, "invalid_request_error", "anthropic-version: header is required")
        if problem := claude_rules.problem(body):
            self.refused.append(problem)
            return Failure(400, "invalid_request_error", problem)
        if not str(body["model"]).startswith("claude-"):
            return Failure(404, "not_found_error", f"model: {body['model']}")
        with self._lock:
            number = len(self.requests)
            self.requests.append(request)
        return self._script(body, number)

    def message(self, scripted: Message, body: dict[str, Any]) -> dict[str, Any]:
        """The answer as an object, with what it cost."""
        calls = any(block["type"] == "tool_use" for block in scripted.blocks)
        reason = scripted.stop_reason or ("tool_use" if calls else "end_turn")
        return {
            "id": f"msg_{uuid.uuid4().hex[:20]}",
            "type": "message",
            "role": "assistant",
            "model": body["model"],
            "content": scripted.blocks,
            "stop_reason": reason,
            "stop_sequence": None,
            "stop_details": {"type": "refusal", "category": None, "explanation": None} if reason == "refusal" else None,
            "usage": self._usage(scripted.blocks, body) | scripted.usage,
        }

    def _usage(self, blocks: list[Block], body: dict[str, Any]) -> dict[str, int]:
        """A token for four characters; what lies before the last mark is written to the cache once, and read from then on."""
        before = claude_rules.prefix(body)
        marked = max((n for n, block in enumerate(before) if "cache_control" in block), default=-1)
        stable = json.dumps(before[: marked + 1])
        cached = len(stable) // 4 if marked >= 0 and len(stable) // 4 >= self._cached_from else 0
        kept = stable in self._cached
        self._cached.add(stable)
        told = json.dumps([body["messages"], body.get("system", ""), body.get("tools", [])])
        return {
            "input_tokens": len(told) // 4 - cached,
            "output_tokens": len(json.dumps(blocks)) // 4,
            "cache_creation_input_tokens": 0 if kept else cached,
            "cache_read_input_tokens": cached if kept else 0,
        }

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        api = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, format: str, *args: Any) -> None:
                """Silent."""

            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["content-length"])))
                request = Request({k.lower(): v for k, v in self.headers.items()}, body)
                try:
                    self._answer(api.respond(request), body)
                except OSError:
                    self.close_connection = True  # the client gave up, as some tests want

            def _answer(self, scripted: Scripted, body: dict[str, Any]) -> None:
                if isinstance(scripted, Dropped):
                    self.close_connection = True
                elif isinstance(scripted, Failure):
                    self._send(*_failed(scripted))
                elif isinstance(scripted, Garbage):
                    self._send(scripted.status, scripted.body, {"content-type": scripted.content_type})
                else:
                    api._left.wait(scripted.wait)
                    message = api.message(scripted, body)
                    if body.get("stream"):
                        self._stream(message, scripted)
                    else:
                        self._send(200, json.dumps(message), {}, scripted.drip)

            def _send(self, status: int, body: str, headers: dict[str, str] | None = None, drip: float = 0.0) -> None:
                data = body.encode()
                self._head(status, {"content-length": str(len(data))} | (headers or {}))
                self._write(data, drip)

            def _head(self, status: int, headers: dict[str, str]) -> None:
                self.send_response(status)
                for name, value in ({"content-type": "application/json", "request-id": "req_1"} | headers).items():
                    self.send_header(name, value)
                self.end_headers()

            def _write(self, data: bytes, drip: float) -> None:
                for start in range(0, len(data), 1 if drip else len(data) or 1):
                    self.wfile.write(data[start : start + (1 if drip else len(data))])
                    time.sleep(drip)

            def _stream(self, message: dict[str, Any], scripted: Message) -> None:
                self._head(200, {"content-type": "text/event-stream; charset=utf-8", "transfer-encoding": "chunked"})
                for n, event in enumerate(claude_events.events(message)):
                    if scripted.breaks and n == scripted.breaks.after:
                        return self._break(scripted.breaks.how)
                    self._chunk(claude_events.wire(event), scripted.drip)
                self._chunk(b"")

            def _chunk(self, data: bytes, drip: float = 0.0) -> None:
                self._write(f"{len(data):x}\r\n".encode() + data + b"\r\n", drip)

            def _break(self, how: str) -> None:
                self.close_connection = how in ("dropped", "stalled", "pings")
                if how == "stalled":
                    api._left.wait()
                elif how == "pings":
                    while not api._left.wait(0.05):
                        self._chunk(claude_events.wire(("ping", {})))
                elif how == "garbage":
                    self._chunk(b'event: content_block_delta\ndata: {"type": "content_bl\n\n')
                    self._chunk(b"")
                elif how == "ended":
                    self._chunk(b"")
                elif how != "dropped":
                    self._chunk(claude_events.wire(claude_events.failed(how)))
                    self._chunk(b"")

        return Handler


def _failed(failure: Failure) -> tuple[int, str, dict[str, str]]:
    body = {
        "type": "error",
        "error": {"type": failure.kind, "message": failure.message},
        "request_id": "req_1",
    }
    headers = {} if failure.retry_after is None else {"retry-after": str(failure.retry_after)}
    return failure.status, json.dumps(body), headers
