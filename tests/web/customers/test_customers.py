"""The list of customers, one of them, and what a member changes: as a browser without scripts sees it."""

from __future__ import annotations

import csv
import io
import uuid

import pytest

from tests.web.browsing import Browser
from tests.web.people import Cast

NEW = """
insert into public.customers (business_id, name, phone, email, notes) values (%(b)s, %(name)s, %(phone)s, %(email)s, %(notes)s) returning id::text as id
"""


def add(cast: Cast, name: str, phone: str | None = None, email: str | None = None, notes: str = "") -> str:
    return str(cast.query(NEW, b=cast.business, name=name, phone=phone, email=email, notes=notes)[0]["id"])


def room(cast: Cast, *parts: str) -> str:
    return "/".join([f"/dashboard/{cast.business}/customers", *parts])


def follow(browser: Browser, sent: object) -> str:
    assert sent.status_code == 302, sent.text  # type: ignore[attr-defined]
    return plain(str(browser.get(sent.location).text))  # type: ignore[attr-defined]


def plain(text: str) -> str:
    return text.replace("&#39;", "'")


def test_the_list_is_paged_and_searched_with_whatever_is_typed(owner: Browser, cast: Cast) -> None:
    for number in range(55):
        add(cast, f"Paged {number:02d}", f"+614000{number:05d}")
    first = owner.get(room(cast) + "?q=paged").text
    assert "Paged 49" in first
    assert "Paged 50" not in first
    after = first.split("after=")[1].split('"')[0]
    second = owner.get(room(cast) + f"?q=paged&after={after}").text
    assert "Paged 54" in second
    assert "Paged 49" not in second
    assert "Paged 07" in owner.get(room(cast) + "?q=0400 000 007").text
    for query in ("%25", "%27%22><script>", "%00", "(((", "\\", "%F0%9F%98%80", "x" * 500, "%E2%80%AE"):
        answer = owner.get(room(cast) + f"?q={query}&after=nonsense")
        assert answer.status_code == 200, query
        assert "<script>" not in answer.text
    assert "Show everybody" in owner.get(room(cast) + "?q=zzzz").text


def test_a_script_for_a_name_is_only_a_name(owner: Browser, cast: Cast) -> None:
    name = "<script>alert(1)</script>"
    one, other = add(cast, name, notes="<img src=x onerror=alert(1)>", email='"><b>@x.example'), add(cast, name)
    pages = [
        room(cast) + "?q=script",
        room(cast, one),
        room(cast, one, "edit"),
        room(cast, one, "merge"),
        room(cast, one, f"merge?other={other}"),
    ]
    for page in pages:
        text = owner.get(page).text
        assert "&lt;script&gt;alert(1)" in text, page
        assert "<script>alert" not in text
        assert "<img src=x" not in text
        assert '"><b>' not in text


def test_the_file_of_all_customers_holds_no_formula_and_every_one(owner: Browser, cast: Cast) -> None:
    cast.query(
        "insert into public.customers (business_id, name) select %(b)s, 'Many ' || n from generate_series(1, 600) n returning 1",
        b=cast.business,
    )
    add(cast, '=HYPERLINK("http://x")', "+61400999888", notes="@SUM(A1)\n-1")
    answer = owner.get(f"/dashboard/{cast.business}/customers.csv")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="customers.csv"'
    rows = list(csv.reader(io.StringIO(answer.get_data().decode("utf-8-sig"), newline="")))
    assert rows[0][:7] == ["name", "phone", "email", "address", "suburb", "postcode", "notes"]
    known = {row[0]: row for row in rows[1:]}
    assert sum(name.startswith("Many ") for name in known) == 600
    assert known['\'=HYPERLINK("http://x")'][1:7] == ["'+61400999888", "", "", "", "", "'@SUM(A1)\n-1"]
    assert not [cell for row in rows for cell in row if cell[:1] in ("=", "+", "-", "@")]


def test_one_customer_shows_their_history_and_offers_a_booking_for_them(owner: Browser, cast: Cast) -> None:
    booking = cast.agree("Hilda History", phone="+61400777001")
    customer = str(cast.booking(booking)["customer_id"])
    text = owner.get(room(cast, customer)).text
    assert f"/bookings/{booking}" in text
    assert 'href="tel:+61400777001"' in text
    form = owner.get(f"/dashboard/{cast.business}/bookings/new?customer={customer}").text
    assert 'value="Hilda History"' in form
    assert 'value="0400 777 001"' in form
    assert owner.get(f"/dashboard/{cast.business}/bookings/new?customer={uuid.uuid4()}").status_code == 404


