"""A business sees only itself, in every table there is."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from psycopg import sql
from psycopg.types.json import Jsonb

from tests.supabase.rules.desk import Desk
from tests.support.cast import CUSTOMER, OTHER_CUSTOMER, Business, Person


def fill(desk: Desk, business: Business) -> None:
    """Puts at least one row of a business into every table."""
    turn = desk.turn("Could you come on Thursday?", CUSTOMER, business)
    slots = desk.slots(turn, p_suburb="Ashgrove", p_postcode="4060")
    held = desk.hold(turn, slots["offers"][0]["ref"], name="John Smith", suburb="Ashgrove", postcode="4060")
    desk.call("private.confirm_booking", business.id, held["booking"]["id"], None, desk.now)
    desk.hold(turn, desk.slots(turn, p_booking=held["booking"]["ref"])["offers"][0]["ref"])
    desk.call("create_lead", business.id, turn["conversation_id"], turn["lease"], "message", "Call me", p_now=desk.now)
    desk.finish(turn, "You're penciled in.")
    desk.do(
        "insert into public.answers (business_id, question, answer) values (%s, 'Do you take cards?', 'Yes.')",
        business.id,
    )
    desk.do("insert into public.usage_days (business_id, on_date) values (%s, '2026-11-02')", business.id)
    desk.receive(
        "", OTHER_CUSTOMER, business, p_media=Jsonb([{"url": "https://api.twilio.com/1", "type": "image/png"}])
    )
    desk.receive("STOP", OTHER_CUSTOMER, business)
    member = desk.cast.owner if business is desk.cast.lawns else desk.cast.outsider
    desk.receive("today", member.phone, business)
    desk.call("receive_call", business.sms_number, OTHER_CUSTOMER, "CA1", p_now=desk.now)
    calendar = next(iter(business.staff.values()))
    desk.do(
        "insert into public.date_hours (business_id, staff_id, on_date) values (%s, %s, '2026-12-25')",
        business.id,
        calendar,
    )
    desk.do(
        "insert into public.blocked_times (business_id, during) values (%s, '[2026-12-24, 2026-12-25)')", business.id
    )
    desk.do(
        "insert into public.holidays (business_id, on_date, name) values (%s, '2026-12-25', 'Christmas')", business.id
    )
    desk.do(
        "insert into public.backfills (business_id, staff_id, starts_at, ends_at, due_at, created_at)"
        " values (%s, %s, '2026-12-01 10:00+10', '2026-12-01 11:00+10', %s, %s)",
        business.id,
        calendar,
        desk.now,
        desk.now,
    )
    desk.do(
        "insert into public.feedback (business_id, booking_id, customer_id, asked_at)"
        " select business_id, id, customer_id, %s from public.bookings where business_id = %s limit 1",
        desk.now,
        business.id,
    )
    travel = """insert into public.travel_times (business_id, from_place_id, to_place_id, minutes)
      select business_id, id, id, 5 from public.places where business_id = %s limit 1"""
    desk.do(travel, business.id)
    desk.call("private.set_base", business.id, calendar, "Ashgrove", "4060")
    for statement in OTHERS:
        desk.connection.execute(statement, {"b": business.id, "m": member.user_id, "now": desk.now})
    desk.call("private.note_setting", business.id, None, "base", None, Jsonb({"to": "Ashgrove"}), desk.now)


OTHERS = (
    """insert into public.lead_events (business_id, lead_id, state, member_id, created_at)
      select business_id, id, 'called', %(m)s, %(now)s from public.leads where business_id = %(b)s limit 1""",
    """insert into public.calendar_feeds (business_id, user_id, nonce, token_hash)
      values (%(b)s, %(m)s, 'a-nonce-of-16-letters', encode(sha256(uuid_send(%(b)s)), 'hex'))""",
    """insert into public.calendar_sources (business_id, kind, name, added_by) values (%(b)s, 'ics', 'Home', %(m)s)""",
    """insert into public.external_busy (business_id, source_id, during)
      select business_id, id, '[2026-12-20, 2026-12-21)' from public.calendar_sources where business_id = %(b)s""",
    """insert into public.calendar_pushes (business_id, source_id, booking_id, version, pushed_at)
      select s.business_id, s.id, k.id, '1', %(now)s
      from public.calendar_sources s join public.bookings k on k.business_id = s.business_id where s.business_id = %(b)s limit 1""",
    """insert into public.invitations (business_id, email, name, role, requested_by, requested_at, due_at)
      values (%(b)s, 'sam@example.com', 'Sam', 'member', %(m)s, %(now)s, %(now)s)""",
    """insert into public.import_drafts (business_id, kind, read, made_by, created_at, expires_at)
      values (%(b)s, 'customers', '[]', %(m)s, %(now)s, %(now)s)""",
)


@pytest.fixture
def filled(desk: Desk) -> Desk:
    for business in (desk.cast.lawns, desk.cast.salon):
        fill(desk, business)
    return desk


def tables(desk: Desk) -> list[str]:
    return desk.column("select tablename::text from pg_tables where schemaname = 'public'")


def count(desk: Desk, table: str, business: Business) -> int:
    key = "id" if table == "businesses" else "business_id"
    query = sql.SQL("select count(*) as n from public.{} where {} = %s")
    (row,) = desk.connection.execute(query.format(sql.Identifier(table), sql.Identifier(key)), [business.id]).fetchall()
    return int(row["n"])


def seen(desk: Desk, person: Person, business: Business) -> dict[str, int]:
    with desk.signed_in(person):
        return {table: count(desk, table, business) for table in tables(desk)}


def there(desk: Desk, business: Business) -> dict[str, int]:
    return {table: count(desk, table, business) for table in tables(desk)}


def test_every_table_is_filled_for_these_tests(filled: Desk) -> None:
    for business in (filled.cast.lawns, filled.cast.salon):
        assert [table for table, rows in there(filled, business).items() if rows == 0] == []


def test_an_outsider_sees_no_row_of_any_table(filled: Desk) -> None:
    cast = filled.cast
    assert set(seen(filled, cast.outsider, cast.lawns).values()) == {0}
    assert set(seen(filled, cast.owner, cast.salon).values()) == {0}
    assert set(seen(filled, cast.colleague, cast.salon).values()) == {0}


@pytest.mark.parametrize("who", [lambda cast: cast.owner, lambda cast: cast.colleague], ids=["owner", "colleague"])
def test_a_member_sees_every_row_of_their_business_but_only_their_own_membership_and_feed(
    filled: Desk, who: Callable[..., Person]
) -> None:
    cast = filled.cast
    others = {"calendar_feeds": 0, "import_drafts": 0} if who(cast) == cast.colleague else {}  # the owner's own
    assert seen(filled, who(cast), cast.lawns) == there(filled, cast.lawns) | {"members": 1} | others


def test_someone_who_left_sees_nothing_but_their_old_membership(filled: Desk) -> None:
    cast = filled.cast
    filled.do("update public.members set deleted_at = now() where user_id = %s", cast.colleague.user_id)
    rows = seen(filled, cast.colleague, cast.lawns)
    assert {table for table, n in rows.items() if n} == {"members"}
    booking = filled.value("select id from public.bookings where business_id = %s", cast.lawns.id)
    with filled.refused("PT404"), filled.signed_in(cast.colleague):
        filled.call("confirm_booking", cast.lawns.id, booking)


def test_a_token_without_a_person_sees_nothing(filled: Desk) -> None:
    with filled.role("authenticated"):
        assert [table for table in tables(filled) if count(filled, table, filled.cast.lawns)] == []
