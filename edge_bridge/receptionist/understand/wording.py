"""A customer's text in the one plain form that every rule reads."""

import re
from functools import lru_cache
from unicodedata import normalize

LONGEST = 1000
"""Characters read of one text. Nobody says what they want after that, and it bounds the work."""

_SAME = str.maketrans(
    {"\u2019": "'", "\u2018": "'", "`": "'", "\u00b4": "'", "\u201c": '"', "\u201d": '"', "\u2013": "-", "\u2014": "-"}
    | {"\u00a0": " ", "\ufe0f": "", "\u20e3": " ", "\u200d": ""}
)
_SPACES = re.compile(r"\s+")


@lru_cache(1024)  # a text is read by many, and services' names every time
def tidy(text: str) -> str:
    """The text as typed, with plain letters, digits, quotes, dashes and single spaces, cut to LONGEST characters."""
    return _SPACES.sub(" ", normalize("NFKC", text[:LONGEST]).translate(_SAME))[:LONGEST].strip()


def plain(text: str) -> str:
    """As `tidy`, in lower case."""
    return tidy(text).lower()
