"""The chat window's settings: who may change them, what a website is, and every mistake at once."""

from __future__ import annotations

from typing import Any

import psycopg
import pytest
from psycopg.types.json import Jsonb

from tests.supabase.rules.desk import Desk


def save(desk: Desk, **settings: Any) -> Any:
    with desk.signed_in(desk.cast.owner):
        return desk.call("set_widget", desk.cast.lawns.id, Jsonb(settings))


def widget(desk: Desk) -> dict[str, Any]:
    return desk.row("select * from public.widgets where business_id = %s", desk.cast.lawns.id)


def refusal(desk: Desk, **settings: Any) -> str:
    with pytest.raises(psycopg.Error) as refused, desk.connection.transaction():
        save(desk, **settings)
    assert refused.value.sqlstate == "PT400"
    return str(refused.value.diag.message_primary)


@pytest.mark.parametrize(
    ("typed", "origin"),
    [
        ("https://www.example.com.au", "https://www.example.com.au"),
        (" HTTPS://Example.com.au:443/contact?a=b#c ", "https://example.com.au"),
        ("example.com.au/", "https://example.com.au"),
        ("https://example.com:8443", "https://example.com:8443"),
        ("https://xn--bcher-kva.example", "https://xn--bcher-kva.example"),
        ("http://localhost:3000", "http://localhost:3000"),
        ("http://127.0.0.1:80/x", "http://127.0.0.1"),
        ("http://example.com", None),
        ("https://*.example.com", None),
        ("https://example.com; script-src *", None),
        ("https://user@example.com", None),
        ("https://example.com:99999", None),
        ("https://bücher.example", None),
        ("https://-example.com", None),
        ("https://example", None),
        ("ftp://example.com", None),
        ("javascript://example.com", None),
        ("null", None),
        ("*", None),
        ("", None),
    ],
)
def test_a_website_is_what_a_browser_calls_it(desk: Desk, typed: str, origin: str | None) -> None:
    assert desk.value("select private.origin_of(%s)", typed) == origin


def test_what_is_named_changes_and_the_rest_stays(desk: Desk) -> None:
    before = widget(desk)
    changed = {
        "origins": ["Example.com", "https://example.com/", "https://b.example"],
        "colour": "#ABCDEF",
        "is_on": False,
    }
    assert save(desk, **changed) == {"outcome": "saved", "again": False}
    after = widget(desk)
    assert after["origins"] == ["https://example.com", "https://b.example"]
    assert (after["colour"], after["is_on"], after["side"]) == ("#abcdef", False, before["side"])
    assert save(desk, **changed) == {"outcome": "saved", "again": True}
    assert widget(desk) == after
    save(desk, origins=[])
    assert widget(desk)["origins"] == []


def test_every_mistake_is_told_at_once_and_nothing_is_kept(desk: Desk) -> None:
    before = widget(desk)
    words = refusal(
        desk,
        origins=["http://example.com", "*", "https://fine.example"],
        colour="red",
        side="top",
        greeting="x" * 301,
        avatar="x" * 9,
    )
    for said in ("“http://example.com”", "“*”", "“red”", "left or right", "301 characters", "one emoji"):
        assert said in words
    assert "fine.example" not in words
    assert widget(desk) == before
    assert "Twenty" in refusal(desk, origins=[f"https://s{n}.example" for n in range(21)])
    assert "no setting called" in refusal(desk, token="mine")


def test_only_an_owner_changes_them(desk: Desk) -> None:
    lawns = desk.cast.lawns.id
    old = widget(desk)["token"]
    with desk.signed_in(desk.cast.outsider):
        with desk.refused("PT404"):
            desk.call("set_widget", lawns, Jsonb({"is_on": False}))
        with desk.refused("PT404"):
            desk.call("renew_widget_token", lawns, old)
        assert desk.column("select token from public.widgets where business_id = %s", lawns) == []
    desk.do("update public.members set role = 'member' where user_id = %s", desk.cast.owner.user_id)
    with desk.signed_in(desk.cast.owner):
        with desk.refused("PT400"):
            desk.call("set_widget", lawns, Jsonb({"is_on": False}))
        with desk.refused("PT400"):
            desk.call("renew_widget_token", lawns, old)
        assert desk.column("select token from public.widgets where business_id = %s", lawns) == [old]
    with desk.role("anon"), desk.refused("42501"):
        desk.call("set_widget", lawns, Jsonb({}))


def test_a_new_token_stops_the_old_one_and_pressing_twice_makes_one(desk: Desk) -> None:
    old = widget(desk)["token"]
    with desk.signed_in(desk.cast.owner):
        assert desk.call("renew_widget_token", desk.cast.lawns.id, old) == {"outcome": "made", "again": False}
        assert desk.call("renew_widget_token", desk.cast.lawns.id, old) == {"outcome": "made", "again": True}
    new = widget(desk)["token"]
    assert new != old
    assert desk.call("open_widget", old)["outcome"] == "unknown"
    assert desk.call("open_widget", new)["outcome"] == "open"
