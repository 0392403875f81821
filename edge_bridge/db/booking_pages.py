"""What Today, the list of bookings and a booking's page show and do, as the signed-in member."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from edge_bridge.db.bookings import Late
from edge_bridge.db.client import Call, rpc
from edge_bridge.db.inbox import Sent
from edge_bridge.db.page_rows import BookingLine
from edge_bridge.db.words import BookingWords, Row

PAGE, FILE, TO_ANSWER, JOBS, TOMORROW, HANDOFFS = 50, 5000, 50, 100, 10, 5
"""How many are shown at most; of each the database is asked for one more."""


class ListedBooking(BookingLine):
    """A booking as lists and files have it."""

    customer_email: str | None
    source: str


class Handoff(Row):
    """A conversation that waits for a person: who, and what they said last. No phone: a chat without one."""

    id: str
    name: str
    phone: str | None
    since: datetime | None
    said: str | None


class Day(Row):
    """What waits for an answer, by deadline; the jobs of the business's today, soonest first, and tomorrow's.

    `on_my_way`: the ids of today's jobs whose customer has heard that somebody is coming.
    """

    to_answer: list[BookingLine]
    handoffs: list[Handoff]
    jobs: list[BookingLine]
    tomorrow: list[BookingLine]
    on_my_way: list[str]


class Named(Row):
    """A choice of a filter."""

    id: str
    name: str


class Listed(Row):
    """One page of bookings, in order; `more`: there are further ones in the direction that was asked for."""

    lines: list[ListedBooking]
    more: bool
    staff: list[Named]
    services: list[Named]


@dataclass(frozen=True)
class Wanted:
    """Which bookings: a tab, filters, an order, and between which ones: after (or, `back`, before) a start and an id."""

    tab: str = "upcoming"
    search: str = ""
    status: str | None = None
    staff: str | None = None
    service: str | None = None
    newest_first: bool = False
    at: datetime | None = None
    id: str | None = None
    back: bool = False
    most: int = PAGE


class Said(Row):
    """A message; `state` is what became of the text that carried it, if one did."""

    author: str
    body: str
    pictures: int
    created_at: datetime
    state: str | None


class OfferedTime(Row):
    """A time shown to the customer, and whether this booking came of it."""

    starts_at: datetime
    picked: bool


class Offered(Row):
    """Times shown together."""

    created_at: datetime
    times: list[OfferedTime]


class Held(Row):
    """What is kept of a calendar, buffers included; `other`: for a new time that waits."""

    starts_at: datetime
    ends_at: datetime
    staff: str
    other: bool


class Trail(Row):
    """What happened around a booking, oldest first. `refusal`: why its customer can't be written to; none: they can."""

    messages: list[Said]
    offers: list[Offered]
    held: list[Held]
    conversation: str | None
    refusal: Literal["no_phone", "blocked", "opted_out"] | None


class Deleted(Row):
    """'cancelled': it was called off too; 'deleted': only taken off the lists. `again`: it had been done before."""

    outcome: Literal["cancelled", "deleted"]
    again: bool
    booking: BookingWords


def day_page(business_id: str) -> Call[Day]:
    """The day of a business by its own clock. Raises NotFound when it is not the person's."""
    return rpc("day_page", {"p_business": business_id}, Day.model_validate)


def list_bookings(business_id: str, wanted: Wanted) -> Call[Listed]:
    """One page of them."""
    params: dict[str, Any] = {f"p_{name}": value for name, value in vars(wanted).items()}
    params["p_at"] = wanted.at and wanted.at.isoformat()
    return rpc("list_bookings", {"p_business": business_id} | params, Listed.model_validate)


def booking_trail(business_id: str, booking_id: str) -> Call[Trail]:
    """What happened around it. Raises NotFound when it is not the person's."""
    return rpc("booking_trail", _of(business_id, booking_id), Trail.model_validate)


def on_my_way(business_id: str, booking_id: str) -> Call[Late]:
    """The customer of a confirmed booking of today hears that somebody is coming, once for each time it has."""
    return rpc("on_my_way", _of(business_id, booking_id), Late.model_validate)


def delete_booking(business_id: str, booking_id: str, tell: bool) -> Call[Deleted]:
    """Off the lists; one that is still to come is called off, and with `tell` its customer hears of it."""
    return rpc("delete_booking", _of(business_id, booking_id) | {"p_tell": tell}, Deleted.model_validate)


def message_customer(business_id: str, booking_id: str, words: str, message_id: str) -> Call[Sent]:
    """A text in the member's own words; the same `message_id` again sends nothing. Raises BadInput: they can't be texted."""
    params = _of(business_id, booking_id) | {"p_words": words, "p_message": message_id}
    return rpc("message_customer", params, Sent.model_validate)


def _of(business_id: str, booking_id: str) -> dict[str, Any]:
    return {"p_business": business_id, "p_booking": booking_id}
