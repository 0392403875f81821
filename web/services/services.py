"""Services: the list, and one form for a new one and for a change. A service that is added is named before it is sent."""

from typing import Any
from uuid import UUID, uuid4

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from edge_bridge.db import offerings
from edge_bridge.db import pages as reads
from edge_bridge.db.errors import BadInput, Conflict
from edge_bridge.db.offerings import OfferedService, Person, ServiceRemoved
from web.accounts.signed_in import as_person, login_required
from web.bookings.outcomes import Said
from web.typed import BadField, Typed

pages = Blueprint("services", __name__, url_prefix="/dashboard/<uuid:business_id>/settings/services")
UNPROCESSABLE = 422
SAME_MOMENT = "Somebody changed this at the same moment. Nothing was saved; send it again."


@pages.get("")
@login_required
def every(business_id: UUID) -> ResponseReturnValue:
    """All of them, in the business's order, with who does each."""
    database = as_person()
    return render_template(
        "services/services.html",
        business=database.run(reads.business(str(business_id))),
        services=database.run(offerings.services(str(business_id))),
        people=database.run(offerings.staff(str(business_id))),
    )


@pages.get("/new")
@login_required
def new(business_id: UUID) -> ResponseReturnValue:
    """An empty form."""
    return _form(business_id, None, None)


@pages.post("/new")
@login_required
def add(business_id: UUID) -> ResponseReturnValue:
    """Adds it, last in the list unless told otherwise."""
    typed = Typed(request.form)
    return _save(business_id, typed.uuid("id") or str(uuid4()), None, typed)


@pages.get("/<uuid:service_id>")
@login_required
def edit(business_id: UUID, service_id: UUID) -> ResponseReturnValue:
    """As it is now."""
    return _form(business_id, service_id, None)


@pages.post("/<uuid:service_id>")
@login_required
def save(business_id: UUID, service_id: UUID) -> ResponseReturnValue:
    """Changes it; bookings stay as they were made."""
    return _save(business_id, str(service_id), service_id, Typed(request.form))


@pages.post("/<uuid:service_id>/place")
@login_required
def place(business_id: UUID, service_id: UUID) -> ResponseReturnValue:
    """Puts it elsewhere in the list."""
    settings = {"position": Typed(request.form).minutes("position") or 1}
    as_person().run(offerings.set_service(str(business_id), str(service_id), settings))
    return redirect(url_for("services.every", business_id=business_id))


@pages.post("/<uuid:service_id>/remove")
@login_required
def remove(business_id: UUID, service_id: UUID) -> ResponseReturnValue:
    """Takes it off the list."""
    try:
        flash(*_removed(as_person().run(offerings.remove_service(str(business_id), str(service_id)))))
    except BadInput as refused:
        flash(f"Nothing was removed. {refused}", "warning")
    return redirect(url_for("services.every", business_id=business_id))


def _save(business_id: UUID, key: str, shown: UUID | None, typed: Typed) -> ResponseReturnValue:
    try:
        kept = as_person().run(offerings.set_service(str(business_id), key, _settings(typed)))
    except (BadField, BadInput, Conflict) as refused:
        words = SAME_MOMENT if isinstance(refused, Conflict) else f"Nothing was saved. {refused}"
        return _form(business_id, shown, typed.fields | {"id": key}, words), UNPROCESSABLE
    if kept.again:
        flash(f"{kept.name} was all set like this already.", "info")
    else:
        flash(f"{'Added' if kept.outcome == 'added' else 'Saved'}: {kept.name}.", "success")
    return redirect(url_for("services.every", business_id=business_id))


def _settings(typed: Typed) -> dict[str, Any]:
    settings: dict[str, Any] = {
        "name": typed.text("name"),
        "minutes": typed.minutes("minutes"),
        "price_cents": typed.cents("price"),
        "aliases": _names(typed.text("aliases", 4000)),
        "at_customer": typed.ticked("at_customer"),
        "buffer_before_minutes": typed.minutes("before") or 0,
        "buffer_after_minutes": typed.minutes("after") or 0,
        "notice_minutes": typed.minutes("notice"),
        "staff": typed.chosen("staff"),
    }
    return settings | ({"position": position} if (position := typed.minutes("position")) else {})


def _names(lines: str) -> list[str]:
    names = (" ".join(name.split()).lower() for name in lines.replace(",", "\n").split("\n"))
    return list(dict.fromkeys(name for name in names if name))


def _form(business_id: UUID, service_id: UUID | None, typed: dict[str, str] | None, problem: str = "") -> str:
    database = as_person()
    found = database.run(reads.business(str(business_id)))
    every = database.run(offerings.services(str(business_id)))
    people = database.run(offerings.staff(str(business_id)))
    service = next((one for one in every if one.id == str(service_id)), None)
    if service_id and service is None and typed is None:
        abort(404)
    places = len(every) + (service is None)
    values = typed or (_values(service, every) if service else _empty(people, places))
    return render_template(
        "services/service.html",
        business=found,
        service=service,
        values=values,
        people=people,
        places=places,
        problem=problem,
    )


def _empty(people: list[Person], places: int) -> dict[str, str]:
    return {"position": str(places), "id": str(uuid4()), "minutes": "60"} | {
        f"staff-{person.id}": "1" for person in people
    }


def _values(service: OfferedService, every: list[OfferedService]) -> dict[str, str]:
    price = service.price_cents
    given = {
        "name": service.name,
        "minutes": str(service.minutes),
        "price": "" if price is None else f"{price // 100}.{price % 100:02d}".removesuffix(".00"),
        "aliases": "\n".join(service.aliases),
        "at_customer": "1" if service.at_customer else "",
        "before": str(service.buffer_before_minutes or ""),
        "after": str(service.buffer_after_minutes or ""),
        "notice": "" if service.notice_minutes is None else str(service.notice_minutes),
        "position": str(every.index(service) + 1),
    }
    return given | {f"staff-{one.staff_id}": "1" for one in service.service_staff}


def _removed(done: ServiceRemoved) -> Said:
    if done.again:
        return f"{done.name} was off the list already.", "info"
    coming = {0: "", 1: " One booking of it is still to come and stays as it is."}.get(
        done.bookings, f" {done.bookings} bookings of it are still to come and stay as they are."
    )
    return f"Removed: {done.name} is no longer offered.{coming}", "success"
