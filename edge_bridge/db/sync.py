"""Calendars kept elsewhere: the feed they read, and the busy times they bring. Nobody reads back an address or a token.

`make_feed` to `remove_source` act as the signed-in member, the others as the service.
"""

from datetime import datetime
from typing import Any, Literal

from edge_bridge.db.client import Call, rpc
from edge_bridge.db.words import Row, Words


class FeedEntry(Row):
    """A booking as the member's own calendar shows it. Instants are aware, the phone is E.164."""

    booking_id: str
    status: str
    service: str
    customer: str
    phone: str | None
    staff: str
    address: str
    notes: str
    starts_at: datetime
    ends_at: datetime
    sequence: int
    changed_at: datetime


class CalendarFeed(Row):
    """What a feed says; `entries` is None when that is what the asker knows already, by its `version`."""

    business: str
    staff: str | None
    zone: str
    version: str
    changed_at: datetime | None
    entries: list[FeedEntry] | None


class OwnFeed(Row):
    """A member's own feed, of all calendars without `staff_id`; `nonce` and `token_hash` tell its token."""

    staff_id: str | None
    nonce: str
    token_hash: str
    read_at: datetime | None


class Column(Row):
    """A calendar of the business."""

    id: str
    name: str


class Source(Row):
    """Another calendar that is read. `stale`: for a day it could not be; `busy`: stretches still to come."""

    id: str
    kind: Literal["ics", "google"]
    name: str
    staff: str | None
    calendar: str | None
    calendars: list[Column]
    sends: bool
    error: str | None
    broken: bool
    read: Words | None
    tried: bool
    stale: bool
    busy: int


class SyncPage(Row):
    """All that the page of calendar sync shows."""

    feeds: list[OwnFeed]
    staff: list[Column]
    sources: list[Source]


class ClaimedSource(Row):
    """Another calendar that is this worker's to look at until its lease runs out. `url` and `token` are secrets."""

    business_id: str
    id: str
    lease: int
    kind: Literal["ics", "google"]
    url: str | None
    token: str | None
    calendar: str | None
    removed: bool
    sends: bool
    failures: int
    zone: str
    starts: datetime
    ends: datetime
    etag: str | None
    last_modified: str | None
    cursor: str | None


class ToSend(Row):
    """A booking that another calendar has not got as it is; without times when it is to go from there."""

    booking_id: str
    status: str
    version: str | None
    service: str = ""
    customer: str = ""
    phone: str | None = None
    staff: str = ""
    address: str = ""
    notes: str = ""
    starts_at: datetime | None = None
    ends_at: datetime | None = None

    @property
    def is_off(self) -> bool:
        """Whether it has no place in a calendar any more."""
        return self.status in ("cancelled", "expired")


class Waiting(Row):
    """Bookings to send, fifty at most; once there are none, all up to `upto` were."""

    upto: datetime
    bookings: list[ToSend]


def calendar_feed(token_hash: str, version: str | None = None) -> Call[CalendarFeed | None]:
    """By the SHA-256 of its token in hex; None when nobody has such a feed (any more)."""
    params = {"p_token_hash": token_hash, "p_version": version}
    return rpc("calendar_feed", params, lambda row: CalendarFeed.model_validate(row) if row else None)


def make_feed(business_id: str, nonce: str, token_hash: str, staff_id: str | None) -> Call[None]:
    """A new address for the member's own feed; the old one stops. Raises NotFound for a calendar not in use."""
    params = {"p_business": business_id, "p_nonce": nonce, "p_token_hash": token_hash, "p_staff": staff_id}
    return rpc("make_calendar_feed", params, lambda _: None)


def stop_feed(business_id: str, staff_id: str | None) -> Call[bool]:
    """The member's own feed stops. False: there was none."""
    return rpc("stop_calendar_feed", {"p_business": business_id, "p_staff": staff_id}, bool)


def sync_page(business_id: str) -> Call[SyncPage]:
    """Raises NotFound when the business is not the person's."""
    return rpc("calendar_sync", {"p_business": business_id}, SyncPage.model_validate)


