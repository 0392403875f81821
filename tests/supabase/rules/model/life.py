"""A shop with customers and an owner, and how anything is done in it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from contextlib import ExitStack
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import psycopg

from tests.supabase.rules.desk import Desk
from tests.supabase.rules.model.diary import Row, read
from tests.supabase.rules.model.truths import untrue
from tests.supabase.rules.shop import SYDNEY, open_shop, place, travel
from tests.support.cast import as_member, hours

PHONES = ["+61400000201", "+61400000202", "+61400000203"]
SUBURBS = ["Ashgrove", "Wynnum", "Chermside"]  # nobody has been to the last one
DRIVES = {("Ashgrove", "Wynnum"): 35, ("Wynnum", "Ashgrove"): 55, ("Ashgrove", "Ashgrove"): 10}
SERVICES: list[dict[str, Any]] = [
    {"name": "Visit", "minutes": 60, "at_customer": True, "buffer_before_minutes": 10},
    {"name": "Long visit", "minutes": 120, "at_customer": True, "staff": ["Sam"]},
    {"name": "Fitting", "minutes": 30, "buffer_after_minutes": 15},
]
STAFF = [
    {"name": "Sam", "hours": hours(range(1, 8), "07:00", "19:00")},
    {"name": "Kim", "hours": hours(range(1, 8), "16:00", "03:30")},
]


class Life:
    """The shop from `now` on, until it is undone."""

    def __init__(self, desk: Desk, outcomes: Counter[str], now: datetime) -> None:
        self.desk, self.outcomes = desk, outcomes
        self.owner = desk.cast.owner.user_id
        self.refs: dict[str, list[str]] = {phone: [] for phone in PHONES}
        self.tight: set[UUID] = set()
        self.order: dict[UUID, int] = {}
        """Bookings and moves as they came about: their ids are random, and what is done must not be."""
        self.undo = ExitStack()
        self.undo.enter_context(desk.connection.transaction(force_rollback=True))
        desk.now = now
        settings: dict[str, Any] = {
            "staff": STAFF,
            "members": [as_member(desk.cast.owner)],
            "slot_step_minutes": 30,
            "horizon_days": 4,
        }
        self.shop = open_shop(desk, SYDNEY, services=SERVICES, **settings)
        places = {suburb: place(desk, self.shop, suburb) for suburb in SUBURBS}
        for (here, there), minutes in DRIVES.items():
            travel(desk, self.shop, places[here], places[there], minutes)

    def wrong(self) -> list[str]:
        """What is not as it must always be, now."""
        self.diary = read(self.desk, self.shop.id, self.tight)
        for id in [*self.diary.bookings, *(move["id"] for move in self.diary.moves)]:
            self.order.setdefault(id, len(self.order))
        return untrue(self.diary)

    def act(self, function: str, *values: Any, **named: Any) -> Any:
        """Calls a function as one transaction. It comes to an outcome, or to an error that has a name."""
        try:
            with self.desk.connection.transaction():
                result = self.desk.call(function, *values, **named)
        except psycopg.Error as error:
            if not (error.sqlstate or "").startswith("PT"):
                raise
            result = {"outcome": error.diag.message_hint}
        if isinstance(result, dict):
            self.outcomes[result.get("outcome") or f"offers {result['match']}"] += 1
        return result

    def some(self, rows: Iterable[Row], n: int, *likely: str) -> Row | None:
        """A booking or a move, most often one in a likely state; none if there is none."""
        known = sorted(rows, key=lambda row: self.order[row["id"]])
        known = [row for row in known if n % 5 and row.get("status", row.get("state")) in likely] or known
        return known[n % len(known)] if known else None

    def booking(self, n: int, *likely: str) -> Row | None:
        return self.some(self.diary.bookings.values(), n, *likely)

    def time(self, n: int, lasts: timedelta) -> datetime:
        """A start at some quarter of an hour, or close before or after something that is there."""
        holds = sorted(self.diary.holds, key=lambda hold: (hold["starts"], hold["ends"]))
        if n % 3 and holds:
            hold, gap = holds[n % len(holds)], timedelta(minutes=5 * (n % 14))
            edge: datetime = hold["ends"] + gap if n % 3 == 1 else hold["starts"] - gap - lasts
            return edge
        return self.desk.now.replace(minute=0, second=0) + timedelta(minutes=15 * (n % 400))

    def turn(self, phone: str) -> Any:
        return self.desk.turn("Hello", phone, self.shop)

    def take(self, turn: Any, refs: list[str], n: int) -> None:
        """The customer picks one of some offers, if there are any; that is the end of the turn."""
        if refs:
            self.act("hold_booking", *who(turn), refs[n % len(refs)], {"name": "Jo"}, self.desk.now)
        self.desk.finish(turn)

    def placed(self, result: Any) -> None:
        """The owner was told what speaks against a time, and would have it."""
        if result["outcome"] != "refused" and any(reason["rule"] == "travel" for reason in result.get("reasons", [])):
            self.tight.add(UUID(result["booking"]["id"]))


def who(turn: Any) -> list[Any]:
    """Whose turn it is, as every tool is told."""
    return [turn["business_id"], turn["conversation_id"], turn["lease"]]
