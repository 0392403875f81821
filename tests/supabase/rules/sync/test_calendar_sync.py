"""Busy times of other calendars change what is offered; feeds and sources are their business's own."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest

from tests.supabase.rules.calendars.office import refused
from tests.supabase.rules.desk import Desk, instant
from tests.supabase.rules.shop import SYDNEY, free, local, open_shop
from tests.support.cast import Business

ADDRESS = "https://calendar.example/secret/basic.ics"
THURSDAY = ("2026-11-05T00:00+11:00", "2026-11-06T00:00+11:00")


@pytest.fixture
def shop(desk: Desk) -> Business:
    shop = open_shop(desk, SYDNEY, "09:00", "13:00")
    member = "insert into public.members (business_id, user_id, email) values (%s, %s, 'sam@shop.example')"
    desk.do(member, shop.id, desk.cast.owner.user_id)
    return shop


def add(desk: Desk, shop: Business, staff: str | None = None, url: str = ADDRESS) -> str:
    with desk.signed_in(desk.cast.owner):
        desk.call("add_calendar_address", shop.id, url, staff)
    desk.do("update public.calendar_sources set due_at = %s where due_at = now()", desk.now)
    return str(desk.value("select id from public.calendar_sources order by created_at desc, due_at desc limit 1"))


def claim(desk: Desk) -> list[Any]:
    return desk.call_all("claim_calendar_source", p_now=desk.now)


def keep(desk: Desk, claimed: Any, *busy: tuple[str, str], own: str | None = None) -> bool:
    said = [{"from": opens, "to": closes, "own": own} for opens, closes in busy]
    row = desk.row(
        "select public.keep_busy_times(%s, %s, %s, %s::jsonb, p_now => %s) as kept",
        claimed["business_id"], claimed["id"], claimed["lease"], json.dumps(said), desk.now,
    )  # fmt: skip
    return bool(row["kept"])


def busy(desk: Desk, shop: Business, *times: tuple[str, str], staff: str | None = None, own: str | None = None) -> Any:
    add(desk, shop, staff)
    (claimed,) = claim(desk)
    assert keep(desk, claimed, *times, own=own)
    return claimed


def test_what_is_busy_elsewhere_is_not_offered_and_the_reason_says_so(desk: Desk, shop: Business) -> None:
    busy(desk, shop, ("2026-11-05T10:15:00+11:00", "2026-11-05T11:00:00+11:00"))
    assert local(free(desk, shop, *THURSDAY)) == ["Thu 09:00", "Thu 11:00", "Thu 12:00"]
    with desk.signed_in(desk.cast.owner):
        why = desk.call("why_not", shop.id, shop.services["Job"], "2026-11-05T10:00")
    (reason,) = [r for r in why["calendars"][0]["reasons"] if r["rule"] == "busy"]
    assert reason["words"] == "Busy in your other calendar: Thu, Nov 5, 10:15 AM to 11:00 AM."
    assert not why["calendars"][0]["free"]


def test_all_day_is_the_business_s_own_day_and_a_night_reaches_into_the_next(desk: Desk, shop: Business) -> None:
    busy(desk, shop, ("2026-11-05T00:00:00", "2026-11-06T00:00:00"), ("2026-11-06T22:00:00", "2026-11-07T10:30:00"))
    starts = local(free(desk, shop, "2026-11-04T00:00+11:00", "2026-11-08T00:00+11:00"))
    assert [s for s in starts if s.startswith("Thu")] == []
    assert [s for s in starts if s.startswith("Fri")] == ["Fri 09:00", "Fri 10:00", "Fri 11:00", "Fri 12:00"]
    assert [s for s in starts if s.startswith("Sat")] == ["Sat 11:00", "Sat 12:00"]


def test_only_the_calendar_meant_is_kept_busy(desk: Desk, shop: Business) -> None:
    other = desk.value(
        "insert into public.staff (business_id, name, position) values (%s, 'Kim', 2) returning id", shop.id
    )
    busy(desk, shop, ("2026-11-05T00:00:00", "2026-11-06T00:00:00"), staff=other)
    assert len(free(desk, shop, *THURSDAY)) == 4


def test_our_own_bookings_coming_back_block_nothing_but_another_business_s_do(desk: Desk, shop: Business) -> None:
    own = desk.pencil({"day_from": "2026-11-05"}, to=desk.cast.lawns)["id"]
    at = ("2026-11-05T09:00:00", "2026-11-05T10:00:00")
    busy(desk, shop, at, own=own)
    assert local(free(desk, shop, *THURSDAY))[0] == "Thu 10:00"  # this shop's members had their lawn mowed
    desk.do("update public.bookings set deleted_at = null where id = %s", own)
    with desk.signed_in(desk.cast.owner):
        desk.call("add_calendar_address", desk.cast.lawns.id, ADDRESS)
    desk.do("update public.calendar_sources set due_at = %s where business_id = %s", desk.now, desk.cast.lawns.id)
    (claimed,) = claim(desk)
    assert keep(desk, claimed, at, own=own)
    assert desk.column("select 1 from public.external_busy where business_id = %s", desk.cast.lawns.id) == []


def test_a_new_reading_replaces_the_old_and_a_removed_calendar_counts_no_more(desk: Desk, shop: Business) -> None:
    first = busy(desk, shop, ("2026-11-05T09:00:00", "2026-11-05T13:00:00"))
    assert claim(desk) == []
    desk.later(minutes=16)
    (again,) = claim(desk)
    assert not keep(desk, first, ("2026-11-06T09:00:00", "2026-11-06T13:00:00"))  # too late: somebody else holds it
    assert keep(desk, again, ("2026-11-05T12:00:00", "2026-11-05T12:30:00"))
    assert local(free(desk, shop, *THURSDAY)) == ["Thu 09:00", "Thu 10:00", "Thu 11:00"]
    with desk.signed_in(desk.cast.owner):
        desk.call("remove_calendar_source", shop.id, again["id"])
    assert len(free(desk, shop, *THURSDAY)) == 4
    assert desk.column("select url from private.calendar_secrets") == []
    assert desk.call_all("claim_calendar_source", p_now=desk.later(days=2)) == []


def test_a_calendar_that_fails_keeps_its_times_pauses_longer_and_is_told_of_after_a_day(
    desk: Desk, shop: Business
) -> None:
    busy(desk, shop, ("2026-11-05T09:00:00", "2026-11-05T10:00:00"))
    pauses = []
    for _ in range(3):
        desk.later(minutes=30)
        (claimed,) = claim(desk)
        said = [shop.id, claimed["id"], claimed["lease"], "the address answers 404."]
        assert desk.call("fail_calendar_source", *said, p_now=desk.now)
        pauses.append(desk.value("select due_at from public.calendar_sources") - desk.now)
    assert pauses == [timedelta(minutes=1), timedelta(minutes=2), timedelta(minutes=4)]
    assert local(free(desk, shop, *THURSDAY))[0] == "Thu 10:00"
    trouble = "select private.calendar_trouble(%s, %s, %s)"
    assert desk.value(trouble, shop.id, SYDNEY, desk.now) is None
    told = desk.value(trouble, shop.id, SYDNEY, desk.now + timedelta(days=1))
    assert (told["error"], told["since"]["time"]) == ("the address answers 404.", "10:00 AM")


def test_the_times_are_worked_out_anew_once_a_day(desk: Desk, shop: Business) -> None:
    add(desk, shop)
    (claimed,) = claim(desk)
    desk.call("keep_busy_times", shop.id, claimed["id"], claimed["lease"], None, '"v1"', p_now=desk.now)
    desk.do("update public.calendar_sources set etag = '\"v1\"', expanded_at = %s", desk.now)
    desk.later(hours=23)
    (soon,) = claim(desk)
    assert soon["etag"] == '"v1"'
    desk.later(hours=2)
    (late,) = claim(desk)
    assert late["etag"] is None


@pytest.mark.parametrize(
    "url", ["ftp://x.example/a", "file:///etc/passwd", "https://me:pw@x.example/", "https://a b/", "", "x" * 9]
)
def test_what_is_no_address_is_refused(desk: Desk, shop: Business, url: str) -> None:
    with refused(desk, "bad_address"), desk.signed_in(desk.cast.owner):
        desk.call("add_calendar_address", shop.id, url)


def test_an_outsider_reaches_nothing_of_another_business_s_sync(desk: Desk, shop: Business) -> None:
    claimed = busy(desk, shop, ("2026-11-05T09:00:00", "2026-11-05T13:00:00"))
    with desk.signed_in(desk.cast.owner):
        desk.call("make_calendar_feed", shop.id, "n" * 32, "a" * 64)
    calls: list[tuple[str, list[Any]]] = [
        ("calendar_sync", []), ("add_calendar_address", [ADDRESS]), ("make_calendar_feed", ["n" * 32, "b" * 64]),
        ("stop_calendar_feed", []), ("read_calendar_now", [claimed["id"]]), ("remove_calendar_source", [claimed["id"]]),
    ]  # fmt: skip
    for name, values in calls:
        with desk.refused("PT404"), desk.signed_in(desk.cast.outsider):
            desk.call(name, shop.id, *values)
    with desk.signed_in(desk.cast.outsider):
        for table in ("calendar_sources", "calendar_feeds", "external_busy", "calendar_pushes"):
            assert desk.column(f"select business_id from public.{table}") == []
    for name in ("calendar_feed", "claim_calendar_source"):
        with desk.refused("42501"), desk.signed_in(desk.cast.owner):
            desk.call_all(name, *(["a" * 64] if name == "calendar_feed" else []))
    with desk.refused("42501"), desk.signed_in(desk.cast.owner):
        desk.column("select url from private.calendar_secrets")


def test_a_feed_ends_with_its_membership(desk: Desk, shop: Business) -> None:
    with desk.signed_in(desk.cast.owner):
        desk.call("make_calendar_feed", shop.id, "n" * 32, "a" * 64)
    assert desk.call("calendar_feed", "a" * 64)["business"] == "Shop"
    desk.do("update public.members set deleted_at = now() where business_id = %s", shop.id)
    assert desk.call("calendar_feed", "a" * 64) is None


def test_two_workers_claim_a_calendar_once(own: Desk, open_desk: Any) -> None:
    with own.signed_in(own.cast.owner):
        own.call("add_calendar_address", own.cast.lawns.id, ADDRESS)
    own.do("update public.calendar_sources set due_at = %s", instant("2026-11-02T09:00+10:00"))
    first, second = open_desk(), open_desk()
    assert len(claim(first)) == 1
    assert claim(second) == []  # while the other one has not even committed
    first.connection.commit()
    assert claim(second) == []
