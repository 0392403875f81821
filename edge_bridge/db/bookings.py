"""What members decide about bookings, and the duties that run on deadlines.

Every decision raises NotFound for another business's booking. The same one again changes nothing and texts nobody.
"""

from datetime import datetime
from typing import Any, Literal

from edge_bridge.db.client import Call, rpc
from edge_bridge.db.words import BookingWords, Row

Outcome = Literal[
    "confirmed", "declined", "already_confirmed", "too_late", "already_ended", "cancelled", "completed", "no_show",
    "not_yet", "not_confirmed", "moved", "move_declined", "withdrawn", "already_answered",
]  # fmt: skip


class Decision(Row):
    """What became of a decision: the outcome's name (see the SQL function) and the booking as it now is.

    `again`: it had been done before, so nothing was changed and nobody was told.
    """

    outcome: Outcome
    booking: BookingWords
    again: bool = False


class Late(Row):
    """'told': the customer is; 'not_today' or 'already_ended': it is not one to be late for; 'unreachable': nobody was told."""

    outcome: Literal["told", "not_today", "already_ended", "unreachable"]
    booking: BookingWords
    again: bool = False


def confirm_booking(business_id: str, booking_id: str) -> Call[Decision]:
    """As a member: 'confirmed', 'already_confirmed', 'too_late' or 'already_ended'."""
    return _decide("confirm_booking", business_id, booking=booking_id)


def decline_booking(business_id: str, booking_id: str, reason: str = "") -> Call[Decision]:
    """As a member: 'declined', else as `confirm_booking`. The customer is told, with other times."""
    return _decide("decline_booking", business_id, booking=booking_id, reason=reason)


def cancel_booking(business_id: str, booking_id: str, reason: str = "", tell: bool = True) -> Call[Decision]:
    """As a member: 'cancelled' or 'already_ended'. With `tell` the customer hears of it, reason included."""
    return _decide("cancel_booking", business_id, booking=booking_id, reason=reason, tell=tell)


def complete_booking(business_id: str, booking_id: str) -> Call[Decision]:
    """As a member: 'completed', 'not_yet' before its start, 'not_confirmed' or 'already_ended'."""
    return _decide("complete_booking", business_id, booking=booking_id)


def mark_no_show(business_id: str, booking_id: str) -> Call[Decision]:
    """As a member: 'no_show', else as `complete_booking`. Either may be corrected to the other."""
    return _decide("mark_no_show", business_id, booking=booking_id)


def answer_move(business_id: str, move_id: str, accept: bool, reason: str = "") -> Call[Decision]:
    """As a member: 'moved' or 'move_declined' for a customer's wish, 'withdrawn' for the owner's own proposal.

    'already_answered': it waits no longer.
    """
    return _decide("answer_move", business_id, move=move_id, accept=accept, reason=reason)


def running_late(business_id: str, booking_id: str, minutes: int) -> Call[Late]:
    """As a member: a confirmed booking of today begins so much later, and its customer hears of it."""
    params = {"p_business": business_id, "p_booking": booking_id, "p_minutes": minutes}
    return rpc("running_late", params, Late.model_validate)


def set_reminders(business_id: str, booking_id: str, wanted: bool) -> Call[bool]:
    """As a member: whether a booking's customer is reminded of their bookings. True: it was so before."""
    params = {"p_business": business_id, "p_booking": booking_id, "p_wanted": wanted}
    return rpc("set_reminders", params, lambda told: bool(told["again"]))


def expire_due(now: datetime | None = None) -> Call[int]:
    """As the service: lapses requests and moves past their deadline; how many."""
    return rpc("expire_due", {"p_now": now and now.isoformat()}, int)


def remind_due(now: datetime | None = None) -> Call[int]:
    """As the service: reminds both sides of bookings a day ahead; how many."""
    return rpc("remind_due", {"p_now": now and now.isoformat()}, int)


def day_ends_due(now: datetime | None = None) -> Call[int]:
    """As the service: asks members what became of the day's bookings; how many businesses were looked at."""
    return rpc("day_ends_due", {"p_now": now and now.isoformat()}, int)


def run_sheets_due(now: datetime | None = None) -> Call[int]:
    """As the service: the day's bookings for members who want them; how many businesses were looked at."""
    return rpc("run_sheets_due", {"p_now": now and now.isoformat()}, int)


def nag_due(now: datetime | None = None) -> Call[int]:
    """As the service: reminds owners of requests and moves still open; how many."""
    return rpc("nag_due", {"p_now": now and now.isoformat()}, int)


def _decide(function: str, business_id: str, **params: Any) -> Call[Decision]:
    named = {f"p_{key}": value for key, value in params.items()}
    return rpc(function, {"p_business": business_id, **named}, Decision.model_validate)
