"""Whether a customer is reminded of their bookings."""

from uuid import UUID

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from edge_bridge.db.bookings import set_reminders
from web.accounts.signed_in import as_person, login_required
from web.typed import Typed

pages = Blueprint(
    "reminders", __name__, url_prefix="/dashboard/<uuid:business_id>/bookings/<uuid:booking_id>/reminders"
)


@pages.post("")
@login_required
def switch(business_id: UUID, booking_id: UUID) -> ResponseReturnValue:
    """On or off, for this and all their other bookings."""
    wanted = Typed(request.form).ticked("wanted")
    again = as_person().run(set_reminders(str(business_id), str(booking_id), wanted))
    said = "This customer is reminded the day before." if wanted else "This customer gets no more reminders."
    flash(f"{said} It was so before." if again else said, "info" if again else "success")
    return redirect(url_for("dashboard.booking", business_id=business_id, booking_id=booking_id))
