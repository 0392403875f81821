"""Stretches of days: weeks, weekends, months and parts of them, within some days."""

import re
from datetime import date, timedelta
from re import Match

from .calendar_days import date_or_none, monday_of, month_end, month_start, on_or_after
from .day_found import Found, Kind, Rule, one_day, span
from .moments import Doubt, LocalNow
from .time_words import COUNT, LONG_MONTH, MONTH, ORDINALS, WEEKDAY, count_of, month_number, weekday_number

_PART = (
    r"(early in|early|start of|beginning of|first half of|mid[ -]?|middle of|halfway through|late in|later in|late"
    r"|later|end of"
    r"|second half of|back half of|back end of)"
)
_A_MONTH = rf"((?:next|this|the) month|{LONG_MONTH}|{MONTH}(?<!may)(?<!mar))"
_WEEK_PARTS = {"first": (0, 1), "mid": (1, 3), "late": (3, 6), "end": (3, 4)}
_MONTH_PARTS = {"first": (1, 10), "mid": (11, 20), "late": (21, 31)}


def _which_part(words: str) -> str:
    if words.startswith(("early", "start", "begin", "first")):
        return "first"
    if words.startswith(("mid", "half")):
        return "mid"
    return "end" if words.startswith("end") else "late"


def _week_start(words: str, today: date) -> date:
    """Monday of the week named: this one, the next, or the one after that."""
    weeks = 2 if "after next" in words else 1 if "next" in words or "following" in words or "week after" in words else 0
    return monday_of(today) + timedelta(weeks=weeks)


def _from_today(first: date, last: date, today: date) -> Found | None:
    return span(max(first, today), last) if last >= today else None


def _week(match: Match[str], now: LocalNow) -> Found | None:
    monday = _week_start(match[0], now.date)
    return _from_today(monday, monday + timedelta(days=6), now.date)


def _part_of_week(match: Match[str], now: LocalNow) -> Found | None:
    """Monday and Tuesday, Tuesday to Thursday, Thursday on; "the end of the week" is Thursday and Friday."""
    part = _which_part(match[1])
    monday = _week_start(match[2], now.date)
    first, last = (monday + timedelta(days=offset) for offset in _WEEK_PARTS[part])
    if part == "late" and monday <= now.date:
        first = max(first, now.date + timedelta(days=1)) if now.date < last else now.date
    week_later = timedelta(weeks=1)
    return _from_today(first, last, now.date) or span(first + week_later, last + week_later)


def _end_of_week(match: Match[str], now: LocalNow) -> Found | None:
    monday = monday_of(now.date)
    return _from_today(monday + timedelta(days=3), monday + timedelta(days=4), now.date) or span(
        monday + timedelta(days=10), monday + timedelta(days=11)
    )


def _weekend(match: Match[str], now: LocalNow) -> Found | None:
    """Saturday and Sunday of this week; "next" and "following" of the next Monday-to-Sunday week."""
    weeks = 2 if "after next" in match[0] else 1 if re.search("next|following|week after", match[0]) else 0
    saturday = monday_of(now.date) + timedelta(days=5, weeks=weeks)
    return _from_today(saturday, saturday + timedelta(days=1), now.date)


def _month_named(words: str, today: date) -> date:
    """The first of the month named; a month already over is next year's."""
    if "month" in words:
        return month_start(today, 1 if "next" in words else 0)
    start = date(today.year, month_number(words), 1)
    return start if month_end(start) >= today else start.replace(year=today.year + 1)


def _month(match: Match[str], now: LocalNow) -> Found | None:
    start = _month_named(match[1], now.date)
    return _from_today(start, month_end(start), now.date)


def _next_year(match: Match[str], now: LocalNow) -> Found | None:
    return span(date(now.date.year + 1, 1, 1), date(now.date.year + 1, 12, 31))


def _part_of_month(match: Match[str], now: LocalNow) -> Found | None:
    start = _month_named(match[2], now.date)
    first, last = _MONTH_PARTS[_which_part(match[1]).replace("end", "late")]
    return _from_today(start.replace(day=first), min(start.replace(day=28), month_end(start)).replace(
        day=min(last, month_end(start).day)), now.date)  # fmt: skip


