"""Reminds of, gives up on and takes back conversations a person was given. The rule is in `public.handoffs_due`."""

from datetime import datetime

from edge_bridge.db import Database, conversations


def run_once(db: Database, now: datetime | None) -> bool:
    """One step."""
    return db.run(conversations.handoffs_due(now)) > 0
