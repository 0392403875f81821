"""Off the lists. One that is still to come is called off, and its customer hears of it unless the tick was taken out."""

from uuid import UUID

from flask import Blueprint, flash, request
from flask.typing import ResponseReturnValue

from edge_bridge.db.booking_pages import delete_booking
from web.accounts.signed_in import as_person, login_required
from web.bookings.outcomes import deletion_words
from web.bookings.ways_back import back_from
from web.typed import Typed

pages = Blueprint("deleting", __name__, url_prefix="/dashboard/<uuid:business_id>/bookings/<uuid:booking_id>/delete")


@pages.post("")
@login_required
def delete(business_id: UUID, booking_id: UUID) -> ResponseReturnValue:
    """Its row and history stay in the database; no page shows it any more."""
    tell = Typed(request.form).ticked("tell")
    flash(*deletion_words(as_person().run(delete_booking(str(business_id), str(booking_id), tell)), tell))
    return back_from(business_id, booking_id, gone=True)
