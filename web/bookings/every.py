"""All bookings: found, filtered, paged, and as a file."""

from uuid import UUID

from flask import Blueprint, Response, render_template, request
from flask.typing import ResponseReturnValue

from edge_bridge.db import pages as reads
from edge_bridge.db.booking_pages import FILE, list_bookings
from web.accounts.signed_in import as_person, login_required
from web.bookings.asked import STATUSES, TABS, Asked, asked_of, place_of
from web.bookings.file import as_csv
from web.parts import parts

pages = Blueprint("bookings", __name__, url_prefix="/dashboard/<uuid:business_id>")


@pages.get("/bookings")
@login_required
def every(business_id: UUID) -> ResponseReturnValue:
    """One page of a tab, as filtered; buttons on those that something can be said of at once."""
    database, asked = as_person(), asked_of(request.args)
    found = database.run(reads.business(str(business_id)))
    listed = database.run(list_bookings(str(business_id), asked.wanted()))
    earlier, later = (listed.more, True) if asked.before else (bool(asked.after), listed.more)
    return render_template(
        "bookings/list.html",
        business=found,
        listed=listed,
        asked=asked,
        tabs=TABS,
        statuses=STATUSES[asked.tab],
        previous=place_of(listed.lines[0]) if listed.lines and earlier else "",
        next=place_of(listed.lines[-1]) if listed.lines and later else "",
        most=FILE,
        now=parts().clock(),
        zone=found.time_zone,
    )


@pages.get("/bookings.csv")
@login_required
def download(business_id: UUID) -> ResponseReturnValue:
    """What is filtered, all pages of it, FILE bookings at most: then the file's name says that these are the first ones."""
    database, asked = as_person(), asked_of(request.args)
    found = database.run(reads.business(str(business_id)))
    listed = database.run(list_bookings(str(business_id), asked.wanted(FILE, paged=False)))
    headers = {"Content-Disposition": f'attachment; filename="{_named(asked, listed.more)}"'}
    # a byte-order mark: spreadsheets take the names of people for Latin-1 without it
    return Response(
        "\ufeff" + as_csv(listed.lines, found.time_zone), content_type="text/csv; charset=utf-8", headers=headers
    )


def _named(asked: Asked, cut: bool) -> str:
    return f"bookings-{asked.tab}{f'-first-{FILE}' if cut else ''}.csv"
