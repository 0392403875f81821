"""A business's numbers, reckoned a second time the naive way, and the rows behind them."""

from __future__ import annotations

import random
import uuid
from datetime import date, datetime, timedelta
from statistics import median
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tests.supabase.rules.desk import Desk

FIRST, LAST = date(2026, 3, 23), date(2026, 4, 19)  # Sydney's summer time ends on Sunday, April 5th
ZONE = ZoneInfo("Australia/Sydney")
KINDS = ("conversations", "requested", "confirmed", "handled", "answered", "missed", "marks")
CONVERSATION = """
with person as (
  insert into public.customers (business_id, name, blocked_at) values (%(b)s, 'Jo', case when %(blocked)s then now() end) returning id
), talk as (
  insert into public.conversations (business_id, customer_id, channel, peer, created_at, inbound_seq)
    select %(b)s, id, %(source)s::public.channel, gen_random_uuid()::text, %(at)s, %(inbound)s from person returning id, customer_id
), said as (
  insert into public.messages (business_id, conversation_id, seq, author, created_at)
    select %(b)s, id, 1, 'receptionist', %(at)s from talk where %(handled)s
)
select id, customer_id from talk
"""
BOOKING = """
with made as (
  insert into public.bookings (business_id, customer_id, service_id, staff_id, conversation_id, status, source, starts_at, ends_at, service_name,
      currency, requested_at, expires_at, deleted_at)
    select %(b)s, %(customer)s, s.id, t.id, %(talk)s, %(status)s::public.booking_status, %(source)s::public.booking_source, %(at)s, %(at)s + interval '1 hour', 'Mowing', 'AUD',
      %(at)s, %(at)s, case when %(deleted)s then now() end
    from public.services s, public.staff t where s.business_id = %(b)s and t.business_id = %(b)s limit 1 returning *
), answered as (
  insert into public.booking_events (business_id, booking_id, kind, actor, created_at)
    select %(b)s, id, 'confirmed', 'owner', %(at)s + make_interval(mins => %(minutes)s) from made where %(minutes)s::int is not null
)
insert into public.feedback (business_id, booking_id, customer_id, asked_at, score, answered_at)
  select %(b)s, id, customer_id, %(at)s, %(score)s, %(marked)s from made where %(score)s::int is not null
"""


def week_of(at: datetime) -> date | None:
    """The Monday of its local week, None outside of the period."""
    day = at.astimezone(ZONE).date()
    return day - timedelta(days=day.weekday()) if FIRST <= day <= LAST else None


def fill(desk: Desk, seed: int = 7) -> list[dict[str, Any]]:
    """Random conversations, three in four with a booking; among them some on both sides of every week's border."""
    chance, made = random.Random(seed), []
    opening = datetime(2026, 3, 20, tzinfo=ZONE)
    borders = [datetime(2026, 3, 23, tzinfo=ZONE) + timedelta(weeks=n) for n in range(5)]
    times = [border + timedelta(seconds=s) for border in borders for s in (-1, 0)]
    times += [opening + timedelta(minutes=chance.randrange(34 * 1440)) for _ in range(290)]
    for at in times:
        status = chance.choice(["pending", "confirmed", "completed", "no_show", "cancelled", "expired"])
        one: dict[str, Any] = {
            "b": desk.cast.salon.id, "at": at, "source": chance.choice(["sms", "chat"]), "blocked": chance.random() < 0.1,
            "inbound": int(chance.random() < 0.95), "handled": chance.random() < 0.6, "booked": chance.random() < 0.75,
            "status": status, "deleted": chance.random() < 0.05,
            "minutes": chance.randrange(1, 900) if status not in ("pending", "expired") and chance.random() < 0.9 else None,
            "score": chance.randrange(1, 6) if status == "completed" else None, "marked": at + timedelta(days=chance.randrange(4)),
        }  # fmt: skip
        talk = desk.connection.execute(CONVERSATION, one).fetchone()
        assert talk is not None
        if one["booked"]:
            one["from"] = chance.choice([one["source"], "manual"])
            values = one | {"talk": talk["id"], "customer": talk["customer_id"], "source": one["from"]}
            desk.connection.execute(BOOKING, values)
        made.append(one)
    return made


