"""New times said by the old one: "an hour later", "same time Friday", "the following week", "any sooner"."""

import re
from dataclasses import replace
from datetime import date, timedelta
from re import Match

from .calendar_days import monday_of, on_or_after
from .moments import When
from .time_words import COUNT, WEEKDAY, count_of, weekday_number

_DAY = 24 * 60
_UNIT = {"min": 1, "hour": 60, "hr": 60}
_LATER = r"(?:later|after|back|out|afterwards|forwards?)"
_EARLIER = r"(?:earlier|sooner|before|beforehand)"
_SHIFT = re.compile(
    rf"\b(?P<n>half an|{COUNT}|\d{{1,3}}) (?P<unit>hours?|hrs?|min(?:ute)?s?) (?P<way>{_LATER}|{_EARLIER})\b"
    r"|\b(?P<verb>push|bump|delay|postpone|bring|put|move|shift)\w*\b[^,.?!]{0,20}?\b(?P<dir>back|out|forwards?"
    r"|up|ahead)?"
    rf"(?: by)? (?P<n2>half an|{COUNT}|\d{{1,3}}) (?P<unit2>hours?|hrs?|min(?:ute)?s?)\b(?! ?(?:slot|job|before"
    r"|later|earlier))"
)
_DAYS = re.compile(
    rf"\b(?P<n>{COUNT}|the) (?P<unit>day|week|fortnight)s? (?P<way>{_LATER}|{_EARLIER})\b(?! tomorrow| next| today)"
    r"|\b(?P<verb>push|bump|delay|postpone|bring|put|move|shift)\w*\b[^,.?!]{0,20}?\b(?P<dir>back|out|off"
    r"|forwards?|up|ahead)?"
    rf"(?: by)?(?: another)? (?P<n2>{COUNT}) (?P<unit2>day|week|fortnight)s?\b"
)
_NEXT_WEEK = re.compile(r"\b(?:the )?(?:following week|week (?:after|following)|week later)\b(?! next)")
_WEEKDAY_AFTER = re.compile(rf"\b(?:the )?(?:({WEEKDAY}) (?:after|following)\b(?! next)|following ({WEEKDAY}))\b")
_THAT_WEEK = re.compile(r"\b(?:that|the same|same) week\b")
_LATER_THAT_WEEK = re.compile(r"\blater (?:in the|that|the same|on in the) week\b")
_EARLIER_THAT_WEEK = re.compile(r"\bearlier (?:in the|that|the same) week\b")
_SAME_TIME = re.compile(r"\bsame time\b")
_SAME_DAY = re.compile(r"\b(?:that|the same|same) day\b|\bin the day\b|\blater on (?:that|in the)\b")
_OTHER_DAY = re.compile(
    r"\b(?:another|any other|some other|a different|different|any|new) (?:day|date)s?\b|\bany ?day\b"
)
_EARLIER_DAY = re.compile(
    r"\b(?:sooner|(?:an )?earlier (?:day|date)|(?:any|anything|something) (?:\w+ )?earlier|closer)\b"
)
_LATER_DAY = re.compile(r"\b(?:a )?later (?:day|date)\b")
_MORE = re.compile(r"\blater\b(?! (?:this|next|in) (?:week|month|the week))")
_LESS = re.compile(r"\bearlier\b(?! (?:this|next|in) (?:week|month|the week))")


_RELATIVE = (
    _SHIFT, _DAYS, _NEXT_WEEK, _THAT_WEEK, _WEEKDAY_AFTER, _LATER_THAT_WEEK, _EARLIER_THAT_WEEK, _SAME_TIME,
    _EARLIER_DAY, _LATER_DAY,
)  # fmt: skip


def wants_other_day(text: str) -> bool:
    """Any day but the old one is asked for."""
    return bool(_OTHER_DAY.search(text.lower()))


def is_shifted(words: str) -> bool:
    """ "An hour later", "a week earlier": by so much from the old time."""
    match = _SHIFT.search(words) or _DAYS.search(words)
    return match is not None and match["n"] != "the" and not _aimless(match)


def is_relative(words: str) -> bool:
    """Whether a new time is said by the old one."""
    sideways = _SAME_DAY.search(words) and (_MORE.search(words) or _LESS.search(words))
    return bool(sideways) or any(pattern.search(words) for pattern in _RELATIVE)


