"""The dashboard in a real browser, served as in production."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.browser_ready import find
from tests.stack import free_port
from tests.web.conftest import Cast

ROOT = Path(__file__).resolve().parents[2]
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PHONE = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True}


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    path = find()
    assert path, "The browser tests need Chromium: run `python -m tests.browser_ready` (or apt-get install chromium)."
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=QUIET)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def dashboard(cast: Cast) -> Iterator[str]:
    """The address of `python -m web` over the stack."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    settings = {
        "SUPABASE_URL": cast.stack.url,
        "SUPABASE_PUBLISHABLE_KEY": cast.stack.publishable_key,
        "SUPABASE_JWT_SECRET": cast.stack.jwt_secret,
        "DASHBOARD_URL": url,
        "WEB_SECRET_KEY": "a-key-for-tests-of-32-characters-or-more",
        "WEB_PORT": str(port),
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "web"], cwd=ROOT, env=os.environ | settings, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline()
    yield url
    process.terminate()
    assert process.wait(timeout=30) == 0
    process.stdout.close()


@pytest.fixture
def page(chromium: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A page whose complaints fail the test: script errors, and anything the security policy refused."""
    options: dict[str, Any] = getattr(request, "param", PHONE)
    context = chromium.new_context(**options)
    made = context.new_page()
    complaints: list[str] = []
    made.on("pageerror", lambda error: complaints.append(str(error)))
    made.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    yield made
    context.close()
    assert complaints == []


def sign_in(page: Page, url: str, cast: Cast) -> None:
    page.goto(url)
    page.get_by_label("E-mail address").fill(cast.owner.email)
    page.get_by_label("Password").fill(cast.owner.password)
    page.get_by_role("button", name="Sign in", exact=True).click()


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
    agreed = page.get_by_role("region", name="Upcoming").get_by_role("listitem").filter(has_text="Olivia Martin")
    expect(agreed.get_by_text("Confirmed")).to_have_class(re.compile("green"))


def test_the_link_in_the_owner_s_text_leads_through_signing_in_to_the_booking(
    page: Page, dashboard: str, cast: Cast
) -> None:
    booking = cast.book(name="Lee Chen")
    sign_in(page, f"{dashboard}/dashboard/{cast.business}/bookings/{booking}", cast)
    expect(page.get_by_role("heading", name="Lee Chen")).to_be_visible()
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


@pytest.mark.parametrize("page", [PHONE | {"java_script_enabled": False}], indirect=True)
def test_everything_works_without_scripts(page: Page, dashboard: str, cast: Cast) -> None:
    booking = cast.book(name="Grace Kim")
    sign_in(page, f"{dashboard}/dashboard", cast)
    page.get_by_role("link", name="Grace Kim").tap()
    page.locator("summary").tap()
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
    for path in ("", f"/bookings/{booking}"):
        page.goto(f"{dashboard}/dashboard/{cast.business}{path}")
        expect(page.get_by_text("Live", exact=True)).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        for button in page.get_by_role("button").all():
            box = button.bounding_box()
            assert box is None or box["height"] >= 44
