"""A conversation with the offline engine, turn by turn, with tools that do as the real ones do without a database."""

from typing import Any

from edge_bridge.db.words import BookingWords, Offer
from edge_bridge.receptionist.answer import Receptionist
from tests.edge_bridge.receptionist.claude.turns import SomeTools, turn

FIRST = [("customer", "hi"), ("receptionist", "G'day!")]


class Talk:
    """What was said, known, offered and booked so far. `calls` are the last turn's, `blocked` all that the gate refused."""

    def __init__(self, *bookings: BookingWords, offers: list[Offer] | None = None, **changes: Any) -> None:
        self.bookings, self.offers, self.changes = list(bookings), list(offers or []), changes
        self.before: list[tuple[str, str]] = list(changes.pop("before", FIRST))
        self.facts: dict[str, Any] = {"name": "Sam Lee", "address": "12 Friday Street"}
        self.blocked: list[Any] = []
        self.calls: list[tuple[str, Any]] = []
        self.receptionist = Receptionist()

    def says(self, text: str, **tools: Any) -> str:
        """The reply."""
        now = turn(
            text, before=self.before, offers=self.offers, bookings=self.bookings, facts=self.facts, **self.changes
        )
        doing = SomeTools(now, **tools)
        answer = self.receptionist.answer(now, doing)  # type: ignore[arg-type]
        self.facts, self.calls, self.offers = answer.facts, doing.calls, doing.seen.offers
        self.bookings = [b for b in doing.seen.bookings if b.status in ("pending", "confirmed")]
        self.blocked += answer.record["gate"]
        reply = "\n".join(answer.replies)
        self.before += [("customer", text), ("receptionist", reply)]
        return reply

    def did(self, name: str) -> list[Any]:
        """Arguments of the last turn's calls of a tool."""
        return [arguments for tool, arguments in self.calls if tool == name]
