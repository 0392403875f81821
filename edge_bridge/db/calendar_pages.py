"""What the calendar shows, and what is changed by dragging. Acts as the signed-in member.

All times are wall times of the business, naive: the database alone knows their instants.
"""

from datetime import date, datetime
from typing import Literal

from edge_bridge.db.changes import Change
from edge_bridge.db.client import Call, rpc
from edge_bridge.db.pages import rows
from edge_bridge.db.words import Row


class Column(Row):
    """A calendar of somebody's."""

    id: str
    name: str


class Job(Row):
    """A booking as a calendar draws it. `asks`: there is a way to put a question to its customer."""

    id: str
    status: str
    staff: str
    service: str
    customer: str
    address: str
    start: datetime
    end: datetime
    minutes: int
    ended_by: str | None
    expires_at: datetime | None
    asks: bool


class OtherTime(Row):
    """A new time of a job that waits: for the owner if a 'customer' asked for it, for the customer if an 'owner'."""

    id: str
    booking: str
    asked_by: Literal["customer", "owner"]
    staff: str
    service: str
    customer: str
    start: datetime
    end: datetime


class Blocked(Row):
    """A blocked stretch, of the whole business without `staff`; `date` is the one to leave out of those that repeat."""

    id: str
    staff: str | None
    reason: str
    repeats: bool
    date: date
    start: datetime
    end: datetime


class Holiday(Row):
    """A public holiday, or one of the business's own."""

    date: date
    name: str
    closed: bool


class Open(Row):
    """A stretch in which a calendar is open."""

    staff: str
    start: datetime
    end: datetime


class Window(Row):
    """Some days of a business. `offset`: minutes its clocks are ahead of UTC now; `more`: there are further jobs."""

    zone: str
    offset: int
    now: datetime
    staff: list[Column]
    bookings: list[Job]
    moves: list[OtherTime]
    blocks: list[Blocked]
    holidays: list[Holiday]
    open: list[Open]
    more: bool


class Resized(Change):
    """What became of another length; `minutes` is the one it had."""

    minutes: int


def columns(business_id: str) -> Call[list[Column]]:
    """The calendars in use, in the business's order."""
    return Call(
        lambda client: (
            client.table("staff")
            .select("id,name")
            .eq("business_id", business_id)
            .is_("deleted_at", "null")
            .order("position")
            .order("name")
        ),
        rows(Column),
    )


def calendar_window(business_id: str, first: date, last: date) -> Call[Window]:
    """The local days from `first` to before `last`, 43 at most. Raises NotFound, and BadInput for other stretches."""
    params = {"p_business": business_id, "p_from": first.isoformat(), "p_to": last.isoformat()}
    return rpc("calendar_window", params, Window.model_validate)


def resize_booking(
    business_id: str, booking_id: str, ends: datetime, tell: bool = False, override: bool = False
) -> Call[Resized]:
    """Another end: 'edited', 'unchanged', 'refused' with `reasons`, or 'already_ended'."""
    said = {"ends": ends.isoformat(), "tell": tell, "override": override}
    params = {"p_business": business_id, "p_booking": booking_id} | {f"p_{name}": value for name, value in said.items()}
    return rpc("resize_booking", params, Resized.model_validate)
