"""Neighbouring mentions of days that belong together: ranges, a weekday beside its date, one week."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from .calendar_days import day_of_month_from, day_of_month_until, on_or_after
from .day_found import Found, Kind, one_day, stretch
from .moments import Doubt, LocalNow

_ONE_DAY = {Kind.DATE, Kind.DAY, Kind.WEEKDAY}
_TOUCHING = re.compile(r"[\s,(]*(?:the|on|in|of|for|at|being|which is|that's)?[\s,)]*$")
_RANGE = re.compile(r"\s*(?:-|to|till?|untill?|through|thru)\s*(?:the )?$")
_BETWEEN = re.compile(r"\bbetween (?:the )?$")
_BESIDE = re.compile(r"\s*(before|after|following|prior to)\s*(?:the )?$")
_OR = re.compile(r"\s*(?:or|and|&|,|/|, ?or)\s*")
Join = Callable[[str, Found, Found, LocalNow], Found | None]


def joined(text: str, found: list[Found], now: LocalNow, join: Join) -> list[Found]:
    """Neighbours that `join` makes one, as one."""
    joined: list[Found] = []
    for one in found:
        together = join(text, joined[-1], one, now) if joined else None
        if together:
            joined[-1] = replace(together, start=joined[-1].start, end=one.end)
        else:
            joined.append(one)
    return joined


def as_range(text: str, left: Found, right: Found, now: LocalNow) -> Found | None:
    """ "Monday to Wednesday", "between the 10th and the 12th"."""
    gap = text[left.end : right.start]
    between = _BETWEEN.search(text, 0, left.start) and gap.strip() in ("and", "&")
    if not _RANGE.fullmatch(gap) and not between:
        return None
    first = settled(left, now).first
    last = settled(right, LocalNow(first, 0)).last if first else None
    if first and right.number and not left.number:
        last = day_of_month_from(first, right.number)
    if last and left.number and not right.number and right.kind is Kind.DATE:
        first = day_of_month_until(last, left.number)
    return stretch(first, last, left.doubt or right.doubt) if first and last and first < last else None


def as_one_day(text: str, left: Found, right: Found, now: LocalNow) -> Found | None:
    """ "Thursday the 5th"."""
    gap = text[left.end : right.start]
    if not _TOUCHING.fullmatch(gap) or left.kind not in _ONE_DAY or right.kind not in _ONE_DAY:
        return None
    return _same_day(left, right, "," in gap)


def as_day_beside(text: str, left: Found, right: Found, now: LocalNow) -> Found | None:
    """ "The Friday before Christmas", "the Monday after the 10th"."""
    side = _BESIDE.fullmatch(text[left.end : right.start])
    if not side or left.kind is not Kind.WEEKDAY or not left.weekday or right.kind not in (Kind.DATE, Kind.DAY):
        return None
    if right.first is None or right.doubt:
        return right
    if side[1] in ("after", "following"):
        return one_day(on_or_after(right.first + timedelta(days=1), left.weekday))
    return one_day(on_or_after(right.first - timedelta(days=7), left.weekday))


def in_same_week(text: str, found: list[Found]) -> list[Found]:
    """ "Next Wednesday or Thursday": the second lies in the week of the first."""
    kept: list[Found] = []
    for one in found:
        left = kept[-1] if kept else None
        listed = (
            left and left.kind is Kind.DAY and one.kind is Kind.WEEKDAY and _OR.fullmatch(text[left.end : one.start])
        )
        if listed and left and left.first and one.weekday and one.weekday > left.first.isoweekday():
            day = one_day(on_or_after(left.first, one.weekday))
            one = replace(day, start=one.start, end=one.end)
        kept.append(one)
    return kept


def _same_day(left: Found, right: Found, comma: bool) -> Found | None:
    """ "Thursday 5 Nov", "tomorrow, Wednesday": the date, in doubt when the two disagree."""
    dated = right if right.kind is Kind.DATE else left if left.kind is Kind.DATE else None
    if dated is None:
        dated = left if right.kind is Kind.WEEKDAY else right
        if dated.first is None or (comma and dated.first.isoweekday() != _weekday(right)):
            return None
    other = left if dated is right else right
    if dated.first is None or dated.doubt or (other.kind is Kind.DATE and comma):
        return dated if dated.doubt else None
    said = _weekday(other)
    if said == dated.first.isoweekday():
        return dated
    return replace(dated, weekday=said, doubt=Doubt.WEEKDAY_OR_DATE)


def _weekday(one: Found) -> int | None:
    return one.weekday or (one.first.isoweekday() if one.first else None)


def settled(one: Found, now: LocalNow) -> Found:
    """A bare weekday as the next such day, today included."""
    if one.kind is Kind.WEEKDAY and one.weekday:
        return one_day(on_or_after(now.date, one.weekday))
    return one
