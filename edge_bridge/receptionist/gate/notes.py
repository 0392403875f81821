"""The owner's own notes: a number or price may be repeated where a note says it of the same thing."""

import re

from .reading import lines_of, lower, plain
from .truth import Truth

_EMPTY_WORDS = """
extra about that this with your have from will they them then than what when cost costs price only just
please time times usually around
"""
_EMPTY = frozenset(_EMPTY_WORDS.split())


def backs(truth: Truth, said: str, fragment: str) -> bool:
    """Whether one sentence of the notes has the fragment and a word of substance in common with what is said."""
    words = _substance(said)
    bare = re.sub(r"\s+", " ", lower(fragment)).strip(" $")
    return any(
        re.search(rf"(?<![\w.]){re.escape(bare)}(?![\w]|\.\d)", lower(note)) and words & _substance(note)
        for note in lines_of(plain(truth.notes))
    )


def _substance(text: str) -> set[str]:
    return {word.removesuffix("s")[:7] for word in re.findall(r"[a-z]{4,}", lower(text))} - _EMPTY
