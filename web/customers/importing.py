"""Customers or a calendar out of another program's file: chosen, looked at as it would be, then imported. Nobody is texted."""

from contextlib import closing
from typing import Any
from uuid import UUID, uuid4

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import RequestEntityTooLarge

from edge_bridge.db import BadInput, imports, offerings
from edge_bridge.db import pages as reads
from edge_bridge.db.imports import ImportResult
from edge_bridge.imports.events import read_events
from edge_bridge.imports.people import read_people
from edge_bridge.imports.rows import Read, Unreadable
from web.accounts.signed_in import as_person, login_required
from web.parts import parts
from web.typed import Typed
from web.wording import local

pages = Blueprint("importing", __name__, url_prefix="/dashboard/<uuid:business_id>/customers/import")
MOST_BYTES = 1024 * 1024
UNPROCESSABLE, TOO_LARGE = 422, 413
NO_FILE = "Choose a file first."
TOO_BIG = "That file is larger than 1 MB. Split it, and import one part after the other. Nothing was imported."


@pages.url_value_preprocessor
def _allow_files(_endpoint: str | None, _values: dict[str, Any] | None) -> None:
    request.max_content_length = MOST_BYTES + 16 * 1024  # the file, and the form around it


@pages.errorhandler(RequestEntityTooLarge)
def _too_large(_: RequestEntityTooLarge) -> ResponseReturnValue:
    business_id = (request.view_args or {})["business_id"]
    return _page(business_id, TOO_BIG), TOO_LARGE


@pages.get("")
@login_required
def form(business_id: UUID) -> ResponseReturnValue:
    """Where a file is chosen."""
    return _page(business_id)


@pages.post("")
@login_required
def read(business_id: UUID) -> ResponseReturnValue:
    """Reads the file and keeps what is in it for its preview; nothing is imported yet."""
    name, data = _sent()
    if not data:
        return _page(business_id, NO_FILE), UNPROCESSABLE
    if len(data) > MOST_BYTES:
        return _page(business_id, TOO_BIG), TOO_LARGE
    database, draft = as_person(), str(uuid4())
    zone = database.run(reads.business(str(business_id))).time_zone
    try:
        kind, found = _read(data, name, zone)
        staff = Typed(request.form).uuid("staff") if kind == "calendar" else None
        database.run(imports.keep_import(str(business_id), draft, kind, name, found.rows, found.unread, staff))
    except (Unreadable, BadInput) as problem:
        return _page(business_id, str(problem)), UNPROCESSABLE
    if found.past:
        flash(f"{found.past} events that are over were left out.", "info")
    return redirect(url_for("importing.preview", business_id=business_id, draft_id=draft))


@pages.get("/<uuid:draft_id>")
@login_required
def preview(business_id: UUID, draft_id: UUID) -> ResponseReturnValue:
    """What it would do, or has done."""
    database = as_person()
    found = database.run(reads.business(str(business_id)))
    looked = database.run(imports.import_preview(str(business_id), str(draft_id)))
    return render_template(
        "customers/preview.html",
        business=found,
        draft_id=draft_id,
        preview=looked,
        now=parts().clock(),
        zone=found.time_zone,
    )


@pages.post("/<uuid:draft_id>")
@login_required
def run(business_id: UUID, draft_id: UUID) -> ResponseReturnValue:
    """Imports it; a second tap does nothing."""
    done = as_person().run(imports.run_import(str(business_id), str(draft_id)))
    again = "That was imported before; nothing was done twice. " if done.again else "Imported. "
    flash(again + _told(done.kind, done.result), "info" if done.again else "success")
    return redirect(url_for("importing.preview", business_id=business_id, draft_id=draft_id))


def _sent() -> tuple[str, bytes]:
    """The name and the content of the file that was chosen; nothing without one."""
    sent = request.files.get("file")
    if sent is None:
        return "", b""
    with closing(sent):
        return (sent.filename or "")[:200], sent.read()


def _read(data: bytes, name: str, zone: str) -> tuple[str, Read]:
    """What kind of file it is, by what it begins with and by its name, and what is in it. Raises Unreadable."""
    begins = data.lstrip(b"\xef\xbb\xbf \t\r\n")[:15].upper()
    if begins == b"BEGIN:VCALENDAR" or name.lower().endswith((".ics", ".ical")):
        return "calendar", _not_empty(read_events(data, local(parts().clock(), zone)))
    return "customers", _not_empty(read_people(data))


def _not_empty(found: Read) -> Read:
    if not (found.rows or found.unread):
        raise Unreadable("There is nothing to import in that file.")
    return found


def _told(kind: str, result: ImportResult) -> str:
    if kind == "customers":
        made = f"{result.added} added, {result.filled} filled in, {result.known + result.same} here already"
    else:
        bookings, blocks = "" if result.bookings == 1 else "s", "" if result.blocks == 1 else "s"
        made = f"{result.bookings} booking{bookings}, {result.blocks} blocked time{blocks}, {result.known} here already"
    return f"{made}. Nobody was texted."


def _page(business_id: UUID, problem: str = "") -> str:
    database = as_person()
    found = database.run(reads.business(str(business_id)))
    people = database.run(offerings.staff(str(business_id)))
    return render_template("customers/import.html", business=found, people=people, problem=problem)
