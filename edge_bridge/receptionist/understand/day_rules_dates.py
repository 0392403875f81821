"""Dates with a number in them: 5/11, 5 Nov, Nov 12th, the 5th, May nine. Day comes before month, as Australia writes."""

import datetime
import re
from dataclasses import replace
from datetime import timedelta
from re import Match

from .calendar_days import date_or_none, day_of_month_from, on_or_after
from .day_found import Found, Kind, Rule, one_day
from .moments import Doubt, LocalNow
from .time_words import CARDINAL_WORD, FOLLOWER, MONTH, ORDINAL_WORD, WEEKDAY, day_number, month_number, weekday_number

JUST_PAST = timedelta(days=60)
"""A date without a year that passed within this time is asked about rather than moved to next year."""

_NTH = r"(?:st|nd|rd|th)"
_IN_YEAR = r"(?:,?(?: of| in)? (20\d\d)\b)?"
_ORDINAL_NOUN = r"(?!\s*(?:one|option|time|slot|floor|lawn|visit|birthday|street|st\b|rd\b|ave|avenue|of all|opinion))"


def dated(today: datetime.date, day: int, month: int, year: int | None) -> Found:
    """The date meant; without a year the next one to come."""
    if year is not None:
        found = date_or_none(year + 2000 if year < 100 else year, month, day)
        return one_day(found, Kind.DATE, Doubt.ALREADY_PAST if found < today else None) if found else _no_such()
    near = [date_or_none(today.year + years, month, day) for years in (-1, 0, 1)]
    for found in near:
        if found and today - JUST_PAST <= found < today:
            return one_day(found, Kind.DATE, Doubt.ALREADY_PAST)
    ahead = [found for found in near if found and found >= today]
    return one_day(ahead[0], Kind.DATE) if ahead else _no_such()


def _no_such() -> Found:
    return Found(Kind.DATE, doubt=Doubt.NO_SUCH_DATE)


def _year(text: str | None) -> int | None:
    return int(text) if text else None


def _iso(match: Match[str], now: LocalNow) -> Found | None:
    return dated(now.date, int(match[4]), int(match[3]), int(match[1]))


def _year_month_day(match: Match[str], now: LocalNow) -> Found | None:
    return dated(now.date, int(match[3]), month_number(match[2]), int(match[1]))


def _numeric(match: Match[str], now: LocalNow) -> Found | None:
    """Day before month, unless there is no such month: "12/25" can only be Christmas."""
    day, month = int(match[1]), int(match[2])
    if not 1 <= day <= 31 or month == 0 or month > 31:
        return None
    if day <= 12 < month:
        day, month = month, day
    return dated(now.date, day, month, _year(match[3]))


def _dotted(match: Match[str], now: LocalNow) -> Found | None:
    return _numeric(match, now) if int(match[2]) <= 12 else None


def _day_month(match: Match[str], now: LocalNow) -> Found | None:
    return dated(now.date, day_number(match[1]), month_number(match[2]), _year(match[3]))


def _month_day(match: Match[str], now: LocalNow) -> Found | None:
    return dated(now.date, day_number(match[2]), month_number(match[1]), _year(match[3]))


def _month_word(match: Match[str], now: LocalNow) -> Found | None:
    return dated(now.date, day_number(match[2] or match[4]), month_number(match[1]), _year(match[3] or match[5]))


def _nth(match: Match[str], now: LocalNow) -> Found | None:
    number = day_number(match[1])
    if not 1 <= number <= 31:
        return None
    found = day_of_month_from(now.date, number)
    return replace(one_day(found, Kind.DATE), number=number) if found else _no_such()


def _weekday_nth(match: Match[str], now: LocalNow) -> Found | None:
    """ "Tuesday the 2nd": asked about where the next 2nd is another day."""
    found, said = day_of_month_from(now.date, day_number(match[2] or match[3])), weekday_number(match[1])
    if not found or found.isoweekday() == said:
        return one_day(found, Kind.DATE) if found else _no_such()
    return Found(Kind.DATE, found, found, said, Doubt.WEEKDAY_OR_DATE)


