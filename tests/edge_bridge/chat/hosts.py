"""Websites of other people, and the edge as they see it: real HTTP, two origins."""

from __future__ import annotations

import http.server
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

from tests.stack import Stack, free_port

ROOT = Path(__file__).resolve().parents[3]
STRICT = "default-src 'none'; img-src data:; script-src {edge}; frame-src {edge}; style-src 'self'"


@contextmanager
def served_edge(stack: Stack) -> Iterator[str]:
    """The address of `python -m edge_bridge` over the stack."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    settings = {
        "SUPABASE_URL": stack.url,
        "SUPABASE_SECRET_KEY": stack.secret_key,
        "EDGE_URL": url,
        "EDGE_PORT": str(port),
        "TWILIO_AUTH_TOKEN": "a-made-up-token",
        "CHAT_SECRET_KEY": "a-key-for-tests-of-32-characters-or-more",
        "CHAT_SESSIONS_PER_ADDRESS": "1000",
        "CHAT_MESSAGES_PER_ADDRESS": "1000",
    }
    process = subprocess.Popen([sys.executable, "-m", "edge_bridge"], cwd=ROOT, env=os.environ | settings)
    try:
        _wait_until_up(f"{url}/healthz")
        yield url
    finally:
        process.terminate()
        process.wait(timeout=30)


def _wait_until_up(url: str) -> None:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        try:
            if httpx.get(url).status_code == 200:
                return
        except httpx.HTTPError:
            time.sleep(0.05)
    raise AssertionError(f"{url} never answered")


class Website:
    """A website with pages by path: (its HTML, its security policy)."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.pages: dict[str, tuple[str, str]] = {}

    def put(self, path: str, body: str, head: str = "", policy: str = "") -> str:
        """One more page; its address."""
        self.pages[path] = (
            f"<!doctype html><html lang=en><head><title>Host</title><link rel=icon href=data:,>{head}</head><body>{body}</body></html>",
            policy,
        )
        return self.url + path


@contextmanager
def website() -> Iterator[Website]:
    """Of another origin: another host name of this machine, on a port of its own."""

    class Pages(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            html, policy = site.pages.get(self.path.split("?")[0], ("", ""))
            self.send_response(200 if html else 404)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            if policy:
                self.send_header("Content-Security-Policy", policy)
            self.end_headers()
            self.wfile.write(html.encode())

        def log_message(self, *_: object) -> None:
            return

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Pages)
    site = Website(f"http://localhost:{server.server_port}")
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield site
    finally:
        server.shutdown()
        server.server_close()
