"""Lapses requests nobody answered. The rule is in `public.expire_due`."""

from datetime import datetime

from edge_bridge.db import Database, bookings


def run_once(db: Database, now: datetime | None) -> bool:
    """One step."""
    return db.run(bookings.expire_due(now)) > 0
