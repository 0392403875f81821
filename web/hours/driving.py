"""What drives take, and where everybody's day starts and ends."""

from uuid import UUID

from flask import abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from edge_bridge.db import time_settings as settings
from web.accounts.signed_in import as_person, login_required
from web.hours.room import PROBLEMS, again, pages, show
from web.hours.rules import whole
from web.typed import BadField, Typed

PAGE = "hours/driving.html"


@pages.get("/driving")
@login_required
def driving(business_id: UUID) -> ResponseReturnValue:
    """As it is now."""
    return show(PAGE, business_id)


@pages.post("/driving/usual")
@login_required
def set_usual_drive(business_id: UUID) -> ResponseReturnValue:
    """What a drive takes when nothing better is known."""
    typed = Typed(request.form)
    try:
        as_person().run(
            settings.set_time_rules(str(business_id), {"travel_minutes": whole(typed.text("travel_minutes"))})
        )
    except PROBLEMS as problem:
        return again(PAGE, business_id, typed, problem)
    return _saved(business_id, "Saved.")


@pages.post("/driving/base")
@login_required
def set_base(business_id: UUID) -> ResponseReturnValue:
    """Where somebody's day starts and ends."""
    typed = Typed(request.form)
    staff = typed.uuid("staff") or abort(400)
    try:
        kept = as_person().run(
            settings.set_base(str(business_id), staff, typed.text(f"suburb-{staff}"), typed.text(f"postcode-{staff}"))
        )
    except PROBLEMS as problem:
        return again(PAGE, business_id, typed, problem)
    return _saved(business_id, "It was so already." if kept.outcome == "unchanged" else "Saved.")


@pages.post("/driving/drive")
@login_required
def set_drive(business_id: UUID) -> ResponseReturnValue:
    """What one drive takes; without minutes it is measured again."""
    typed = Typed(request.form)
    start, end = ((typed.text(f"{side}_suburb"), typed.text(f"{side}_postcode")) for side in ("from", "to"))
    try:
        minutes = None if typed.ticked("forget") else typed.minutes("minutes")
        if minutes is None and not typed.ticked("forget"):
            raise BadField("Give the minutes that drive takes.")
        both = typed.ticked("both") and not typed.ticked("forget")
        kept = as_person().run(settings.set_travel_minutes(str(business_id), start, end, minutes, both))
    except PROBLEMS as problem:
        return again(PAGE, business_id, typed, problem)
    return _saved(business_id, "Saved." if kept.outcome == "set" else "Removed: that drive is worked out again.")


def _saved(business_id: UUID, words: str) -> ResponseReturnValue:
    flash(words, "success")
    return redirect(url_for("hours.driving", business_id=business_id))
