"""Times and days against the rows: every point named must be an offer, a booking, our hours, or merely be asked about."""

import re
from collections.abc import Iterator
from dataclasses import replace

from . import availability, hours
from . import time_words as words_of
from .customer_words import Asked, only_quoted
from .falsehood import Falsehood, Kind
from .fit import fits
from .mentions import Point
from .notes import backs
from .reading import BLANK
from .stretch import Stretch
from .truth import Moment, State, Truth


def false_times(stretch: Stretch, truth: Truth, asked: Asked, states: tuple[State, ...]) -> Iterator[Falsehood]:
    """What a stretch says of times that the rows do not have."""
    if hours.invents(stretch) and not backs(truth, stretch.said, "24"):
        yield _false(stretch, Kind.HOURS, "no row has such hours")
    if not stretch.points or hours.agrees(stretch, truth):
        return
    if hours.speaks(stretch):
        yield _false(stretch, Kind.HOURS, "these are not our hours")
        return
    if availability.denies(stretch):
        yield from availability.false_denials(stretch, truth, asked)
        return
    for point in stretch.points:
        if not _may_be_said(point, stretch, truth, asked, states):
            yield _false(stretch, Kind.TIME, "no row of this turn has this time")
            return
    if _promised(stretch, truth, states):
        yield _false(stretch, Kind.OUTCOME, "an offered time is spoken of as if it were agreed")


def _may_be_said(point: Point, stretch: Stretch, truth: Truth, asked: Asked, states: tuple[State, ...]) -> bool:
    if all(_is_row(one, stretch, truth, states) or _is_wish(one, stretch, asked) for one in _singles(point)):
        return True
    if _is_new_time(point, stretch, truth) or _is_left(point, stretch, truth):
        return True
    if words_of.ANSWER_BY.search(stretch.words) and any(
        _names(point, m, stretch) for m in truth.moments if m.state == "answer_by"
    ):
        return True
    if _is_now(point, stretch, truth) or (only_quoted(stretch.words) and asked.has(point)):
        return True
    if _only_supposed(point, stretch) or _only_looked_at(point, stretch):
        return True
    return stretch.asks and _only_asked(point, stretch, truth, asked)


def _is_wish(point: Point, stretch: Stretch, asked: Asked) -> bool:
    """'The closest to 3 on Thursday is': what the customer wanted, said as such."""
    return bool(point.clocks and words_of.NEAR.search(stretch.words[: point.clocks[0].start])) and asked.has(point)


def _only_supposed(point: Point, stretch: Stretch) -> bool:
    """'If weekdays are tricky' says nothing of them."""
    day = point.day
    vague = day is not None and (day.always or day.span) and not point.clocks
    return vague and bool(re.search(r"\bif\b[^,.;:]*$", stretch.words[: point.start]))


def _only_looked_at(point: Point, stretch: Stretch) -> bool:
    """'I can look at mornings or afternoons' says nothing of them."""
    exact = point.clocks or (point.day is not None and not (point.day.always or point.day.span))
    before = stretch.words[: point.start]
    return not exact and bool(
        words_of.SEE_WHAT.search(before) or (words_of.LOOK.search(before) and not words_of.FOUND.search(stretch.words))
    )


def _is_new_time(point: Point, stretch: Stretch, truth: Truth) -> bool:
    """The new time of a move that waits, said as one: asked for, suggested, not settled."""
    waits = any(_names(point, m, stretch) for m in truth.moments if m.state in ("asked", "proposed"))
    return waits and (stretch.asks or bool(words_of.ASKED.search(stretch.words[: point.start])))


def _is_left(point: Point, stretch: Stretch, truth: Truth) -> bool:
    """The time a booking was moved away from, said as such."""
    left = any(_names(point, m, stretch) for m in truth.moments if m.state == "left")
    return left and bool(words_of.LEFT.search(stretch.words[: point.start]))


def _singles(point: Point) -> list[Point]:
    """'Thursday at 2 or 4' names two rows."""
    return [replace(point, clocks=(clock,)) for clock in point.clocks] or [point]


def _is_row(point: Point, stretch: Stretch, truth: Truth, states: tuple[State, ...]) -> bool:
    return any(_names(point, moment, stretch) for moment in truth.moments if moment.state in states)


def _only_asked(point: Point, stretch: Stretch, truth: Truth, asked: Asked) -> bool:
    """Weeks, parts of the day and 'a weekday' may be asked about freely; a day only back to who named it, a time never."""
    day = point.day
    if point.clocks:
        return bool(words_of.MEAN.search(stretch.words)) and asked.has(point)
    if day is None or day.always or (day.span and day.dates):
        return True
    if words_of.MEAN.search(stretch.words):
        return bool(day.alone) and asked.about_days
    return stretch.asked_what and (asked.has(point) or truth.today in day.alone)


def _is_now(point: Point, stretch: Stretch, truth: Truth) -> bool:
    today = point.day is not None and truth.today in point.day.alone and not point.day.span
    return today and not point.clocks and bool(words_of.NOW.match(stretch.words)) and _few_words(stretch.words)


def _few_words(words: str) -> bool:
    return len(re.findall(r"[a-z']+", words.replace(BLANK, " "))) <= 4


def _names(point: Point, moment: Moment, stretch: Stretch) -> bool:
    return fits(point, moment) and _right_service(moment, stretch) and _right_staff(moment, stretch)


def _right_service(moment: Moment, stretch: Stretch) -> bool:
    named = [name for name in stretch.services if name]
    return not named or not moment.service or moment.service in named


def _right_staff(moment: Moment, stretch: Stretch) -> bool:
    return not stretch.staff or not moment.staff or moment.staff in stretch.staff


def _promised(stretch: Stretch, truth: Truth, states: tuple[State, ...]) -> bool:
    """A plain statement about an offered time must offer, list or read back, and one about a pending request must say that it
    is one; anything else sounds agreed."""
    if stretch.asks or stretch.only_times or _all_now(stretch, truth):
        return False
    if _settled(stretch, truth):
        return False
    if _about(stretch, truth, "pending"):
        return not (
            words_of.PENCILS.search(stretch.whole.words)
            or words_of.JUST_NAMED.search(stretch.words)
            or _only_named(stretch)
        )
    return "offered" in states and not words_of.OFFERS.search(stretch.words)


def _settled(stretch: Stretch, truth: Truth) -> bool:
    """Whether every time in it is that of a confirmed booking, or of a move and said as such."""
    return all(
        any(_names(p, m, stretch) for m in truth.moments if m.state == "confirmed")
        or _is_new_time(p, stretch, truth)
        or _is_left(p, stretch, truth)
        for p in stretch.points
    )


def _only_named(stretch: Stretch) -> bool:
    """A line of a list of bookings: a service and its time."""
    words = stretch.words.replace(BLANK, " ")
    for name in stretch.services:
        words = words.replace(name, " ")
    return not set(re.findall(r"[a-z]+", words)) - {"at", "on"}


def _about(stretch: Stretch, truth: Truth, state: State) -> bool:
    return all(any(_names(p, m, stretch) for m in truth.moments if m.state == state) for p in stretch.points)


def _all_now(stretch: Stretch, truth: Truth) -> bool:
    return all(_is_now(p, stretch, truth) for p in stretch.points) or only_quoted(stretch.words) or bool(
        words_of.ANSWER_BY.search(stretch.words))  # fmt: skip


def _false(stretch: Stretch, kind: Kind, reason: str) -> Falsehood:
    return Falsehood(kind, stretch.said.strip(), reason)
