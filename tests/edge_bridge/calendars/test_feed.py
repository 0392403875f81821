"""The private address at which a member's own calendar reads the bookings."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, timedelta
from typing import Any

import pytest
from icalendar import Calendar

from edge_bridge.calendars.feed import token_hash
from tests.edge_bridge.edge import Edge, edge_over
from tests.stack import Stack
from tests.supabase.rules.desk import Desk

TOKEN, NEW_TOKEN = "t" * 43, "n" * 43
NUMBERS = iter(range(400_000, 500_000))
LINE = re.compile(r"[A-Z0-9-]+(;[A-Z0-9-]+=[^\x00-\x1f\x7f\";:,]+)*:[^\x00-\x08\x0a-\x1f\x7f]*")
ESCAPED = re.compile(r"\\[\\;,nN]")


@pytest.fixture(scope="module")
def edge(module_stack: Stack) -> Iterator[Edge]:
    with edge_over(module_stack) as running:
        yield running


@pytest.fixture
def desk(edge: Edge) -> Iterator[Desk]:
    desk = Desk(edge.database, edge.cast)
    desk.now = desk.value("select date_trunc('day', now(), 'Australia/Brisbane') + interval '8 hours'")
    make_feed(desk, TOKEN)
    yield desk
    desk.do("delete from public.calendar_feeds")


def make_feed(desk: Desk, token: str) -> None:
    with desk.signed_in(desk.cast.owner):
        desk.call("make_calendar_feed", desk.cast.lawns.id, "n" * 32, token_hash(token))


def pencil(desk: Desk) -> Any:
    return desk.pencil(phone=f"+61400{next(NUMBERS):06d}")


def get(edge: Edge, token: str = TOKEN, **headers: str) -> Any:
    return edge.client.get(
        f"/calendar/{token}.ics", headers={name.replace("_", "-"): value for name, value in headers.items()}
    )


def events(edge: Edge) -> dict[str, Any]:
    return {str(event["UID"]): event for event in Calendar.from_ical(get(edge).content).walk("VEVENT")}


def by_hand(content: bytes) -> list[dict[str, str]]:
    """The events as the grammar of RFC 5545 has them, read without any library: content lines, folding, escaping, nesting."""
    assert content.endswith(b"\r\n")
    lines = content[:-2].split(b"\r\n")
    assert all(len(line) <= 75 and b"\n" not in line and b"\r" not in line for line in lines)
    unfolded = content[:-2].replace(b"\r\n ", b"").decode().split("\r\n")
    assert all(LINE.fullmatch(line) for line in unfolded), unfolded
    found: list[dict[str, str]] = []
    open_parts: list[str] = []
    for line in unfolded:
        name, _, value = line.partition(":")
        if name == "BEGIN":
            open_parts.append(value)
            found += [{}] if value == "VEVENT" else []
        elif name == "END":
            assert open_parts.pop() == value
        elif open_parts[-1] == "VEVENT":
            assert name not in found[-1], f"{name} twice"
            found[-1][name] = value
    assert open_parts == []
    for event in found:
        assert {"UID", "DTSTAMP", "DTSTART", "DTEND"} <= set(event)
        assert all(
            re.fullmatch(r"\d{8}T\d{6}Z", event[name]) for name in ("DTSTART", "DTEND", "DTSTAMP", "LAST-MODIFIED")
        )
        assert all(
            bare not in ESCAPED.sub("", event.get(name, ""))
            for name in ("SUMMARY", "LOCATION", "DESCRIPTION")
            for bare in (";", ",", "\\")
        )
    return found


def plain(text: str) -> str:
    return re.sub(r"\\(.)", lambda m: "\n" if m[1] in "nN" else m[1], text)


def test_each_booking_is_an_entry_that_another_reader_understands_too(edge: Edge, desk: Desk) -> None:
    asked, agreed, declined = (pencil(desk) for _ in range(3))
    desk.confirm(agreed)
    desk.decline(declined)
    notes = "Gate code 12; mind the dog, it\\barks…\nBEGIN:VEVENT\n" + "🌱 übermütig " * 12
    desk.do(
        "update public.bookings set notes = %s, address = '1 High St, Red Hill; rear' where id = %s",
        notes,
        agreed["id"],
    )
    read, raw = events(edge), {e["UID"]: e for e in by_hand(get(edge).content)}
    uid = {
        name: f"{b['id']}@coresentia.com.au"
        for name, b in (("asked", asked), ("agreed", agreed), ("declined", declined))
    }
    assert [str(read[uid[name]]["STATUS"]) for name in uid] == ["TENTATIVE", "CONFIRMED", "CANCELLED"]
    assert raw.keys() == read.keys()
    row, event = desk.booking(agreed), raw[uid["agreed"]]
    assert event["DTSTART"] == row["starts_at"].astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
    assert plain(event["LOCATION"]) == "1 High St, Red Hill; rear" == str(read[uid["agreed"]]["LOCATION"])
    assert plain(event["DESCRIPTION"]) == str(read[uid["agreed"]]["DESCRIPTION"])
    assert notes.strip() in plain(event["DESCRIPTION"]).replace("\r", "")
    assert event["SUMMARY"] == "Lawn Mowing - John Smith"
    content = get(edge).content
    assert b"\r\nREFRESH-INTERVAL;VALUE=DURATION:PT15M\r\n" in content


def test_a_change_raises_the_sequence_and_keeps_the_uid(edge: Edge, desk: Desk) -> None:
    booking = pencil(desk)
    uid = f"{booking['id']}@coresentia.com.au"
    before = events(edge)[uid]
    desk.later(minutes=5)
    desk.confirm(booking)
    after = events(edge)[uid]
    assert after["SEQUENCE"] > before["SEQUENCE"]
    assert after["LAST-MODIFIED"].dt > before["LAST-MODIFIED"].dt


def test_who_has_the_newest_already_is_told_so(edge: Edge, desk: Desk) -> None:
    booking = pencil(desk)
    first = get(edge)
    assert first.headers["cache-control"] == "private, no-cache"
    tag, date = first.headers["etag"], first.headers["last-modified"]
    for known in (
        {"if_none_match": tag},
        {"if_none_match": f'W/{tag}, "x"'},
        {"if_none_match": f'"x", {tag}'},
        {"if_modified_since": date},
    ):
        answer = get(edge, **known)
        assert (answer.status_code, answer.content, answer.headers["etag"]) == (304, b"", tag)
    assert get(edge).content == first.content
    desk.later(hours=1)
    desk.confirm(booking)
    assert get(edge, if_none_match=tag, if_modified_since=date).status_code == 200
    assert get(edge, if_modified_since=date).status_code == 200
    assert get(edge, if_modified_since="yesterday").status_code == 200


def test_a_new_address_ends_the_old_one_and_a_wrong_one_is_not_there(edge: Edge, desk: Desk) -> None:
    make_feed(desk, NEW_TOKEN)
    assert get(edge, NEW_TOKEN).status_code == 200
    for wrong in (TOKEN, "", "x" * 5000, "..%2f", token_hash(NEW_TOKEN)):
        assert get(edge, wrong).status_code == 404
    with desk.signed_in(desk.cast.owner):
        assert desk.call("stop_calendar_feed", desk.cast.lawns.id)
    assert get(edge, NEW_TOKEN).status_code == 404


def test_old_cancelled_bookings_and_far_ones_are_left_out(edge: Edge, desk: Desk) -> None:
    gone, past, kept = (pencil(desk) for _ in range(3))
    desk.decline(gone)
    desk.do("update public.bookings set updated_at = now() - interval '31 days' where id = %s", gone["id"])
    desk.do(
        "update public.bookings set starts_at = starts_at - interval '100 days', ends_at = ends_at - interval '100 days' where id = %s",
        past["id"],
    )
    found = events(edge).keys()
    assert f"{kept['id']}@coresentia.com.au" in found
    assert not {f"{b['id']}@coresentia.com.au" for b in (gone, past)} & found
    assert timedelta(0) < desk.value("select now() - read_at + interval '1 second' from public.calendar_feeds")
