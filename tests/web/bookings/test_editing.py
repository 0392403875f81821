"""What a booking is about can be changed; only what was changed is sent."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tests.web.browsing import Browser, form_of
from tests.web.people import Cast


def page(cast: Cast, booking: str) -> str:
    return f"/dashboard/{cast.business}/bookings/{booking}/edit"


def shown(browser: Browser, sent: Any) -> str:
    """The words of the page that a form led to."""
    assert sent.status_code == 302, sent.text
    return str(browser.get(sent.location).text)


def test_the_form_shows_the_booking_as_it_is(owner: Browser, cast: Cast) -> None:
    booking = cast.agree(
        "Ann Bell", phone="+61400123456", address="1 Oak St", suburb="Milton", postcode="4064", notes="Dog\nGate <left>"
    )
    form = form_of(owner.get(page(cast, booking)).text)
    seen = {
        name: form[name]
        for name in ("customer_name", "customer_phone", "address", "suburb", "postcode", "minutes", "price")
    }
    assert list(seen.values()) == ["Ann Bell", "0400 123 456", "1 Oak St", "Milton", "4064", "60", "65.00"]
    assert form["notes"] == form["was-notes"] == "Dog\nGate <left>"


def test_changed_details_are_kept_told_and_noted(owner: Browser, cast: Cast) -> None:
    booking = cast.agree("Ben Cole")
    words = shown(
        owner,
        owner.send(page(cast, booking), minutes="90", price="120", customer_phone="0412 345 678", notes="Two lawns"),
    )
    assert "Saved: Lawn Mowing for Ben Cole" in words
    assert "Changed by you: length, phone, price, notes" in words
    row = cast.booking(booking)
    assert row["ends_at"] - row["starts_at"] == timedelta(minutes=90)
    assert (row["price_cents"], row["customer_phone"], row["notes"]) == (12000, "+61412345678", "Two lawns")
    assert cast.texts(booking) == ["edited"]


def test_saving_twice_changes_nothing_the_second_time(owner: Browser, cast: Cast) -> None:
    booking = cast.agree()
    path = page(cast, booking)
    first = owner.get(path).text
    owner.send_again(path, first, price="120")
    assert "how it is already. Nothing was changed" in shown(owner, owner.send_again(path, first, price="120"))
    assert cast.texts(booking) == ["edited"]


def test_a_colleague_s_change_meanwhile_is_not_undone(owner: Browser, cast: Cast) -> None:
    booking = cast.agree()
    path = page(cast, booking)
    opened = owner.get(path).text
    owner.send(path, address="9 Fig St")
    owner.send_again(path, opened, notes="Dog in the yard")
    assert (cast.booking(booking)["address"], cast.booking(booking)["notes"]) == ("9 Fig St", "Dog in the yard")


def test_without_the_tick_nobody_is_texted(owner: Browser, cast: Cast) -> None:
    booking = cast.agree()
    owner.send(page(cast, booking), price="", tell=None)
    assert cast.booking(booking)["price_cents"] is None
    assert cast.texts(booking) == []


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("minutes", "an hour", "Give the length in whole minutes"),
        ("minutes", "3", "A booking lasts from 5 minutes to 24 hours."),
        ("price", "sixty", "Give the price in dollars"),
        ("customer_phone", "0412 345", "That phone number isn&#39;t complete."),
    ],
)
def test_what_cannot_be_read_is_said_and_stays_typed(
    owner: Browser, cast: Cast, field: str, typed: str, sentence: str
) -> None:
    booking = cast.agree()
    answer = owner.send(page(cast, booking), **{field: typed, "notes": "Two\nlawns"})
    assert answer.status_code == 422
    assert sentence in answer.text
    assert (form_of(answer.text)[field], form_of(answer.text)["notes"]) == (typed, "Two\nlawns")
    assert cast.booking(booking)["notes"] == ""


def test_a_longer_job_that_runs_into_the_next_one_is_refused(owner: Browser, cast: Cast) -> None:
    starts = cast.free_time()
    booking = cast.agree(at=starts)
    cast.agree("Next Door", at=starts + timedelta(hours=1, minutes=30))
    answer = owner.send(page(cast, booking), minutes="120")
    assert answer.status_code == 409
    assert "It is taken: Next Door" in answer.text
    assert form_of(answer.text)["minutes"] == "120"
    assert "Do it anyway" not in answer.text


def test_a_drive_too_short_may_be_overridden(owner: Browser, cast: Cast) -> None:
    starts = cast.free_time()
    booking = cast.agree(at=starts)
    cast.agree("Next Door", at=starts + timedelta(hours=1, minutes=30))
    answer = owner.send(page(cast, booking), minutes="80")
    assert "too little time for the drive of 20 minutes" in answer.text
    words = shown(owner, owner.send_again(page(cast, booking), answer.text, "anyway"))
    assert "Although: It leaves too little time for the drive" in words
    assert cast.booking(booking)["ends_at"] == starts + timedelta(minutes=80)


def test_what_was_cancelled_is_not_edited(owner: Browser, cast: Cast) -> None:
    booking = cast.agree()
    cast.query(
        "update public.bookings set status = 'cancelled', ended_by = 'owner' where id = %(id)s returning 1", id=booking
    )
    words = shown(owner, owner.send(page(cast, booking), notes="x"))
    assert "had already ended (cancelled). Nothing was changed" in words
