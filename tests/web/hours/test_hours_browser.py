"""Time on a phone: hours with a break, a lunch that repeats, a holiday that is worked on."""

from __future__ import annotations

import os
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from playwright.sync_api import Page, expect

from tests.web.looking import sign_in, sticks_out, violations
from tests.web.people import Cast

SHOTS = os.environ.get("HOURS_SHOTS")
HOLIDAY = "insert into public.holidays (business_id, on_date, name) values (%(b)s, %(d)s, 'Christmas Day') returning 1"


def looks_right(page: Page, name: str) -> None:
    assert not sticks_out(page), name
    assert violations(page) == [], name
    if SHOTS:
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            page.screenshot(path=f"{SHOTS}/{name}-{scheme}.png", full_page=True)
        page.emulate_media(color_scheme="light")


def test_an_owner_sets_hours_a_lunch_break_and_a_holiday_with_a_thumb(page: Page, dashboard: str, cast: Cast) -> None:
    day = datetime.now(ZoneInfo("Australia/Brisbane")).date() + timedelta(days=20)
    cast.query(HOLIDAY, b=cast.business, d=day)
    cast.agree("Ann Early")
    sign_in(page, f"{dashboard}/dashboard/{cast.business}/settings/hours", cast)
    looks_right(page, "hours")

    page.get_by_role("link", name="Change the hours of Dave").tap()
    page.get_by_label("Monday from", exact=True).fill("09:00")
    page.get_by_label("Monday to", exact=True).fill("12:00")
    page.get_by_role("button", name="Add hours on Monday").tap()
    page.get_by_label("Monday from, stretch 2").fill("13:00")
    page.get_by_label("Monday to, stretch 2").fill("17:30")
    page.get_by_role("button", name="Copy Monday").tap()
    expect(page.get_by_label("Friday to, stretch 2")).to_have_value("17:30")
    page.get_by_role("group", name="Sunday").get_by_role("button", name="Remove this stretch").tap()
    looks_right(page, "week")
    page.get_by_role("button", name="Save the hours").tap()
    expect(page.get_by_text("Saved the working hours.")).to_be_visible()
    kept = "select weekday from public.working_hours where business_id = %(b)s order by weekday, opens"
    assert [row["weekday"] for row in cast.query(kept, b=cast.business)] == [1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6]
    looks_right(page, "saved")

    page.get_by_role("link", name="‹ Hours and time off").tap()
    page.get_by_role("link", name="Blocked times").tap()
    form = page.locator("#form")
    expect(page.get_by_label("Day of the month")).to_be_hidden()
    form.get_by_label("Tuesday").check()
    form.get_by_label("From", exact=True).fill("12:00")
    form.get_by_label("To", exact=True).fill("13:00")
    form.get_by_label("Reason").fill("Lunch")
    form.get_by_role("button", name="Block these times").tap()
    expect(page.get_by_role("listitem").filter(has_text="Every Tuesday, 12:00 PM to 1:00 PM")).to_be_visible()
    page.locator("summary").filter(has_text="Leave out a date").tap()
    looks_right(page, "blocks")
    page.get_by_role("button", name="Leave out", exact=True).tap()
    expect(page.get_by_text("Skipped: that time can be booked.")).to_be_visible()

    page.get_by_role("link", name="‹ Hours and time off").tap()
    page.get_by_role("link", name="Holidays and special days").tap()
    row = page.get_by_role("listitem").filter(has_text="Christmas Day")
    row.get_by_role("button", name="Open").tap()
    expect(row.get_by_text("Open", exact=True)).to_be_visible()
    looks_right(page, "days")
    for part in ("rules", "driving"):
        page.goto(f"{dashboard}/dashboard/{cast.business}/settings/hours/{part}")
        looks_right(page, part)
