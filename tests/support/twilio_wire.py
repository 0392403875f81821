"""A Twilio at the wire that does as it is told: takes texts, refuses them, loses its answers, and lists what it really took."""

import json
import socket
import struct
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from urllib.parse import parse_qs, urlsplit

PATIENCE = 20.0
WORDS = {400: "Bad Request", 429: "Too Many Requests", 500: "Internal Server Error", 503: "Service Unavailable"}


@dataclass
class Taken:
    """A text Twilio took: it will be on a phone, whatever the sender was told."""

    sid: str
    recipient: str
    sender: str
    body: str
    callback: str
    at: datetime
    status: str = "queued"
    error_code: int | None = None

    @property
    def text_id(self) -> str:
        """Ours, from the address of its status callback."""
        return self.callback.rsplit("/", 1)[-1]

    def as_twilio_lists_it(self) -> dict[str, object]:
        """The fields the official library reads."""
        return {
            "sid": self.sid,
            "to": self.recipient,
            "from": self.sender,
            "body": self.body,
            "status": self.status,
            "error_code": self.error_code,
            "direction": "outbound-api",
            "date_created": format_datetime(self.at),
        }


@dataclass
class Answer:
    """What becomes of one request: is the text taken, and with what does it end?

    `status` None: the connection is reset. `gate`: the answer waits until it is set. `arrived` is set before that, once the text is taken
    or not.
    """

    takes: bool = True
    status: int | None = 201
    code: int | None = None
    gate: threading.Event | None = None
    arrived: threading.Event = field(default_factory=threading.Event)


def takes() -> Answer:
    """As on a good day."""
    return Answer()


def refuses(status: int, code: int | None = None) -> Answer:
    """Twilio says no; nothing was taken."""
    return Answer(takes=False, status=status, code=code)


def takes_but_says(status: int) -> Answer:
    """Twilio took it and broke down afterwards."""
    return Answer(status=status)


def resets(after_taking: bool) -> Answer:
    """The connection breaks."""
    return Answer(takes=after_taking, status=None)


def holds(takes: bool) -> Answer:
    """No answer until the test says so or ends; a held text that was not taken is refused then."""
    return Answer(takes=takes, status=201 if takes else 500, gate=threading.Event())


class Wire:
    """`url` goes where Twilio's address would. Everything else is for the test."""

    def __init__(self, port: int) -> None:
        self.url = f"http://127.0.0.1:{port}"
        self.requests: list[str] = []  # the text of each request to send, in the order they came
        self.arrivals: list[float] = []  # when each came, on time.monotonic's clock
        self.taken: list[Taken] = []
        self.lists = True  # False: asked what it sent, it answers 500
        self.reads = threading.Event()  # cleared: requests wait unread in the network, and are lost in the end
        self.reads.set()
        self._for: dict[str, deque[Answer]] = {}
        self._always: dict[str, Callable[[], Answer]] = {}
        self._everybody: deque[Answer] = deque()
        self._numbers, self._lock, self._gates = count(1), threading.Lock(), set[threading.Event]()

    def next(self, *answers: Answer, to: str | None = None) -> None:
        """The answers to the next requests, to this number or to any; then all are taken."""
        queue = self._everybody if to is None else self._for.setdefault(to, deque())
        queue.extend(answers)

    def always(self, to: str, answer: Callable[[], Answer]) -> None:
        """The answer to every request for this number."""
        self._always[to] = answer

    def recover(self) -> None:
        """From now on it is a good day."""
        with self._lock:
            for planned in (self._for, self._always, self._everybody):
                planned.clear()
        self.release()
        self.lists = True

    def forget(self) -> None:
        """A new test: nothing is planned, nothing was sent."""
        self.recover()
        with self._lock:
            for kept in (self.requests, self.arrivals, self.taken, self._gates):
                kept.clear()
        self.reads.set()

    def release(self) -> None:
        """Whoever is held goes on."""
        for gate in list(self._gates):
            gate.set()

    def times(self, text_id: str) -> int:
        """How often this text of ours was taken."""
        return sum(taken.text_id == text_id for taken in self.taken)

    def the(self, text_id: str) -> Taken:
        """The one text Twilio took for this text of ours."""
        (taken,) = [taken for taken in self.taken if taken.text_id == text_id]
        return taken

    # for the handler

    def answer_to(self, form: dict[str, str]) -> Answer:
        with self._lock:
            self.requests.append(form["StatusCallback"].rsplit("/", 1)[-1])
            self.arrivals.append(time.monotonic())
            if form["To"] in self._always:
                answer = self._always[form["To"]]()
            else:
                planned = self._for.get(form["To"]) or self._everybody
                answer = planned.popleft() if planned else takes()
            if answer.gate:
                self._gates.add(answer.gate)
        return answer

    def take(self, form: dict[str, str]) -> Taken:
        with self._lock:
            sid = f"SM{next(self._numbers):032x}"
            sender = form.get("From") or ""
            taken = Taken(sid, form["To"], sender, form["Body"], form["StatusCallback"], datetime.now(UTC))
            self.taken.append(taken)
        return taken

    def listed(self, recipient: str) -> list[dict[str, object]]:
        with self._lock:
            return [t.as_twilio_lists_it() for t in reversed(self.taken) if t.recipient == recipient]


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 256
    wire: Wire

    def handle_error(self, request: object, client_address: object) -> None:
        """Senders that are killed break connections; that is what we are here for."""


class _Handler(BaseHTTPRequestHandler):
    server: _Server

    def handle(self) -> None:
        if self.server.wire.reads.is_set():
            super().handle()
        else:
            self.server.wire.reads.wait(PATIENCE)

    def do_POST(self) -> None:
        pairs = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        form = {name: values[0] for name, values in pairs.items()}
        wire = self.server.wire
        answer = wire.answer_to(form)
        taken = wire.take(form) if answer.takes else None
        answer.arrived.set()
        if answer.gate:
            answer.gate.wait(60)
        if answer.status is None:
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.connection.close()
        elif answer.status == 201:
            assert taken
            self._say(201, taken.as_twilio_lists_it())
        else:
            told = WORDS.get(answer.status, "Error")
            self._say(answer.status, {"code": answer.code, "message": told, "status": answer.status})

    def do_GET(self) -> None:
        wire, query = self.server.wire, parse_qs(urlsplit(self.path).query)
        if not wire.lists:
            return self._say(500, {"code": 20500, "message": WORDS[500], "status": 500})
        self._say(200, {"messages": wire.listed(query["To"][0]), "page_size": 200, "next_page_uri": None})

    def _say(self, status: int, body: object) -> None:
        said = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(said)))
        self.end_headers()
        self.wfile.write(said)

    def log_message(self, format: str, *args: object) -> None:
        """Nothing to say."""


@contextmanager
def twilio_wire() -> Iterator[Wire]:
    """Serves on a free port of this process."""
    server = _Server(("127.0.0.1", 0), _Handler)
    server.wire = Wire(server.server_port)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server.wire
    finally:
        server.wire.forget()
        server.shutdown()
        server.server_close()
        thread.join()
