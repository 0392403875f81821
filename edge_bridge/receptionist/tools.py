"""The receptionist's tools, bound to one turn. Engines act through these only, and pick times only by issued references.

Business, customer and conversation come from the turn, never from an engine. Everything a tool returned is kept in
`seen`, so the truth gate can hold a reply against it.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from edge_bridge.db import Database
from edge_bridge.db import conversations as db
from edge_bridge.db.errors import NotFound
from edge_bridge.db.words import BookingWords, Offer
from edge_bridge.receptionist import meanwhile
from edge_bridge.travel.measure import Travel

HELD = ("pencilled", "move_requested", "moved")
"""Outcomes of hold_booking that took the time."""


@dataclass
class Seen:
    """Rows the engine may speak of: offers still open, bookings, and what the tools of this turn did, in order."""

    offers: list[Offer]
    bookings: list[BookingWords]
    outcomes: list[str] = field(default_factory=list)
    must_say: bool = False  # something happened that the customer has to hear about
    ended: list[BookingWords] = field(default_factory=list)  # called off in this turn
    waiting: bool = False  # noted as somebody nothing was free for


@dataclass
class Tools:
    """One turn's tools. Each call is one SQL function, idempotent within the conversation."""

    database: Database
    turn: db.Turn
    now: datetime | None = None
    travel: Travel | None = None
    seen: Seen = field(init=False)
    calls: list[dict[str, Any]] = field(default_factory=list)
    told_meanwhile: bool = False  # the open chat has read that times are being looked up

    def __post_init__(self) -> None:
        self.seen = Seen(list(self.turn.offers), list(self.turn.bookings))

    def find_slots(
        self,
        service_id: str,
        wish: dict[str, Any] | None = None,
        staff: str | None = None,
        suburb: str = "",
        postcode: str = "",
        booking: str | None = None,
    ) -> db.SlotsFound:
        """Up to three free times for a service, as near to the wish as there are; they replace the earlier offers.

        The wish is in the business's local words: day_from and day_to (ISO dates), weekday (1 Monday to 7), minute_from
        and minute_to (minutes of the day, the second excluded). With `booking`, the reference of an open one, they are new
        times for it at its own place; NotFound is raised when it is open no longer.
        """
        self.told_meanwhile = self.told_meanwhile or meanwhile.tell(self.database, self.turn, self.now)
        at_customer = any(service.id == service_id and service.at_customer for service in self.turn.services)
        if self.travel and at_customer and (suburb or postcode) and not self.turn.trial:  # a trial leaves no trace
            self.travel.prepare(self.database, self.turn.business_id, suburb, postcode, self.now)
        call = db.find_slots(self.turn, service_id, wish or {}, staff, suburb, postcode, self.now, booking)
        found = self.database.run(call)
        self.seen.offers = found.offers
        asked = {"service": service_id, "wish": wish, "staff": staff}
        self._note("find_slots", asked | ({"booking": booking} if booking else {}), found.match)
        return found

    def hold_booking(self, offer_ref: str, details: dict[str, Any]) -> db.Outcome:
        """Takes an offered time: 'pencilled', 'move_requested', 'moved', or why nothing was booked or moved.

        Details: name, email, phone, address, suburb, postcode, notes.
        """
        call = db.hold_booking(self.turn, offer_ref, details, self.now)
        return self._act("hold_booking", {"offer": offer_ref}, call, *HELD)

    def cancel_booking(self, booking: str, reason: str) -> db.Outcome:
        """Calls off one of the customer's open bookings, by its reference: 'cancelled', 'already_ended' or 'not_open'."""
        call = db.cancel_own_booking(self.turn, booking, reason, self.now)
        done = self._act_on("cancel_booking", booking, call, "cancelled")
        if done.outcome == "cancelled" and done.booking:
            self.seen.ended.append(done.booking)
        return done

    def refuse_proposal(self, booking: str) -> db.Outcome:
        """Turns down the time the owner proposed for a booking: 'refused', 'no_proposal' or 'not_open'."""
        return self._act_on("refuse_proposal", booking, db.refuse_proposal(self.turn, booking, self.now), "refused")

    def add_note(self, note: str) -> db.Outcome:
        """Adds to the booking just made what the customer said after it: 'noted' or 'no_booking'."""
        return self._act("add_note", {"note": note}, db.add_booking_note(self.turn, note, self.now), "noted")

    def hand_off(self, context: str, details: dict[str, Any]) -> db.Outcome:
        """A person takes over: the owner gets the urgent text with this context."""
        return self._act(
            "hand_off", {"context": context}, db.hand_off(self.turn, context, details, self.now), "handed_off"
        )

    def create_lead(self, kind: str, summary: str, details: dict[str, Any]) -> db.Outcome:
        """Notes that the team should call: kind 'full' (no free time) or 'message'.

        Details are those of hold_booking; for 'full' also service_id, staff and wish, as for find_slots.
        """
        call = db.create_lead(self.turn, kind, summary, details, self.now)
        self.seen.waiting = self.seen.waiting or kind == "full"
        return self._act("create_lead", {"kind": kind, "summary": summary}, call, "noted")

    def want_freed_times(self, words: str) -> db.Outcome:
        """They ask, in these words, to be texted of a time that comes free: 'noted' or 'no_lead'."""
        return self._act("want_freed_times", {"words": words}, db.want_freed_times(self.turn, words, self.now), "noted")

    def refuse_freed_time(self) -> db.Outcome:
        """They do not want the freed time they were texted of: 'refused' or 'no_offer'."""
        return self._act("refuse_freed_time", {}, db.refuse_freed_time(self.turn, self.now), "refused")

    def _act_on(self, name: str, booking: str, call: Any, success: str) -> db.Outcome:
        """As `_act`; a booking that ended meanwhile, or was never theirs, is 'not_open'."""
        try:
            return self._act(name, {"booking": booking}, call, success)
        except NotFound:
            self._note(name, {"booking": booking}, "not_open")
            return db.Outcome(outcome="not_open")

    def _act(self, name: str, arguments: dict[str, Any], call: Any, *success: str) -> db.Outcome:
        done: db.Outcome = self.database.run(call)
        if done.outcome in success:
            self.seen.must_say = True
        if done.booking:
            others = [b for b in self.seen.bookings if b.id != done.booking.id]
            self.seen.bookings = [*others, done.booking]
        self._note(name, arguments, done.outcome)
        return done

    def _note(self, name: str, arguments: dict[str, Any], outcome: str) -> None:
        self.seen.outcomes.append(f"{name}:{outcome}")
        self.calls.append({"tool": name, "arguments": arguments, "outcome": outcome})
