"""What a booking is about. Only what the person changed is sent, so a colleague's change meanwhile is not undone."""

from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from edge_bridge.db.changes import edit_booking
from edge_bridge.texts.phones import national
from web.accounts.signed_in import as_person, login_required
from web.bookings.form_page import PROBLEMS, FormPage
from web.bookings.outcomes import change_words
from web.typed import Typed
from web.wording import minutes_of

pages = Blueprint("editing", __name__, url_prefix="/dashboard/<uuid:business_id>/bookings/<uuid:booking_id>/edit")
WRITTEN = {"customer_name": 80, "customer_email": 200, "address": 200}
LONGEST_NOTES = 2000


@pages.get("")
@login_required
def form(business_id: UUID, booking_id: UUID) -> ResponseReturnValue:
    """The form, filled in as the booking is."""
    return FormPage("bookings/edit.html", business_id, booking_id).show(_as_it_is)


@pages.post("")
@login_required
def edit(business_id: UUID, booking_id: UUID) -> ResponseReturnValue:
    """Saves; the customer hears of it when what they were promised changed, unless the tick was taken out."""
    page, typed = FormPage("bookings/edit.html", business_id, booking_id), Typed(request.form)
    try:
        call = edit_booking(
            str(business_id), str(booking_id), _changes(typed), typed.ticked("tell"), override=typed.insists
        )
        change = as_person().run(call)
    except PROBLEMS as problem:
        return page.again(typed, problem)
    if change.outcome == "refused":
        return page.refused(typed, change.reasons)
    flash(*change_words(change))
    return redirect(url_for("dashboard.booking", business_id=business_id, booking_id=booking_id))


def _changes(typed: Typed) -> dict[str, Any]:
    """What differs from what the page had shown, read."""
    changes: dict[str, Any] = {name: typed.text(name, most) for name, most in WRITTEN.items() if typed.changed(name)}
    if typed.changed("notes"):
        changes["notes"] = typed.up_to("notes", LONGEST_NOTES, "note")
    if typed.changed("service_id"):
        changes["service_id"] = typed.uuid("service_id")
    if typed.changed("minutes"):
        changes["minutes"] = typed.minutes("minutes")
    if typed.changed("customer_phone"):
        changes["customer_phone"] = typed.phone("customer_phone")
    if typed.changed("price"):
        changes["price_cents"] = typed.cents("price")
    if typed.changed("suburb", "postcode"):
        changes |= {name: typed.text(name, 80) for name in ("suburb", "postcode")}
    return changes


def _as_it_is(known: dict[str, Any]) -> dict[str, str]:
    booking = known["booking"]
    place, price = booking.places, booking.price_cents
    values = {
        "service_id": booking.service_id,
        "minutes": str(minutes_of(booking)),
        "customer_name": booking.customer_name,
        "customer_phone": national(booking.customer_phone),
        "customer_email": booking.customer_email or "",
        "address": booking.address,
        "suburb": place.suburb if place else "",
        "postcode": place.postcode if place else "",
        "notes": booking.notes,
        "price": "" if price is None else f"{price // 100}.{price % 100:02d}",
    }
    return values | {f"was-{name}": value for name, value in values.items()} | {"tell": "1"}
