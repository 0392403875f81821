"""A calendar file (iCalendar): its events still to come."""

import re
from datetime import date, datetime, timedelta
from typing import Any

from icalendar import Calendar, Event

from edge_bridge.imports.rows import Read, Unreadable
from edge_bridge.texts.phones import e164

MOST_EVENTS = 500
AHEAD = timedelta(days=730)
NOT_ONE = "That is not a calendar file. Export it as .ics and choose that file."
_NUMBER = re.compile(r"\+?[0-9][0-9 ()./-]{6,18}[0-9]")


def read_events(data: bytes, now: datetime) -> Read:
    """Rows {line, uid, title, location, phone, starts, ends, floating, all_day} of what ends after `now`.

    `line` counts events. Starts and ends are ISO 8601: instants, or wall times where `floating`. Repeating events are
    left out and named. Raises Unreadable.
    """
    try:
        calendar = Calendar.from_ical(data)
        events = [one for one in calendar.walk("VEVENT") if isinstance(one, Event)]
    except (ValueError, IndexError, KeyError, TypeError, AttributeError) as problem:
        raise Unreadable(NOT_ONE) from problem
    if calendar.name != "VCALENDAR":
        raise Unreadable(NOT_ONE)
    read = Read()
    for number, event in enumerate(events, start=1):
        _read_event(read, number, event, now)
        if len(read.rows) > MOST_EVENTS:
            raise Unreadable(f"That file has more than {MOST_EVENTS} events to come. Export a shorter time.")
    return read


def _read_event(read: Read, number: int, event: Event, now: datetime) -> None:
    title = _words(event, "SUMMARY")
    try:
        starts, ends = _times(event)
    except (ValueError, TypeError, AttributeError, KeyError, OverflowError):
        read.skip(number, f"“{title}” has no time that can be read")
        return
    if why := _left_out(event, starts, now):
        read.skip(number, f"“{title}” {why}")
    elif _instant(ends, now) <= now:
        read.past += 1
    else:
        read.rows.append(_row(number, event, title, starts, ends))


def _times(event: Event) -> tuple[date, date]:
    starts = event.decoded("DTSTART")
    if "DTEND" in event:
        ends = event.decoded("DTEND")
    elif "DURATION" in event:
        ends = starts + event.decoded("DURATION")
    else:
        ends = starts if isinstance(starts, datetime) else starts + timedelta(days=1)
    if isinstance(starts, datetime) != isinstance(ends, datetime) or ends <= starts:
        raise ValueError("it ends before it starts")
    return starts, ends


def _left_out(event: Event, starts: date, now: datetime) -> str:
    """Why an event with a time is not imported; empty when it is."""
    if "RRULE" in event or "RDATE" in event:
        return "repeats: add it under Hours, as a blocked time that repeats"
    if str(event.get("STATUS", "")).upper() == "CANCELLED":
        return "is cancelled"
    if str(event.get("TRANSP", "")).upper() == "TRANSPARENT":
        return "is marked as free"
    return "is more than two years ahead" if _instant(starts, now) > now + AHEAD else ""


def _instant(at: date, now: datetime) -> datetime:
    """Only to tell past from future: a wall time counts as one of `now`'s zone."""
    if not isinstance(at, datetime):
        return datetime(at.year, at.month, at.day, tzinfo=now.tzinfo)
    return at if at.tzinfo else at.replace(tzinfo=now.tzinfo)


def _row(number: int, event: Event, title: str, starts: date, ends: date) -> dict[str, Any]:
    number_in_it = _NUMBER.search(_words(event, "DESCRIPTION"))
    return {
        "line": number,
        "uid": _words(event, "UID") or title,
        "title": title,
        "location": _words(event, "LOCATION")[:200],
        "phone": (e164(number_in_it[0]) or "") if number_in_it else "",
        "starts": _iso(starts),
        "ends": _iso(ends),
        "floating": not (isinstance(starts, datetime) and starts.tzinfo),
        "all_day": not isinstance(starts, datetime),
    }


def _iso(at: date) -> str:
    return at.isoformat() if isinstance(at, datetime) else f"{at.isoformat()}T00:00:00"


def _words(event: Event, name: str) -> str:
    """A field's text on one line, without control characters."""
    return " ".join("".join(c if c.isprintable() else " " for c in str(event.get(name, ""))).split())[:1000]
