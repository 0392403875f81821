"""What the dashboard's pages show, read as the signed-in member: row-level security decides what there is to see."""

from collections.abc import Callable
from typing import Any, TypeVar

from edge_bridge.db.client import Call, rpc
from edge_bridge.db.errors import NotFound
from edge_bridge.db.page_rows import BookingDetails, Business, FrontPage, OpenBusiness, Service
from edge_bridge.db.words import Row

R = TypeVar("R", bound=Row)
LIST_LENGTH = 50

_BUSINESS = "id,name,time_zone,currency,travel_minutes,paused_at,paused_until"
# keys are named: bookings are also tied to staff, places and moves through holds and offers
_STAFF = "staff!bookings_business_id_staff_id_fkey(name)"
_PLACE = "places!bookings_business_id_place_id_fkey(suburb,state,postcode)"
_MOVE = (
    "moves!moves_business_id_booking_id_fkey(id,asked_by,starts_at,ends_at,expires_at,"
    "staff!moves_business_id_staff_id_fkey(name))"
)
_LINE = (
    "id,status,starts_at,ends_at,service_name,customer_name,customer_phone,address,notes,price_cents,currency,"
    f"requested_at,expires_at,ended_by,ended_reason,travel_assumed,{_STAFF},{_PLACE},{_MOVE}"
)
_CUSTOMER = "customers!bookings_business_id_customer_id_fkey(gets_reminders)"
_EVENTS = "booking_events(kind,actor,actor_id,detail,created_at)"
_TEXTS = (
    "outbox!outbox_business_id_booking_id_fkey(id,kind,medium,recipient,member_id,state,due_at,created_at,sent_at,"
    "settled_at,error_code,error,body,retried_at)"
)
TEXTS_LENGTH = 2 * LIST_LENGTH


def my_businesses() -> Call[list[Business]]:
    """The businesses the person belongs to, by name."""
    return Call(
        lambda client: client.table("businesses").select(_BUSINESS).is_("deleted_at", "null").order("name").limit(100),
        rows(Business),
    )


def business(business_id: str) -> Call[OpenBusiness]:
    """The one a page is about, with the signed-in member's own phone. Raises NotFound when it is not the person's."""
    return rpc("open_business", {"p_business": business_id}, OpenBusiness.model_validate)


def front_page(business_id: str) -> Call[FrontPage]:
    """The same, with what else its front page opens with."""
    return rpc("open_front_page", {"p_business": business_id}, FrontPage.model_validate)


def services(business_id: str) -> Call[list[Service]]:
    """What can be booked, in the business's order, with who does it."""
    columns = "id,name,minutes,price_cents,at_customer,service_staff(staff(id,name,position,deleted_at))"
    return Call(
        lambda client: (
            client.table("services")
            .select(columns)
            .eq("business_id", business_id)
            .is_("deleted_at", "null")
            .order("position")
        ),
        rows(Service),
    )


def booking_details(business_id: str, booking_id: str) -> Call[BookingDetails]:
    """One booking with its history and its texts, TEXTS_LENGTH at most. Raises NotFound when it is not the person's."""
    columns = f"{_LINE},service_id,staff_id,conversation_id,customer_email,source,{_CUSTOMER},{_EVENTS},{_TEXTS}"
    return Call(
        lambda client: (
            _bookings(client, business_id, columns)
            .eq("id", booking_id)
            .order("created_at", foreign_table="booking_events")
            .order("queue_no", foreign_table="outbox")
            .limit(TEXTS_LENGTH, foreign_table="outbox")
        ),
        only(BookingDetails),
    )


def _bookings(client: Any, business_id: str, columns: str) -> Any:
    found = client.table("bookings").select(columns).eq("business_id", business_id).is_("deleted_at", "null")
    return found.eq("moves.state", "waiting")


def rows(kind: type[R]) -> Callable[[Any], list[R]]:
    """Reads an answer as rows of one kind."""
    return lambda data: [kind.model_validate(row) for row in data]


def only(kind: type[R]) -> Callable[[Any], R]:
    """Reads an answer as the one row there should be; raises NotFound when there is none."""

    def read(data: Any) -> R:
        if not data:
            raise NotFound("There is no such thing, or it is not yours.")
        return kind.model_validate(data[0])

    return read
