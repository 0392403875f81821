"""Reminds both sides of a booking the day before. The rule is in `public.remind_due`."""

from datetime import datetime

from edge_bridge.db import Database, bookings


def run_once(db: Database, now: datetime | None) -> bool:
    """One step."""
    return db.run(bookings.remind_due(now)) > 0
