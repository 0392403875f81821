"""Stretches of days: weeks, weekends, parts of a week, within some days."""

import re
from datetime import date, timedelta
from re import Match

from .calendar_days import monday_of, month_end
from .day_found import Found, Rule, from_today, one_day, span
from .day_rules_months import PART, which_part
from .moments import LocalNow
from .time_words import COUNT, count_of

_DAYS = r"(?:business |working )?(day|week|fortnight|month)s?\b"
_WEEK_PARTS = {"first": (0, 1), "mid": (1, 3), "late": (3, 6), "end": (3, 4)}


def _week_start(words: str, today: date) -> date:
    """Monday of the week named: this one, the next, or the one after that."""
    weeks = (
        2 if "after next" in words else 1 if "next" in words or re.search("following|week after|coming", words) else 0
    )
    return monday_of(today) + timedelta(weeks=weeks)


def _week(match: Match[str], now: LocalNow) -> Found | None:
    monday = _week_start(match[0], now.date)
    return from_today(monday, monday + timedelta(days=6), now.date)


def _part_of_week(match: Match[str], now: LocalNow) -> Found | None:
    """Monday and Tuesday, Tuesday to Thursday, Thursday on; "the end of the week" is Thursday and Friday."""
    part = which_part(match[1])
    monday = _week_start(match[2], now.date)
    first, last = (monday + timedelta(days=offset) for offset in _WEEK_PARTS[part])
    if part == "late" and monday <= now.date:
        first = max(first, now.date + timedelta(days=1)) if now.date < last else now.date
    week_later = timedelta(weeks=1)
    return from_today(first, last, now.date) or span(first + week_later, last + week_later)


def _end_of_week(match: Match[str], now: LocalNow) -> Found | None:
    monday = monday_of(now.date)
    return from_today(monday + timedelta(days=3), monday + timedelta(days=4), now.date) or span(
        monday + timedelta(days=10), monday + timedelta(days=11)
    )


def _weekend(match: Match[str], now: LocalNow) -> Found | None:
    """Saturday and Sunday of this week; "next" and "following" of the next Monday-to-Sunday week."""
    weeks = 2 if "after next" in match[0] else 1 if re.search("next|following|week after", match[0]) else 0
    saturday = monday_of(now.date) + timedelta(days=5, weeks=weeks)
    return from_today(saturday, saturday + timedelta(days=1), now.date)


def _within(match: Match[str], now: LocalNow) -> Found | None:
    """ "Within 3 days", "the next few weeks", "the next week or two": from today that far."""
    number = count_of(match[1]) if match[1] else 1
    days = {"d": 1, "w": 7, "f": 14, "m": 30}[match[2][0]]
    return span(now.date, now.date + timedelta(days=number * days))


def _rest_of(match: Match[str], now: LocalNow) -> Found | None:
    last = {"day": now.date, "week": monday_of(now.date) + timedelta(days=6), "month": month_end(now.date)}
    last["year"] = date(now.date.year, 12, 31)
    return span(now.date, last[match[1]])


def _week_on(match: Match[str], now: LocalNow) -> Found | None:
    """ "This time next week": the same weekday."""
    return one_day(now.date + timedelta(weeks=1))


def _week_or_two(match: Match[str], now: LocalNow) -> Found | None:
    return span(now.date + timedelta(weeks=1), now.date + timedelta(weeks=2))


def _rule(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


RULES: tuple[Rule, ...] = (
    (_rule(r"\bthis time next week\b"), _week_on),
    (_rule(r"\b(?:rest|remainder) of (?:the |this |my |our |current )*(day|week|month|year)\b"), _rest_of),
    (_rule(rf"\b(?:the )?{PART} ?((?:of )?(?:the )?(?:week after next|next week|(?:this|current|following|coming"
        rf"|upcoming) week"
        rf"|the week|week))\b"), _part_of_week),
    (_rule(r"\beow\b|\bend of (?:the )?week\b"), _end_of_week),
    (_rule(rf"\b(?:with)?in (?:the )?(?:next|coming|upcoming) (?:({COUNT}) )?{_DAYS}(?: or (?:so|two))?\b"), _within),
    (_rule(rf"\b(?:over |during )?(?:the )?(?:next|coming|upcoming) ({COUNT}) {_DAYS}"), _within),
    (_rule(rf"\b(?:the )?({COUNT}) (?:next|coming|upcoming) {_DAYS}"), _within),
    (_rule(rf"\b(?:within|less than|under) (?:about )?({COUNT}) {_DAYS}(?: (?:from|of) (?:now"
        rf"|today))?(?! (?:after|before|from|old"
        rf"|ago)\b)"), _within),
    (_rule(r"\bin (?:a|one) week or (?:two|so)\b|\bin a couple of weeks\b"), _week_or_two),
    (_rule(r"\b(?:this |next |the |following |coming )*week ?ends?\b(?: after next| after)?"), _weekend),
    (_rule(r"\b(?:the )?week after next\b|\bnext week\b|\b(?:the )?following week\b|\b(?:the )?(?:up)?coming week\b"
        r"|\b(?:this|current) week\b(?! (?:after|of)\b)"
        r"|\bthe week\b(?! (?:after|of|on|from|before|commencing|beginning|starting|ending|\d+)\b)"), _week),
)  # fmt: skip
