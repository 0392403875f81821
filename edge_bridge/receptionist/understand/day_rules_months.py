"""Months, years and parts of them: next month, mid December, the first Monday in May, the 21st of next month, 11/2026."""

import re
from datetime import date, timedelta
from re import Match

from .calendar_days import date_or_none, month_end, month_start, on_or_after
from .day_found import Found, Kind, Rule, from_today, one_day, span, stretch
from .moments import Doubt, LocalNow
from .time_words import (
    CARDINAL_WORD,
    LONG_MONTH,
    MONTH,
    ORDINAL_WORD,
    ORDINALS,
    WEEKDAY,
    day_number,
    month_number,
    weekday_number,
)

PART = (
    r"(early in|early|start of|beginning of|first half of|mid[ -]?|middle of|halfway through|late in|later in|late"
    r"|later|end of"
    r"|second half of|back half of|back end of)"
)
"""A part of a week or month, before its name."""
_SHORT = r"jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec"
_A_MONTH = rf"((?:next|this|the) month|(?:{LONG_MONTH}|{MONTH}(?<!may)(?<!mar))\.?(?:,? 20\d\d\b)?)"
_BOUND = "|".join(rf"(?<=\b{word} )" for word in ("by", "before", "after", "until", "till", "til", "from"))
_PARTS = {"first": (1, 10), "mid": (11, 20), "late": (21, 31)}
_YEAR = re.compile(r"20\d\d")


def which_part(words: str) -> str:
    """ "first", "mid", "late" or "end", of a PART."""
    if words.startswith(("early", "start", "begin", "first")):
        return "first"
    if words.startswith(("mid", "half")):
        return "mid"
    return "end" if words.startswith("end") else "late"


def _month_named(words: str, today: date) -> date:
    """The first of the month named; a month already over is next year's."""
    if "month" in words:
        return month_start(
            today, 2 if "after" in words else 1 if re.match("next|following|coming|upcoming", words) else 0
        )
    if year := _YEAR.search(words):
        return date(int(year[0]), month_number(words), 1)
    start = date(today.year, month_number(words), 1)
    return start if month_end(start) >= today else start.replace(year=today.year + 1)


def _month(match: Match[str], now: LocalNow) -> Found | None:
    start = _month_named(match[1], now.date)
    return from_today(start, month_end(start), now.date)


def _bare_month(match: Match[str], now: LocalNow) -> Found | None:
    start = _month_named(match[1] or match[2], now.date)
    return from_today(start, month_end(start), now.date)


def _month_of_year(match: Match[str], now: LocalNow) -> Found | None:
    month, year = (match[1], match[2]) if match[1] else (match[4], match[3])
    start = date_or_none(int(year), int(month) if month.isdecimal() else month_number(month), 1)
    if start and month_end(start) < now.date:
        return stretch(start, month_end(start), Doubt.ALREADY_PAST)
    return from_today(start, month_end(start), now.date) if start else None


def _next_year(match: Match[str], now: LocalNow) -> Found | None:
    return span(date(now.date.year + 1, 1, 1), date(now.date.year + 1, 12, 31))


def _part_of_month(match: Match[str], now: LocalNow) -> Found | None:
    start = month_start(now.date) if match[2] is None else _month_named(match[2], now.date)
    first, last = _PARTS["late" if match[2] is None else which_part(match[1]).replace("end", "late")]
    return from_today(start.replace(day=first), min(start.replace(day=28), month_end(start)).replace(
        day=min(last, month_end(start).day)), now.date)  # fmt: skip


def _nth_of_month(match: Match[str], now: LocalNow) -> Found | None:
    number, month = match[1] or match[3], match[2] or match[4]
    start = month_start(now.date, 1 if month == "next" else 0)
    found = date_or_none(start.year, start.month, day_number(number)) if number else month_end(start)
    return one_day(found, Kind.DATE, Doubt.ALREADY_PAST if found < now.date else None) if found else None


def _nth_in_month(match: Match[str], now: LocalNow) -> Found | None:
    """ "The first Monday in December", "the last week of November"."""
    start, what = _month_named(match[3], now.date), match[2]
    number = 0 if match[1] == "last" else int(match[1][0]) if match[1][0].isdecimal() else ORDINALS[match[1]]
    if what == "week":
        first = start + timedelta(days=7 * (number - 1)) if number else month_end(start) - timedelta(days=6)
        return from_today(first, first + timedelta(days=6), now.date)
    weekday = weekday_number(what)
    base = start + timedelta(days=7 * (number - 1)) if number else month_end(start) - timedelta(days=6)
    return one_day(on_or_after(base, weekday))


def _rule(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


RULES: tuple[Rule, ...] = (
    (_rule(rf"\b(?:the )?(?:(\d{{1,2}}(?=st|nd|rd|th|\b)|{ORDINAL_WORD})(?:st|nd|rd|th)?|last day) (?:day )?(?:of"
        rf"|in) (next|this"
        rf"|the) month\b|\b(?:the )?(\d{{1,2}})(?:st|nd|rd|th),? (next|this) month\b"), _nth_of_month),
    (_rule(rf"\b(?:the )?(first|second|third|fourth|1st|2nd|3rd|4th|last) ({WEEKDAY}|week) (?:in|of) {_A_MONTH}"),
     _nth_in_month),
    (_rule(rf"\b(?:the )?{PART}\s?(?:in )?{_A_MONTH}|\beom\b|\bend of month\b"), _part_of_month),
)  # fmt: skip
WHOLE: tuple[Rule, ...] = (
    (_rule(r"\b((?:the )?month after next|(?:next|following|coming|upcoming|this|current) month)\b"), _month),
    (_rule(rf"(?<![\d/.-])\b(\d{{1,2}}|{MONTH}),?\s?[/-]?\s?(20\d\d)\b|\b(20\d\d)\s?[/-]?\s?({MONTH}|\d{{1,2}})\b"
        r"(?!\s?[/-]\s?\d)"), _month_of_year),
    (_rule(r"\bnext year\b"), _next_year),
    (_rule(rf"\b(?:in|during|for|sometime in|some time in|next|this|coming|month of) (?:the )?({LONG_MONTH}"
        rf"|{_SHORT}|(?:(?<=\bin )|(?<=month of ))may)\b"
        r"(?! (?:not|be|i|we|need|have|only|want)\b)"), _month),
    (_rule(rf"(?:{_BOUND})({LONG_MONTH}|may)\b(?! (?:be|not|i)\b)"), _month),
    (_rule(rf"^({LONG_MONTH})$|\b(?=january|february|july|september|october|november"
        rf"|december)({LONG_MONTH})\b(?! (?:the )?(?:\d|{ORDINAL_WORD}|{CARDINAL_WORD}))"),
     _bare_month),
)  # fmt: skip
"""For what is left when dates are read: a month alone."""