def test_edited_they_are_as_typed_and_what_cannot_be_is_kept_and_said(owner: Browser, cast: Cast) -> None:
    customer, other = add(cast, "Eddie", "+61400777002"), add(cast, "Otto", "+61400777003")
    page = room(cast, customer, "edit")
    sent = owner.send(page, phone="04007", notes="Typed notes")
    assert sent.status_code == 422
    assert "That phone number isn't complete" in plain(sent.text)
    assert "Typed notes" in sent.text
    taken = owner.send(page, phone="0400 777 003", name="Edwina")
    assert taken.status_code == 409
    assert f"/merge?other={other}" in taken.text
    assert 'value="Edwina"' in taken.text
    again = owner.send_again(
        page, taken.text, phone="0400 777 004", suburb="Toowong", postcode="4066", email="ed@x.example"
    )
    text = follow(owner, again)
    assert "Saved." in text
    for word in ("Edwina", "0400 777 004", "Toowong", "ed@x.example"):
        assert word in text
    assert "like this already" in follow(owner, owner.send(page))


def test_blocked_their_bookings_stay_and_it_says_so(owner: Browser, cast: Cast) -> None:
    customer = str(cast.booking(cast.agree("Bertha Block"))["customer_id"])
    page = room(cast, customer)
    text = follow(owner, owner.post(f"{page}/block", page, reason="Rude on the phone"))
    assert "Still booked: Lawn Mowing" in text
    assert "Rude on the phone" in text
    assert "answered again" in follow(owner, owner.post(f"{page}/unblock", page))
    assert "no reminders any more" in follow(owner, owner.post(f"{page}/reminders", page, wanted=""))
    assert "They get reminders" in follow(owner, owner.post(f"{page}/reminders", page, wanted="1"))


def test_merged_the_old_address_leads_to_the_kept_one(owner: Browser, cast: Cast) -> None:
    keep = add(cast, "Mia Merge", "+61400777005")
    drop = str(cast.booking(cast.agree("Mia M.", phone="+61400777006"))["customer_id"])
    assert "Mia M." in owner.get(room(cast, keep, "merge?q=mia")).text
    page = room(cast, keep, f"merge?other={drop}")
    assert "0400 777 006 stays as a second number" in owner.get(page).text
    text = follow(owner, owner.post(room(cast, keep, "merge"), page, other=drop))
    assert "Merged:" in text
    assert "0400 777 006" in text
    assert "merged already" in follow(owner, owner.post(room(cast, keep, "merge"), room(cast, keep), other=drop))
    assert owner.get(room(cast, drop)).location == room(cast, keep)
    assert "Nothing was merged" in follow(owner, owner.post(room(cast, keep, "merge"), room(cast, keep), other=keep))
    assert owner.post(room(cast, keep, "merge"), room(cast, keep), other=str(uuid.uuid4())).status_code == 404


def test_an_outsider_finds_none_of_it_and_nobody_without_signing_in(
    outsider: Browser, browser: Browser, cast: Cast
) -> None:
    customer = add(cast, "Private Person")
    pages = [
        room(cast),
        f"/dashboard/{cast.business}/customers.csv",
        room(cast, "import"),
        room(cast, "import", str(uuid.uuid4())),
    ]
    pages += [room(cast, customer, *more) for more in ((), ("edit",), ("merge",), (f"merge?other={customer}",))]
    own = f"/dashboard/{cast.other_business}/customers"
    for page in pages:
        answer = outsider.get(page)
        assert answer.status_code == 404, page
        assert "Private Person" not in answer.text
        assert browser.client.application.test_client().get(page).location.startswith("/login"), page
    assert outsider.get(f"{own}/{customer}").status_code == 404
    assert outsider.post(f"{own}/{customer}/block", own + "/import").status_code == 404


@pytest.mark.parametrize("path", ["not-a-uuid", "00000000-0000-0000-0000-000000000000"])
def test_a_customer_who_is_not_there_is_said_plainly(owner: Browser, cast: Cast, path: str) -> None:
    assert owner.get(room(cast, path)).status_code == 404
