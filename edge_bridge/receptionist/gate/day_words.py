"""Finds the days a sentence names. A reading of its own, apart from the one for customers' texts: the gate must not share
its slips."""

import re
from collections.abc import Callable, Iterator
from datetime import date
from functools import lru_cache
from re import Match

from .day_reader import DayReader
from .day_vocabulary import COUNT, LATE_ORDINAL, LONG_MONTH, MONTH, NTH, ORDINAL, TOMORROW, WEEKDAY
from .mentions import Day
from .reading import BLANK

_Rule = tuple[re.Pattern[str], Callable[[DayReader, Match[str]], Day]]
_NO_NOUN = r"(?! ?(?:one|ones|option|time|slot|choice|floor|visit|of all|place|street|available|is\b.*\bsecond))"
_YEAR = r"(?:,? (?P<y>20\d\d))?"
_W = rf"(?P<w>{WEEKDAY})"
_M = rf"(?P<m>{MONTH})"
_UNITS = r"(?P<u>day|week|fortnight)s?"
_THIS = r"\bthis (?=(?:very )?(?:morning|arvo|afternoon|evening|lunch))"
_BEFORE_MONTH = r"(?:in|during|from|until|by|of|this|next|early|late|mid|before|after|for|see you in)"

_RULES: tuple[_Rule, ...] = tuple(
    (re.compile(pattern), read)
    for pattern, read in (
        (r"\b(?P<y>\d{4})-(?P<n>\d\d)-(?P<d>\d\d)\b", DayReader.dated),
        (r"(?<![\d/])(?!24/7)(?P<d>\d{1,2})/(?P<n>\d{1,2})(?:/(?P<y>\d{4}|\d\d))?(?![\d/])", DayReader.dated),
        (rf"\b(?:the )?(?P<d>\d{{1,2}}) ?{NTH}?(?: day)?(?: of)? {_M}\b\.?{_YEAR}", DayReader.dated),
        (rf"\b{_M}\.? (?:the )?(?P<d>\d{{1,2}}){NTH}?\b(?![:.]\d| ?[ap]\.?m){_YEAR}", DayReader.dated),
        (rf"\b(?:the )?(?P<o>{ORDINAL})(?: day)? of {_M}\b", DayReader.dated),
        (rf"\b{_M} (?:the )?(?P<o>{ORDINAL})\b", DayReader.dated),
        (r"\bchristmas eve\b", lambda r, m: r.holiday(m, 24, 12)),
        (r"\bchristmas(?: day)?\b|\bxmas\b", lambda r, m: r.holiday(m, 25, 12)),
        (r"\bboxing day\b", lambda r, m: r.holiday(m, 26, 12)),
        (r"\bnew year'?s (?:eve|day)\b", lambda r, m: r.holiday(m, *((31, 12) if "eve" in m[0] else (1, 1)))),
        (r"\b(?:the )?day after tomorrow\b", lambda r, m: r.in_days(m, 2)),
        (r"\b(?:a )?week (?:from )?(?:today|now)\b|\btoday week\b", lambda r, m: r.in_days(m, 7)),
        (rf"\bin (?P<c>{COUNT}) {_UNITS}\b(?:' time)?", DayReader.away),
        (rf"\b(?P<c>{COUNT}) {_UNITS} from (?:now|today)\b", DayReader.away),
        (rf"\b{_W} ?(?:-|to|till|until|through|thru) ?(?P<v>{WEEKDAY})\b", DayReader.weekday_range),
        (rf"\b{_W} (?:week|fortnight)\b", DayReader.weekday_week),
        (rf"\b(?:next|the following|following) {_W}\b", DayReader.next_weekday),
        (rf"\b{_W} (?:of )?next week\b", DayReader.next_weekday),
        (rf"\b(?:every|each|any|most) {_W}\b", DayReader.every_weekday),
        (rf"\b{_W}s\b(?<!thus)(?<!tues)(?<!weds)(?<!thurs)", DayReader.every_weekday),
        (rf"\blast {_W}\b", DayReader.last_weekday),
        (rf"\bthe {_W}\b(?!(?:'s)?,? (?:week|fortnight|after|before))", DayReader.that_weekday),
        (r"\b(?:weekdays|week days|(?:on )?a weekday)\b", lambda r, m: r.every(m, frozenset(range(1, 6)))),
        (r"\bweekends\b", lambda r, m: r.every(m, frozenset({6, 7}))),
        (
            r"\b(?:every|each) ?day\b|\bdaily\b|\b(?:7|seven) days(?: a week)?\b",
            lambda r, m: r.every(m, frozenset(range(1, 8))),
        ),
        (
            rf"\b(?:(?:(?:this|the) coming|this|on|upcoming) )*{_W}\b(?:'s\b)?(?! \w+ (?:street|road)\b)",
            DayReader.weekday,
        ),
        (rf"\b{TOMORROW}\b(?:'s\b)?", lambda r, m: r.in_days(m, 1)),
        (
            rf"\b(?:today|2day)\b(?:'s\b)?|\b(?=tonight\b|tonite\b|2nite\b)|{_THIS}",
            lambda r, m: r.in_days(m, 0),
        ),
        (r"\byesterday\b", lambda r, m: r.in_days(m, -1)),
        (r"\b(?:this|the) (?:coming )?weekend\b|\b(?:on|by|before|over) the weekend\b", lambda r, m: r.weekend(m, 0)),
        (r"\b(?:next|the following) weekend\b", lambda r, m: r.weekend(m, 1)),
        (
            r"\b(?:later |early |earlier |late )?this week\b|\b(?:rest|end|middle|start) of (?:the|this) week\b",
            lambda r, m: r.week(m, 0),
        ),
        (r"\b(?:later |early |late )?(?:next|the following) week\b", lambda r, m: r.week(m, 1)),
        (r"\bthe week after(?: next)?\b", lambda r, m: r.week(m, 2)),
        (r"\bthis month\b|\b(?:end|middle|start) of (?:the|this) month\b", lambda r, m: r.month_of(m, r.today.month)),
        (r"\bnext month\b", lambda r, m: r.month_of(m, r.today.month % 12 + 1)),
        (rf"\b{_BEFORE_MONTH} (?P<m>{LONG_MONTH})\b", DayReader.month),
        (r"\b(?P<m>january|february|september|october|november|december)\b", DayReader.month),
        (rf"\b(?:the |on )*(?P<d>\d{{1,2}}){NTH}\b{_NO_NOUN}", DayReader.nth),
        (rf"\bthe (?P<o>{LATE_ORDINAL})\b{_NO_NOUN}", DayReader.nth),
    )
)


_MOVED_FROM = re.compile(rf"(\b(?:mov|chang|shift|swapp?|switch|push)\w* [^.?!]{{0,60}}?\bfrom {WEEKDAY}) to\b")
"""'Moved from Thursday to Friday' is no stretch of days."""


def find_days(words: str, today: date) -> tuple[list[Day], str]:
    """Every day named, in order, and the words with § where they stood."""
    found = sorted(_find(words, today), key=lambda day: day.start)
    for day in found:
        if day.end > day.start:
            words = words[: day.start] + "§" + BLANK * (day.end - day.start - 1) + words[day.end :]
    return found, words


def _find(words: str, today: date) -> Iterator[Day]:
    reader = _reader(today)
    words = _MOVED_FROM.sub(rf"\1 {BLANK * 2}", words)
    for pattern, read in _RULES:
        for match in pattern.finditer(words):
            yield read(reader, match)
            words = words[: match.start()] + BLANK * (match.end() - match.start()) + words[match.end() :]


@lru_cache(maxsize=8)
def _reader(today: date) -> DayReader:
    return DayReader(today)
