"""The names of a world's things in the database, and how its values are written there."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from tests.supabase.rules.model.world import Hold, Whose

NUMBER = "+61480000909"
BUSINESS, SERVICE, CUSTOMER, OURS, THEIRS = (UUID(int=n) for n in range(1, 6))
STAFF: dict[Whose, UUID | None] = {Whose.SAM: UUID(int=11), Whose.KIM: UUID(int=12), Whose.ALL: None}
FIRST_PLACE = 100
PEERS = ["+61400000100", "+61400000101"]  # the other ends of the two conversations

Row = dict[str, Any]


def place_id(place: int | None) -> UUID | None:
    return None if place is None else UUID(int=FIRST_PLACE + place)


def place_number(place: UUID | None) -> int | None:
    return None if place is None else place.int - FIRST_PLACE


def booking_id(booking: int | None) -> UUID | None:
    return None if booking is None else UUID(int=1000 + booking)


def offer_id(hold: Hold, position: int) -> UUID | None:
    return UUID(int=2000 + position) if hold.offered else None


def wall(minute: int) -> str:
    """A minute of the day as PostgreSQL writes it; 1440 is 24:00."""
    return f"{minute // 60:02d}:{minute % 60:02d}"


def during(starts: datetime, ends: datetime) -> str:
    return f"[{starts.isoformat()},{ends.isoformat()})"
