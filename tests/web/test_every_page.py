"""What holds for every page: an accessibility scanner finds nothing, light and dark, and a phone need not scroll sideways."""

from __future__ import annotations

import pytest
from flask import Flask
from playwright.sync_api import Page

from tests.web.browsing import Browser
from tests.web.every_page import every_page
from tests.web.furnished import furnish
from tests.web.looking import DESKTOP, PHONE, sign_in, sticks_out, violations
from tests.web.people import Cast


@pytest.fixture(scope="module")
def known(cast: Cast) -> dict[str, str]:
    """What pages' addresses name, in a business that has something of everything."""
    return furnish(cast)


@pytest.mark.parametrize("page", [PHONE, DESKTOP], indirect=True, ids=["phone", "desk"])
def test_every_page_is_accessible_and_fits(
    page: Page, dashboard: str, app: Flask, owner: Browser, cast: Cast, known: dict[str, str]
) -> None:
    pages = every_page(app, owner, known)
    assert len(pages) > 12
    sign_in(page, f"{dashboard}/dashboard", cast)
    wrong = {endpoint: found for endpoint, address in pages.items() if (found := _wrong(page, dashboard + address))}
    assert wrong == {}


def _wrong(page: Page, address: str) -> list[str]:
    page.goto(address)
    found = ["it has to be scrolled sideways"] if sticks_out(page) else []
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        found += [f"{scheme}: {one}" for one in violations(page)]
    return found
