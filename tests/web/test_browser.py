"""The dashboard in a real browser, served as in production."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from tests.web.browsing import wall
from tests.web.looking import PHONE, sign_in
from tests.web.people import Cast


def test_an_owner_sees_a_request_arrive_and_confirms_it(page: Page, dashboard: str, cast: Cast) -> None:
    sign_in(page, f"{dashboard}/dashboard", cast)
    expect(page.get_by_role("heading", name="Green Blade Lawn Care")).to_be_visible()
    expect(page.get_by_text("Live", exact=True)).to_be_visible()
    page.evaluate("window.notReloaded = true")

    cast.book(name="Olivia Martin")
    card = page.get_by_role("listitem").filter(has_text="Olivia Martin")
    expect(card.get_by_text("Needs your answer")).to_be_visible(timeout=5000)
    assert page.evaluate("window.notReloaded")
    expect(page.get_by_role("status").filter(has_text="One new request")).to_be_attached()
    expect(page).to_have_title("(1) Green Blade Lawn Care – CoreSentia")

    card.get_by_role("button", name="Confirm").tap()
    expect(page.get_by_role("status").filter(has_text="Confirmed: Lawn Mowing for Olivia Martin")).to_be_visible()
    page.get_by_role("link", name="All bookings").tap()
    agreed = page.get_by_role("listitem").filter(has_text="Olivia Martin")
    expect(agreed.get_by_text("Confirmed")).to_have_class(re.compile("green"))


def test_the_link_in_the_owner_s_text_leads_through_signing_in_to_the_booking(
    page: Page, dashboard: str, cast: Cast
) -> None:
    booking = cast.book(name="Lee Chen")
    sign_in(page, f"{dashboard}/dashboard/{cast.business}/bookings/{booking}", cast)
    expect(page.get_by_role("heading", name="Lee Chen", exact=True)).to_be_visible()
    page.get_by_role("button", name="Confirm").tap()
    expect(page.locator("article").get_by_text("Confirmed", exact=True)).to_be_visible()
    expect(page.get_by_text("Confirmed by you")).to_be_visible()


def test_a_half_written_reason_survives_a_change_elsewhere(page: Page, dashboard: str, cast: Cast) -> None:
    cast.book(name="Tom Nguyen")
    sign_in(page, f"{dashboard}/dashboard", cast)
    expect(page.get_by_text("Live", exact=True)).to_be_visible()
    card = page.get_by_role("listitem").filter(has_text="Tom Nguyen")
    card.locator("summary").tap()
    card.get_by_label("Reason").fill("Away that")
    cast.book(name="Priya Nair")
    expect(page.get_by_role("link", name="Priya Nair")).to_be_visible(timeout=5000)
    expect(card.get_by_label("Reason")).to_be_focused()
    page.keyboard.type(" week")
    card.get_by_role("button", name="Decline and tell Tom Nguyen").tap()
    expect(page.get_by_role("status").filter(has_text="Declined: Lawn Mowing for Tom Nguyen")).to_be_visible()
    kept = "select ended_reason from public.bookings where customer_name = 'Tom Nguyen'"
    assert cast.query(kept) == [{"ended_reason": "Away that week"}]


def test_an_owner_moves_a_booking_with_one_thumb(page: Page, dashboard: str, cast: Cast) -> None:
    blocked, free = cast.free_time(), cast.free_time()
    booking = cast.agree("Ruby Young")
    statement = "insert into public.blocked_times (business_id, during, reason) values (%(b)s, tstzrange(%(f)s, %(t)s), 'School run') returning 1"
    cast.query(statement, b=cast.business, f=blocked, t=blocked + timedelta(hours=1))
    sign_in(page, f"{dashboard}/dashboard/{cast.business}/bookings/{booking}", cast)
    page.get_by_role("link", name="Move", exact=True).tap()
    starts = page.get_by_label("New date and time (Brisbane time)")
    starts.fill(wall(blocked))
    page.get_by_label("Ruby Young already agreed to it").check()
    page.get_by_role("button", name="Use this time").tap()
    reasons = page.get_by_role("alert")
    expect(reasons.get_by_text("is blocked: School run.")).to_be_visible()
    expect(starts).to_have_value(wall(blocked))
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    above, below = reasons.bounding_box(), page.get_by_role("heading", level=1).bounding_box()
    assert above["y"] < below["y"]
    starts.press("Enter")  # asks anew rather than insist
    expect(reasons.get_by_text("is blocked: School run.")).to_be_visible()
    starts.fill(wall(free))
    page.get_by_role("button", name="Use this time").tap()
    expect(page.get_by_role("status").filter(has_text="Moved: Lawn Mowing for Ruby Young")).to_be_visible()
    assert cast.booking(booking)["starts_at"] == free


def test_a_wish_to_move_appears_by_itself_and_is_accepted(page: Page, dashboard: str, cast: Cast) -> None:
    booking, new = cast.agree("Ivy Stone"), cast.free_time()
    sign_in(page, f"{dashboard}/dashboard/{cast.business}/bookings/{booking}", cast)
    expect(page.get_by_text("Live", exact=True)).to_be_visible()
    page.locator("summary", has_text="Cancel booking").tap()
    page.get_by_label("Text Ivy Stone, reason included").uncheck()
    cast.wish(booking, new)
    expect(page.get_by_text("Ivy Stone wants to move it to")).to_be_visible(timeout=5000)
    expect(page.get_by_label("Text Ivy Stone, reason included")).not_to_be_checked()
    page.get_by_role("button", name="Accept").tap()
    expect(page.get_by_role("status").filter(has_text="Moved: Lawn Mowing for Ivy Stone")).to_be_visible()
    assert cast.booking(booking)["starts_at"] == new


@pytest.mark.parametrize("page", [PHONE | {"java_script_enabled": False}], indirect=True)
def test_everything_works_without_scripts(page: Page, dashboard: str, cast: Cast) -> None:
    booking = cast.book(name="Grace Kim")
    sign_in(page, f"{dashboard}/dashboard", cast)
    page.get_by_role("link", name="Grace Kim").tap()
    page.locator("summary", has_text="Decline").tap()
    page.get_by_role("button", name="Decline and tell Grace Kim").tap()
    expect(page.get_by_text("Declined: Lawn Mowing for Grace Kim")).to_be_visible()
    assert cast.status(booking) == "cancelled"


@pytest.mark.parametrize(
    "page", [PHONE, {"viewport": {"width": 1280, "height": 800}}], indirect=True, ids=["phone", "desk"]
)
def test_nothing_sticks_out_and_buttons_suit_a_thumb(page: Page, dashboard: str, cast: Cast) -> None:
    long_words = "Wolfeschlegelsteinhausenbergerdorff " * 3
    booking = cast.book(name=long_words, notes="https://example.com/" + "a" * 300, address=long_words * 2)
    sign_in(page, f"{dashboard}/dashboard/{cast.business}", cast)
    one = f"/bookings/{booking}"
    texted = "select public.receive_message(sms_number, '+61400555999', %(words)s, %(sid)s) ->> 'conversation_id' as id from public.businesses where id = %(business)s"
    (thread,) = cast.query(texted, words=long_words, sid=f"SM{booking}", business=cast.business)
    for path in ("", one, f"{one}/move", f"{one}/edit", "/bookings/new", "/inbox", f"/inbox/{thread['id']}"):
        page.goto(f"{dashboard}/dashboard/{cast.business}{path}")
        if path in ("", one):
            expect(page.get_by_text("Live", exact=True)).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        for button in page.get_by_role("button").all():
            box = button.bounding_box()
            assert box is None or box["height"] >= 44
