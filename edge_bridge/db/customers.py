"""The people who book, as members see, change and merge them. Phones are E.164.

Every call raises NotFound for another business's rows.
"""

from datetime import datetime
from typing import Any

from pydantic import Field

from edge_bridge.db.client import Call, rpc
from edge_bridge.db.inbox import Done
from edge_bridge.db.words import Row

PAGE, EXPORT_PAGE = 50, 500


class CustomerLine(Row):
    """One line of the list. `opted_out`: their number takes no texts; `blocked_at`: since when nobody answers them."""

    id: str
    name: str
    phone: str | None
    email: str | None
    address: str
    suburb: str
    postcode: str
    notes: str
    blocked_at: datetime | None
    opted_out: bool
    last_at: datetime | None
    next_at: datetime | None
    no_shows: int


class CustomersPage(Row):
    """Some of them, by name; `after` names the next page, None on the last one."""

    customers: list[CustomerLine]
    after: str | None


class Number(Row):
    """A number that reaches them, and since when it takes no texts."""

    phone: str
    stopped_at: datetime | None


class Counts(Row):
    """How their bookings went."""

    bookings: int
    completed: int
    no_shows: int
    cancelled_by_them: int


class Mark(Row):
    """From 1 to 5, after a booking."""

    score: int
    at: datetime
    booking_id: str
    service: str


class Marks(Row):
    """All they gave; the newest ones in full."""

    count: int
    mean: float | None
    newest: list[Mark]


class CustomerThread(Row):
    """A conversation with them; a person has it while its state is 'human'."""

    id: str
    channel: str
    peer: str
    state: str
    last_inbound_at: datetime | None


class CustomerPicture(Row):
    """A picture they sent."""

    id: str
    at: datetime


class CustomerBooking(Row):
    """A line of their history."""

    id: str
    status: str
    starts_at: datetime
    ends_at: datetime
    service_name: str
    address: str
    ended_by: str | None
    expires_at: datetime | None
    move: None = None


class MergedOne(Row):
    """Somebody who turned out to be them, who said so and when."""

    name: str
    phone: str | None
    at: datetime
    by: str


class Customer(Row):
    """Everything about one. `claimed_phone` was typed by them, not proven; `before` names the next page of bookings."""

    id: str
    name: str
    phone: str | None
    claimed_phone: str | None
    email: str | None
    address: str
    suburb: str
    state: str
    postcode: str
    notes: str
    blocked_at: datetime | None
    blocked_reason: str
    gets_reminders: bool
    created_at: datetime
    numbers: list[Number]
    counts: Counts
    merged: list[MergedOne]
    marks: Marks
    conversations: list[CustomerThread]
    pictures: list[CustomerPicture]
    bookings: list[CustomerBooking]
    before: str | None


class Found(Row):
    """The one asked for, or whom they were merged into."""

    customer: Customer | None = None
    merged_into: str | None = None


class SomebodyElse(Row):
    """Another customer."""

    id: str
    name: str


class Edited(Row):
    """'edited', 'unchanged', or 'phone_taken' by the `other`: nothing was changed then."""

    outcome: str
    other: SomebodyElse | None = Field(default=None)


def customers_page(
    business_id: str, query: str = "", after: str | None = None, limit: int = PAGE
) -> Call[CustomersPage]:
    """As a member: those in whose name, phone, e-mail, suburb, postcode or address it is found; all, when empty."""
    params = {"p_business": business_id, "p_query": query, "p_after": after, "p_limit": limit}
    return rpc("customers_page", params, CustomersPage.model_validate)


def customer(business_id: str, customer_id: str, before: str | None = None) -> Call[Found]:
    """As a member: one of them, with bookings latest first from the one named `before` on."""
    return rpc("customer_details", {"p_business": business_id, "p_customer": customer_id, "p_before": before}, _found)


def edit_customer(business_id: str, customer_id: str, changes: dict[str, Any]) -> Call[Edited]:
    """As a member: changes what is named: name, phone, email, address, suburb and postcode, notes, gets_reminders.

    Raises BadInput, in words for the member.
    """
    params = {"p_business": business_id, "p_customer": customer_id, "p_changes": changes}
    return rpc("edit_customer", params, Edited.model_validate)


def merge_customers(business_id: str, keep: str, drop: str) -> Call[Done]:
    """As a member: the two are one, and the kept one has it all. Raises BadInput, in words for the member."""
    return rpc("merge_customers", {"p_business": business_id, "p_keep": keep, "p_drop": drop}, Done.model_validate)


def _found(data: dict[str, Any]) -> Found:
    if data.get("merged_into"):
        return Found(merged_into=data["merged_into"])
    return Found(customer=Customer.model_validate(data))
