"""On a phone: the link in the text answers a booking, and an invitation leads into one business and no other."""

from __future__ import annotations

import re

from playwright.sync_api import Browser as Chromium
from playwright.sync_api import Page, expect

from edge_bridge.admin import Admin
from edge_bridge.db import Database
from edge_bridge.db.texts import claim_texts
from tests.web.looking import PHONE, sign_in, sticks_out, violations
from tests.web.people import Cast
from workers.invite import Invite
from workers.send import wording


def looks_right(page: Page) -> None:
    assert violations(page) == []
    assert not sticks_out(page)


def texted(cast: Cast, dashboard: str, booking: str) -> str:
    """The link in the owner's text, as a worker words it."""
    with Database(cast.stack.url, cast.stack.secret_key) as database:
        claimed = database.run(claim_texts(None, 50))
    bodies = [
        wording(t, dashboard)
        for t in claimed
        if t.kind == "request" and t.context.booking and t.context.booking.id == booking
    ]
    found = re.search(r"https?://\S+/r/\S+", bodies[0])
    assert found, bodies
    return found[0]


def test_one_tap_from_the_text_and_anything_more_signs_in_and_comes_back(
    page: Page, dashboard: str, cast: Cast
) -> None:
    booking = cast.book(name="Tess Tap")
    page.goto(texted(cast, dashboard, booking))
    expect(page.get_by_role("heading", name="Tess Tap")).to_be_visible()
    looks_right(page)
    page.get_by_text("Decline", exact=True).click()
    looks_right(page)
    page.get_by_role("button", name="Confirm").click()
    expect(page.get_by_role("status")).to_contain_text("Confirmed: Lawn Mowing for Tess Tap")
    assert cast.status(booking) == "confirmed"
    looks_right(page)
    page.get_by_role("link", name="Edit").click()
    page.get_by_label("E-mail address").fill(cast.owner.email)
    page.get_by_label("Password").fill(cast.owner.password)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url(f"**/bookings/{booking}/edit")


def test_an_invitation_is_sent_accepted_and_shows_that_business_alone(
    page: Page, chromium: Chromium, dashboard: str, cast: Cast
) -> None:
    sign_in(page, f"{dashboard}/dashboard/{cast.business}/settings/account", cast)
    expect(page.get_by_role("heading", name="Who can sign in")).to_be_visible()
    looks_right(page)
    form = page.get_by_role("region", name="Invite somebody")
    form.get_by_label("Name").fill("Ivy Invited")
    form.get_by_label("E-mail address").fill("ivy@example.com")
    form.get_by_role("button", name="Send the invitation").click()
    expect(page.get_by_text("Invitation on its way")).to_be_visible()
    admin = Admin(cast.stack.url, cast.stack.secret_key, dashboard)
    with Database(cast.stack.url, cast.stack.secret_key) as database:
        assert Invite(admin).run_once(database, None)
    admin.close()
    found = re.search(r"/auth/confirm\?\S+", cast.stack.mails("ivy@example.com")[-1]["text"])
    assert found
    context = chromium.new_context(**PHONE)
    hers = context.new_page()
    hers.goto(f"{dashboard}{found[0]}")
    looks_right(hers)
    hers.get_by_label("New password").fill("three quiet wombats")
    hers.get_by_role("button", name="Join and sign in").click()
    hers.wait_for_url(f"**/dashboard/{cast.business}")
    answer = hers.goto(f"{dashboard}/dashboard/{cast.other_business}")
    assert answer
    assert answer.status == 404
    context.close()
