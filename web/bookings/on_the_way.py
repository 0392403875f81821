"""On my way: one tap, and the customer knows that somebody is coming."""

from uuid import UUID

from flask import Blueprint, flash
from flask.typing import ResponseReturnValue

from edge_bridge.db.booking_pages import on_my_way
from edge_bridge.db.errors import BadInput
from web.accounts.signed_in import as_person, login_required
from web.bookings.outcomes import way_words
from web.bookings.ways_back import back_from

pages = Blueprint("on_the_way", __name__, url_prefix="/dashboard/<uuid:business_id>/bookings/<uuid:booking_id>/coming")


@pages.post("")
@login_required
def tell(business_id: UUID, booking_id: UUID) -> ResponseReturnValue:
    """Tells the customer, once."""
    try:
        flash(*way_words(as_person().run(on_my_way(str(business_id), str(booking_id)))))
    except BadInput as refused:
        flash(f"Nobody was told. {refused}", "warning")
    return back_from(business_id, booking_id)
