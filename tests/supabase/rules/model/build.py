"""Puts a world into the database, and asks the database what the model is asked."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

import psycopg
from psycopg import sql

from tests.supabase.rules.desk import Desk
from tests.supabase.rules.model.named import (
    BUSINESS,
    NUMBER,
    OURS,
    SERVICE,
    STAFF,
    Row,
    booking_id,
    place_id,
    place_number,
)
from tests.supabase.rules.model.rows import rows_of
from tests.supabase.rules.model.walls import MINUTE
from tests.supabase.rules.model.world import Hold, Offered, Whose, World
from tests.support.cast import Business

WHOSE = {id: whose for whose, id in STAFF.items()}


@contextmanager
def built(desk: Desk, world: World) -> Iterator[None]:
    """The world's business is there meanwhile, and gone afterwards with all that was done to it."""
    desk.now = world.now
    with desk.connection.transaction(force_rollback=True):
        inserts = [_insert(table, rows) for table, rows in rows_of(world).items() if rows]
        psycopg.ClientCursor(desk.connection).execute(sql.SQL(";").join(inserts))
        yield


def free_starts(desk: Desk, world: World, first: datetime, last: datetime) -> list[datetime]:
    """The free starts as the product computes them, in the order it gives them."""
    query = """
      select s.at from public.businesses b, public.services v,
        private.free_starts(b, v, %s, %s, %s, %s, %s, %s, %s) with ordinality as s (at, n)
      where b.id = %s and v.business_id = b.id order by s.n"""
    asker = OURS if world.asks else None
    place, moving = place_id(world.place), booking_id(world.moving)
    return desk.column(query, STAFF[Whose.SAM], place, first, last, world.now, moving, asker, BUSINESS)


def reasons(desk: Desk, world: World, start: datetime) -> set[str]:
    """The rules the product names against one start."""
    query = """
      select w.rule from public.businesses b, public.services v, private.why_not(b, v, %s, %s, %s, %s, %s, %s) w
      where b.id = %s and v.business_id = b.id"""
    asker = OURS if world.asks else None
    place, moving = place_id(world.place), booking_id(world.moving)
    return set(desk.column(query, STAFF[Whose.SAM], place, start, world.now, moving, asker, BUSINESS))


def shop(world: World) -> Business:
    """The world's business as the desk knows one."""
    return Business(str(BUSINESS), "world", world.zone, NUMBER, {"Job": str(SERVICE)}, {"Sam": str(STAFF[Whose.SAM])})


def offer(desk: Desk, world: World, turn: Any, start: datetime) -> str:
    """Offers a start to a conversation without asking whether it is free; its reference."""
    statement = """
      insert into public.offers (
        business_id, conversation_id, set_no, position, ref, service_id, staff_id, place_id, starts_at, ends_at, expires_at)
      select business_id, id, offer_set, 99, 'here', %s, %s, %s, %s, %s, '2100-01-01' from public.conversations where id = %s"""
    ends = start + world.service.minutes * MINUTE
    desk.do(statement, SERVICE, STAFF[Whose.SAM], place_id(world.place), start, ends, turn["conversation_id"])
    return "here"


def holds_in(desk: Desk, but: str | None = None) -> tuple[Hold, ...]:
    """What is taken now, but for one booking's time; whether for a booking or an offer is all one to another customer."""
    query = """
      select lower(occupied) as starts, upper(occupied) as ends, at_customer, place_id, expires_at, staff_id, offer_id
      from public.holds where business_id = %s and coalesce(booking_id <> %s, true)"""
    return tuple(
        Hold(
            row["starts"],
            row["ends"],
            offered=Offered.THEM if row["offer_id"] else None,
            at_customer=row["at_customer"],
            place=place_number(row["place_id"]),
            expires=row["expires_at"],
            whose=WHOSE[row["staff_id"]],
        )
        for row in desk.rows(query, BUSINESS, but)
    )


def _insert(table: str, rows: list[Row]) -> sql.Composable:
    """All rows of a table in one statement, for they go over in one go."""
    comma = sql.SQL(", ")
    if table != "businesses":
        rows = [{"business_id": BUSINESS} | row for row in rows]
    values = [sql.SQL("({})").format(comma.join(map(sql.Literal, row.values()))) for row in rows]
    into = sql.Identifier("public", table), comma.join(map(sql.Identifier, rows[0]))
    return sql.SQL("insert into {} ({}) values {}").format(*into, comma.join(values))
