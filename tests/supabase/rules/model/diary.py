"""What one business has in its calendars at one moment."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from tests.supabase.rules.desk import Desk

Row = dict[str, Any]


@dataclass
class Diary:
    """Every row about a business's time, as it is at one moment."""

    now: datetime
    default_drive: int
    holds: list[Row]
    bookings: dict[str, Row]
    moves: list[Row]
    services: dict[str, Row]
    offers: dict[str, Row]
    drives: dict[tuple[str, str], int]
    texts: list[Row]
    tight: set[UUID] = field(default_factory=set)
    """Bookings an owner put somewhere against the drive."""

    def drive(self, one: Row, other: Row) -> timedelta:
        minutes = self.drives.get((one["place_id"], other["place_id"]), self.default_drive)
        return timedelta(minutes=minutes)


def read(desk: Desk, business: UUID | str, tight: set[UUID] | None = None) -> Diary:
    """The diary at the desk's time."""

    def rows(columns: str, table: str) -> list[Row]:
        return desk.rows(f"select {columns} from public.{table} where business_id = %s", business)

    travel = rows("from_place_id, to_place_id, minutes", "travel_times")
    return Diary(
        desk.now,
        desk.value("select travel_minutes from public.businesses where id = %s", business),
        rows("*, lower(occupied) as starts, upper(occupied) as ends", "holds"),
        {row["id"]: row for row in rows("*", "bookings")},
        rows("*", "moves"),
        {row["id"]: row for row in rows("*", "services")},
        {row["id"]: row for row in rows("*", "offers")},
        {(row["from_place_id"], row["to_place_id"]): row["minutes"] for row in travel},
        rows("kind, booking_id, dedupe_key, recipient", "outbox"),
        tight or set(),
    )
