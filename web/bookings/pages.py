"""The pages of a business. Every read is made as the signed-in person, so what is not theirs is not there."""

from uuid import UUID, uuid4

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from edge_bridge.db import pages as reads
from edge_bridge.db.booking_pages import booking_trail, day_page
from web.accounts.signed_in import as_person, login_required, signed_in
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
    """What needs an answer, then the day's jobs in order, then tomorrow's in short."""
    return _today("bookings/today.html", str(business_id))


@pages.get("/dashboard/<uuid:business_id>/lists")
@login_required
def lists(business_id: UUID) -> ResponseReturnValue:
    """The part of that page which an open page fetches again when something changed."""
    return _today("bookings/_today.html", str(business_id))


@pages.get("/dashboard/<uuid:business_id>/bookings/<uuid:booking_id>")
@login_required
def booking(business_id: UUID, booking_id: UUID) -> ResponseReturnValue:
    """All there is to one booking. This address is in the owner's text."""
    return booking_page("bookings/booking.html", str(business_id), str(booking_id))


@pages.get("/dashboard/<uuid:business_id>/bookings/<uuid:booking_id>/details")
@login_required
def details(business_id: UUID, booking_id: UUID) -> ResponseReturnValue:
    """The part of that page which an open page fetches again when something changed."""
    return booking_page("bookings/_booking.html", str(business_id), str(booking_id))


def _today(template: str, business_id: str) -> str:
    database = as_person()
    found = database.run(reads.front_page(business_id))
    day = database.run(day_page(business_id))
    return render_template(template, business=found, day=day, now=parts().clock(), zone=found.time_zone)


def booking_page(template: str, business_id: str, booking_id: str, kept: dict[str, str] | None = None) -> str:
    """All there is to one booking; `kept`: a message that was not sent, and the problem with it."""
    database = as_person()
    found = database.run(reads.business(business_id))
    one = database.run(reads.booking_details(business_id, booking_id))
    trail = database.run(booking_trail(business_id, booking_id))
    return render_template(
        template,
        business=found,
        booking=one,
        trail=trail,
        kept=kept or {},
        message_id=uuid4(),
        now=parts().clock(),
        zone=found.time_zone,
        me=signed_in().user_id,
    )
