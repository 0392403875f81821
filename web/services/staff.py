"""Staff: whose calendars there are, what each of them does, and who comes first."""

from typing import Any
from uuid import UUID, uuid4

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from edge_bridge.db import offerings
from edge_bridge.db import pages as reads
from edge_bridge.db.errors import BadInput, Conflict
from edge_bridge.db.offerings import OfferedService, Person, StaffRemoved
from web.accounts.signed_in import as_person, login_required
from web.services.services import SAME_MOMENT, UNPROCESSABLE
from web.typed import BadField, Typed

pages = Blueprint("staff", __name__, url_prefix="/dashboard/<uuid:business_id>/settings/staff")


@pages.get("")
@login_required
def every(business_id: UUID) -> ResponseReturnValue:
    """All of them, in the business's order, with what each does."""
    database = as_person()
    found = database.run(reads.business(str(business_id)))
    people, services = _known(business_id)
    return render_template("services/staff.html", business=found, people=people, services=services)


@pages.get("/new")
@login_required
def new(business_id: UUID) -> ResponseReturnValue:
    """An empty form."""
    return _form(business_id, None, None)


@pages.post("/new")
@login_required
def add(business_id: UUID) -> ResponseReturnValue:
    """Adds a calendar, with the first one's weekly hours."""
    typed = Typed(request.form)
    return _save(business_id, typed.uuid("id") or str(uuid4()), None, typed)


@pages.get("/<uuid:staff_id>")
@login_required
def edit(business_id: UUID, staff_id: UUID) -> ResponseReturnValue:
    """As it is now."""
    return _form(business_id, staff_id, None)


@pages.post("/<uuid:staff_id>")
@login_required
def save(business_id: UUID, staff_id: UUID) -> ResponseReturnValue:
    """Changes it; bookings stay as they were made."""
    return _save(business_id, str(staff_id), staff_id, Typed(request.form))


@pages.post("/<uuid:staff_id>/place")
@login_required
def place(business_id: UUID, staff_id: UUID) -> ResponseReturnValue:
    """Puts it elsewhere in the list."""
    settings = {"position": Typed(request.form).minutes("position") or 1}
    as_person().run(offerings.set_staff(str(business_id), str(staff_id), settings))
    return redirect(url_for("staff.every", business_id=business_id))


@pages.post("/<uuid:staff_id>/remove")
@login_required
def remove(business_id: UUID, staff_id: UUID) -> ResponseReturnValue:
    """Takes it out of use, or shows the bookings that have to be moved first."""
    try:
        done = as_person().run(offerings.remove_staff(str(business_id), str(staff_id)))
    except (BadInput, Conflict) as refused:
        words = SAME_MOMENT if isinstance(refused, Conflict) else f"Nobody was removed. {refused}"
        return _form(business_id, staff_id, None, words), UNPROCESSABLE
    if done.outcome == "has_bookings":
        return _form(business_id, staff_id, None, coming=done), 409
    already = f"{done.name} was out of use already."
    flash(already if done.again else f"Removed: {done.name}.", "info" if done.again else "success")
    _flash_gaps(done.nobody_does)
    return redirect(url_for("staff.every", business_id=business_id))


def _save(business_id: UUID, key: str, shown: UUID | None, typed: Typed) -> ResponseReturnValue:
    try:
        settings: dict[str, Any] = {"name": typed.text("name"), "services": typed.chosen("service")}
        settings |= {"position": position} if (position := typed.minutes("position")) else {}
        kept = as_person().run(offerings.set_staff(str(business_id), key, settings))
    except (BadField, BadInput, Conflict) as refused:
        words = SAME_MOMENT if isinstance(refused, Conflict) else f"Nothing was saved. {refused}"
        return _form(business_id, shown, typed.fields | {"id": key}, words), UNPROCESSABLE
    if kept.outcome == "added":
        flash(f"Added: {kept.name}. Look at their working hours under “Hours and time off”.", "success")
    else:
        flash(f"{kept.name} was all set like this already." if kept.again else f"Saved: {kept.name}.", "success")
    _flash_gaps(kept.nobody_does)
    return redirect(url_for("staff.every", business_id=business_id))


def _flash_gaps(names: list[str]) -> None:
    if names:
        flash(f"Nobody does {', '.join(names)} now, so it can't be booked.", "warning")


def _known(business_id: UUID) -> tuple[list[Person], list[OfferedService]]:
    database = as_person()
    return database.run(offerings.staff(str(business_id))), database.run(offerings.services(str(business_id)))


def _form(
    business_id: UUID,
    staff_id: UUID | None,
    typed: dict[str, str] | None,
    problem: str = "",
    coming: StaffRemoved | None = None,
) -> str:
    found = as_person().run(reads.business(str(business_id)))
    people, services = _known(business_id)
    person = next((one for one in people if one.id == str(staff_id)), None)
    if staff_id and person is None and typed is None:
        abort(404)
    places = len(people) + (person is None)
    return render_template(
        "services/person.html",
        business=found,
        person=person,
        values=typed or (_values(person, people) if person else _empty(services, places)),
        services=services,
        places=places,
        problem=problem,
        coming=coming,
        zone=found.time_zone,
    )


def _empty(services: list[OfferedService], places: int) -> dict[str, str]:
    return {"position": str(places), "id": str(uuid4())} | {f"service-{one.id}": "1" for one in services}


def _values(person: Person, people: list[Person]) -> dict[str, str]:
    given = {"name": person.name, "position": str(people.index(person) + 1)}
    return given | {f"service-{one.service_id}": "1" for one in person.service_staff}
