"""Files are read, looked at and imported once; broken ones are refused in words, with nothing lost."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.web.browsing import Browser
from tests.web.people import Cast

PEOPLE = (
    "Name;Mobile;E-mail;Suburb\r\nZoë Import;0400 888 001;zoe@x.example;Toowong\r\n<b>Bo</b>;0400 888 002;;\r\n"
    "Bad Phone;12;;\r\nTwin;0400 888 001;;\r\n"
)


def send(browser: Browser, cast: Cast, data: bytes, name: str, token: str = "") -> Any:
    """Chooses this file and sends the form, as a browser encodes it."""
    page = f"/dashboard/{cast.business}/customers/import"
    fields = (
        f'--end\r\nContent-Disposition: form-data; name="csrf_token"\r\n\r\n{token or browser.csrf(page)}\r\n--end\r\n'
    )
    head = f'Content-Disposition: form-data; name="file"; filename="{name}"\r\nContent-Type: text/csv\r\n\r\n'
    body = fields.encode() + head.encode() + data + b"\r\n--end--\r\n"
    return browser.client.post(page, data=body, content_type="multipart/form-data; boundary=end")


def press_import(browser: Browser, page: str) -> str:
    done = browser.post(page, page)
    assert done.status_code == 302
    return str(browser.get(done.location).text)


def count(cast: Cast, table: str = "customers") -> int:
    return int(
        cast.query(f"select count(*) as n from public.{table} where business_id = %(b)s", b=cast.business)[0]["n"]
    )


def test_a_file_is_previewed_imported_once_and_adds_nothing_the_second_time(owner: Browser, cast: Cast) -> None:
    before, texts = count(cast), count(cast, "outbox")
    page = send(owner, cast, PEOPLE.encode("utf-8-sig"), "clients.csv").location
    shown = owner.get(page).text
    assert count(cast) == before
    for words in (
        "Zoë Import",
        "&lt;b&gt;Bo&lt;/b&gt;",
        "<strong>Line 4</strong>",
        "“12” isn&#39;t complete",
        "As in line 2",
    ):
        assert words in shown, words
    assert "2 added, 0 filled in, 1 here already" in press_import(owner, page)
    again = owner.post(page, f"/dashboard/{cast.business}/customers/import")
    assert "nothing was done twice" in owner.get(again.location).text
    second = send(owner, cast, PEOPLE.encode("cp1252"), "clients.csv").location
    assert "Nobody new is in it" in owner.get(second).text
    press_import(owner, second)
    assert (count(cast), count(cast, "outbox")) == (before + 2, texts)


def test_what_was_downloaded_can_be_read_in_again_and_adds_nothing(owner: Browser, cast: Cast) -> None:
    cast.query(
        "insert into public.customers (business_id, name, phone) values (%(b)s, '=1+1', '+61400888003') returning 1",
        b=cast.business,
    )
    whole = owner.get(f"/dashboard/{cast.business}/customers.csv").get_data()
    before = count(cast)
    page = send(owner, cast, whole, "customers.csv").location
    press_import(owner, page)
    assert count(cast) == before
    assert cast.query("select name from public.customers where phone = '+61400888003'")[0]["name"] == "=1+1"


def test_a_calendar_becomes_bookings_and_blocked_times(owner: Browser, cast: Cast) -> None:
    at = datetime.now(UTC) + timedelta(days=200)
    event = "BEGIN:VEVENT\r\nUID:{n}\r\nSUMMARY:{title}\r\nDTSTART:{at:%Y%m%d}T0{n}0000Z\r\nDTEND:{at:%Y%m%d}T0{n}3000Z\r\nEND:VEVENT\r\n"
    events = event.format(n=1, title="Lawn Mowing - Ivy Ics", at=at) + event.format(n=4, title="School <run>", at=at)
    page = send(
        owner, cast, f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\n{events}END:VCALENDAR\r\n".encode(), "old.ics"
    ).location
    shown = owner.get(page).text
    assert "Lawn Mowing, for Ivy Ics" in shown
    assert "School &lt;run&gt;" in shown
    assert "1 booking, 1 blocked time, 0 here already" in press_import(owner, page)
    assert cast.query("select status from public.bookings where customer_name = 'Ivy Ics'") == [{"status": "confirmed"}]


@pytest.mark.parametrize(
    ("data", "name", "status", "says"),
    [
        (b"", "empty.csv", 422, "Choose a file first."),
        (b"Hello there", "not.ics", 422, "That is not a calendar file."),
        (b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n", "half.ics", 422, "That is not a calendar file."),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "cat.csv", 422, "That is not a list of customers."),
        (b"a,b\n1,2\n", "odd.csv", 422, "name the columns"),
        (b"name\n", "none.csv", 422, "nothing to import"),
        (b"name\n" + b"x\n" * 2001, "long.csv", 422, "more than 2,000 rows"),
        (b"name\n" + b"x" * 1024 * 1024, "large.csv", 413, "larger than 1 MB"),
        (b"name\n" + b"x" * 3 * 1024 * 1024, "huge.csv", 413, "larger than 1 MB"),
    ],
)
def test_a_broken_file_is_refused_in_words(
    owner: Browser, cast: Cast, data: bytes, name: str, status: int, says: str
) -> None:
    before = count(cast)
    answer = send(owner, cast, data, name)
    assert answer.status_code == status
    assert says in answer.text
    assert count(cast) == before


def test_only_this_form_takes_large_files(owner: Browser, cast: Cast) -> None:
    page = f"/dashboard/{cast.business}/customers"
    answer = owner.client.post(f"{page}/{cast.business}/edit", data={"notes": "x" * 70_000})
    assert answer.status_code == 413


def test_a_colleague_who_is_no_owner_is_told_so(browser: Browser, cast: Cast) -> None:
    role = "update public.members set role = %(role)s::public.member_role where user_id = %(id)s returning 1"
    browser.sign_in(cast.colleague)
    token = browser.csrf(f"/dashboard/{cast.business}/customers/import")
    cast.query(role, role="member", id=cast.colleague.user_id)
    try:
        page = f"/dashboard/{cast.business}/customers/import"
        assert "Only an owner" in browser.get(page).text
        answer = send(browser, cast, PEOPLE.encode(), "c.csv", token)
        assert (answer.status_code, "Only an owner" in answer.text) == (422, True)
    finally:
        cast.query(role, role="owner", id=cast.colleague.user_id)
