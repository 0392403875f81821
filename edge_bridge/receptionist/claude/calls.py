"""Runs the tools Claude calls, on this turn only, and says in plain sentences what came of it."""

from collections.abc import Callable
from typing import Any, cast

from pydantic import ValidationError

from edge_bridge.db.conversations import ServiceFacts
from edge_bridge.db.errors import BadInput, NotFound
from edge_bridge.receptionist import own
from edge_bridge.receptionist.tools import HELD

from . import agreed, schemas
from .contact import email_of, name_of, phone_of, place_of
from .own_calls import NOTHING, OwnCalls
from .prompt import facts as business_facts
from .wishes import BadArgument, wish_of

_NOT_HELD = {
    "unknown_offer": "that reference was not issued to this customer, or has lapsed. Call find_slots and offer fresh times.",
    "slot_taken": "somebody has just taken that time. Apologise, call find_slots and offer fresh times.",
    "too_many": "they already have as many requests waiting as allowed. Say that the team will answer those first.",
    "blocked": "this customer is not served.",
}


MOST = 8
"""Calls of one turn."""
MOST_TO_THE_OWNER = 2
"""Of them, notes and leads: each may be a text to the owner."""


class Calls(OwnCalls):
    """One turn's calls. `over` when the turn has its outcome and nothing more is to be said by Claude."""

    def run(self, name: str, arguments: object) -> tuple[str, bool]:
        """What to tell Claude, and whether it is an error. Never raises for what Claude asked."""
        kind = schemas.arguments_of(self.turn).get(name)
        if kind is None:
            return f"{NOTHING}there is no tool called {name[:40]}.", True
        self.made.append(name)
        told = sum(self.made.count(one) for one in ("add_note", "create_lead"))
        if len(self.made) > MOST or (told > MOST_TO_THE_OWNER and name in ("add_note", "create_lead")):
            return f"{NOTHING}that is enough for one turn. Answer the customer.", True
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
        where = {key: place_of(getattr(asked, key)) for key in ("suburb", "postcode")}
        self._learn(service_id=service.id, wish=wish, staff=staff, **where)
        place = [str(self.facts.get(key) or self.turn.facts.get(key) or "") for key in ("suburb", "postcode")]
        found = self.tools.find_slots(service.id, wish, staff, *place)
        return self._listed(found, service), False

    def _hold_booking(self, asked: schemas.HoldBooking) -> tuple[str, bool]:
        """Only a time the customer has seen, in an earlier turn, and has picked can be held."""
        shown = {o.ref: o for o in self.turn.offers}
        if asked.offer not in shown:
            fresh = any(o.ref == asked.offer for o in self.tools.seen.offers)
            unseen = "the customer has not been shown that time yet. Offer it and wait for their answer."
            return NOTHING + (unseen if fresh else _NOT_HELD["unknown_offer"]), True
        if not agreed.picked(self.turn, asked.offer):
            ask = agreed.question(shown[asked.offer])
            return (
                f"{NOTHING}they have not picked that time. If they may mean it, ask in these words and wait: {ask}",
                True,
            )
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
        wanted = self._wanted() if asked.kind == "full" else {}
        done = self.tools.create_lead(asked.kind, asked.summary.strip()[:300], self._known() | wanted)
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

    def _details(self, asked: schemas.HoldBooking) -> dict[str, Any]:
        typed = asked.phone if isinstance(asked, schemas.HoldBookingFromChat) else ""
        where = {key: place_of(getattr(asked, key)) for key in ("address", "suburb", "postcode")}
        self._learn(name=name_of(asked.name), **where, email=email_of(asked.email), phone=phone_of(typed))
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

    def _known(self) -> dict[str, Any]:
        """Details for a tool: what Claude said now, else what earlier turns or the customer's row had."""
        customer, before = self.turn.customer, self.turn.facts
        rows = {"name": customer.name, "address": customer.address, "email": customer.email}
        keys = ("name", "address", "suburb", "postcode", "phone", "email")
        found = {key: self.facts.get(key) or before.get(key) or rows.get(key) for key in keys}
        return {key: value for key, value in found.items() if value}
