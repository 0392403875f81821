"""What a text is about besides services, days and people: greeting, yes, cancel, "are you a robot?"."""

import re
from enum import StrEnum

from .intent_patterns import PATTERNS, UNLESS
from .intent_talk import FAREWELL, LEAVING
from .reply_words import clauses, is_yes, plain_reply


class Intent(StrEnum):
    """One thing a text does; a text may do several."""

    GREETING = "greeting"
    THANKS = "thanks"
    YES = "yes"
    NO = "no"
    DONE = "done"  # nothing else is wanted
    CANCEL = "cancel"
    MOVE = "move"
    ASK_PRICE = "ask_price"
    ASK_HOURS = "ask_hours"
    ASK_LOCATION = "ask_location"
    ASK_BOOKING = "ask_booking"
    ASK_HUMAN = "ask_human"
    CUSTOM_QUOTE = "custom_quote"  # a bigger project, not a listed service
    COMPLAINT = "complaint"
    ABUSE = "abuse"
    STOP = "stop"  # no more texts
    CHANGED_MIND = "changed_mind"
    ASK_AI = "ask_ai"
    ASK_SERVICES = "ask_services"
    REPEAT = "repeat"  # what was said is to be said again
    UNSURE = "unsure"  # neither yes nor no yet


_HIDDEN_BY = (  # what the first says makes the second mean nothing of its own
    (Intent.ASK_AI, Intent.ASK_HUMAN),
    (Intent.MOVE, Intent.CANCEL),
    (Intent.STOP, Intent.CANCEL),
    (Intent.CUSTOM_QUOTE, Intent.ASK_PRICE),
    (Intent.ASK_BOOKING, Intent.ASK_HOURS),
    (Intent.NO, Intent.YES),
    (Intent.REPEAT, Intent.NO),
)
_GOES_WITH_GOODBYE = {Intent.THANKS, Intent.NO, Intent.GREETING, Intent.DONE}
_SAYS_YES = re.compile(
    r"^(?:yes|yep|yeah|yup|exactly|correct|that'?s right)\b[\s,.!]*(?:that(?:'?s| is| will| 'll|'ll)? (?:it|do"
    r"|right)|exactly)\b"
)
_PRICE_SAID = re.compile(r"\bhow much|\bpric|\bcost|\bcharge|\brates?\b")


def find_intents(text: str) -> frozenset[Intent]:
    """Everything a text does that is named in Intent; empty where it does none of it."""
    words = plain_reply(text)
    bare = FAREWELL.sub(" , ", words)
    found = {Intent(name) for name, pattern in PATTERNS if pattern.search(words)}
    found -= {Intent(name) for name, pattern in UNLESS if pattern.search(words)}
    if any(is_yes(clause) for clause in clauses(bare)[:2]):
        found.add(Intent.YES)
    if Intent.DONE in found and not _SAYS_YES.search(words):
        found.discard(Intent.YES)
    if LEAVING.search(words):
        found.discard(Intent.YES)
    if bare != words and found <= _GOES_WITH_GOODBYE:
        found.add(Intent.DONE)
    for strong, weak in _HIDDEN_BY:
        if strong in found and not (strong is Intent.CUSTOM_QUOTE and _PRICE_SAID.search(words)):
            found.discard(weak)
    return frozenset(found)
