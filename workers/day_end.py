"""Asks members what became of the day's bookings. The rule is in `public.day_ends_due`."""

from datetime import datetime

from edge_bridge.db import Database, bookings


def run_once(db: Database, now: datetime | None) -> bool:
    """One step."""
    return db.run(bookings.day_ends_due(now)) > 0
