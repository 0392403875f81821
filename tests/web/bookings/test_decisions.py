"""Confirm and Decline: one call each, and plain words for every outcome."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from tests.web.browsing import Browser
from tests.web.people import Cast


def page(cast: Cast, booking: str) -> str:
    return f"/dashboard/{cast.business}/bookings/{booking}"


def answer(browser: Browser, cast: Cast, booking: str, verb: str, **fields: str) -> str:
    """Taps the button; the words of the page it leads to."""
    sent = browser.post(f"{page(cast, booking)}/{verb}", f"/dashboard/{cast.business}", **fields)
    assert sent.status_code == 302, sent.text
    return str(browser.get(sent.location).text)


def test_the_owner_confirms_and_both_sides_are_told(owner: Browser, cast: Cast) -> None:
    booking = cast.book()
    words = answer(owner, cast, booking, "confirm")
    assert "Confirmed: Lawn Mowing for John Smith" in words
    assert "Confirmed by you" in words
    assert cast.status(booking) == "confirmed"
    assert cast.texts(booking) == ["request", "request", "confirmed", "confirmed_copy", "confirmed_copy"]


def test_a_second_confirm_changes_nothing_and_says_so(owner: Browser, cast: Cast) -> None:
    booking = cast.book()
    answer(owner, cast, booking, "confirm")
    texts = cast.texts(booking)
    assert "was already confirmed. Nothing was changed" in answer(owner, cast, booking, "confirm")
    assert cast.texts(booking) == texts


def test_declining_keeps_the_reason_and_tells_the_customer(owner: Browser, cast: Cast) -> None:
    booking = cast.book()
    words = answer(owner, cast, booking, "decline", reason="Away that week <b>")
    assert "Declined: Lawn Mowing for John Smith" in words
    assert "Away that week &lt;b&gt;" in words
    assert cast.status(booking) == "cancelled"
    assert "declined" in cast.texts(booking)


def test_a_stale_page_cannot_confirm_what_was_declined(owner: Browser, cast: Cast) -> None:
    booking = cast.book()
    answer(owner, cast, booking, "decline")
    assert "had already ended (cancelled). Nothing was changed" in answer(owner, cast, booking, "confirm")
    assert cast.status(booking) == "cancelled"


def test_a_stale_page_cannot_decline_what_was_confirmed(owner: Browser, cast: Cast) -> None:
    booking = cast.book()
    answer(owner, cast, booking, "confirm")
    assert "is already confirmed, so it was not declined" in answer(owner, cast, booking, "decline")
    assert cast.status(booking) == "confirmed"


def test_confirming_after_the_deadline_says_it_is_too_late(owner: Browser, cast: Cast) -> None:
    booking = cast.book(lapses=datetime.now(UTC) - timedelta(minutes=1))
    assert "Too late: the time to answer ran out" in answer(owner, cast, booking, "confirm")
    assert cast.status(booking) == "expired"


def test_a_tap_in_the_list_leads_back_to_the_list(owner: Browser, cast: Cast) -> None:
    booking = cast.book()
    sent = owner.post(f"{page(cast, booking)}/confirm", f"/dashboard/{cast.business}", **{"from": "lists"})
    assert sent.location == f"/dashboard/{cast.business}"


def test_an_outsider_can_neither_confirm_nor_decline(outsider: Browser, cast: Cast) -> None:
    booking = cast.book()
    for business in (cast.business, cast.other_business):
        for verb in ("confirm", "decline"):
            path = f"/dashboard/{business}/bookings/{booking}/{verb}"
            assert outsider.post(path, f"/dashboard/{cast.other_business}").status_code == 404
    assert cast.status(booking) == "pending"


def test_a_tap_without_its_form_token_changes_nothing(owner: Browser, cast: Cast) -> None:
    booking = cast.book()
    refused = owner.client.post(f"{page(cast, booking)}/confirm")
    assert refused.status_code == 400
    assert "This page had expired" in refused.text
    assert cast.status(booking) == "pending"


def test_a_tap_after_being_signed_out_leads_to_signing_in_and_back(owner: Browser, cast: Cast) -> None:
    booking = cast.book()
    token = owner.csrf(page(cast, booking))
    owner.client.delete_cookie("signin")
    sent = owner.client.post(f"{page(cast, booking)}/confirm", data={"csrf_token": token})
    assert sent.location == f"/login?next={page(cast, booking)}"
    assert "nothing was changed" in owner.get(sent.location).text
    assert cast.status(booking) == "pending"
    assert owner.sign_in(cast.owner, page(cast, booking)).location == page(cast, booking)
