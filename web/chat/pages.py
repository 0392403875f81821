"""The page "Website chat": the line to paste, where the window may be shown, and how it looks."""

import re
from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from edge_bridge.chat.paste import dark_text_on, policy_lines, widget_line
from edge_bridge.db import chat_settings as chat
from edge_bridge.db import pages as reads
from edge_bridge.db.errors import BadInput
from web.accounts.signed_in import as_person, login_required
from web.parts import parts
from web.typed import Typed

pages = Blueprint("chat", __name__, url_prefix="/dashboard/<uuid:business_id>/settings/chat")
UNPROCESSABLE = 422
LONGEST = 4000  # of a field, before the database says what is too long for it
WORDS = ("colour", "side", "greeting", "avatar", "privacy_line")


@pages.get("")
@login_required
def page(business_id: UUID) -> ResponseReturnValue:
    """As it all is now."""
    return _page(str(business_id))


@pages.post("")
@login_required
def save(business_id: UUID) -> ResponseReturnValue:
    """Changes what the form says. A mistake is told with all the others, and what was typed stays."""
    typed = Typed(request.form)
    wanted: dict[str, Any] = {name: typed.text(name, LONGEST) for name in WORDS}
    wanted["is_on"] = typed.ticked("is_on")
    wanted["origins"] = [line.strip() for line in typed.text("origins", LONGEST).splitlines() if line.strip()]
    try:
        done = as_person().run(chat.set_widget(str(business_id), wanted))
    except BadInput as refused:
        return _page(str(business_id), typed.fields, f"Nothing was saved. {refused}"), UNPROCESSABLE
    flash("It was all set like this already." if done.again else "Saved.", "info" if done.again else "success")
    return redirect(url_for("chat.page", business_id=business_id))


@pages.post("/token")
@login_required
def renew(business_id: UUID) -> ResponseReturnValue:
    """A new line to paste; the old one stops."""
    try:
        done = as_person().run(chat.renew_widget_token(str(business_id), Typed(request.form).text("old")))
    except BadInput as refused:
        flash(f"Nothing was changed. {refused}", "warning")
    else:
        words = "The line was renewed already." if done.again else "The old line has stopped. Paste the new one."
        flash(words, "info" if done.again else "success")
    return redirect(url_for("chat.page", business_id=business_id))


def _page(business_id: str, typed: dict[str, str] | None = None, problem: str = "") -> str:
    database = as_person()
    found = database.run(reads.business(business_id))
    known = database.run(chat.chat_settings(business_id))
    values = known.model_dump() | {"origins": "\n".join(known.origins)} if typed is None else typed
    edge = parts().settings.edge_url
    colour = str(values.get("colour", "")).lower()
    colour = colour if re.fullmatch("#[0-9a-f]{6}", colour) else known.colour
    return render_template(
        "chat/chat.html",
        business=found,
        known=known,
        values=values,
        problem=problem,
        edge=edge,
        line=widget_line(edge, known.token, known.colour, known.side) if edge else "",
        policy=policy_lines(edge) if edge else [],
        colour=colour,
        dark_text=dark_text_on(colour),
        initial=values.get("avatar") or found.name[:1].upper(),
    )
