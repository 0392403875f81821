"""Numbers, and handles on the simulator and on the product's side of the wire, for the tests of this folder."""

from __future__ import annotations

import queue
import socket
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import httpx

from edge_bridge.twilio.client import TextSender

ACCOUNT = "AC" + "5" * 32
TOKEN = "made-up-token-of-the-account"
BUSINESS, OTHER_BUSINESS = "+61730000001", "+61280000002"
JOHN, MIA = "+61491570156", "+61491570157"


@dataclass
class Webhook:
    """A request the product got. `signed` was worked out by Twilio's own validator."""

    path: str
    params: dict[str, str]
    signed: bool


@dataclass
class Receiver:
    """The product's side: remembers every webhook, answers what a test says."""

    url: str = ""
    answers: list[tuple[int, str, str]] = field(default_factory=list)
    got: queue.Queue[Webhook] = field(default_factory=queue.Queue)
    hold: threading.Event = field(default_factory=threading.Event)

    def next(self) -> Webhook:
        return self.got.get(timeout=10)

    def statuses(self, count: int) -> list[str]:
        return [self.next().params["MessageStatus"] for _ in range(count)]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


StartPhones = Callable[..., "Phones"]
MakeSender = Callable[..., TextSender]


@dataclass
class Phones:
    """A simulator under test: its address, a client for its own API, and a way to stop it."""

    url: str
    http: httpx.Client
    stop: Callable[[], None]

    def text(self, person: str, business: str, body: str, **more: Any) -> dict[str, Any]:
        answer = self.http.post("/phones/send", json={"from": person, "to": business, "body": body, **more})
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    def faults(self, **knobs: Any) -> None:
        assert self.http.put("/phones/faults", json=knobs).status_code == 200

    def messages(self) -> list[dict[str, Any]]:
        return list(self.http.get("/phones/messages").json()["messages"])
