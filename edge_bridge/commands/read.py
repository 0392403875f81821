"""A member's text, read whole."""

import datetime
import re
from collections.abc import Iterator, Mapping

from edge_bridge.receptionist.understand import LocalNow

from .actions import Action, Do, Why, unclear
from .codes import Head, read_heads
from .fillers import asks_nothing, bared, tidy
from .moments import is_time, new_start
from .words import half_said, read_words

MOST_ACTIONS = 10
LONGEST_REASON = 300
_ANSWERS = {"Y": Do.CONFIRM, "N": Do.DECLINE, "D": Do.DONE, "X": Do.NO_SHOW}
_YES_OR_NO = {
    "y": "Y",
    "yes": "Y",
    "confirm": "Y",
    "confirmed": "Y",
    "accept": "Y",
    "n": "N",
    "no": "N",
    "decline": "N",
}
_REACTION = re.compile(
    r"\s*(?:liked|loved|disliked|emphasi[sz]ed|laughed at|questioned|reacted\b.{0,12}\bto|removed)\b[^\n]{0,20}[\"“”]",
    re.IGNORECASE,
)
"""A phone's word for a thumb on one of our texts, which it quotes."""


def read_commands(text: str, codes: Mapping[str, datetime.date], now: LocalNow) -> list[Action]:
    """What a text asks for, in order; `codes` are those open, each with its booking's own day, `now` when the text came.

    Never empty: what asks for nothing we know is HELP alone. What is only half understood is UNCLEAR and does nothing. Two
    different things asked of one code are both left.
    """
    if _REACTION.match(text):
        return [Action(Do.HELP, bare=True)]
    text = tidy(text)
    found = [action for line in text.splitlines() for action in _read_line(line, codes, now)]
    actions = _agreed(found)[:MOST_ACTIONS]
    if all(one.do is Do.UNCLEAR and one.why is Why.WORDS for one in actions):
        return [Action(Do.HELP, bare=asks_nothing(text) and text.strip() != "")]
    return actions


def _read_line(line: str, codes: Mapping[str, datetime.date], now: LocalNow) -> Iterator[Action]:
    heads = read_heads(line, codes)
    if asks_nothing(line):
        return
    if command := read_words(line.strip(" \t.!?"), now) or read_words(bared(line), now) or half_said(bared(line)):
        yield command
    elif not heads or not asks_nothing(line[: heads[0].start]):
        yield unclear(Why.WORDS, line)
    else:
        yield from (_of_code(head, codes, now) for head in heads)


def _of_code(head: Head, codes: Mapping[str, datetime.date], now: LocalNow) -> Action:
    if head.letter and head.rest.strip().endswith("?"):
        return unclear(Why.MORE, head.rest.strip(), head.code)
    if head.letter == "N":
        return _declined(head)
    rest = _bare_rest(head.rest)
    if head.letter:
        return unclear(Why.MORE, rest, head.code) if rest else Action(_ANSWERS[head.letter], head.code)
    if not rest:
        return unclear(Why.WHAT, "", head.code)
    if letter := _YES_OR_NO.get(rest.lower()):
        return Action(_ANSWERS[letter], head.code)
    return _proposed(head.code, rest, codes, now)


def _bare_rest(rest: str) -> str:
    stripped = rest.strip(" \t,.;:!?-")
    return "" if asks_nothing(rest) and stripped.lower() not in _YES_OR_NO else stripped


def _declined(head: Head) -> Action:
    reason = "" if asks_nothing(head.rest) else " ".join(head.rest.split()).lstrip("-,.;:! ").strip()
    if reason and is_time(reason):
        return unclear(Why.MORE, reason, head.code)
    return Action(Do.DECLINE, head.code, reason=reason[:LONGEST_REASON])


def _proposed(code: str, rest: str, codes: Mapping[str, datetime.date], now: LocalNow) -> Action:
    words = rest if is_time(rest) else bared(rest)
    if not is_time(words):
        return unclear(Why.MORE, rest, code)
    if code not in codes:
        return Action(Do.PROPOSE, code)
    start = new_start(words, codes[code], now)
    return unclear(start, rest, code) if isinstance(start, Why) else Action(Do.PROPOSE, code, at=start)


def _agreed(actions: list[Action]) -> list[Action]:
    """Each thing once; a code that is asked two different things is asked about, once."""
    kept: list[Action] = []
    for one in actions:
        if one in kept:
            continue
        rivals = [other for other in kept if one.code and other.code == one.code and Do.LATE not in (one.do, other.do)]
        for other in rivals:
            kept[kept.index(other)] = unclear(Why.BOTH, "", one.code)
        if not rivals:
            kept.append(one)
    return kept
