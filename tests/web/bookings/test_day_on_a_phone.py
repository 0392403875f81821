"""A day at work with one thumb: Today, on my way, the list, a booking, a message, gone."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

from tests.web.looking import DESKTOP, PHONE, sign_in, sticks_out, violations
from tests.web.people import Cast


def small_targets(page: Page) -> list[str]:
    """Buttons that a thumb would miss."""
    boxes = [(one.inner_text(), one.bounding_box()) for one in page.locator("main button, main .button").all()]
    return [words for words, box in boxes if box and box["height"] < 44]


def sound(page: Page) -> None:
    assert violations(page) == []
    assert not sticks_out(page)
    assert small_targets(page) == []


def test_a_day_from_the_request_to_the_last_word(page: Page, dashboard: str, cast: Cast) -> None:
    booking = cast.book(name="Olivia Martin", phone="+61412345678", notes="Gate code 1234.")
    sign_in(page, f"{dashboard}/dashboard", cast)
    sound(page)
    page.get_by_role("button", name="Confirm").tap()
    expect(page.get_by_role("status").filter(has_text="Confirmed: Lawn Mowing for Olivia Martin")).to_be_visible()
    now = datetime.now(UTC).replace(microsecond=0)  # the day has come
    to_today = "update public.bookings set starts_at = %(at)s, ends_at = %(at)s + interval '1 hour' where id = %(id)s returning 1"
    cast.query(to_today, id=booking, at=now)
    page.reload()
    job = page.get_by_role("listitem").filter(has_text="Olivia Martin")
    expect(job.get_by_role("link", name="0412 345 678")).to_have_attribute("href", "tel:+61412345678")
    expect(job.get_by_role("link", name="123 Smith St")).to_have_attribute(
        "href", re.compile("^https://www.google.com/maps/")
    )
    job.locator("summary", has_text="Running late").tap()
    expect(job.get_by_role("button", name="20 min")).to_be_visible()
    sound(page)
    job.get_by_role("button", name="On my way").tap()
    expect(page.get_by_role("status").filter(has_text="you're on the way")).to_be_visible()
    expect(page.get_by_text("Olivia Martin knows you're on the way.")).to_be_visible()

    page.get_by_role("link", name="All bookings").tap()
    page.get_by_label("Customer's name or phone").fill("0412 345")
    page.get_by_role("button", name="Search").tap()
    expect(page.get_by_role("listitem").filter(has_text="Olivia Martin")).to_have_count(1)
    page.locator("summary", has_text="Filter and sort").tap()
    sound(page)
    page.get_by_role("link", name="Olivia Martin").tap()

    expect(page.get_by_text("You told the customer: on the way")).to_be_visible()
    page.get_by_label("Your words").fill("Could you move the car?")
    sound(page)
    page.get_by_role("button", name="Send", exact=True).tap()
    expect(page.get_by_role("status").filter(has_text="Sent.")).to_be_visible()
    expect(page.get_by_text("Could you move the car?")).to_be_visible()

    page.locator("summary", has_text="Delete").tap()
    expect(page.get_by_label("Tell Olivia Martin that it is cancelled")).to_be_checked()
    sound(page)
    page.get_by_role("button", name="Call off and delete").tap()
    expect(page.get_by_role("status").filter(has_text="Deleted and called off")).to_be_visible()
    expect(page.get_by_role("listitem").filter(has_text="Olivia Martin")).to_have_count(0)
    assert cast.texts(booking)[-2:] == ["on_my_way", "cancelled"]


@pytest.mark.parametrize(
    "page", [PHONE | {"color_scheme": "dark"}, DESKTOP | {"color_scheme": "dark"}], indirect=True, ids=["phone", "desk"]
)
def test_the_three_pages_are_sound_in_the_dark(page: Page, dashboard: str, cast: Cast) -> None:
    booking, begun = cast.book(name="Tom Nguyen"), cast.agree("Lee Chen")
    hour_ago = "update public.bookings set starts_at = %(at)s, ends_at = %(at)s + interval '2 hours' where id = %(id)s returning 1"
    cast.query(hour_ago, id=begun, at=datetime.now(UTC) - timedelta(minutes=5))
    sign_in(page, f"{dashboard}/dashboard/{cast.business}", cast)
    sound(page)
    for path in ("/bookings?sort=newest", f"/bookings/{booking}"):
        page.goto(f"{dashboard}/dashboard/{cast.business}{path}")
        sound(page)


def test_words_under_way_survive_a_change_elsewhere(page: Page, dashboard: str, cast: Cast) -> None:
    booking = cast.agree("Grace Kim", phone="+61412345000")
    sign_in(page, f"{dashboard}/dashboard/{cast.business}/bookings/{booking}", cast)
    expect(page.get_by_text("Live", exact=True)).to_be_visible()
    page.get_by_label("Your words").fill("Half a sen")
    cast.wish(booking)
    expect(page.get_by_text("Grace Kim wants to move it to")).to_be_visible(timeout=5000)
    expect(page.get_by_label("Your words")).to_have_value("Half a sen")
