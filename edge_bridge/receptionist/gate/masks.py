"""What looks like a claim and is none: people's names, addresses, phone numbers, links. Blanked before claims are sought.

Names and addresses come partly from customers, who may write anything there: a name hides a day or month only where it is
clearly a name, and never an outcome, an amount or a number.
"""

import re

from .reading import BLANK, Sentence, lower, without_small_talk
from .truth import Truth

_DAY_LIKE = re.compile(
    r"\b(?:mon|tues|wednes|thurs|fri|satur|sun)day\b|\b(?:may|april|june|august|avril"
    r"|summer|dawn)\b"
)
_CLAIM_LIKE = re.compile(
    r"\d|[$%]|\b(?:book|confirm|pencil|lock|cancel|free|done|set|today|tomorrow|tonight|[ap]m|noon|morning"
    r"|arvo|afternoon|evening)"
)
_STREET = (
    r"(?:St|Street|Rd|Road|Ave?|Avenue|Dr|Drive|Ct|Court|Pde|Parade|Cres|Crescent|Pl|Place|Tce|Terrace|Ln|Lane"
    r"|Way|Hwy|Highway|Blvd"
    r"|Boulevard|Cct|Circuit|Cl|Close|Esp|Esplanade|Gr|Grove|Mews|Sq|Square|Quay|Row|Walk|Rise|Track|Loop"
    r"|Gardens|View|Parkway)"
)
_WRITTEN = (
    re.compile(r"\S+@\S+\.\w+|https?://\S+|www\.\S+|\b[\w-]+\.(?:com|net|org)(?:\.au)?\S*"),
    re.compile(r"(?<![\d/$:.])(?:\+\d(?:[ -]?\(?\d\)?){8,13}|\(?0\d\)?(?:[ -]?\d){8})(?![\d:/])"),
    re.compile(r"\b1[38]00[ -]?\d{3}[ -]?\d{3}\b|\b13[ -]?\d\d[ -]?\d\d\b(?! ?(?:[ap]\.?m\b|hrs))"),
    re.compile(rf"\b(?:(?:Unit|Apt|Flat|Shop|Suite|Lot"
    rf"|Level)\s)?\d{{1,5}}[A-Za-z]?(?:\s?/\s?\d{{1,5}})?,?\s(?:[A-Z][a-z'-]+\s){{1,3}}{_STREET}\b\.?"),
    re.compile(rf"\b[A-Z][a-z'-]+\s{_STREET}\b"),
    re.compile(r"\b(?:postcode|postal code|QLD|NSW|VIC|TAS|WA|SA|NT|ACT) \d{4}\b"),
)  # fmt: skip
_LOOSE_ADDRESS = re.compile(rf"\b\d{{1,5}}[a-z]?(?:/\d{{1,5}})?(?: [a-z'-]+){{1,3}} {_STREET.lower()}\b")
_VOCATIVE = (
    r"(?:hi|hey|hello|g'day|thanks|thank you|cheers|ta|sorry|welcome|welcome back|great|perfect"
    r"|awesome|ok|okay)"
)
_MONTH_NAMES = {"may", "april", "june", "august", "avril", "summer", "dawn"}


def read(said: str, truth: Truth) -> Sentence:
    """The sentence with everything that is no claim blanked in `words`."""
    said_plain = said
    for pattern in _WRITTEN:
        said = pattern.sub(lambda m: BLANK * len(m[0]), said)
    words = lower(said)
    for address in (*truth.addresses, *_typed_addresses(truth)):
        words = _hide_address(words, address)
    for name in truth.names:
        words = _hide_name(words, said, name.strip())
    return Sentence(said_plain, without_small_talk(words))


def without_places(said: str) -> str:
    """Words less the addresses, numbers and links in them, in lower case: nobody asks for Friday who lives in Friday Street."""
    for pattern in _WRITTEN:
        said = pattern.sub(lambda m: BLANK * len(m[0]), said)
    return _LOOSE_ADDRESS.sub(lambda m: BLANK * len(m[0]), lower(said))


def _typed_addresses(truth: Truth) -> list[str]:
    return [m[0] for words in truth.customer_words for m in _LOOSE_ADDRESS.finditer(lower(words))]


def _hide_address(words: str, address: str) -> str:
    """Only what has the form of an address is hidden: a house number and a name, or a place without any claim."""
    first, *rest = [part.strip() for part in lower(address).split(",")]
    parts = (
        [first]
        if re.match(r"(?:(?:unit|apt|flat|shop|lot) )?\d+[a-z]?(?:/\d+)? [a-z]", first) and len(first) < 60
        else []
    )
    if parts and re.search(r"\b(?:[ap]m|confirm\w*|book\w*|free)\b|\$", first):
        parts = []
    parts += [part for part in rest if not _CLAIM_LIKE.search(re.sub(r" \d{4}$", "", part))]
    for part in filter(None, parts):
        words = re.sub(rf"\b{re.escape(part)}\b", lambda m: BLANK * len(m[0]), words)
    return words


def _hide_name(words: str, said: str, name: str) -> str:
    small = lower(name)
    if not small or _CLAIM_LIKE.search(small):
        return words
    others = [part for part in small.split() if not _DAY_LIKE.fullmatch(part)]
    if others and len(small.split()) > 1 and len(_DAY_LIKE.findall(small)) <= 1:
        words = re.sub(rf"\b{re.escape(small)}\b", lambda m: BLANK * len(m[0]), words)
    first = small.split()[0]
    return _hide_first(words, said, first) if _DAY_LIKE.fullmatch(first) else words


def _hide_first(words: str, said: str, first: str) -> str:
    """'Thanks April!', 'Hi May', 'with May', 'May is...', 'the team, April.', but not 'see you in May' or 'April 7'."""
    not_date = r"(?!'?s? ?(?:the )?\d|,? ?at \d)"
    patterns = [rf"{_VOCATIVE} ({first})\b{not_date}", rf"^({first})(?=,| (?:is|has|can|will|may|does|isn't)\b)",
                rf", ({first})(?=[.!?]*$)"]  # fmt: skip
    if first in _MONTH_NAMES:
        patterns.append(rf"\bwith (?:[\w' ]+ (?:or|and) )?({first})\b{not_date}")
    for pattern in patterns:
        for match in re.finditer(pattern, words):
            if said[match.start(1)].isupper():
                words = words[: match.start(1)] + BLANK * len(first) + words[match.end(1) :]
    return words
