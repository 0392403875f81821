"""Running late: one tap, and the customer of a booking of today knows."""

from uuid import UUID

from flask import Blueprint, flash, request
from flask.typing import ResponseReturnValue

from edge_bridge.db.bookings import running_late
from edge_bridge.db.errors import BadInput
from web.accounts.signed_in import as_person, login_required
from web.bookings.outcomes import late_words
from web.bookings.ways_back import back_from
from web.typed import BadField, Typed

pages = Blueprint("running_late", __name__, url_prefix="/dashboard/<uuid:business_id>/bookings/<uuid:booking_id>/late")


@pages.post("")
@login_required
def tell(business_id: UUID, booking_id: UUID) -> ResponseReturnValue:
    """Tells the customer by how many minutes."""
    try:
        minutes = Typed(request.form).minutes("minutes")
        if not minutes:
            raise BadField("Say by how many minutes, such as 15.")
        late = as_person().run(running_late(str(business_id), str(booking_id), minutes))
    except (BadField, BadInput) as refused:
        flash(f"Nobody was told. {refused}", "warning")
    else:
        flash(*late_words(late, minutes))
    return back_from(business_id, booking_id)
