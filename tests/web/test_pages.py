"""What the pages show, to whom, and how they fail."""

from __future__ import annotations

import html
import re
import uuid
from datetime import UTC, datetime, timedelta

import httpx
import pytest
from flask import Flask

from tests.edge_bridge.texts.kinds import queued_kinds
from tests.stack import Stack
from tests.web.browsing import Browser
from tests.web.people import Cast, add_business, add_member
from tests.web.serving import settings_for
from web.app import create_app
from web.texts.text_words import TEXTS

NONSENSE = str(uuid.uuid4())
HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)"')


def pages_of(cast: Cast, business: str, booking: str) -> list[str]:
    """Every address that shows something of a business."""
    dashboard = f"/dashboard/{business}"
    one = f"{dashboard}/bookings/{booking}"
    forms = [
        f"{one}/move",
        f"{one}/edit",
        f"{dashboard}/bookings/new",
        f"{dashboard}/settings/texts",
        f"{dashboard}/settings/sync",
    ]
    texts = [
        f"{dashboard}/calendar",
        f"{dashboard}/bookings",
        f"{dashboard}/bookings.csv",
        f"{dashboard}/texts",
        f"{dashboard}/inbox",
        f"{dashboard}/inbox/lists",
        f"{dashboard}/leads",
        f"{dashboard}/numbers",
        f"{dashboard}/numbers/rows",
    ]
    rooms = (
        "account",
        "chat",
        "hours",
        "hours/week",
        "hours/days",
        "hours/blocks",
        "hours/rules",
        "hours/driving",
        "services",
        "services/new",
        "staff",
        "staff/new",
        "assistant",
        "assistant/answers/new",
        "assistant/try",
    )
    forms += [f"{dashboard}/settings/{room}" for room in rooms]
    forms += [f"{dashboard}/customers", f"{dashboard}/customers.csv", f"{dashboard}/customers/import"]
    return [dashboard, f"{dashboard}/lists", f"{dashboard}/live", one, f"{one}/details", *forms, *texts]


def test_an_outsider_sees_nothing_of_another_business(outsider: Browser, cast: Cast) -> None:
    booking = cast.book()
    for page in pages_of(cast, cast.business, booking):
        answer = outsider.get(page)
        assert answer.status_code == 404, page
        assert "There&#39;s nothing here" in answer.text
        assert "John Smith" not in answer.text


def test_another_business_s_booking_is_not_reached_through_one_s_own(outsider: Browser, cast: Cast) -> None:
    booking = cast.book()
    assert outsider.get(f"/dashboard/{cast.other_business}/bookings/{booking}").status_code == 404
    assert outsider.get(f"/dashboard/{cast.other_business}/bookings/{booking}/details").status_code == 404
    assert "John Smith" not in outsider.get(f"/dashboard/{cast.other_business}").text


def test_a_nonsense_address_is_not_there(owner: Browser, cast: Cast) -> None:
    for page in (*pages_of(cast, NONSENSE, NONSENSE), "/dashboard/x", f"/dashboard/{cast.business}/bookings/1", "/no"):
        assert owner.get(page).status_code == 404, page


def test_nobody_sees_a_page_without_signing_in(browser: Browser, cast: Cast) -> None:
    for page in ("/dashboard", *pages_of(cast, cast.business, cast.book())):
        assert browser.get(page).location == f"/login?next={page}"


def test_a_colleague_sees_the_same_business(browser: Browser, cast: Cast) -> None:
    booking = cast.book(name="Seen By Both")
    browser.sign_in(cast.colleague)
    assert "Seen By Both" in browser.get(f"/dashboard/{cast.business}").text
    assert browser.get(f"/dashboard/{cast.business}/bookings/{booking}").status_code == 200


def test_a_request_whose_time_ran_out_offers_no_buttons(owner: Browser, cast: Cast) -> None:
    booking = cast.book(lapses=datetime.now(UTC) - timedelta(minutes=1))
    text = owner.get(f"/dashboard/{cast.business}/bookings/{booking}").text
    assert "Time to answer ran out" in text
    assert "/confirm" not in text


