"""The one cast of the tests: two businesses, and an owner, a colleague and an outsider.

The owner and the colleague run Green Blade; the outsider runs Harbour Hair and must never see anything of Green Blade.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import psycopg
from psycopg.types.json import Jsonb

CUSTOMER = "+61400123456"
OTHER_CUSTOMER = "+61400123457"


@dataclass(frozen=True)
class Person:
    """Someone who signs in to a business."""

    name: str
    email: str
    phone: str
    user_id: str = ""


@dataclass(frozen=True)
class Business:
    """A provisioned business; services and staff are ids by name."""

    id: str
    slug: str
    time_zone: str
    sms_number: str
    services: Mapping[str, str]
    staff: Mapping[str, str]


@dataclass(frozen=True)
class Cast:
    """Everyone, with their ids."""

    lawns: Business
    salon: Business
    owner: Person
    colleague: Person
    outsider: Person


OWNER = Person("Dave Green", "dave@green-blade.example", "+61400000001")
COLLEAGUE = Person("Kim Lee", "kim@green-blade.example", "+61400000002")
OUTSIDER = Person("Mia Chen", "mia@harbour-hair.example", "+61400000003")


def hours(weekdays: range | list[int], opens: str, closes: str) -> list[dict[str, Any]]:
    """One stretch on each of these ISO weekdays."""
    return [{"weekday": day, "opens": opens, "closes": closes} for day in weekdays]


LAWNS: dict[str, Any] = {
    "slug": "green-blade",
    "name": "Green Blade",
    "trade": "lawn care",
    "time_zone": "Australia/Brisbane",
    "sms_number": "+61480000101",
    "call_number": "+61731000101",
    "settle_seconds": 0,
    "staff": [{"name": "Dave", "hours": hours(range(1, 7), "08:00", "17:00")}],
    "services": [
        {"name": "Lawn Mowing", "minutes": 60, "price_cents": 6000, "at_customer": True, "aliases": ["mow"]},
        {"name": "Hedge Trimming", "minutes": 90, "at_customer": True},
    ],
}

SALON: dict[str, Any] = {
    "slug": "harbour-hair",
    "name": "Harbour Hair",
    "trade": "hair salon",
    "time_zone": "Australia/Sydney",
    "sms_number": "+61480000202",
    "slot_step_minutes": 15,
    "notice_minutes": 60,
    "settle_seconds": 0,
    "staff": [
        {"name": "Mia", "hours": hours(range(2, 7), "09:00", "17:30")},
        {"name": "Priya", "hours": hours(range(2, 7), "09:00", "17:30")},
    ],
    "services": [
        {"name": "Women's Cut", "minutes": 60, "price_cents": 9500},
        {"name": "Colour", "minutes": 120, "buffer_after_minutes": 15, "staff": ["Mia"]},
    ],
}


def sign_up(connection: psycopg.Connection[Any], person: Person) -> Person:
    """The person with a user of their own in Supabase Auth."""
    statement = "insert into auth.users (id, email) values (gen_random_uuid(), %s) returning id::text"
    row = connection.execute(statement, [person.email]).fetchone()
    assert row is not None
    (user_id,) = row.values() if isinstance(row, dict) else row
    return Person(person.name, person.email, person.phone, user_id)


def as_member(person: Person, role: str = "owner") -> dict[str, Any]:
    """A line of a business's file."""
    return {
        "user_id": person.user_id,
        "name": person.name,
        "email": person.email,
        "phone": person.phone,
        "role": role,
    }


def provision(connection: psycopg.Connection[Any], file: dict[str, Any], *members: dict[str, Any]) -> Business:
    """Makes or updates a business from its file."""
    with connection.cursor(row_factory=psycopg.rows.tuple_row) as cursor:
        whole = {"members": list(members), **file}
        made = cursor.execute("select public.provision_business(%s)::text", [Jsonb(whole)]).fetchone()
        assert made is not None
        named = "select name, id::text from public.{} where business_id = %s and deleted_at is null order by position"
        services: dict[str, str] = dict(cursor.execute(named.format("services"), made).fetchall())
        staff: dict[str, str] = dict(cursor.execute(named.format("staff"), made).fetchall())
    return Business(made[0], file["slug"], file["time_zone"], file.get("sms_number", ""), services, staff)


def link_phones(connection: psycopg.Connection[Any]) -> None:
    """As if every member had answered their welcome text long ago: their phones are linked, and no text waits."""
    connection.execute("update public.members set phone_verified_at = '2026-01-05T09:00+10'")
    connection.execute("delete from public.outbox where kind = 'welcome'")


def make_cast(connection: psycopg.Connection[Any]) -> Cast:
    """Makes everyone in a database that has nobody yet. The caller commits."""
    owner, colleague, outsider = (sign_up(connection, person) for person in (OWNER, COLLEAGUE, OUTSIDER))
    lawns = provision(connection, LAWNS, as_member(owner), as_member(colleague, "member"))
    salon = provision(connection, SALON, as_member(outsider))
    link_phones(connection)
    return Cast(lawns, salon, owner, colleague, outsider)
