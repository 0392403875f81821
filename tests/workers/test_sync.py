"""The duty that reads other people's calendars, from the wire to what is offered."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from edge_bridge.calendars.busy import NotACalendar, busy_times
from edge_bridge.calendars.fetch import Fetcher
from edge_bridge.db import Database
from tests.stack import Stack
from tests.supabase.rules.desk import Desk, connect, instant
from tests.supabase.rules.shop import SYDNEY, free, local, open_shop
from tests.support.cast import Business, Cast, make_cast
from workers.sync import Sync

WINDOW = instant("2026-09-30T00:00+10:00"), instant("2026-12-31T00:00+10:00")


def ics(*events: str) -> bytes:
    """A file of events, each said by its lines with | between them."""
    entries = [
        f"BEGIN:VEVENT|UID:{n}@x|DTSTAMP:20260101T000000Z|SUMMARY:Secret|{lines}|END:VEVENT"
        for n, lines in enumerate(events)
    ]
    return (
        "|".join(["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//x//EN", *entries, "END:VCALENDAR", ""])
        .replace("|", "\r\n")
        .encode()
    )


def busy(*events: str) -> list[tuple[str | None, str | None]]:
    return sorted((one["from"], one["to"]) for one in busy_times(ics(*events), *WINDOW))


class Calendar(BaseHTTPRequestHandler):
    """Somebody's calendar on the web."""

    content: bytes
    status: int
    asked: list[str | None]

    def do_GET(self) -> None:
        self.asked.append(self.headers.get("If-None-Match"))
        known = self.headers.get("If-None-Match") == '"v1"'
        self.send_response(304 if known else self.status)
        body = b"" if known else self.content
        self.send_header("ETag", '"v1"')
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        """Says nothing."""


@pytest.fixture(scope="module")
def cast(module_stack: Stack) -> Cast:
    with connect(module_stack.database_url, autocommit=True) as connection:
        return make_cast(connection)


@pytest.fixture
def desk(module_stack: Stack, cast: Cast) -> Iterator[Desk]:
    """Kept while the test runs, since the worker reads it from connections of its own."""
    with connect(module_stack.database_url, autocommit=True) as connection:
        yield Desk(connection, cast)
        connection.execute("truncate public.calendar_sources, public.customers, public.bookings cascade")


@pytest.fixture
def db(module_stack: Stack) -> Iterator[Database]:
    with Database(module_stack.url, module_stack.secret_key) as database:
        yield database


@pytest.fixture
def site() -> Iterator[str]:
    Calendar.content, Calendar.status, Calendar.asked = ics(), 200, []
    with ThreadingHTTPServer(("127.0.0.1", 0), Calendar) as server:
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/private.ics"
        server.shutdown()


@pytest.fixture
def shop(desk: Desk) -> Business:
    shop = open_shop(desk, SYDNEY, "09:00", "14:00")
    desk.do(
        "insert into public.members (business_id, user_id, email) values (%s, %s, 'sam@shop.example') on conflict do nothing",
        shop.id,
        desk.cast.owner.user_id,
    )
    return shop


def add(desk: Desk, shop: Business, url: str) -> None:
    with desk.signed_in(desk.cast.owner):
        desk.call("add_calendar_address", shop.id, url)
    desk.do("update public.calendar_sources set due_at = %s", desk.now)


def test_what_repeats_is_worked_out_also_when_the_clocks_change() -> None:
    lunch = "DTSTART;TZID=Australia/Sydney:20261002T120000|DTEND;TZID=Australia/Sydney:20261002T123000"
    found = busy(f"{lunch}|RRULE:FREQ=DAILY;COUNT=4|EXDATE;TZID=Australia/Sydney:20261005T120000")
    assert found == [
        ("2026-10-02T02:00:00+00:00", "2026-10-02T02:30:00+00:00"),
        ("2026-10-03T02:00:00+00:00", "2026-10-03T02:30:00+00:00"),
        ("2026-10-04T01:00:00+00:00", "2026-10-04T01:30:00+00:00"),
    ]


