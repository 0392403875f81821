"""The rows behind the dashboard's pages. Phones are E.164, money is cents; no price means the team quotes."""

from datetime import datetime
from typing import Any

from edge_bridge.db.text_rows import FailedText, TextState
from edge_bridge.db.words import Row, Words


class Business(Row):
    """A business the person belongs to. `time_zone` is an IANA name; `travel_minutes` its own figure for a drive."""

    id: str
    name: str
    time_zone: str
    currency: str
    travel_minutes: int
    paused_at: datetime | None
    paused_until: datetime | None

    def is_paused(self, now: datetime) -> bool:
        """Whether its receptionist takes messages only."""
        return self.paused_at is not None and (self.paused_until is None or self.paused_until > now)


class Me(Row):
    """The signed-in member's own phone, E.164 or none: linked or not, and since when it takes no texts."""

    phone: str | None
    role: str
    verified: bool
    stopped: Words | None


class CalendarTrouble(Row):
    """Another calendar that could not be read for a day, or whose connection is `broken`; `since`: last read then."""

    name: str
    broken: bool
    error: str | None
    since: Words | None


class OpenBusiness(Business):
    """The business a page is about. `sms_number` is the one customers and members text; fifty or more count as fifty."""

    sms_number: str | None
    to_answer: int
    waiting: int
    to_call: int
    calendar_trouble: CalendarTrouble | None
    me: Me


class FrontPage(OpenBusiness):
    """With the newest texts that did not get through."""

    failed_texts: list[FailedText]


class Staff(Row):
    """Whose calendar a booking is in."""

    name: str


class Calendar(Row):
    """A calendar that does a service; not in use any more once `deleted_at` is set."""

    id: str
    name: str
    position: int
    deleted_at: datetime | None


class Does(Row):
    """Who does a service."""

    staff: Calendar


class Service(Row):
    """What can be booked. Money is cents; no price means the team quotes."""

    id: str
    name: str
    minutes: int
    price_cents: int | None
    at_customer: bool
    service_staff: list[Does]

    @property
    def calendars(self) -> list[Calendar]:
        """Those in use that do it, in the business's order."""
        in_use = (one.staff for one in self.service_staff if one.staff.deleted_at is None)
        return sorted(in_use, key=lambda calendar: (calendar.position, calendar.name))


class Place(Row):
    """The suburb a job is in; any part may be empty."""

    suburb: str
    state: str
    postcode: str


class WaitingMove(Row):
    """A new time that waits for an answer: of the owner if a 'customer' asked for it, of the customer if an 'owner'."""

    id: str
    asked_by: str
    starts_at: datetime
    ends_at: datetime
    expires_at: datetime
    staff: Staff


class BookingLine(Row):
    """A booking as lists show it. Phones are E.164, money is cents; no price means the team quotes."""

    id: str
    status: str
    starts_at: datetime
    ends_at: datetime
    service_name: str
    customer_name: str
    customer_phone: str | None
    address: str
    notes: str
    price_cents: int | None
    currency: str
    requested_at: datetime
    expires_at: datetime | None
    ended_by: str | None
    ended_reason: str
    travel_assumed: bool
    staff: Staff
    places: Place | None
    moves: list[WaitingMove]

    @property
    def move(self) -> WaitingMove | None:
        """The one that waits, if any."""
        return self.moves[0] if self.moves else None

    @property
    def wish(self) -> WaitingMove | None:
        """The customer's, which the owner is to answer."""
        return self.move if self.move and self.move.asked_by == "customer" else None


class BookingEvent(Row):
    """One line of a booking's history."""

    kind: str
    actor: str
    actor_id: str | None
    detail: dict[str, Any]
    created_at: datetime


class RemindedCustomer(Row):
    """Whether a customer wants reminders."""

    gets_reminders: bool


class BookingDetails(BookingLine):
    """All there is to one booking; its history and the texts about it, oldest first."""

    service_id: str
    staff_id: str
    conversation_id: str | None
    customer_email: str | None
    source: str
    customers: RemindedCustomer
    booking_events: list[BookingEvent]
    outbox: list[TextState]

    @property
    def told_on_my_way(self) -> bool:
        """Whether the customer has heard, for the time it has now, that somebody is coming."""
        said = (event for event in self.booking_events if event.kind == "on_my_way")
        return any(
            event.detail.get("starts_at") and datetime.fromisoformat(event.detail["starts_at"]) == self.starts_at
            for event in said
        )
