"""When a business can be booked, as its members see it, and the rules of time its owners set.

Times of day and dates are local, like '09:00'; words are ready to print. The same rules again change nothing: `again`.
"""

from datetime import date
from typing import Any

from edge_bridge.db.calendars import CalendarChange, Clash
from edge_bridge.db.client import Call, rpc
from edge_bridge.db.inbox import Done
from edge_bridge.db.words import Row, Words

NUMBERS = (
    "notice_minutes",
    "horizon_days",
    "slot_step_minutes",
    "offer_hold_minutes",
    "travel_minutes",
    "nag_after_minutes",
    "expire_after_minutes",
    "answer_margin_minutes",
    "open_requests_per_customer",
)


class Stretch(Row):
    """One stretch of a weekday (ISO); closes at or before it opens: on the next day."""

    weekday: int
    opens: str
    closes: str


class DayWords(Row):
    """A weekday's hours in words; none: closed."""

    day: str
    words: str | None


class CalendarHours(Row):
    """A calendar in use, its week, and where its day starts and ends (empty: not said)."""

    id: str
    name: str
    hours: list[Stretch]
    week: list[DayWords]
    suburb: str
    postcode: str


class ServiceName(Row):
    """What can be booked."""

    id: str
    name: str
    at_customer: bool


class OwnDate(Row):
    """A date with hours of its own, on one calendar; no hours: closed."""

    staff: str
    name: str
    on_date: date
    words: str
    hours: str | None
    reason: str


class Holiday(Row):
    """A holiday to come; `own`: the business's, which can be taken back."""

    on_date: date
    words: str
    name: str
    closed: bool
    own: bool


class Coming(Row):
    """A date on which a blocked time starts."""

    date: date
    words: str


class Block(Row):
    """A blocked time that is not over; no name: everybody's."""

    id: str
    name: str | None
    words: str
    reason: str
    repeats: bool
    coming: list[Coming]


class PlaceName(Row):
    """A suburb or a postcode, or both."""

    suburb: str
    postcode: str

    def __str__(self) -> str:
        return f"{self.suburb} {self.postcode}".strip()


class Drive(Row):
    """What the owner says a drive takes, in minutes."""

    start: PlaceName
    end: PlaceName
    minutes: int


class OutOfPlace(Clash):
    """A booked time that doesn't fit: in a blocked time, or outside the hours."""

    blocked: bool


class LastChange(Row):
    """Who changed a part of this last."""

    name: str
    words: Words


class TimeSettings(Row):
    """Everything; `changed` by the page that shows it, `today` the business's own."""

    today: date
    calendars: list[CalendarHours]
    services: list[ServiceName]
    dates: list[OwnDate]
    holidays: list[Holiday]
    blocks: list[Block]
    drives: list[Drive]
    rules: dict[str, Any]
    contact_from: str
    contact_to: str
    example: str
    out_of_place: list[OutOfPlace]
    changed: dict[str, LastChange]


class BaseChange(Row):
    """What became of a place or a drive."""

    outcome: str


def time_settings(business_id: str) -> Call[TimeSettings]:
    """As a member. Raises NotFound when the business is not theirs."""
    return rpc("time_settings", {"p_business": business_id}, TimeSettings.model_validate)


def set_time_rules(business_id: str, settings: dict[str, int | str]) -> Call[Done]:
    """As an owner. Raises BadInput with everything that is wrong, a sentence a line; nothing is changed then."""
    return rpc("set_time_rules", {"p_business": business_id, "p_settings": settings}, Done.model_validate)


def remove_holiday(business_id: str, on_date: date) -> Call[CalendarChange]:
    """Takes back one of the business's own. 'removed' or 'nothing_there'."""
    params = {"p_business": business_id, "p_on_date": on_date.isoformat()}
    return rpc("remove_holiday", params, CalendarChange.model_validate)


def set_base(business_id: str, staff_id: str, suburb: str, postcode: str) -> Call[BaseChange]:
    """Where a calendar's day starts and ends; both empty: nowhere in particular. 'set', 'cleared' or 'unchanged'."""
    params = {"p_business": business_id, "p_staff": staff_id, "p_suburb": suburb, "p_postcode": postcode}
    return rpc("set_base", params, BaseChange.model_validate)


def set_travel_minutes(
    business_id: str, start: tuple[str, str], end: tuple[str, str], minutes: int | None, both_ways: bool
) -> Call[BaseChange]:
    """What a drive between two places (suburb, postcode) takes; no minutes: measured again. 'set' or 'removed'."""
    params = {
        "p_business": business_id,
        "p_from_suburb": start[0],
        "p_from_postcode": start[1],
        "p_to_suburb": end[0],
        "p_to_postcode": end[1],
        "p_minutes": minutes,
        "p_both_ways": both_ways,
    }
    return Call(lambda client: client.rpc("set_travel_minutes", params), BaseChange.model_validate)
