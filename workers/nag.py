"""Reminds owners of requests still open. The rule is in `public.nag_due`."""

from datetime import datetime

from edge_bridge.db import Database, bookings


def run_once(db: Database, now: datetime | None) -> bool:
    """One step."""
    return db.run(bookings.nag_due(now)) > 0
