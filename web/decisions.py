"""The owner's yes or no: one form, one call of the database, and plain words for what became of it."""

from uuid import UUID

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from edge_bridge.db.bookings import Decision, confirm_booking, decline_booking
from edge_bridge.db.words import BookingWords
from web.signed_in import as_person, login_required

pages = Blueprint("decisions", __name__)
NOTHING_CHANGED = "Nothing was changed and nobody was texted again."


@pages.post("/dashboard/<uuid:business_id>/bookings/<uuid:booking_id>/confirm")
@login_required
def confirm(business_id: UUID, booking_id: UUID) -> ResponseReturnValue:
    """Says yes."""
    decision = as_person().run(confirm_booking(str(business_id), str(booking_id)))
    return _tell("confirm", decision, str(business_id), str(booking_id))


@pages.post("/dashboard/<uuid:business_id>/bookings/<uuid:booking_id>/decline")
@login_required
def decline(business_id: UUID, booking_id: UUID) -> ResponseReturnValue:
    """Says no, with a reason if there is one to keep."""
    reason = request.form.get("reason", "").strip()[:500]
    decision = as_person().run(decline_booking(str(business_id), str(booking_id), reason))
    return _tell("decline", decision, str(business_id), str(booking_id))


def _tell(asked: str, decision: Decision, business_id: str, booking_id: str) -> ResponseReturnValue:
    words, tone = outcome_words(asked, decision)
    flash(words, tone)
    if request.form.get("from") == "lists":
        return redirect(url_for("dashboard.business", business_id=business_id))
    return redirect(url_for("dashboard.booking", business_id=business_id, booking_id=booking_id))


def outcome_words(asked: str, decision: Decision) -> tuple[str, str]:
    """What to tell the person who tapped, and its tone: 'success', 'info' or 'warning'."""
    booking = decision.booking
    name, job = booking.customer or "the customer", _job(booking)
    said: dict[str, tuple[str, str]] = {
        "confirmed": (f"Confirmed: {job}. We're letting {name} know now.", "success"),
        "declined": (f"Declined: {job}. The time is free again and we're letting {name} know.", "success"),
        "already_confirmed": (f"{job} was already confirmed. {NOTHING_CHANGED}", "info"),
        "too_late": (
            f"Too late: the time to answer ran out, so {job} has lapsed. {NOTHING_CHANGED} "
            f"Call {name} to arrange another time.",
            "warning",
        ),
        "already_ended": (f"{job} had already ended ({_ended(booking)}). {NOTHING_CHANGED}", "info"),
    }
    words, tone = said.get(decision.outcome, (f"{job}: {NOTHING_CHANGED}", "info"))
    if asked == "decline" and decision.outcome == "already_confirmed":
        return f"{job} is already confirmed, so it was not declined. {NOTHING_CHANGED}", "warning"
    return words, tone


def _job(booking: BookingWords) -> str:
    who = f" for {booking.customer}" if booking.customer else ""
    return f"{booking.service}{who} on {booking.words.short} at {booking.words.time}"


def _ended(booking: BookingWords) -> str:
    return "no-show" if booking.status == "no_show" else booking.status
