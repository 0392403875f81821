"""A text to a booking's customer, in a member's own words, from the booking's page."""

from uuid import UUID, uuid4

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from edge_bridge.db.booking_pages import message_customer
from edge_bridge.db.errors import BadInput, Conflict
from web.accounts.signed_in import as_person, login_required
from web.bookings.form_page import UNPROCESSABLE, sentence
from web.bookings.pages import booking_page
from web.typed import BadField, Typed

pages = Blueprint("messaging", __name__, url_prefix="/dashboard/<uuid:business_id>/bookings/<uuid:booking_id>/message")
LONGEST = 1000


@pages.post("")
@login_required
def send(business_id: UUID, booking_id: UUID) -> ResponseReturnValue:
    """The same form sent twice is one text. What cannot be sent stays in the box."""
    typed = Typed(request.form)
    try:
        words = typed.up_to("words", LONGEST, "message")
        if not words:
            raise BadField("Write something first. Nothing was sent.")
        call = message_customer(str(business_id), str(booking_id), words, typed.uuid("message") or str(uuid4()))
        sent = as_person().run(call)
    except (BadField, BadInput, Conflict) as problem:
        kept = {"words": typed.fields.get("words", ""), "problem": sentence(problem)}
        return booking_page("bookings/booking.html", str(business_id), str(booking_id), kept), UNPROCESSABLE
    said = (
        "That was sent before; it was not sent again." if sent.again else "Sent. The assistant leaves this one to you."
    )
    flash(said, "info" if sent.again else "success")
    return redirect(url_for("dashboard.booking", business_id=business_id, booking_id=booking_id))
