"""Holds what was said against the rows, by a reader of its own: clock times, days, dates and prices. Pure.

It knows fewer words than the truth gate and shares none of its code, so that both are not blind in one place.
"""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from seed.rehearsal.hearing import MONTHS, WEEKDAYS, nearest
from seed.rehearsal.rows import Start

_TOKEN = re.compile(
    rf"""(?P<time>\b(?P<hour>\d{{1,2}})(?:[:.](?P<minute>\d\d))?\s?(?P<half>[ap])\.?m\b)
    |(?P<clock>\b(?:[01]?\d|2[0-3]):[0-5]\d\b)|(?P<noon>\b(?:noon|midday)\b)|(?P<midnight>\bmidnight\b)
    |\b(?P<weekday>{"|".join(WEEKDAYS)}|(?:Mon|Tues?|Wed|Thur?s?|Fri|Sat|Sun)\b)
    |\b(?P<month>{"|".join(MONTHS)})[a-z]*\.?\s(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\b
    |\b(?P<day2>\d{{1,2}})(?:st|nd|rd|th)?\s(?:of\s)?(?P<month2>{"|".join(MONTHS)})[a-z]*\b
    |\b(?P<relative>today|tonight|tomorrow)\b""",
    re.IGNORECASE | re.VERBOSE,
)
_HOURS = re.compile(r"\b(?:to|until|till)\b|[-–]", re.IGNORECASE)
_FULL = re.compile(
    r"\b(?:fully booked|booked out|no (?:free )?times?|nothing (?:free|available))\b"
    r"[^.\n]*\b(this week|next week|today|tomorrow)\b",
    re.IGNORECASE,
)
_PRICE = re.compile(r"\$\s?(\d+(?:\.\d\d)?)|\b(\d+(?:\.\d\d)?) (?:dollars|bucks)\b", re.IGNORECASE)
_FREE = re.compile(r"\b(?:free of charge|no charge|for free|at no cost|complimentary|on the house)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Known:
    """What is true at one moment: starts and deadlines that may be named, opening hours, prices in cents by service."""

    today: date
    moments: frozenset[Start]
    hours: dict[int, list[tuple[int, int]]]
    prices: dict[str, int | None]


@dataclass
class _Day:
    """The day spoken of so far in a line."""

    weekday: int | None = None
    day: date | None = None

    def fits(self, day: date) -> bool:
        return (self.weekday is None or day.isoweekday() == self.weekday) and self.day in (None, day)


def wrong_times(reply: str, known: Known) -> list[str]:
    """The lines of a reply in which a time, or a weekday with its date, agrees with nothing known."""
    return [line.strip() for line in re.split(r"\n|(?<=[.?!])\s", reply) if not _line_is_true(line, known)]


def _line_is_true(line: str, known: Known) -> bool:
    found = list(_TOKEN.finditer(line))
    minutes = [m for token in found if (m := _minutes(token))]
    day = _Day()
    if len(minutes) == 2 and _HOURS.search(line) and not any(t["month"] or t["month2"] for t in found):
        return _are_hours(found, minutes, known)
    fresh, said = True, []
    for token in found:
        if named := _minutes(token):
            fresh = True
            said.append((_Day(day.weekday, day.day), named))
            continue
        if fresh:
            day, fresh = _Day(), False
        if not _add(day, token, known.today):
            return False
    if len(said) == 1:  # "2 pm on Thursday"
        said = [(day, said[0][1])]
    return all(_is_known(when, named, known) for when, named in said)


def _is_known(when: _Day, minutes: frozenset[int], known: Known) -> bool:
    if when.weekday is None and when.day is None:
        edges = {edge for hours in known.hours.values() for stretch in hours for edge in stretch}
        return any(minute in minutes for _, minute in known.moments) or bool(edges & minutes)
    return any(minute in minutes and when.fits(day) for day, minute in known.moments)


def _are_hours(found: list["re.Match[str]"], minutes: list[frozenset[int]], known: Known) -> bool:
    """ "Monday to Friday: 7:30 AM to 4:30 PM": true of every day of the stretch."""
    days = [_weekday(token["weekday"]) for token in found if token["weekday"]]
    first, last = (days[0], days[-1]) if days else (1, 7)
    stretch = (
        [d for d in range(1, 8) if first <= d <= last] if first <= last else [*range(first, 8), *range(1, last + 1)]
    )
    meant = [known.hours.get(d, []) for d in stretch]
    if not days:
        meant = [hours for hours in meant if hours and _open(hours, minutes)][:1]
    return bool(meant) and all(hours and _open(hours, minutes) for hours in meant)


def _open(hours: list[tuple[int, int]], minutes: list[frozenset[int]]) -> bool:
    return min(opens for opens, _ in hours) in minutes[0] and max(closes for _, closes in hours) in minutes[1]


def _add(day: _Day, token: "re.Match[str]", today: date) -> bool:
    """Narrows the day; false where weekday and date contradict each other."""
    if token["weekday"]:
        day.weekday = _weekday(token["weekday"])
    elif token["relative"]:
        day.day = today + timedelta(days=token["relative"].lower() == "tomorrow")
    else:
        month, number = token["month"] or token["month2"], token["day"] or token["day2"]
        day.day = nearest([m.lower() for m in MONTHS].index(month.lower()[:3]) + 1, int(number), today)
        if day.day is None:
            return False
    return day.day is None or day.weekday is None or day.day.isoweekday() == day.weekday


def _weekday(word: str) -> int:
    return [name[:3].lower() for name in WEEKDAYS].index(word[:3].lower()) + 1


def _minutes(token: "re.Match[str]") -> frozenset[int]:
    """Minutes of the day that a clock time may mean; none for another token."""
    if token["time"]:
        return frozenset(
            {int(token["hour"]) % 12 * 60 + int(token["minute"] or 0) + 720 * (token["half"].lower() == "p")}
        )
    if token["clock"]:
        hour, minute = map(int, token["clock"].split(":"))
        return frozenset({hour * 60 + minute, (hour * 60 + minute + 720) % 1440})
    return frozenset({720}) if token["noon"] else frozenset({0, 1440}) if token["midnight"] else frozenset()


def wrong_prices(reply: str, known: Known) -> list[str]:
    """The lines of a reply that name a price which the service they name, or every service, does not have."""
    wrong = []
    for line in re.split(r"\n|(?<=[.?!])\s", reply):
        named = [cents for name, cents in known.prices.items() if name.lower() in line.lower()]
        true = {cents for cents in (named or known.prices.values()) if cents is not None}
        said = {round(float(a or b) * 100) for a, b in _PRICE.findall(line)} | ({0} if _FREE.search(line) else set())
        if said - true:
            wrong.append(line.strip())
    return wrong


def said_full(reply: str, today: date) -> list[tuple[str, date, date]]:
    """Stretches of days that a reply says have no free time: its words, first and last day."""
    monday = today - timedelta(days=today.weekday())
    meant = {
        "today": (today, today),
        "tomorrow": (today + timedelta(days=1), today + timedelta(days=1)),
        "this week": (today, monday + timedelta(days=6)),
        "next week": (monday + timedelta(days=7), monday + timedelta(days=13)),
    }
    return [(found[0], *meant[found[1].lower()]) for found in _FULL.finditer(reply)]
