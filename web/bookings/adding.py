"""A booking agreed on by phone or at the door. It is named before it is sent, so sending it twice adds one."""

from typing import Any
from uuid import UUID, uuid4

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from edge_bridge.db.changes import add_booking, explain
from edge_bridge.texts.phones import national
from web.accounts.signed_in import as_person, login_required
from web.bookings.form_page import PROBLEMS, FormPage
from web.bookings.outcomes import addition_words
from web.customers.pages import standing
from web.typed import BadField, Typed

pages = Blueprint("adding", __name__, url_prefix="/dashboard/<uuid:business_id>/bookings/new")
WRITTEN = {"name": 80, "address": 200, "suburb": 80, "postcode": 80}
LONGEST_NOTES = 2000


@pages.get("")
@login_required
def form(business_id: UUID) -> ResponseReturnValue:
    """An empty form; `starts` (a wall time), `staff`, `service` and a `customer` in the address are filled in."""
    typed = Typed(request.args)
    asked = {name: typed.text(name, 36) for name in ("starts", "staff", "service")}
    asked |= _known(business_id, typed.uuid("customer"))
    return FormPage("bookings/add.html", business_id).show(lambda known: {"id": str(uuid4()), "tell": "1"} | asked)


@pages.post("")
@login_required
def add(business_id: UUID) -> ResponseReturnValue:
    """Adds it, confirmed at once; 'check' only asks what customers would be told about that time."""
    page, typed = FormPage("bookings/add.html", business_id), Typed(request.form)
    staff, tell = typed.uuid("staff"), typed.ticked("tell")
    booking_id = typed.uuid("id") or str(uuid4())
    try:
        service, starts, details = _service(typed), typed.wall_time("starts"), _details(typed)
        if typed.ticked("check"):
            place = (details["suburb"], details["postcode"])
            return page.explained(typed, as_person().run(explain(str(business_id), service, starts, staff, *place)))
        addition = as_person().run(
            add_booking(str(business_id), service, starts, details, staff, booking_id, tell, override=typed.insists)
        )
    except PROBLEMS as problem:
        return page.again(typed, problem)
    if addition.booking is None:
        return page.refused(typed, addition.reasons)
    flash(*addition_words(addition.booking, addition, tell))
    return redirect(url_for("dashboard.booking", business_id=business_id, booking_id=addition.booking.id))


def _known(business_id: UUID, customer_id: str | None) -> dict[str, str]:
    """A customer as the form's fields, where one was named."""
    if customer_id is None:
        return {}
    customer = standing(as_person(), business_id, customer_id)
    phone = national(customer.phone or customer.claimed_phone)
    where = {name: getattr(customer, name) for name in ("address", "suburb", "postcode")}
    return {"customer": customer.id, "name": customer.name, "phone": phone} | where


def _service(typed: Typed) -> str:
    service = typed.uuid("service")
    if service is None:
        raise BadField("Choose the service.")
    return service


def _details(typed: Typed) -> dict[str, Any]:
    details: dict[str, Any] = {name: typed.text(name, most) for name, most in WRITTEN.items()}
    details["notes"] = typed.up_to("notes", LONGEST_NOTES, "note")
    details |= {"phone": typed.phone("phone"), "minutes": typed.minutes("minutes")}
    # who has that phone is the customer; the one the form was opened for is meant where no phone is typed
    return details if details["phone"] else details | {"customer_id": typed.uuid("customer")}
