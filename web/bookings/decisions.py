"""The owner's taps: one form, one call of the database, and plain words for what became of it."""

from uuid import UUID

from flask import Blueprint, flash, request
from flask.typing import ResponseReturnValue

from edge_bridge.db.bookings import (
    Decision,
    answer_move,
    cancel_booking,
    complete_booking,
    confirm_booking,
    decline_booking,
    mark_no_show,
)
from edge_bridge.db.client import Call
from web.accounts.signed_in import as_person, login_required
from web.bookings.outcomes import decision_words
from web.bookings.ways_back import back_from
from web.typed import Typed

pages = Blueprint("decisions", __name__, url_prefix="/dashboard/<uuid:business_id>/bookings/<uuid:booking_id>")
LONGEST_REASON = 500


@pages.post("/confirm")
@login_required
def confirm(business_id: UUID, booking_id: UUID) -> ResponseReturnValue:
    """Says yes to a request."""
    return _do("confirm", confirm_booking(str(business_id), str(booking_id)))


@pages.post("/decline")
@login_required
def decline(business_id: UUID, booking_id: UUID) -> ResponseReturnValue:
    """Says no to a request, with a reason if there is one to keep."""
    return _do("decline", decline_booking(str(business_id), str(booking_id), _reason()))


@pages.post("/cancel")
@login_required
def cancel(business_id: UUID, booking_id: UUID) -> ResponseReturnValue:
    """Calls a booking off. The customer hears of it, reason included, unless the tick was taken out."""
    tell = Typed(request.form).ticked("tell")
    return _do("cancel", cancel_booking(str(business_id), str(booking_id), _reason(), tell), tell)


@pages.post("/complete")
@login_required
def complete(business_id: UUID, booking_id: UUID) -> ResponseReturnValue:
    """The job is done."""
    return _do("complete", complete_booking(str(business_id), str(booking_id)))


@pages.post("/no-show")
@login_required
def no_show(business_id: UUID, booking_id: UUID) -> ResponseReturnValue:
    """The customer was not there."""
    return _do("no_show", mark_no_show(str(business_id), str(booking_id)))


@pages.post("/moves/<uuid:move_id>/accept")
@login_required
def accept_move(business_id: UUID, booking_id: UUID, move_id: UUID) -> ResponseReturnValue:
    """Says yes to the new time a customer wants."""
    return _do("accept", answer_move(str(business_id), str(move_id), True))


@pages.post("/moves/<uuid:move_id>/decline")
@login_required
def decline_move(business_id: UUID, booking_id: UUID, move_id: UUID) -> ResponseReturnValue:
    """Says no to it, or takes back the time the owner suggested; the old time stands."""
    return _do("decline_move", answer_move(str(business_id), str(move_id), False, _reason()))


def _reason() -> str:
    return Typed(request.form).text("reason", LONGEST_REASON)


def _do(asked: str, call: Call[Decision], told: bool = True) -> ResponseReturnValue:
    flash(*decision_words(asked, as_person().run(call), told))
    ids = request.view_args or {}
    return back_from(ids["business_id"], ids["booking_id"])
