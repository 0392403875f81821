"""The assistant's pages: how it sounds, what it answers, what texts look like, and trying it through the worker."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from html import unescape
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from edge_bridge.db import Database
from edge_bridge.receptionist.answer import Receptionist
from edge_bridge.texts import preview
from edge_bridge.texts.segments import size
from tests.web.browsing import Browser
from tests.web.looking import sign_in, sticks_out, violations
from tests.web.people import Cast
from workers.answer import Answer


@pytest.fixture(autouse=True)
def roles(cast: Cast) -> Iterator[None]:
    """The colleague is no owner."""
    role = "update public.members set role = %(role)s::public.member_role where user_id = %(id)s returning 1"
    cast.query(role, role="member", id=cast.colleague.user_id)
    yield
    cast.query(role, role="owner", id=cast.colleague.user_id)


def page(cast: Cast, rest: str = "") -> str:
    return f"/dashboard/{cast.business}/settings/assistant{rest}"


def follow(browser: Browser, sent: Any) -> str:
    assert sent.status_code == 302, sent.text
    return unescape(browser.get(sent.location).text)


def answer_turn(cast: Cast) -> bool:
    """What the worker does when something is due."""
    with Database(cast.stack.url, cast.stack.secret_key) as database:
        return Answer(Receptionist()).run_once(database, None)


def test_an_owner_sets_how_it_sounds_and_answers(owner: Browser, cast: Cast) -> None:
    sent = owner.post(page(cast, "/voice"), page(cast), greeting="G'day!", tone="dry", text_style="plain")
    assert "Saved." in follow(owner, sent)
    again = owner.post(page(cast, "/voice"), page(cast), greeting="G'day!", tone="dry", text_style="plain")
    assert "all set like this already" in follow(owner, again)
    sent = owner.post(page(cast, "/rules"), page(cast), receptionist_notes="Be short", must_not_promise="Rain")
    text = follow(owner, sent)
    assert "Be short</textarea>" in text
    assert "G'day! I can help with that." in text
    long = owner.post(page(cast, "/rules"), page(cast), receptionist_notes="y" * 6001, must_not_promise="Rain")
    assert (long.status_code, "y" * 6001 in long.text) == (422, True)
    assert "How to answer has 6001 characters; 6000 is the most." in long.text


def test_a_preview_is_what_would_be_sent_and_saves_nothing(owner: Browser, cast: Cast) -> None:
    before = cast.query("select * from public.businesses where id = %(id)s", id=cast.business)
    token = owner.csrf(page(cast))
    for kind in preview.KINDS:
        for style, encoding in (("brief", None), ("plain", "GSM-7")):
            form = {"csrf_token": token, "kind": kind, "text_style": style, "greeting": "Ahoy <b>!"}
            shown = owner.client.post(page(cast, "/preview"), data=form)
            assert shown.status_code == 200, (kind, shown.text)
            body = unescape(shown.text.split('bubble">')[1].split("</p>")[0])
            assert "None" not in body
            found = size(body)
            assert encoding in (None, found.encoding), (kind, body)
            assert ("one segment" if found.segments == 1 else f"{found.segments} segments") in shown.text
            assert "<b>" not in shown.text
    form = {"csrf_token": token, "kind": "request", "text_style": "plain", "greeting": "Ahoy!", "preview": "1"}
    whole = owner.client.post(page(cast, "/voice"), data=form)
    assert "NEW BOOKING REQUEST" in whole.text
    assert 'value="Ahoy!"' in whole.text
    assert cast.query("select * from public.businesses where id = %(id)s", id=cast.business) == before


def test_questions_are_added_changed_and_removed(owner: Browser, cast: Cast) -> None:
    new = page(cast, "/answers/new")
    for question in ("Do you take cards?", "Are you insured?"):
        follow(owner, owner.send(new, question=question, answer="Yes <we> do."))
    text = owner.get(page(cast)).text
    assert "Yes &lt;we&gt; do." in text
    assert text.index("Do you take cards?") < text.index("Are you insured?")
    twice = owner.send(new, question="do you take CARDS?", answer="No, we do not.")
    assert (twice.status_code, "No, we do not." in twice.text) == (422, True)
    assert "on the list already" in twice.text
    row = cast.query("select id::text from public.answers where question = 'Are you insured?'")[0]["id"]
    follow(owner, owner.post(page(cast, f"/answers/{row}/place"), page(cast), position="1"))
    text = owner.get(page(cast)).text
    assert text.index("Are you insured?") < text.index("Do you take cards?")
    form = owner.get(page(cast, f"/answers/{row}")).text
    follow(owner, owner.post(page(cast, f"/answers/{row}/remove"), page(cast)))
    stale = owner.send_again(page(cast, f"/answers/{row}"), form, answer="Changed")
    assert (stale.status_code, "was removed meanwhile" in stale.text) == (422, True)
    assert owner.get(page(cast, f"/answers/{row}")).status_code == 404


def test_a_member_tries_it_and_nothing_comes_of_it(owner: Browser, cast: Cast) -> None:
    counts = "select (select count(*) from public.bookings) b, (select count(*) from public.outbox) o, (select count(*) from public.holds) h"
    before = cast.query(counts)
    box = page(cast, "/try")
    assert "Nothing has been said yet." in owner.get(box).text
    empty = owner.send(box, words=" ")
    assert (empty.status_code, "Write something" in empty.text) == (422, True)
    assert "The assistant is answering" in follow(
        owner, owner.send(box, words="Can you mow my lawn at 1 Oak St, Milton 4064?")
    )
    assert answer_turn(cast)
    for words, reply in (("Pat Trial", "I have these times available"), ("1", "penciled you in for")):
        follow(owner, owner.send(box, words=words))
        assert answer_turn(cast)
        assert reply in unescape(owner.get(page(cast, "/try/thread")).text)
    text = unescape(owner.get(box).text)
    assert "It would have penciled in Lawn Mowing on" in text
    assert "You would have got a text" in text
    assert "NEW BOOKING REQUEST" in text
    assert "I've penciled you in for" in text
    assert cast.query(counts) == before
    inbox = owner.get(f"/dashboard/{cast.business}/inbox").text
    assert "Oak St" not in inbox
    assert "Nothing has been said yet." in follow(owner, owner.post(page(cast, "/try/over"), box))


def test_a_colleague_may_try_it_but_not_set_it_and_an_outsider_neither(
    app: Flask, outsider: Browser, cast: Cast
) -> None:
    colleague = Browser(app.test_client())
    colleague.sign_in(cast.colleague)
    assert "Only an owner can change these." in colleague.get(page(cast)).text
    refused = colleague.post(page(cast, "/rules"), page(cast), receptionist_notes="Mine")
    assert (refused.status_code, "Only an owner" in refused.text) == (422, True)
    assert colleague.send(page(cast, "/try"), words="Hi").status_code == 302
    assert "Hi" in colleague.get(page(cast, "/try")).text
    colleague.post(page(cast, "/try/over"), page(cast, "/try"))
    for rest in ("", "/try", "/try/thread", "/answers/new", f"/answers/{uuid.uuid4()}"):
        assert outsider.get(page(cast, rest)).status_code == 404, rest
    home = f"/dashboard/{cast.other_business}"
    for rest in ("/voice", "/rules", "/preview", "/try", "/try/over"):
        gone = outsider.post(page(cast, rest), home, words="Hi", greeting="Hi!")
        assert gone.status_code in (404, 422), rest
        assert "Green Blade" not in gone.text


def test_on_a_phone_an_owner_sets_up_what_is_offered_and_tries_it(page: Page, dashboard: str, cast: Cast) -> None:
    home = f"{dashboard}/dashboard/{cast.business}/settings"
    sign_in(page, f"{home}/services", cast)
    page.get_by_role("link", name="Add a service").tap()
    page.get_by_label("Name", exact=True).fill("Hedge Trim")
    page.get_by_label("Minutes it takes").fill("45")
    page.get_by_label("Price (AUD)").fill("80")
    assert violations(page) == []
    assert not sticks_out(page)
    page.get_by_role("button", name="Add service").tap()
    expect(page.get_by_text("45 min · $80.00 · at your place")).to_be_visible()
    assert violations(page) == []
    assert not sticks_out(page)
    starts = (
        "select private.free_starts(b, s, t.id, null, now(), now() + interval '3 days', now()) at from public.businesses b"
        " join public.services s on s.business_id = b.id and s.name = 'Hedge Trim' join public.staff t on t.business_id = b.id"
        " where b.id = %(b)s limit 1"
    )
    assert cast.query(starts, b=cast.business)

    page.goto(f"{home}/assistant")
    page.get_by_label("Greeting").fill("Howdy!")
    expect(page.locator("#preview")).to_contain_text("Howdy! I can help")
    page.get_by_label("Style of texts").select_option("brief")
    page.get_by_label("Which one").select_option("request")
    expect(page.locator("#preview")).to_contain_text("📅 NEW BOOKING REQUEST")
    page.get_by_label("Style of texts").select_option("plain")
    expect(page.locator("#preview")).to_contain_text("GSM-7")
    expect(page.locator("#preview")).not_to_contain_text("📅")
    assert violations(page) == []
    assert not sticks_out(page)
    page.get_by_role("link", name="Add a question").tap()
    page.get_by_label("What customers ask").fill("Do you bring your own ladder?")
    page.get_by_label("What the assistant answers").fill("Yes, always.")
    page.get_by_role("button", name="Add question").tap()
    expect(page.get_by_text("Yes, always.")).to_be_visible()

    page.get_by_role("link", name="Try it").tap()
    page.get_by_label("Your message, as a customer").fill("Do you bring your own ladder?")
    page.get_by_role("button", name="Send").tap()
    expect(page.get_by_text("The assistant is answering")).to_be_visible()
    assert answer_turn(cast)
    expect(page.get_by_text("Yes, always.")).to_be_visible()
    page.get_by_label("Your message, as a customer").fill("Book me a hedge trim please, my name is Pat Trial")
    page.get_by_role("button", name="Send").tap()
    expect(page.get_by_text("The assistant is answering")).to_be_visible()
    assert answer_turn(cast)
    expect(page.get_by_text("It looked for free times")).to_be_visible()
    assert violations(page) == []
    assert not sticks_out(page)
    page.get_by_role("button", name="Start over").tap()
    expect(page.get_by_text("Nothing has been said yet.")).to_be_visible()