def test_a_booking_s_page_shows_all_there_is(owner: Browser, cast: Cast) -> None:
    starts = datetime(2031, 11, 5, 4, 0, tzinfo=UTC)  # 2 pm in Brisbane, still the 5th
    booking = cast.book(name="John Smith", phone="+61400123456", starts=starts, notes="Dog in the yard")
    text = owner.get(f"/dashboard/{cast.business}/bookings/{booking}").text
    for words in (
        "John Smith",
        '<a href="tel:+61400123456">0400 123 456</a>',
        "Lawn Mowing",
        "Dave",
        "Wed, Nov 5 2031",
        "2:00 PM – 3:00 PM",
        "https://www.google.com/maps/search/?api=1&amp;query=123+Smith+St%2C+Brisbane",
        "Dog in the yard",
        "$65.00",
        "By text",
        "Asked for by text",
        "New request",
        "Waiting to go",
    ):
        assert words in text, words


def test_a_job_without_a_price_is_to_be_quoted(owner: Browser, cast: Cast) -> None:
    booking = cast.book()
    cast.query("update public.bookings set price_cents = null where id = %(id)s returning 1", id=booking)
    assert "To be quoted" in owner.get(f"/dashboard/{cast.business}/bookings/{booking}").text


def test_a_text_that_did_not_arrive_is_shown_with_its_reason(owner: Browser, cast: Cast) -> None:
    booking = cast.book()
    cast.query(
        "update public.outbox set state = 'failed', error = 'The phone is switched off' where booking_id = %(id)s"
        " returning 1",
        id=booking,
    )
    assert (
        "Not delivered: The phone is switched off" in owner.get(f"/dashboard/{cast.business}/bookings/{booking}").text
    )


def test_every_text_is_named_in_words() -> None:
    assert queued_kinds() <= TEXTS.keys()


def test_script_in_what_a_customer_wrote_is_only_text(owner: Browser, cast: Cast) -> None:
    script = "<script>alert('x')</script>"
    booking = cast.book(name=script, notes=f'"><img src=x onerror="alert(1)">{script}', address=f"{script} Street")
    shown = 0
    for page in pages_of(cast, cast.business, booking):
        if page.endswith(("/live", ".csv")):  # no page
            continue
        text = owner.get(page).text
        shown += "&lt;script&gt;alert" in text
        assert "<script>" not in text, page
        assert "<img src=x" not in text, page
    assert shown > 5


def test_a_person_without_a_business_is_told_what_to_do(app: Flask, cast: Cast) -> None:
    cast.query(
        "update public.members set deleted_at = now() where user_id = %(id)s returning 1", id=cast.colleague.user_id
    )
    colleague = Browser(app.test_client())
    colleague.sign_in(cast.colleague)
    text = colleague.get("/dashboard").text
    former = colleague.get(f"/dashboard/{cast.business}").status_code
    cast.query(
        "update public.members set deleted_at = null where user_id = %(id)s returning 1", id=cast.colleague.user_id
    )
    assert "no business is linked to this account yet" in text
    assert former == 404


def test_a_person_of_two_businesses_chooses(app: Flask, cast: Cast) -> None:
    member = (
        "insert into public.members (business_id, user_id, email) values (%(b)s, %(u)s, 'x@example.com') returning 1"
    )
    cast.query(member, b=cast.other_business, u=cast.colleague.user_id)
    colleague = Browser(app.test_client())
    colleague.sign_in(cast.colleague)
    text = colleague.get("/dashboard").text
    cast.query(
        "delete from public.members where business_id = %(b)s and user_id = %(u)s returning 1",
        b=cast.other_business,
        u=cast.colleague.user_id,
    )
    assert f'href="/dashboard/{cast.business}"' in text
    assert f'href="/dashboard/{cast.other_business}"' in text


def test_no_page_needs_more_than_three_round_trips(owner: Browser, app: Flask, cast: Cast) -> None:
    booking = cast.book()
    asked: list[httpx.Request] = []
    app.extensions["coresentia"].http.event_hooks = {"request": [asked.append]}
    for page in ("/dashboard", *pages_of(cast, cast.business, booking)):
        asked.clear()
        answer = owner.get(page)
        answer.close()
        assert 0 < len(asked) <= 3, page
    token = owner.csrf(f"/dashboard/{cast.business}")
    asked.clear()
    owner.client.post(f"/dashboard/{cast.business}/bookings/{booking}/confirm", data={"csrf_token": token})
    assert [request.url.path for request in asked] == ["/rest/v1/rpc/confirm_booking"]


