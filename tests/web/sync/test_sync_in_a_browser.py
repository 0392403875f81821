"""The page of calendar sync in a real browser, on a phone."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.web.looking import sign_in, sticks_out, violations
from tests.web.people import Cast
from tests.web.serving import served

EDGE = "https://edge.example.com.au"
KEY = "2026:" + "A" * 43


@pytest.fixture(scope="module")
def dashboard(cast: Cast) -> Iterator[str]:
    google = {"GOOGLE_CLIENT_ID": "client-of-tests", "GOOGLE_CLIENT_SECRET": "secret-of-tests", "CALENDAR_KEY": KEY}
    with served(cast.stack, EDGE_URL=EDGE, **google) as url:
        yield url


def test_an_address_is_made_and_copied_and_a_calendar_added_on_a_phone(page: Page, dashboard: str, cast: Cast) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    sign_in(page, f"{dashboard}/dashboard/{cast.business}", cast)
    page.goto(f"{dashboard}/dashboard/{cast.business}/settings/sync")
    page.get_by_role("button", name="Make a private address").click()
    field = page.get_by_label("Private address")
    assert field.input_value().startswith(f"{EDGE}/calendar/")
    page.get_by_role("button", name="Copy").click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == field.input_value()
    page.get_by_label("Your other calendar’s address").fill("webcal://calendar.example/basic.ics")
    page.get_by_role("button", name="Add this calendar").click()
    expect(page.get_by_role("heading", name="calendar.example")).to_be_visible()
    cast.query("update public.calendar_sources set tried_at = now(), error = 'the address answers 404.' returning 1")
    page.reload()
    expect(page.get_by_text("hasn’t been read yet: the address answers 404.")).to_be_visible()
    assert violations(page) == []
    assert not sticks_out(page)
