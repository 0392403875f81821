"""Customers as a file that a spreadsheet opens and that can be read in again."""

import csv
import io
from collections.abc import Iterable, Iterator
from uuid import UUID

from flask import Blueprint, Response
from flask.typing import ResponseReturnValue

from edge_bridge.db import Database, customers
from edge_bridge.db import pages as reads
from edge_bridge.db.customers import EXPORT_PAGE, CustomerLine, CustomersPage
from web.accounts.signed_in import as_person, login_required
from web.customers.opt_outs import harmless
from web.wording import local

pages = Blueprint("customers_file", __name__)
COLUMNS = ("name", "phone", "email", "address", "suburb", "postcode", "notes")
KNOWN = ("last booking", "next booking", "no-shows", "blocked", "opted out")
BYTE_ORDER_MARK = "\ufeff"  # without it Excel reads names wrongly


@pages.get("/dashboard/<uuid:business_id>/customers.csv")
@login_required
def download(business_id: UUID) -> ResponseReturnValue:
    """Every customer, in the columns that can be read in again; dates are the business's own, like 2026-11-05."""
    database = as_person()
    zone = database.run(reads.business(str(business_id))).time_zone
    first = database.run(customers.customers_page(str(business_id), limit=EXPORT_PAGE))
    headers = {"Content-Disposition": 'attachment; filename="customers.csv"'}
    lines = _lines(database, str(business_id), first, zone)
    return Response(lines, content_type="text/csv; charset=utf-8; header=present", headers=headers)


def _lines(database: Database, business_id: str, page: CustomersPage, zone: str) -> Iterator[str]:
    """RFC 4180, as many lines at a time as are read at a time."""
    yield BYTE_ORDER_MARK + _csv([(*COLUMNS, *KNOWN)])
    while True:
        yield _csv([[harmless(cell) for cell in _cells(one, zone)] for one in page.customers])
        if page.after is None:
            return
        page = database.run(customers.customers_page(business_id, "", page.after, EXPORT_PAGE))


def _csv(rows: Iterable[Iterable[str]]) -> str:
    file = io.StringIO(newline="")
    csv.writer(file).writerows(rows)
    return file.getvalue()


def _cells(one: CustomerLine, zone: str) -> tuple[str, ...]:
    who = (one.name, one.phone or "", one.email or "", one.address, one.suburb, one.postcode, one.notes)
    last, next_ = (f"{local(at, zone):%Y-%m-%d}" if at else "" for at in (one.last_at, one.next_at))
    return (*who, last, next_, str(one.no_shows), "yes" if one.blocked_at else "", "yes" if one.opted_out else "")
