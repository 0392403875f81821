"""The list of bookings over the real stack: paged, searched, filtered, tapped and downloaded."""

from __future__ import annotations

import csv
import html
import io
import re
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote

import httpx
import pytest
from flask import Flask

from tests.web.browsing import Browser
from tests.web.people import Cast, add_business, add_member

MANY = """
insert into public.bookings (business_id, customer_id, service_id, staff_id, source, starts_at, ends_at, service_name, customer_name, currency,
  requested_at, expires_at, status)
select business_id, customer_id, service_id, staff_id, source, starts_at + (n / 2) * interval '1 hour', ends_at + (n / 2) * interval '1 hour', service_name,
  'Bee ' || n, currency, requested_at, now() + interval '3 hours', %(status)s::public.booking_status
from public.bookings, generate_series(1, %(number)s) n where id = %(id)s returning 1
"""
NAME = re.compile(r'<span class="what"><strong>(.*?)</strong>')


def names(page: str) -> list[str]:
    return [html.unescape(name) for name in NAME.findall(page)]


def link(page: str, rel: str) -> str:
    found = re.search(rf'rel="{rel}" href="([^"]+)"', page)
    return html.unescape(found[1]) if found else ""


def ended(cast: Cast, name: str, status: str) -> str:
    booking = cast.book(name=name)
    change = (
        "update public.bookings set status = %(status)s, starts_at = starts_at - interval '3 days',"
        " ends_at = ends_at - interval '3 days' where id = %(id)s returning 1"
    )
    cast.query(change, id=booking, status=status)
    return booking


@pytest.fixture
def busy(cast: Cast, app: Flask) -> Any:
    """Somebody else's business with 121 agreed jobs, two at each hour, and its owner at the dashboard."""
    member = add_member(cast.stack, "busy")
    business = add_business(cast.stack, "Busy Bees", member)
    first = cast.book(business, name="Bee 0")
    cast.query("update public.bookings set status = 'confirmed' where id = %(id)s returning 1", id=first)
    cast.query(MANY, id=first, status="confirmed", number=120)
    person = Browser(app.test_client())
    person.sign_in(member)
    return person, business, first


def test_pages_lead_forth_and_back_without_gaps_or_repeats(cast: Cast, busy: Any) -> None:
    person, business, _ = busy
    address, seen, pages = f"/dashboard/{business}/bookings", [], []
    while address:
        page = person.get(address).text
        pages.append(names(page))
        seen += pages[-1]
        address = link(page, "next")
    assert [len(each) for each in pages] == [50, 50, 21]
    assert len(set(seen)) == 121
    for expected in (pages[1], pages[0]):
        page = person.get(link(page, "prev")).text
        assert names(page) == expected
    assert link(page, "prev") == ""
    newest = names(person.get(f"/dashboard/{business}/bookings?sort=newest").text)
    assert newest == seen[::-1][:50]


def test_today_stops_at_fifty_requests_and_says_so(cast: Cast, busy: Any) -> None:
    person, business, first = busy
    cast.query(MANY, id=first, status="pending", number=60)
    requests, _ = person.get(f"/dashboard/{business}").text.split('id="jobs"')
    assert requests.count('<li class="card amber">') == 50
    assert "These are the first 50" in requests


@pytest.mark.parametrize(
    "cursor",
    [
        "x",
        "_",
        "2026-11-05T04:00:00.000000Z_",
        "2026-11-05_1",
        "9999999-01-01T00:00:00.000000Z_x",
        "%00",
        "🐝" * 50,
        "'--",
    ],
)
def test_a_cursor_that_makes_no_sense_shows_the_first_page(owner: Browser, cast: Cast, cursor: str) -> None:
    cast.agree("First Of All")
    for name in ("after", "before"):
        answer = owner.get(f"/dashboard/{cast.business}/bookings?{name}={quote(cursor)}")
        assert answer.status_code == 200
        assert "First Of All" in names(answer.text)
    assert (
        owner.get(f"/dashboard/{cast.business}/bookings?tab=x&status=y&staff=z&service=%27&sort=up").status_code == 200
    )


def test_past_the_last_one_there_is_a_way_to_the_first_page(owner: Browser, cast: Cast) -> None:
    end = f"2099-01-01T00:00:00.000000Z_{cast.business}"
    text = owner.get(f"/dashboard/{cast.business}/bookings?after={end}").text
    assert "First page" in text


@pytest.mark.parametrize("term", ["100%", "a_b", "O'Neil", 'say "hi"', "x, y", "(z)", "or(id.gt.0)", "\\", "<script>"])
def test_signs_in_a_search_are_only_signs(owner: Browser, cast: Cast, term: str) -> None:
    cast.agree(f"Sign {term} Person")
    cast.agree("Somebody Else")
    text = owner.get(f"/dashboard/{cast.business}/bookings?q={quote(term)}").text
    assert set(names(text)) == {f"Sign {term} Person"}
    assert "<script>" not in text


def test_a_phone_is_found_as_it_is_read_out(owner: Browser, cast: Cast) -> None:
    cast.agree("Dials In", phone="+61412777333")
    assert names(owner.get(f"/dashboard/{cast.business}/bookings?q=0412+777+333").text) == ["Dials In"]
    assert "No booking fits" in owner.get(f"/dashboard/{cast.business}/bookings?q=0412+777+334").text


