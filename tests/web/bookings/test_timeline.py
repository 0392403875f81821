"""A booking's page: what was done and texted on one timeline, and the button for running late."""

from __future__ import annotations

import html
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from edge_bridge.db.bookings import Late
from edge_bridge.db.words import BookingWords, Words
from tests.web.browsing import Browser
from tests.web.people import Cast
from web.bookings.outcomes import late_words

BRISBANE = ZoneInfo("Australia/Brisbane")


def page(owner: Browser, cast: Cast, booking: str) -> str:
    return html.unescape(owner.get(f"/dashboard/{cast.business}/bookings/{booking}").text)


def texted(cast: Cast, booking: str, **columns: Any) -> None:
    sets = ", ".join(f"{name} = %({name})s" for name in columns)
    cast.query(f"update public.outbox set {sets} where booking_id = %(id)s returning 1", id=booking, **columns)


def test_texts_stand_among_what_was_done_in_their_order(owner: Browser, cast: Cast) -> None:
    booking = cast.book()
    owner.post(
        f"/dashboard/{cast.business}/bookings/{booking}/confirm", f"/dashboard/{cast.business}/bookings/{booking}"
    )
    trail = page(owner, cast, booking).split('class="plain trail"')[1]
    places = [
        trail.index(words)
        for words in ("Asked for by text", ": New request", "Confirmed by you", ": Booking confirmed")
    ]
    assert places == sorted(places)


@pytest.mark.parametrize(
    ("columns", "words"),
    [
        ({"state": "waiting", "due_at": datetime.now(UTC)}, ">Waiting to go<"),
        ({"state": "sending"}, ">Being sent<"),
        ({"state": "sent"}, ">Sent<"),
        ({"state": "delivered"}, ">Delivered<"),
        ({"state": "failed", "error_code": 30003}, ">Not delivered: their phone was off or out of reach<"),
        ({"state": "skipped", "error": "opted out"}, ">Not sent: they sent STOP<"),
        ({"state": "skipped", "error": "the booking is cancelled"}, ">Not sent: the booking is cancelled<"),
    ],
)
def test_each_text_says_what_became_of_it(owner: Browser, cast: Cast, columns: dict[str, Any], words: str) -> None:
    booking = cast.book()
    texted(cast, booking, **columns)
    shown = page(owner, cast, booking)
    assert words in shown
    assert ("/retry" in shown) is (columns["state"] == "failed")


def test_a_text_that_waits_says_until_when(owner: Browser, cast: Cast) -> None:
    booking = cast.book()
    tomorrow = datetime.now(BRISBANE).replace(hour=8, minute=0, second=0, microsecond=0) + timedelta(days=1)
    texted(cast, booking, due_at=tomorrow)
    assert ">Waiting until 8:00 AM tomorrow<" in page(owner, cast, booking)


def test_what_a_text_said_is_there_to_unfold_and_only_text(owner: Browser, cast: Cast) -> None:
    booking = cast.book()
    texted(cast, booking, body="<b>Booked</b>\nSee you", state="sent")
    shown = owner.get(f"/dashboard/{cast.business}/bookings/{booking}").text
    assert "&lt;b&gt;Booked&lt;/b&gt;\nSee you" in shown.split("What it said")[1]


def test_a_retry_from_the_timeline_comes_back_to_it(owner: Browser, cast: Cast) -> None:
    booking = cast.book()
    texted(cast, booking, state="failed")
    text = cast.query("select id::text from public.outbox where booking_id = %(id)s", id=booking)[0]["id"]
    here = f"/dashboard/{cast.business}/bookings/{booking}"
    answer = owner.post(f"/dashboard/{cast.business}/texts/{text}/retry", here, booking=booking, **{"from": "booking"})
    assert answer.location == here


def today(cast: Cast, begins: str, ends: str) -> str:
    """A confirmed booking from so long to so long from now."""
    booking = cast.book(name="Ann Bell")
    cast.query(
        "update public.bookings set status = 'confirmed', starts_at = now() + %(begins)s::interval,"
        " ends_at = now() + %(ends)s::interval where id = %(id)s returning 1",
        id=booking,
        begins=begins,
        ends=ends,
    )
    return booking


@pytest.mark.parametrize(
    ("begins", "ends", "offered"),
    [("0 minutes", "1 hour", True), ("-2 hours", "-1 hour", False), ("26 hours", "27 hours", False)],
)
def test_running_late_is_offered_for_a_job_of_today_that_is_not_over(
    owner: Browser, cast: Cast, begins: str, ends: str, offered: bool
) -> None:
    shown = page(owner, cast, today(cast, begins, ends))
    assert ("Running late" in shown) is offered
    assert all((f'name="minutes" value="{minutes}"' in shown) is offered for minutes in (10, 20, 30))


@pytest.mark.parametrize("minutes", ["", "0", "soon", "-5"])
def test_no_minutes_are_nobody_told(owner: Browser, cast: Cast, minutes: str) -> None:
    booking = today(cast, "0 minutes", "1 hour")
    here = f"/dashboard/{cast.business}/bookings/{booking}"
    assert owner.post(f"{here}/late", here, minutes=minutes).location == here
    assert "Nobody was told." in page(owner, cast, booking)


@pytest.mark.parametrize(
    ("outcome", "words", "tone"),
    [
        ("told", "We're telling Ann Bell that you're running about 20 minutes late.", "success"),
        ("not_today", "isn't a job of today, so nobody was told", "warning"),
        ("already_ended", "had already ended (cancelled). Nobody was told.", "info"),
        ("unreachable", "There's no way to text Ann Bell, so nobody was told. Call them.", "warning"),
    ],
)
def test_what_became_of_running_late_is_said(outcome: str, words: str, tone: str) -> None:
    at = Words.model_construct(short="Thu, Nov 5", time="2:00 PM")
    booking = BookingWords.model_construct(service="Lawn Mowing", customer="Ann Bell", status="cancelled", words=at)
    said, colour = late_words(Late.model_construct(outcome=outcome, booking=booking), 20)
    assert words in said
    assert colour == tone
