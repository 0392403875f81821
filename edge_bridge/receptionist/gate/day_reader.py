"""Turns one match of a day rule into the days it means, seen from today. Groups: d day, o ordinal, n month's number, m month,
y year, w weekday, v last weekday of a stretch, c count, u unit."""

from dataclasses import replace
from datetime import date, timedelta
from re import Match

from .day_vocabulary import ORDINALS, count_of, month_number, weekday_number
from .mentions import Day, around, days_between


def _monday(day: date) -> date:
    return day - timedelta(days=day.isoweekday() - 1)


class DayReader:
    """The readings, bound to today."""

    def __init__(self, today: date) -> None:
        self.today, self.all = today, around(today)
        self._by_weekday = {n: frozenset(d for d in self.all if d.isoweekday() == n) for n in range(1, 8)}

    def in_days(self, match: Match[str], days: int) -> Day:
        """So many days from today."""
        return self._one(match, self.today + timedelta(days=days))

    def away(self, match: Match[str]) -> Day:
        """'In two weeks', 'three days from now'."""
        return self.in_days(match, count_of(match["c"]) * {"d": 1, "w": 7, "f": 14}[match["u"][0]])

    def weekday(self, match: Match[str]) -> Day:
        """'Thursday': the coming one, unless a date beside it says which."""
        number = weekday_number(match["w"])
        coming = frozenset({self._coming(number)})
        return Day(match.start(), match.end(), self._by_weekday[number], coming, frozenset({number}))

    def that_weekday(self, match: Match[str]) -> Day:
        """'The Thursday' is whichever Thursday is spoken of."""
        dates = self._by_weekday[weekday_number(match["w"])]
        return Day(match.start(), match.end(), dates, dates, frozenset({weekday_number(match["w"])}))

    def next_weekday(self, match: Match[str]) -> Day:
        """That day of the next Monday-to-Sunday week."""
        return self._one(match, _monday(self.today) + timedelta(days=6 + weekday_number(match["w"])))

    def last_weekday(self, match: Match[str]) -> Day:
        """The one before today."""
        back = (self.today.isoweekday() - weekday_number(match["w"]) - 1) % 7 + 1
        return self.in_days(match, -back)

    def weekday_week(self, match: Match[str]) -> Day:
        """'Monday week'."""
        return self._one(match, self._coming(weekday_number(match["w"])) + timedelta(weeks=1))

    def weekday_range(self, match: Match[str]) -> Day:
        """'Monday to Friday', of every week."""
        first, last = weekday_number(match["w"]), weekday_number(match["v"])
        return self.every(match, frozenset((first - 1 + n) % 7 + 1 for n in range((last - first) % 7 + 1)))

    def every_weekday(self, match: Match[str]) -> Day:
        """'Mondays', 'every Monday'."""
        return self.every(match, frozenset({weekday_number(match["w"])}))

    def every(self, match: Match[str], weekdays: frozenset[int]) -> Day:
        """Days of every week; no date of its own."""
        return Day(match.start(), match.end(), frozenset(), frozenset(), weekdays, always=True)

    def dated(self, match: Match[str]) -> Day:
        """'5 November', '5/11', 'November 5th 2026'."""
        said = match.groupdict()
        day = int(said["d"]) if said.get("d") else ORDINALS[said["o"]]
        month = int(said["n"]) if said.get("n") else month_number(said["m"])
        return self._date(match, day, month, said.get("y"))

    def holiday(self, match: Match[str], day: int, month: int) -> Day:
        """Without a weekday: weekly hours say nothing of it."""
        return replace(self._date(match, day, month, None), weekdays=frozenset())

    def nth(self, match: Match[str]) -> Day:
        """'The 5th': within a month, unless a weekday or month beside it says which."""
        day = int(match["d"]) if "d" in match.groupdict() else ORDINALS[match["o"]]
        dates = frozenset(d for d in self.all if d.day == day)
        near = frozenset(d for d in dates if self.today <= d < self.today + timedelta(days=31))
        return Day(match.start(), match.end(), dates, near)

    def week(self, match: Match[str], weeks: int) -> Day:
        """What is left of this week, or a week to come."""
        monday = _monday(self.today) + timedelta(weeks=weeks)
        return self._some(match, days_between(max(monday, self.today), monday + timedelta(days=6)))

    def weekend(self, match: Match[str], weeks: int) -> Day:
        """Saturday and Sunday."""
        saturday = _monday(self.today) + timedelta(days=5, weeks=weeks)
        return self._some(match, days_between(max(saturday, self.today), saturday + timedelta(days=1)))

    def month(self, match: Match[str]) -> Day:
        """A month by name."""
        return self.month_of(match, month_number(match["m"]))

    def month_of(self, match: Match[str], number: int) -> Day:
        """A month by its number, from this one on."""
        start = self.today.replace(day=1)
        return self._some(match, frozenset(d for d in self.all if d.month == number and d >= start))

    def _coming(self, weekday: int) -> date:
        return self.today + timedelta(days=(weekday - self.today.isoweekday()) % 7)

    def _one(self, match: Match[str], day: date) -> Day:
        dates = frozenset({day})
        return Day(match.start(), match.end(), dates, dates, frozenset({day.isoweekday()}))

    def _some(self, match: Match[str], dates: frozenset[date]) -> Day:
        return Day(match.start(), match.end(), dates, dates, frozenset(d.isoweekday() for d in dates), span=True)

    def _date(self, match: Match[str], day: int, month: int, year: str | None) -> Day:
        dates = frozenset(d for d in self.all if (d.day, d.month) == (day, month))
        if year:
            wanted = int(year) + (2000 if len(year) == 2 else 0)
            dates = frozenset(d for d in dates if d.year == wanted)
        return Day(match.start(), match.end(), dates, dates, frozenset(d.isoweekday() for d in dates))
