"""Runs the tools Claude calls, on this turn only, and says in plain sentences what came of it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, cast

from pydantic import ValidationError

from edge_bridge.db.conversations import Facts, ServiceFacts, SlotsFound, Turn
from edge_bridge.db.errors import BadInput, NotFound
from edge_bridge.receptionist import own
from edge_bridge.receptionist.offline import say
from edge_bridge.receptionist.offline.memory import set_of
from edge_bridge.receptionist.tools import HELD, Tools
from edge_bridge.texts.render import slot

from . import changes, schemas
from .contact import email_of, phone_of
from .prompt import facts as business_facts
from .wishes import BadArgument, wish_of

NOTHING = "NOTHING WAS BOOKED OR CHANGED: "
_NOT_HELD = {
    "unknown_offer": "that reference was not issued to this customer, or has lapsed. Call find_slots and offer fresh times.",
    "slot_taken": "somebody has just taken that time. Apologise, call find_slots and offer fresh times.",
    "too_many": "they already have as many requests waiting as allowed. Say that the team will answer those first.",
    "blocked": "this customer is not served.",
}
_FOUND = {
    "wished": "These times are free. Offer them exactly as written:",
    "same_days": "The time they asked for is not free. These are the nearest on the days they asked for:",
    "later": "Nothing is free in the days they asked for. These are the next free times:",
    "none": "No time is free at all. Say so, ask for their details, and call create_lead with kind full.",
}


@dataclass
class Calls:
    """One turn's calls. `over` when the turn has its outcome and nothing more is to be said by Claude."""

    turn: Turn
    tools: Tools
    facts: Facts = field(default_factory=dict)
    over: bool = False

    def run(self, name: str, arguments: object) -> tuple[str, bool]:
        """What to tell Claude, and whether it is an error. Never raises for what Claude asked."""
        kind = schemas.arguments_of(self.turn).get(name)
        if kind is None:
            return f"{NOTHING}there is no tool called {name[:40]}.", True
        try:
            result: tuple[str, bool] = self._method(name)(kind.model_validate(arguments))
            return result
        except ValidationError as error:
            wrong = ", ".join(sorted({str(e["loc"][0]) if e["loc"] else "arguments" for e in error.errors()}))
            return f"{NOTHING}these arguments are missing or odd: {wrong}.", True
        except BadArgument as error:
            return f"{NOTHING}{error}", True
        except (BadInput, NotFound) as error:
            return f"{NOTHING}{error}", True

    def _method(self, name: str) -> Callable[[Any], tuple[str, bool]]:
        return cast(Callable[[Any], tuple[str, bool]], getattr(self, f"_{name}"))

    def _look_up_business(self, asked: schemas.LookUpBusiness) -> tuple[str, bool]:
        return business_facts(self.turn), False

    def _find_slots(self, asked: schemas.FindSlots) -> tuple[str, bool]:
        if asked.booking.strip():
            return self._find_new_times(asked)
        service = self._service(asked.service)
        staff = self._staff(asked.staff, service)
        wish = wish_of(asked)
        self._learn(service_id=service.id, wish=wish, staff=staff, suburb=asked.suburb, postcode=asked.postcode)
        place = [str(self.facts.get(key) or self.turn.facts.get(key) or "") for key in ("suburb", "postcode")]
        found = self.tools.find_slots(service.id, wish, staff, *place)
        return self._listed(found, service), False

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

    def _hold_booking(self, asked: schemas.HoldBooking) -> tuple[str, bool]:
        """Only a time the customer has seen can be held: one issued in an earlier turn."""
        shown = {o.ref: o for o in self.turn.offers}
        if asked.offer not in shown:
            fresh = any(o.ref == asked.offer for o in self.tools.seen.offers)
            unseen = "the customer has not been shown that time yet. Offer it and wait for their answer."
            return NOTHING + (unseen if fresh else _NOT_HELD["unknown_offer"]), True
        details: dict[str, Any] = {}
        if not own.new_times(self.turn):
            details = self._details(asked)
            if missing := self._missing(details, shown[asked.offer].service):
                return f"{NOTHING}ask for their {' and '.join(missing)} first.", True
        outcome = self.tools.hold_booking(asked.offer, details).outcome
        self.over = outcome in (*HELD, "blocked")
        if outcome in HELD:
            return "Taken. The customer is told for you.", False
        return NOTHING + _NOT_HELD.get(outcome, "the time could not be held."), True

    def _add_note(self, asked: schemas.AddNote) -> tuple[str, bool]:
        if self.tools.add_note(asked.note.strip()[:600]).outcome == "noted":
            return "Added to their booking; the team sees it.", False
        return "There is no booking to add a note to.", True

    def _hand_off(self, asked: schemas.HandOff) -> tuple[str, bool]:
        self._learn(phone=phone_of(asked.best_number))
        done = self.tools.hand_off(asked.context.strip()[:300], self._known())
        self.over = done.outcome == "handed_off"
        return (
            ("The team has been told. The customer is told for you.", False)
            if self.over
            else ("It did not work.", True)
        )

    def _create_lead(self, asked: schemas.CreateLead) -> tuple[str, bool]:
        done = self.tools.create_lead(asked.kind, asked.summary.strip()[:300], self._known())
        return (
            ("Noted for the team: they will get in touch.", False)
            if done.outcome == "noted"
            else ("It did not work.", True)
        )

    def _service(self, name: str) -> ServiceFacts:
        for service in self.turn.services:
            if name.strip().lower() in (service.name.lower(), *(a.lower() for a in service.aliases)):
                return service
        raise BadArgument(f"service must be one of: {', '.join(s.name for s in self.turn.services)}.")

    def _staff(self, name: str, service: ServiceFacts) -> str | None:
        if not name.strip():
            return None
        for staff in service.staff:
            if staff.lower() == name.strip().lower():
                return staff
        raise BadArgument(f"{service.name} is done by {' or '.join(service.staff)}, nobody else.")

    def _with(self, staff: str, service: ServiceFacts | None) -> str:
        return f", with {staff}" if service and len(service.staff) > 1 else ""

    def _details(self, asked: schemas.HoldBooking) -> dict[str, Any]:
        typed = asked.phone if isinstance(asked, schemas.HoldBookingFromChat) else ""
        told = {"name": asked.name, "address": asked.address, "suburb": asked.suburb, "postcode": asked.postcode}
        self._learn(**told, email=email_of(asked.email), phone=phone_of(typed))
        return self._known() | ({"notes": asked.notes.strip()[:2000]} if asked.notes.strip() else {})

    def _missing(self, details: dict[str, Any], service_name: str) -> list[str]:
        """What a booking needs and nobody has said."""
        at_customer = any(s.at_customer for s in self.turn.services if s.name == service_name)
        missing = [] if details.get("name") else ["name"]
        if at_customer and not details.get("address"):
            missing.append("address")
        if self.turn.channel == "chat" and not (details.get("phone") or details.get("email")):
            missing.append("mobile number or e-mail")
        return missing

    def _learn(self, **said: Any) -> None:
        """Keeps what is not empty."""
        clean = {key: value.strip()[:200] if isinstance(value, str) else value for key, value in said.items()}
        self.facts.update({key: value for key, value in clean.items() if value})

    def _known(self) -> dict[str, Any]:
        """Details for a tool: what Claude said now, else what earlier turns or the customer's row had."""
        customer, before = self.turn.customer, self.turn.facts
        rows = {"name": customer.name, "address": customer.address, "email": customer.email}
        keys = ("name", "address", "suburb", "postcode", "phone", "email")
        found = {key: self.facts.get(key) or before.get(key) or rows.get(key) for key in keys}
        return {key: value for key, value in found.items() if value}
