"""Plain calendar arithmetic on local dates."""

import datetime
from datetime import timedelta


def on_or_after(day: datetime.date, weekday: int) -> datetime.date:
    """The first date from `day` on that falls on the ISO weekday."""
    return day + timedelta(days=(weekday - day.isoweekday()) % 7)


def monday_of(day: datetime.date) -> datetime.date:
    """The Monday of the Monday-to-Sunday week `day` lies in."""
    return day - timedelta(days=day.isoweekday() - 1)


def date_or_none(year: int, month: int, day: int) -> datetime.date | None:
    """The date, or None where the calendar has none such."""
    try:
        return datetime.date(year, month, day)
    except ValueError:
        return None


def month_start(day: datetime.date, months_on: int = 0) -> datetime.date:
    """The first of the month that lies so many months after that of `day`."""
    months = day.year * 12 + day.month - 1 + months_on
    return datetime.date(months // 12, months % 12 + 1, 1)


def month_end(day: datetime.date) -> datetime.date:
    """The last day of the month of `day`."""
    return month_start(day, 1) - timedelta(days=1)


def day_of_month_from(today: datetime.date, number: int) -> datetime.date | None:
    """The next date, today included, whose day of the month is `number` (1 to 31)."""
    for months_on in range(3):
        start = month_start(today, months_on)
        found = date_or_none(start.year, start.month, number)
        if found and found >= today:
            return found
    return None


def day_of_month_until(last: datetime.date, number: int) -> datetime.date | None:
    """The latest date up to `last` whose day of the month is `number`."""
    for months_back in range(3):
        start = month_start(last, -months_back)
        found = date_or_none(start.year, start.month, number)
        if found and found <= last:
            return found
    return None


def easter_sunday(year: int) -> datetime.date:
    """Western Easter (the anonymous Gregorian computus)."""
    century, in_century = divmod(year, 100)
    moon = (19 * (year % 19) + century - century // 4 - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
    week = (32 + 2 * (century % 4) + 2 * (in_century // 4) - moon - in_century % 4) % 7
    late = (year % 19 + 11 * moon + 22 * week) // 451
    month, day = divmod(moon + week - 7 * late + 114, 31)
    return datetime.date(year, month, day + 1)
