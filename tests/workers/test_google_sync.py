"""A Google Calendar kept up to date by the real worker code, against a stand-in that speaks Google's API."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, timedelta
from typing import Any

import pytest

from edge_bridge.calendars.fetch import Fetcher
from edge_bridge.calendars.google import event_id_of
from edge_bridge.calendars.google_places import GoogleAccess
from edge_bridge.calendars.sealing import CannotOpen, Sealer
from edge_bridge.db import Database
from tests.stack import Stack
from tests.supabase.rules.desk import Desk, connect
from tests.support.cast import Cast, make_cast
from tests.support.google_calendar import PRIMARY, Google, google_calendar
from workers.google_sync import BROKEN, GoogleSync
from workers.sync import Sync

KEYS = "2026:" + "A" * 43
THURSDAY = {"day_from": "2026-11-05", "day_to": "2026-11-05"}


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
def google() -> Iterator[Google]:
    with google_calendar() as running:
        yield running


@pytest.fixture
def duty(google: Google) -> Sync:
    places = {"token_url": f"{google.url}/token", "revoke_url": f"{google.url}/revoke", "api_url": google.url}
    return Sync(Fetcher(), GoogleSync(GoogleAccess(google.client_id, google.client_secret, **places), Sealer(KEYS)))


@pytest.fixture
def token(desk: Desk, google: Google) -> str:
    """A connection of Dave's, as the dashboard stores it; what Google gave."""
    token = google.grant()
    connect_google(desk, token)
    return token


def connect_google(desk: Desk, token: str) -> None:
    with desk.signed_in(desk.cast.owner):
        desk.call(
            "connect_google_calendar", desk.cast.lawns.id, Sealer(KEYS).seal(token), desk.cast.lawns.staff["Dave"]
        )
    desk.do("update public.calendar_sources set due_at = %s", desk.now)


def work(desk: Desk, db: Database, duty: Sync) -> int:
    """A worker's steps, a quarter of an hour later, until nothing is due."""
    desk.later(minutes=16)
    steps = 0
    while duty.run_once(db, desk.now):
        steps += 1
        assert steps < 10
    return steps


def source(desk: Desk) -> dict[str, Any]:
    return desk.row("select * from public.calendar_sources")


def offered(desk: Desk) -> list[str]:
    query = """
      select to_char(private.free_starts(b, s, %s, null, '2026-11-05T00:00+10', '2026-11-06T00:00+10', %s) at time zone 'Australia/Brisbane', 'HH24:MI')
      from public.businesses b, public.services s where b.id = %s and s.business_id = b.id and s.name = 'Lawn Mowing'"""
    return desk.column(query, desk.cast.lawns.staff["Dave"], desk.now, desk.cast.lawns.id)


def test_busy_times_come_in_page_by_page_and_change_what_is_offered(
    desk: Desk, db: Database, duty: Sync, google: Google, token: str
) -> None:
    assert "12:00" in offered(desk)
    for number, hour in enumerate(("08", "09", "10", "11", "12")):
        google.add(f"own{number}x", f"2026-11-05T{hour}:00:00+10:00", f"2026-11-05T{hour}:30:00+10:00")
    google.add("freex", "2026-11-05T15:00:00+10:00", "2026-11-05T16:00:00+10:00", transparency="transparent")
    google.add(
        "nothx",
        "2026-11-05T15:00:00+10:00",
        "2026-11-05T16:00:00+10:00",
        attendees=[{"self": True, "responseStatus": "declined"}],
    )
    google.keep(
        PRIMARY, {"id": "dayx0", "status": "confirmed", "start": {"date": "2026-11-06"}, "end": {"date": "2026-11-07"}}
    )
    assert work(desk, db, duty) == 1
    assert (offered(desk)[0], "15:00" in offered(desk)) == ("12:30", True)
    assert desk.value("select count(*) from public.external_busy") == 6
    assert (source(desk)["name"], source(desk)["calendar"]) == ("Dave", PRIMARY)
    google.requests.clear()
    assert work(desk, db, duty) == 1
    assert google.requests == [f"GET /calendars/{PRIMARY}/events"]  # nothing changed, so one question
    google.events().clear()
    google.oldest_cursor = google.changes + 1  # 410: all is read anew
    google.changes += 2
    assert work(desk, db, duty) == 1
    assert offered(desk)[0] == "08:00"


def test_bookings_go_out_once_follow_their_state_and_never_block_themselves(
    desk: Desk, db: Database, duty: Sync, google: Google, token: str
) -> None:
    work(desk, db, duty)
    booking = desk.pencil(THURSDAY)
    mine = event_id_of(booking["id"])
    steps = 0
    while duty.run_once(db, desk.now):  # at once, not when its turn comes
        steps += 1
    assert steps == 1
    event = google.events()[mine]
    starts = desk.booking(booking)["starts_at"]
    assert (event["status"], event["summary"]) == ("tentative", "Lawn Mowing - John Smith")
    assert event["start"]["dateTime"].startswith(starts.astimezone(UTC).strftime("%Y-%m-%dT%H:%M"))
    assert desk.column("select 1 from public.external_busy") == []  # it came back, and blocks nothing
    desk.later(minutes=1)
    desk.confirm(booking)
    work(desk, db, duty)
    assert google.events()[mine]["status"] == "confirmed"
    desk.do("delete from public.calendar_pushes")  # as if a worker had died before it noted that
    google.requests.clear()
    work(desk, db, duty)
    assert [one for one in google.requests if one.startswith("P")] == [
        f"POST /calendars/{PRIMARY}/events",
        f"PUT /calendars/{PRIMARY}/events/{mine}",
    ]
    assert len(google.events()) == 1
    who = desk.cast.lawns.id, booking["id"], "owner", desk.cast.owner.user_id
    desk.call("private.cancel_booking", *who, "", False, desk.later(minutes=1))
    work(desk, db, duty)
    assert google.events()[mine]["status"] == "cancelled"
    google.requests.clear()
    work(desk, db, duty)
    assert [one for one in google.requests if not one.startswith("GET")] == []


