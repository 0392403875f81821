"""A member's decisions on bookings, and the duties that run on deadlines."""

from datetime import datetime

from edge_bridge.db.client import Call, rpc
from edge_bridge.db.words import BookingWords, Row


class Decision(Row):
    """What became of a decision: the outcome's name (see the SQL function) and the booking as it now is."""

    outcome: str
    booking: BookingWords


def confirm_booking(business_id: str, booking_id: str) -> Call[Decision]:
    """As a member: 'confirmed', 'already_confirmed', 'too_late' or 'already_ended'.

    Raises NotFound for another business's booking.
    """
    return rpc("confirm_booking", {"p_business": business_id, "p_booking": booking_id}, Decision.model_validate)


def decline_booking(business_id: str, booking_id: str, reason: str = "") -> Call[Decision]:
    """As a member: 'declined', else as `confirm_booking`. The customer is told, with other times."""
    params = {"p_business": business_id, "p_booking": booking_id, "p_reason": reason}
    return rpc("decline_booking", params, Decision.model_validate)


def expire_due(now: datetime | None = None) -> Call[int]:
    """As the service: lapses requests past their deadline; how many."""
    return rpc("expire_due", {"p_now": now and now.isoformat()}, int)


def nag_due(now: datetime | None = None) -> Call[int]:
    """As the service: reminds owners of requests still open; how many."""
    return rpc("nag_due", {"p_now": now and now.isoformat()}, int)
