"""What the offline engine remembers of a conversation between turns."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from edge_bridge.db.conversations import ServiceFacts, Turn

Stage = Literal["gathering", "offered", "booked", "lead", "message"]
"""'message': nobody came, so what the customer writes next is a message for the team; see `public.handoffs_due`."""
Need = Literal["service", "name", "address", "contact"]


class Changing(BaseModel):
    """A change of an open booking that waits for the customer's answer to what was `asked`.

    "which" booking of `refs`; "sure" that they are to be called off; "either" moved or called off; to which "day"; or
    whether the booking we cannot see is under some "other" number. `said` are the words that began it.
    """

    kind: Literal["cancel", "unable", "move"]
    asked: Literal["which", "sure", "either", "day", "other"]
    refs: list[str] = Field(default_factory=list)
    said: str = ""


class Memory(BaseModel):
    """Gathered so far. `asked` is what the last reply asked for; `spent_set` the offers already answered.

    `changing` waits for one turn only. The offers of `move_set` are new times for the booking with the reference `moving`.
    `away` is the pause the customer has been told of, and `away_texts` how many of their texts were answered in it.
    `carried` is the set of offers whose declined booking's particulars are in here. `freed_asked`: they were asked whether
    to hear of times that come free.
    """

    model_config = ConfigDict(extra="ignore")

    stage: Stage = "gathering"
    service_id: str | None = None
    name: str = ""
    address: str = ""
    suburb: str = ""
    postcode: str = ""
    phone: str = ""
    email: str = ""
    notes: str = ""
    wish: dict[str, Any] = Field(default_factory=dict)
    staff: str | None = None
    chosen: str | None = None
    asked: list[str] = Field(default_factory=list)
    spent_set: str = ""
    misses: int = 0
    changing: Changing | None = None
    moving: str = ""
    move_set: str = ""
    away: str = ""
    away_texts: int = 0
    carried: str = ""
    freed_asked: bool = False

    @classmethod
    def of(cls, turn: Turn) -> Memory:
        """From the turn's facts, else from what is known of the customer and was offered, so any engine can take over."""
        try:
            memory = cls.model_validate(turn.facts)
        except ValueError:
            memory = cls()
        memory.name = memory.name or turn.customer.name
        memory.address = memory.address or turn.customer.address
        memory.email = memory.email or turn.customer.email or ""
        fresh = bool(turn.offers) and set_of(turn.offers[0].ref) != memory.spent_set
        if memory.stage == "message":
            return memory
        if fresh:
            memory.stage = "offered"
            memory.service_id = _id_of(turn, turn.offers[0].service) or memory.service_id
            memory._carry_over(turn)
        elif memory.stage == "offered" or (memory.stage == "booked" and not turn.bookings):
            memory.begin_again()
        return memory

    def _carry_over(self, turn: Turn) -> None:
        """Who, where and what else of the declined booking that the newest offers stand in for, once."""
        declined, made_in = turn.in_place_of, set_of(turn.offers[0].ref)
        if declined is None or self.carried == made_in:
            return
        self.carried, self.chosen, self.notes = made_in, None, declined.notes
        self.name = declined.customer or self.name
        if declined.address and declined.address != self.address:
            self.address, self.suburb, self.postcode = declined.address, "", ""

    def begin_again(self) -> None:
        """A new request of a customer we know: who and where stay, what and when are asked afresh."""
        self.stage, self.service_id, self.wish, self.staff, self.chosen = "gathering", None, {}, None, None
        self.notes = ""
        self.moving, self.move_set = "", ""

    def new_times_for(self, turn: Turn) -> str:
        """The reference of the booking that the newest offers are new times for; empty where they are not."""
        return self.moving if turn.offers and set_of(turn.offers[0].ref) == self.move_set else ""

    def service(self, turn: Turn) -> ServiceFacts | None:
        """The service wanted, if known and still offered."""
        return next((s for s in turn.services if s.id == self.service_id), None)

    def needs(self, turn: Turn) -> list[Need]:
        """What must be asked before a time can be looked for."""
        service = self.service(turn)
        if service is None:
            return ["service"] if self.name else ["service", "name"]
        missing: list[Need] = []
        if not self.name:
            missing.append("name")
        if service.at_customer and not self.address:
            missing.append("address")
        if turn.channel == "chat" and not (self.phone or self.email):
            missing.append("contact")
        return missing

    def details(self) -> dict[str, Any]:
        """For the tools; empty ones are left out."""
        fields = ("name", "address", "suburb", "postcode", "phone", "email", "notes")
        return {field: value for field in fields if (value := getattr(self, field))}


def set_of(ref: str) -> str:
    """The set an offer's reference belongs to."""
    return ref.partition("-")[0]


def _id_of(turn: Turn, name: str) -> str | None:
    return next((s.id for s in turn.services if s.name == name), None)
