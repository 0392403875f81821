"""What the tests of customers share: acting as a member, and a customer with a row in every table that refers to one."""

from __future__ import annotations

from typing import Any

import psycopg
import pytest

from tests.supabase.rules.desk import Desk
from tests.support.cast import Business, Person

REFERRING = {"bookings", "calls", "conversations", "customers", "feedback", "leads", "outbox"}
ROWS = """
with had as (
  insert into public.customers (business_id, merged_into, merged_at, deleted_at, name)
    values (%(b)s, %(c)s, now() - interval '1 day', now() - interval '1 day', 'Was merged before')
), lead as (
  insert into public.leads (business_id, customer_id, kind, dedupe_key, created_at) values (%(b)s, %(c)s, 'full', gen_random_uuid()::text, now())
), call as (
  insert into public.calls (business_id, provider_id, to_number, customer_id, started_at)
    values (%(b)s, gen_random_uuid()::text, '+61480000101', %(c)s, now())
), booking as (
  insert into public.bookings (business_id, customer_id, service_id, staff_id, status, source, starts_at, ends_at, service_name, customer_name,
      customer_phone, currency, requested_at)
    select %(b)s, %(c)s, s.id, t.id, 'completed', 'manual', now() - interval '3 days', now() - interval '71 hours', s.name, 'Jo Smith', %(p)s, 'AUD', now()
    from public.services s, public.staff t where s.business_id = %(b)s and t.business_id = %(b)s order by s.position limit 1
  returning *
), mark as (
  insert into public.feedback (business_id, booking_id, customer_id, asked_at, score, answered_at)
    select business_id, id, customer_id, now(), 5, now() from booking
)
insert into public.outbox (business_id, kind, class, recipient, customer_id, dedupe_key, due_at, created_at)
  values (%(b)s, 'help', 'reply', %(p)s, %(c)s, gen_random_uuid()::text, now() + interval '1 year', now())
"""


def do(desk: Desk, function: str, *values: Any, person: Person | None = None, business: Business | None = None) -> Any:
    """Calls it as a member, the owner unless told otherwise."""
    with desk.signed_in(person or desk.cast.owner):
        return desk.call(function, (business or desk.cast.lawns).id, *values)


def refusal(desk: Desk, function: str, *values: Any, **who: Any) -> str:
    """The sentence with which it is refused; nothing is changed by it."""
    with pytest.raises(psycopg.Error) as refused, desk.connection.transaction():
        do(desk, function, *values, **who)
    assert refused.value.sqlstate == "PT400", refused.value
    return str(refused.value.diag.message_primary)


def fill(desk: Desk, phone: str, name: str = "Jo Smith") -> str:
    """A customer who texted, with a row in every table that refers to one; their id."""
    desk.receive("Hi", phone)
    desk.do("update public.customers set name = %s where phone = %s", name, phone)
    customer = str(desk.value("select id from public.customers where phone = %s", phone))
    desk.connection.execute(ROWS, {"b": desk.cast.lawns.id, "c": customer, "p": phone})
    return customer
