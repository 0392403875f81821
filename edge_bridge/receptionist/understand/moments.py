"""The words for time that the other modules speak: a business's now, and what a customer may mean."""

import datetime
from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class LocalNow:
    """The wall clock of the business: its local date and the minutes since its local midnight."""

    date: datetime.date
    minute_of_day: int


class Doubt(StrEnum):
    """Why a phrase must be asked about before it is used."""

    WEEKDAY_OR_DATE = "weekday_or_date"  # "Thursday 5 Nov" when the 5th is a Wednesday
    DAY_OR_TIME = "day_or_time"  # "Thursday 5" when the coming Thursday is the 5th
    NO_SUCH_DATE = "no_such_date"  # "31/11"
    ALREADY_PAST = "already_past"  # "today at 9", said at 10
    WHICH_DAY = "which_day"  # "on a weekday"


@dataclass(frozen=True, slots=True)
class When:
    """What a customer said about time, in the business's local calendar and clock.

    Days: `day_from == day_to` is one day; `day_to` None with `day_from` set is open-ended; both None means no day was
    named. `weekday` (ISO, 1 is Monday) narrows to that day of every week: "any Saturday", "a Saturday in December".

    Times: minutes since local midnight. `exact` is one named start, `minute_from`. Otherwise a start fits when
    `minute_from <= start < minute_to`, where None is no limit.

    `ambiguous` says what must be asked first. For WEEKDAY_OR_DATE `day_from` is the date and `weekday` the day said.

    `others` are further wishes of equal standing: "Monday at 10 or Thursday at 2" has one.
    """

    day_from: datetime.date | None = None
    day_to: datetime.date | None = None
    weekday: int | None = None
    minute_from: int | None = None
    minute_to: int | None = None
    exact: bool = False
    ambiguous: Doubt | None = None
    others: tuple["When", ...] = ()

    @property
    def names_a_day(self) -> bool:
        """Something was said about the day."""
        return self.day_from is not None or self.day_to is not None or self.weekday is not None

    @property
    def names_a_time(self) -> bool:
        """Something was said about the time of day."""
        return self.minute_from is not None or self.minute_to is not None

    def fits_day(self, day: datetime.date) -> bool:
        """Whether a day is among those meant; every day fits when none was named."""
        return (
            (self.day_from is None or self.day_from <= day)
            and (self.day_to is None or day <= self.day_to)
            and (self.weekday is None or day.isoweekday() == self.weekday)
        )

    def fits_minute(self, minute: int) -> bool:
        """Whether a start is among those meant; every start fits when no time was named."""
        if self.exact:
            return minute == self.minute_from
        return (self.minute_from is None or self.minute_from <= minute) and (
            self.minute_to is None or minute < self.minute_to
        )
