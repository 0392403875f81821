"""'Option 2 is Saturday at 9': what is said of an offer by its number is true of the offer with that number."""

import re
from collections.abc import Iterator

from .falsehood import Falsehood, Kind
from .fit import fits
from .stretch import Stretch
from .truth import Truth

_NUMBERS = {"one": 1, "two": 2, "three": 3, "first": 1, "second": 2, "third": 3, "1st": 1, "2nd": 2, "3rd": 3}
_NUMBERED = re.compile(
    r"\b(?:(?:option|number|choice)[\s\x1f]*(?P<n>\d|one|two|three)|(?:the )?(?P<o>first|second|third|1st|2nd"
    r"|3rd) (?:one|option|time|choice))"
    r"[\s\x1f]*(?:is|was|would be|'s|:|-|=|,)?[\s\x1f]*(?:at |on |for )?(?=[§¤])"
)


def false_positions(stretch: Stretch, truth: Truth) -> Iterator[Falsehood]:
    """An offer said to be where it is not in the list the customer was given."""
    offers = [m for m in truth.moments if m.state == "offered"]
    for match in _NUMBERED.finditer(stretch.words):
        number = _number(match["n"] or match["o"])
        point = next((p for p in stretch.points if p.end > match.end()), None)
        if point is not None and offers and not (number <= len(offers) and fits(point, offers[number - 1])):
            yield Falsehood(Kind.TIME, stretch.said.strip(), f"offer {number} is another time")
            return


def _number(word: str) -> int:
    return int(word) if word.isdigit() else _NUMBERS[word]
