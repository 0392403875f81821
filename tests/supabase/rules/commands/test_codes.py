"""Codes that bookings get, read as what they are."""

from __future__ import annotations

import datetime

from edge_bridge.commands import Do, read_commands
from edge_bridge.receptionist.understand import LocalNow
from tests.supabase.rules.desk import Desk

NOW = LocalNow(datetime.date(2026, 11, 2), 540)
EVERY_SHORT_CODE = """
  insert into public.bookings (business_id, customer_id, service_id, staff_id, status, source, starts_at, ends_at, service_name, currency,
    requested_at, code)
  select b.business_id, b.customer_id, b.service_id, b.staff_id, 'confirmed', 'manual', b.starts_at, b.ends_at, 'Job', 'AUD', b.requested_at, d || l
  from public.bookings b, generate_series(2, 9) d, regexp_split_to_table('BCDFGHJKLMPQRSTVWXZ', '') l
  where b.id = %s and d || l <> b.code"""


def test_every_code_is_read_as_one_however_many_are_taken(desk: Desk) -> None:
    booking = desk.pencil()
    desk.do(EVERY_SHORT_CODE, booking["id"])
    codes = set(
        desk.column("select private.new_code(%s, %s) from generate_series(1, 500)", desk.cast.lawns.id, desk.now)
    )
    assert len(codes) > 300
    for code in codes:
        assert len(code) == 3
        (action,) = read_commands(f"Y{code}", {}, NOW)
        assert (action.do, action.code) == (Do.CONFIRM, code)