def relative_wish(words: str, day: date, minute: int, today: date, named: When | None) -> When | None:
    """What is wished, seen from the old `day` and `minute`; `named` is what the words say by themselves.

    None where they say nothing relative, or what they say lies outside the day or behind us.
    """
    wish = _shifted(words, day, minute) or _days_on(words, day, minute, named) or _week(words, day, named)
    wish = wish or _same_time(words, day, minute, named) or _side(words, day, minute, today, named)
    if wish is None or (wish.day_to is not None and wish.day_to < today):
        return None
    if named and named.names_a_time and not wish.names_a_time:
        wish = replace(wish, minute_from=named.minute_from, minute_to=named.minute_to, exact=named.exact)
    return replace(wish, day_from=max(wish.day_from, today)) if wish.day_from else wish


def _one(day: date, minute: int | None = None) -> When:
    return When(day, day, minute_from=minute, exact=minute is not None)


def _amount(match: Match[str], units: dict[str, int]) -> int:
    """How far, in the units' own measure; backwards is negative."""
    number, unit = match["n"] or match["n2"], match["unit"] or match["unit2"]
    size = next(size for name, size in units.items() if unit.startswith(name))
    far = size // 2 if number == "half an" else size * (1 if number == "the" else count_of(number))
    return -far if _backwards(match) else far


def _backwards(match: Match[str]) -> bool:
    """ "Bring it forward an hour" is earlier, "push it forward" and "push it back" are later."""
    if match["way"]:
        return bool(re.fullmatch(_EARLIER, match["way"]))
    ahead = match["dir"] in ("forward", "forwards", "up", "ahead")
    return match["verb"] == "bring" or (match["verb"] in ("move", "shift") and ahead)


def _aimless(match: Match[str]) -> bool:
    """ "Move it two hours" does not say which way; "delay it two hours" does."""
    return match["verb"] in ("move", "shift", "put", "bring") and not match["dir"]


def _shifted(words: str, day: date, minute: int) -> When | None:
    match = _SHIFT.search(words)
    if not match or _aimless(match):
        return None
    at = minute + _amount(match, _UNIT)
    return _one(day, at) if 0 <= at < _DAY else None


def _days_on(words: str, day: date, minute: int, named: When | None) -> When | None:
    """ "A week later" keeps the time; "the day after" leaves it open."""
    match = _DAYS.search(words)
    if not match or _aimless(match) or (match["n"] == "the" and match["unit"] == "week"):
        return None
    moved = day + timedelta(days=_amount(match, {"day": 1, "week": 7, "fortnight": 14}))
    keeps_time = match["n"] != "the" and not (named and named.names_a_time)
    return _one(moved, minute if keeps_time else None)


def _week(words: str, day: date, named: When | None) -> When | None:
    """The week after the old day's, a weekday after it, or what is left of its own week."""
    if match := _WEEKDAY_AFTER.search(words):
        return _one(on_or_after(day + timedelta(days=1), weekday_number(match[1] or match[2])))
    monday = monday_of(day)
    if _NEXT_WEEK.search(words):
        return When(monday + timedelta(days=7), monday + timedelta(days=13))
    if _LATER_THAT_WEEK.search(words) and day.isoweekday() < 7:
        return When(day + timedelta(days=1), monday + timedelta(days=6))
    if _EARLIER_THAT_WEEK.search(words) and day.isoweekday() > 1:
        return When(monday, day - timedelta(days=1))
    if not _THAT_WEEK.search(words):
        return None
    if named and named.day_from and named.day_from == named.day_to:
        return _one(monday + timedelta(days=named.day_from.isoweekday() - 1))
    return When(monday, monday + timedelta(days=6))


def _same_time(words: str, day: date, minute: int, named: When | None) -> When | None:
    """ "Same time Friday"; of a week it is the same weekday."""
    if not _SAME_TIME.search(words) or named is None or named.day_from is None or named.names_a_time:
        return None
    first, last = named.day_from, named.day_to or named.day_from
    if (last - first).days == 6:
        return _one(on_or_after(first, day.isoweekday()), minute)
    return replace(named, minute_from=minute, exact=True)


def _side(words: str, day: date, minute: int, today: date, named: When | None) -> When | None:
    """Earlier or later than the old time, on its own day unless another day is meant."""
    if named is not None and (named.names_a_day or named.names_a_time) and not _SAME_DAY.search(words):
        return None
    if _EARLIER_DAY.search(words) and not _SAME_DAY.search(words):
        return When(today, day - timedelta(days=1)) if day > today else When(day, day, minute_to=minute)
    if _LATER_DAY.search(words):
        return When(day + timedelta(days=1), None)
    if _LESS.search(words):
        return When(day, day, minute_to=minute)
    return When(day, day, minute_from=minute + 1) if _MORE.search(words) and minute + 1 < _DAY else None
