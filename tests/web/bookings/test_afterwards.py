"""What becomes of an agreed booking: called off, done, nobody there, or its customer wants another time."""

from __future__ import annotations

import re
from typing import Any

from tests.web.browsing import Browser
from tests.web.people import Cast


def page(cast: Cast, booking: str, more: str = "") -> str:
    return f"/dashboard/{cast.business}/bookings/{booking}{more}"


def tap(browser: Browser, cast: Cast, booking: str, verb: str, **fields: str) -> str:
    """Sends a form of the booking's page; the words of the page it leads to."""
    sent = browser.post(page(cast, booking, f"/{verb}"), page(cast, booking), **fields)
    assert sent.status_code == 302, sent.text
    return str(browser.get(sent.location).text).replace("&#39;", "'")


def begun(cast: Cast, booking: str) -> str:
    """The same booking, an hour ago."""
    statement = "update public.bookings set starts_at = now() - interval '1 hour', ends_at = now() where id = %(id)s returning 1"
    cast.query(statement, id=booking)
    return booking


def test_a_cancelled_booking_frees_its_time_and_the_customer_hears_why(owner: Browser, cast: Cast) -> None:
    booking = cast.agree("Ann Bell")
    words = tap(owner, cast, booking, "cancel", reason="Mower broke down", tell="1")
    assert "Cancelled: Lawn Mowing for Ann Bell" in words
    assert "The time is free again. We're letting Ann Bell know." in words
    assert "Cancelled by you: “Mower broke down”" in words
    assert "Booking cancelled" in words
    assert cast.held(booking) == []
    assert cast.texts(booking) == ["cancelled"]
    assert cast.booking(booking)["ended_reason"] == "Mower broke down"


def test_cancelling_twice_changes_nothing_and_says_so(owner: Browser, cast: Cast) -> None:
    booking = cast.agree()
    tap(owner, cast, booking, "cancel", tell="1")
    assert "had already ended (cancelled). Nothing was changed" in tap(owner, cast, booking, "cancel", tell="1")
    assert cast.texts(booking) == ["cancelled"]


def test_without_the_tick_the_customer_is_not_texted(owner: Browser, cast: Cast) -> None:
    booking = cast.agree("Ben Cole")
    words = tap(owner, cast, booking, "cancel")
    assert "Ben Cole was not texted." in words
    assert "Cancelled by you, without a text to the customer" in words
    assert cast.texts(booking) == []


def test_a_job_that_began_is_completed_once_and_can_be_corrected(owner: Browser, cast: Cast) -> None:
    booking = begun(cast, cast.agree("Cat Dorn"))
    shown = owner.get(page(cast, booking)).text
    assert "/complete" in shown
    assert "/no-show" in shown
    assert "Marked as completed: Lawn Mowing for Cat Dorn" in tap(owner, cast, booking, "complete")
    assert "was marked as completed before. Nothing was changed" in tap(owner, cast, booking, "complete")
    words = tap(owner, cast, booking, "no-show")
    assert "Marked as a no-show: Lawn Mowing for Cat Dorn" in words
    assert "Marked as a no-show by you" in words
    assert cast.status(booking) == "no_show"
    assert cast.texts(booking) == ["feedback"]


def test_what_has_not_begun_is_neither_done_nor_missed(owner: Browser, cast: Cast) -> None:
    booking = cast.agree()
    assert "/complete" not in owner.get(page(cast, booking)).text
    for verb in ("complete", "no-show"):
        assert "hasn't started yet" in tap(owner, cast, booking, verb)
    assert "isn't confirmed yet" in tap(owner, cast, cast.book(), "complete")
    assert cast.status(booking) == "confirmed"


def move_of(shown: str, verb: str) -> str:
    found: Any = re.search(rf'action="[^"]+/(moves/[^"]+/{verb})"', shown)
    return str(found[1])


def test_a_customer_s_wish_is_shown_beside_the_old_time_and_among_the_requests(owner: Browser, cast: Cast) -> None:
    booking = cast.agree("Dan Eady")
    cast.wish(booking)
    shown = owner.get(page(cast, booking)).text
    assert "Dan Eady wants to move it to" in shown
    assert "3 h 20 min left" in shown
    assert "Wants to move" in shown
    requests, _ = owner.get(f"/dashboard/{cast.business}").text.split('id="jobs"')
    assert "Dan Eady wants to move it to" in requests
    assert "/accept" in requests
    upcoming = owner.get(f"/dashboard/{cast.business}/bookings").text
    row = upcoming[upcoming.index("Dan Eady") :]
    assert row.index("Wants to move") < row.index("</li>")


def test_accepting_a_wish_moves_the_booking_and_tells_both_sides(owner: Browser, cast: Cast) -> None:
    booking, new = cast.agree("Eve Fox"), cast.free_time()
    cast.wish(booking, new)
    accept = move_of(owner.get(page(cast, booking)).text, "accept")
    words = tap(owner, cast, booking, accept)
    assert "Moved: Lawn Mowing for Eve Fox on" in words
    assert re.search(r"Accepted by you: .* instead of ", words)
    assert "The customer asked to move it to" in words
    assert (cast.booking(booking)["starts_at"], cast.held(booking)) == (new, [new])
    texts = ["move_request", "move_request", "moved", "moved_copy", "moved_copy"]
    assert cast.texts(booking) == texts
    assert "waits for an answer no longer. Lawn Mowing for Eve Fox" in tap(owner, cast, booking, accept)
    assert cast.texts(booking) == texts


def test_declining_a_wish_keeps_the_old_time_and_the_reason_within_the_team(owner: Browser, cast: Cast) -> None:
    old = cast.free_time()
    booking = cast.agree("Flo Gray", at=old)
    cast.wish(booking)
    words = tap(
        owner, cast, booking, move_of(owner.get(page(cast, booking)).text, "decline"), reason="Too far that day"
    )
    assert "Declined: Lawn Mowing for Flo Gray" in words
    assert re.search(r"Move to .* declined by you: “Too far that day”", words)
    assert (cast.booking(booking)["starts_at"], cast.held(booking)) == (old, [old])
    assert cast.texts(booking) == ["move_request", "move_request", "move_declined"]


def test_a_tap_in_the_list_on_a_wish_leads_back_to_the_list(owner: Browser, cast: Cast) -> None:
    booking = cast.agree()
    accept = f"moves/{cast.wish(booking)}/accept"
    sent = owner.post(page(cast, booking, f"/{accept}"), f"/dashboard/{cast.business}", **{"from": "lists"})
    assert sent.location == f"/dashboard/{cast.business}"


def test_an_unrecognised_suburb_is_said_with_the_minutes_that_count(owner: Browser, cast: Cast) -> None:
    booking = cast.agree()
    words = "Drive time assumed: suburb not recognised, so your own 20 minutes count."
    assert words in owner.get(page(cast, booking)).text
    cast.query("update public.bookings set travel_assumed = false where id = %(id)s returning 1", id=booking)
    assert words not in owner.get(page(cast, booking)).text
