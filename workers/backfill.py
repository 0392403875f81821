"""Offers times that came free to those who asked to hear of one, one at a time. The rule is in `public.backfill_due`."""

from datetime import datetime

from edge_bridge.db import Database, conversations


def run_once(db: Database, now: datetime | None) -> bool:
    """One step."""
    return db.run(conversations.backfill_due(now)) > 0
