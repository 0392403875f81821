"""How fast a text is acknowledged: a signed webhook, stored in the real database, over one connection.

The limit, on the same server and in turns with it: an empty route that asks one bare RPC through the same client.
No worker runs meanwhile: answering is no part of acknowledging.
"""

import secrets
import socket
import sys
import time
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from http.client import HTTPResponse
from statistics import median
from urllib.parse import urlencode

from twilio.request_validator import RequestValidator  # type: ignore[import-untyped]

from tests.bench import database
from tests.bench.figures import Figure, Round, of_rounds, quantile
from tests.bench.parts import process_of, running
from tests.support.product import GREEN_BLADE
from workers.supervisor.plan import Plan

ROUNDS, SAMPLES, WARM_UP = 5, 400, 50
TEXTS_EACH = 4  # a customer sends about so many
GOALS = {0.5: 1.3, 0.99: 2.0}
HEAD = (
    "POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/x-www-form-urlencoded\r\n"
    "Content-Length: {length}\r\nX-Twilio-Signature: {signature}\r\n\r\n"
)
STORED = "select count(*) from public.messages where provider_id like %s"


@dataclass(frozen=True)
class Sample:
    """Milliseconds from the request to its whole answer."""

    webhook: float
    floor: float
    storing: float
    empty: float


class Caller:
    """Twilio, texting one business over one connection that stays open."""

    def __init__(self, plan: Plan) -> None:
        self._edge_url = plan.settings["EDGE_URL"]
        self._signer = RequestValidator(plan.settings["TWILIO_AUTH_TOKEN"])
        self._socket = socket.create_connection(("127.0.0.1", plan.ports["EDGE_PORT"]), timeout=20)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._run = secrets.token_hex(8)
        self.sent = 0

    def close(self) -> None:
        """Lets the connection go."""
        self._socket.close()

    @property
    def sid_prefix(self) -> str:
        """What the MessageSids of this caller start with."""
        return f"SM{self._run}"

    def sample(self) -> Sample:
        """One of each; an empty one after each write, while Realtime reads the database's log."""
        body, signature = self._next_text()
        webhook = self._post("/twilio/sms", body, signature)
        empty = self._post("/empty", body)
        floor = self._post("/floor", body)
        storing = self._post("/storing", body)
        self._post("/empty", body)
        return Sample(webhook, floor, storing, empty)

    def _next_text(self) -> tuple[str, str]:
        form = a_form(f"{self.sid_prefix}{self.sent:016x}", f"+61402{self.sent // TEXTS_EACH:06d}")
        self.sent += 1
        return urlencode(form), self._signer.compute_signature(f"{self._edge_url}/twilio/sms", form)

    def _post(self, path: str, body: str, signature: str = "") -> float:
        request = HEAD.format(path=path, length=len(body), signature=signature) + body
        started = time.perf_counter()
        self._socket.sendall(request.encode())  # head and body in one packet
        answer = HTTPResponse(self._socket)
        answer.begin()
        answer.read()
        took = (time.perf_counter() - started) * 1000
        assert answer.status == 200, f"{path} answered {answer.status}"
        return took


def a_form(sid: str, sender: str) -> dict[str, str]:
    """The fields of an inbound text, as Twilio posts them."""
    return {
        "ToCountry": "AU",
        "SmsMessageSid": sid,
        "NumMedia": "0",
        "SmsSid": sid,
        "SmsStatus": "received",
        "FromCountry": "AU",
        "Body": "Hi, could you mow my lawn on Thursday afternoon? 12 Wattle Street, Paddington",
        "To": GREEN_BLADE.sms_number,
        "NumSegments": "1",
        "MessageSid": sid,
        "AccountSid": "AC" + "0" * 32,
        "From": sender,
        "ApiVersion": "2010-04-01",
    }


def measure(plan: Plan) -> list[Figure]:
    """Needs the stack of this plan up and nothing else at work on it. Every text must have been stored."""
    command = [sys.executable, "-m", "tests.bench.edge_with_floor"]
    with running(plan, [replace(process_of(plan, "edge"), command=command)]), closing(Caller(plan)) as caller:
        for _ in range(WARM_UP):
            caller.sample()
        rounds = [[caller.sample() for _ in range(SAMPLES)] for _ in range(ROUNDS)]
    with database.opened(plan.data_dir) as connection:
        stored = connection.execute(STORED, [f"{caller.sid_prefix}%"]).fetchone()
    assert stored == (caller.sent,), f"{caller.sent} texts acknowledged, {stored} stored"
    return _figures(rounds)


def _figures(rounds: Sequence[Sequence[Sample]]) -> list[Figure]:
    def beside(share: float) -> list[Round]:
        return [
            Round(quantile([s.webhook for s in samples], share), quantile([s.floor for s in samples], share))
            for samples in rounds
        ]

    every = [sample for samples in rounds for sample in samples]
    name = "webhook acknowledge p{:.0f} vs empty route + one bare RPC"
    return [
        *(of_rounds(name.format(share * 100), "ms", beside(share), goal) for share, goal in GOALS.items()),
        Figure("empty route + one RPC that stores one row p50", median(s.storing for s in every), "ms"),
        Figure("empty route p50", median(s.empty for s in every), "ms"),
    ]
