"""Texts that did not get through: on the front page and the list, sent again or dismissed, and why, in words."""

from __future__ import annotations

import html
import uuid
from collections.abc import Iterator
from typing import Any

import pytest

from edge_bridge.db.text_rows import FailedText
from edge_bridge.twilio.send_errors import PERMANENT, RETRYABLE
from tests.web.browsing import Browser
from tests.web.people import Cast
from web.texts.text_words import CODES, why_not

FAIL = (
    "update public.outbox set state = 'failed', error_code = %(code)s, error = 'The carrier could not deliver it.', settled_at = now(),"
    " created_at = now() - %(age)s::interval, provider_id = %(sid)s, body = 'You have a request' where booking_id = %(id)s and member_id = %(member)s returning id::text"
)
OUR_SETTINGS = {
    21212,
    21266,
    21601,
    21602,
    21603,
    21604,
    21606,
    21608,
    21609,
    21619,
    21659,
    21660,
    21661,
    21703,
    20500,
    20503,
}


@pytest.fixture(autouse=True)
def _tidy(cast: Cast) -> Iterator[None]:
    yield
    cast.query("update public.outbox set dismissed_at = now() where dismissed_at is null returning 1")


def fail(cast: Cast, booking: str, code: int | None = 30003, age: str = "1 hour") -> str:
    """The request's text to the owner failed so long ago; its id."""
    rows = cast.query(FAIL, id=booking, member=cast.owner.user_id, code=code, age=age, sid=f"SM{uuid.uuid4()}")
    return str(rows[0]["id"])


def row(cast: Cast, text: str) -> dict[str, Any]:
    return cast.query("select * from public.outbox where id = %(id)s", id=text)[0]


def test_the_front_page_says_what_did_not_get_through_to_whom_and_why(owner: Browser, cast: Cast) -> None:
    home = f"/dashboard/{cast.business}"
    assert "Texts that did not get through" not in owner.get(home).text
    booking = cast.book()
    fail(cast, booking)
    for page in (home, f"{home}/lists", f"{home}/texts"):
        text = html.unescape(owner.get(page).text)
        for words in (
            "Texts that did not get through",
            "New request",
            "A member",
            "0400 000 001",
            f'href="{home}/bookings/{booking}"',
            "Their phone was off or out of reach.",
        ):
            assert words in text, (page, words)


def test_the_front_page_lists_five_and_leads_to_the_rest(owner: Browser, cast: Cast) -> None:
    for hours in range(6):
        fail(cast, cast.book(), age=f"{hours} hours")
    home = f"/dashboard/{cast.business}"
    text = owner.get(home).text
    assert text.count('<li class="card red">') == 5
    assert f'href="{home}/texts"' in text
    assert "See all of them" in text
    assert owner.get(f"{home}/texts").text.count('<li class="card red">') >= 6


def test_after_a_fortnight_it_is_on_the_whole_list_alone(owner: Browser, cast: Cast) -> None:
    fail(cast, cast.book(), age="15 days")
    home = f"/dashboard/{cast.business}"
    assert '<li class="card red">' not in owner.get(home).text
    assert '<li class="card red">' in owner.get(f"{home}/texts").text


@pytest.mark.parametrize(("from_page", "lands"), [("lists", ""), ("texts", "/texts")])
def test_retry_sends_it_again_once(owner: Browser, cast: Cast, from_page: str, lands: str) -> None:
    text = fail(cast, cast.book())
    home = f"/dashboard/{cast.business}"
    answer = owner.post(f"{home}/texts/{text}/retry", home, **{"from": from_page})
    assert answer.location == f"{home}{lands}"
    assert "It's on its way again" in html.unescape(owner.get(home).text)
    assert (row(cast, text)["state"], row(cast, text)["provider_id"]) == ("waiting", None)
    owner.post(f"{home}/texts/{text}/retry", home)
    assert "Nothing was sent again: it is already on its way." in html.unescape(owner.get(home).text)


def test_retry_of_what_is_no_longer_true_is_refused_in_words(owner: Browser, cast: Cast) -> None:
    booking = cast.book()
    text = fail(cast, booking)
    cast.query("update public.bookings set status = 'expired' where id = %(id)s returning 1", id=booking)
    home = f"/dashboard/{cast.business}"
    owner.post(f"{home}/texts/{text}/retry", home)
    assert "It was not sent again: the booking is expired." in owner.get(home).text
    assert row(cast, text)["state"] == "failed"


def test_a_dismissed_text_is_listed_no_more(owner: Browser, cast: Cast) -> None:
    text = fail(cast, cast.book())
    home = f"/dashboard/{cast.business}"
    owner.post(f"{home}/texts/{text}/dismiss", home)
    assert "Taken off the list." in owner.get(home).text
    assert '<li class="card red">' not in owner.get(f"{home}/texts").text
    owner.post(f"{home}/texts/{text}/dismiss", home)
    assert "It was off the list already." in owner.get(home).text


def test_what_may_have_left_is_said_and_not_offered_again(owner: Browser, cast: Cast) -> None:
    text = fail(cast, cast.book(), None)
    cast.query(
        "update public.outbox set state = 'unknown', settled_at = null, error = null, claimed_at = now() - interval '20 minutes'"
        " where id = %(id)s returning 1",
        id=text,
    )
    page = html.unescape(owner.get(f"/dashboard/{cast.business}/texts").text)
    assert "We can't tell yet whether it left" in page
    assert f"{text}/dismiss" in page
    assert f"{text}/retry" not in page


def test_an_outsider_retries_and_dismisses_nothing(outsider: Browser, cast: Cast) -> None:
    text = fail(cast, cast.book())
    own = f"/dashboard/{cast.other_business}"
    for step in ("retry", "dismiss"):
        for business in (cast.business, cast.other_business):
            assert outsider.post(f"/dashboard/{business}/texts/{text}/{step}", own).status_code == 404
    assert (row(cast, text)["state"], row(cast, text)["dismissed_at"]) == ("failed", None)


def test_every_code_that_concerns_a_phone_has_words_of_its_own() -> None:
    assert {*PERMANENT, *RETRYABLE} - OUR_SETTINGS <= CODES.keys()


@pytest.mark.parametrize(
    ("medium", "code", "error", "why"),
    [
        ("sms", 30003, "x", "their phone was off or out of reach"),
        ("sms", 21610, "x", "they sent STOP"),
        ("sms", 21614, "x", "that's a landline, which takes no texts"),
        ("sms", 30006, "x", "that's a landline, which takes no texts"),
        ("sms", 30005, "x", "that number doesn't exist or isn't in use"),
        ("sms", 30007, "x", "their phone company filtered it out as spam"),
        ("sms", 99999, "Something odd.", "Something odd."),
        ("email", 550, "x", "that e-mail address doesn't exist"),
        ("email", None, "The mail server was away.", "The mail server was away."),
        ("sms", None, None, ""),
    ],
)
def test_why_is_said_for_a_person(medium: str, code: int | None, error: str | None, why: str) -> None:
    text = FailedText.model_construct(kind="x", state="failed", medium=medium, error_code=code, error=error)
    assert why_not(text) == why