def test_cancelled_and_expired_ones_are_under_archived_alone(owner: Browser, cast: Cast) -> None:
    gone = {"Was Cancelled": "cancelled", "Has Lapsed": "expired"}
    past = {"Was Done": "completed", "Was Missing": "no_show", "Not Marked": "confirmed"}
    for name, status in (gone | past).items():
        ended(cast, name, status)
    everywhere = {
        tab: names(owner.get(f"/dashboard/{cast.business}/bookings?tab={tab}").text)
        for tab in ("upcoming", "past", "archived")
    }
    assert set(gone) <= set(everywhere["archived"])
    assert set(past) <= set(everywhere["past"])
    assert not set(gone | past) & set(everywhere["upcoming"])
    assert not set(gone) & set(everywhere["past"])
    assert not set(past) & set(everywhere["archived"])
    only = owner.get(f"/dashboard/{cast.business}/bookings?tab=past&status=no_show").text
    assert set(names(only)) == {"Was Missing"}
    assert '<span class="pill red">No-show</span>' in only


def test_a_tap_in_the_list_leads_back_to_it_as_it_was_filtered(owner: Browser, cast: Cast) -> None:
    booking = cast.book(name="Taps Here")
    page = f"/dashboard/{cast.business}/bookings?q=taps&status=pending"
    text = owner.get(page).text
    (back,) = set(re.findall(r'name="back" value="([^"]*)"', text))
    at = f"/dashboard/{cast.business}/bookings/{booking}/confirm"
    sent = owner.post(at, page, **{"from": "every", "back": html.unescape(back)})
    assert sent.location == f"/dashboard/{cast.business}/bookings?tab=upcoming&q=taps&status=pending"
    assert cast.status(booking) == "confirmed"
    elsewhere = owner.post(at, page, **{"from": "every", "back": "next=https://example.com&tab=//example.com"})
    assert elsewhere.location == f"/dashboard/{cast.business}/bookings?tab=upcoming"


def test_buttons_are_on_those_that_something_can_be_said_of(owner: Browser, cast: Cast) -> None:
    ended(cast, "Long Ago", "confirmed")
    cast.book(name="Too Late", lapses=datetime.now(UTC) - timedelta(minutes=1))
    cast.agree("Still Ahead")
    for search, tab, verbs in (
        ("long ago", "past", ["complete", "no-show"]),
        ("too late", "", []),
        ("still ahead", "", []),
    ):
        text = owner.get(f"/dashboard/{cast.business}/bookings?q={quote(search)}&tab={tab}").text
        assert len(names(text)) == 1
        assert re.findall(r'action="[^"]+/bookings/[^"]+/([a-z-]+)"', text) == verbs, search


def test_the_file_has_what_is_filtered_and_nothing_a_spreadsheet_would_run(owner: Browser, cast: Cast) -> None:
    cast.agree("=HYPERLINK(1)", phone="+61412000111", notes="two\nlines, with a comma")
    cast.agree("Zoë File")
    found = owner.get(f"/dashboard/{cast.business}/bookings.csv?q=hyperlink")
    assert found.headers["Content-Disposition"] == 'attachment; filename="bookings-upcoming.csv"'
    assert found.content_type == "text/csv; charset=utf-8"
    (row,) = csv.DictReader(io.StringIO(found.data.decode("utf-8-sig"), newline=""))
    assert (row["customer"], row["phone"], row["status"]) == ("'=HYPERLINK(1)", "0412 000 111", "confirmed")
    assert (row["notes"], row["zone"], row["staff"]) == ("two\nlines, with a comma", "Australia/Brisbane", "Dave")
    assert "Zoë File" in owner.get(f"/dashboard/{cast.business}/bookings.csv").data.decode("utf-8-sig")


def test_the_file_is_all_pages_and_no_more_than_it_says(busy: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    person, business, _ = busy
    address = f"/dashboard/{business}/bookings.csv"
    assert len(person.get(address).data.decode().splitlines()) == 122
    monkeypatch.setattr("web.bookings.every.FILE", 60)
    cut = person.get(address)
    assert len(cut.data.decode().splitlines()) == 61
    assert cut.headers["Content-Disposition"] == 'attachment; filename="bookings-upcoming-first-60.csv"'


def test_nothing_of_it_is_another_s(outsider: Browser, cast: Cast) -> None:
    cast.agree("Not Yours")
    for page in ("/bookings", "/bookings.csv", "/bookings?q=not"):
        answer = outsider.get(f"/dashboard/{cast.business}{page}")
        assert answer.status_code == 404
        assert "Not Yours" not in answer.text
        assert "Not Yours" not in outsider.get(f"/dashboard/{cast.other_business}{page}").text


def test_no_page_takes_more_than_three_round_trips_however_much_is_on_it(app: Flask, busy: Any) -> None:
    person, business, first = busy
    asked: list[httpx.Request] = []
    app.extensions["coresentia"].http.event_hooks = {"request": [asked.append]}
    home = f"/dashboard/{business}"
    for page, most in (
        (home, 2),
        (f"{home}/bookings?q=bee", 2),
        (f"{home}/bookings.csv", 2),
        (f"{home}/bookings/{first}", 3),
    ):
        asked.clear()
        assert person.get(page).status_code == 200
        assert len(asked) == most, page
