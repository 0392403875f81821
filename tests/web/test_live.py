"""Open pages hear of changes: through the real server, Realtime and row-level security."""

from __future__ import annotations

import queue
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import httpx
import pytest
from flask import Flask
from werkzeug.serving import make_server

from tests.web.browsing import Browser
from tests.web.people import Cast
from web import stream


@contextmanager
def served(app: Flask) -> Iterator[str]:
    """The app on a free port, a thread per request."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


class Stream:
    """An open page's event stream, read in a thread."""

    def __init__(self, url: str, browser: Browser) -> None:
        cookie = browser.client.get_cookie("signin")
        assert cookie is not None
        self.events: queue.Queue[str] = queue.Queue()
        self._http = httpx.Client(cookies={"signin": cookie.value}, timeout=60)
        self._request = self._http.build_request("GET", url)
        self.answer = self._http.send(self._request, stream=True)
        self._thread = threading.Thread(target=self._read)
        self._thread.start()

    def _read(self) -> None:
        try:
            for line in self.answer.iter_lines():
                if line.startswith("event: "):
                    self.events.put(line.removeprefix("event: "))
        except (httpx.HTTPError, httpx.StreamError, OSError):
            pass
        self.events.put("closed")

    def wait(self, event: str, seconds: float = 20) -> None:
        """Until this event came; fails when it does not."""
        while (heard := self.events.get(timeout=seconds)) != event:
            assert heard != "closed", f"the stream ended before {event!r}"

    def hears_within(self, seconds: float) -> bool:
        try:
            self.events.get(timeout=seconds)
        except queue.Empty:
            return False
        return True

    def close(self) -> None:
        self.answer.close()
        self._http.close()
        self._thread.join(30)


@contextmanager
def opened(url: str, browser: Browser) -> Iterator[Stream]:
    one = Stream(url, browser)
    try:
        yield one
    finally:
        one.close()


@pytest.fixture(autouse=True)
def quick_heartbeat(monkeypatch: pytest.MonkeyPatch) -> None:
    """A closed page is noticed at the next heartbeat."""
    monkeypatch.setattr(stream, "HEARTBEAT_SECONDS", 0.2)


def test_a_new_booking_wakes_an_open_page(app: Flask, owner: Browser, cast: Cast) -> None:
    with served(app) as url, opened(f"{url}/dashboard/{cast.business}/live", owner) as page:
        assert page.answer.headers["content-type"].startswith("text/event-stream")
        page.wait("live")
        booking = cast.book()
        page.wait("changed", 5)
        owner.post(f"/dashboard/{cast.business}/bookings/{booking}/confirm", f"/dashboard/{cast.business}")
        page.wait("changed", 5)


def test_a_customer_s_wish_to_move_wakes_the_lists_and_the_booking_s_page(
    app: Flask, owner: Browser, cast: Cast
) -> None:
    booking = cast.agree()
    lists = f"/dashboard/{cast.business}/live"
    with (
        served(app) as url,
        opened(url + lists, owner) as page,
        opened(f"{url}{lists}?booking={booking}", owner) as one,
    ):
        page.wait("live")
        one.wait("live")
        cast.query(
            "select private.open_move(b, k, private.service_of(k), k.staff_id, %(at)s, 'customer', null, null, now(), now())"
            " from public.bookings k join public.businesses b on b.id = k.business_id where k.id = %(id)s",
            id=booking,
            at=cast.free_time(),
        )
        page.wait("changed")
        one.wait("changed")


def test_a_booking_s_page_hears_of_its_texts(app: Flask, owner: Browser, cast: Cast) -> None:
    booking = cast.book()
    with served(app) as url, opened(f"{url}/dashboard/{cast.business}/live?booking={booking}", owner) as page:
        page.wait("live")
        cast.query("update public.outbox set state = 'sent' where booking_id = %(id)s returning 1", id=booking)
        page.wait("changed", 5)


def test_an_outsider_hears_nothing_of_another_business(
    app: Flask, owner: Browser, outsider: Browser, cast: Cast
) -> None:
    booking = cast.book()
    theirs = f"/dashboard/{cast.other_business}/live?booking={booking}"
    with (
        served(app) as url,
        opened(url + theirs, outsider) as foreign,
        opened(f"{url}/dashboard/{cast.business}/live", owner) as own,
    ):
        foreign.wait("live")
        own.wait("live")
        owner.post(f"/dashboard/{cast.business}/bookings/{booking}/confirm", f"/dashboard/{cast.business}")
        own.wait("changed", 5)
        assert not foreign.hears_within(0.7)


def test_a_page_hears_again_after_the_line_was_lost(app: Flask, owner: Browser, cast: Cast) -> None:
    with served(app) as url, opened(f"{url}/dashboard/{cast.business}/live", owner) as page:
        page.wait("live")
        cast.stack.kill()
        page.wait("lost")
        cast.stack.resume()
        page.wait("live")
        cast.book()
        page.wait("changed", 5)


def test_one_person_s_oldest_page_gives_way(
    app: Flask, owner: Browser, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stream, "PER_PERSON", 1)
    address = f"/dashboard/{cast.business}/live"
    with served(app) as url, opened(url + address, owner) as first, opened(url + address, owner) as second:
        first.wait("enough")
        first.wait("closed")
        second.wait("live")


def test_pages_beyond_what_the_server_can_hold_are_told_to_poll(
    app: Flask, owner: Browser, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stream, "IN_ALL", 0)
    answer = owner.get(f"/dashboard/{cast.business}/live")
    assert answer.status_code == 503
    assert answer.headers["Content-Type"].startswith("text/plain")


def test_a_closed_page_frees_its_place(app: Flask, owner: Browser, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stream, "IN_ALL", 1)
    left = threading.Event()
    hub = app.extensions["coresentia"].live
    leave = hub.leave

    def noticed(follower: object) -> None:
        leave(follower)
        left.set()

    monkeypatch.setattr(hub, "leave", noticed)
    address = f"/dashboard/{cast.business}/live"
    with served(app) as url:
        with opened(url + address, owner) as page:
            page.wait("live")
        assert left.wait(10)
        with opened(url + address, owner) as page:
            page.wait("live")
