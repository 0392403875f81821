"""The calls about the customer's own bookings: another time, called off, a suggestion turned down."""

from dataclasses import dataclass, field
from typing import Any

from edge_bridge.db.conversations import Facts, ServiceFacts, SlotsFound, Turn
from edge_bridge.receptionist import own
from edge_bridge.receptionist.offline import say
from edge_bridge.receptionist.offline.memory import set_of
from edge_bridge.receptionist.tools import Tools
from edge_bridge.texts.render import slot

from . import changes, schemas
from .wishes import BadArgument, wish_of

NOTHING = "NOTHING WAS BOOKED OR CHANGED: "
_FOUND = {
    "wished": "These times are free. Offer them exactly as written:",
    "same_days": "The time they asked for is not free. These are the nearest on the days they asked for:",
    "later": "Nothing is free in the days they asked for. These are the next free times:",
    "none": "No time is free at all. Say so, ask for their details, and call create_lead with kind full.",
}


@dataclass
class OwnCalls:
    """What all calls share, and those that concern bookings they have."""

    turn: Turn
    tools: Tools
    facts: Facts = field(default_factory=dict)
    over: bool = False
    made: list[str] = field(default_factory=list)

    def _wanted(self) -> dict[str, Any]:
        """What they looked for, this turn or before."""
        found = {key: self.facts.get(key) or self.turn.facts.get(key) for key in ("service_id", "wish", "staff")}
        return {key: value for key, value in found.items() if value}

    def _find_new_times(self, asked: schemas.FindSlots) -> tuple[str, bool]:
        """For a booking they have; it stays as it is until a new time is taken."""
        booking = changes.own_booking(self.turn, asked.booking)
        service = own.service_of(self.turn, booking)
        staff = self._staff(asked.staff, service) if service else None
        wish = wish_of(asked)
        found = self.tools.find_slots(service.id if service else booking.id, wish, staff, booking=booking.ref)
        self.facts.pop("changing", None)
        self._learn(
            wish=wish, staff=staff, moving=booking.ref, move_set=set_of(found.offers[0].ref) if found.offers else ""
        )
        return self._listed(found, service), False

    def _listed(self, found: SlotsFound, service: ServiceFacts | None) -> str:
        lines = [f"{o.position}. {slot(o)} (reference {o.ref}{self._with(o.staff, service)})" for o in found.offers]
        return "\n".join([_FOUND[found.match], *lines])

    def _cancel_booking(self, asked: schemas.CancelBooking) -> tuple[str, bool]:
        booking = changes.own_booking(self.turn, asked.booking)
        if changes.declined(self.turn, booking):
            return f"{NOTHING}they want it left as it is. Say that it stays.", True
        if not changes.may_cancel(self.turn, booking):
            self.facts["changing"] = changes.asked_if_sure(self.turn, booking)
            return (
                f"{NOTHING}ask them once, in these words, and wait for their answer: Cancel {say.named(booking)}?",
                True,
            )
        done = self.tools.cancel_booking(booking.ref, (asked.reason.strip() or own.said(self.turn))[:200])
        self.over = done.outcome == "cancelled"
        if self.over:
            return "Cancelled. The customer is told for you.", False
        return f"{NOTHING}that booking is not open any more.", True

    def _refuse_proposal(self, asked: schemas.RefuseProposal) -> tuple[str, bool]:
        booking = changes.own_booking(self.turn, asked.booking)
        if self.tools.refuse_proposal(booking.ref).outcome != "refused":
            return f"{NOTHING}the team has no suggestion waiting for that booking.", True
        self.facts |= changes.refused(self.turn, booking)
        return (
            "The team has been told and the old time stands. If they named another day, call find_slots for this booking.",
            False,
        )

    def _staff(self, name: str, service: ServiceFacts) -> str | None:
        if not name.strip():
            return None
        for staff in service.staff:
            if staff.lower() == name.strip().lower():
                return staff
        raise BadArgument(f"{service.name} is done by {' or '.join(service.staff)}, nobody else.")

    def _with(self, staff: str, service: ServiceFacts | None) -> str:
        return f", with {staff}" if service and len(service.staff) > 1 else ""

    def _learn(self, **said: Any) -> None:
        """Keeps what is not empty."""
        clean = {key: value.strip()[:200] if isinstance(value, str) else value for key, value in said.items()}
        self.facts.update({key: value for key, value in clean.items() if value})
