"""A business in the scratch database, and what a rehearsal needs to know of it."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import psycopg
from psycopg.types.json import Jsonb

Connection = psycopg.Connection[Any]


@dataclass(frozen=True)
class House:
    """Ids and prices (cents; None: quoted) by service, opening and closing minutes by ISO weekday."""

    id: str
    zone: ZoneInfo
    number: str
    services: dict[str, str]
    prices: dict[str, int | None]
    hours: dict[int, list[tuple[int, int]]]
    settle: timedelta


def open_house(connection: Connection, file: dict[str, Any]) -> House:
    """Provisions a business from rows as `BusinessFile.as_rows` makes them. Its members sign in nowhere."""
    signed_up = "insert into auth.users (id, email) values (gen_random_uuid(), %s) returning id::text"
    members = [member | {"user_id": one(connection, signed_up, member["email"])} for member in file["members"]]
    made = one(connection, "select public.provision_business(%s)::text", Jsonb(file | {"members": members}))
    connection.execute("delete from public.outbox where kind = 'welcome'")  # nobody here has a phone to link
    return house(connection, made)


def house(connection: Connection, business: str) -> House:
    """What there is of a business in the database."""
    settings = "select time_zone, sms_number, settle_seconds::float8 from public.businesses where id = %s"
    zone, number, settle = row(connection, settings, business)
    services = rows(connection, _SERVICES, business)
    hours: dict[int, list[tuple[int, int]]] = {}
    for weekday, opens, closes in rows(connection, _HOURS, business):
        hours.setdefault(weekday, []).append((opens.hour * 60 + opens.minute, closes.hour * 60 + closes.minute))
    return House(
        business,
        ZoneInfo(zone),
        number,
        {name: service for name, service, _ in services},
        {name: cents for name, _, cents in services},
        hours,
        timedelta(seconds=settle + 1),
    )


_SERVICES = """
  select name, id::text, price_cents from public.services where business_id = %s and deleted_at is null order by position"""
_HOURS = """
  select w.weekday, w.opens, w.closes from public.working_hours w
  join public.staff s on s.business_id = w.business_id and s.id = w.staff_id and s.deleted_at is null
  where w.business_id = %s"""


def rows(connection: Connection, statement: str, *values: Any) -> list[Any]:
    """Every row."""
    return connection.execute(statement, values).fetchall()


def row(connection: Connection, statement: str, *values: Any) -> Any:
    """The first row. Raises LookupError where there is none."""
    found = rows(connection, statement, *values)
    if not found:
        raise LookupError(statement)
    return found[0]


def one(connection: Connection, statement: str, *values: Any) -> Any:
    """The first column of the first row."""
    return row(connection, statement, *values)[0]
