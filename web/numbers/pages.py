"""The figures of a period, drawn by week, and the rows that each of them counts."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from edge_bridge.db import numbers
from edge_bridge.db import pages as reads
from edge_bridge.db.errors import BadInput
from web.accounts.signed_in import as_person, login_required
from web.numbers.charts import bars, every_week
from web.parts import parts
from web.typed import BadField, Typed
from web.wording import local

pages = Blueprint("numbers", __name__, url_prefix="/dashboard/<uuid:business_id>/numbers")
LONGEST = timedelta(days=400)
PERIODS = {"4": "Last 4 weeks", "12": "Last 12 weeks", "52": "Last year"}
SOURCES = {"sms": "Text", "chat": "Chat", "manual": "By hand"}
KINDS = {
    "conversations": "Conversations",
    "requested": "Conversations with a request",
    "confirmed": "Conversations with a confirmed booking",
    "handled": "Conversations the assistant handled",
    "answered": "Requests answered",
    "missed": "Requests missed",
    "marks": "Marks from customers",
}


@dataclass(frozen=True)
class Period:
    """Local days, both included; `chosen` is a key of PERIODS, or empty for own dates."""

    first: date
    last: date
    chosen: str


@pages.get("", endpoint="numbers")
@login_required
def figures(business_id: UUID) -> ResponseReturnValue:
    """By week and by source; `weeks`, or `from` and `to` in the address, choose the period."""
    database, now = as_person(), parts().clock()
    found = database.run(reads.business(str(business_id)))
    period, problem = _period(local(now, found.time_zone).date()), ""
    try:
        known = database.run(numbers.business_numbers(str(business_id), period.first, period.last))
    except BadInput as refused:
        today, problem = local(now, found.time_zone).date(), str(refused)
        period = _last_weeks(today, "4")
        known = database.run(numbers.business_numbers(str(business_id), period.first, period.last))
    weeks = every_week(known, period.first, period.last)
    return render_template(
        "numbers/numbers.html",
        business=found,
        known=known,
        weeks=weeks,
        bars=bars,
        period=period,
        periods=PERIODS,
        problem=problem,
        sources=SOURCES,
        one_day=timedelta(days=1),
        seven=timedelta(days=7),
        now=now,
        zone=found.time_zone,
    )


@pages.get("/rows")
@login_required
def rows(business_id: UUID) -> ResponseReturnValue:
    """What one figure counts, newest first; `of` names the figure, `at` and `after` the page."""
    database, now, asked = as_person(), parts().clock(), Typed(request.args)
    found = database.run(reads.business(str(business_id)))
    period, after = _period(local(now, found.time_zone).date()), asked.uuid("after")
    if period.last - period.first > LONGEST:
        abort(404)
    kind = asked.text("of") if asked.text("of") in KINDS else "conversations"
    at = request.args.get("at", type=datetime.fromisoformat) if after else None
    source = asked.text("source") if asked.text("source") in SOURCES else None
    counted = numbers.number_rows(str(business_id), kind, period.first, period.last, source, at, after if at else None)
    return render_template(
        "numbers/rows.html",
        business=found,
        counted=database.run(counted),
        kind=kind,
        words=KINDS[kind],
        source=source,
        sources=SOURCES,
        period=period,
        now=now,
        zone=found.time_zone,
    )


@pages.post("/minutes")
@login_required
def minutes(business_id: UUID) -> ResponseReturnValue:
    """What a conversation saves, as the owner reckons."""
    try:
        said = Typed(request.form).minutes("minutes")
        as_person().run(numbers.set_minutes_saved(str(business_id), 0 if said is None else said))
    except (BadField, BadInput) as refused:
        flash(f"Nothing was changed. {refused}", "warning")
    else:
        flash("Saved.", "success")
    return redirect(url_for("numbers.numbers", business_id=business_id))


def _period(today: date) -> Period:
    first, last = (request.args.get(name, type=date.fromisoformat) for name in ("from", "to"))
    if first and last:
        return Period(first, last, "")
    chosen = request.args.get("weeks", "4")
    return _last_weeks(today, chosen if chosen in PERIODS else "4")


def _last_weeks(today: date, chosen: str) -> Period:
    """Whole weeks, this one the last of them."""
    monday = today - timedelta(days=today.weekday())
    return Period(monday - timedelta(weeks=int(chosen) - 1), today, chosen)
