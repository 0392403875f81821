"""What the customer said about time: it may be asked back or denied, never offered."""

import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from .masks import without_places
from .mentions import Point
from .points import points_of
from .reading import Sentence, lines_of, plain
from .truth import Truth

NEWEST = 6
"""Messages of the customer that are read."""
_YOU_SAID = re.compile(
    r"(?<!\bas )(?<!\blike )\byou(?:'ve| have)? (?:said|say|asked (?:for|about)|mentioned|wanted|were after"
    r"|'re after|requested|wrote"
    r"|were hoping for|told me)\b|\byou'd (?:like|prefer)\b"
)
_GRANTED = re.compile(
    r"\b(?:that|which|it|this|they|all)(?:'s| is| are|'ll be| will be| can be| works?) (?:all |still |totally "
    r"|also )?(?:fine|good|ok|okay|free"
    r"|open|available|works?|right|correct|true|yours|sorted|perfect|doable|possible|great|suits|done|set|it"
    r"|no (?:worries|problem))\b"
    r"|\b(?:can do|no worries|sounds good|deal|and yes|yep|too easy)\b"
)


def only_quoted(words: str) -> bool:
    """Whether the customer's words are said back, 'You said Thursday arvo', and nothing is granted."""
    return bool(_YOU_SAID.search(words)) and not _GRANTED.search(words)


@dataclass(frozen=True, slots=True)
class Asked:
    """Days, minutes and parts of the day the customer named."""

    days: frozenset[date]
    minutes: frozenset[int]
    parts: bool

    @property
    def about_days(self) -> bool:
        """Whether any day was named."""
        return bool(self.days)

    def has(self, point: Point) -> bool:
        """Whether everything of the point was named by the customer."""
        if point.day is not None and not (point.day.alone and point.day.alone & self.days):
            return False
        if not all(clock.minutes & self.minutes for clock in point.clocks):
            return False
        return point.part is None or self.parts or any(point.part.holds(m) for m in self.minutes)


def asked_of(truth: Truth) -> Asked:
    """Read with the gate's own words."""
    return _asked(truth.customer_words[-NEWEST:], truth.today)


@lru_cache(maxsize=64)
def _asked(messages: tuple[str, ...], today: date) -> Asked:
    points = [
        point
        for words in messages
        for line in lines_of(plain(words[:1000]))
        for point in points_of(Sentence(line, without_places(line)), today)[0]
    ]
    days = frozenset(day for p in points if p.day for day in p.day.alone)
    weekly = frozenset(n for p in points if p.day and p.day.always for n in p.day.weekdays)
    minutes = frozenset(m for p in points for c in p.clocks for m in c.minutes)
    near = frozenset(d for p in points if p.day for d in p.day.dates if d.isoweekday() in weekly)
    return Asked(days | near, minutes, any(p.part for p in points))
