"""What days a text means: all it mentions, less those refused, joined and bounded ("by Friday")."""

import re
from dataclasses import replace
from datetime import timedelta

from . import day_rules_dates, day_rules_months, day_rules_ranges, day_rules_spans, day_rules_words
from .calendar_days import monday_of
from .day_found import Found, Kind
from .day_joins import as_day_beside, as_one_day, as_range, in_same_week, joined
from .day_limits import LIMIT, limited
from .moments import Doubt, LocalNow

DAY_MARK = "§"
"""Stands in a text where a day was read, so that the clock rules see "Friday 3" as "§ 3"."""

_RULES = (
    *day_rules_ranges.RULES,
    *day_rules_months.RULES,
    *day_rules_spans.RULES,
    *day_rules_dates.RULES,
    *day_rules_months.WHOLE,
    *day_rules_words.RULES,
)
_NOT_BEFORE = re.compile(
    r"(?:\bnot(?! (?:before|after|until|till?|too|later|earlier|past)\b)|\b(?:any ?\w*|every ?\w*|all) but"
    r"|\w+n't(?: \w+){1,4} time|\w+n't|\b(?:ca|do|does|wo|is|are|did)nt|\bno good|\bbusy|\baway|\bworking"
    r"|\bunavailable"
    r"|\binstead of|\brather than|\bexcept|\bexcluding"
    r"|\bother than|\bbesides|\bunless|\banything but|\bcannot|\bavoid)(?: (?!but\b|so\b|and\b|or\b|till?\b"
    r"|until\b)\w+){0,2}?(?: for| on| this| the| until| till)* $"
)
_NOT_AFTER = re.compile(
    r"[^,.;|?]{0,12}?\b(?:(?:does|do|is|was|are|wo|wo)n'?t\b(?! you| we)|does not|do not|will not|is out|no good"
    r"|no go|is bad"
    r"|not (?:good|great|ideal|possible|available|going|suit|work))"
)
_NEITHER = re.compile(r"\s*(?:or|nor|and|&|to|till?|until|through|-)\s*(?:on |the )?")


def read_days(text: str, now: LocalNow) -> tuple[list[Found], str]:
    """What days a masked text names, in order, and the text with DAY_MARK in their place."""
    found = _mentions(text, now)
    marked = _marked(text, found)
    kept = _not_refused(text, found)
    kept = _preferred(_in_named_week(kept, now))
    for join in (as_one_day, as_range, as_day_beside):
        kept = joined(text, kept, now, join)
    kept = in_same_week(text, kept)
    return [limited(text, one, now) for one in kept], marked


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
    if (limit := LIMIT.search(before)) and limit[1].startswith("no"):
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
