"""What an address somebody typed in can reach, and how long and how much it can make us read."""

from __future__ import annotations

import gzip
import socket
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from edge_bridge.calendars import fetch
from edge_bridge.calendars.fetch import Fetcher, NotFetched, public_address

ICS = b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"
PRIVATE = [
    "127.0.0.1", "127.1.2.3", "0.0.0.0", "10.0.0.8", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "224.0.0.1", "255.255.255.255",
    "192.0.2.1", "::", "::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:169.254.169.254", "fe80::1", "fc00::1", "fd00:ec2::254", "ff02::1",
    "64:ff9b::a00:1", "2002:7f00:1::", "2001:db8::1", "::127.0.0.1",
]  # fmt: skip


class Site(BaseHTTPRequestHandler):
    """Answers by path; `/to?<url>` leads on."""

    asked: list[tuple[str, dict[str, str]]]

    def do_GET(self) -> None:
        self.asked.append((self.path, dict(self.headers)))
        path, _, rest = self.path.partition("?")
        if path == "/to":
            self.answer(302, b"", Location=rest)
        elif path == "/known" and self.headers.get("If-None-Match") == '"v1"':
            self.answer(304, b"")
        elif path == "/bomb":
            self.answer(200, gzip.compress(b"BEGIN:VCALENDAR" + bytes(40_000_000)), Content_Encoding="gzip")
        elif path == "/packed":
            self.answer(200, gzip.compress(ICS), Content_Encoding="gzip")
        elif path == "/endless":
            self.endless(b"x" * 65536, 0)
        elif path == "/trickle":
            self.endless(b"x", 0.05)
        elif path in ("/known", "/file"):
            self.answer(200, ICS, ETag='"v1"')
        else:
            self.answer(404 if path != "/busy" else 429, b"", Retry_After="90")

    def answer(self, status: int, body: bytes, **headers: str) -> None:
        self.send_response(status)
        for name, value in {"Content_Length": str(len(body)), **headers}.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def endless(self, piece: bytes, pause: float) -> None:
        self.send_response(200)
        self.end_headers()
        stopped = threading.Event()
        try:
            while not stopped.wait(pause):
                self.wfile.write(piece)
        except OSError:
            return

    def log_message(self, *_: Any) -> None:
        """Says nothing."""


@pytest.fixture
def site() -> Iterator[str]:
    Site.asked = []
    with ThreadingHTTPServer(("127.0.0.1", 0), Site) as server:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def said(url: str, fetcher: Fetcher) -> str:
    with pytest.raises(NotFetched) as refused:
        fetcher.fetch(url)
    return str(refused.value)


def names(monkeypatch: pytest.MonkeyPatch, *addresses: str) -> list[str]:
    """What every name comes to, one after the other; the names asked for."""
    asked: list[str] = []
    real = socket.getaddrinfo

    def resolve(host: str, port: int, *args: Any, **named: Any) -> Any:
        if not host.endswith(".example"):
            return real(host, port, *args, **named)  # an address, as it is connected to
        asked.append(host)
        return [(0, 0, 0, "", (addresses[min(len(asked), len(addresses)) - 1], port))]

    monkeypatch.setattr(fetch.socket, "getaddrinfo", resolve)
    return asked


@pytest.mark.parametrize("address", PRIVATE)
def test_nothing_but_the_public_internet_is_connected_to(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    names(monkeypatch, address)
    with pytest.raises(NotFetched, match="private network"):
        public_address("calendar.example", 443)
    connected: list[Any] = []
    monkeypatch.setattr(socket, "create_connection", lambda *args, **_: connected.append(args))
    assert "private network" in said("https://calendar.example/x.ics", Fetcher())
    assert connected == []


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:{}/file",
        "http://localhost:{}/file",
        "http://[::1]:{}/file",
        "http://2130706433:{}/file",
        "http://0x7f.1:{}/file",
    ],
)
def test_this_machine_is_not_read_however_it_is_written(site: str, url: str) -> None:
    assert "private network" in said(url.format(site.rpartition(":")[2]), Fetcher())
    assert Site.asked == []


