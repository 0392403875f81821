"""A booking as an entry of its customer's own calendar."""

from datetime import datetime

from edge_bridge.db.client import Call, rpc
from edge_bridge.db.words import Row


class CalendarEvent(Row):
    """What whoever has a booking's token may read. Instants are aware; the phone is E.164."""

    booking_id: str
    business: str
    call_number: str | None
    service: str
    address: str
    status: str
    starts_at: datetime
    ends_at: datetime
    sequence: int
    changed_at: datetime


def calendar_event(token: str) -> Call[CalendarEvent | None]:
    """By a booking's token, a UUID; None when nobody has it."""
    return rpc("calendar_event", {"p_token": token}, lambda row: CalendarEvent.model_validate(row) if row else None)