def naive(made: list[dict[str, Any]]) -> dict[tuple[date, str], dict[str, list[Any]]]:
    """The same figures, one row at a time."""
    counted: dict[tuple[date, str], dict[str, list[Any]]] = {}

    def count(at: datetime, source: str, kind: str, value: Any = 1) -> None:
        if week := week_of(at):
            counted.setdefault((week, source), {name: [] for name in KINDS})[kind].append(value)

    for one in made:
        stands = one["booked"] and not one["deleted"]
        if one["inbound"] and not one["blocked"]:
            count(one["at"], one["source"], "conversations")
            if stands:
                count(one["at"], one["source"], "requested")
            if stands and one["status"] in ("confirmed", "completed", "no_show"):
                count(one["at"], one["source"], "confirmed")
            if one["handled"]:
                count(one["at"], one["source"], "handled")
        if stands and one["from"] != "manual" and one["minutes"] is not None:
            count(one["at"], one["from"], "answered", one["minutes"])
        if stands and one["from"] != "manual" and one["status"] == "expired":
            count(one["at"], one["from"], "missed")
        if stands and one["score"]:
            count(one["marked"], one["from"], "marks", one["score"])
    return counted


def test_every_figure_agrees_with_a_naive_count(desk: Desk) -> None:
    desk.do("update public.businesses set time_zone = 'Australia/Sydney' where id = %s", desk.cast.salon.id)
    expected = naive(fill(desk))
    said = desk.call("private.business_numbers", desk.cast.salon.id, FIRST, LAST)
    assert {(date.fromisoformat(one["week"]), one["source"]) for one in said["both"]} == set(expected)
    for one in said["both"]:
        mine = expected[date.fromisoformat(one["week"]), one["source"]]
        assert {kind: one[kind] for kind in KINDS} == {kind: len(mine[kind]) for kind in KINDS}
        assert one["minutes"] == (pytest.approx(median(mine["answered"])) if mine["answered"] else None)
        assert one["mark"] == (pytest.approx(sum(mine["marks"]) / len(mine["marks"])) if mine["marks"] else None)
    for kind in KINDS:
        in_all = sum(len(one[kind]) for one in expected.values())
        assert in_all > 5, kind
        assert said["totals"][kind] == in_all


def test_the_rows_behind_a_figure_are_as_many_as_it_says(desk: Desk) -> None:
    fill(desk)
    business = desk.cast.salon
    said = desk.call("private.business_numbers", business.id, FIRST, LAST)["totals"]
    for kind in KINDS:
        seen, at, after, more = [], None, None, True
        with desk.signed_in(business_owner(desk)):
            while more:
                page = desk.call("number_rows", business.id, kind, FIRST, LAST, at, after)
                seen += [row["id"] for row in page["rows"]]
                at, after, more = (page["rows"] or [{"at": None}])[-1]["at"], seen[-1] if seen else None, page["more"]
                assert len(page["rows"]) <= 50
        assert len(set(seen)) == len(seen) == page["count"] == said[kind]


def test_a_business_without_anything_has_noughts_and_no_rates(desk: Desk) -> None:
    said = desk.call("private.business_numbers", desk.cast.salon.id, date(2020, 1, 6), date(2020, 2, 2))
    assert {kind: said["totals"][kind] for kind in KINDS} == dict.fromkeys(KINDS, 0)
    assert said["totals"]["minutes"] is None
    assert said["weeks"] == []


@pytest.mark.parametrize("function", ["business_numbers", "number_rows", "set_minutes_saved"])
def test_an_outsider_gets_nothing(desk: Desk, function: str) -> None:
    values = {"business_numbers": (FIRST, LAST), "number_rows": ("missed", FIRST, LAST), "set_minutes_saved": (3,)}
    with desk.refused("PT404"), desk.signed_in(desk.cast.outsider):
        desk.call(function, desk.cast.lawns.id, *values[function])


def test_a_stranger_s_id_is_no_member(desk: Desk) -> None:
    with desk.refused("PT404"), desk.signed_in(desk.cast.owner):
        desk.call("business_numbers", uuid.uuid4(), FIRST, LAST)


def business_owner(desk: Desk) -> Any:
    return desk.cast.outsider
