"""Places in a list of offers named by a reply: "2", "the second one", "the later", "option 3"."""

import re
from collections.abc import Sequence

from .offered import OfferedTime
from .reply_words import clauses, core

_PLACES = {
    "first": 1, "1st": 1, "former": 1, "top": 1, "second": 2, "2nd": 2, "third": 3, "3rd": 3, "fourth": 4, "4th": 4,
    "fifth": 5, "5th": 5, "two": 2, "three": 3, "four": 4, "five": 5, "#1": 1, "#2": 2, "#3": 3, "#4": 4, "#5": 5,
    "last": -1, "bottom": -1, "final": -1, "latter": -1, "secnd": 2, "frist": 1, "thrid": 3, "secound": 2, "b": 2, "c": 3,
}  # fmt: skip
_ENDS = {"earliest": 0, "soonest": 0, "earlier": 0, "sooner": 0, "latest": -1, "later": -1, "middle": 0}
_NAMED = re.compile(
    r"(?:\b(?:option|number|choice|no\.?)\s?|#\s?)(\d|one|two|three|four|five)\b(?!\s?[ap]m\b|[:./]\d)"
    r"|\b(first|1st|second|2nd|third|3rd|fourth|4th|last) (?:one|option|choice|slot|time|appointment)\b(?! (?:i"
    r"|we) )"
    r"|\b(earliest|earlier|soonest|latest|later|middle) (?:one|option|slot|time|of the (?:two|three))\b"
    r"|\b(first|second|third|last) of (?:those|these|them|the \w+)\b"
    r"|\bwhat(?:ever|ever'?s|s|'s|ever is)?(?: is)? (?:the )?(earliest|soonest|latest)\b(?! (?:you|that you"
    r"|available))"
)
_ONE = re.compile(
    r"^(?:(?:yes|yep|yeah|ok|number|option|no\.?|#)[\s,]*)*one(?: (?:please|pls|thanks|thx"
    r"|ta))?[\s.!]*$"
)


def named_places(reply: str, listed: Sequence[OfferedTime], by_time: Sequence[OfferedTime]) -> list[OfferedTime]:
    """The offers a plain reply names by their place, in the order of `listed`; empty when it names none.

    `listed` is in the order shown, `by_time` from the earliest to the latest. A number counts only where its clause says
    nothing else, so "2 dogs" and "2pm" name no place; a place beyond the list names none either.
    """
    if _ONE.match(reply):
        return [offer for offer in listed if offer.position == 1]
    for words in clauses(reply):
        found = _in_clause(words, listed, by_time)
        if found:
            rest = [_in_clause(other, listed, by_time) for other in clauses(reply)]
            return [offer for offer in listed if any(offer in each for each in rest)]
    return _anywhere(reply, listed, by_time)


def _in_clause(words: list[str], listed: Sequence[OfferedTime], by_time: Sequence[OfferedTime]) -> list[OfferedTime]:
    said = core([word for word in words if word not in ("or", "either", "maybe", "both")])
    definite = "the" in words or "one" in words or words == said
    found: list[OfferedTime] = []
    for word in said:
        offer = _placed(word, listed, by_time) if definite or word not in ("later", "earlier", "sooner") else None
        if offer is None:
            return []
        found.append(offer)
    return found if said not in (["later"], ["earlier"], ["sooner"]) or len(words) > 1 else []


def _placed(word: str, listed: Sequence[OfferedTime], by_time: Sequence[OfferedTime]) -> OfferedTime | None:
    if word in _ENDS:
        return _at_end(word, listed, by_time)
    place = int(word) if word.isdecimal() else _PLACES.get(word, 0)
    if place < 0:
        return listed[-1]
    return next((offer for offer in listed if offer.position == place), None)


def _at_end(word: str, listed: Sequence[OfferedTime], by_time: Sequence[OfferedTime]) -> OfferedTime | None:
    if word == "middle":
        return listed[len(listed) // 2] if len(listed) % 2 else None
    return by_time[_ENDS[word]]


def _anywhere(reply: str, listed: Sequence[OfferedTime], by_time: Sequence[OfferedTime]) -> list[OfferedTime]:
    """A place said in so many words inside a longer sentence."""
    for match in _NAMED.finditer(reply):
        word = next(group for group in match.groups() if group)
        before = reply[: match.start()]
        offer = _placed("#1" if word == "one" else word, listed, by_time)
        if offer and not re.search(r"\b(?:not|anything|something|any|an?)(?: the)? $", before):
            return [offer]
    return []
