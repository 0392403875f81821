"""A member's way through the customers on a phone: found, edited, blocked, merged, and a file read in."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.web.looking import sign_in, sticks_out, violations
from tests.web.people import Cast

PEOPLE = "name,phone,suburb\nFlo Import,0400 666 003,Toowong\nBad,12,\n"


def _fine(page: Page) -> None:
    assert not sticks_out(page), page.url
    assert violations(page) == [], page.url


def test_from_the_list_to_an_import(page: Page, dashboard: str, cast: Cast) -> None:
    cast.agree("Flo Smith", phone="+61400666001", suburb="Toowong", address="1 Oak St")
    cast.agree("Florence Smith", phone="+61400666002")
    sign_in(page, f"{dashboard}/dashboard/{cast.business}", cast)
    page.get_by_role("link", name="Customers").first.click()
    page.get_by_label("Name, phone, e-mail or suburb").fill("flo smith")
    page.get_by_role("button", name="Search").click()
    _fine(page)
    page.get_by_role("link", name="Flo Smith").click()
    expect(page.get_by_role("link", name="0400 666 001")).to_have_attribute("href", "tel:+61400666001")
    _fine(page)

    page.get_by_role("link", name="Edit", exact=True).click()
    page.get_by_label("Phone").fill("0400 666 002")
    page.get_by_label("Notes").fill("Side gate sticks")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("alert")).to_contain_text("Florence Smith’s")
    _fine(page)
    page.get_by_label("Phone").fill("0400 666 001")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Side gate sticks")).to_be_visible()

    page.get_by_text("More", exact=True).last.click()
    page.get_by_label("Reason for blocking").fill("Never pays")
    page.get_by_role("button", name="Block Flo Smith").click()
    expect(page.get_by_role("status").filter(has_text="Still booked: Lawn Mowing")).to_be_visible()
    _fine(page)
    page.get_by_text("More", exact=True).last.click()
    page.get_by_role("button", name="Unblock").click()
    expect(page.get_by_role("status").filter(has_text="Unblocked")).to_be_visible()

    page.get_by_text("More", exact=True).last.click()
    page.get_by_role("link", name="Merge with another customer").click()
    page.get_by_label("Name, phone, e-mail or suburb").fill("0400 666 002")
    page.get_by_role("button", name="Search").click()
    page.get_by_role("link", name="Florence Smith").click()
    expect(page.get_by_text("0400 666 002 stays as a second number")).to_be_visible()
    _fine(page)
    page.get_by_role("button", name="Merge", exact=True).click()
    expect(page.get_by_role("status").filter(has_text="Merged:")).to_be_visible()
    expect(page.get_by_role("link", name="0400 666 002")).to_be_visible()
    _fine(page)

    page.get_by_role("link", name="‹ Customers").click()
    page.get_by_role("link", name="Import customers or a calendar").click()
    _fine(page)
    page.get_by_label("File").set_input_files(
        {"name": "clients.csv", "mimeType": "text/csv", "buffer": PEOPLE.encode()}
    )
    page.get_by_role("button", name="Look at it").click()
    expect(page.get_by_text("Line 3")).to_be_visible()
    _fine(page)
    page.get_by_role("button", name="Import", exact=True).click()
    expect(page.get_by_role("status").filter(has_text="1 added")).to_be_visible()
    page.get_by_role("link", name="See your customers").click()
    expect(page.get_by_role("link", name=re.compile("Flo Import"))).to_be_visible()
