"""The calendar's page, its data, and the same as a plain agenda of the week, which needs no script."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from flask import Blueprint, jsonify, render_template, request
from flask.typing import ResponseReturnValue

from edge_bridge.db import BadInput
from edge_bridge.db import pages as reads
from edge_bridge.db.calendar_pages import calendar_window, columns
from web.accounts.signed_in import as_person, login_required
from web.calendar.days import agenda, as_json, job_words, tone_of
from web.parts import parts
from web.wording import local

pages = Blueprint("calendar", __name__, url_prefix="/dashboard/<uuid:business_id>/calendar")
WEEK = 7
FIRST, LAST = date(2000, 1, 3), date(2100, 12, 1)


@pages.get("")
@login_required
def calendar(business_id: UUID) -> ResponseReturnValue:
    """The calendar at `date`, or today, for its script to fill; with `plain`, that week in rows."""
    database, now = as_person(), parts().clock()
    found = database.run(reads.business(str(business_id)))
    here = local(now, found.time_zone)
    chosen = min(max(request.args.get("date", here.date(), type=date.fromisoformat), FIRST), LAST)
    known = {"business": found, "chosen": chosen, "today": here.date(), "now": now, "zone": found.time_zone}
    if "plain" in request.args:
        return _plain(known, chosen)
    ahead = int((here.utcoffset() or timedelta()) / timedelta(minutes=1))
    staff = [one.model_dump() for one in database.run(columns(str(business_id)))]
    return render_template("calendar/calendar.html", staff=staff, offset=ahead, **known)


def _plain(known: dict[str, Any], chosen: date) -> str:
    monday = chosen - timedelta(days=chosen.weekday())
    window = as_person().run(calendar_window(known["business"].id, monday, monday + timedelta(days=WEEK)))
    return render_template(
        "calendar/agenda.html",
        window=window,
        days=agenda(window, monday, WEEK),
        before=monday - timedelta(days=WEEK),
        after=monday + timedelta(days=WEEK),
        moving={move.booking for move in window.moves},
        names={one.id: one.name for one in window.staff} if len(window.staff) > 1 else {},
        job_words=job_words,
        tone_of=tone_of,
        **known,
    )


@pages.get("/events")
@login_required
def events(business_id: UUID) -> ResponseReturnValue:
    """What lies in the local days from `start` to before `end`, six weeks at most."""
    try:
        first, last = (date.fromisoformat(request.args.get(name, "")[:10]) for name in ("start", "end"))
    except ValueError:
        raise BadInput("Say from which date to which.") from None
    window = as_person().run(calendar_window(str(business_id), first, last))
    return jsonify(as_json(window, parts().clock()))
