"""Texts that did not get through: the list, and the taps that send one again or take it off the list."""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from edge_bridge.db import failed_texts as texts
from edge_bridge.db import pages as reads
from edge_bridge.db.failed_texts import Dismissed, Retried
from web.accounts.signed_in import as_person, login_required
from web.bookings.outcomes import Said
from web.parts import parts
from web.texts.text_words import STATES, reason_words
from web.typed import Typed

pages = Blueprint("failed_texts", __name__, url_prefix="/dashboard/<uuid:business_id>/texts")


@pages.get("")
@login_required
def every(business_id: UUID) -> ResponseReturnValue:
    """All that nobody has dismissed, newest first."""
    database, now = as_person(), parts().clock()
    found = database.run(reads.business(str(business_id)))
    failed = database.run(texts.failed_texts(str(business_id)))
    return render_template(
        "texts/texts.html", business=found, texts=failed, most=texts.MOST, now=now, zone=found.time_zone
    )


@pages.post("/<uuid:text_id>/retry")
@login_required
def retry(business_id: UUID, text_id: UUID) -> ResponseReturnValue:
    """Sends it again, if it is still true and wanted."""
    flash(*_retried(as_person().run(texts.retry_text(str(business_id), str(text_id)))))
    return _back(business_id)


@pages.post("/<uuid:text_id>/dismiss")
@login_required
def dismiss(business_id: UUID, text_id: UUID) -> ResponseReturnValue:
    """Takes it off the list."""
    flash(*_dismissed(as_person().run(texts.dismiss_text(str(business_id), str(text_id)))))
    return _back(business_id)


def _retried(done: Retried) -> Said:
    if done.outcome == "retried":
        return "It's on its way again. If it fails once more, you'll see it here.", "success"
    if done.outcome == "refused":
        return f"It was not sent again: {reason_words(done.reason or 'it is no longer true')}.", "warning"
    return f"Nothing was sent again: {_as_it_is(done.state)}.", "info"


def _dismissed(done: Dismissed) -> Said:
    if done.outcome == "dismissed":
        return ("It was off the list already." if done.again else "Taken off the list."), "info"
    return f"It isn't on the list any more: {_as_it_is(done.state)}.", "info"


def _as_it_is(state: str) -> str:
    return {"waiting": "it is already on its way", "unknown": "we're still finding out whether it left"}.get(
        state, f"the text's state is “{STATES.get(state, (state,))[0].lower()}”"
    )


def _back(business_id: UUID) -> ResponseReturnValue:
    typed = Typed(request.form)
    booking_id, from_page = typed.uuid("booking"), typed.text("from")
    if from_page == "booking" and booking_id:
        return redirect(url_for("dashboard.booking", business_id=business_id, booking_id=booking_id))
    page = "failed_texts.every" if from_page == "texts" else "dashboard.business"
    return redirect(url_for(page, business_id=business_id))
