"""Turns to answer, and tools that do as the real ones do without a database."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from edge_bridge.db.conversations import Outcome, SlotsFound, Turn
from edge_bridge.db.words import BookingWords, MoveWords, Offer
from edge_bridge.receptionist.tools import HELD, Seen

THURSDAY = {"weekday": "Thursday", "weekday_short": "Thu", "long": "Thursday, November 5th", "medium": "Thursday, Nov 5",
            "short": "Thu, Nov 5", "time": "2:00 PM", "date": "2026-11-05", "minute": 840}  # fmt: skip
FRIDAY = {"weekday": "Friday", "weekday_short": "Fri", "long": "Friday, November 6th", "medium": "Friday, Nov 6",
          "short": "Fri, Nov 6", "time": "10:30 AM", "date": "2026-11-06", "minute": 630}  # fmt: skip
NOW = {"weekday": "Tuesday", "weekday_short": "Tue", "long": "Tuesday, November 3rd", "medium": "Tuesday, Nov 3",
       "short": "Tue, Nov 3", "time": "10:00 AM", "date": "2026-11-03", "minute": 600}  # fmt: skip
BUSINESS_ID, CONVERSATION_ID, SERVICE_ID, CUSTOMER_ID = "b-1111", "c-2222", "s-3333", "u-4444"


def starts(words: dict[str, Any]) -> datetime:
    """The instant these words stand for, in a zone at hand."""
    return datetime.fromisoformat(f"{words['date']}T00:00").replace(tzinfo=UTC) + timedelta(minutes=words["minute"])


def offer(number: int, words: dict[str, Any], made_in: int = 1) -> Offer:
    """The offer in that place of a list, the first one unless another is named."""
    return Offer.model_validate(
        {"ref": f"t{made_in}-{number}", "position": number, "starts_at": starts(words), "service": "Lawn Mowing", "staff": "Jim", "soon": True, "words": words}
    )  # fmt: skip


OFFERS = [offer(1, THURSDAY), offer(2, FRIDAY)]


def booking(words: dict[str, Any], status: str = "pending", number: int = 5555, **changes: Any) -> BookingWords:
    """A booking at that time, with the reference `b-<number>`."""
    return BookingWords.model_validate(
        {"id": f"k-{number}", "ref": f"b-{number}", "status": status, "service": "Lawn Mowing", "staff": "Jim", "customer": "Sam Lee",
         "phone": "+61400123456", "email": None, "address": "12 Friday Street", "notes": "", "price_cents": 5500, "currency": "AUD",
         "starts_at": starts(words), "words": words, "answer_by": NOW, "reason": ""} | changes
    )  # fmt: skip


def moved(old: dict[str, Any], new: dict[str, Any], asked_by: str = "customer") -> dict[str, Any]:
    """A move that waits, as a booking carries it."""
    return {"move_id": "m-1", "asked_by": asked_by, "state": "waiting", "reason": "", "old": old, "old_staff": "Jim", "new": new,
            "new_staff": "Jim", "starts_at": starts(new), "answer_by": NOW}  # fmt: skip


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
    moves_pending: bool = False  # a hold is a new time for the first open booking, which is pending
    calls: list[tuple[str, Any]] = field(default_factory=list)
    seen: Seen = field(init=False)
    told_meanwhile: bool = False

    def __post_init__(self) -> None:
        self.seen = Seen(list(self.turn.offers), list(self.turn.bookings))

    def find_slots(self, service_id: str, wish: dict[str, Any] | None = None, staff: str | None = None, suburb: str = "", postcode: str = "",
                   booking: str | None = None) -> SlotsFound:  # fmt: skip
        asked = (service_id, wish, staff, suburb, postcode)
        self.calls.append(("find_slots", (*asked, booking) if booking else asked))
        made_in = 1 + max((int(o.ref[1:].split("-")[0]) for o in self.turn.offers), default=0)
        found = [o.model_copy(update={"ref": o.ref.replace("t1", f"t{made_in}")}) for o in OFFERS]
        self.seen.offers = [] if self.match == "none" else found
        self.seen.outcomes.append(f"find_slots:{self.match}")
        return SlotsFound.model_validate({"match": self.match, "set": made_in, "offers": self.seen.offers})

    def hold_booking(self, offer_ref: str, details: dict[str, Any]) -> Outcome:
        return self._act("hold_booking", (offer_ref, details), "pencilled")

    def cancel_booking(self, booking: str, reason: str) -> Outcome:
        done = self._act("cancel_booking", (booking, reason), "cancelled")
        self.seen.ended += [done.booking] if done.booking else []
        return done

    def refuse_proposal(self, booking: str) -> Outcome:
        return self._act("refuse_proposal", booking, "refused")

    def add_note(self, note: str) -> Outcome:
        return self._act("add_note", note, "noted")

    def hand_off(self, context: str, details: dict[str, Any]) -> Outcome:
        return self._act("hand_off", (context, details), "handed_off")

    def create_lead(self, kind: str, summary: str, details: dict[str, Any]) -> Outcome:
        self.seen.waiting = self.seen.waiting or kind == "full"
        return self._act("create_lead", (kind, summary, details), "noted")

    def want_freed_times(self, words: str) -> Outcome:
        return self._act("want_freed_times", words, "noted")

    def refuse_freed_time(self) -> Outcome:
        return self._act("refuse_freed_time", (), "gone")

    def _act(self, name: str, arguments: Any, usual: str) -> Outcome:
        outcome = self.outcomes.get(name, usual)
        self.calls.append((name, arguments))
        self.seen.outcomes.append(f"{name}:{outcome}")
        self.seen.must_say = self.seen.must_say or outcome in (usual, *HELD)
        made = self._became(outcome, arguments)
        if made:
            self.seen.bookings = [*(b for b in self.seen.bookings if b.id != made.id), made]
        return Outcome(outcome=outcome, booking=made)

    def _became(self, outcome: str, arguments: Any) -> BookingWords | None:
        """The booking as the rows would have it afterwards."""
        own = self.turn.bookings
        if outcome in HELD:
            words = next(
                o.words.model_dump(mode="json")
                for o in [*self.turn.offers, *OFFERS]
                if o.ref.endswith(arguments[0][-2:])
            )
            if outcome == "move_requested":
                return own[0].model_copy(
                    update={"move": MoveWords.model_validate(moved(own[0].words.model_dump(mode="json"), words))}
                )
            if outcome == "moved":
                return booking(words, "confirmed", int(own[0].ref[2:]))
            return booking(words, number=int(own[0].ref[2:]) if own and self.moves_pending else 5555)
        if outcome == "cancelled":
            return next(b for b in own if b.ref == arguments[0]).model_copy(update={"status": "cancelled"})
        if outcome == "refused":
            return next(b for b in own if b.ref == arguments).model_copy(update={"move": None})
        return None
