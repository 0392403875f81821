"""Words that ask for nothing: politeness around a command."""

import re
import unicodedata

_POLITE = (
    r"(?:thank ?you|thanks|thanx|thank|thx|tks|ta|cheers|please|pls|plz|mate|ok(?:ay)?|k|kk|righto?|sure|great|good"
    r"|all good|perfect|no worries|no probs|no problem|cool|awesome|lovely|yes|yep|yeah|yup|hi|hey|hello|g'?day|sorry"
    r"|now|for (?:me|that)|that|it|xo+|xx+|can you|could you|got it|sounds good|good one|legend|so much|very much|a lot"
    r"|heaps|again|nice|too easy|and|also|then|plus)"
)
_EDGE = re.compile(r"[\W_]+")
_ONLY = re.compile(rf"(?:{_POLITE}(?!\w)[\W_]*)*", re.IGNORECASE)
_LEADING = re.compile(rf"[\W_]*(?:{_POLITE}(?![\w'])[\W_]*)+", re.IGNORECASE)
_TRAILING = re.compile(rf"(?:(?<![\w']){_POLITE}[\W_]*)+$", re.IGNORECASE)


def tidy(text: str) -> str:
    """One spelling of each sign: plain digits, letters and apostrophes; nothing that cannot be seen."""
    plain = unicodedata.normalize("NFKC", text).replace("’", "'").replace("‘", "'")
    return "".join(sign for sign in plain if sign == "\n" or unicodedata.category(sign) not in ("Cf", "Cc", "Cs", "Co"))


def asks_nothing(words: str) -> bool:
    """Nothing but politeness and signs, or nothing at all."""
    return _ONLY.fullmatch(_EDGE.sub(" ", words.replace("'", "")).strip()) is not None


def bared(words: str) -> str:
    """Without politeness at either end, and without signs around it."""
    words = _LEADING.sub("", words, count=1) if _LEADING.match(words) else words
    words = _TRAILING.sub("", words)
    return re.sub(r"^[\W_]+|[\W_]+$", "", words)
