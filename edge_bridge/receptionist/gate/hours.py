"""Opening hours: days and times that agree with the business's week."""

import re

from .mentions import Clock, Part, Point
from .reading import BLANK, NT
from .stretch import Stretch
from .truth import Truth

_OPEN = re.compile(
    r"\b(?:we'?re|we are|is|are|be|we|we only|shop is|salon is|don'?t|not|hours are|only|they'?re|still)"
    r" (?:\w+ ){0,2}?open\b(?! to\b)"
    r"|\bopens?\b(?=[^a-z]*(?:§|¤|from|until|till?|to|on|at|late|hours|times?|every|all))"
    r"|\bopening (?:hours|times)\b|\bour hours\b|\bclos(?:e|es|ed|ing)\b|\bshut\b|\btrading\b"
    r"|\bour (?:late|short|long|big|busiest|quietest|only)\b|^\W*hours\b|(?:\b(?:we|they|only|usually)"
    r"|n't) (?:\w+ )?(?:work|operate)\b(?=[^a-z]*(?:§|from))"
    r"|\bwe (?:usually |generally |only |always )?(?:start|begin|finish|knock off|wrap up|kick off|pack up)\b"
)
_OF_A_TIME = re.compile(
    r"\bwhat(?:'s| is)(?: still)? open\b|\b(?:slots?|spots?|times?|ones?|bookings?)\b[^.]*\bopen\b"
    r"|[§¤]\W*(?:(?:is|are|'s) )?(?:(?:still|both|all"
    r"|wide) )*open\b"
)
"""'Thursday is open', 'at nine are open': a time is free, the shop is not spoken of."""
_HABIT = re.compile(
    r"\bwe(?:'re| are)?(?:n't)? (?:don'?t |can'?t |usually |generally |only |also |normally |never |all )*"
    r"(?:on|around|here|in|about|at work|on deck|work|working|do|trade|run|operate|take (?:bookings"
    r"|jobs))\b(?! (?:have|has|offer|give|need))"
)
_CLOSED = re.compile(
    rf"\b(?:closed|shut)\b|{NT} (?:\w+ )?open|\bnot open\b"
    rf"|(?:{NT}|\bnot|\bnever) (?:\w+ )?(?:work\w*|operate|trade|on|around|in|here|do|run)\b"
)
_LINE = re.compile(r"^\W*(?:on )?§\W*¤\W*(?:to|-|until|till?)\W*¤\W*$")
_VAGUE = re.compile(r"\b24 ?/ ?7\b|\b24 hours\b|\baround the clock\b|\bpublic holidays?\b")
_LATE = re.compile(r"\bopen (?:till |until |'til )?late\b")
_OPENS = re.compile(r"(?:\bopens?|\bfrom|\b(?:start|begin|kick)s?|\bafter)\W*(?:up |off )?(?:at\W*)?$")
_CLOSES = re.compile(
    r"(?:\bclos\w+|\bshuts?|\buntil|\btill?|\bto|\bfinish\w*|\b(?:knock|wrap|pack)|\bbefore|\bby|-)\W*(?:up "
    r"|off )?(?:at\W*)?$"
)


def invents(stretch: Stretch) -> bool:
    """'Open late', '24/7': hours no row can hold. 'Open late, till eight' says which."""
    words = _bare(stretch)
    late = _LATE.search(words) and not any(p.clocks for p in stretch.points)
    return not stretch.asks and bool(_VAGUE.search(words) or late)


def speaks(stretch: Stretch) -> bool:
    """Whether the stretch is about opening hours."""
    words = _bare(stretch)
    return bool(_OPEN.search(words)) and not _OF_A_TIME.search(words)


def agrees(stretch: Stretch, truth: Truth) -> bool:
    """Whether it is about our hours, and all of it true; a line 'Monday to Friday: 8:00 AM to 5:00 PM' counts."""
    words = _bare(stretch)
    if not (speaks(stretch) or _LINE.match(words) or _window(stretch) or _habit(stretch)):
        return False
    closed = bool(_CLOSED.search(words))
    points = _together(stretch.points)
    return all(_true(point, clocks, stretch, truth, closed) for point, clocks in points)


def _bare(stretch: Stretch) -> str:
    return stretch.words.replace(BLANK, "")


def _window(stretch: Stretch) -> bool:
    """'Monday to Friday 8am-5pm' needs no word for it."""
    always = [p for p in stretch.points if p.day and p.day.always]
    return bool(always) and all(p.clocks for p in always) and any(len(p.clocks) == 2 for p in always)


def _habit(stretch: Stretch) -> bool:
    """'We're around Monday to Saturday': what we do every week."""
    return bool(_HABIT.search(_bare(stretch))) and all(p.day is not None and p.day.always for p in stretch.points)


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
        return bool(weekdays) and not any(_open_in(point.part, truth.hours.get(n)) for n in weekdays)
    if weekdays:
        return all(
            _open_in(point.part, truth.hours.get(n)) and _window_true(clocks, truth.hours[n], stretch) for n in weekdays
        )
    usual = {h for n, h in truth.hours.items() if n <= 5} or set(truth.hours.values())
    return bool(clocks) and bool(usual) and all(_window_true(clocks, h, stretch) for h in usual)


def _open_in(part: Part | None, opening: tuple[int, int] | None) -> bool:
    """Whether the day has hours, in this part of it if one is named."""
    return opening is not None and (part is None or max(part.first, opening[0]) < min(part.last, opening[1]))


def _window_true(clocks: list[Clock], opening: tuple[int, int], stretch: Stretch) -> bool:
    if len(clocks) == 2:
        return opening[0] in clocks[0].minutes and opening[1] in clocks[1].minutes
    return all(_edge_true(clock, opening, stretch) for clock in clocks)


def _edge_true(clock: Clock, opening: tuple[int, int], stretch: Stretch) -> bool:
    before = stretch.words[: clock.start].replace(BLANK, "")
    if _OPENS.search(before):
        return opening[0] in clock.minutes
    if _CLOSES.search(before):
        return opening[1] in clock.minutes
    return bool(clock.minutes & set(opening))
