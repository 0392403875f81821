"""The address that puts a booking into its customer's own calendar."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest
from icalendar import Calendar

from tests.edge_bridge.edge import Edge, edge_over
from tests.stack import Stack
from tests.supabase.rules.desk import Desk, instant

NOBODY = "00000000-0000-4000-8000-000000000000"

NUMBERS = iter(range(700_000, 800_000))
THURSDAY = {"day_from": "2026-11-05"}


@pytest.fixture(scope="module")
def edge(module_stack: Stack) -> Iterator[Edge]:
    with edge_over(module_stack) as running:
        yield running


@pytest.fixture
def desk(edge: Edge) -> Desk:
    return Desk(edge.database, edge.cast)


@pytest.fixture
def booking(desk: Desk) -> Any:
    return desk.pencil(THURSDAY, f"+61400{next(NUMBERS):06d}")


def link(desk: Desk, booking: Any) -> str:
    return f"/c/{desk.booking(booking)['calendar_token']}.ics"


def entry(edge: Edge, path: str) -> Any:
    """The one event behind a link, as another program reads it."""
    answer = edge.client.get(path)
    assert answer.status_code == 200
    (event,) = Calendar.from_ical(answer.content).walk("VEVENT")
    return event


def test_a_booking_is_one_event_with_where_when_and_whom_to_call(edge: Edge, desk: Desk, booking: Any) -> None:
    desk.confirm(booking)
    event, row = entry(edge, link(desk, booking)), desk.booking(booking)
    assert str(event["summary"]) == "Lawn Mowing - Green Blade"
    assert event["description"] == "Green Blade\nPh: (07) 3100 0101"
    assert (event.start, event.end) == (row["starts_at"], row["ends_at"])
    assert b"DTSTART:20261104T220000Z" in edge.client.get(link(desk, booking)).content
    assert event["status"] == "CONFIRMED"


def test_the_answer_is_a_calendar_file_that_nobody_keeps(edge: Edge, desk: Desk, booking: Any) -> None:
    answer = edge.client.get(link(desk, booking))
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    assert answer.headers["content-disposition"] == 'attachment; filename="booking.ics"'
    assert (answer.headers["cache-control"], answer.headers["x-robots-tag"]) == ("no-store", "noindex")
    assert all(len(line) <= 75 for line in answer.content.split(b"\r\n"))


def test_where_is_the_job_s_address_and_nothing_else_of_the_customer_is_said(edge: Edge, desk: Desk) -> None:
    phone = "+61400987654"
    turn = desk.turn("Can you mow my lawn?", phone)
    ref = desk.slots(turn, THURSDAY)["offers"][0]["ref"]
    details = {"name": "John Smith", "address": "123 Smith St, Brisbane", "notes": "Key under the mat"}
    held = desk.hold(turn, ref, **details)
    desk.finish(turn)
    path = link(desk, held["booking"])
    assert str(entry(edge, path)["location"]) == "123 Smith St, Brisbane"
    for secret in ("John", "Key under", phone, phone[1:], "0400 987 654"):
        assert secret not in edge.client.get(path).text


def test_a_change_keeps_the_uid_and_raises_the_sequence(edge: Edge, desk: Desk, booking: Any) -> None:
    path, seen = link(desk, booking), []
    owner = edge.cast.owner.user_id
    steps = [
        lambda: None,
        lambda: desk.confirm(booking),
        lambda: desk.call(
            "private.move_booking",
            edge.cast.lawns.id,
            booking["id"],
            None,
            instant("2026-11-10T16:00+10:00"),
            True,
            False,
            owner,
            desk.later(hours=1),
        ),
        lambda: desk.call(
            "private.cancel_booking",
            edge.cast.lawns.id,
            booking["id"],
            "owner",
            owner,
            "Rain",
            True,
            desk.later(hours=1),
        ),
    ]
    for step in steps:
        step()
        seen.append(entry(edge, path))
    assert {str(event["uid"]) for event in seen} == {f"{booking['id']}@coresentia.com.au"}
    sequences = [event["sequence"] for event in seen]
    assert sequences == sorted(set(sequences))
    assert [str(event["status"]) for event in seen] == ["TENTATIVE", "CONFIRMED", "CONFIRMED", "CANCELLED"]
    assert seen[2].start == datetime(2026, 11, 10, 6, tzinfo=UTC)
    stamps = [event["dtstamp"].dt for event in seen]
    assert stamps == sorted(stamps)
    assert stamps[-1] == desk.now


@pytest.mark.parametrize(
    ("status", "said"),
    [("completed", "CONFIRMED"), ("no_show", "CONFIRMED"), ("expired", "CANCELLED"), ("cancelled", "CANCELLED")],
)
def test_each_ending_has_its_word(edge: Edge, desk: Desk, booking: Any, status: str, said: str) -> None:
    desk.do("update public.bookings set status = %s where id = %s", status, booking["id"])
    assert str(entry(edge, link(desk, booking))["status"]) == said


def test_the_same_booking_read_twice_is_the_same_file(edge: Edge, desk: Desk, booking: Any) -> None:
    path = link(desk, booking)
    assert edge.client.get(path).content == edge.client.get(path).content


@pytest.mark.parametrize("path", [f"/c/{NOBODY}.ics", "/c/1.ics", "/c/.ics", f"/c/{NOBODY}", "/c/", "/c/%00.ics"])
def test_a_token_nobody_has_is_not_found_in_plain_words(edge: Edge, path: str) -> None:
    answer = edge.client.get(path)
    assert (answer.status_code, answer.headers["content-type"]) == (404, "text/plain; charset=utf-8")


def test_the_booking_s_own_id_is_no_token(edge: Edge, booking: Any) -> None:
    assert edge.client.get(f"/c/{booking['id']}.ics").status_code == 404


def test_a_deleted_booking_is_not_found(edge: Edge, desk: Desk, booking: Any) -> None:
    path = link(desk, booking)
    desk.do("update public.bookings set deleted_at = now() where id = %s", booking["id"])
    assert edge.client.get(path).status_code == 404


def test_nothing_is_changed_through_the_link(edge: Edge, desk: Desk, booking: Any) -> None:
    assert edge.client.post(link(desk, booking)).status_code == 405


def test_while_the_database_is_away_the_customer_is_asked_to_try_again(stack: Stack) -> None:
    with edge_over(stack, url="http://127.0.0.1:9") as edge:
        answer = edge.client.get(f"/c/{uuid4()}.ics")
        assert (answer.status_code, "try again" in answer.text) == (503, True)
