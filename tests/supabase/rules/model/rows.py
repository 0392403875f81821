"""A world as rows of the database."""

from __future__ import annotations

from tests.supabase.rules.model.held_rows import held_rows
from tests.supabase.rules.model.named import (
    BUSINESS,
    CUSTOMER,
    NUMBER,
    OURS,
    PEERS,
    SERVICE,
    STAFF,
    THEIRS,
    Row,
    during,
    place_id,
    wall,
)
from tests.supabase.rules.model.world import OneOff, Recurring, Whose, World


def rows_of(world: World) -> dict[str, list[Row]]:
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
            {"id": id, "customer_id": CUSTOMER, "channel": "sms", "peer": peer}
            for id, peer in zip((OURS, THEIRS), PEERS, strict=True)
        ],
        **held_rows(world),
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
