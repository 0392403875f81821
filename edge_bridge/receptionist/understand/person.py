"""The name someone gives in a text."""

import re
from re import Match

from .name_words import ALSO_NAMES, NOT_NAMES, capitals
from .wording import tidy

_PART = r"(?:[^\W\d_](?:['-]?[^\W\d_])*\.?)"
_NAME = rf"(?P<name>{_PART}(?:\s+{_PART}){{0,3}})"
_STARTS = (
    r"(?:(?:u+m+|u+h+|e+r+m*|h+m+|well|hi|hey|hello|g'?day|yes|yep|yeah|sure(?: thing)?|ok(?:ay)?|oh|and|so|sorry"
    r"|morning"
    r"|good (?:morning|afternoon|evening|arvo)|thanks|thank you|cheers|no worries)\b[\s,!.]*){0,3}"
)
_INTRODUCED = (
    re.compile(rf"\b(?:my|the|me|full|his|her)?\s?name(?:'?s| is|:| -|\s?=)?:?\s+(?:is\s+)?{_NAME}", re.IGNORECASE),
    re.compile(rf"\b(?:i'?m|i am|im called|call me|they call me)\s+{_NAME}", re.IGNORECASE),
    re.compile(rf"^{_STARTS}(?:it'?s|it is|this is|its)\s+{_NAME}", re.IGNORECASE),
    re.compile(rf"(?<=[.!,?] )(?:it'?s|this is|its)\s+{_NAME}", re.IGNORECASE),
    re.compile(rf"^{_STARTS}{_NAME}\s+(?:here|speaking)\b", re.IGNORECASE),
    re.compile(rf"\b(?:book(?:ing)?|put)(?: it| me| that)?(?: in| down)?(?: under"
    rf"| for)(?: the name(?: of)?)?\s+{_NAME}", re.IGNORECASE),
    re.compile(rf"\b(?:kind |best |warm )?regards,?\s+{_NAME}", re.IGNORECASE),
    re.compile(rf"\bunder(?: the name(?: of)?)?\s+{_NAME}", re.IGNORECASE),
    re.compile(rf"(?:^|[.!?,]\s+){_NAME},?\s+(?:that is|that's|thats|is|was)\s+(?:my|the) name\b", re.IGNORECASE),
    re.compile(rf"\b(?:known as|goes by|go by)\s+{_NAME}", re.IGNORECASE),
)  # fmt: skip
_IN_PARTS = re.compile(
    rf"\bfirst name(?:'?s| is|:| -)?\s+(?P<first>{_PART}),?(?:\s+and)?\s+(?:(?:my|the)\s+)?(?:last|sur"
    rf"|family)\s?name(?:'?s| is|:| -)?"
    rf"\s+(?P<last>{_PART})",
    re.IGNORECASE,
)
_CAPITALS = r"(?P<name>[A-Z][a-z]+(?:['-][A-Z]?[a-z]+)?(?: (?:[A-Z][a-z]*)?[A-Z]['-]?[A-Za-z]+)?)"
_WHERE = r"(?:unit \d+ ?/? ?|\d+[a-z]? ?/ ?)?\d+[a-z]? [A-Z]"
_SHOWN = (  # not introduced, but standing where only a name does, in capitals
    re.compile(
        rf"\b(?:[Cc]heers|[Tt]hanks|[Tt]hank you|[Tt]hx|[Tt]a)(?: again| heaps"
        rf"| so much)?[,!. \n]+{_CAPITALS}\s*[.!]?$"
    ),
    re.compile(rf"(?:^|[.!?,\n]\s+|\s-\s){_CAPITALS},? (?:at |of |from )?{_WHERE}"),
)
_LEAST_WORDS = 6
_SIGNED = re.compile(rf"(?<!\bSt)(?<!\bRd)(?<!\bAve)(?<!\bDr)(?<!\bCt)(?<!\bPl)(?:[.!]\s+|\n\s*){_CAPITALS}\s*[.!]?$")
_BARE = re.compile(rf"^{_STARTS}(?:it'?s|its|i'?m|name:?|that'?s|this is)?\s*{_NAME}", re.IGNORECASE)
_AFTER_BARE = re.compile(r"\s*(?:$|[,.;:!\n|(\d+&/-]|(?:and|here|speaking|thanks|thank|cheers|thx|ta|pls|please"
    r"|mate|my|ph|phone|mobile|mob|number|at|from)\b)", re.IGNORECASE)  # fmt: skip
_LIKE_VERBS_TEXT = """
fred ned ted jed kelly sally molly holly billy emily lily polly ally elly shelly beverly carly reed sterling
"""
_LIKE_VERBS = frozenset(_LIKE_VERBS_TEXT.split())
_MONTHS = frozenset(("april", "may", "june", "august"))
_POLITE = frozenset(("thanks", "thank", "cheers", "ta", "please", "here", "hi", "hello", "hey"))
_LINKS = {"van", "der", "de", "den", "von", "da", "di", "la", "le", "bin", "ter", "del", "dos", "st", "al", "el", "du"}


