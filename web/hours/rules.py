"""The rules of booking: notice, how far ahead, start times, and how long there is to answer."""

import re
from uuid import UUID

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from edge_bridge.db.time_settings import NUMBERS, TimeSettings, set_time_rules
from web.accounts.signed_in import as_person, login_required
from web.hours.room import PROBLEMS, again, pages, show
from web.typed import Typed

PAGE = "hours/rules.html"
UNITS = {"minutes": 1, "hours": 60, "days": 1440}
LONG = ("notice_minutes", "nag_after_minutes", "expire_after_minutes")  # typed in a unit of choice
SHORT = tuple(name for name in NUMBERS if name not in (*LONG, "travel_minutes"))


@pages.get("/rules")
@login_required
def rules(business_id: UUID) -> ResponseReturnValue:
    """As they are now."""
    return show(PAGE, business_id, fields=fields)


@pages.post("/rules")
@login_required
def set_rules(business_id: UUID) -> ResponseReturnValue:
    """All of them at once; what is wrong is said of each."""
    typed = Typed(request.form)
    wanted: dict[str, int | str] = {name: whole(typed.text(name)) for name in SHORT}
    wanted |= {name: whole(typed.text(name), UNITS.get(typed.text(f"{name}-unit"), 1)) for name in LONG}
    wanted["deadline_clock"] = typed.text("deadline_clock")
    try:
        saved = as_person().run(set_time_rules(str(business_id), wanted))
    except PROBLEMS as problem:
        return again(PAGE, business_id, typed, problem, fields=fields)
    flash("It was all set like this already." if saved.again else "Saved.", "info" if saved.again else "success")
    return redirect(url_for("hours.rules", business_id=business_id))


def whole(words: str, times: int = 1) -> int | str:
    """A number, or what was typed instead, for the database to refuse in words."""
    return int(words) * times if re.fullmatch(r"\d{1,6}", words, re.ASCII) else words


def fields(known: TimeSettings) -> dict[str, str]:
    """The rules as the form holds them."""
    held = {name: str(value or 0) for name, value in known.rules.items() if name in SHORT}
    held["deadline_clock"] = str(known.rules["deadline_clock"])
    for name in LONG:
        minutes = int(known.rules[name])
        unit = next(unit for unit, size in reversed(UNITS.items()) if minutes % size == 0 and (minutes or size == 1))
        held |= {name: str(minutes // UNITS[unit]), f"{name}-unit": unit}
    return held
