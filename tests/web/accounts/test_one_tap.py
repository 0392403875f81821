"""The link in the owner's text, over the real stack: seen and answered without signing in."""

from __future__ import annotations

import html
import logging
import re
from typing import Any

import pytest
from flask import Flask

from tests.web.browsing import Browser
from tests.web.people import Cast, Member
from tests.web.serving import settings_for
from web.app import create_app

TOKEN = "select private.text_context(o, now()) ->> 'answer_token' as token from public.outbox o where booking_id = %(id)s and member_id = %(member)s order by queue_no desc limit 1"


def link(cast: Cast, booking: str, member: Member | None = None) -> str:
    """The newest one about it, as it is in that member's text."""
    return f"/r/{cast.query(TOKEN, id=booking, member=(member or cast.owner).user_id)[0]['token']}"


def said(answer: Any) -> str:
    return html.unescape(answer.text)


def test_a_request_is_seen_and_confirmed_without_signing_in(browser: Browser, cast: Cast) -> None:
    booking = cast.book(notes="Gate code 12")
    at = link(cast, booking)
    for _ in range(3):  # previews of links look first
        shown = browser.get(at)
        assert shown.status_code == 200
    assert cast.status(booking) == "pending"
    for words in ("John Smith", "Lawn Mowing", "123 Smith St", "Gate code 12", "$65.00"):
        assert words in said(shown)
    assert shown.headers["Referrer-Policy"] == "no-referrer"
    answered = browser.post(f"{at}/confirm", at)
    assert answered.location == at
    assert cast.status(booking) == "confirmed"
    after = said(browser.get(at))
    assert "Confirmed: Lawn Mowing" in after
    assert f'action="{at}/confirm"' not in after
    assert "signin=" not in str(answered.headers.getlist("Set-Cookie"))


def test_a_second_tap_says_it_is_done(browser: Browser, cast: Cast) -> None:
    booking = cast.book()
    at = link(cast, booking)
    token = browser.csrf(at)
    browser.client.post(f"{at}/decline", data={"csrf_token": token, "reason": "Too far"})
    browser.client.post(f"{at}/confirm", data={"csrf_token": token})
    shown = said(browser.get(at))
    assert "had already ended" in shown
    assert "Too far" in shown
    assert cast.status(booking) == "cancelled"


@pytest.mark.parametrize(("verb", "words"), [("confirm", "Moved: "), ("decline", "stays as it was")])
def test_a_customers_wish_is_answered(browser: Browser, cast: Cast, verb: str, words: str) -> None:
    booking = cast.agree("Wanda Wish")
    move = cast.wish(booking)
    at = link(cast, booking)
    assert "wants to move it to" in said(browser.get(at))
    assert browser.post(f"{at}/{verb}", at, move=move).location == at
    assert words in said(browser.get(at))


def test_anything_more_asks_to_sign_in_and_comes_back(browser: Browser, cast: Cast) -> None:
    booking = cast.book()
    more = f"/dashboard/{cast.business}/bookings/{booking}"
    assert f'href="{more}/edit"' in browser.get(link(cast, booking)).text
    for page in (more, f"{more}/edit", f"{more}/move"):
        assert browser.get(page).location == f"/login?next={page}"
    assert browser.sign_in(cast.owner, f"{more}/edit").location == f"{more}/edit"


@pytest.mark.parametrize("token", ["A" * 22, "short", "A" * 5000, "%27or-1-%27"])
def test_an_unknown_link_offers_to_sign_in(browser: Browser, token: str) -> None:
    shown = browser.get(f"/r/{token}")
    assert shown.status_code == 404
    assert "That link has expired" in shown.text
    assert shown.headers["Referrer-Policy"] == "no-referrer"


def test_a_removed_members_link_is_dead(browser: Browser, cast: Cast) -> None:
    booking = cast.book()
    at = link(cast, booking, cast.colleague)
    token = browser.csrf(at)
    remove = "update public.members set deleted_at = {} where user_id = %(id)s returning 1"
    cast.query(remove.format("now()"), id=cast.colleague.user_id)
    assert browser.client.post(f"{at}/confirm", data={"csrf_token": token}).status_code == 404
    cast.query(remove.format("null"), id=cast.colleague.user_id)
    assert cast.status(booking) == "pending"


def test_a_tap_from_elsewhere_is_refused(browser: Browser, cast: Cast) -> None:
    booking = cast.book()
    refused = browser.client.post(f"{link(cast, booking)}/confirm")
    assert refused.status_code == 400
    assert "This page had expired" in refused.text
    assert cast.status(booking) == "pending"


def test_over_https_the_tap_counts_though_the_page_sends_no_referrer(cast: Cast) -> None:
    booking = cast.book()
    app = create_app(settings_for(cast.stack, dashboard_url="https://dashboard.example.com"))
    client, at, base = app.test_client(), link(cast, booking), "https://dashboard.example.com"
    token = re.findall(r'name="csrf_token" value="([^"]+)"', client.get(at, base_url=base).text)[0]
    assert client.post(f"{at}/confirm", data={"csrf_token": token}, base_url=base).status_code == 302
    app.extensions["coresentia"].http.close()
    assert cast.status(booking) == "confirmed"


def test_a_token_is_in_no_log(cast: Cast, caplog: pytest.LogCaptureFixture) -> None:
    app: Flask = create_app(settings_for(cast.stack, supabase_url="http://127.0.0.1:9"))
    with caplog.at_level(logging.DEBUG):
        assert app.test_client().get(f"/r/{'S' * 22}").status_code == 503
    app.extensions["coresentia"].http.close()
    assert caplog.messages
    assert "S" * 22 not in caplog.text