def test_days_are_local_and_what_is_free_or_cancelled_is_not_busy() -> None:
    at = "DTSTART:20261101T010000Z|DTEND:20261101T020000Z"
    assert busy("DTSTART;VALUE=DATE:20261103|DTEND;VALUE=DATE:20261105", "DTSTART;VALUE=DATE:20261110") == [
        ("2026-11-03T00:00:00", "2026-11-05T00:00:00"),
        ("2026-11-10T00:00:00", "2026-11-11T00:00:00"),
    ]
    assert busy("DTSTART:20261101T220000|DURATION:PT10H") == [("2026-11-01T22:00:00", "2026-11-02T08:00:00")]
    assert busy(f"{at}|TRANSP:TRANSPARENT", f"{at}|STATUS:CANCELLED", f"{at}|X-MICROSOFT-CDO-BUSYSTATUS:FREE") == []
    assert busy("DTSTART:20261101T010000Z", "DTSTART:20280101T010000Z|DTEND:20280101T020000Z") == []


def test_a_copy_of_our_own_booking_is_told_by_its_uid() -> None:
    booking = "0c1f5d0e-6d5e-4c37-9d6f-2b8f7c1f9a11"
    content = ics("DTSTART:20261101T010000Z|DTEND:20261101T020000Z").replace(
        b"UID:0@x", f"UID:{booking}@coresentia.com.au".encode()
    )
    assert [one["own"] for one in busy_times(content, *WINDOW)] == [booking]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"<!doctype html><html>Sign in", "isn’t a calendar file (ICS). It is a web page"),
        (b"", "isn’t a calendar file"),
        (b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n", "damaged"),
        (ics("DTSTART:20261101T010000Z|DTEND:20261101T020000Z|RRULE:FREQ=SECONDLY"), "can’t read"),
        (ics("DTSTART:20261101T010000Z|DTEND:20261101T010001Z|RRULE:FREQ=DAILY;BYSECOND=1,2,3"), "can’t read"),
        (ics(*["DTSTART:20261101T010000Z"] * 5001), "more than 5,000 events"),
    ],
)
def test_what_cannot_be_used_is_said_plainly(content: bytes, words: str) -> None:
    with pytest.raises(NotACalendar, match=words.replace("(", r"\(").replace(")", r"\)")):
        busy_times(content, *WINDOW)


def test_a_calendar_on_the_web_changes_what_is_offered_and_its_failure_changes_nothing(
    desk: Desk, db: Database, shop: Business, site: str
) -> None:
    duty = Sync(Fetcher(allow_loopback=True))
    lunch = "DTSTART;TZID=Australia/Sydney:20261005T120000|DTEND;TZID=Australia/Sydney:20261005T130000|RRULE:FREQ=WEEKLY;BYDAY=TH"
    Calendar.content = ics(lunch)
    add(desk, shop, site)

    def offered() -> list[str]:
        return local(free(desk, shop, "2026-11-05T00:00+11:00", "2026-11-06T00:00+11:00"))

    assert len(offered()) == 5
    assert duty.run_once(db, desk.now)
    assert offered() == ["Thu 09:00", "Thu 10:00", "Thu 11:00", "Thu 13:00"]
    assert not duty.run_once(db, desk.now)  # its turn has not come
    assert duty.run_once(db, desk.later(minutes=16))
    assert Calendar.asked == [None, '"v1"']
    desk.do("update public.calendar_sources set etag = null")
    Calendar.status = 404
    assert duty.run_once(db, desk.later(minutes=16))
    assert desk.value("select error from public.calendar_sources") == "the address answers 404."
    assert offered() == ["Thu 09:00", "Thu 10:00", "Thu 11:00", "Thu 13:00"]
    Calendar.status, Calendar.content = 200, ics()
    assert duty.run_once(db, desk.later(minutes=16))
    assert (len(offered()), desk.value("select error from public.calendar_sources")) == (5, None)
    assert desk.column("select column_name from information_schema.columns where table_name = 'external_busy' order by 1") == [
        "business_id", "during", "source_id", "staff_id",
    ]  # fmt: skip


def test_two_workers_at_once_read_a_calendar_once(desk: Desk, db: Database, shop: Business, site: str) -> None:
    add(desk, shop, site)
    with ThreadPoolExecutor(4) as pool:
        worked = list(pool.map(lambda _: Sync(Fetcher(allow_loopback=True)).run_once(db, desk.now), range(4)))
    assert (sorted(worked), len(Calendar.asked)) == ([False, False, False, True], 1)


def test_this_machine_is_not_read_unless_the_setting_allows_it(
    desk: Desk, db: Database, shop: Business, site: str
) -> None:
    add(desk, shop, site)
    assert Sync(Fetcher()).run_once(db, desk.now)
    assert "private network" in desk.value("select error from public.calendar_sources")
    assert Calendar.asked == []
    assert desk.value("select due_at from public.calendar_sources") == desk.now + timedelta(minutes=1)
