"""The moment a member names, by the English that customers' texts are read with; a doubt is asked about, never decided."""

import datetime
import re

from edge_bridge.receptionist.understand import Doubt, LocalNow, When, find_when
from edge_bridge.receptionist.understand.fitting import bare_weekday
from edge_bridge.receptionist.understand.time_words import MONTH, WEEKDAY

from .actions import Why

_TIME_WORDS = re.compile(
    rf"(?:\s|[,.]|\b(?:{WEEKDAY}|{MONTH}|today|tonight|tomorrow|tmrw|tmr|tomoz|tom|arvo|afternoon|morning|evening|noon|midday|midnight"
    r"|next|this|coming|week|on|at|the|of|or|instead|half|quarter|past|to|o'?clock|in|a)\b"
    r"|\d{1,2}(?:st|nd|rd|th)\b|\d{1,2}/\d{1,2}(?:/\d{2,4})?|\d{1,2}(?:[:.]?\d{2})?\s*(?:[ap]\.?\s?m\b\.?|o'?clock\b)?)+",
    re.IGNORECASE,
)
_DAY_OF_WEEK = re.compile(rf"\b{WEEKDAY}\b")


def is_time(words: str) -> bool:
    """Nothing but words for days and times, and at least one of them."""
    return bool(re.search(r"\w", words)) and _TIME_WORDS.fullmatch(words) is not None


def new_start(words: str, own_day: datetime.date, now: LocalNow) -> datetime.datetime | Why:
    """The one start named, on the booking's own day where no day is; else what is in doubt."""
    wish = _wish(words, now)
    if wish is not None and wish.ambiguous is Doubt.ALREADY_PAST:
        return Why.PAST
    if wish is None or wish.ambiguous or not wish.exact or wish.minute_from is None:
        return Why.TIME
    day = wish.day_from if wish.names_a_day else own_day
    if day is None or wish.day_from != wish.day_to:
        return Why.TIME
    if bare_weekday(words.lower()) and _in_own_week(day, own_day, now) != day:
        return Why.WHICH_DAY
    start = _at(day, wish.minute_from)
    return start if start > _at(now.date, now.minute_of_day) else Why.PAST


def end_of_absence(words: str, now: LocalNow) -> datetime.datetime | Why:
    """The next time the clock shows what is named, or the beginning of the day that is."""
    wish = _wish(words, now)
    if wish is None or wish.ambiguous or not (wish.exact or not wish.names_a_time):
        return Why.AWAY
    minute = wish.minute_from if wish.exact and wish.minute_from is not None else 0
    day = wish.day_from if wish.names_a_day else now.date
    if day is None or wish.day_from != wish.day_to:
        return Why.AWAY
    end, passed = _at(day, minute), _at(now.date, now.minute_of_day)
    if end <= passed and not wish.names_a_day:
        end += datetime.timedelta(days=1)
    elif end <= passed and _DAY_OF_WEEK.search(words.lower()):
        end += datetime.timedelta(weeks=1)
    return end if end > passed else Why.PAST


def _wish(words: str, now: LocalNow) -> When | None:
    """The one wish that words are, or none."""
    if not is_time(words):
        return None
    said = re.sub(
        r"\b(?:instead|tom)\b", lambda m: "tomorrow" if m[0].lower() == "tom" else "", words, flags=re.IGNORECASE
    ).strip()
    wish = find_when(f"at {said}" if said[:1].isdigit() else said, now)
    if wish is None or wish.others or (wish.weekday and not wish.ambiguous):
        return None
    return wish


def _in_own_week(day: datetime.date, own_day: datetime.date, now: LocalNow) -> datetime.date:
    """The same weekday in the booking's own week, while that is not behind us."""
    there = own_day + datetime.timedelta(days=day.isoweekday() - own_day.isoweekday())
    return there if there >= now.date else day


def _at(day: datetime.date, minute: int) -> datetime.datetime:
    return datetime.datetime.combine(day, datetime.time(minute // 60, minute % 60))
