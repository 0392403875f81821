"""The pages of services and staff, as an owner and as a colleague use them."""

from __future__ import annotations

import uuid
from collections.abc import Iterator

import pytest
from flask import Flask

from tests.web.browsing import Browser, wall
from tests.web.people import Cast


@pytest.fixture(autouse=True)
def roles(cast: Cast) -> Iterator[None]:
    """The colleague is no owner."""
    role = "update public.members set role = %(role)s::public.member_role where user_id = %(id)s returning 1"
    cast.query(role, role="member", id=cast.colleague.user_id)
    yield
    cast.query(role, role="owner", id=cast.colleague.user_id)


def page(cast: Cast, room: str, one: str = "") -> str:
    return f"/dashboard/{cast.business}/settings/{room}" + (f"/{one}" if one else "")


def follow(browser: Browser, sent: object) -> str:
    assert sent.status_code == 302, sent.text  # type: ignore[attr-defined]
    return str(browser.get(sent.location).text).replace("&#39;", "'")  # type: ignore[attr-defined]


def key(cast: Cast, table: str, name: str) -> str:
    statement = (
        f"select id::text from public.{table} where business_id = %(b)s and name = %(name)s and deleted_at is null"
    )
    return str(cast.query(statement, b=cast.business, name=name)[0]["id"])


def test_an_owner_adds_changes_and_removes_a_service(owner: Browser, cast: Cast) -> None:
    sent = owner.send(
        page(cast, "services", "new"), name="Gutter Clean", minutes="45", price="$90", aliases="Gutters\nroof, drains"
    )
    assert "Added: Gutter Clean." in follow(owner, sent)
    text = owner.get(page(cast, "services")).text
    assert "45 min · $90.00 · at your place" in text
    assert "Also called gutters, roof, drains" in text
    gutters = key(cast, "services", "Gutter Clean")
    sent = owner.send(
        page(cast, "services", gutters), price="", after="15", notice="1440", at_customer="1", position="1"
    )
    assert "Saved: Gutter Clean." in follow(owner, sent)
    row = cast.query("select * from public.services where id = %(id)s", id=gutters)[0]
    assert (row["price_cents"], row["buffer_after_minutes"], row["notice_minutes"], row["position"]) == (
        None,
        15,
        1440,
        1,
    )
    assert (row["aliases"], row["at_customer"], row["minutes"]) == (["gutters", "roof", "drains"], True, 45)
    assert "was all set like this already" in follow(owner, owner.send(page(cast, "services", gutters)))
    lawn = key(cast, "services", "Lawn Mowing")
    follow(owner, owner.post(f"{page(cast, 'services', lawn)}/place", page(cast, "services"), position="1"))
    assert cast.query("select position from public.services where id = %(id)s", id=lawn) == [{"position": 1}]
    booking = cast.agree("Ann Gutter")
    cast.query("update public.bookings set service_id = %(s)s where id = %(id)s returning 1", s=gutters, id=booking)
    gone = owner.post(f"{page(cast, 'services', gutters)}/remove", page(cast, "services", gutters))
    assert "One booking of it is still to come and stays as it is." in follow(owner, gone)
    assert cast.status(booking) == "confirmed"
    assert owner.get(page(cast, "services", gutters)).status_code == 404


def test_what_was_typed_badly_stays_in_the_form_with_the_reason(owner: Browser, cast: Cast) -> None:
    new = page(cast, "services", "new")
    for name, minutes, price, words in (
        ("Lawn mowing", "60", "", "already one called"),
        ("Pruning", "3", "", "from 5 to 1440"),
        ("Pruning", "an hour", "", "whole minutes"),
        ("Pruning", "60", "lots", "in dollars"),
        ("<script>alert(1)</script>", "", "", "how many minutes"),
    ):
        refused = owner.send(new, name=name, minutes=minutes, price=price, aliases="one\ntwo")
        assert refused.status_code == 422
        assert words in refused.text
        assert "Nothing was saved." in refused.text
        assert "one\ntwo" in refused.text
        assert "<script>" not in refused.text.replace("<script src", "")


