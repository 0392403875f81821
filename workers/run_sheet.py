"""Gives members the day's bookings in the morning. The rule is in `public.run_sheets_due`."""

from datetime import datetime

from edge_bridge.db import Database, bookings


def run_once(db: Database, now: datetime | None) -> bool:
    """One step."""
    return db.run(bookings.run_sheets_due(now)) > 0
