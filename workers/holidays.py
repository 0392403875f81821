"""Suggests public holidays before they can be booked over. Whom it is due for is in `private.holidays_due`."""

from datetime import datetime

import structlog

from edge_bridge.calendars.holidays import suggest
from edge_bridge.db import Database, calendars


def run_once(db: Database, now: datetime | None) -> bool:
    """One step: one business."""
    due = db.run(calendars.holidays_due(now=now))
    if due is None:
        return False
    suggested = suggest(db, due, now)
    structlog.get_logger().info(
        "holidays suggested", business=due.business_id, until=due.until.isoformat(), clashes=len(suggested.clashes)
    )
    return True
