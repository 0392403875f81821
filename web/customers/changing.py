"""What a member changes of a customer: who they are, whether they are answered, whether they are reminded."""

from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from edge_bridge.db import BadInput, Conflict, customers, inbox
from edge_bridge.db import pages as reads
from edge_bridge.db.customers import Customer, SomebodyElse
from edge_bridge.texts.phones import national
from web.accounts.signed_in import as_person, login_required
from web.bookings.form_page import sentence
from web.customers.pages import standing
from web.typed import BadField, Typed

pages = Blueprint("customer_changes", __name__, url_prefix="/dashboard/<uuid:business_id>/customers/<uuid:customer_id>")
WRITTEN = {"name": 80, "email": 200, "address": 200, "notes": 4000}
LONGEST_REASON = 300
UNPROCESSABLE, REFUSED = 422, 409


@pages.get("/edit")
@login_required
def edit(business_id: UUID, customer_id: UUID) -> ResponseReturnValue:
    """The form, filled in as they are."""
    return _form(business_id, customer_id, None)


@pages.post("/edit")
@login_required
def save(business_id: UUID, customer_id: UUID) -> ResponseReturnValue:
    """Saves only what was changed, so that a colleague's change meanwhile is not undone."""
    typed = Typed(request.form)
    try:
        edited = as_person().run(customers.edit_customer(str(business_id), str(customer_id), _changes(typed)))
    except (BadField, BadInput, Conflict) as refused:
        return _form(business_id, customer_id, typed, f"Nothing was saved. {sentence(refused)}"), UNPROCESSABLE
    if edited.outcome == "phone_taken":
        return _form(business_id, customer_id, typed, other=edited.other), REFUSED
    again = edited.outcome == "unchanged"
    flash("It was all like this already." if again else "Saved.", "info" if again else "success")
    return _back(business_id, customer_id)


@pages.post("/block")
@login_required
def block(business_id: UUID, customer_id: UUID) -> ResponseReturnValue:
    """Nobody answers them any more. Their bookings stay, and it says so."""
    reason = Typed(request.form).text("reason", LONGEST_REASON)
    blocked = as_person().run(inbox.block_customer(str(business_id), str(customer_id), reason))
    kept = "".join(f" Still booked: {one.service}, {one.words.short} at {one.words.time}." for one in blocked.bookings)
    said = "They were blocked already." if blocked.again else "Blocked."
    flash(f"{said} Their texts are kept, and nobody answers them.{kept}", "info" if blocked.again else "success")
    return _back(business_id, customer_id)


@pages.post("/unblock")
@login_required
def unblock(business_id: UUID, customer_id: UUID) -> ResponseReturnValue:
    """Their next text is answered again."""
    done = as_person().run(inbox.unblock_customer(str(business_id), str(customer_id)))
    words = "They weren't blocked." if done.again else "Unblocked: their next text is answered again."
    flash(words, "info" if done.again else "success")
    return _back(business_id, customer_id)


@pages.post("/reminders")
@login_required
def reminders(business_id: UUID, customer_id: UUID) -> ResponseReturnValue:
    """Whether they are reminded of their bookings."""
    wanted = Typed(request.form).ticked("wanted")
    changes = {"gets_reminders": wanted}
    edited = as_person().run(customers.edit_customer(str(business_id), str(customer_id), changes))
    words = "They get reminders of their bookings." if wanted else "They get no reminders any more."
    flash(words, "info" if edited.outcome == "unchanged" else "success")
    return _back(business_id, customer_id)


def _changes(typed: Typed) -> dict[str, Any]:
    changes: dict[str, Any] = {name: typed.text(name, most) for name, most in WRITTEN.items() if typed.changed(name)}
    if typed.changed("phone"):
        changes["phone"] = typed.phone("phone")
    if typed.changed("suburb", "postcode"):
        changes |= {name: typed.text(name, 80) for name in ("suburb", "postcode")}
    return changes


def _form(
    business_id: UUID, customer_id: UUID, typed: Typed | None, problem: str = "", other: SomebodyElse | None = None
) -> str:
    database = as_person()
    found = database.run(reads.business(str(business_id)))
    known = standing(database, business_id, str(customer_id))
    values = typed.fields if typed else _as_they_are(known)
    return render_template(
        "customers/edit.html", business=found, customer=known, values=values, problem=problem, other=other
    )


def _as_they_are(known: Customer) -> dict[str, str]:
    values = {name: getattr(known, name) or "" for name in (*WRITTEN, "suburb", "postcode")}
    values |= {"phone": national(known.phone)}
    return values | {f"was-{name}": value for name, value in values.items()}


def _back(business_id: UUID, customer_id: UUID) -> ResponseReturnValue:
    return redirect(url_for("customers.one", business_id=business_id, customer_id=customer_id))