def _nth_of_month(match: Match[str], now: LocalNow) -> Found | None:
    start = month_start(now.date, 1 if match[2] == "next" else 0)
    found = date_or_none(start.year, start.month, int(match[1])) if match[1] else month_end(start)
    return one_day(found, Kind.DATE, Doubt.ALREADY_PAST if found < now.date else None) if found else None


def _nth_in_month(match: Match[str], now: LocalNow) -> Found | None:
    """ "The first Monday in December", "the last week of November"."""
    start, what = _month_named(match[3], now.date), match[2]
    number = 0 if match[1] == "last" else int(match[1][0]) if match[1][0].isdecimal() else ORDINALS[match[1]]
    if what == "week":
        first = start + timedelta(days=7 * (number - 1)) if number else month_end(start) - timedelta(days=6)
        return _from_today(first, first + timedelta(days=6), now.date)
    weekday = weekday_number(what)
    base = start + timedelta(days=7 * (number - 1)) if number else month_end(start) - timedelta(days=6)
    return one_day(on_or_after(base, weekday))


def _within(match: Match[str], now: LocalNow) -> Found | None:
    """ "Within 3 days", "the next few weeks", "the next week or two": from today that far."""
    number = count_of(match[1]) if match[1] else 1
    days = {"d": 1, "w": 7, "f": 14, "m": 30}[match[2][0]]
    return span(now.date, now.date + timedelta(days=number * days))


def _week_or_two(match: Match[str], now: LocalNow) -> Found | None:
    return span(now.date + timedelta(weeks=1), now.date + timedelta(weeks=2))


def _rule(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


RULES: tuple[Rule, ...] = (
    (_rule(r"\b(?:the )?(?:(\d{1,2})(?:st|nd|rd|th)|last day) (?:day )?of (next|this|the) month\b"), _nth_of_month),
    (_rule(rf"\b(?:the )?(first|second|third|fourth|1st|2nd|3rd|4th|last) ({WEEKDAY}|week) (?:in"
        rf"|of) {_A_MONTH}\b"), _nth_in_month),
    (_rule(rf"\b(?:the )?{_PART}\s?(?:in )?{_A_MONTH}\b"), _part_of_month),
    (_rule(rf"\b(?:the )?{_PART} ?((?:of )?(?:the )?(?:week after next|next week|this week|following week|the week"
        rf"|week))\b"),
     _part_of_week),
    (_rule(r"\beow\b|\bend of (?:the )?week\b"), _end_of_week),
    (_rule(rf"\b(?:with)?in (?:the )?(?:next|coming) ({COUNT} )?(day|week|fortnight|month)s?(?: or (?:so"
        rf"|two))?\b".replace(f"({COUNT} )", f"(?:({COUNT}) )")),
     _within),
    (_rule(rf"\b(?:over |during )?the (?:next|coming) ({COUNT}) (day|week|fortnight|month)s?\b"), _within),
    (_rule(rf"\bnext ({COUNT}) (day|week|fortnight|month)s\b"), _within),
    (_rule(rf"\bwithin ({COUNT}) (day|week|fortnight|month)s?\b"), _within),
    (_rule(r"\bin (?:a|one) week or (?:two|so)\b|\bin a couple of weeks\b"), _week_or_two),
    (_rule(r"\b(?:this |next |the |following |coming )*week ?ends?\b(?: after next| after)?"), _weekend),
    (_rule(r"\b(?:the )?week after next\b|\bnext week\b|\b(?:the )?following week\b|\b(?:this|the"
        r"|this coming) week\b(?! (?:after|of|on|from))"),
     _week),
    (_rule(r"\b(next month|this month)\b"), _month),
    (_rule(r"\bnext year\b"), _next_year),
    (_rule(rf"\b(?:in|during|for|sometime in|some time in) ({LONG_MONTH}|jan|feb|aug|sept?|oct|nov"
        rf"|dec)\b"), _month),
    (_rule(rf"^({LONG_MONTH})$"), _month),
)  # fmt: skip