def find_name(text: str, asked: bool) -> str | None:
    """The name someone gives, with its capitals; None where none is given.

    Unless `asked`, only an introduction counts ("I'm John", "Priya here"); when `asked`, a bare name does too. Greetings,
    days, answers, places we know and everyday words are never names.
    """
    typed = tidy(text)
    if parts := _IN_PARTS.search(typed):
        return capitals(f"{parts['first']} {parts['last']}")
    found = name_span(typed) or _shown(typed) or (_bare_span(typed) or _signed(typed) if asked else None)
    return capitals(typed[found[0] : found[1]]) if found else None


def name_span(typed: str) -> tuple[int, int] | None:
    """Where in a tidied text someone introduces himself by name."""
    for pattern in _INTRODUCED:
        for match in pattern.finditer(typed):
            if span := _name_in(match, strict=True):
                return span
    return None


def _shown(typed: str) -> tuple[int, int] | None:
    """ "Cheers, Priya"; "Dan, 9 Ash St". Every word of it must be able to be a name."""
    if len(typed.split()) < _LEAST_WORDS:
        return None  # "thanks, Bob" may thank Bob
    spans = (_all_of(match) for pattern in _SHOWN for match in pattern.finditer(typed))
    return next((span for span in spans if span), None)


def _signed(typed: str) -> tuple[int, int] | None:
    """ "19 Kent Rd, Wooloowin. Aisha Khan", once a name was asked for."""
    match = _SIGNED.search(typed)
    return _all_of(match) if match else None


def _all_of(match: Match[str]) -> tuple[int, int] | None:
    words = match["name"].lower().split()
    return None if any(word in NOT_NAMES for word in words) else match.span("name")


def _bare_span(typed: str) -> tuple[int, int] | None:
    match = _BARE.match(typed)
    span = _name_in(match, strict=False) if match else None
    return span if span and _AFTER_BARE.match(typed, span[1]) else None


def _name_in(match: Match[str], strict: bool) -> tuple[int, int] | None:
    """The words from the start of the match that can be a name; `strict` for words in the flow of a sentence."""
    start = end = match.start("name")
    count = 0
    for word in re.finditer(r"\S+", match["name"]):
        plain = word[0].lower().strip(".")
        if plain in NOT_NAMES and not _is_also_name(plain, match) and not (strict and _named_so(word, match)):
            break
        if strict and count and not _goes_on(word[0], match["name"]):
            break
        end, count = match.start("name") + word.end(), count + 1
    named = match.string[start:end]
    if named.lower().endswith("'s"):
        return None
    if not count or named.lower() in _LINKS or (len(named) == 1):
        return None
    return _unless_sentence(match, start, end, strict)


def _is_also_name(word: str, match: Match[str]) -> bool:
    """ "Will" and "Will Smith" as a whole text, but not "Will do"."""
    return word in ALSO_NAMES and bool(re.fullmatch(r"[A-Z][a-z]+(?: [A-Z][a-z'A-Z]+)?[.!]?", match.string))


def _named_so(word: Match[str], match: Match[str]) -> bool:
    """ "I'm Rose", "I'm Rose Lawn": typed as a name, and nothing but a name follows."""
    names = match["name"][: word.end()].split()
    after = match.string[match.start("name") + word.end() :]
    capitals_only = all(name[0].isupper() and name[1:].islower() for name in names)
    return (
        capitals_only
        and len(names) <= 2
        and names[0].lower() in ALSO_NAMES
        and names[-1].lower() not in _POLITE
        and bool(re.match(r"\s*(?:$|[.,!;\n])|(?= [A-Z][a-z]+\s*(?:$|[.,!;\n]))", after))
    )


def _goes_on(word: str, name: str) -> bool:
    """A second name; where the first is typed with a capital, the second must be too, or look like one."""
    return word[0].isupper() or not name[0].isupper() or word.lower().startswith(("mc", "o'")) or word.lower() in _LINKS


def _unless_sentence(match: Match[str], start: int, end: int, strict: bool) -> tuple[int, int] | None:
    """No name where the words run on as a sentence: "I'm hoping to", "this is getting silly"."""
    first = match.string[start:end].split()[0].lower()
    after = match.string[end:].lstrip().split(" ")[0].lower().strip(",.!?")
    typed_capital = match.string[start].isupper()
    if first in _MONTHS and re.match(
        r"(?:the )?(?:\d|first|second|third|fourth|fifth)", match.string[end:].lstrip().lower()
    ):
        return None
    if not typed_capital and re.search(r"(?:ing|ed|ly)$", first) and first not in _LIKE_VERBS:
        return None
    if (
        strict
        and not typed_capital
        and after in ("to", "about", "that", "with", "of", "in", "on", "for", "a", "the", "as", "than")
    ):
        return None
    return start, end
