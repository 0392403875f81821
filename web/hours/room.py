"""What the pages of time share: one read of everything, refusals kept on the page, and what a change leaves out of place."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from edge_bridge.db import BadInput, Conflict, NotFound
from edge_bridge.db import pages as reads
from edge_bridge.db.calendars import CalendarChange
from edge_bridge.db.time_settings import TimeSettings, time_settings
from web.accounts.signed_in import as_person
from web.bookings.form_page import sentence
from web.parts import parts
from web.typed import BadField, Typed

pages = Blueprint("hours", __name__, url_prefix="/dashboard/<uuid:business_id>/settings/hours")
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
PROBLEMS = (BadField, BadInput, Conflict, NotFound)
GONE = "Somebody removed that meanwhile. Look at what there is now."
UNPROCESSABLE = 422
LONGEST = 10_000  # more than the database takes, so that it says what is too long


class Wrong(BadField):
    """Several things at once, a sentence a line."""


def show(
    template: str,
    business_id: UUID,
    values: Mapping[str, str] | None = None,
    problems: Iterable[str] = (),
    **more: Any,
) -> str:
    """A page of time; `values` is what was typed. 404 when the business is not the person's."""
    database = as_person()
    found = database.run(reads.business(str(business_id)))
    known = database.run(time_settings(str(business_id)))
    return render_template(
        template,
        business=found,
        known=known,
        values=values,
        problems=list(problems),
        owns=found.me.role == "owner",
        people=everybody(known),
        weekdays=WEEKDAYS,
        now=parts().clock(),
        zone=found.time_zone,
        **more,
    )


def again(template: str, business_id: UUID, typed: Typed, problem: Exception, **more: Any) -> ResponseReturnValue:
    """The page as typed, with all that is wrong."""
    return show(template, business_id, typed.fields, sentences(problem), **more), UNPROCESSABLE


def sentences(problem: Exception) -> list[str]:
    """What is wrong, in words."""
    if isinstance(problem, NotFound):
        return [GONE]
    if isinstance(problem, BadField):
        return str(problem).splitlines()
    return sentence(problem).splitlines() if isinstance(problem, BadInput | Conflict) else [str(problem)]


def done(
    change: CalendarChange, words: str, endpoint: str, business_id: UUID, staff: str | None = None
) -> ResponseReturnValue:
    """Says what was saved and which booked jobs it leaves out of place; the page lists them with links."""
    flash(words, "success")
    if change.clashes:
        named = ", ".join(f"{one.customer} ({one.words.short}, {one.words.time})" for one in change.clashes[:3])
        rest = f" and {len(change.clashes) - 3} more" if len(change.clashes) > 3 else ""
        flash(
            f"Booked jobs that don't fit now: {named}{rest}. Nothing was cancelled. They are listed below.", "warning"
        )
    return redirect(url_for(endpoint, business_id=business_id, staff=staff))


def everybody(known: TimeSettings) -> list[tuple[str, str]]:
    """Whose calendar, as choices; 'Everybody' first unless there is only one."""
    people = [(one.id, one.name) for one in known.calendars]
    return people if len(people) == 1 else [("", "Everybody"), *people]


def date_of(typed: Typed, name: str, what: str) -> date:
    """A date that was chosen."""
    try:
        return date.fromisoformat(typed.text(name))
    except ValueError:
        raise BadField(f"{what}: choose a date, written like 2026-11-05.") from None


def numbered(fields: Mapping[str, str], key: str) -> list[int]:
    """The numbers of the pairs that a form sent, twenty at most."""
    rests = (name.removeprefix(f"opens-{key}-") for name in fields)
    return sorted(int(rest) for rest in rests if rest.isascii() and rest.isdigit() and len(rest) < 4)[:20]


def stretches(typed: Typed, key: str, what: str) -> list[dict[str, Any]]:
    """Pairs of times named opens-<key>-<n> and closes-<key>-<n>; empty pairs are none, half ones are said."""
    found: list[dict[str, Any]] = []
    for n in numbered(typed.fields, key):
        opens, closes = typed.time_of_day(f"opens-{key}-{n}"), typed.time_of_day(f"closes-{key}-{n}")
        if bool(opens) != bool(closes):
            raise BadField(f"{what}: give both times of a stretch, or leave both empty.")
        if opens:
            found.append({"opens": opens, "closes": closes})
    return found
