"""Another time for a booking: put to the customer, or theirs at once when they agreed to it."""

from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from edge_bridge.db.changes import explain, move_booking
from web.accounts.signed_in import as_person, login_required
from web.bookings.form_page import PROBLEMS, FormPage
from web.bookings.outcomes import change_words, name_of
from web.typed import Typed
from web.wording import wall

pages = Blueprint("moving", __name__, url_prefix="/dashboard/<uuid:business_id>/bookings/<uuid:booking_id>/move")


@pages.get("")
@login_required
def form(business_id: UUID, booking_id: UUID) -> ResponseReturnValue:
    """The form, from the time the booking has now."""
    return FormPage("bookings/move.html", business_id, booking_id).show(_now)


@pages.post("")
@login_required
def move(business_id: UUID, booking_id: UUID) -> ResponseReturnValue:
    """Moves or suggests; 'check' only asks what customers would be told about that time."""
    page, typed = FormPage("bookings/move.html", business_id, booking_id), Typed(request.form)
    staff, agreed = typed.uuid("staff"), typed.ticked("agreed")
    try:
        starts = typed.wall_time("starts")
        if typed.ticked("check"):
            service = typed.uuid("service") or ""
            asked = explain(str(business_id), service, starts, staff, booking_id=str(booking_id))
            return page.explained(typed, as_person().run(asked))
        change = as_person().run(
            move_booking(str(business_id), str(booking_id), starts, staff, agreed, override=typed.insists)
        )
    except PROBLEMS as problem:
        return page.again(typed, problem)
    if change.outcome == "refused":
        return page.refused(typed, change.reasons)
    if change.outcome == "unreachable":
        name = name_of(change.booking)
        why = "there's no phone, or they sent STOP, or they're blocked"
        return page.again(typed, f"We can't ask {name} by text: {why}. Agree on the time first, then tick it.")
    flash(*change_words(change))
    return redirect(url_for("dashboard.booking", business_id=business_id, booking_id=booking_id))


def _now(known: dict[str, Any]) -> dict[str, str]:
    booking = known["booking"]
    return {"starts": wall(booking.starts_at, known["business"].time_zone), "staff": booking.staff_id}
