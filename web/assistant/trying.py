"""Trying the assistant: a member plays the customer, the worker answers as always, and nothing comes of it."""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from edge_bridge.db import assistant as db
from edge_bridge.db import pages as reads
from edge_bridge.db.assistant import Deed, TriedText
from edge_bridge.db.errors import BadInput, Conflict
from edge_bridge.texts import preview
from edge_bridge.texts.preview import Preview
from web.accounts.signed_in import as_person, login_required
from web.parts import parts
from web.typed import Typed

pages = Blueprint("trying", __name__, url_prefix="/dashboard/<uuid:business_id>/settings/assistant/try")
UNPROCESSABLE = 422
BUSY = "That was sent twice at the same moment. Have a look below."


@pages.get("")
@login_required
def box(business_id: UUID) -> ResponseReturnValue:
    """The thread so far, what would have come of it, and the box."""
    return _page(business_id)


@pages.get("/thread")
@login_required
def thread(business_id: UUID) -> ResponseReturnValue:
    """The thread alone, for an open page."""
    trial = as_person().run(db.my_trial(str(business_id)))
    return render_template("assistant/_trial.html", trial=trial)


@pages.post("")
@login_required
def say(business_id: UUID) -> ResponseReturnValue:
    """One message, as a customer would text it."""
    typed = Typed(request.form)
    try:
        as_person().run(db.try_message(str(business_id), typed.text("words", 20000)))
    except (BadInput, Conflict) as refused:
        problem = BUSY if isinstance(refused, Conflict) else f"Nothing was sent. {refused}"
        return _page(business_id, typed.text("words", 2000), problem), UNPROCESSABLE
    return redirect(url_for("trying.box", business_id=business_id, _anchor="newest"))


@pages.post("/over")
@login_required
def start_over(business_id: UUID) -> ResponseReturnValue:
    """Forgets it all."""
    as_person().run(db.start_trial_over(str(business_id)))
    flash("Forgotten. Say something new.", "info")
    return redirect(url_for("trying.box", business_id=business_id))


def _page(business_id: UUID, words: str = "", problem: str = "") -> str:
    database = as_person()
    found = database.run(reads.business(str(business_id)))
    trial = database.run(db.my_trial(str(business_id)))
    return render_template("assistant/try.html", business=found, trial=trial, words=words, problem=problem)


@pages.app_template_filter("would_have")
def would_have(deed: Deed) -> str:
    """What the assistant would have done, in words; empty where there is nothing to tell."""
    when = f"{deed.booking.words.short} at {deed.booking.words.time}" if deed.booking else ""
    what = f"{deed.booking.service} on {when}" if deed.booking else ""
    match (deed.tool, deed.outcome):
        case ("find_slots", "none"):
            return "It looked for free times and found none."
        case ("find_slots", "wished"):
            return "It looked for free times, and found what was asked for."
        case ("find_slots", _):
            return "It looked for free times, and found others than asked for."
        case ("hold_booking", "pencilled"):
            return f"It would have penciled in {what}."
        case ("hold_booking", "slot_taken"):
            return "That time was taken meanwhile, so nothing would have been booked."
        case ("add_booking_note", "noted"):
            return "It would have added a note to the booking."
        case ("cancel_own_booking", "cancelled"):
            return f"It would have cancelled {what or 'the booking'}."
        case ("hand_off", _):
            return "It would have handed the conversation to you and gone quiet."
        case ("create_lead", _):
            return "It would have noted them as somebody to call."
        case ("want_freed_times", "noted"):
            return "It would have noted that they want to hear of a time that comes free."
    return ""


@pages.app_template_filter("as_text")
def as_text(text: TriedText) -> Preview:
    """A text that would have left, as it would have read."""
    return preview.of_rows(text.kind, text.context, parts().settings.dashboard_url)