@pytest.mark.parametrize("page", ["/login", "/dashboard", "/nothing-here", "/static/dashboard.css"])
def test_every_answer_carries_the_security_headers(owner: Browser, page: str) -> None:
    answer = owner.get(page)
    headers = answer.headers
    answer.close()
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["X-Frame-Options"] == "DENY"
    assert page.startswith("/static") or headers["Cache-Control"] == "no-store"


def test_no_page_has_inline_code(owner: Browser, cast: Cast) -> None:
    booking = cast.agree()
    cast.wish(booking)
    for page in pages_of(cast, cast.business, booking):
        if page.endswith(("/live", ".csv")):
            continue
        text = owner.get(page).text
        assert not re.search(r"<script(?![^>]*\bsrc=)|<style|<[^>]*\s(style|on\w+)=|=.javascript:", text)


def test_without_the_database_a_page_says_what_was_kept_and_what_to_do(stack: Stack) -> None:
    """A stack of its own: the API goes away under a signed-in person."""
    dave = add_member(stack, "dave")
    business = add_business(stack, "Green Blade Lawn Care", dave)
    app = create_app(settings_for(stack))
    owner = Browser(app.test_client())
    owner.sign_in(dave)
    token = owner.csrf(f"/dashboard/{business}")
    stack.pause()
    booking = f"/dashboard/{business}/bookings/{NONSENSE}"
    answers = [
        owner.get("/dashboard"),
        owner.get(booking),
        owner.client.post(f"{booking}/confirm", data={"csrf_token": token}),
    ]
    stranger = Browser(app.test_client())
    answers.append(stranger.post("/login", "/login", email=dave.email, password=dave.password))
    answers.append(stranger.post("/auth/magic", "/login", email=dave.email))
    stack.resume()
    for answer in answers:
        assert answer.status_code == 503
        assert "Every booking and request is kept" in answer.text
        assert "Try again in a minute" in answer.text
        assert "Traceback" not in answer.text
    assert owner.get(f"/dashboard/{business}").status_code == 200
    app.extensions["coresentia"].http.close()


def test_what_was_typed_while_the_database_was_away_is_sent_again_with_one_tap(stack: Stack) -> None:
    dave = add_member(stack, "dave")
    business = add_business(stack, "Green Blade Lawn Care", dave)
    app = create_app(settings_for(stack))
    owner = Browser(app.test_client())
    owner.sign_in(dave)
    page = f"/dashboard/{business}/bookings/new"
    form = owner.get(page).text
    stack.pause()
    starts = f"{datetime.now(UTC) + timedelta(days=3):%Y-%m-%d}T10:00"
    failed = owner.send_again(page, form, name="Ann Bell", starts=starts, notes="Two\nlawns")
    stranger = Browser(app.test_client())
    password = stranger.post("/login", "/login", email=dave.email, password="not-for-the-page")
    stack.resume()
    assert "not-for-the-page" not in password.text
    assert failed.status_code == 503
    kept = {name: html.unescape(value) for name, value in HIDDEN.findall(failed.text)}
    assert (kept["name"], kept["notes"]) == ("Ann Bell", "Two\nlawns")
    sent = owner.client.post(page, data=kept)
    assert "Added: Lawn Mowing for Ann Bell" in owner.get(sent.location).text
    app.extensions["coresentia"].http.close()


def test_a_fault_of_ours_is_an_apology_and_not_a_trace(app: Flask, caplog: pytest.LogCaptureFixture) -> None:
    app.add_url_rule("/faulty", "faulty", lambda: str(1 // 0))
    answer = app.test_client().get("/faulty")
    assert answer.status_code == 500
    assert "Something went wrong on our side" in answer.text
    assert "ZeroDivisionError" not in answer.text
    assert "ZeroDivisionError" in caplog.text


def test_times_are_those_of_the_business_whatever_the_server_s_zone(owner: Browser, cast: Cast) -> None:
    tomorrow = datetime.now(UTC).replace(hour=15, minute=30, second=0, microsecond=0) + timedelta(days=5)
    booking = cast.book(starts=tomorrow)
    local = tomorrow + timedelta(hours=10)  # Brisbane has no daylight saving
    text = owner.get(f"/dashboard/{cast.business}/bookings/{booking}").text
    assert f"{local:%a, %b} {local.day}" in text
    assert "1:30 AM – 2:30 AM" in text
