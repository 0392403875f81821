"""What days a text means: all it mentions, less those refused, joined and bounded ("by Friday")."""

import re
from dataclasses import replace
from datetime import date, timedelta

from . import day_rules_dates, day_rules_spans, day_rules_words
from .calendar_days import monday_of
from .day_found import Found, Kind, span
from .day_joins import as_one_day, as_range, in_same_week, joined, settled
from .moments import Doubt, LocalNow

DAY_MARK = "§"
"""Stands in a text where a day was read, so that the clock rules see "Friday 3" as "§ 3"."""

_RULES = (*day_rules_spans.RULES, *day_rules_dates.RULES, *day_rules_words.RULES)
_NOT_BEFORE = re.compile(
    r"(?:\bnot|\w+n't|\b(?:ca|do|does|wo|is|are|did)nt|\bno good|\bbusy|\baway|\bworking|\bunavailable"
    r"|\binstead of|\brather than|\bexcept|\bexcluding"
    r"|\bother than|\bbesides|\bunless|\banything but|\bcannot|\bavoid)(?: (?!but\b|so\b|and\b|or\b|till?\b"
    r"|until\b)\w+){0,2}?(?: for| on| this| the| until| till)* $"
)
_NOT_AFTER = re.compile(
    r"[^,.;|?]{0,12}?\b(?:(?:does|do|is|was|are|wo|wo)n'?t\b(?! you| we)|does not|do not|will not|is out|no good"
    r"|no go|is bad"
    r"|not (?:good|great|ideal|possible|available|going|suit|work))"
)
_NEITHER = re.compile(r"\s*(?:or|nor|and|&)\s*(?:on |the )?")
_LIMIT = re.compile(
    r"\b(week (?:of|commencing|beginning|starting)|day after|not before|no earlier than|not until|from|starting"
    r"|any ?time from|after|past|before|by|prior to|until|till?|up to"
    r"|no later than)\s+(?:on |the |about |this )?$"
)


def read_days(text: str, now: LocalNow) -> tuple[list[Found], str]:
    """What days a masked text names, in order, and the text with DAY_MARK in their place."""
    found = _mentions(text, now)
    marked = _marked(text, found)
    kept = _not_refused(text, found)
    kept = _preferred(_in_named_week(kept, now))
    kept = in_same_week(text, joined(text, joined(text, kept, now, as_one_day), now, as_range))
    return [_limited(text, one, now) for one in kept], marked


def _mentions(text: str, now: LocalNow) -> list[Found]:
    found: list[Found] = []
    for pattern, read in _RULES:
        for match in pattern.finditer(text):
            if any(match.start() < other.end and other.start < match.end() for other in found):
                continue
            if one := read(match, now):
                found.append(replace(one, start=match.start(), end=match.end()))
    return sorted(found, key=lambda one: one.start)


def _marked(text: str, found: list[Found]) -> str:
    for one in reversed(found):
        if one.kind is not Kind.ANY:
            text = f"{text[: one.start]} {DAY_MARK} {text[one.end :]}"
    return re.sub(r" +", " ", text)


def _not_refused(text: str, found: list[Found]) -> list[Found]:
    """Without the days refused; "can't do Thursday or Friday" refuses both."""
    kept: list[Found] = []
    refused: Found | None = None
    for one in found:
        together = refused and _NEITHER.fullmatch(text[refused.end : one.start])
        refused = one if together or _refused(text, one) else None
        if refused is None:
            kept.append(one)
    return kept


def _refused(text: str, one: Found) -> bool:
    """ "Not Thursday", "can't do Thursday", "Thursday doesn't work"."""
    before = text[max(0, one.start - 40) : one.start]
    if (limit := _LIMIT.search(before)) and limit[1].startswith("no"):
        return False
    return bool(_NOT_BEFORE.search(before) or _NOT_AFTER.match(text, one.end))


def _is_week(one: Found) -> bool:
    if one.kind is not Kind.SPAN or one.first is None or one.last is None:
        return False
    return monday_of(one.first) == monday_of(one.last)


def _in_named_week(found: list[Found], now: LocalNow) -> list[Found]:
    """Weekdays take the week or month named beside them: "Monday or Tuesday next week", "a Saturday in December"."""
    spans = [one for one in found if one.kind is Kind.SPAN]
    days = [one for one in found if one.kind in (Kind.WEEKDAY, Kind.EVERY)]
    vague = [one for one in found if one.kind is Kind.VAGUE]
    if len(spans) != 1 or not (days or vague):
        return found
    frame = spans[0]
    if vague and _is_week(frame) and frame.first and frame.last:
        return [replace(frame, last=min(frame.last, monday_of(frame.first) + timedelta(days=4)))]
    rest = [one for one in found if one is not frame]
    return [_within_frame(one, frame, now) if one in days else one for one in rest]


def _within_frame(one: Found, frame: Found, now: LocalNow) -> Found:
    if frame.first is None or frame.last is None or one.weekday is None:
        return one
    if not _is_week(frame):
        return replace(one, kind=Kind.SPAN, first=frame.first, last=frame.last)
    day = monday_of(frame.first) + timedelta(days=one.weekday - 1)
    doubt = Doubt.ALREADY_PAST if day < now.date else None
    return replace(one, kind=Kind.DAY, first=day, last=day, weekday=None, doubt=doubt)


def _preferred(found: list[Found]) -> list[Found]:
    """ "As soon as possible" and "a weekday" say nothing beside a real day."""
    real = [one for one in found if one.kind not in (Kind.ANY, Kind.VAGUE)]
    return real or found[:1]


def _limited(text: str, one: Found, now: LocalNow) -> Found:
    """A mention after "before", "by", "after" or "from" as the stretch it bounds."""
    limit = _LIMIT.search(text, max(0, one.start - 40), one.start)
    if not limit or one.kind in (Kind.ANY, Kind.VAGUE, Kind.EVERY) or one.doubt:
        return one
    word = limit[1]
    strictly = word in ("before", "prior to")
    day = settled(one, LocalNow(now.date + timedelta(days=1), 0) if strictly else now)
    first, last = _bounds(word, day, now.date)
    if last and first and last < first:
        return replace(day, doubt=Doubt.ALREADY_PAST)
    return replace(span(first, last) if first else day, start=one.start, end=one.end)


def _bounds(word: str, day: Found, today: date) -> tuple[date | None, date | None]:
    if day.first is None:
        return None, None
    if word in ("before", "prior to"):
        return today, day.first - timedelta(days=1)
    if word in ("by", "until", "til", "till", "up to", "no later than"):
        return today, day.last
    if word.startswith("week"):
        monday = monday_of(day.first)
        return max(monday, today), monday + timedelta(days=6)
    if word == "day after":
        return (day.first + timedelta(days=1),) * 2
    if word in ("after", "past"):
        return (day.last or day.first) + timedelta(days=1), None
    return day.first, None
