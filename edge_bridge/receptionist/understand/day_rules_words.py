"""Days named by words: tomorrow, Friday, next Wednesday, Monday week, in 3 days, Christmas Eve, as soon as possible."""

import datetime
import re
from datetime import date, timedelta
from re import Match

from .calendar_days import easter_sunday, monday_of, month_end, month_start, on_or_after
from .day_found import Found, Kind, Rule, one_day
from .moments import Doubt, LocalNow
from .time_words import COUNT, WEEKDAY, count_of, weekday_number

_HOLIDAYS = {
    "christmas eve": (24, 12), "christmas day": (25, 12), "christmas": (25, 12), "boxing day": (26, 12),
    "new years eve": (31, 12), "new year's eve": (31, 12), "nye": (31, 12), "new years day": (1, 1),
    "new year's day": (1, 1), "new years": (1, 1), "new year": (1, 1), "australia day": (26, 1), "anzac day": (25, 4),
    "valentines day": (14, 2), "valentine's day": (14, 2), "halloween": (31, 10),
}  # fmt: skip
_EASTER = {"good friday": -2, "easter saturday": -1, "easter sunday": 0, "easter monday": 1, "easter": 0}
_EASTER |= {"easter sat": -1, "easter sun": 0, "easter mon": 1}


def _days_on(now: LocalNow, days: int) -> Found:
    return one_day(now.date + timedelta(days=days))


def _next_weekday(match: Match[str], now: LocalNow) -> Found | None:
    """That day of the next Monday-to-Sunday week, always."""
    monday = monday_of(now.date) + timedelta(weeks=1)
    return one_day(on_or_after(monday, weekday_number(match[1] or match[2])))


def _weekday_after_next(match: Match[str], now: LocalNow) -> Found | None:
    monday = monday_of(now.date) + timedelta(weeks=2)
    return one_day(on_or_after(monday, weekday_number(match[1])))


def _weekday_week(match: Match[str], now: LocalNow) -> Found | None:
    """ "Monday week" is the Monday after the coming one; said on a Monday, it is seven days on."""
    word = next(group for group in match.groups() if group)
    coming = on_or_after(now.date, weekday_number(word))
    weeks = 2 if "fortnight" in match[0] else 1
    return one_day(coming + timedelta(weeks=weeks))


def _day_week(match: Match[str], now: LocalNow) -> Found | None:
    return _days_on(now, (8 if "tomorrow" in match[0] else 7) + (7 if "fortnight" in match[0] else 0))


def _in_some(match: Match[str], now: LocalNow) -> Found | None:
    number, unit = count_of(match[1]), match[2]
    if unit.startswith("month"):
        start = month_start(now.date, number)
        return one_day(start.replace(day=min(now.date.day, month_end(start).day)))
    return _days_on(now, number * {"d": 1, "w": 7, "f": 14}[unit[0]])


def _bare_weekday(match: Match[str], now: LocalNow) -> Found | None:
    return Found(Kind.WEEKDAY, weekday=weekday_number(match[1]))


def _any_weekday(match: Match[str], now: LocalNow) -> Found | None:
    return Found(Kind.EVERY, weekday=weekday_number(match[1]))


def _holiday(match: Match[str], now: LocalNow) -> Found | None:
    """The next to come: nobody books for the Christmas just past."""
    day, month = _HOLIDAYS[match[1]]
    near = date(now.date.year, month, day)
    return one_day(near if near >= now.date else near.replace(year=near.year + 1))


def _weekdays_on(match: Match[str], now: LocalNow) -> Found | None:
    """ "Two Fridays from now"."""
    first = on_or_after(now.date + timedelta(days=1), weekday_number(match[2]))
    return one_day(first + timedelta(weeks=count_of(match[1]) - 1))


def _weekday_in_weeks(match: Match[str], now: LocalNow) -> Found | None:
    """ "Friday in two weeks": the Friday of the week that lies so far on."""
    word, number = (match[1], match[2]) if match[1] else (match[4], match[3])
    return one_day(monday_of(now.date) + timedelta(weeks=count_of(number), days=weekday_number(word) - 1))


def _easter(match: Match[str], now: LocalNow) -> Found | None:
    days: list[datetime.date] = [
        easter_sunday(now.date.year + years) + timedelta(days=_EASTER[match[1]]) for years in (0, 1)
    ]
    return one_day(next(day for day in days if day >= now.date))


def _any(match: Match[str], now: LocalNow) -> Found | None:
    return Found(Kind.ANY, now.date)


