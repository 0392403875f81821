"""What is done by dragging and tapping: each answers in JSON, in words, and texts nobody twice."""

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID

from flask import Blueprint, jsonify, request
from flask.typing import ResponseReturnValue

from edge_bridge.db import BadInput, Conflict
from edge_bridge.db.bookings import answer_move
from edge_bridge.db.calendar_pages import resize_booking
from edge_bridge.db.calendars import add_blocked_time, remove_blocked_time, skip_blocked_date
from edge_bridge.db.changes import Change, edit_booking, move_booking
from web.accounts.signed_in import as_person, login_required
from web.bookings.form_page import PROBLEMS, REFUSED, UNPROCESSABLE, sentence
from web.bookings.outcomes import change_words, decision_words, job_of, name_of
from web.typed import BadField, Typed

pages = Blueprint("calendar_changes", __name__, url_prefix="/dashboard/<uuid:business_id>/calendar")
NO_WAY = "We can't ask {} by text: there's no phone, or they sent STOP, or they're blocked. Agree on the time first."
CLASH = "{} for {} on {} at {}"


@pages.post("/move")
@login_required
def move(business_id: UUID) -> ResponseReturnValue:
    """{booking, starts, staff, agreed, anyway, back}: moves it, or suggests the time; `back` after a drag that was undone."""

    def done(typed: Typed) -> ResponseReturnValue:
        starts, staff = typed.wall_time("starts"), typed.uuid("staff")
        agreed, anyway = typed.ticked("agreed"), typed.ticked("anyway")
        change = as_person().run(
            move_booking(str(business_id), _id(typed, "booking"), starts, staff, agreed, override=anyway)
        )
        if change.outcome == "unreachable":
            return jsonify(words=NO_WAY.format(name_of(change.booking))), UNPROCESSABLE
        if change.outcome == "refused":
            return _refused(change)
        words, tone = change_words(change)
        if typed.ticked("back"):
            words = words.replace("Moved:", "Moved back:", 1)
        waiting = change.booking.move.move_id if change.outcome == "proposed" and change.booking.move else None
        return jsonify(outcome=change.outcome, words=words, tone=tone, move=waiting)

    return _answer(done)


@pages.post("/take-back")
@login_required
def take_back(business_id: UUID) -> ResponseReturnValue:
    """{move}: a time that was suggested to a customer stands no longer."""

    def done(typed: Typed) -> ResponseReturnValue:
        decision = as_person().run(answer_move(str(business_id), _id(typed, "move"), accept=False))
        words, tone = decision_words("decline", decision)
        return jsonify(outcome=decision.outcome, words=words, tone=tone)

    return _answer(done)


@pages.post("/resize")
@login_required
def resize(business_id: UUID) -> ResponseReturnValue:
    """{booking, ends or minutes, tell, anyway}: another length. The customer is texted about it only with `tell`."""

    def done(typed: Typed) -> ResponseReturnValue:
        booking, minutes = _id(typed, "booking"), typed.minutes("minutes")
        tell, anyway = typed.ticked("tell"), typed.ticked("anyway")
        change: Change
        if minutes is None:
            change = as_person().run(
                resize_booking(str(business_id), booking, typed.wall_time("ends"), tell, override=anyway)
            )
        else:
            change = as_person().run(edit_booking(str(business_id), booking, {"minutes": minutes}, tell, anyway))
        if change.outcome == "refused":
            return _refused(change)
        words, tone = change_words(change)
        if change.outcome == "edited":
            words = _resized_words(change, tell)
        return jsonify(outcome=change.outcome, words=words, tone=tone)

    return _answer(done)


@pages.post("/block")
@login_required
def block(business_id: UUID) -> ResponseReturnValue:
    """{from, to, staff, reason}: nothing can be booked then; what is booked already stays, and is said."""

    def done(typed: Typed) -> ResponseReturnValue:
        starts, ends = typed.wall_time("from"), typed.wall_time("to")
        change = as_person().run(
            add_blocked_time(str(business_id), typed.uuid("staff"), starts, ends, typed.text("reason"))
        )
        clashes = [
            CLASH.format(c.service, c.customer or "a customer", c.words.short, c.words.time) for c in change.clashes
        ]
        words = "Blocked. Nobody can book that time."
        if clashes:
            words = f"Blocked. Already booked then, and still on: {'; '.join(clashes[:5])}{' and more' * (len(clashes) > 5)}."
        return jsonify(
            outcome=change.outcome, words=words, tone="warning" if clashes else "success", block=change.block
        )

    return _answer(done)


@pages.post("/unblock")
@login_required
def unblock(business_id: UUID) -> ResponseReturnValue:
    """{block, date}: the time can be booked again; with a date, on that date only."""

    def done(typed: Typed) -> ResponseReturnValue:
        blocked, on = _id(typed, "block"), typed.text("date")
        if on:
            change = as_person().run(skip_blocked_date(str(business_id), blocked, _date(on)))
        else:
            change = as_person().run(remove_blocked_time(str(business_id), blocked))
        if change.outcome in ("removed", "skipped"):
            return jsonify(outcome=change.outcome, words="That time can be booked again.", tone="success")
        return jsonify(outcome=change.outcome, words="It wasn't blocked any more. Nothing was changed.", tone="info")

    return _answer(done)


def _answer(done: Callable[[Typed], ResponseReturnValue]) -> ResponseReturnValue:
    """Reads what was sent and does it; what cannot be done is said in a sentence, and nothing was changed."""
    sent: Any = request.get_json(silent=True)
    fields = sent if isinstance(sent, dict) else {}
    try:
        return done(Typed({name: _text(value) for name, value in fields.items()}))
    except PROBLEMS as problem:
        return jsonify(words=sentence(problem)), REFUSED if isinstance(problem, Conflict) else UNPROCESSABLE


def _text(value: Any) -> str:
    if isinstance(value, bool) or value is None:
        return "1" if value else ""
    return str(value)


def _refused(change: Change) -> ResponseReturnValue:
    reasons = [{"words": one.words, "booking": one.booking_id} for one in change.reasons]
    final = not reasons or any(one.final for one in change.reasons)
    words = (
        "That time doesn't fit. Nothing was changed."
        if reasons
        else "Somebody has just taken that time. Nothing was changed."
    )
    return jsonify(outcome="refused", words=words, reasons=reasons, final=final), REFUSED


def _resized_words(change: Change, told: bool) -> str:
    until = f" It now goes until {change.booking.ends.time}." if change.booking.ends else ""
    name = name_of(change.booking)
    heard = f"We're letting {name} know." if told else f"{name[:1].upper()}{name[1:]} was not texted."
    return f"Saved: {job_of(change.booking)}.{until} {heard}"


def _id(typed: Typed, name: str) -> str:
    found = typed.uuid(name)
    if found is None:
        raise BadField("Something was missing. Nothing was changed; reload the page.")
    return found


def _date(words: str) -> date:
    try:
        return date.fromisoformat(words)
    except ValueError:
        raise BadInput("That is not a date.") from None
