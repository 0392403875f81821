"""When somebody is busy, from an iCalendar file of unknown quality.

The file is read by a process of its own, with bounded time and memory and without any of our settings: what a rule comes
to can take for ever, and nothing but killing the process would stop it. That process is `python -m edge_bridge.calendars.busy`.
"""

from __future__ import annotations

import json
import re
import resource
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

SECONDS = 20
MEMORY = 1024 * 1024 * 1024
MOST_EVENTS = 5000
MOST_TIMES = 5000
FREQUENCIES = ("DAILY", "WEEKLY", "MONTHLY", "YEARLY")
OWN = re.compile(r"([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})@coresentia\.com\.au", re.IGNORECASE)
Busy = dict[str, str | None]


class NotACalendar(Exception):
    """Why a file can't be used, in words for the person who gave its address."""


def busy_times(content: bytes, starts: datetime, ends: datetime) -> list[Busy]:
    """The busy times between two instants: [{from, to, own}], `own` a booking's id where the event is a copy of ours.

    Times with an offset are instants, those without are on the business's clock. Raises NotACalendar.
    """
    start = content[:2000].lstrip(b"\xef\xbb\xbf \t\r\n").upper()
    if not start.startswith(b"BEGIN:VCALENDAR"):
        page = " It is a web page." if b"<HTML" in start or b"<!DOCTYPE" in start else ""
        raise NotACalendar(f"what is there isn’t a calendar file (ICS).{page} Copy the calendar’s iCal address.")
    if content.upper().count(b"BEGIN:VEVENT") > MOST_EVENTS:
        raise NotACalendar(f"the calendar has more than {MOST_EVENTS:,} events.")
    command = [sys.executable, "-m", "edge_bridge.calendars.busy", starts.isoformat(), ends.isoformat()]
    try:
        done = subprocess.run(
            command, input=content, capture_output=True, timeout=SECONDS, env={"PYTHONPATH": ":".join(sys.path)}
        )
    except subprocess.TimeoutExpired as error:
        raise NotACalendar("working out its events takes too long.") from error
    if done.returncode != 0:
        raise NotACalendar("it is damaged, or has events we can’t read.")
    found: list[Busy] = json.loads(done.stdout)
    if len(found) > MOST_TIMES:
        raise NotACalendar(f"it is busy more than {MOST_TIMES:,} times in the days customers can book.")
    return found


def expand(content: bytes, starts: datetime, ends: datetime) -> Iterator[Busy]:
    """The same, here and unbounded."""
    import recurring_ical_events  # type: ignore[import-untyped]
    from icalendar import Calendar

    calendar = Calendar.from_ical(content)
    for event in calendar.walk("VEVENT"):
        _check_rule(event)
    for event in recurring_ical_events.of(calendar, skip_bad_series=True).between(starts, ends):
        if _is_busy(event) and (times := _times(event)):
            own = OWN.fullmatch(str(event.get("UID", "")).strip())
            yield {"from": times[0], "to": times[1], "own": own[1].lower() if own else None}


def _check_rule(event: Any) -> None:
    """Refuses rules that repeat many times a day: nobody means them, and they never end."""
    rules = event.get("RRULE", [])
    for rule in rules if isinstance(rules, list) else [rules]:
        often = [part for part in ("BYHOUR", "BYMINUTE", "BYSECOND") if len(rule.get(part, [])) > 1]
        if str(rule.get("FREQ", [""])[0]).upper() not in FREQUENCIES or often:
            raise ValueError(f"unusual rule {rule}")


def _is_busy(event: Any) -> bool:
    """Neither cancelled, nor shown as free, nor an invitation turned down by everybody it names."""
    free = str(event.get("X-MICROSOFT-CDO-BUSYSTATUS", "")).upper() == "FREE"
    shown_free = str(event.get("TRANSP", "")).upper() == "TRANSPARENT"
    return not free and not shown_free and str(event.get("STATUS", "")).upper() != "CANCELLED"


def _times(event: Any) -> tuple[str, str] | None:
    """From and to; None where it takes no time."""
    starts, ends = event.start, event.end
    if ends <= starts:
        return None
    return _said(starts), _said(ends)


def _said(at: date | datetime) -> str:
    if not isinstance(at, datetime):
        return datetime.combine(at, time()).isoformat()
    return (at.astimezone(UTC) if at.tzinfo else at).isoformat()


def main() -> None:
    """Reads a file from standard input and writes its busy times as JSON."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    starts, ends = (datetime.fromisoformat(words) for words in sys.argv[1:3])
    found = []
    for busy in expand(sys.stdin.buffer.read(), starts - timedelta(days=1), ends + timedelta(days=1)):
        found.append(busy)
        if len(found) > MOST_TIMES:
            break
    json.dump(found, sys.stdout)


if __name__ == "__main__":
    main()