def _vague(match: Match[str], now: LocalNow) -> Found | None:
    return Found(Kind.VAGUE, doubt=Doubt.WHICH_DAY)


def _rule(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


def _names(words: dict[str, object]) -> str:
    return "|".join(sorted(words, key=len, reverse=True))


RULES: tuple[Rule, ...] = (
    (_rule(rf"\b({_names({**_HOLIDAYS})})\b"), _holiday),
    (_rule(rf"\b({_names({**_EASTER})})\b"), _easter),
    (_rule(r"\b(?:the )?day after tomorrow\b"), lambda match, now: _days_on(now, 2)),
    (_rule(rf"\b({COUNT}) ({WEEKDAY})(?:'?s)? (?:from (?:now|today)\b|away\b|later\b|hence\b)"), _weekdays_on),
    (_rule(rf"\b({WEEKDAY}),? in ({COUNT}) weeks?\b|\bin ({COUNT}) weeks?(?:'? time)?,? on (?:the "
        rf"|a )?({WEEKDAY})\b"),
     _weekday_in_weeks),
    (_rule(r"\b(?:today|tomorrow) (?:week|fortnight)\b"
           r"|\b(?:a |one |1 )?(?:week|fortnight) (?:from (?:today|now|tomorrow)|today|tomorrow)\b"), _day_week),
    (_rule(rf"\b({WEEKDAY}) (?:week|fortnight)\b(?! (?:of|after|from))"
           rf"|\b(?:a )?(?:week|fortnight) (?:on|from|this|after) (?:this |the "
           rf"|coming )*({WEEKDAY})\b"), _weekday_week),
    (_rule(rf"\b(?:in )?({COUNT}) (?:more )?(day|week|fortnight|month)s?'? (?:time\b|from (?:now|today)\b|away\b"
        rf"|later\b"
        rf"|hence\b|today\b)"), _in_some),
    (_rule(rf"\b(?:in|after) (?:about |like |around )?({COUNT}) (?:more )?(day|week|fortnight"
        rf"|month)s?\b(?! old)"), _in_some),
    (_rule(rf"\b({WEEKDAY}) after next\b"), _weekday_after_next),
    (_rule(rf"\b(?:next|the following|following) ({WEEKDAY})\b|\b({WEEKDAY}) next\b(?! (?:week|month|time"
        rf"|available))"), _next_weekday),
    (_rule(rf"\b(?:any|every|each|most|a|some|all) (?:other |second )?({WEEKDAY})\b"), _any_weekday),
    (_rule(rf"\b({WEEKDAY}(?<=days))\b(?! (?:good|fine|ok|great|best))"), _any_weekday),
    (_rule(rf"\b(?:this |on |coming |upcoming |the )*({WEEKDAY}(?:'s)?)\b(?: coming)?"), _bare_weekday),
    (_rule(r"\btomorrow\b"), lambda match, now: _days_on(now, 1)),
    (_rule(r"\btoday\b|\b(?=tonight\b)|\bthis (?=arvo|afternoon|morning|evening"
        r"|night)"), lambda match, now: _days_on(now, 0)),
    (_rule(r"\b(?:any |a |on |during )*(?:weekdays?|week days?|work(?:ing)? days?)\b|\bduring the week\b"), _vague),
    (_rule(r"\basap\b|\ba\.s\.a\.p\b|\bas (?:soon|early|quickly) as (?:possible|you can|u can|poss)\b|\bsoonest\b"
           r"|\bearliest(?: (?:possible|available|you|time|day|one|slot|spot|appointment))?\b"
           r"|(?<!my )(?<!our )\b(?:next|first|soonest) (?:available|free|spot|opening|slot|appointment)\b"
           r"|\bsooner the better\b"
           r"|\b(?:straight|right) away\b|\bimmediately\b|\burgently\b|\bpretty soon\b|\bvery soon\b"
           r"|\bas soon as\b"), _any),
    (_rule(r"\bany ?(?:time|day)s?\b(?! (?:soon|you))|\bany (?:time|day) you\b|\bwhenever\b|\b(?:i'?m|pretty|very"
        r"|fairly) flexible\b"
           r"|\b(?:any|what|which)(?:ever)? day(?: of the week)? (?:suits|works|is fine)\b"
           r"|\b(?:don'?t|doesn'?t|do not) (?:mind|matter|care) (?:when|what (?:day|time)|which (?:day"
           r"|time))\b"), _any),
)  # fmt: skip
