"""Bookings as a file for spreadsheets."""

import csv
import io
from collections.abc import Iterable

from edge_bridge.db.booking_pages import ListedBooking
from edge_bridge.texts.phones import national
from web.customers.opt_outs import harmless
from web.wording import full_address, local, minutes_of

COLUMNS = (
    "date", "starts", "ends", "minutes", "status", "service", "staff", "customer", "phone", "email", "address", "notes",
    "price", "currency", "source", "reason", "zone", "id",
)  # fmt: skip


def as_csv(bookings: Iterable[ListedBooking], zone: str) -> str:
    """RFC 4180, one line a booking. Dates and times are the business's own; no cell can be taken for a formula."""
    file = io.StringIO(newline="")
    lines = csv.writer(file)
    lines.writerow(COLUMNS)
    lines.writerows([harmless(cell) for cell in _cells(one, zone)] for one in bookings)
    return file.getvalue()


def _cells(one: ListedBooking, zone: str) -> tuple[str, ...]:
    starts, ends = local(one.starts_at, zone), local(one.ends_at, zone)
    when = (f"{starts:%Y-%m-%d}", f"{starts:%H:%M}", f"{ends:%H:%M}", str(minutes_of(one)))
    who = (one.customer_name, national(one.customer_phone), one.customer_email or "")
    price = "" if one.price_cents is None else f"{one.price_cents // 100}.{one.price_cents % 100:02d}"
    what = (full_address(one.address, one.places), one.notes, price, one.currency, one.source, one.ended_reason)
    return (*when, one.status, one.service_name, one.staff.name, *who, *what, zone, one.id)
