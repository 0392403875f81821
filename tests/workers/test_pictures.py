"""Pictures are fetched from the carrier, kept, and shown to the business's own people."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from psycopg.rows import dict_row
from psycopg.types.json import Jsonb

from edge_bridge.db import Database
from edge_bridge.twilio.media import MediaFetcher
from seed.provision import Provisioner
from tests.stack import Stack
from tests.support.product import GREEN_BLADE
from workers.pictures import Pictures

PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(256))
ACCOUNT, TOKEN = "AC" + "0" * 32, "a-token-for-tests"


class Carrier(BaseHTTPRequestHandler):
    """Answers as Twilio: with an account it points to the file, which wants none."""

    asked: list[tuple[str, bool]]

    def do_GET(self) -> None:
        signed = "Authorization" in self.headers
        self.asked.append((self.path, signed))
        if self.path == "/media" and signed:
            self.send_response(307)
            self.send_header("Location", "/file")
            self.end_headers()
        elif self.path == "/file":
            self._say(200, "image/png", PNG)
        elif self.path == "/page":
            self._say(200, "text/html", b"<script>alert(1)</script>")
        else:
            self._say(404 if self.path == "/gone" else 503, "text/plain", b"no")

    def _say(self, status: int, kind: str, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        """Silent."""


@pytest.fixture
def carrier() -> Iterator[Any]:
    handler = type("Handler", (Carrier,), {"asked": []})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    server.base = f"http://127.0.0.1:{server.server_port}"  # type: ignore[attr-defined]
    server.asked = handler.asked  # type: ignore[attr-defined]
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(scope="module")
def shop(module_stack: Stack) -> Stack:
    provisioner = Provisioner(module_stack.url, module_stack.secret_key, module_stack.site_url)
    provisioner.apply(GREEN_BLADE)
    provisioner.close()
    return module_stack


def receive(stack: Stack, *urls: str) -> str:
    """A text with pictures; the message's id."""
    with psycopg.connect(stack.database_url) as connection:
        media = Jsonb([{"url": url, "type": "image/png"} for url in urls])
        receive = "select public.receive_message(sms_number, '+61400777456', '', %s, %s) ->> 'message_id' from public.businesses"
        return str(connection.execute(receive, [f"MM{uuid4().hex}", media]).fetchall()[0][0])


def pictures(stack: Stack, message: str) -> list[dict[str, Any]]:
    with psycopg.connect(stack.database_url, row_factory=dict_row) as connection:
        found = connection.execute("select * from public.pictures where message_id = %s order by position", [message])
        return found.fetchall()


def fetch(stack: Stack, base: str, now: Any = None) -> None:
    fetcher = MediaFetcher(ACCOUNT, TOKEN, base)
    with Database(stack.url, stack.secret_key) as db:
        while Pictures(fetcher).run_once(db, now):
            pass
    fetcher.close()


def test_pictures_are_kept_once_and_the_account_is_shown_to_the_carrier_alone(shop: Stack, carrier: Any) -> None:
    message = receive(shop, f"{carrier.base}/media", f"{carrier.base}/file")
    fetch(shop, carrier.base)
    fetch(shop, carrier.base)
    kept = pictures(shop, message)
    assert [(row["content"], row["content_type"], row["due_at"]) for row in kept] == [(PNG, "image/png", None)] * 2
    assert sorted(carrier.asked) == [("/file", False), ("/file", True), ("/media", True)]


@pytest.mark.parametrize(
    ("path", "words"),
    [("/gone", "The carrier answered 404."), ("/page", "It is no picture we can show (text/html).")],
)
def test_what_can_never_be_shown_is_given_up_with_the_reason(shop: Stack, carrier: Any, path: str, words: str) -> None:
    message = receive(shop, carrier.base + path)
    fetch(shop, carrier.base)
    (row,) = pictures(shop, message)
    assert (row["error"], row["due_at"], row["content"]) == (words, None, None)


def test_another_machine_is_never_asked(shop: Stack, carrier: Any) -> None:
    message = receive(shop, f"http://localhost:{carrier.server_port}/file")
    fetch(shop, carrier.base)
    (row,) = pictures(shop, message)
    assert row["error"] == "It is not kept by our carrier."
    assert carrier.asked == []


def test_a_carrier_in_trouble_is_asked_again_later_and_not_for_ever(shop: Stack, carrier: Any) -> None:
    message = receive(shop, f"{carrier.base}/broken")
    for _ in range(10):
        (row,) = pictures(shop, message)
        fetch(shop, carrier.base, row["due_at"] and row["due_at"] + timedelta(seconds=1))
    (row,) = pictures(shop, message)
    assert (row["attempts"], row["due_at"], row["error"]) == (8, None, "The carrier answered 503.")
    assert len(carrier.asked) == 8
