"""People to call: why, what they wanted, and how calling them went. Beside them the calls that nobody took."""

from datetime import datetime
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from edge_bridge.db import leads
from edge_bridge.db import pages as reads
from edge_bridge.db.errors import BadInput
from web.accounts.signed_in import as_person, login_required
from web.parts import parts
from web.typed import Typed

pages = Blueprint("leads", __name__, url_prefix="/dashboard/<uuid:business_id>/leads")
WHY = {
    "full": "No free time suited",
    "handoff": "Asked for a person",
    "message": "Left a message",
    "expired": "Their request ran out",
}
STATES = {
    "to_call": "To call",
    "no_answer": "No answer",
    "called": "Called",
    "booked": "Booked",
    "not_interested": "Not interested",
}
LONGEST_NOTE = 500


@pages.get("")
@login_required
def every(business_id: UUID) -> ResponseReturnValue:
    """Those still to be called, or with `done` the others; `at` and `after` name the page."""
    asked, database = Typed(request.args), as_person()
    done, after = asked.ticked("done"), asked.uuid("after")
    at = request.args.get("at", type=datetime.fromisoformat) if after else None
    found = database.run(reads.business(str(business_id)))
    page = database.run(leads.leads_page(str(business_id), not done, at, after if at else None))
    return render_template(
        "inbox/leads.html",
        business=found,
        page=page,
        done=done,
        later=at is not None,
        why=WHY,
        states=STATES,
        now=parts().clock(),
        zone=found.time_zone,
    )


@pages.post("/<uuid:lead_id>")
@login_required
def note(business_id: UUID, lead_id: UUID) -> ResponseReturnValue:
    """Notes how the call went; the same twice is one note."""
    typed = Typed(request.form)
    state, words = typed.text("state", 20), typed.text("note", LONGEST_NOTE)
    try:
        noted = as_person().run(leads.set_lead_state(str(business_id), str(lead_id), state, words))
    except BadInput as refused:
        flash(f"Nothing was changed. {refused}", "warning")
    else:
        said = STATES[state].lower()
        flash(
            f"That was noted before: {said}." if noted.again else f"Noted: {said}.",
            "info" if noted.again else "success",
        )
    return redirect(url_for("leads.every", business_id=business_id))
