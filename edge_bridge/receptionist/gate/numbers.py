"""Numbers and durations that are neither times nor prices: each needs a source, for a model likes to round things out."""

import re
from collections.abc import Iterator

from . import hours
from .amounts import amounts_in, value_of
from .falsehood import Falsehood, Kind
from .notes import backs
from .prices import Topic
from .reading import BLANK, lower
from .stretch import Stretch
from .truth import Truth

_N = (
    r"\d+(?:\.\d+)?|an?|one|two|three|four|five|six|eight|ten|fifteen|twenty|thirty|forty[- ]five|forty|fifty"
    r"|sixty|ninety|half an|half a|couple of"
)
_DURATION = re.compile(
    rf"\b(?P<and>an hour and a half|(?:one|two|three|four|\d) and a half hours?|hour and a half)\b"
    rf"|\b(?P<n>{_N})[ -]?(?P<unit>minutes?|mins?|hours?|hrs?|days?|weeks?|months?"
    rf"|years?)\b(?: (?:and )?(?P<more>\d+) ?min\w*)?"
)
_SOON = re.compile(
    r"\b(?:with)?in (?:about |around |the |the next |less than |under )*$|\b(?:under|less than"
    r"|next|last|past|for) (?:the )?$"
)
_APART = re.compile(r"'?\W*(?:before|after|earl|late|away|ahead|prior|notice|drive|from|out\b|or (?:so )?before)")
"""'An hour before' is not how long a job takes."""
_WITHIN = re.compile(
    r"\bwithin (?:the|an) (?:next )?(?:hour|day|half hour)\b|\bin (?:the next"
    r"|under an) (?:hour|half hour)\b"
)
_SAME_DAY = re.compile(r"\b(?:same|next)[- ]day\b|\bovernight\b")
_LISTED = re.compile(
    r"\b(?:reply|option|number|choice|choose|pick|text|type|press)\W+(?:with )?(?:\d\W+|or |and )*\d\b"
    r"|\b(?:\d|two|three) (?:\w+ )?(?:times|options|slots|choices|spots|openings)\b|\b(?:\d or \d)\b(?=\W*$)"
)
_BOOKINGS = re.compile(
    r"\byou(?:'ve| have)(?: got)? (?P<n>\d|one|two|three|four|five) (?:(?:other|open|upcoming"
    r"|confirmed) )*(?:bookings?|appointments?)\b"
)
_DIGITS = re.compile(r"(?<![\w])\d[\d,.]*\w*")
_TENS = re.compile(
    r"\b(?:(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)(?:[ -]\w+)?|(?:a|one|two"
    r"|\d) (?:hundred|thousand)|hundreds?|thousands?|dozens?)\b"
)


def false_numbers(stretch: Stretch, truth: Truth, topic: Topic) -> Iterator[Falsehood]:
    """Durations that are not the service's, and numbers from nowhere."""
    words = stretch.words
    promised = _WITHIN.search(words) or (not stretch.points and _SAME_DAY.search(words))
    if promised:
        yield Falsehood(Kind.NUMBER, stretch.said.strip(), f"no row has '{promised[0]}'")
        return
    for match in _DURATION.finditer(words):
        if not _duration_true(match, stretch, truth, topic):
            yield Falsehood(Kind.NUMBER, stretch.said.strip(), f"no row has '{match[0]}'")
            return
        words = words[: match.start()] + BLANK * len(match[0]) + words[match.end() :]
    for amount in amounts_in(words):
        words = words[: amount.start] + BLANK * (amount.end - amount.start) + words[amount.end :]
    if (count := _BOOKINGS.search(words)) and _number(count["n"]) != truth.count("pending", "confirmed"):
        yield Falsehood(Kind.NUMBER, stretch.said.strip(), f"the rows do not have '{count[0]}'")
        return
    words = _BOOKINGS.sub(lambda m: BLANK * len(m[0]), words)
    words = _LISTED.sub(lambda m: BLANK * len(m[0]), words)
    for match in (*_DIGITS.finditer(words), *_TENS.finditer(words)):
        if not _has_source(match, words, stretch, truth):
            yield Falsehood(Kind.NUMBER, stretch.said.strip(), f"no row has '{match[0]}'")
            return


def _duration_true(match: re.Match[str], stretch: Stretch, truth: Truth, topic: Topic) -> bool:
    if backs(truth, stretch.said, match[0]) or _customer_said(match[0], truth):
        return True
    if _APART.match(stretch.words, match.end()):
        return False
    unit = match["unit"] or "hours"
    if unit.startswith("d") and hours.speaks(stretch):
        return _number(match["n"]) == len(truth.hours)
    if (
        match["n"] in ("a", "an", "one")
        and not unit.startswith("h")
        and not _SOON.search(stretch.words[: match.start()])
    ):
        return True
    if not unit.startswith(("h", "m")) or unit.startswith("mo") or _SOON.search(stretch.words[: match.start()]):
        return False
    names = stretch.spoken or topic.services
    return _minutes(match) in {s.minutes for s in truth.services if not names or s.names[0] in names}


def _minutes(match: re.Match[str]) -> float:
    if match["and"]:
        first = match["and"].split()[0]
        return (1 if first in ("an", "hour") else value_of(first)) * 60 + 30
    said = match["n"]
    count = {"a": 1, "an": 1, "half an": 0.5, "half a": 0.5, "couple of": 2}.get(said) or _number(said)
    return count * (60 if match["unit"].startswith("h") else 1) + int(match["more"] or 0)


def _number(said: str) -> float:
    return float(said) if re.fullmatch(r"[\d.]+", said) else value_of(said)


def _customer_said(words: str, truth: Truth) -> bool:
    return any(re.search(rf"\b{re.escape(words)}\b", lower(w)) for w in truth.customer_words)


def _has_source(match: re.Match[str], words: str, stretch: Stretch, truth: Truth) -> bool:
    """From a service's name, the owner's notes, or the customer, with the same noun behind it."""
    number = match[0].rstrip(".,")
    if any(re.search(rf"\b{re.escape(number)}\b", n) for s in truth.services for n in s.names):
        return True
    if backs(truth, stretch.said, number):
        return True
    noun = re.match(r"[\s-]*([a-z]{3,})", words[match.end() :])
    if not noun:
        return False
    pair = re.compile(rf"\b{re.escape(number)}[\s-]*{noun[1][:4]}")
    return any(pair.search(lower(words)) for words in truth.customer_words)
