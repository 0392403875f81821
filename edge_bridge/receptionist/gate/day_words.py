"""Finds the days a sentence names. A reading of its own, apart from the one for customers' texts: the gate must not share its slips."""

import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from re import Match

from .mentions import Day, around, days_between
from .reading import BLANK

WEEKDAY = (
    r"(?:mon(?:day)?|tue(?:s(?:day)?)?|wed(?:s|nesday)?|thu(?:r(?:s(?:day)?)?)?|fri(?:day)?|sat(?:urday)?|sun(?:day)?"
    r"|th?u?rsday|thr?usday|wensday|wedn?sday|satuday|saterday)"
)
_KEYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?"
    r"|dec(?:ember)?)"
)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_LONG_MONTH = r"(?:january|february|march|april|may|june|july|august|september|october|november|december)"
_NTH = r"(?:st|nd|rd|th)"
_ORDINALS = {
    "first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8, "ninth": 9, "tenth": 10,
    "eleventh": 11, "twelfth": 12, "thirteenth": 13, "fourteenth": 14, "fifteenth": 15, "sixteenth": 16, "seventeenth": 17,
    "eighteenth": 18, "nineteenth": 19, "twentieth": 20, "twenty-first": 21, "twenty-second": 22, "twenty-third": 23,
    "twenty-fourth": 24, "twenty-fifth": 25, "twenty-sixth": 26, "twenty-seventh": 27, "twenty-eighth": 28, "twenty-ninth": 29,
    "thirtieth": 30, "thirty-first": 31,
}  # fmt: skip
_LATE_ORDINAL = "|".join(sorted((w for w, n in _ORDINALS.items() if n > 3), key=len, reverse=True))
_ANY_ORDINAL = "|".join(sorted(_ORDINALS, key=len, reverse=True))
_COUNTS = {"a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "ten": 10, "couple of": 2}
_COUNT = r"(?:\d{1,2}|a couple of|couple of|an?|one|two|three|four|five|six|seven|ten)"
_NO_NOUN = r"(?! ?(?:one|ones|option|time|slot|choice|floor|visit|of all|place|street|available|is\b.*\bsecond))"
_TOMORROW = r"(?:tomorrow|tomorow|tommorow|tmrw|tmr|tomoz|tomoza|2moro|2morrow)"


def _monday(day: date) -> date:
    return day - timedelta(days=day.isoweekday() - 1)


def _weekday(word: str) -> int:
    fixed = {"tru": "thu", "trs": "thu", "thr": "thu"}.get(word[:3], word[:3])
    return _KEYS.index(fixed) + 1


def _coming(today: date, weekday: int) -> date:
    return today + timedelta(days=(weekday - today.isoweekday()) % 7)


class _Reader:
    """The rules, bound to today."""

    def __init__(self, today: date) -> None:
        self.today, self.all = today, around(today)

    def one(self, match: Match[str], day: date | None, **more: bool) -> Day:
        dates = frozenset({day}) if day else frozenset()
        weekdays = frozenset({day.isoweekday()}) if day else frozenset()
        return Day(match.start(), match.end(), dates, dates, weekdays, **more)

    def some(self, match: Match[str], first: date, last: date) -> Day:
        dates = days_between(first, last)
        return Day(match.start(), match.end(), dates, dates, frozenset(d.isoweekday() for d in dates), span=True)

    def every(self, match: Match[str], weekdays: frozenset[int]) -> Day:
        return Day(match.start(), match.end(), frozenset(), frozenset(), weekdays, always=True)

    def in_days(self, match: Match[str], days: int) -> Day:
        return self.one(match, self.today + timedelta(days=days), relative=True)

    def weekday(self, match: Match[str]) -> Day:
        number = _weekday(match[1])
        dates = frozenset(d for d in self.all if d.isoweekday() == number)
        return Day(match.start(), match.end(), dates, frozenset({_coming(self.today, number)}), frozenset({number}))

    def next_weekday(self, match: Match[str]) -> Day:
        return self.one(match, _monday(self.today) + timedelta(days=6 + _weekday(match[1] or match[2])))

    def weekday_week(self, match: Match[str]) -> Day:
        return self.one(match, _coming(self.today, _weekday(match[1])) + timedelta(weeks=1))

    def range(self, match: Match[str]) -> Day:
        first, last = _weekday(match[1]), _weekday(match[2])
        days = {(first - 1 + n) % 7 + 1 for n in range((last - first) % 7 + 1)}
        return self.every(match, frozenset(days))

    def dated(self, match: Match[str], day: int, month: int, year: str | None) -> Day:
        found = {d for d in self.all if d.day == day and d.month == month}
        if year:
            wanted = int(year) + (2000 if len(year) == 2 else 0)
            found = {d for d in found if d.year == wanted}
        dates = frozenset(found)
        return Day(match.start(), match.end(), dates, dates, frozenset(d.isoweekday() for d in dates))

    def nth(self, match: Match[str], day: int) -> Day:
        dates = frozenset(d for d in self.all if d.day == day)
        near = frozenset(d for d in dates if self.today <= d < self.today + timedelta(days=31))
        return Day(match.start(), match.end(), dates, near)

    def month(self, match: Match[str], number: int) -> Day:
        return self._some_of(match, {d for d in self.all if d.month == number and d >= self.today.replace(day=1)})

    def _some_of(self, match: Match[str], dates: set[date]) -> Day:
        return Day(match.start(), match.end(), frozenset(dates), frozenset(dates), span=True)

    def week(self, match: Match[str], weeks: int) -> Day:
        monday = _monday(self.today) + timedelta(weeks=weeks)
        return self.some(match, max(monday, self.today), monday + timedelta(days=6))

    def weekend(self, match: Match[str], weeks: int) -> Day:
        saturday = _monday(self.today) + timedelta(days=5, weeks=weeks)
        return self.some(match, max(saturday, self.today), saturday + timedelta(days=1))

    def away(self, match: Match[str]) -> Day:
        word, unit = match[1].removeprefix("a ") or "a", match[2]
        count = int(word) if word.isdigit() else _COUNTS.get(word, 2)
        return self.in_days(match, count * {"d": 1, "w": 7, "f": 14}[unit[0]])


_Rule = tuple[re.Pattern[str], Callable[[_Reader, Match[str]], Day]]


def _month_number(word: str) -> int:
    return _MONTHS.index(word[:3]) + 1


def _ordinal(word: str) -> int:
    return int(word) if word.isdigit() else _ORDINALS[word.replace(" ", "-")]


_EVERY = frozenset(range(1, 8))
_RULES: tuple[_Rule, ...] = tuple(
    (re.compile(pattern), read)
    for pattern, read in (
        (r"\b(\d{4})-(\d\d)-(\d\d)\b", lambda r, m: r.dated(m, int(m[3]), int(m[2]), m[1])),
        (r"(?<![\d/])(\d{1,2})/(\d{1,2})(?:/(\d{4}|\d\d))?(?![\d/])", lambda r, m: r.dated(m, int(m[1]), int(m[2]), m[3])),
        (rf"\b(?:the )?(\d{{1,2}}) ?{_NTH}?(?: day)?(?: of)? ({MONTH})\b\.?(?:,? (20\d\d))?", lambda r, m: r.dated(m, int(m[1]), _month_number(m[2]), m[3])),
        (rf"\b({MONTH})\.? (?:the )?(\d{{1,2}}){_NTH}?\b(?![:.]\d| ?[ap]\.?m)(?:,? (20\d\d))?", lambda r, m: r.dated(m, int(m[2]), _month_number(m[1]), m[3])),
        (rf"\b(?:the )?({_ANY_ORDINAL})(?: day)? of ({MONTH})\b", lambda r, m: r.dated(m, _ordinal(m[1]), _month_number(m[2]), None)),
        (rf"\b({MONTH}) (?:the )?({_ANY_ORDINAL})\b", lambda r, m: r.dated(m, _ordinal(m[2]), _month_number(m[1]), None)),
        (r"\bchristmas eve\b", lambda r, m: r.dated(m, 24, 12, None)),
        (r"\bchristmas(?: day)?\b|\bxmas\b", lambda r, m: r.dated(m, 25, 12, None)),
        (r"\bboxing day\b", lambda r, m: r.dated(m, 26, 12, None)),
        (r"\b(?:the )?day after tomorrow\b", lambda r, m: r.in_days(m, 2)),
        (r"\b(?:a )?week (?:from )?(?:today|now)\b|\btoday week\b", lambda r, m: r.in_days(m, 7)),
        (rf"\bin ({_COUNT}) (day|week|fortnight)s?\b(?:' time)?", lambda r, m: r.away(m)),
        (rf"\b({_COUNT}) (day|week|fortnight)s? from (?:now|today)\b", lambda r, m: r.away(m)),
        (rf"\b({WEEKDAY}) ?(?:-|to|till|until|through|thru) ?({WEEKDAY})\b", lambda r, m: r.range(m)),
        (rf"\b({WEEKDAY}) (?:week|fortnight)\b", lambda r, m: r.weekday_week(m)),
        (rf"\b(?:next|the following|following) ({WEEKDAY})\b|\b({WEEKDAY}) (?:of )?next week\b", lambda r, m: r.next_weekday(m)),
        (rf"\b(?:every|each|any|most) ({WEEKDAY})\b|\b({WEEKDAY})s\b(?<!thus)(?<!tues)(?<!weds)(?<!thurs)", lambda r, m: r.every(m, frozenset({_weekday(m[1] or m[2])}))),
        (rf"\blast ({WEEKDAY})\b", lambda r, m: r.one(m, r.today - timedelta(days=(r.today.isoweekday() - _weekday(m[1]) - 1) % 7 + 1))),
        (r"\b(?:weekdays|week days|(?:on )?a weekday)\b", lambda r, m: r.every(m, frozenset(range(1, 6)))),
        (r"\bweekends\b", lambda r, m: r.every(m, frozenset({6, 7}))),
        (r"\b(?:every|each) ?day\b|\bdaily\b|\b(?:7|seven) days(?: a week)?\b", lambda r, m: r.every(m, _EVERY)),
        (rf"\b(?:(?:this|on|coming|upcoming) )*({WEEKDAY})\b(?:'s\b)?(?! \w+ (?:street|road)\b)", lambda r, m: r.weekday(m)),
        (rf"\b{_TOMORROW}\b(?:'s\b)?", lambda r, m: r.in_days(m, 1)),
        (r"\b(?:today|2day)\b(?:'s\b)?|\b(?=tonight\b|tonite\b|2nite\b)|\bthis (?=(?:very )?(?:morning|arvo|afternoon|evening|lunch))", lambda r, m: r.in_days(m, 0)),
        (r"\byesterday\b", lambda r, m: r.in_days(m, -1)),
        (r"\b(?:this|the) (?:coming )?weekend\b|\bon the weekend\b", lambda r, m: r.weekend(m, 0)),
        (r"\b(?:next|the following) weekend\b", lambda r, m: r.weekend(m, 1)),
        (r"\b(?:later |early |earlier |late )?this week\b|\brest of the week\b", lambda r, m: r.week(m, 0)),
        (r"\b(?:later |early |late )?(?:next|the following) week\b", lambda r, m: r.week(m, 1)),
        (r"\bthe week after(?: next)?\b", lambda r, m: r.week(m, 2)),
        (r"\bthis month\b", lambda r, m: r.month(m, r.today.month)),
        (r"\bnext month\b", lambda r, m: r.month(m, r.today.month % 12 + 1)),
        (rf"\b(?:in|during|from|until|by|of|this|next|early|late|mid|before|after|for|see you in) ({_LONG_MONTH})\b", lambda r, m: r.month(m, _month_number(m[1]))),
        (r"\b(january|february|september|october|november|december)\b", lambda r, m: r.month(m, _month_number(m[1]))),
        (rf"\b(?:the |on )*(\d{{1,2}}){_NTH}\b{_NO_NOUN}", lambda r, m: r.nth(m, int(m[1]))),
        (rf"\bthe ((?:{_LATE_ORDINAL}))\b{_NO_NOUN}", lambda r, m: r.nth(m, _ordinal(m[1]))),
    )
)  # fmt: skip


def find_days(words: str, today: date) -> tuple[list[Day], str]:
    """Every day named, in order, and the words with them blanked."""
    found = list(_find(words, today))
    for day in found:
        words = words[: day.start] + "§" + BLANK * (day.end - day.start - 1) + words[day.end :] if day.end > day.start else words
    return sorted(found, key=lambda day: day.start), words


def _find(words: str, today: date) -> Iterator[Day]:
    reader = _Reader(today)
    for pattern, read in _RULES:
        for match in pattern.finditer(words):
            yield read(reader, match)
            words = words[: match.start()] + BLANK * (match.end() - match.start()) + words[match.end() :]
