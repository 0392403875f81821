"""Turns to answer, and tools that do as the real ones do without a database."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from edge_bridge.db.conversations import Outcome, SlotsFound, Turn
from edge_bridge.db.words import BookingWords, Offer
from edge_bridge.receptionist.tools import Seen

THURSDAY = {"weekday": "Thursday", "weekday_short": "Thu", "long": "Thursday, November 5th", "medium": "Thursday, Nov 5",
            "short": "Thu, Nov 5", "time": "2:00 PM", "date": "2026-11-05", "minute": 840}  # fmt: skip
FRIDAY = {"weekday": "Friday", "weekday_short": "Fri", "long": "Friday, November 6th", "medium": "Friday, Nov 6",
          "short": "Fri, Nov 6", "time": "10:30 AM", "date": "2026-11-06", "minute": 630}  # fmt: skip
NOW = {"weekday": "Tuesday", "weekday_short": "Tue", "long": "Tuesday, November 3rd", "medium": "Tuesday, Nov 3",
       "short": "Tue, Nov 3", "time": "10:00 AM", "date": "2026-11-03", "minute": 600}  # fmt: skip
BUSINESS_ID, CONVERSATION_ID, SERVICE_ID, CUSTOMER_ID = "b-1111", "c-2222", "s-3333", "u-4444"


def offer(number: int, words: dict[str, Any]) -> Offer:
    """The offer in that place of the first list."""
    starts = datetime.fromisoformat(f"{words['date']}T00:00").replace(tzinfo=UTC)
    return Offer.model_validate(
        {"ref": f"t1-{number}", "position": number, "starts_at": starts, "service": "Lawn Mowing", "staff": "Jim", "soon": True, "words": words}
    )  # fmt: skip


OFFERS = [offer(1, THURSDAY), offer(2, FRIDAY)]


def booking(words: dict[str, Any], status: str = "pending") -> BookingWords:
    """A booking at that time."""
    return BookingWords.model_validate(
        {"id": "k-5555", "status": status, "service": "Lawn Mowing", "staff": "Jim", "customer": "Sam Lee", "phone": "+61400123456",
         "email": None, "address": "12 Friday Street", "notes": "", "price_cents": 5500, "currency": "AUD",
         "starts_at": datetime(2026, 11, 5, 4, tzinfo=UTC), "words": words, "answer_by": NOW, "reason": ""}
    )  # fmt: skip


def turn(*said: str, before: list[tuple[str, str]] | None = None, **changes: Any) -> Turn:
    """A turn that must answer what was `said`; `before` are author and body of what went before."""
    thread = [*(before or []), *(("customer", words) for words in said)]
    messages = [{"seq": n, "author": author, "body": body} for n, (author, body) in enumerate(thread, start=1)]
    row = {
        "business_id": BUSINESS_ID, "conversation_id": CONVERSATION_ID, "lease": 1, "channel": "sms", "state": "ai",
        "upto_seq": len(messages), "answered_seq": len(before or []), "attempts": 1, "facts": {}, "now": NOW,
        "business": {"name": "Green Blade Mowing", "trade": "lawn mowing", "greeting": "G'day!", "tone": "cheerful", "notes": "No blocks over 2 acres.",
                     "call_number": "+61735550100", "style": "brief", "currency": "AUD", "zone": "Australia/Brisbane"},
        "services": [
            {"id": SERVICE_ID, "name": "Lawn Mowing", "aliases": ["mow"], "minutes": 60, "price_cents": 5500, "at_customer": True, "staff": ["Jim"]},
            {"id": "s-6666", "name": "Garden Makeover", "aliases": [], "minutes": 240, "price_cents": None, "at_customer": True, "staff": ["Jim"]},
        ],
        "hours": [{"weekday": n, "opens": "8:00 AM", "closes": "5:00 PM"} for n in range(1, 6)],
        "customer": {"id": CUSTOMER_ID, "name": "", "phone": "+61400123456", "email": None, "address": ""},
        "messages": messages, "offers": [], "bookings": [],
    }  # fmt: skip
    return Turn.model_validate(row | changes)


@dataclass
class SomeTools:
    """The interface of Tools; finds OFFERS and holds what is asked, unless `outcomes` says otherwise."""

    turn: Turn
    outcomes: dict[str, str] = field(default_factory=dict)
    match: str = "wished"
    calls: list[tuple[str, Any]] = field(default_factory=list)
    seen: Seen = field(init=False)

    def __post_init__(self) -> None:
        self.seen = Seen(list(self.turn.offers), list(self.turn.bookings))

    def find_slots(self, service_id: str, wish: dict[str, Any] | None = None, staff: str | None = None, suburb: str = "", postcode: str = "") -> SlotsFound:  # fmt: skip
        self.calls.append(("find_slots", (service_id, wish, staff, suburb, postcode)))
        self.seen.offers = [] if self.match == "none" else OFFERS
        self.seen.outcomes.append(f"find_slots:{self.match}")
        return SlotsFound.model_validate({"match": self.match, "set": 1, "offers": self.seen.offers})

    def hold_booking(self, offer_ref: str, details: dict[str, Any]) -> Outcome:
        return self._act("hold_booking", (offer_ref, details), "pencilled")

    def add_note(self, note: str) -> Outcome:
        return self._act("add_note", note, "noted")

    def hand_off(self, context: str, details: dict[str, Any]) -> Outcome:
        return self._act("hand_off", (context, details), "handed_off")

    def create_lead(self, kind: str, summary: str, details: dict[str, Any]) -> Outcome:
        return self._act("create_lead", (kind, summary, details), "noted")

    def _act(self, name: str, arguments: Any, usual: str) -> Outcome:
        outcome = self.outcomes.get(name, usual)
        self.calls.append((name, arguments))
        self.seen.outcomes.append(f"{name}:{outcome}")
        self.seen.must_say = self.seen.must_say or outcome == usual
        made = booking(THURSDAY) if outcome == "pencilled" else None
        self.seen.bookings = [*self.seen.bookings, *([made] if made else [])]
        return Outcome(outcome=outcome, booking=made)
