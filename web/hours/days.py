"""Holidays, and dates with hours of their own."""

from datetime import date
from uuid import UUID

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from edge_bridge.db import calendars
from edge_bridge.db.time_settings import remove_holiday, set_time_rules
from web.accounts.signed_in import as_person, login_required
from web.hours.room import LONGEST, PROBLEMS, again, date_of, done, pages, show, stretches
from web.typed import BadField, Typed

PAGE = "hours/days.html"


@pages.get("/days")
@login_required
def days(business_id: UUID) -> ResponseReturnValue:
    """The holidays of the next twelve months, and the dates that go by hours of their own."""
    return show(PAGE, business_id)


@pages.post("/days/holiday")
@login_required
def set_holiday(business_id: UUID) -> ResponseReturnValue:
    """Opens or closes a holiday; with a name, one of the business's own."""
    typed = Typed(request.form)
    try:
        on, closed = date_of(typed, "holiday", "The holiday"), not typed.ticked("open")
        name = typed.text("name", LONGEST)
        change = as_person().run(calendars.set_holiday(str(business_id), on, name, closed))
    except PROBLEMS as problem:
        return again(PAGE, business_id, typed, problem)
    words = "Closed that day." if closed else "Open that day, by the usual hours."
    return done(change, f"{_short(on)}: {words}", "hours.days", business_id)


@pages.post("/days/holiday/remove")
@login_required
def take_back_holiday(business_id: UUID) -> ResponseReturnValue:
    """Takes back one of the business's own."""
    typed = Typed(request.form)
    try:
        on = date_of(typed, "holiday", "The holiday")
        change = as_person().run(remove_holiday(str(business_id), on))
    except PROBLEMS as problem:
        return again(PAGE, business_id, typed, problem)
    words = "Removed. That day goes by the usual hours again."
    return done(
        change, words if change.outcome == "removed" else "That was removed already.", "hours.days", business_id
    )


@pages.post("/days/hours")
@login_required
def set_date(business_id: UUID) -> ResponseReturnValue:
    """One date's own hours, or closed, on one calendar or all."""
    typed = Typed(request.form)
    try:
        on, hours = date_of(typed, "on_date", "The date"), stretches(typed, "date", "The hours")
        if typed.ticked("shut") == bool(hours):
            raise BadField("Either tick that you're closed, or say from when to when you work.")
        change = as_person().run(
            calendars.set_date_hours(str(business_id), typed.uuid("staff"), on, hours, typed.text("reason", LONGEST))
        )
    except PROBLEMS as problem:
        return again(PAGE, business_id, typed, problem)
    return done(change, f"Saved the hours of {_short(on)}.", "hours.days", business_id)


@pages.post("/days/hours/clear")
@login_required
def clear_date(business_id: UUID) -> ResponseReturnValue:
    """The date goes by the weekly hours again."""
    typed = Typed(request.form)
    try:
        on = date_of(typed, "on_date", "The date")
        change = as_person().run(calendars.clear_date_hours(str(business_id), typed.uuid("staff"), on))
    except PROBLEMS as problem:
        return again(PAGE, business_id, typed, problem)
    cleared = change.outcome == "cleared"
    words = f"{_short(on)} goes by the usual hours again." if cleared else "It went by the usual hours already."
    return done(change, words, "hours.days", business_id)


@pages.post("/days/state")
@login_required
def set_state(business_id: UUID) -> ResponseReturnValue:
    """Whose public holidays are suggested."""
    typed = Typed(request.form)
    try:
        saved = as_person().run(set_time_rules(str(business_id), {"state": typed.text("state", 10)}))
    except PROBLEMS as problem:
        return again(PAGE, business_id, typed, problem)
    flash(
        "It was set like this already." if saved.again else "Saved. Its holidays appear here in a few minutes.", "info"
    )
    return redirect(url_for("hours.days", business_id=business_id))


def _short(on: date) -> str:
    return f"{on:%a, %b} {on.day}"
