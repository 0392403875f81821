"""The weekly hours of one calendar."""

from typing import Any
from uuid import UUID

from flask import abort, flash, request
from flask.typing import ResponseReturnValue

from edge_bridge.db.calendars import set_working_hours
from web.accounts.signed_in import as_person, login_required
from web.hours.room import PROBLEMS, WEEKDAYS, Wrong, again, done, numbered, pages, show, stretches
from web.typed import BadField, Typed

PAGE = "hours/week.html"
SPARE = 1  # empty pairs shown beside those filled in


@pages.get("/week")
@login_required
def week(business_id: UUID) -> ResponseReturnValue:
    """The form, of the calendar that `staff` in the address names, else of the first."""
    return show(PAGE, business_id, staff=Typed(request.args).uuid("staff"), rows=_rows)


@pages.post("/week")
@login_required
def set_week(business_id: UUID) -> ResponseReturnValue:
    """Saves it, or copies Monday to the other working days and shows that, unsaved."""
    typed = Typed(request.form)
    staff = typed.uuid("staff")
    if staff is None:
        abort(400)
    if typed.ticked("copy"):
        flash("Copied. Nothing is saved yet: look it over, then save.", "info")
        return show(PAGE, business_id, _copied(typed.fields), staff=staff, rows=_rows)
    try:
        change = as_person().run(set_working_hours(str(business_id), staff, _said(typed)))
    except PROBLEMS as problem:
        return again(PAGE, business_id, typed, problem, staff=staff, rows=_rows)
    return done(change, "Saved the working hours.", "hours.week", business_id, staff=staff)


def _said(typed: Typed) -> list[dict[str, Any]]:
    said: list[dict[str, Any]] = []
    wrong: list[str] = []
    for number, day in enumerate(WEEKDAYS, 1):
        try:
            said += [{"weekday": number, **one} for one in stretches(typed, str(number), day)]
        except BadField as problem:
            words = str(problem)
            wrong.append(words if words.startswith(day) else f"{day}: {words[0].lower()}{words[1:]}")
    if wrong:
        raise Wrong("\n".join(wrong))
    return said


def _copied(fields: dict[str, str]) -> dict[str, str]:
    """As typed, with Monday's hours from Tuesday to Friday too."""
    workdays = tuple(f"{side}-{day}-" for side in ("opens", "closes") for day in range(2, 6))
    kept = {name: value for name, value in fields.items() if not name.startswith(workdays)}
    for name, value in fields.items():
        side, _, rest = name.partition("-")
        day, _, number = rest.partition("-")
        if side in ("opens", "closes") and day == "1":
            kept |= {f"{side}-{other}-{number}": value for other in range(2, 6)}
    return kept


def _rows(values: dict[str, str] | None, hours: list[Any], day: int) -> list[tuple[str, str]]:
    """The pairs a day's form shows: what was typed or is kept, and a spare one."""
    if values is None:
        pairs = [(one.opens, one.closes) for one in hours if one.weekday == day]
    else:
        numbers = numbered(values, str(day))
        every = [(values[f"opens-{day}-{n}"], values.get(f"closes-{day}-{n}", "")) for n in numbers]
        pairs = [pair for pair in every if any(pair)]
    return [*pairs, *[("", "")] * SPARE]
