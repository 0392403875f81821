"""A booking agreed by phone or at the door."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.web.browsing import Browser, form_of, wall
from tests.web.people import Cast


def page(cast: Cast) -> str:
    return f"/dashboard/{cast.business}/bookings/new"


def shown(browser: Browser, sent: Any) -> str:
    """The words of the page that a form led to."""
    assert sent.status_code == 302, sent.text
    return str(browser.get(sent.location).text).replace("&#39;", "'")


def added(cast: Cast, name: str) -> list[dict[str, Any]]:
    return cast.query("select * from public.bookings where customer_name = %(name)s", name=name)


def test_the_dashboard_leads_to_the_form(owner: Browser, cast: Cast) -> None:
    assert f'href="{page(cast)}"' in owner.get(f"/dashboard/{cast.business}").text
    assert "Lawn Mowing, 60 min, $65.00" in owner.get(page(cast)).text


def test_a_phone_booking_is_confirmed_at_once_and_the_customer_told(owner: Browser, cast: Cast) -> None:
    at = cast.free_time()
    sent = owner.send(
        page(cast), name="Ann Bell", phone="0412 345 678", starts=wall(at), minutes="90", address="1 Oak St", suburb="Milton",
        postcode="4064", notes="Dog in the yard",
    )  # fmt: skip
    words = shown(owner, sent)
    assert "Added: Lawn Mowing for Ann Bell on" in words
    assert "We're letting Ann Bell know." in words
    assert "Added by you" in words
    (row,) = added(cast, "Ann Bell")
    assert (row["status"], row["source"], row["starts_at"], row["customer_phone"]) == (
        "confirmed",
        "manual",
        at,
        "+61412345678",
    )
    assert (row["ends_at"] - at, row["address"], row["notes"]) == (timedelta(minutes=90), "1 Oak St", "Dog in the yard")
    assert cast.texts(row["id"]) == ["confirmed"]


def test_a_walk_in_needs_no_phone_and_hears_nothing(owner: Browser, cast: Cast) -> None:
    words = shown(owner, owner.send(page(cast), name="Walk-in", starts=wall(cast.free_time())))
    assert "There's no way to text Walk-in" in words
    assert cast.texts(added(cast, "Walk-in")[0]["id"]) == []


def test_without_the_tick_nobody_is_texted(owner: Browser, cast: Cast) -> None:
    words = shown(
        owner, owner.send(page(cast), name="Ben Cole", phone="0412 345 679", starts=wall(cast.free_time()), tell=None)
    )
    assert "Ben Cole was not texted." in words
    assert cast.texts(added(cast, "Ben Cole")[0]["id"]) == []


def test_anyone_means_whoever_is_free(owner: Browser, cast: Cast) -> None:
    at = cast.free_time()
    cast.agree(at=at)
    with cast.colleague_at_work("Kim") as kim:
        assert form_of(owner.get(page(cast)).text)["staff"] == ""
        shown(owner, owner.send(page(cast), name="Jan Koch", starts=wall(at)))
    assert [str(row["staff_id"]) for row in added(cast, "Jan Koch")] == [kim]


def test_sending_the_form_twice_adds_one_and_says_so(owner: Browser, cast: Cast) -> None:
    form = owner.get(page(cast)).text
    fields = {"name": "Cat Dorn", "phone": "+64 21 123 4567", "starts": wall(cast.free_time())}
    owner.send_again(page(cast), form, **fields)
    words = shown(owner, owner.send_again(page(cast), form, **fields))
    assert "had been added before, and is there once. Nothing was changed" in words
    (row,) = added(cast, "Cat Dorn")
    assert row["customer_phone"] == "+64211234567"
    assert cast.texts(row["id"]) == ["confirmed"]


def test_a_taken_time_is_refused_and_nothing_typed_is_lost(owner: Browser, cast: Cast) -> None:
    taken = cast.free_time()
    cast.agree("Dan Eady", at=taken)
    answer = owner.send(
        page(cast), name="Eve Fox", phone="0412 345 670", starts=wall(taken), notes="Two\nlawns", tell=None
    )
    assert answer.status_code == 409
    assert "It is taken: Dan Eady" in answer.text
    assert "Do it anyway" not in answer.text
    form = form_of(answer.text)
    assert (form["name"], form["phone"], form["starts"], form["notes"]) == (
        "Eve Fox",
        "0412 345 670",
        wall(taken),
        "Two\nlawns",
    )
    assert "tell" not in form
    assert added(cast, "Eve Fox") == []


def test_a_blocked_time_may_be_taken_anyway(owner: Browser, cast: Cast) -> None:
    at = cast.free_time()
    block(cast, at)
    answer = owner.send(page(cast), name="Flo Gray", starts=wall(at))
    assert "is blocked: School run." in answer.text
    words = shown(owner, owner.send_again(page(cast), answer.text, "anyway"))
    assert re.search("Added by you Although: .* is blocked: School run.", words)
    assert len(added(cast, "Flo Gray")) == 1


def test_the_owner_may_ask_first_whether_customers_would_be_offered_it(owner: Browser, cast: Cast) -> None:
    at = cast.free_time()
    block(cast, at)
    answer = owner.send(page(cast), "check", name="Gus Hall", starts=wall(at), suburb="Milton")
    assert answer.status_code == 200
    assert re.search(r"Dave: no\. .* is blocked: School run\.", answer.text)
    assert form_of(answer.text)["name"] == "Gus Hall"
    assert added(cast, "Gus Hall") == []


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("phone", "12345", "That phone number isn't complete."),
        ("starts", "", "Choose a date and a time that exist"),
        ("starts", "2031-01-01T10:00", "A booking can start from a month ago to two years ahead."),
        ("minutes", "2000", "A booking lasts from 5 minutes to 24 hours."),
        ("service", "lawn", "Choose the service."),
    ],
)
def test_what_cannot_be_read_is_said_and_stays_typed(
    owner: Browser, cast: Cast, field: str, typed: str, sentence: str
) -> None:
    fields = {"name": "Hal Irwin", "starts": wall(cast.free_time())} | {field: typed}
    answer = owner.send(page(cast), **fields)
    assert answer.status_code == 422
    assert sentence in answer.text.replace("&#39;", "'")
    form = form_of(answer.text)
    assert form["name"] == "Hal Irwin"
    assert field == "service" or form[field] == typed
    assert added(cast, "Hal Irwin") == []


def test_odd_characters_in_what_is_typed_do_no_harm(owner: Browser, cast: Cast) -> None:
    name = "Zoë \x00👩‍🌾 <b>"
    words = shown(owner, owner.send(page(cast), name=name, starts=wall(cast.free_time())))
    assert "Zoë 👩‍🌾 &lt;b&gt;" in words


def test_an_outsider_sees_no_form_and_adds_nothing(outsider: Browser, cast: Cast) -> None:
    assert outsider.get(page(cast)).status_code == 404
    service = cast.query("select id from public.services where business_id = %(b)s", b=cast.business)[0]["id"]
    for fields in ({"starts": wall(cast.free_time()), "service": str(service)}, {"starts": "?"}):
        sent = outsider.post(page(cast), f"/dashboard/{cast.other_business}", name="Ivy Jones", **fields)
        assert sent.status_code == 404
    assert added(cast, "Ivy Jones") == []


def block(cast: Cast, starts: datetime) -> None:
    statement = "insert into public.blocked_times (business_id, during, reason) values (%(b)s, tstzrange(%(f)s, %(t)s), 'School run') returning 1"
    cast.query(statement, b=cast.business, f=starts, t=starts + timedelta(hours=1))
