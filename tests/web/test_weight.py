"""What a visit costs a phone's data: bytes as they travel, compressed, over real HTTP."""

from __future__ import annotations

from playwright.sync_api import Browser as Chromium
from playwright.sync_api import CDPSession, Page

from tests.web.looking import PHONE, sign_in
from tests.web.people import Cast

FIRST, AFTERWARDS = 250_000, 60_000


def test_fifty_bookings_weigh_little_and_the_second_visit_less(chromium: Chromium, dashboard: str, cast: Cast) -> None:
    for number in range(50):
        cast.book(name=f"Customer {number}", hours_ahead=24 + number, notes="Please ring the bell twice.")
    page = chromium.new_context(**PHONE).new_page()
    sign_in(page, f"{dashboard}/login", cast)
    page.context.new_cdp_session(page).send("Network.clearBrowserCache")
    assert 0 < _weight(page, f"{dashboard}/dashboard/{cast.business}") < FIRST
    assert 0 < _weight(page, f"{dashboard}/dashboard/{cast.business}") < AFTERWARDS


def _weight(page: Page, address: str) -> int:
    """Bytes received for one visit, until its own files are there; the line that stays open for news is not among them."""
    session: CDPSession = page.context.new_cdp_session(page)
    received: list[int] = []
    session.on("Network.loadingFinished", lambda event: received.append(int(event["encodedDataLength"])))
    session.send("Network.enable")
    page.goto(address, wait_until="load")
    session.detach()
    return sum(received)
