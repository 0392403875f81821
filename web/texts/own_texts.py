"""The page of text settings: what the signed-in member gets, what the business sends, and the member's own phone."""

from collections.abc import Callable
from datetime import time
from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from edge_bridge.db import own_texts as texts
from edge_bridge.db import pages as reads
from edge_bridge.db.client import Call
from edge_bridge.db.errors import BadInput
from edge_bridge.db.inbox import Done
from web.accounts.signed_in import as_person, login_required
from web.bookings.outcomes import Said
from web.parts import parts
from web.typed import BadField, Typed

pages = Blueprint("own_texts", __name__, url_prefix="/dashboard/<uuid:business_id>/settings/texts")
UNPROCESSABLE = 422
WELCOME: dict[str, Said] = {
    "queued": ("The welcome text is on its way. Reply OK to it.", "success"),
    "on_its_way": ("The welcome text is on its way already. Reply OK to it.", "info"),
    "too_soon": ("You were sent one less than ten minutes ago. Look for it, and reply OK to it.", "info"),
    "verified": ("Your phone is linked already, so there was nothing to send.", "info"),
    "stopped": ("Nothing was sent: your phone has sent STOP. Text START from it first.", "warning"),
    "no_phone": ("Nothing was sent: we don't have a phone number of yours.", "warning"),
    "no_number": ("Nothing was sent: your business has no number to text from yet.", "warning"),
}


@pages.get("")
@login_required
def form(business_id: UUID) -> ResponseReturnValue:
    """As it all is now."""
    return _page(str(business_id))


@pages.post("/mine")
@login_required
def set_mine(business_id: UUID) -> ResponseReturnValue:
    """What the member gets, and when not."""
    return _save(business_id, "mine", texts.WISHES, texts.QUIET, texts.set_my_texts)


@pages.post("/business")
@login_required
def set_business(business_id: UUID) -> ResponseReturnValue:
    """What the business sends, and when."""
    return _save(business_id, "business", texts.SWITCHES, texts.TIMES, texts.set_text_switches)


@pages.post("/welcome")
@login_required
def welcome(business_id: UUID) -> ResponseReturnValue:
    """The text that links the member's phone, again."""
    flash(*WELCOME[as_person().run(texts.welcome_me(str(business_id))).outcome])
    return redirect(url_for("own_texts.form", business_id=business_id))


def _save(
    business_id: UUID,
    part: str,
    ticks: tuple[str, ...],
    times: tuple[str, ...],
    save: Callable[[str, dict[str, bool | str]], Call[Done]],
) -> ResponseReturnValue:
    typed = Typed(request.form)
    try:
        wanted: dict[str, bool | str] = {name: typed.ticked(name) for name in ticks}
        done = as_person().run(save(str(business_id), wanted | {name: typed.time_of_day(name) for name in times}))
    except (BadField, BadInput) as refused:
        return _page(str(business_id), part, typed.fields, f"Nothing was saved. {refused}"), UNPROCESSABLE
    flash("It was all set like this already." if done.again else "Saved.", "info" if done.again else "success")
    return redirect(url_for("own_texts.form", business_id=business_id))


def _page(business_id: str, part: str = "", typed: dict[str, str] | None = None, problem: str = "") -> str:
    database = as_person()
    found = database.run(reads.business(business_id))
    now_so = database.run(texts.text_settings(business_id))
    values = {"mine": _fields(now_so.members[0]), "business": _fields(now_so)}
    if typed is not None:
        values[part] = typed
    return render_template(
        "texts/text_settings.html",
        business=found,
        values=values,
        part=part,
        problem=problem,
        now=parts().clock(),
        zone=found.time_zone,
    )


def _fields(settings: texts.MyTexts | texts.TextSettings) -> dict[str, Any]:
    known = settings.model_dump(exclude={"members"})
    return {name: f"{value:%H:%M}" if isinstance(value, time) else value or "" for name, value in known.items()}
