"""Puts a world into the database, and asks the database what the model is asked."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import psycopg
from psycopg import sql

from tests.supabase.rules.desk import Desk
from tests.supabase.rules.model.world import Hold, Offered, OneOff, Recurring, Whose, World

NUMBER = "+61480000909"
BUSINESS, SERVICE, CUSTOMER, OURS, THEIRS = (UUID(int=n) for n in range(1, 6))
STAFF: dict[Whose, UUID | None] = {Whose.SAM: UUID(int=11), Whose.KIM: UUID(int=12), Whose.ALL: None}

Row = dict[str, Any]


def place_id(place: int | None) -> UUID | None:
    return None if place is None else UUID(int=100 + place)


def booking_id(booking: int | None) -> UUID | None:
    return None if booking is None else UUID(int=1000 + booking)


def offer_id(hold: Hold, position: int) -> UUID | None:
    return UUID(int=2000 + position) if hold.offered else None


@contextmanager
def built(desk: Desk, world: World) -> Iterator[None]:
    """The world's business is there meanwhile, and gone afterwards with all that was done to it."""
    with desk.connection.transaction(force_rollback=True):
        inserts = [_insert(table, rows) for table, rows in _rows(world).items() if rows]
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


def _insert(table: str, rows: list[Row]) -> sql.Composable:
    """All rows of a table in one statement, for they go over in one go."""
    comma = sql.SQL(", ")
    if table != "businesses":
        rows = [{"business_id": BUSINESS} | row for row in rows]
    values = [sql.SQL("({})").format(comma.join(map(sql.Literal, row.values()))) for row in rows]
    into = sql.Identifier("public", table), comma.join(map(sql.Identifier, rows[0]))
    return sql.SQL("insert into {} ({}) values {}").format(*into, comma.join(values))


def _rows(world: World) -> dict[str, list[Row]]:
    """Every row of the world, by table, in an order in which they may be inserted."""
    service = world.service
    return {
        "businesses": [_business(world)],
        "places": [{"id": place_id(n), "suburb": f"Place {n}", "postcode": ""} for n in range(world.places)],
        "travel_times": [
            {"from_place_id": place_id(here), "to_place_id": place_id(there), "minutes": drive}
            for (here, there), drive in world.drives.items()
        ],
        "staff": [
            {"id": STAFF[Whose.SAM], "name": "Sam", "base_place_id": place_id(world.base)},
            {"id": STAFF[Whose.KIM], "name": "Kim", "base_place_id": None},
        ],
        "services": [
            {
                "id": SERVICE,
                "name": "Job",
                "minutes": service.minutes,
                "buffer_before_minutes": service.before,
                "buffer_after_minutes": service.after,
                "notice_minutes": service.notice,
                "at_customer": service.at_customer,
            }
        ],
        "service_staff": [{"service_id": SERVICE, "staff_id": STAFF[Whose.SAM]}],
        "working_hours": [
            {"staff_id": STAFF[Whose.SAM], "weekday": w.weekday, "opens": wall(w.opens), "closes": wall(w.closes)}
            for w in world.weekly
        ],
        "date_hours": [
            {"staff_id": STAFF[Whose.SAM], "on_date": d.on}
            | dict(zip(("opens", "closes"), map(wall, d.hours) if d.hours else (None, None), strict=True))
            for d in world.on_dates
        ],
        "holidays": [{"on_date": on, "name": "Holiday", "closed": closed} for on, closed in world.holidays.items()],
        "blocked_times": [*map(_block, world.one_offs), *map(_block, world.recurring)],
        "customers": [{"id": CUSTOMER}],
        "conversations": [
            {"id": id, "customer_id": CUSTOMER, "channel": "sms", "peer": f"+6140000000{n}"}
            for n, id in enumerate((OURS, THEIRS))
        ],
        **_held(world),
    }


def _business(world: World) -> Row:
    return {
        "id": BUSINESS,
        "slug": "world",
        "name": "World",
        "time_zone": world.zone,
        "sms_number": NUMBER,
        "settle_seconds": 0,
        "slot_step_minutes": world.step,
        "notice_minutes": world.notice,
        "horizon_days": world.horizon_days,
        "travel_minutes": world.default_drive,
    }


def _block(block: OneOff | Recurring) -> Row:
    columns: Row = {"staff_id": STAFF[block.whose], "during": None, "frequency": None, "every_n": 1, "weekdays": None}
    columns |= dict.fromkeys(("month_day", "first_date", "last_date", "from_time", "to_time"))
    if isinstance(block, OneOff):
        return columns | {"during": during(block.starts, block.ends), "except_dates": []}
    return columns | {
        "frequency": "weekly" if block.weekdays else "monthly" if block.month_day is not None else "daily",
        "every_n": block.every,
        "weekdays": sorted(block.weekdays) or None,
        "month_day": block.month_day,
        "first_date": block.first,
        "last_date": block.last,
        "from_time": wall(block.starts),
        "to_time": wall(block.ends),
        "except_dates": sorted(block.excepted),
    }


def _held(world: World) -> dict[str, list[Row]]:
    """The holds, and the bookings and offers they are kept for."""
    booked = {hold.booking: hold for hold in reversed(world.holds) if hold.booking is not None}
    numbered = list(enumerate(world.holds))
    return {
        "bookings": [_booking(hold, world) for hold in booked.values()],
        "offers": [_offer(hold, n) for n, hold in numbered if hold.offered],
        "holds": [_hold(hold, n) for n, hold in numbered],
    }


def _job(hold: Hold) -> Row:
    """What a booking and an offer have in common."""
    return {
        "service_id": SERVICE,
        "staff_id": STAFF[hold.whose],
        "place_id": place_id(hold.place),
        "starts_at": hold.starts,
        "ends_at": hold.ends,
    }


def _booking(hold: Hold, world: World) -> Row:
    return _job(hold) | {
        "id": booking_id(hold.booking),
        "customer_id": CUSTOMER,
        "status": "confirmed" if hold.expires is None else "pending",
        "source": "sms",
        "service_name": "Job",
        "currency": "AUD",
        "requested_at": world.now - timedelta(days=1),
        "expires_at": hold.expires,
    }


def _offer(hold: Hold, n: int) -> Row:
    return _job(hold) | {
        "id": offer_id(hold, n),
        "conversation_id": OURS if hold.offered is Offered.US else THEIRS,
        "set_no": 0,
        "position": n,
        "ref": f"w{n}",
        "for_booking_id": booking_id(hold.booking),
        "expires_at": hold.starts,
    }


def _hold(hold: Hold, n: int) -> Row:
    return {
        "staff_id": STAFF[hold.whose],
        "booking_id": booking_id(hold.booking),
        "offer_id": offer_id(hold, n),
        "occupied": during(hold.starts, hold.ends),
        "at_customer": hold.at_customer,
        "place_id": place_id(hold.place),
        "expires_at": hold.expires,
    }


def wall(minute: int) -> str:
    """A minute of the day as PostgreSQL writes it; 1440 is 24:00."""
    return f"{minute // 60:02d}:{minute % 60:02d}"


def during(starts: datetime, ends: datetime) -> str:
    return f"[{starts.isoformat()},{ends.isoformat()})"
