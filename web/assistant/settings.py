"""The assistant's page: how it speaks, with a preview of texts, and the business's own answers."""

from collections.abc import Callable
from typing import Any, cast
from uuid import UUID, uuid4

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from edge_bridge.db import assistant as db
from edge_bridge.db import pages as reads
from edge_bridge.db.assistant import Assistant
from edge_bridge.db.client import Call
from edge_bridge.db.errors import BadInput, Conflict
from edge_bridge.db.inbox import Done
from edge_bridge.texts import preview
from edge_bridge.texts.preview import Preview, Style
from web.accounts.signed_in import as_person, login_required
from web.parts import parts
from web.typed import Typed

pages = Blueprint("assistant", __name__, url_prefix="/dashboard/<uuid:business_id>/settings/assistant")
UNPROCESSABLE = 422
SAME_MOMENT = "Somebody changed this at the same moment. Nothing was saved; send it again."
LONGEST = {"greeting": 160, "tone": 300, "receptionist_notes": 6000, "must_not_promise": 2000}
VOICE, RULES = ("greeting", "tone", "text_style"), ("receptionist_notes", "must_not_promise")


@pages.get("")
@login_required
def page(business_id: UUID) -> ResponseReturnValue:
    """As it all is now."""
    return _page(business_id)


@pages.post("/voice")
@login_required
def set_voice(business_id: UUID) -> ResponseReturnValue:
    """How it sounds; or, with 'preview', only what a text would look like."""
    typed = Typed(request.form)
    if typed.ticked("preview"):
        return _page(business_id, "voice", typed.fields)
    return _save(business_id, "voice", typed, VOICE)


@pages.post("/preview")
@login_required
def show_preview(business_id: UUID) -> ResponseReturnValue:
    """The preview alone, for the script of the page."""
    known = as_person().run(db.assistant(str(business_id)))
    return render_template("assistant/_preview.html", shown=_preview(known, Typed(request.form).fields))


@pages.post("/rules")
@login_required
def set_rules(business_id: UUID) -> ResponseReturnValue:
    """How it answers, and what it never promises."""
    return _save(business_id, "rules", Typed(request.form), RULES)


@pages.get("/answers/new")
@login_required
def new_answer(business_id: UUID) -> ResponseReturnValue:
    """An empty form."""
    return _answer_form(business_id, None, None)


@pages.post("/answers/new")
@login_required
def add_answer(business_id: UUID) -> ResponseReturnValue:
    """Adds a question, last in the list."""
    typed = Typed(request.form)
    return _save_answer(business_id, typed.uuid("id") or str(uuid4()), None, typed)


@pages.get("/answers/<uuid:answer_id>")
@login_required
def answer(business_id: UUID, answer_id: UUID) -> ResponseReturnValue:
    """As it is now."""
    return _answer_form(business_id, answer_id, None)


@pages.post("/answers/<uuid:answer_id>")
@login_required
def save_answer(business_id: UUID, answer_id: UUID) -> ResponseReturnValue:
    """Changes it."""
    return _save_answer(business_id, str(answer_id), answer_id, Typed(request.form))


@pages.post("/answers/<uuid:answer_id>/place")
@login_required
def place_answer(business_id: UUID, answer_id: UUID) -> ResponseReturnValue:
    """Puts it elsewhere in the list."""
    settings = {"position": Typed(request.form).minutes("position") or 1}
    return _do(business_id, db.set_answer(str(business_id), str(answer_id), settings), lambda _: "Moved.")


@pages.post("/answers/<uuid:answer_id>/remove")
@login_required
def remove_answer(business_id: UUID, answer_id: UUID) -> ResponseReturnValue:
    """Takes it off the list."""
    call = db.remove_answer(str(business_id), str(answer_id))
    return _do(business_id, call, lambda done: "It was off the list already." if done.again else "Removed.")


def _do(business_id: UUID, call: Call[Done], words: Callable[[Done], str]) -> ResponseReturnValue:
    try:
        flash(words(as_person().run(call)), "success")
    except BadInput as refused:
        flash(f"Nothing was changed. {refused}", "warning")
    return redirect(url_for("assistant.page", business_id=business_id))


def _save(business_id: UUID, part: str, typed: Typed, names: tuple[str, ...]) -> ResponseReturnValue:
    wanted = {name: typed.text(name, 20000) for name in names}
    try:
        done = as_person().run(db.set_assistant(str(business_id), wanted))
    except BadInput as refused:
        return _page(business_id, part, typed.fields, f"Nothing was saved. {refused}"), UNPROCESSABLE
    flash("It was all set like this already." if done.again else "Saved.", "info" if done.again else "success")
    return redirect(url_for("assistant.page", business_id=business_id))


def _page(business_id: UUID, part: str = "", typed: dict[str, str] | None = None, problem: str = "") -> str:
    database = as_person()
    found = database.run(reads.business(str(business_id)))
    known = database.run(db.assistant(str(business_id)))
    values = known.model_dump(exclude={"answers", "sample"}) | (typed or {})
    return render_template(
        "assistant/assistant.html",
        business=found,
        assistant=known,
        values=values,
        part=part,
        problem=problem,
        shown=_preview(known, values),
        customers=preview.TO_CUSTOMERS,
        owners=preview.TO_THE_OWNER,
        longest=LONGEST,
    )


def _preview(known: Assistant, values: dict[str, Any]) -> Preview:
    kind = values.get("kind", "") if values.get("kind") in preview.KINDS else preview.FIRST
    style = cast(Style, values["text_style"] if values.get("text_style") in ("brief", "plain") else known.text_style)
    greeting = str(values.get("greeting") or known.greeting)[: LONGEST["greeting"]]
    return preview.of_sample(kind, style, greeting, known.sample, parts().settings.dashboard_url)


def _save_answer(business_id: UUID, key: str, shown: UUID | None, typed: Typed) -> ResponseReturnValue:
    settings: dict[str, Any] = {name: typed.text(name, 2000) for name in ("question", "answer")}
    try:
        done = as_person().run(db.set_answer(str(business_id), key, settings))
    except (BadInput, Conflict) as refused:
        words = SAME_MOMENT if isinstance(refused, Conflict) else f"Nothing was saved. {refused}"
        return _answer_form(business_id, shown, typed.fields | {"id": key}, words), UNPROCESSABLE
    words = "It was like this already." if done.again else "Saved. The assistant answers with it from now on."
    flash(words, "info" if done.again else "success")
    return redirect(url_for("assistant.page", business_id=business_id))


def _answer_form(business_id: UUID, answer_id: UUID | None, typed: dict[str, str] | None, problem: str = "") -> str:
    database = as_person()
    found = database.run(reads.business(str(business_id)))
    known = database.run(db.assistant(str(business_id)))
    one = next((one for one in known.answers if one.id == str(answer_id)), None)
    if answer_id and one is None and typed is None:
        abort(404)
    values = typed or (one.model_dump() if one else {"id": str(uuid4())})
    return render_template("assistant/answer.html", business=found, answer=one, values=values, problem=problem)
