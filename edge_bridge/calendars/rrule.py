"""Repeating rules as other calendars write them (RFC 5545): what a recurring blocked time can say, and no more.

Importing `icalendar` costs a process 0.15 s and 9 MB, so it is imported when the first rule is read or written.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any, NotRequired, TypedDict

if TYPE_CHECKING:
    from icalendar import vRecur

WEEKDAYS = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"]
FREQUENCIES = {"DAILY": "daily", "WEEKLY": "weekly", "MONTHLY": "monthly"}
PARTS = ["FREQ", "INTERVAL", "BYDAY", "BYMONTHDAY", "COUNT", "UNTIL", "WKST"]


class Repeats(TypedDict):
    """When a blocked time repeats, as `public.add_recurring_block` takes it; times of day and exceptions are added to it.

    Weekdays are ISO, dates are local, `until` is an instant: what local date it comes to is the database's to say.
    """

    frequency: str
    every_n: int
    first_date: str
    weekdays: NotRequired[list[int]]
    month_day: NotRequired[int]
    last_date: NotRequired[str]
    until: NotRequired[str]
    occurrences: NotRequired[int]


class UnsupportedRule(ValueError):
    """The rule cannot be kept as a recurring blocked time; the message says which part of it and why."""


def read_rrule(text: str, starts: date) -> Repeats:
    """The rule in an RRULE's text, with or without its name. `starts`, the local date of DTSTART, supplies what it leaves out.

    Nothing is expanded, so the time this takes does not depend on the rule. Raises UnsupportedRule.
    """
    parts = _parts(text)
    frequency = str(_only(parts, "FREQ"))
    if frequency not in FREQUENCIES:
        raise UnsupportedRule(f"A rule that repeats {frequency} cannot be kept: only DAILY, WEEKLY and MONTHLY can.")
    every_n = _counted(parts, "INTERVAL") or 1
    if frequency == "WEEKLY" and every_n > 1 and _only(parts, "WKST") not in (None, "MO"):
        raise UnsupportedRule(f"WKST={_only(parts, 'WKST')} cannot be kept with INTERVAL: here weeks start on Monday.")
    rule = Repeats(frequency=FREQUENCIES[frequency], every_n=every_n, first_date=starts.isoformat())
    if frequency == "WEEKLY":
        rule["weekdays"] = _weekdays(parts) or [starts.isoweekday()]
    elif "BYDAY" in parts:
        raise UnsupportedRule(f"BYDAY cannot be kept in a {frequency} rule, only in a WEEKLY one.")
    if frequency == "MONTHLY":
        rule["month_day"] = _month_day(parts) or starts.day
    elif "BYMONTHDAY" in parts:
        raise UnsupportedRule(f"BYMONTHDAY cannot be kept in a {frequency} rule, only in a MONTHLY one.")
    _add_end(rule, parts)
    return rule


def write_rrule(rule: Repeats) -> str:
    """The RRULE's text, without its name, of a rule or a stored blocked time; its count rather than the date that comes to."""
    from icalendar import vRecur

    parts: dict[str, Any] = {"FREQ": [rule["frequency"].upper()]}
    if rule["every_n"] > 1:
        parts["INTERVAL"] = [rule["every_n"]]
    if weekdays := rule.get("weekdays"):
        parts["BYDAY"] = [WEEKDAYS[day - 1] for day in weekdays]
    if month_day := rule.get("month_day"):
        parts["BYMONTHDAY"] = [month_day]
    if occurrences := rule.get("occurrences"):
        parts["COUNT"] = [occurrences]
    elif until := rule.get("until"):
        parts["UNTIL"] = [datetime.fromisoformat(until).astimezone(UTC)]
    elif last_date := rule.get("last_date"):
        parts["UNTIL"] = [date.fromisoformat(last_date)]
    written: bytes = vRecur(parts).to_ical()  # type: ignore[no-untyped-call]
    return written.decode()


def _parts(text: str) -> vRecur:
    from icalendar import vRecur

    rule = text.strip().upper().removeprefix("RRULE:")
    names = [part.partition("=")[0].strip() for part in rule.split(";")]
    for name in names:
        if name not in PARTS:
            raise UnsupportedRule(f"{name or 'An empty part'} cannot be kept: a rule may have {', '.join(PARTS)}.")
        if names.count(name) > 1:
            raise UnsupportedRule(f"{name} is given twice.")
    if "FREQ" not in names:
        raise UnsupportedRule("FREQ is missing: say DAILY, WEEKLY or MONTHLY.")
    try:
        parts: vRecur = vRecur.from_ical(rule)
    except (ValueError, TypeError) as error:
        raise UnsupportedRule(f"{rule!r} is not a rule: {error}.") from error
    return parts


def _only(parts: vRecur, name: str) -> Any:
    """The one value of a part; None where it is not given."""
    values = parts.get(name, [None])
    if len(values) != 1:
        raise UnsupportedRule(f"{name} can be kept with one value only.")
    return values[0]


def _counted(parts: vRecur, name: str) -> int | None:
    count: int | None = _only(parts, name)
    if count is not None and count < 1:
        raise UnsupportedRule(f"{name}={count} means nothing: it counts from 1.")
    return count


def _weekdays(parts: vRecur) -> list[int]:
    days = parts.get("BYDAY", [])
    for day in days:
        if day.relative is not None or day.weekday not in WEEKDAYS:
            raise UnsupportedRule(f"BYDAY={day} cannot be kept: only plain weekdays can, such as MO.")
    return sorted({WEEKDAYS.index(day.weekday) + 1 for day in days})


def _month_day(parts: vRecur) -> int | None:
    day: int | None = _only(parts, "BYMONTHDAY")
    if day is not None and not 1 <= day <= 31:
        raise UnsupportedRule(f"BYMONTHDAY={day} cannot be kept: days are counted from the month's first, 1 to 31.")
    return day


def _add_end(rule: Repeats, parts: vRecur) -> None:
    count, until = _counted(parts, "COUNT"), _only(parts, "UNTIL")
    if count and until:
        raise UnsupportedRule("COUNT and UNTIL cannot be kept together: give one end.")
    if count:
        rule["occurrences"] = count
    elif isinstance(until, datetime):
        if until.tzinfo is None:
            raise UnsupportedRule("UNTIL cannot be kept as a local time: give a date, or a time in UTC (with a Z).")
        rule["until"] = until.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    elif until:
        rule["last_date"] = until.isoformat()
