"""The calendar in a browser: dragged on a desk, tapped on a phone, and two people at once."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import Locator, Page, expect

from tests.web.browsing import wall
from tests.web.looking import DESKTOP, PHONE, sign_in, sticks_out, violations
from tests.web.people import Cast

ELSEWHERE = {"timezone_id": "America/New_York"}  # nobody's business: the calendar shows Brisbane's time
SLOT = 28  # pixels that half an hour takes
HOUR = timedelta(hours=1)
BLOCK = """
insert into public.blocked_times (business_id, during, reason)
values (%(b)s, tstzrange(%(f)s, %(t)s), 'Lunch') returning 1
"""
_days = itertools.count(1)


@pytest.fixture
def ten() -> datetime:
    """10 am in Brisbane on a day that no other test here uses."""
    today = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    return today + timedelta(days=2 * next(_days))


def open_calendar(page: Page, dashboard: str, cast: Cast, day: datetime, view: str = "Day", member: Any = None) -> None:
    url = f"{dashboard}/dashboard/{cast.business}/calendar?date={wall(day)[:10]}"
    if page.url == "about:blank":
        sign_in(page, url, cast, member)
    page.goto(url)
    page.get_by_role("button", name=view, exact=True).click()
    expect(page.locator("#calendar-line")).to_have_text("Live")


def event(page: Page, name: str, kind: str = "") -> Locator:
    return page.locator(f"#calendar article.ec-event{kind}", has_text=name)


def drag(page: Page, what: Locator, half_hours: float, *, edge: bool = False) -> None:
    """Drags an event, or its lower edge, by so many half hours."""
    expect(what).to_be_visible()
    expect(page.locator("#calendar")).to_have_attribute("aria-busy", "false")
    what.scroll_into_view_if_needed()
    box = what.bounding_box()
    assert box
    x, y = box["x"] + box["width"] / 2, box["y"] + (box["height"] - 3 if edge else 8)
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x, y + half_hours * SLOT / 2, steps=4)
    page.mouse.move(x, y + half_hours * SLOT, steps=4)
    page.mouse.up()


def starts_at(cast: Cast, booking: str) -> datetime:
    at: datetime = cast.booking(booking)["starts_at"]
    return at


@pytest.mark.parametrize("page", [DESKTOP | ELSEWHERE], indirect=True)
def test_a_drag_asks_first_moves_and_is_undone(page: Page, dashboard: str, cast: Cast, ten: datetime) -> None:
    booking = cast.agree("Ann Bell", at=ten)
    open_calendar(page, dashboard, cast, ten, "Week")
    expect(event(page, "Ann Bell")).to_contain_text("10:00 – 11:00 am")

    drag(page, event(page, "Ann Bell"), 4)
    asks = page.get_by_role("dialog")
    expect(asks).to_contain_text(f"Move Ann Bell to {ten + 12 * HOUR:%a}, ")
    expect(asks).to_contain_text("12:00 PM?")
    assert violations(page) == []
    asks.get_by_role("button", name="Cancel").click()
    expect(event(page, "Ann Bell")).to_contain_text("10:00 – 11:00 am")
    assert starts_at(cast, booking) == ten

    drag(page, event(page, "Ann Bell"), 4)
    asks.get_by_role("button", name="Already agreed").click()
    expect(page.locator("#calendar-toast")).to_contain_text("Moved: Lawn Mowing for Ann Bell")
    assert starts_at(cast, booking) == ten + 2 * HOUR
    page.get_by_role("button", name="Undo").click()
    expect(page.locator("#calendar-toast")).to_contain_text("Moved back")
    expect(event(page, "Ann Bell")).to_contain_text("10:00 – 11:00 am")
    assert starts_at(cast, booking) == ten

    drag(page, event(page, "Ann Bell"), 4)
    asks.get_by_role("button", name="Ask the customer").click()
    expect(event(page, "New time suggested", ".moving")).to_contain_text("12:00 – 1:00 pm")
    expect(event(page, "Confirmed")).to_contain_text("10:00 – 11:00 am")
    page.get_by_role("button", name="Undo").click()
    expect(page.locator("#calendar-toast")).to_contain_text("Taken back")
    expect(event(page, "New time suggested")).to_have_count(0)


@pytest.mark.parametrize("page", [DESKTOP], indirect=True)
def test_its_edge_makes_it_longer_and_what_does_not_fit_snaps_back_with_the_reasons(
    page: Page, dashboard: str, cast: Cast, ten: datetime
) -> None:
    booking = cast.agree("Ann Bell", at=ten)
    other = cast.agree("Ben Cole", at=ten + 4 * HOUR)
    open_calendar(page, dashboard, cast, ten)
    drag(page, event(page, "Ann Bell"), 1, edge=True)
    expect(page.locator("#calendar-toast")).to_contain_text("It now goes until 11:30 AM. Ann Bell was not texted.")
    expect(event(page, "Ann Bell")).to_contain_text("10:00 – 11:30 am")
    page.get_by_role("button", name="Undo").click()
    expect(event(page, "Ann Bell")).to_contain_text("10:00 – 11:00 am")

    drag(page, event(page, "Ann Bell"), 8)
    page.get_by_role("button", name="Already agreed").click()
    no = page.get_by_role("dialog")
    expect(no).to_contain_text("That time doesn't fit. Nothing was changed.")
    expect(no.get_by_role("link", name="See it").first).to_have_attribute(
        "href", f"/dashboard/{cast.business}/bookings/{other}"
    )
    expect(no.get_by_role("button", name="Do it anyway")).to_be_hidden()
    no.get_by_role("button", name="Leave it as it was").click()
    expect(event(page, "Ann Bell")).to_contain_text("10:00 – 11:00 am")
    assert starts_at(cast, booking) == ten

    event(page, "Ann Bell").get_by_role("link").press("Enter")
    page.wait_for_url(f"**/bookings/{booking}")


def test_on_a_phone_an_empty_time_is_added_to_blocked_and_freed_again(
    page: Page, dashboard: str, cast: Cast, ten: datetime
) -> None:
    open_calendar(page, dashboard, cast, ten)
    grid = page.locator("#calendar .ec-body .ec-day").first
    grid.scroll_into_view_if_needed()
    box = grid.bounding_box()
    assert box
    spot = {"x": box["width"] / 2, "y": 10 * 2 * SLOT + 5.0}
    grid.tap(position=spot)  # type: ignore[arg-type]
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("10:00 AM")
    assert violations(page) == []
    dialog.get_by_label("Reason").fill("Dentist")
    dialog.get_by_role("button", name="Block this time").tap()
    expect(page.locator("#calendar-toast")).to_contain_text("Blocked. Nobody can book that time.")
    page.get_by_role("button", name="Close").tap()
    block = page.locator("#calendar .ec-bg-event.blocked", has_text="Dentist")
    expect(block).to_be_visible()
    grid.tap(position=spot)  # type: ignore[arg-type]
    expect(dialog).to_contain_text("Dentist")
    dialog.get_by_role("button", name="Remove it").tap()
    expect(block).to_have_count(0)

    page.get_by_role("button", name="Close").tap()
    grid.tap(position=spot)  # type: ignore[arg-type]
    dialog.get_by_role("link", name="Add booking").tap()
    expect(page.get_by_label("Date and time")).to_have_value(wall(ten))


def test_two_members_see_each_other_s_changes_and_the_view_is_remembered(
    page: Page, chromium: Chromium, dashboard: str, cast: Cast, ten: datetime
) -> None:
    booking = cast.agree("Ann Bell", at=ten)
    open_calendar(page, dashboard, cast, ten, "Agenda")
    context = chromium.new_context(**DESKTOP)
    desk = context.new_page()
    open_calendar(desk, dashboard, cast, ten, "Day", cast.colleague)
    drag(desk, event(desk, "Ann Bell"), 4)
    desk.get_by_role("button", name="Already agreed").click()
    expect(event(page, "Ann Bell")).to_contain_text("12:00 – 1:00 pm")
    cast.query("update public.bookings set status = 'completed' where id = %(id)s returning 1", id=booking)
    cast.query(BLOCK, b=cast.business, f=ten + 5 * HOUR, t=ten + 6 * HOUR)
    for one in (page, desk):
        expect(event(one, "Ann Bell", ".completed")).to_contain_text("Completed")
        expect(one.locator("#calendar .blocked", has_text="Lunch")).to_be_attached()
    context.close()
    page.reload()
    expect(page.get_by_role("button", name="Agenda", exact=True)).to_have_attribute("aria-pressed", "true")


@pytest.mark.parametrize("page", [PHONE | {"color_scheme": "dark"}, DESKTOP | {"color_scheme": "light"}], indirect=True)
def test_every_view_is_clean_and_fits(page: Page, dashboard: str, cast: Cast, ten: datetime) -> None:
    cast.agree("Ann Bell", at=ten)
    moving = cast.agree("Ben Cole", at=ten + 4 * HOUR)
    cast.wish(moving, ten + 8 * HOUR)
    cast.query(BLOCK, b=cast.business, f=ten + 2 * HOUR, t=ten + 3 * HOUR)
    with cast.colleague_at_work("Kim"):
        open_calendar(page, dashboard, cast, ten)
        for view in ("Day", "Week", "Month", "Agenda"):
            page.get_by_role("button", name=view, exact=True).click()
            expect(
                page.locator(f"#calendar[data-shows={view.lower()}][aria-busy=false] article").first
            ).to_be_attached()
            assert violations(page) == [], view
            assert not sticks_out(page), view
