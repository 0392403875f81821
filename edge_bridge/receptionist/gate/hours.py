"""Opening hours: days and times that agree with the business's week."""

import re

from .mentions import Clock, Point
from .stretch import Stretch
from .truth import Truth

_OPEN = re.compile(r"\b(?:we'?re|we are|is|are|be|we|we only|shop is|salon is|don'?t|not|hours are|only"
r"|they'?re|still) (?:\w+ ){0,2}?open\b(?! to\b)"
                   r"|\bopens?\b(?=[^a-z]*(?:§|¤|from|until|till?|to|on|at|late|hours|times?|every|all))"
                   r"|\bopening (?:hours|times)\b|\bour hours\b"
                   r"|\bclos(?:e|es|ed|ing)\b|\btrading\b|\bour late\b"
                   r"|^\W*hours\b|\b(?:work|operate)\b(?=[^a-z]*(?:§|from))")  # fmt: skip
_CLOSED = re.compile(r"\bclosed\b|n'?t (?:\w+ )?open|\bnot open\b|n'?t (?:work|operate|trade)\b")
_LINE = re.compile(r"^\W*(?:on )?§\W*¤\W*(?:to|-|until|till?)\W*¤\W*$")
_VAGUE = re.compile(
    r"\bopen (?:till |until |'til )?late\b|\b24 ?/ ?7\b|\b24 hours\b|\baround the clock\b"
    r"|\bpublic holidays?\b"
)
_OPENS = re.compile(r"(?:\bopens?|\bfrom|\bstarts?(?: at)?|\bafter)\W*(?:at\W*)?$")
_CLOSES = re.compile(r"(?:\bclos\w+|\buntil|\btill?|\bto|\bfinish\w*|\bbefore|\bby|-)\W*(?:at\W*)?$")


def invents(stretch: Stretch) -> bool:
    """'Open late', '24/7': hours no row can hold."""
    return not stretch.asks and bool(_VAGUE.search(stretch.words.replace("\x1f", "")))


def speaks(stretch: Stretch) -> bool:
    """Whether the stretch is about opening hours."""
    words = stretch.words.replace("\x1f", "")
    return _about_hours(words)


def _about_hours(words: str) -> bool:
    return bool(_OPEN.search(words)) and not re.search(
        r"\b(?:slots?|spots?|times?|ones?"
        r"|bookings?)\b[^.]*\bopen\b|¤ (?:is|are|'s) (?:still )?open\b",
        words,
    )


def agrees(stretch: Stretch, truth: Truth) -> bool:
    """Whether it is about our hours, and all of it true; a line 'Monday to Friday: 8:00 AM to 5:00 PM' counts."""
    words = stretch.words.replace("\x1f", "")
    if not (_about_hours(words) or _LINE.match(words) or _window(stretch)):
        return False
    closed = bool(_CLOSED.search(words))
    points = _together(stretch.points)
    return all(_true(point, clocks, stretch, truth, closed) for point, clocks in points)


def _window(stretch: Stretch) -> bool:
    """'Monday to Friday 8am-5pm' needs no word for it."""
    always = [p for p in stretch.points if p.day and p.day.always]
    return bool(always) and all(len(p.clocks) == 2 for p in always)


def _together(points: tuple[Point, ...]) -> list[tuple[Point, list[Clock]]]:
    """Times without a day make one window; days listed before one window share it."""
    if points and all(p.day is None or p.inherited for p in points):
        return [(points[0], [c for p in points for c in p.clocks])]
    return [(p, list(p.clocks) or _next_clocks(points[n + 1 :])) for n, p in enumerate(points)]


def _next_clocks(rest: tuple[Point, ...]) -> list[Clock]:
    return next((list(p.clocks) for p in rest if p.clocks), [])


def _true(point: Point, clocks: list[Clock], stretch: Stretch, truth: Truth, closed: bool) -> bool:
    weekdays = point.day.weekdays if point.day is not None else frozenset()
    if point.day is not None and not point.inherited and not weekdays:
        return False
    if point.inherited and all(n in truth.hours and _window_true(clocks, truth.hours[n], stretch) for n in weekdays):
        return True
    weekdays = frozenset() if point.inherited else weekdays
    if closed and not clocks:
        return bool(weekdays) and not any(n in truth.hours for n in weekdays)
    if weekdays:
        return all(n in truth.hours and _window_true(clocks, truth.hours[n], stretch) for n in weekdays)
    usual = {h for n, h in truth.hours.items() if n <= 5} or set(truth.hours.values())
    return bool(clocks) and bool(usual) and all(_window_true(clocks, h, stretch) for h in usual)


def _window_true(clocks: list[Clock], opening: tuple[int, int], stretch: Stretch) -> bool:
    if len(clocks) == 2:
        return opening[0] in clocks[0].minutes and opening[1] in clocks[1].minutes
    return all(_edge_true(clock, opening, stretch) for clock in clocks)


def _edge_true(clock: Clock, opening: tuple[int, int], stretch: Stretch) -> bool:
    before = stretch.words[: clock.start].replace("\x1f", "")
    if _OPENS.search(before):
        return opening[0] in clock.minutes
    if _CLOSES.search(before):
        return opening[1] in clock.minutes
    return bool(clock.minutes & set(opening))
