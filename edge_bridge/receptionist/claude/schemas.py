"""The tools as Claude sees them. None takes the id of a business, customer or booking: services go by name, times and the
customer's own bookings by the references of the situation. Nothing in them changes with the customer: no cache would hold."""

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator

from edge_bridge.db.conversations import Turn

from .plain import one_line

Weekday = Literal["", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]


class Arguments(BaseModel):
    """Every argument is required, as strict tools want it; an empty string means 'not said'."""

    model_config = ConfigDict(extra="forbid")

    @field_validator("*", mode="before")
    @classmethod
    def _on_one_line(cls, value: Any) -> Any:
        """What goes into the owner's texts forges no second line of them, and hides nothing."""
        return one_line(value) if isinstance(value, str) else value


class LookUpBusiness(Arguments):
    """Services with minutes and prices, opening hours and the owner's notes."""


class FindSlots(Arguments):
    """Looks for up to three free times and issues them to this customer. Times are the business's local ones."""

    service: str = Field(description="The service's name")
    booking: str = Field(
        default="",
        description="Reference of their own booking, such as b1a2b3c4d, when they want another time for it; else empty",
    )
    day_from: str = Field(description="First day that suits, YYYY-MM-DD, or empty")
    day_to: str = Field(description="Last day that suits, YYYY-MM-DD, the same as day_from for one day, or empty")
    weekday: Weekday = Field(description="Only this weekday, or empty")
    time_from: str = Field(description="Earliest start that suits, HH:MM in 24 hours, or empty")
    time_to: str = Field(
        description="Latest start that suits, HH:MM, the same as time_from for one exact time, or empty"
    )
    staff: str = Field(description="Name of the person they asked for, or empty for anyone")
    suburb: str = Field(description="Suburb of the customer's address, or empty")
    postcode: str = Field(description="Four digits, or empty")


class HoldBooking(Arguments):
    """Takes a time the customer has been shown and has picked. A new booking is pencilled in and the team confirms it later.
    A new time for a booking they have asks the team to move it; one the team suggested moves it at once."""

    offer: str = Field(description="Reference of the time they picked, such as t1-2")
    name: str = Field(description="The customer's name")
    address: str = Field(
        description="Street address with suburb where the work is, or empty when they come to the business"
    )
    suburb: str = Field(description="Suburb, or empty")
    postcode: str = Field(description="Four digits, or empty")
    email: str = Field(description="E-mail, or empty")
    notes: str = Field(description="Special requirements in their words, or empty")


class HoldBookingFromChat(HoldBooking):
    __doc__ = HoldBooking.__doc__
    phone: str = Field(description="Mobile number they typed, or empty")


class CancelBooking(Arguments):
    """Calls off one of their own bookings, for good. Ask them once before, unless they named it in so many words."""

    booking: str = Field(description="Reference of their booking, such as b1a2b3c4d")
    reason: str = Field(description="Why, in their words, or empty")


class RefuseProposal(Arguments):
    """Tells the team that the time they suggested for a booking does not suit. The old time stands."""

    booking: str = Field(description="Reference of their booking, such as b1a2b3c4d")


class AddNote(Arguments):
    """Adds to the booking just made what the customer said after it."""

    note: str = Field(description="In the customer's words")


class HandOff(Arguments):
    """A person takes over this conversation and the owner is texted at once."""

    context: str = Field(description="What they want, in one sentence")
    best_number: str = Field(description="The number they want to be called on, or empty")


class CreateLead(Arguments):
    """Notes that the team should call this customer."""

    kind: Literal["full", "message"] = Field(
        description="full: nothing was free. message: they want an answer from the team"
    )
    summary: str = Field(description="What they want, in one sentence")


def arguments_of(turn: Turn) -> dict[str, type[Arguments]]:
    """Each tool's name and arguments, for this turn's channel."""
    return {
        "look_up_business": LookUpBusiness,
        "find_slots": FindSlots,
        "hold_booking": HoldBookingFromChat if turn.channel == "chat" else HoldBooking,
        "cancel_booking": CancelBooking,
        "refuse_proposal": RefuseProposal,
        "add_note": AddNote,
        "hand_off": HandOff,
        "create_lead": CreateLead,
    }


def schemas(turn: Turn) -> list[dict[str, Any]]:
    """As the Messages API takes them, strict, services as an enumeration."""
    return [_schema(name, kind, turn) for name, kind in arguments_of(turn).items()]


def _schema(name: str, kind: type[Arguments], turn: Turn) -> dict[str, Any]:
    shape = kind.model_json_schema()
    fields = {key: _field(field) for key, field in shape.get("properties", {}).items()}
    if name == "find_slots" and turn.services:
        fields["service"]["enum"] = [s.name for s in turn.services]
    required = {"type": "object", "properties": fields, "required": list(fields), "additionalProperties": False}
    return {"name": name, "description": kind.__doc__, "strict": True, "input_schema": required}


def _field(field: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in field.items() if key in ("type", "enum", "description")}
