"""A running phone simulator, and a server of ours that receives its signed webhooks. All over real HTTP."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import httpx
import pytest
from twilio.request_validator import RequestValidator

from edge_bridge.twilio.client import TextSender
from edge_bridge.twilio.simulator.app import PhonesServer, build_app
from edge_bridge.twilio.simulator.settings import Settings
from tests.edge_bridge.twilio.simulated import ACCOUNT, TOKEN, Phones, Receiver, StartPhones, Webhook, free_port


@pytest.fixture
def edge() -> Iterator[Receiver]:
    receiver = Receiver()
    receiver.hold.set()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            params = {name: values[0] for name, values in parse_qs(body, keep_blank_values=True).items()}
            signature = self.headers.get("X-Twilio-Signature", "")
            signed = RequestValidator(TOKEN).validate(receiver.url + self.path, params, signature)
            receiver.got.put(Webhook(self.path, params, signed))
            receiver.hold.wait(10)
            status, kind, answer = receiver.answers.pop(0) if receiver.answers else (200, "text/xml", "<Response/>")
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(answer.encode())))
            self.end_headers()
            with contextlib.suppress(OSError):
                self.wfile.write(answer.encode())

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    receiver.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield receiver
    receiver.hold.set()
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def start_phones(edge: Receiver, tmp_path: Path) -> Iterator[StartPhones]:
    running: list[Phones] = []

    def start(webhook_seconds: float = 5, keep: Path | None = None, mail_port: int | None = None) -> Phones:
        settings = Settings(free_port(), ACCOUNT, TOKEN, edge.url, tmp_path / "mails", keep, mail_port)
        post = socket.create_server(("127.0.0.1", mail_port)) if mail_port else None
        server = PhonesServer(build_app(settings, lambda: datetime.now(UTC), webhook_seconds, post))
        listener = socket.create_server(("127.0.0.1", settings.port))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        client = httpx.Client(base_url=f"http://127.0.0.1:{settings.port}", trust_env=False, timeout=20)

        def stop() -> None:
            client.close()
            server.should_exit = True
            server.end_streams()
            thread.join()
            listener.close()

        running.append(Phones(str(client.base_url), client, stop))
        assert client.put("/phones/faults", json={"step_seconds": 0}).status_code == 200
        return running[-1]

    yield start
    for phones in running:
        phones.stop()


@pytest.fixture
def phones(start_phones: StartPhones) -> Phones:
    return start_phones()


@pytest.fixture
def sender_to() -> Iterator[Callable[..., TextSender]]:
    senders: list[TextSender] = []

    def make(url: str, token: str = TOKEN, timeout: float = 5) -> TextSender:
        senders.append(TextSender(ACCOUNT, token, url, timeout))
        return senders[-1]

    yield make
    for sender in senders:
        sender.close()


@pytest.fixture
def sender(phones: Phones, sender_to: Callable[..., TextSender]) -> TextSender:
    return sender_to(phones.url)