def test_what_google_refuses_for_a_while_is_tried_again_and_nothing_is_lost(
    desk: Desk, db: Database, duty: Sync, google: Google, token: str
) -> None:
    google.add("ownx1", "2026-11-05T08:00:00+10:00", "2026-11-05T09:00:00+10:00")
    work(desk, db, duty)
    booking = desk.pencil(THURSDAY)
    before = offered(desk)
    google.failing = [(429, {"Retry_After": "300"})]
    assert duty.run_once(db, desk.now)
    assert source(desk)["error"] == "Google answers 429."
    assert source(desk)["due_at"] == desk.now + timedelta(seconds=300)
    assert not duty.run_once(db, desk.now)
    google.failing = [(503, {})]
    work(desk, db, duty)
    assert offered(desk) == before
    work(desk, db, duty)
    assert (source(desk)["error"], source(desk)["failures"]) == (None, 0)
    assert event_id_of(booking["id"]) in google.events()


def test_taking_it_back_at_google_breaks_the_connection_until_it_is_made_again(
    desk: Desk, db: Database, duty: Sync, google: Google, token: str
) -> None:
    google.add("ownx1", "2026-11-05T08:00:00+10:00", "2026-11-05T12:00:00+10:00")
    work(desk, db, duty)
    google.refresh_tokens.clear()
    work(desk, db, duty)
    assert (source(desk)["error"], source(desk)["due_at"]) == (BROKEN, None)
    assert offered(desk)[0] == "12:00"  # times from before still count
    trouble = desk.call("private.calendar_trouble", desk.cast.lawns.id, "Australia/Brisbane", desk.now)
    assert (trouble["broken"], trouble["name"]) == (True, "Dave")
    booking = desk.pencil(THURSDAY)
    assert work(desk, db, duty) == 0
    connect_google(desk, google.grant())
    assert work(desk, db, duty) == 1
    assert (source(desk)["broken_at"], source(desk)["error"]) == (None, None)
    assert event_id_of(booking["id"]) in google.events()


def test_disconnecting_gives_back_what_google_gave_and_forgets_it(
    desk: Desk, db: Database, duty: Sync, google: Google, token: str
) -> None:
    google.add("ownx1", "2026-11-05T08:00:00+10:00", "2026-11-05T12:00:00+10:00")
    work(desk, db, duty)
    with desk.signed_in(desk.cast.owner):
        desk.call("remove_calendar_source", desk.cast.lawns.id, source(desk)["id"])
    assert offered(desk)[0] == "08:00"
    desk.do("update public.calendar_sources set due_at = %s", desk.now)
    assert work(desk, db, duty) == 1
    assert google.refresh_tokens == set()
    assert desk.column("select 1 from private.calendar_secrets") == []
    desk.later(days=3)
    assert work(desk, db, duty) == 0


def test_what_google_gave_is_sealed_and_keys_can_be_changed(desk: Desk, token: str) -> None:
    (sealed,) = desk.column("select token from private.calendar_secrets")
    assert token not in sealed
    both = Sealer(f"2027:{'B' * 43},{KEYS}")
    assert both.open(sealed) == token
    assert both.open(both.seal("x")) == "x"
    for wrong in (sealed[:-2] + "AA", "nonsense", "", both.seal("x")):
        with pytest.raises(CannotOpen):
            Sealer(KEYS).open(wrong)
    with pytest.raises(ValueError, match="32 random bytes"):
        Sealer("2026:short")


def test_another_calendar_of_the_account_can_be_chosen_and_none_of_somebody_else_s(
    desk: Desk, db: Database, duty: Sync, google: Google, token: str
) -> None:
    work(desk, db, duty)
    booking = desk.pencil(THURSDAY)
    which = desk.cast.lawns.id, source(desk)["id"]
    with desk.refused("PT400"), desk.signed_in(desk.cast.owner):
        desk.call("set_google_calendar", *which, "boss@elsewhere.example", True)
    with desk.refused("PT404"), desk.signed_in(desk.cast.outsider):
        desk.call("set_google_calendar", *which, PRIMARY, True)
    with desk.signed_in(desk.cast.owner):
        desk.call("set_google_calendar", *which, "work@group.calendar", True)
    desk.do("update public.calendar_sources set due_at = %s", desk.now)
    work(desk, db, duty)
    assert list(google.events("work@group.calendar")) == [event_id_of(booking["id"])]
    with desk.signed_in(desk.cast.owner):
        desk.call("set_google_calendar", *which, "work@group.calendar", False)
    desk.later(minutes=5)
    other = desk.pencil(THURSDAY, "+61400123499")
    desk.do("update public.calendar_sources set due_at = %s", desk.now)
    work(desk, db, duty)
    assert event_id_of(other["id"]) not in google.events("work@group.calendar")