@pytest.mark.parametrize("address", ["1.1.1.1", "2606:4700:4700::1111", "::ffff:808:808"])
def test_public_addresses_may_be_reached(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    names(monkeypatch, address)
    assert public_address("calendar.example", 443) == address.lower()


def test_one_private_address_among_public_ones_is_enough_to_refuse(monkeypatch: pytest.MonkeyPatch) -> None:
    both = [(0, 0, 0, "", (address, 443)) for address in ("1.1.1.1", "10.0.0.1")]
    monkeypatch.setattr(fetch.socket, "getaddrinfo", lambda *_, **__: both)
    with pytest.raises(NotFetched, match="private network"):
        public_address("calendar.example", 443)


def test_the_address_that_was_checked_is_the_one_connected_to(site: str, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = names(monkeypatch, "127.0.0.1", "10.0.0.1")  # a name that means something else the second time
    port = site.rpartition(":")[2]
    got = Fetcher(allow_loopback=True).fetch(f"http://calendar.example:{port}/file")
    assert got.content == ICS
    assert asked == ["calendar.example"]
    assert Site.asked[0][1]["Host"] == f"calendar.example:{port}"


@pytest.mark.parametrize(
    "to",
    [
        "http://169.254.169.254/latest/meta-data/",
        "http://10.0.0.1/",
        "http://[fd00:ec2::254]/",
        "http://[::ffff:10.0.0.1]/",
    ],
)
def test_every_redirect_is_checked_again(site: str, to: str) -> None:
    assert "private network" in said(f"{site}/to?{to}", Fetcher(allow_loopback=True))


def test_a_public_address_that_leads_to_this_machine_is_not_followed(
    site: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = iter([f"{site}/file", f"http://[::1]:{site.rpartition(':')[2]}/file"])
    real = Fetcher._ask
    for _ in range(2):
        first = iter([next(answers)])
        monkeypatch.setattr(Fetcher, "_ask", lambda self, *args, first=first: next(first, None) or real(self, *args))
        assert "private network" in said("https://calendar.example/x.ics", Fetcher())
    assert Site.asked == []


def test_other_kinds_of_address_are_not_followed(site: str) -> None:
    reader = Fetcher(allow_loopback=True)
    for to in ("file:///etc/passwd", "ftp://127.0.0.1/", "gopher://x/", f"http://me:pw@{site[7:]}/file"):
        assert "https://" in said(f"{site}/to?{to}", reader)
    assert len(Site.asked) == 4


def test_three_redirects_are_followed_and_no_more(site: str) -> None:
    reader = Fetcher(allow_loopback=True)
    assert reader.fetch(f"{site}/to?/to?/to?/file").content == ICS
    assert "more than 3 times" in said(f"{site}/to?/to?/to?/to?/file", reader)


def test_what_never_ends_or_unpacks_to_too_much_is_given_up(site: str) -> None:
    assert "more than 5 MB" in said(f"{site}/endless", Fetcher(allow_loopback=True))
    assert "more than 5 MB" in said(f"{site}/bomb", Fetcher(allow_loopback=True))
    assert "too long" in said(f"{site}/trickle", Fetcher(allow_loopback=True, seconds=0.4))
    assert Fetcher(allow_loopback=True).fetch(f"{site}/packed").content == ICS


def test_a_file_that_has_not_changed_is_not_read_again(site: str) -> None:
    reader = Fetcher(allow_loopback=True)
    first = reader.fetch(f"{site}/known")
    assert (first.content, first.etag) == (ICS, '"v1"')
    assert reader.fetch(f"{site}/known", first.etag).content is None


def test_what_the_address_answers_is_said(site: str) -> None:
    reader = Fetcher(allow_loopback=True)
    assert said(f"{site}/nothing", reader) == "the address answers 404."
    with pytest.raises(NotFetched) as refused:
        reader.fetch(f"{site}/busy")
    assert refused.value.pause == 90
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        assert said(f"http://127.0.0.1:{free.getsockname()[1]}/", reader) == "the address doesn’t answer."
