"""The pages of a business. Every read is made as the signed-in person, so what is not theirs is not there."""

from uuid import UUID

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from edge_bridge.db import pages as reads
from web.accounts.signed_in import as_person, login_required, signed_in
from web.bookings.lists import booking_lists
from web.parts import parts

pages = Blueprint("dashboard", __name__)


@pages.get("/dashboard")
@login_required
def businesses() -> ResponseReturnValue:
    """The person's businesses; straight to it when there is only one."""
    mine = as_person().run(reads.my_businesses())
    if len(mine) == 1:
        return redirect(url_for("dashboard.business", business_id=mine[0].id))
    return render_template("accounts/businesses.html", businesses=mine)


@pages.get("/dashboard/<uuid:business_id>")
@login_required
def business(business_id: UUID) -> ResponseReturnValue:
    """Requests to answer first, then what is coming up, then what is past."""
    return _lists("bookings/dashboard.html", str(business_id))


@pages.get("/dashboard/<uuid:business_id>/lists")
@login_required
def lists(business_id: UUID) -> ResponseReturnValue:
    """The part of that page which an open page fetches again when something changed."""
    return _lists("bookings/_lists.html", str(business_id))


@pages.get("/dashboard/<uuid:business_id>/bookings/<uuid:booking_id>")
@login_required
def booking(business_id: UUID, booking_id: UUID) -> ResponseReturnValue:
    """All there is to one booking. This address is in the owner's text."""
    return _booking("bookings/booking.html", str(business_id), str(booking_id))


@pages.get("/dashboard/<uuid:business_id>/bookings/<uuid:booking_id>/details")
@login_required
def details(business_id: UUID, booking_id: UUID) -> ResponseReturnValue:
    """The part of that page which an open page fetches again when something changed."""
    return _booking("bookings/_booking.html", str(business_id), str(booking_id))


def _lists(template: str, business_id: str) -> str:
    database, now = as_person(), parts().clock()
    found = database.run(reads.front_page(business_id))
    open_ones = database.run(reads.open_bookings(business_id, now))
    past = database.run(reads.past_bookings(business_id, now))
    shown = booking_lists(open_ones, past, found.time_zone)
    return render_template(template, business=found, lists=shown, now=now, zone=found.time_zone)


def _booking(template: str, business_id: str, booking_id: str) -> str:
    database, now = as_person(), parts().clock()
    found = database.run(reads.business(business_id))
    one = database.run(reads.booking_details(business_id, booking_id))
    return render_template(template, business=found, booking=one, now=now, zone=found.time_zone, me=signed_in().user_id)
