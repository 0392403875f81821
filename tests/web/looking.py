"""Looking at pages in a real browser: which ones, how they are signed in to, and what an accessibility scanner says of them."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, expect

from tests.web.people import Cast, Member

AXE = Path(__file__).resolve().parents[2] / "web" / "node_modules" / "axe-core" / "axe.min.js"
STILL: dict[str, Any] = {"reduced_motion": "reduce"}  # colours under way are no colours of ours
PHONE: dict[str, Any] = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True, **STILL}
DESKTOP: dict[str, Any] = {"viewport": {"width": 1280, "height": 800}, **STILL}
expect.set_options(timeout=20_000)  # how long a busy machine may take; what is there at once costs nothing


def sign_in(page: Page, url: str, cast: Cast, member: Member | None = None) -> None:
    """Opens a page of the dashboard as the owner, or as another member."""
    who = member or cast.owner
    page.goto(url)
    page.get_by_label("E-mail address").fill(who.email)
    page.get_by_label("Password").fill(who.password)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url("**/dashboard/**")


def violations(page: Page) -> list[str]:
    """What axe-core finds wrong with the page as it stands, one line each."""
    page.evaluate(_axe())
    found = page.evaluate("axe.run(document, { resultTypes: ['violations'] })")
    return [f"{one['id']}: {node['html']}" for one in found["violations"] for node in one["nodes"]]


def sticks_out(page: Page) -> bool:
    """Whether the page has to be scrolled sideways."""
    return bool(page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"))


@cache
def _axe() -> str:
    return AXE.read_text()