def test_a_service_that_is_gone_is_said_plainly_in_open_forms(owner: Browser, cast: Cast) -> None:
    follow(owner, owner.send(page(cast, "services", "new"), name="Short Lived", minutes="30"))
    short = key(cast, "services", "Short Lived")
    form, booking = owner.get(page(cast, "services", short)).text, f"/dashboard/{cast.business}/bookings/new"
    adding = owner.get(booking).text
    change = f"/dashboard/{cast.business}/bookings/{cast.agree('Eve Edit')}/edit"
    editing = owner.get(change).text
    follow(owner, owner.post(f"{page(cast, 'services', short)}/remove", page(cast, "services", short)))
    again = owner.send_again(page(cast, "services", short), form, minutes="40")
    assert again.status_code == 422
    assert "Short Lived was removed meanwhile" in again.text
    typed = {"name": "Late Larry", "starts": wall(cast.free_time()), "service": short}
    refused = owner.send_again(booking, adding, **typed)
    assert (refused.status_code, "Late Larry" in refused.text) == (422, True)
    assert "Short Lived was removed meanwhile" in refused.text
    refused = owner.send_again(change, editing, service_id=short)
    assert refused.status_code == 422
    assert "Short Lived was removed meanwhile" in refused.text


def test_an_owner_adds_somebody_and_removes_them_once_nothing_is_to_come(owner: Browser, cast: Cast) -> None:
    assert "Added: Kim" in follow(owner, owner.send(page(cast, "staff", "new"), name="Kim"))
    kim = key(cast, "staff", "Kim")
    assert "Does everything" in owner.get(page(cast, "staff")).text
    lawn = key(cast, "services", "Lawn Mowing")
    sent = owner.send(page(cast, "staff", kim), name="Kim Lee", **{f"service-{lawn}": None})  # type: ignore[arg-type]
    assert "Saved: Kim Lee." in follow(owner, sent)
    assert "Does nothing yet" in owner.get(page(cast, "staff")).text
    booking = cast.agree("Fay Future")
    cast.query("update public.bookings set staff_id = %(s)s where id = %(id)s returning 1", s=kim, id=booking)
    held = owner.post(f"{page(cast, 'staff', kim)}/remove", page(cast, "staff", kim))
    assert held.status_code == 409
    assert "stays for now: one booking is still to come" in held.text
    assert f"/bookings/{booking}" in held.text
    cast.query("update public.bookings set status = 'cancelled' where id = %(id)s returning 1", id=booking)
    cast.query("delete from public.holds where booking_id = %(id)s returning 1", id=booking)
    assert "Removed: Kim Lee." in follow(
        owner, owner.post(f"{page(cast, 'staff', kim)}/remove", page(cast, "staff", kim))
    )
    dave = key(cast, "staff", "Dave")
    last = owner.post(f"{page(cast, 'staff', dave)}/remove", page(cast, "staff", dave))
    assert last.status_code == 422
    assert "only one left" in last.text


def test_a_colleague_looks_and_an_outsider_does_not(app: Flask, owner: Browser, outsider: Browser, cast: Cast) -> None:
    lawn, dave = key(cast, "services", "Lawn Mowing"), key(cast, "staff", "Dave")
    colleague = Browser(app.test_client())
    colleague.sign_in(cast.colleague)
    for room, one in (("services", lawn), ("staff", dave)):
        shown = colleague.get(page(cast, room))
        assert "Only an owner can change these." in shown.text
        assert f"/settings/{room}/{one}" not in shown.text
        refused = colleague.send(page(cast, room, one), name="Mine")
        assert refused.status_code == 422
        assert "Only an owner" in refused.text
        for address in (page(cast, room), page(cast, room, one), page(cast, room, "new")):
            assert outsider.get(address).status_code == 404
        home = f"/dashboard/{cast.other_business}"
        gone = outsider.post(f"{page(cast, room, one)}/remove", home)
        assert gone.status_code == 404
        assert owner.get(page(cast, room, str(uuid.uuid4()))).status_code == 404
