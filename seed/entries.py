"""The dated parts of a business's file, and what each is to the database: see `private.apply_entry`."""

from typing import Annotated, Any, Self

from pydantic import Field, model_validator

from edge_bridge.calendars.rrule import read_rrule
from seed.values import WEEKDAYS, Clock, Day, Hours, Moment, Part, StaffName, Weekday, stretches

Entry = dict[str, Any]


class DateHours(Part):
    """Hours of one date in place of the weekly ones; none: closed."""

    date: Day
    hours: Hours | None = None
    reason: str = ""

    def entry(self, staff: str) -> Entry:
        """For one calendar."""
        said = {"on_date": self.date.isoformat(), "hours": stretches(self.hours), "reason": self.reason}
        return {"kind": "date_hours", "staff": staff} | said


class HoursOn(DateHours):
    """The same for one calendar by name, or for everyone."""

    staff: StaffName | None = None


class Closed(Part):
    """A date without hours."""

    date: Day
    reason: str = ""
    staff: StaffName | None = None

    def entry(self, staff: str) -> Entry:
        """For one calendar."""
        return DateHours(date=self.date, reason=self.reason).entry(staff)


class Block(Part):
    """Time that cannot be booked, in local time: once, `from` and `to`, or from `first_date` on `weekly` or by an RRULE."""

    reason: str = ""
    staff: StaffName | None = None
    from_: Annotated[Moment | None, Field(alias="from")] = None
    to: Moment | None = None
    weekly: list[Weekday] | None = None
    rrule: str | None = None
    first_date: Day | None = None
    from_time: Clock | None = None
    to_time: Clock | None = None
    except_dates: Annotated[list[Day], Field(default_factory=list)]

    @model_validator(mode="after")
    def _once_or_again(self) -> Self:
        once = [self.from_, self.to]
        again = [self.weekly or self.rrule, self.first_date, self.from_time, self.to_time]
        is_once, is_again = all(once) and not any([*again, self.except_dates]), all(again) and not any(once)
        if not (is_once or is_again) or (self.weekly and self.rrule):
            raise ValueError("give either from and to, or weekly or rrule with first_date, from_time and to_time")
        self._rule()
        return self

    def _rule(self) -> dict[str, Any]:
        if not self.first_date:
            return {}
        days = {"frequency": "weekly", "weekdays": [WEEKDAYS[day] for day in self.weekly or []]}
        repeats = read_rrule(self.rrule, self.first_date) if self.rrule else days
        times = {"first_date": self.first_date.isoformat(), "from_time": self.from_time, "to_time": self.to_time}
        return {**repeats, **times, "except_dates": [day.isoformat() for day in self.except_dates]}

    def entry(self) -> Entry:
        """For one calendar, or the whole business."""
        said: Entry = {"kind": "block", "reason": self.reason} | ({"staff": self.staff} if self.staff else {})
        if self.from_ and self.to:
            return said | {"from": self.from_.isoformat(), "to": self.to.isoformat()}
        return said | {"rule": self._rule()}


class Holiday(Part):
    """What the business does on a holiday, or one of its own."""

    date: Day
    name: Annotated[str, Field(min_length=1, max_length=120)]
    works: bool = False

    def entry(self) -> Entry:
        """For the whole business."""
        return {"kind": "holiday", "on_date": self.date.isoformat(), "name": self.name, "closed": not self.works}


class Drive(Part):
    """What a drive takes, where the owner knows better than a map."""

    from_: Annotated[str, Field(alias="from")] = ""
    from_postcode: str = ""
    to: str = ""
    to_postcode: str = ""
    minutes: Annotated[int, Field(ge=0, le=1440)]
    both_ways: bool = True

    @model_validator(mode="after")
    def _both_ends(self) -> Self:
        if not (self.from_ or self.from_postcode) or not (self.to or self.to_postcode):
            raise ValueError("give the suburb or postcode of both ends, from and to")
        return self

    def entry(self) -> Entry:
        """For the whole business."""
        said = self.model_dump(exclude={"from_", "to"})
        return {"kind": "drive", "from_suburb": self.from_, "to_suburb": self.to} | said
