"""Suburbs as people write them: "Mt. Gravatt", "st kilda east", "East St Kilda", "Brisbane CBD", "Richmond VIC"."""

import re
import unicodedata
from collections.abc import Iterator

STATES = frozenset({"ACT", "NSW", "NT", "QLD", "SA", "TAS", "VIC", "WA"})
_SHORT = {
    "mt": "mount", "st": "saint", "nth": "north", "sth": "south", "hts": "heights", "bch": "beach", "ck": "creek",
    "pk": "park", "is": "island", "upr": "upper", "lwr": "lower", "pt": "port",
}  # fmt: skip
_DIRECTIONS = frozenset({"north", "south", "east", "west", "upper", "lower"})
_CENTRE = re.compile(r" (?:cbd|city|city centre|town)$")


def plain(name: str) -> str:
    """The one spelling under which a suburb is looked up: small letters and single spaces, short words written out."""
    letters = unicodedata.normalize("NFKD", name.casefold())
    kept = "".join(letter for letter in letters if not unicodedata.combining(letter) and letter not in "'’.")
    return " ".join(_SHORT.get(word, word) for word in re.sub(r"[^a-z0-9]+", " ", kept).split())


def spellings(name: str) -> Iterator[str]:
    """Every plain spelling a suburb so named may have in a gazetteer, the likeliest first."""
    yield name
    words = name.split()
    if len(words) > 1 and words[0] in _DIRECTIONS:
        yield " ".join([*words[1:], words[0]])
    if len(words) > 1 and words[-1] in _DIRECTIONS:
        yield " ".join([words[-1], *words[:-1]])
    if "port" in words:
        yield " ".join("point" if word == "port" else word for word in words)
    yield _CENTRE.sub("", name)


def without_state(suburb: str) -> tuple[str, str | None]:
    """The suburb, and the state somebody wrote behind it."""
    words = suburb.replace(",", " ").split()
    if len(words) > 1 and words[-1].upper() in STATES:
        return " ".join(words[:-1]), words[-1].upper()
    return suburb, None