def add_address(business_id: str, url: str, staff_id: str | None) -> Call[None]:
    """Keeps a calendar, or all of them, busy by what an address says. Raises BadInput in words for people."""
    return rpc("add_calendar_address", {"p_business": business_id, "p_url": url, "p_staff": staff_id}, lambda _: None)


def read_now(business_id: str, source_id: str) -> Call[None]:
    """Another calendar is read soon. Raises NotFound."""
    return rpc("read_calendar_now", {"p_business": business_id, "p_source": source_id}, lambda _: None)


def remove_source(business_id: str, source_id: str) -> Call[None]:
    """Another calendar counts no more. Raises NotFound."""
    return rpc("remove_calendar_source", {"p_business": business_id, "p_source": source_id}, lambda _: None)


def connect_google(business_id: str, token: str, staff_id: str | None) -> Call[str]:
    """Keeps a sealed refresh token, in place of the one that calendar had. Raises BadInput in words for people."""
    params = {"p_business": business_id, "p_token": token, "p_staff": staff_id}
    return rpc("connect_google_calendar", params, str)


def set_google(business_id: str, source_id: str, calendar: str, sends: bool) -> Call[None]:
    """Which calendar of the account, and whether bookings go in. Raises BadInput and NotFound."""
    params = {"p_business": business_id, "p_source": source_id, "p_calendar": calendar, "p_sends": sends}
    return rpc("set_google_calendar", params, lambda _: None)


def keep_calendars(source: ClaimedSource, found: list[dict[str, Any]]) -> Call[str | None]:
    """Which calendars an account has, [{id, name, primary}]; the id of the chosen one."""
    return rpc("keep_google_calendars", _held(source) | {"p_calendars": found}, lambda chosen: chosen)


def bookings_to_send(source: ClaimedSource, now: datetime | None = None) -> Call[Waiting | None]:
    """None: it takes none, or somebody else holds it by now."""
    return rpc("bookings_to_send", _held(source, now), lambda row: Waiting.model_validate(row) if row else None)


def note_sent(source: ClaimedSource, booking: ToSend, now: datetime | None = None) -> Call[bool]:
    """It has the booking as it is. False: somebody else holds it by now."""
    params = _held(source, now) | {"p_booking": booking.booking_id, "p_version": booking.version}
    return rpc("note_sent", params, bool)


def note_all_sent(source: ClaimedSource, upto: datetime) -> Call[None]:
    """It has every booking changed up to then."""
    return rpc("note_all_sent", _held(source) | {"p_upto": upto.isoformat()}, lambda _: None)


def forget(source: ClaimedSource) -> Call[bool]:
    """What opened it is gone for good."""
    return rpc("forget_calendar", _held(source), bool)


def claim_source(now: datetime | None = None) -> Call[ClaimedSource | None]:
    """One that is due, for five minutes."""
    return rpc("claim_calendar_source", {"p_now": now and now.isoformat()}, _claimed)


def keep_busy(
    source: ClaimedSource, busy: list[dict[str, Any]] | None, now: datetime | None = None, **known: Any
) -> Call[bool]:
    """What it said, in place of all it said before; None: nothing new. False: somebody else holds it by now.

    `busy` is [{from, to, own}]: ISO times, with an offset or on the business's clock. `known`: etag, last_modified,
    cursor, name.
    """
    params = _held(source, now) | {"p_busy": busy} | {f"p_{name}": value for name, value in known.items()}
    return rpc("keep_busy_times", params, bool)


def fail_source(
    source: ClaimedSource, error: str, now: datetime | None = None, broken: bool = False, pause_seconds: int = 0
) -> Call[bool]:
    """Notes in words for people why it could not be read; `broken`: only a person can put it right."""
    params = _held(source, now) | {"p_error": error, "p_broken": broken, "p_pause_seconds": pause_seconds}
    return rpc("fail_calendar_source", params, bool)


def _held(source: ClaimedSource, now: datetime | None = None) -> dict[str, Any]:
    held = {"p_business": source.business_id, "p_source": source.id, "p_lease": source.lease}
    return held | {"p_now": now and now.isoformat()}


def _claimed(rows: Any) -> ClaimedSource | None:
    return ClaimedSource.model_validate(rows[0]) if rows else None
