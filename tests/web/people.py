"""Two businesses and who may see them, with bookings made as the receptionist and the owner make them."""

from __future__ import annotations

import itertools
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import psycopg
from psycopg.rows import dict_row
from psycopg.types.json import Jsonb

from edge_bridge.db import Database
from edge_bridge.db.tenants import provision_business
from tests.stack import Stack

PASSWORD = "lawn-mower-2026"
HOURS = [{"weekday": day, "opens": "00:00", "closes": "00:00"} for day in range(1, 8)]


@dataclass(frozen=True)
class Member:
    user_id: str
    email: str
    password: str = PASSWORD


@dataclass(frozen=True)
class Cast:
    stack: Stack
    business: str
    owner: Member
    colleague: Member
    other_business: str
    outsider: Member
    _hours: Iterator[int] = field(default_factory=itertools.count)

    def query(self, statement: str, **values: Any) -> list[dict[str, Any]]:
        """Asks the database as its superuser."""
        with psycopg.connect(self.stack.database_url, row_factory=dict_row) as connection:
            return connection.execute(statement, values).fetchall()

    def book(self, business: str | None = None, *, hours_ahead: int = 26, **columns: Any) -> str:
        """A request for the business's first service, as the receptionist would have made it; its id."""
        starts = datetime.now(UTC).replace(minute=0, second=0, microsecond=0) + timedelta(hours=hours_ahead)
        booking = {
            "business": business or self.business,
            "name": "John Smith",
            "phone": f"+614{secrets.randbelow(10**8):08d}",
            "address": "123 Smith St, Brisbane",
            "notes": "",
            "starts": starts,
            "lapses": datetime.now(UTC) + timedelta(hours=3, minutes=20, seconds=30),
            **columns,
        }
        return str(self.query(BOOK, **booking)[0]["id"])

    def agree(self, name: str = "John Smith", *, at: datetime | None = None, **details: Any) -> str:
        """A confirmed booking that holds its time, as an owner adds it; nobody is texted. Its id."""
        details = {"name": name, "phone": f"+61400{secrets.randbelow(10**6):06d}"} | details
        values = {
            "business": self.business,
            "by": self.owner.user_id,
            "details": Jsonb(details),
            "at": at or self.free_time(),
        }
        added = self.query(AGREE, **values)[0]["added"]
        assert added["outcome"] == "booked", added
        return str(added["booking"]["id"])

    @contextmanager
    def colleague_at_work(self, name: str) -> Iterator[str]:
        """One more calendar that does everything, for a while; its id."""
        staff = str(self.query(HIRE, business=self.business, name=name)[0]["staff_id"])
        yield staff
        self.query("delete from public.service_staff where staff_id = %(id)s returning 1", id=staff)
        self.query("update public.staff set deleted_at = now() where id = %(id)s returning 1", id=staff)

    def wish(self, booking: str, at: datetime | None = None) -> str:
        """Its customer's wish for another time, as the receptionist would have passed it on; the move's id."""
        return str(self.query(WISH, id=booking, at=at or self.free_time())[0]["id"])

    def free_time(self) -> datetime:
        """A start on the hour that no other test uses, with room for a drive on either side; 3 days ahead or more."""
        today = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
        return today + timedelta(days=3, hours=3 * next(self._hours))

    def booking(self, booking: str) -> dict[str, Any]:
        return self.query("select * from public.bookings where id = %(id)s", id=booking)[0]

    def held(self, booking: str) -> list[datetime]:
        """The starts its holds stand for, soonest first."""
        rows = self.query(
            "select lower(occupied) as at from public.holds where booking_id = %(id)s order by 1", id=booking
        )
        return [row["at"] for row in rows]

    def status(self, booking: str) -> str:
        return str(self.query("select status from public.bookings where id = %(id)s", id=booking)[0]["status"])

    def texts(self, booking: str) -> list[str]:
        rows = self.query("select kind from public.outbox where booking_id = %(id)s order by queue_no", id=booking)
        return [row["kind"] for row in rows]


BOOK = """
with customer as (
  insert into public.customers (business_id, name, phone) values (%(business)s, %(name)s, %(phone)s) returning *
), booking as (
  insert into public.bookings (
    business_id, customer_id, service_id, staff_id, source, starts_at, ends_at, service_name, customer_name,
    customer_phone, address, notes, price_cents, currency, requested_at, expires_at)
  select c.business_id, c.id, s.id, t.id, 'sms', %(starts)s, %(starts)s + make_interval(mins => s.minutes), s.name, c.name,
    c.phone, %(address)s, %(notes)s, s.price_cents, 'AUD', now(), %(lapses)s
  from customer c
    join public.services s on s.business_id = c.business_id and s.position = 1
    join public.staff t on t.business_id = c.business_id and t.position = 1
  returning *
)
select booking.id, private.add_event(booking, 'requested', 'receptionist', now()),
  private.tell_members(b, 'requests', 'request', 'caused', 'request:' || booking.id, now(), p_booking => booking.id)
from booking join lateral (select * from public.businesses where id = booking.business_id) b on true
"""


HIRE = """
with t as (insert into public.staff (business_id, name, position) values (%(business)s, %(name)s, 2) returning *),
  h as (insert into public.working_hours (business_id, staff_id, weekday, opens, closes)
    select business_id, id, d, '00:00', '00:00' from t, generate_series(1, 7) d)
insert into public.service_staff (business_id, service_id, staff_id)
  select t.business_id, s.id, t.id from t join public.services s on s.business_id = t.business_id returning staff_id
"""

AGREE = """
select private.add_booking(s.business_id, s.id, null, %(at)s, %(details)s, false, false, null, %(by)s, now()) as added
from public.services s where s.business_id = %(business)s and s.position = 1
"""

WISH = """
with asked as (
  select k, b, private.open_move(
    b, k, private.service_of(k), k.staff_id, %(at)s, 'customer', null, null, now() + interval '3 hours 20 minutes 30 seconds', now()) as move
  from public.bookings k join public.businesses b on b.id = k.business_id where k.id = %(id)s
)
select (move).id, private.add_event(k, 'move_requested', 'customer', now(), null, private.move_words(b, move)),
  private.tell_members(b, 'requests', 'move_request', 'caused', 'move_request:' || (move).id, now(), p_booking => (k).id,
    p_detail => private.move_words(b, move))
from asked
"""


def add_member(stack: Stack, name: str) -> Member:
    """A person who can sign in, made the way an operator makes one."""
    email = f"{name}-{secrets.token_hex(4)}@example.com"
    answer = httpx.post(
        f"{stack.url}/auth/v1/admin/users",
        headers={"apikey": stack.secret_key, "Authorization": f"Bearer {stack.secret_key}"},
        json={"email": email, "password": PASSWORD, "email_confirm": True},
    ).raise_for_status()
    return Member(answer.json()["id"], email)


def add_business(stack: Stack, name: str, *members: Member) -> str:
    file = {
        "slug": f"business-{secrets.token_hex(4)}",
        "name": name,
        "time_zone": "Australia/Brisbane",
        "sms_number": f"+6148{secrets.randbelow(10**7):07d}",
        "call_number": "+61731234567",
        "staff": [{"name": "Dave", "hours": HOURS}],
        "services": [{"name": "Lawn Mowing", "minutes": 60, "price_cents": 6500, "at_customer": True}],
        "members": [
            {"user_id": one.user_id, "email": one.email, "name": "A member", "phone": "+61400000001"} for one in members
        ],
    }
    with Database(stack.url, stack.secret_key) as database:
        return database.run(provision_business(file))
