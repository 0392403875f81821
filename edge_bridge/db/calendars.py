"""When a business can be booked: hours, holidays and blocked times, as its members set them. Nothing here cancels a booking.

Weekdays are ISO (1 Monday), dates and times of day are the business's local ones. Raises BadInput with a sentence for people.
"""

from datetime import date, datetime
from typing import Any

from pydantic import Field

from edge_bridge.db.client import Call, rpc
from edge_bridge.db.words import Row, Words

Stretches = list[dict[str, Any]]


class Clash(Row):
    """A booked time that a change leaves outside the hours, or in a blocked time: the owner decides about it."""

    booking: str
    customer: str
    status: str
    service: str
    staff: str
    starts_at: datetime
    words: Words


class CalendarChange(Row):
    """What became of a change: the outcome's name (see the SQL function), what it clashes with, and a new block's id."""

    outcome: str
    clashes: list[Clash] = Field(default_factory=list)
    block: str | None = None


class HolidaysDue(Row):
    """A business that wants the public holidays of these years suggested, until the last of them ends."""

    business_id: str
    state: str
    years: list[int]
    until: date


def set_working_hours(business_id: str, staff_id: str, hours: Stretches) -> Call[CalendarChange]:
    """Replaces one calendar's weekly hours: [{weekday, opens, closes}]. 'set'."""
    return _change("set_working_hours", business_id, staff=staff_id, hours=hours)


def set_date_hours(
    business_id: str, staff_id: str | None, on_date: date, hours: Stretches, reason: str = ""
) -> Call[CalendarChange]:
    """One date's own hours, [{opens, closes}], none for closed; of every calendar without `staff_id`. 'set'."""
    said = {"on_date": on_date.isoformat(), "hours": hours, "reason": reason}
    return _change("set_date_hours", business_id, staff=staff_id, **said)


def clear_date_hours(business_id: str, staff_id: str | None, on_date: date) -> Call[CalendarChange]:
    """The date goes by the weekly hours again. 'cleared' or 'nothing_there'."""
    return _change("clear_date_hours", business_id, staff=staff_id, on_date=on_date.isoformat())


def set_holiday(business_id: str, on_date: date, name: str, closed: bool) -> Call[CalendarChange]:
    """What the business does on a holiday, or one of its own; an empty name keeps the one it has. 'set'."""
    return _change("set_holiday", business_id, on_date=on_date.isoformat(), name=name, closed=closed)


def add_blocked_time(
    business_id: str, staff_id: str | None, starts: datetime, ends: datetime, reason: str = ""
) -> Call[CalendarChange]:
    """Blocks one stretch of local time, without `staff_id` in the whole business. 'added'."""
    if starts.tzinfo or ends.tzinfo:
        raise ValueError("Local times have no offset: their zone is the business's.")
    said = {"from": starts.isoformat(), "to": ends.isoformat(), "reason": reason}
    return _change("add_blocked_time", business_id, staff=staff_id, **said)


def add_recurring_block(
    business_id: str, staff_id: str | None, rule: dict[str, Any], reason: str = ""
) -> Call[CalendarChange]:
    """Blocks a stretch that repeats; `private.rule_of` says what a rule is. 'added'."""
    return _change("add_recurring_block", business_id, staff=staff_id, rule=rule, reason=reason)


def skip_blocked_date(business_id: str, block_id: str, on_date: date) -> Call[CalendarChange]:
    """Leaves out one date of a block that repeats. 'skipped', 'already_skipped' or 'already_removed'."""
    return _change("skip_blocked_date", business_id, block=block_id, date=on_date.isoformat())


def remove_blocked_time(business_id: str, block_id: str) -> Call[CalendarChange]:
    """The time can be booked again. 'removed' or 'already_removed'."""
    return _change("remove_blocked_time", business_id, block=block_id)


def holidays_due(business_id: str | None = None, now: datetime | None = None) -> Call[HolidaysDue | None]:
    """As the service: a business whose public holidays are not known far enough ahead, this one or any."""
    params = {"p_business": business_id, "p_now": now and now.isoformat()}
    return rpc("holidays_due", params, lambda due: HolidaysDue.model_validate(due) if due else None)


def suggest_holidays(due: HolidaysDue, names: dict[date, str], now: datetime | None = None) -> Call[CalendarChange]:
    """As the service: takes on public holidays up to `due.until`, leaving alone what the owner decided. 'suggested'."""
    params = {
        "p_business": due.business_id,
        "p_rows": [{"date": day.isoformat(), "name": name} for day, name in names.items()],
        "p_until": due.until.isoformat(),
        "p_now": now and now.isoformat(),
    }
    return rpc("suggest_holidays", params, CalendarChange.model_validate)


def _change(function: str, business_id: str, **said: Any) -> Call[CalendarChange]:
    """A call as a member; None is said too, for it has a meaning."""
    params = {"p_business": business_id} | {f"p_{name}": value for name, value in said.items()}
    return Call(lambda client: client.rpc(function, params), CalendarChange.model_validate)
