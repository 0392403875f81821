"""Calendar files, whole and broken."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from edge_bridge.imports.events import read_events
from edge_bridge.imports.rows import Unreadable

NOW = datetime(2026, 11, 5, 12, tzinfo=ZoneInfo("Australia/Brisbane"))


def calendar(*events: str) -> bytes:
    whole = "".join(f"BEGIN:VEVENT\n{event}\nEND:VEVENT\n" for event in events)
    return f"BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:x\n{whole}END:VCALENDAR\n".replace("\n", "\r\n").encode()


def test_events_are_read_as_instants_wall_times_and_whole_days() -> None:
    read = read_events(
        calendar(
            "UID:1\nSUMMARY:Mow - Jo\nLOCATION:1 Oak St\nDESCRIPTION:Call 0400 111 222 first\nDTSTART:20261110T000000Z\nDTEND:20261110T010000Z",
            "UID:2\nSUMMARY:Wall\nDTSTART:20261110T100000\nDURATION:PT30M",
            "UID:3\nSUMMARY:Away\nDTSTART;VALUE=DATE:20261224",
            "UID:4\nSUMMARY:Zoned\nDTSTART;TZID=Australia/Sydney:20261110T100000\nDTEND;TZID=Australia/Sydney:20261110T110000",
        ),
        NOW,
    )
    assert read.unread == []
    one, wall, away, zoned = read.rows
    assert (one["starts"], one["ends"], one["floating"]) == (
        "2026-11-10T00:00:00+00:00",
        "2026-11-10T01:00:00+00:00",
        False,
    )
    assert (one["phone"], one["location"], one["uid"]) == ("+61400111222", "1 Oak St", "1")
    assert (wall["starts"], wall["ends"], wall["floating"], wall["all_day"]) == (
        "2026-11-10T10:00:00",
        "2026-11-10T10:30:00",
        True,
        False,
    )
    assert (away["starts"], away["ends"], away["all_day"]) == ("2026-12-24T00:00:00", "2026-12-25T00:00:00", True)
    assert zoned["starts"] == "2026-11-10T10:00:00+11:00"


def test_what_is_left_out_is_named_and_what_is_over_only_counted() -> None:
    time = "DTSTART:20261110T000000Z\nDTEND:20261110T010000Z"
    read = read_events(
        calendar(
            f"UID:1\nSUMMARY:Yoga\n{time}\nRRULE:FREQ=WEEKLY",
            f"UID:2\nSUMMARY:Off\n{time}\nSTATUS:CANCELLED",
            f"UID:3\nSUMMARY:Free\n{time}\nTRANSP:TRANSPARENT",
            "UID:4\nSUMMARY:Backwards\nDTSTART:20261110T010000Z\nDTEND:20261110T000000Z",
            "UID:5\nSUMMARY:No time",
            "UID:6\nSUMMARY:Old\nDTSTART:20201110T000000Z\nDTEND:20201110T010000Z",
            "UID:7\nSUMMARY:Far\nDTSTART:20401110T000000Z\nDTEND:20401110T010000Z",
        ),
        NOW,
    )
    assert (read.rows, read.past) == ([], 1)
    assert [one["line"] for one in read.unread] == [1, 2, 3, 4, 5, 7]
    assert "repeats" in read.unread[0]["why"]


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"Hello",
        b"BEGIN:VCALENDAR",
        b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nEND:VCALENDAR\r\n",
        b"BEGIN:VCARD\r\nFN:Jo\r\nEND:VCARD\r\n",
        b"\x00\xff\xfe\x01" * 40,
        b"<html></html>",
        calendar("UID:1")[:-30],
    ],
)
def test_a_file_as_ics_that_is_not_one_is_refused_in_words(data: bytes) -> None:
    with pytest.raises(Unreadable, match="calendar file"):
        read_events(data, NOW)


def test_too_many_events_are_refused() -> None:
    time = "DTSTART:20261110T000000Z\nDTEND:20261110T010000Z"
    with pytest.raises(Unreadable, match="500 events"):
        read_events(calendar(*(f"UID:{n}\n{time}" for n in range(501))), NOW)
