"""Blocked times: once, days away, and what comes again and again."""

import re
from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID

from flask import abort, request
from flask.typing import ResponseReturnValue

from edge_bridge.db import calendars
from web.accounts.signed_in import as_person, login_required
from web.hours.room import LONGEST, PROBLEMS, again, date_of, done, pages, show
from web.typed import BadField, Typed

PAGE = "hours/blocks.html"


@pages.get("/blocks")
@login_required
def blocks(business_id: UUID) -> ResponseReturnValue:
    """Those to come, and the forms for another."""
    return show(PAGE, business_id)


@pages.post("/blocks/once")
@login_required
def block_once(business_id: UUID) -> ResponseReturnValue:
    """From one time to another."""
    typed = Typed(request.form)
    try:
        change = as_person().run(
            calendars.add_blocked_time(
                str(business_id),
                typed.uuid("once_staff"),
                typed.wall_time("once_from"),
                typed.wall_time("once_to"),
                typed.text("once_reason", LONGEST),
            )
        )
    except PROBLEMS as problem:
        return again(PAGE, business_id, typed, problem)
    return done(change, "Blocked.", "hours.blocks", business_id)


@pages.post("/blocks/away")
@login_required
def block_days(business_id: UUID) -> ResponseReturnValue:
    """Whole days, from the first to the last, as one block."""
    typed = Typed(request.form)
    try:
        first, last = date_of(typed, "away_first", "The first day"), date_of(typed, "away_last", "The last day")
        if last < first:
            raise BadField("The last day is before the first.")
        starts, ends = (datetime.combine(day, time()) for day in (first, last + timedelta(days=1)))
        change = as_person().run(
            calendars.add_blocked_time(
                str(business_id), typed.uuid("away_staff"), starts, ends, typed.text("away_reason", LONGEST)
            )
        )
    except (*PROBLEMS, OverflowError) as problem:
        return again(PAGE, business_id, typed, problem)
    return done(change, "Blocked those days.", "hours.blocks", business_id)


@pages.post("/blocks/again")
@login_required
def block_again(business_id: UUID) -> ResponseReturnValue:
    """What repeats."""
    typed = Typed(request.form)
    try:
        change = as_person().run(
            calendars.add_recurring_block(
                str(business_id), typed.uuid("again_staff"), _rule(typed), typed.text("again_reason", LONGEST)
            )
        )
    except PROBLEMS as problem:
        return again(PAGE, business_id, typed, problem)
    return done(change, "Blocked. It repeats as listed here.", "hours.blocks", business_id)


@pages.post("/blocks/skip")
@login_required
def skip_block(business_id: UUID) -> ResponseReturnValue:
    """Leaves out one date of what repeats."""
    typed = Typed(request.form)
    try:
        on = date_of(typed, "date", "The date to skip")
        change = as_person().run(calendars.skip_blocked_date(str(business_id), _block(typed), on))
    except PROBLEMS as problem:
        return again(PAGE, business_id, typed, problem)
    words = {"skipped": "Skipped: that time can be booked.", "already_skipped": "That date was skipped already."}
    return done(change, words.get(change.outcome, "That was removed already."), "hours.blocks", business_id)


@pages.post("/blocks/remove")
@login_required
def remove_block(business_id: UUID) -> ResponseReturnValue:
    """The time can be booked again."""
    typed = Typed(request.form)
    try:
        change = as_person().run(calendars.remove_blocked_time(str(business_id), _block(typed)))
    except PROBLEMS as problem:
        return again(PAGE, business_id, typed, problem)
    words = "Removed: that time can be booked again." if change.outcome == "removed" else "That was removed already."
    return done(change, words, "hours.blocks", business_id)


def _block(typed: Typed) -> str:
    return typed.uuid("block") or abort(400)


def _rule(typed: Typed) -> dict[str, Any]:
    frequency = typed.text("frequency")
    rule: dict[str, Any] = {
        "frequency": frequency,
        "every_n": _number(typed, "every_n") or 1,
        "first_date": date_of(typed, "first_date", "The first day").isoformat(),
        "from_time": typed.time_of_day("from_time"),
        "to_time": typed.time_of_day("to_time"),
    }
    if not rule["from_time"] or not rule["to_time"]:
        raise BadField("Say from when to when.")
    if frequency == "weekly":
        rule["weekdays"] = [int(day) for day in typed.chosen("weekday") if day in "1234567"]
    if frequency == "monthly":
        rule["month_day"] = _number(typed, "month_day") or int(rule["first_date"][8:])
    if typed.text("last_date"):
        rule["last_date"] = date_of(typed, "last_date", "The last day").isoformat()
    if typed.text("occurrences"):
        rule["occurrences"] = _number(typed, "occurrences")
    if left_out := re.split(r"[\s,;]+", typed.text("except_dates", LONGEST)):
        rule["except_dates"] = [day for day in left_out if day]
    return rule


def _number(typed: Typed, name: str) -> int | None:
    words = typed.text(name)
    if not re.fullmatch(r"\d{0,4}", words, re.ASCII):
        raise BadField("How often, how many times and the day of the month are whole numbers.")
    return int(words) if words else None
