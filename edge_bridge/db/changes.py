"""What members change in bookings: another time, other details, one more; and why (not) a time.

A new start is a wall time in the business's zone, a naive datetime. The database makes an instant of it, or raises
BadInput with a sentence for people when no clock shows it or it cannot be meant; nothing was changed then. Every call
raises NotFound for another business's rows. The same call again changes nothing and texts nobody.
"""

from datetime import datetime
from typing import Any, Literal

from pydantic import Field

from edge_bridge.db.client import Call, rpc
from edge_bridge.db.words import BookingWords, Row, Words


class Objection(Row):
    """What speaks against a time, in words; `final` when nobody may override it: somebody has the time."""

    rule: str
    words: str
    booking_id: str | None = None
    final: bool = False


class Change(Row):
    """What became of a new time or new details; `reasons` say why it was refused, or what was overridden."""

    outcome: Literal["moved", "proposed", "edited", "unchanged", "refused", "unreachable", "already_ended"]
    booking: BookingWords
    reasons: list[Objection] = Field(default_factory=list)
    again: bool = False


class Addition(Row):
    """What became of a booking an owner adds; without a booking it was refused, for these reasons."""

    outcome: Literal["booked", "refused"]
    booking: BookingWords | None = None
    reasons: list[Objection] = Field(default_factory=list)
    again: bool = False


class CalendarWords(Row):
    """Whether customers may be offered a start on one calendar, and why not."""

    staff: str
    free: bool
    reasons: list[Objection]


class Explanation(Row):
    """A start in words, and each calendar that does the service."""

    words: Words
    calendars: list[CalendarWords]


def move_booking(
    business_id: str, booking_id: str, starts: datetime, staff_id: str | None, agreed: bool, override: bool = False
) -> Call[Change]:
    """As a member: 'moved' at once when `agreed`, else 'proposed' to the customer while the old time stands.

    Or 'unchanged', 'refused' with `reasons`, 'unreachable' (nobody to ask), 'already_ended'.
    """
    params = _of(business_id, booking=booking_id, starts=starts, staff=staff_id, agreed=agreed, override=override)
    return rpc("move_booking", params, Change.model_validate)


def edit_booking(
    business_id: str, booking_id: str, changes: dict[str, Any], tell: bool = True, override: bool = False
) -> Call[Change]:
    """As a member: 'edited', 'unchanged', 'refused' with `reasons`, or 'already_ended'. Only what is named changes.

    `changes`: service_id, minutes, customer_name, customer_phone (E.164), customer_email, address, suburb, postcode, notes,
    price_cents (None: quoted). The customer is told, with `tell`, when what they were promised changed.
    """
    params = _of(business_id, booking=booking_id, changes=changes, tell=tell, override=override)
    return rpc("edit_booking", params, Change.model_validate)


def add_booking(
    business_id: str,
    service_id: str,
    starts: datetime,
    details: dict[str, Any],
    staff_id: str | None,
    booking_id: str,
    tell: bool = True,
    override: bool = False,
) -> Call[Addition]:
    """As a member: 'booked', confirmed at once, or 'refused' with `reasons`. The id makes a second call harmless.

    `details`: name, phone (E.164), address, suburb, postcode, minutes, notes; no staff: whoever is free.
    """
    params = _of(
        business_id, service=service_id, starts=starts, details=details, staff=staff_id, id=booking_id, tell=tell,
        override=override,
    )  # fmt: skip
    return rpc("add_booking", params, Addition.model_validate)


def explain(
    business_id: str,
    service_id: str,
    starts: datetime,
    staff_id: str | None = None,
    suburb: str = "",
    postcode: str = "",
    booking_id: str | None = None,
) -> Call[Explanation]:
    """As a member: why customers may (not) be offered this start; for a booking, as its new time."""
    params = _of(
        business_id, service=service_id, starts=starts, staff=staff_id, suburb=suburb, postcode=postcode,
        booking=booking_id,
    )  # fmt: skip
    return rpc("why_not", params, Explanation.model_validate)


def _of(business_id: str, **params: Any) -> dict[str, Any]:
    named = {f"p_{key}": value.isoformat() if isinstance(value, datetime) else value for key, value in params.items()}
    return {"p_business": business_id, **named}
