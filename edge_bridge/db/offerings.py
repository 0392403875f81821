"""What a business offers and who does it, read as a signed-in member and set as an owner. Money is cents, lengths are minutes.

The same settings again change nothing and say so: `again`. Refusals are BadInput, in words for the person.
"""

from datetime import datetime
from typing import Any, Literal

from pydantic import Field

from edge_bridge.db.client import Call, rpc
from edge_bridge.db.pages import rows
from edge_bridge.db.words import Row

MOST_SERVICES, MOST_STAFF = 100, 50


class DoneBy(Row):
    """Who does a service."""

    staff_id: str


class OfferedService(Row):
    """A service in use. No price: the team quotes; no notice: the business's own."""

    id: str
    name: str
    aliases: list[str]
    minutes: int
    price_cents: int | None
    at_customer: bool
    buffer_before_minutes: int
    buffer_after_minutes: int
    notice_minutes: int | None
    service_staff: list[DoneBy]


class DoesService(Row):
    """What somebody does."""

    service_id: str


class Person(Row):
    """A calendar in use, a person's or a chair's."""

    id: str
    name: str
    service_staff: list[DoesService]


class Kept(Row):
    """What became of a change. `nobody_does`: services by name that nobody does now."""

    outcome: Literal["added", "saved"]
    id: str
    name: str
    again: bool
    nobody_does: list[str] = Field(default_factory=list)


class ServiceRemoved(Row):
    """It is offered no more; `bookings` of it are still to come, and stay."""

    name: str
    bookings: int
    again: bool


class Coming(Row):
    """A booking to come."""

    id: str
    customer: str
    service: str
    starts_at: datetime


class StaffRemoved(Row):
    """Out of use ('removed'), or not yet: 'has_bookings', `count` of them, the first twenty named."""

    outcome: Literal["removed", "has_bookings"]
    name: str
    again: bool
    count: int = 0
    bookings: list[Coming] = Field(default_factory=list)
    nobody_does: list[str] = Field(default_factory=list)


def services(business_id: str) -> Call[list[OfferedService]]:
    """What can be booked, in the business's order."""
    columns = ",".join(name for name in OfferedService.model_fields if name != "service_staff")
    return _list("services", f"{columns},service_staff(staff_id)", business_id, MOST_SERVICES, rows(OfferedService))


def staff(business_id: str) -> Call[list[Person]]:
    """Whose calendars are in use, in the business's order."""
    return _list("staff", "id,name,service_staff(service_id)", business_id, MOST_STAFF, rows(Person))


def set_service(business_id: str, service_id: str, settings: dict[str, Any]) -> Call[Kept]:
    """Adds the service under an id of the caller's own, or changes what `settings` name of it; see the SQL function."""
    return _set("set_service", business_id, {"p_service": service_id}, settings)


def set_staff(business_id: str, staff_id: str, settings: dict[str, Any]) -> Call[Kept]:
    """The same for a calendar: name, services (ids), position."""
    return _set("set_staff", business_id, {"p_staff": staff_id}, settings)


def remove_service(business_id: str, service_id: str) -> Call[ServiceRemoved]:
    """Takes it off the list. Raises NotFound when it is not the business's."""
    return rpc("remove_service", {"p_business": business_id, "p_service": service_id}, ServiceRemoved.model_validate)


def remove_staff(business_id: str, staff_id: str) -> Call[StaffRemoved]:
    """Takes a calendar out of use, unless bookings on it are to come. Raises NotFound when it is not the business's."""
    return rpc("remove_staff", {"p_business": business_id, "p_staff": staff_id}, StaffRemoved.model_validate)


def _set(function: str, business_id: str, which: dict[str, str], settings: dict[str, Any]) -> Call[Kept]:
    return rpc(function, {"p_business": business_id, **which, "p_settings": settings}, Kept.model_validate)


def _list(table: str, columns: str, business_id: str, most: int, read: Any) -> Call[Any]:
    return Call(
        lambda client: (
            client.table(table)
            .select(columns)
            .eq("business_id", business_id)
            .is_("deleted_at", "null")
            .order("position")
            .limit(most)
        ),
        read,
    )
