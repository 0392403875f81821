"""What every duty is: one step that can be taken once, at a given time, by anyone."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from edge_bridge.db import Database

RunOnce = Callable[[Database, datetime | None], bool]


@dataclass(frozen=True)
class Duty:
    """`run_once(db, now)` does one step and says whether it did anything; now is None for the database's own clock."""

    name: str
    run_once: RunOnce
    copies: int = 1  # threads that may take steps at once
    stop: Callable[[], None] = lambda: None  # a step in progress that is long ends early