def _weekday_number(match: Match[str], now: LocalNow) -> Found | None:
    """ "Friday 13" is a date; "Thursday 5" may be, if that Thursday is the 5th; "Friday 3" is a time."""
    coming, number = on_or_after(now.date, weekday_number(match[1])), int(match[2])
    if 12 < number <= 31:
        found = day_of_month_from(now.date, number)
        doubt = Doubt.WEEKDAY_OR_DATE if found and found.isoweekday() != coming.isoweekday() else None
        return Found(Kind.DATE, found, found, coming.isoweekday() if doubt else None, doubt) if found else _no_such()
    return one_day(coming, Kind.DATE, Doubt.DAY_OR_TIME) if coming.day == number else None


def _rule(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


RULES: tuple[Rule, ...] = (
    (_rule(r"\b(\d{4})([-/.])(\d\d?)\2(\d\d?)\b"), _iso),
    (_rule(rf"\b(\d{{4}})[-/ ]({MONTH})[-/ ](\d\d?)\b"), _year_month_day),
    (_rule(r"\b(\d{1,2})\s?/\s?(\d{1,2})(?:\s?/\s?(\d{4}|\d\d))?\b(?!\s?/|\s?(?:am|pm)\b)"), _numeric),
    (_rule(r"\b(\d{1,2})[-.](\d{1,2})[-.](\d{4}|\d\d)\b"), _numeric),
    (_rule(r"(?<!at )(?<!@ )(?<!@)\b(\d{1,2})\.(\d{1,2})()\.(?=\s|$)"), _dotted),
    (_rule(rf"\b(?:the )?(\d{{1,2}})\s?{_NTH}?[.,]?(?: day)?(?: of)?[\s/-]?({MONTH})\b\.?(?:[,/-]?(?: of"
        rf"| in)? ?(20\d\d)\b)?"), _day_month),
    (_rule(rf"\b({MONTH})\.?[ /-]?(?:the )?(\d{{1,2}})(?:{_NTH}\b|{FOLLOWER}(?![:.]\d)"
        rf"|(?=,? 20\d\d)|(?= \d{{1,2}}(?:[:.]\d\d|\s?[ap]m))){_IN_YEAR}"), _month_day),
    (_rule(rf"\b(?:the )?({ORDINAL_WORD})(?: day)?(?: of)? ({MONTH})\b{_IN_YEAR}"), _day_month),
    (_rule(rf"\b({MONTH}) (?:the )?(?:({ORDINAL_WORD})\b{_IN_YEAR}|({CARDINAL_WORD})\b{_IN_YEAR}{FOLLOWER})"), _month_word),
    (_rule(rf"\b({WEEKDAY}),? (?:the )?(?:(\d{{1,2}}){_NTH}|(?<=the )({ORDINAL_WORD}"
        rf"|{CARDINAL_WORD}))\b(?! (?:of (?:next|this|the)\b|one|option))"), _weekday_nth),
    (_rule(rf"\b({WEEKDAY}),? (\d{{1,2}})\b(?!\s?[:.]\d|\s?(?:st|nd|rd|th|am|pm|ish"
        rf"|/))(?!-\d){FOLLOWER}"), _weekday_number),
    (_rule(rf"\b(?:the|on|for|this) (\d{{1,2}}){_NTH}\b{_ORDINAL_NOUN}"), _nth),
    (_rule(rf"\b([4-9]|[12]\d|3[01]){_NTH}\b{_ORDINAL_NOUN}"), _nth),
    (_rule(rf"\bon the (\d{{1,2}})\b(?!\s?[:.]\d|\s?[ap]m){FOLLOWER}"), _nth),
    (_rule(rf"\b(?:on|the) (1[3-9]|2\d|3[01])\b(?!\s?[:.]\d|\s?[ap]m){FOLLOWER}"), _nth),
    (_rule(r"\bon the (first|second|third)\b(?! (?:one|option|floor|level|visit|time|week|weekend|day of))"), _nth),
    (_rule(rf"\b(?:the )((?!first\b|second\b|third\b){ORDINAL_WORD})\b{_ORDINAL_NOUN}"), _nth),
)  # fmt: skip
