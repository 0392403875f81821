"""A business's bookings as a calendar that people subscribe to, at a private address. Whoever has the address may read it.

The same state of the bookings makes the same bytes, so that one who has them is told so (304) at little cost.
"""

import hashlib
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime, parsedate_to_datetime

import structlog
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from edge_bridge.calendars.event import STATUS
from edge_bridge.db import AsyncDatabase, DatabaseError
from edge_bridge.db.sync import CalendarFeed, FeedEntry, calendar_feed
from edge_bridge.texts.phones import national

FORMAT = "1"  # of what we make of a version: raise it when that changes
REFRESH = timedelta(minutes=15)
HEADERS = {
    "Cache-Control": "private, no-cache",  # may be kept, but is asked for each time
    "Content-Disposition": 'inline; filename="bookings.ics"',
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex",
}

log = structlog.get_logger()


def token_hash(token: str) -> str:
    """What is stored of a feed's token."""
    return hashlib.sha256(token.encode()).hexdigest()


async def feed(request: Request) -> Response:
    """The bookings as they are now, or 304. 404 for an address nobody has, 503 while the database does not answer."""
    database: AsyncDatabase = request.app.state.database
    try:
        found = await database.run(
            calendar_feed(token_hash(str(request.path_params["token"])), _known_version(request))
        )
    except DatabaseError as error:
        log.error("calendar feed not read", error=str(error))
        return PlainTextResponse("Your bookings could not be read just now. Please try again in a minute.", 503)
    if found is None:
        return PlainTextResponse("There is no such calendar. Its address may have been changed.", 404)
    headers = HEADERS | {"ETag": f'"{FORMAT}-{found.version}"'}
    if found.changed_at:
        headers["Last-Modified"] = format_datetime(_whole_second(found.changed_at), usegmt=True)
    if found.entries is None or _is_known(request, found):
        return Response(status_code=304, headers=headers)
    return Response(feed_file(found), media_type="text/calendar", headers=headers)


def feed_file(found: CalendarFeed) -> bytes:
    """A VCALENDAR (RFC 5545, 7986) of its entries, times in UTC."""
    from icalendar import Calendar, vDuration

    calendar = Calendar()
    name = f"{found.business} ({found.staff})" if found.staff else found.business
    calendar.add("prodid", "-//CoreSentia//Bookings//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("name", name)
    calendar.add("x-wr-calname", name)
    calendar.add("x-wr-timezone", found.zone)
    calendar.add("refresh-interval", vDuration(REFRESH), parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", vDuration(REFRESH))
    for entry in found.entries or []:
        calendar.add_component(_event(entry))
    return bytes(calendar.to_ical())


def _event(entry: FeedEntry):  # type: ignore[no-untyped-def]  # the library is imported when it is asked for
    from icalendar import Event

    status = STATUS.get(entry.status, "CONFIRMED")
    event = Event()
    event.add("uid", f"{entry.booking_id}@coresentia.com.au")
    event.add("dtstamp", entry.changed_at.astimezone(UTC))
    event.add("last-modified", entry.changed_at.astimezone(UTC))
    event.add("sequence", entry.sequence)
    event.add("dtstart", entry.starts_at.astimezone(UTC))
    event.add("dtend", entry.ends_at.astimezone(UTC))
    event.add("summary", " - ".join(part for part in (entry.service, entry.customer) if part))
    event.add("status", status)
    event.add("transp", "TRANSPARENT" if status == "CANCELLED" else "OPAQUE")
    event.add("description", _description(entry))
    if entry.address:
        event.add("location", entry.address)
    return event


def _description(entry: FeedEntry) -> str:
    waits = "Not confirmed yet." if entry.status == "pending" else ""
    phone = f"Ph: {national(entry.phone)}" if entry.phone else ""
    return "\n".join(line for line in (waits, phone, f"With {entry.staff}", entry.notes) if line)


def _known_version(request: Request) -> str | None:
    """The version an asker has, if it names exactly one of ours."""
    known = request.headers.get("if-none-match", "").strip().removeprefix("W/").strip('"')
    return known.removeprefix(f"{FORMAT}-") if known.startswith(f"{FORMAT}-") else None


def _is_known(request: Request, found: CalendarFeed) -> bool:
    """By the ETags it has, or by its date if it has none; never within the second in which something changed."""
    if tags := request.headers.get("if-none-match"):
        return any(tag.strip().removeprefix("W/") in ("*", f'"{FORMAT}-{found.version}"') for tag in tags.split(","))
    try:
        since = parsedate_to_datetime(request.headers.get("if-modified-since", ""))
    except ValueError:
        return False
    return since.tzinfo is not None and found.changed_at is not None and _whole_second(found.changed_at) <= since


def _whole_second(at: datetime) -> datetime:
    """The end of the second it is in."""
    return at.astimezone(UTC).replace(microsecond=0) + timedelta(seconds=1)


routes = [Route("/calendar/{token}.ics", feed)]
