"""The inbox: every conversation, who has it, and the taps that take it over, answer it or hand it back."""

from uuid import UUID, uuid4

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from edge_bridge.db import inbox, leads, pictures, threads
from edge_bridge.db import pages as reads
from edge_bridge.db.errors import BadInput, Conflict
from edge_bridge.db.inbox import Done
from web.accounts.signed_in import as_person, login_required
from web.parts import parts
from web.typed import BadField, Typed

pages = Blueprint("inbox", __name__, url_prefix="/dashboard/<uuid:business_id>/inbox")
LONGEST_REPLY, LONGEST_REASON = 1000, 500


@pages.get("")
@login_required
def conversations(business_id: UUID) -> ResponseReturnValue:
    """Those a person is wanted in first, then the others, newest first; and the switch that pauses the receptionist."""
    to_call = as_person().run(leads.leads_page(str(business_id))).open
    return _inbox("inbox/inbox.html", str(business_id), to_call)


@pages.get("/lists")
@login_required
def lists(business_id: UUID) -> ResponseReturnValue:
    """The part of that page which an open page fetches again when something changed."""
    return _inbox("inbox/_inbox.html", str(business_id))


@pages.get("/<uuid:conversation_id>")
@login_required
def conversation(business_id: UUID, conversation_id: UUID) -> ResponseReturnValue:
    """One thread, oldest message first, with the box to answer in."""
    return _thread(str(business_id), str(conversation_id))


@pages.get("/<uuid:conversation_id>/messages")
@login_required
def messages(business_id: UUID, conversation_id: UUID) -> ResponseReturnValue:
    """The part of that page which an open page fetches again when something changed."""
    return _thread(str(business_id), str(conversation_id), template="inbox/_messages.html")


@pages.get("/pictures/<uuid:picture_id>")
@login_required
def picture(business_id: UUID, picture_id: UUID) -> ResponseReturnValue:
    """A picture a customer sent, as it came."""
    kept = as_person().run(pictures.picture(str(business_id), str(picture_id)))
    if kept.data is None:
        abort(404)
    return Response(kept.data, content_type=kept.content_type)


@pages.post("/<uuid:conversation_id>/reply")
@login_required
def reply(business_id: UUID, conversation_id: UUID) -> ResponseReturnValue:
    """A text in the member's own words. The same form sent twice is one text."""
    typed = Typed(request.form)
    words = typed.text("words", LONGEST_REPLY)
    if not words:
        flash("Nothing was sent: write something first.", "warning")
        return _back(business_id, conversation_id)
    try:
        sent = as_person().run(
            inbox.reply_to_customer(str(business_id), str(conversation_id), words, typed.uuid("message"))
        )
    except (BadInput, Conflict) as refused:
        flash(f"Nothing was sent. {refused}", "warning")
        return _thread(str(business_id), str(conversation_id), words), 422
    _say(sent, "Sent.", "That was sent before; it was not sent again.")
    return _back(business_id, conversation_id)


@pages.post("/<uuid:conversation_id>/take-over")
@login_required
def take_over(business_id: UUID, conversation_id: UUID) -> ResponseReturnValue:
    """The receptionist goes silent here."""
    said = "You have this conversation; the assistant stays silent in it until you hand it back."
    _say(as_person().run(inbox.take_over(str(business_id), str(conversation_id))), said, "It was yours already.")
    return _back(business_id, conversation_id)


@pages.post("/<uuid:conversation_id>/hand-back")
@login_required
def hand_back(business_id: UUID, conversation_id: UUID) -> ResponseReturnValue:
    """The receptionist answers the next text."""
    done = as_person().run(inbox.hand_back(str(business_id), str(conversation_id)))
    _say(done, "Handed back: the assistant answers the next text.", "The assistant had it already.")
    return _back(business_id, conversation_id)


@pages.post("/<uuid:conversation_id>/block")
@login_required
def block(business_id: UUID, conversation_id: UUID) -> ResponseReturnValue:
    """Nobody answers this customer any more. Their bookings stay, and it says so."""
    customer, reason = _customer(business_id, conversation_id), Typed(request.form).text("reason", LONGEST_REASON)
    blocked = as_person().run(inbox.block_customer(str(business_id), customer, reason))
    kept = "".join(f" Still booked: {one.service}, {one.words.short} at {one.words.time}." for one in blocked.bookings)
    said = "Their texts are kept here, and nobody answers them."
    _say(blocked, f"Blocked. {said}{kept}", f"They were blocked already. {said}{kept}")
    return _back(business_id, conversation_id)


@pages.post("/<uuid:conversation_id>/unblock")
@login_required
def unblock(business_id: UUID, conversation_id: UUID) -> ResponseReturnValue:
    """Their next text is answered again."""
    done = as_person().run(inbox.unblock_customer(str(business_id), _customer(business_id, conversation_id)))
    _say(done, "Unblocked: their next text is answered again.", "They weren't blocked.")
    return _back(business_id, conversation_id)


@pages.post("/pause")
@login_required
def pause(business_id: UUID) -> ResponseReturnValue:
    """Customers hear that the business is away, and leave a message."""
    typed = Typed(request.form)
    try:
        until = typed.wall_time("until") if typed.text("until") else None
        paused = as_person().run(inbox.pause_receptionist(str(business_id), until))
    except (BadField, BadInput) as refused:
        flash(f"Nothing was changed. {refused}", "warning")
    else:
        end = f"until {paused.until.short} at {paused.until.time}" if paused.until else "until you end it"
        flash(f"The assistant is paused {end}. Customers are told, and can leave a message.", "success")
    return redirect(url_for("inbox.conversations", business_id=business_id))


@pages.post("/resume")
@login_required
def resume(business_id: UUID) -> ResponseReturnValue:
    """Bookings are taken again."""
    done = as_person().run(inbox.resume_receptionist(str(business_id)))
    _say(done, "The assistant takes bookings again.", "The assistant wasn't paused.")
    return redirect(url_for("inbox.conversations", business_id=business_id))


def _say(done: Done, words: str, before: str) -> None:
    """What was done just now, or that it had been done before."""
    flash(before if done.again else words, "info" if done.again else "success")


def _customer(business_id: UUID, conversation_id: UUID) -> str:
    return as_person().run(threads.thread(str(business_id), str(conversation_id))).customers.id


def _inbox(template: str, business_id: str, to_call: int = 0) -> str:
    database, now = as_person(), parts().clock()
    found = database.run(reads.business(business_id))
    every = database.run(threads.threads(business_id))
    return render_template(
        template,
        business=found,
        waiting=[one for one in every if one.state == "human" and not one.customers.blocked_at],
        others=[one for one in every if one.state != "human" or one.customers.blocked_at],
        more=len(every) == threads.THREADS,
        to_call=to_call,
        paused=found.is_paused(now),
        now=now,
        zone=found.time_zone,
    )


def _thread(business_id: str, conversation_id: str, words: str = "", template: str = "inbox/thread.html") -> str:
    database, now = as_person(), parts().clock()
    found = database.run(reads.business(business_id))
    one = database.run(threads.thread(business_id, conversation_id))
    return render_template(
        template, business=found, thread=one, words=words, message_id=uuid4(), now=now, zone=found.time_zone
    )


def _back(business_id: UUID, conversation_id: UUID) -> ResponseReturnValue:
    return redirect(url_for("inbox.conversation", business_id=business_id, conversation_id=conversation_id))
