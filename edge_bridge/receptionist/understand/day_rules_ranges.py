"""Ranges said in one go: 5-8 Nov, July 13 through 15, the 4th to the 9th of next month, March to May."""

import re
from datetime import date
from re import Match

from .calendar_days import date_or_none, month_end, month_start
from .day_found import Found, Rule, stretch
from .day_rules_dates import dated
from .moments import LocalNow
from .time_words import CARDINAL_WORD, LONG_MONTH, MONTH, ORDINAL_WORD, day_number, month_number

_TO = r"\s?(?:-|to|till?|untill?|through|thru|and)\s?(?:the )?"
_ON_TO = _TO.replace("|and", "")
_NOT_A_TIME = r"(?!\s?[:.]\d|\s?[ap]\.?m)"


def _days_month(match: Match[str], now: LocalNow) -> Found | None:
    return _between(now, day_number(match[1]), day_number(match[2]), match[3], match[4])


def _month_days(match: Match[str], now: LocalNow) -> Found | None:
    return _between(now, day_number(match[2]), day_number(match[3]), match[1], match[4])


def _between(now: LocalNow, first: int, last: int, month: str, year: str | None) -> Found | None:
    start = dated(now.date, first, month_number(month), int(year) if year else None)
    end = date_or_none(start.first.year, start.first.month, last) if start.first else None
    return stretch(start.first, end, start.doubt) if start.first and end and start.first < end else None


def _days_of_month(match: Match[str], now: LocalNow) -> Found | None:
    """ "Between the 4th and the 22nd of next month"."""
    month = month_start(now.date, 1 if match[3] == "next" else 0)
    first, last = (date_or_none(month.year, month.month, day_number(match[group])) for group in (1, 2))
    if not first or not last or last <= first or last < now.date:
        return None
    return stretch(max(first, now.date), last)


def _months(match: Match[str], now: LocalNow) -> Found | None:
    """ "From August to October": the next such, or what is left of it."""
    months = [month_number(match[group]) for group in (1, 2)]
    if not match[3]:
        for year in (now.date.year - 1, now.date.year, now.date.year + 1):
            first, last = date(year, months[0], 1), month_end(date(year + (months[1] < months[0]), months[1], 1))
            if last >= now.date:
                return stretch(max(first, now.date), last)
    last = month_end(date(int(match[3] or now.date.year), months[1], 1))
    first = date(last.year - (months[1] < months[0]), months[0], 1)
    return stretch(max(first, now.date), last) if last >= now.date else None


def _rule(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


_LED = r"(?:(?:from|between)\s(?:the )?)"
_DAY = rf"(\d{{1,2}}(?=st|nd|rd|th|\b)|{ORDINAL_WORD}|{CARDINAL_WORD})(?:st|nd|rd|th)?"
_MONTH_TO = r" ?(?:to|till?|untill?|through|thru|-) ?"
_IN_YEAR = r"(?:,? (20\d\d)\b)?"
RULES: tuple[Rule, ...] = (
    (_rule(rf"\b{_LED}?(?:the )?{_DAY}{_TO}{_DAY}\s?(?:of )?({MONTH})\b{_IN_YEAR}"), _days_month),
    (_rule(rf"\b(?:from )?({MONTH}) (?:from )?(?:the )?{_DAY}{_ON_TO}{_DAY}\b{_NOT_A_TIME}{_IN_YEAR}"), _month_days),
    (_rule(rf"\b({MONTH}) between (?:the )?{_DAY}{_TO}{_DAY}\b{_NOT_A_TIME}{_IN_YEAR}"), _month_days),
    (_rule(rf"\b{_LED}?(?:the )?{_DAY}{_TO}{_DAY} (?:of |in )?(next|this) month\b"), _days_of_month),
    (_rule(rf"\b(?:from|between) ({MONTH})(?:{_MONTH_TO}| and )({MONTH})\b(?! \d{{1,2}}\b){_IN_YEAR}"), _months),
    (_rule(rf"\b({LONG_MONTH}){_MONTH_TO}({LONG_MONTH})\b(?! \d{{1,2}}\b){_IN_YEAR}"), _months),
)  # fmt: skip
