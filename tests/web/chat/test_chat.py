"""The page "Website chat": what an owner sets, the line to paste, and the drawing that follows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from tests.web.browsing import Browser
from tests.web.looking import sign_in, sticks_out, violations
from tests.web.people import Cast
from tests.web.serving import served, settings_for
from web.app import create_app

EDGE = "https://edge.example"


@pytest.fixture
def app(cast: Cast) -> Iterator[Flask]:
    made = create_app(settings_for(cast.stack, edge_url=EDGE))
    yield made
    made.extensions["coresentia"].http.close()


@pytest.fixture(scope="module")
def dashboard(cast: Cast) -> Iterator[str]:
    with served(cast.stack, EDGE_URL=EDGE) as url:
        yield url


def page_of(cast: Cast, rest: str = "") -> str:
    return f"/dashboard/{cast.business}/settings/chat{rest}"


def widget(cast: Cast) -> dict[str, Any]:
    (row,) = cast.query("select * from public.widgets where business_id = %(id)s", id=cast.business)
    return dict(row)


def test_an_owner_sets_it_and_the_line_to_paste_follows(owner: Browser, cast: Cast) -> None:
    sent = owner.send(
        page_of(cast), colour="#F4B8A0", side="left", origins="Example.com/contact\n\nhttps://b.example", avatar="🌱"
    )
    assert sent.status_code == 302
    shown = unescape(owner.get(page_of(cast)).text)
    assert "Saved." in shown
    token = widget(cast)["token"]
    line = (
        f'<script src="{EDGE}/widget.js" data-business="{token}" data-colour="#f4b8a0" data-side="left" async></script>'
    )
    assert line in shown
    assert f"script-src {EDGE}" in shown
    assert f"frame-src {EDGE}" in shown
    assert "https://example.com\nhttps://b.example</textarea>" in shown
    assert "are black" in shown
    assert "all set like this already" in unescape(owner.get(owner.send(page_of(cast)).location).text)


def test_mistakes_are_told_together_and_what_was_typed_stays(owner: Browser, cast: Cast) -> None:
    before = widget(cast)
    sent = owner.send(page_of(cast), origins="http://example.com\n*", avatar="very long avatar", greeting="G'day there")
    words = unescape(sent.text)
    assert sent.status_code == 422
    for said in (
        "Nothing was saved. “http://example.com” is not a website",
        "“*” is not",
        "one emoji",
        "http://example.com\n*",
    ):
        assert said in words
    assert "G'day there" in words
    assert widget(cast) == before


def test_switched_off_and_on_again(owner: Browser, cast: Cast) -> None:
    owner.send(page_of(cast), is_on=None)  # type: ignore[arg-type]
    assert widget(cast)["is_on"] is False
    assert "switched off" in owner.get(page_of(cast)).text
    owner.send(page_of(cast), is_on="1")
    assert widget(cast)["is_on"] is True


def test_a_new_line_stops_the_old_one(owner: Browser, cast: Cast) -> None:
    old = widget(cast)["token"]
    sent = owner.post(page_of(cast, "/token"), page_of(cast), old=old)
    assert "The old line has stopped" in owner.get(sent.location).text
    new = widget(cast)["token"]
    assert new != old
    again = owner.post(page_of(cast, "/token"), page_of(cast), old=old)
    assert "renewed already" in owner.get(again.location).text
    assert widget(cast)["token"] == new


def test_a_member_reads_it_and_changes_nothing(browser: Browser, outsider: Browser, cast: Cast) -> None:
    role = "update public.members set role = %(role)s::public.member_role where user_id = %(id)s returning 1"
    cast.query(role, role="member", id=cast.colleague.user_id)
    try:
        browser.sign_in(cast.colleague)
        before = widget(cast)
        assert "Only an owner can change these" in browser.get(page_of(cast)).text
        sent = browser.send(page_of(cast), avatar="Z")
        assert (sent.status_code, widget(cast)) == (422, before)
        browser.post(page_of(cast, "/token"), page_of(cast), old=before["token"])
        assert widget(cast) == before
    finally:
        cast.query(role, role="owner", id=cast.colleague.user_id)
    assert outsider.get(page_of(cast)).status_code == 404


def test_without_an_address_of_the_edge_there_is_no_line(cast: Cast) -> None:
    bare = create_app(settings_for(cast.stack))
    person = Browser(bare.test_client())
    person.sign_in(cast.owner)
    shown = person.get(page_of(cast)).text
    assert "not set up here yet" in shown
    assert "widget.js" not in shown
    bare.extensions["coresentia"].http.close()


def test_on_a_phone_the_drawing_follows_and_is_saved(page: Page, dashboard: str, cast: Cast) -> None:
    sign_in(page, dashboard + page_of(cast), cast)
    expect(page.get_by_role("heading", name="Website chat")).to_be_visible()
    assert not sticks_out(page)
    assert violations(page) == []
    page.get_by_label("Colour").fill("#ffee00")
    expect(page.locator("#colour-hint")).to_contain_text("black")
    expect(page.locator("#preview [data-ink]").first).to_have_attribute("fill", "#000")
    expect(page.locator("#preview [data-fill]").first).to_have_attribute("fill", "#ffee00")
    page.get_by_label("Corner").select_option("left")
    expect(page.locator("#preview [data-button]")).to_have_attribute("transform", "translate(0 0)")
    page.get_by_label("Letter or emoji").fill("Q")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("Saved.")).to_be_visible()
    expect(page.get_by_label("Paste this line")).to_have_value(re.compile('data-colour="#ffee00" data-side="left"'))
    expect(page.locator("#preview [data-avatar]")).to_have_text("Q")
    page.get_by_role("button", name="Copy the line").click()
    expect(page.get_by_role("button", name=re.compile("Copied|Copy the line"))).to_be_visible()
    assert violations(page) == []
