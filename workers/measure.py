"""Measures drives that bookings and bases left unmeasured. What is wanted, and what is kept, is decided in the database."""

from datetime import datetime

from edge_bridge.db import Database
from edge_bridge.travel.measure import Travel


class Measure:
    """The duty, with whoever measures."""

    def __init__(self, travel: Travel) -> None:
        self._travel = travel

    def run_once(self, db: Database, now: datetime | None) -> bool:
        """One step: the oldest gaps."""
        return self._travel.measure_next(db, now)
