"""A reply as the gate reads it: plain characters, one sentence at a time, in clauses."""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

_SAME = str.maketrans(
    {"\u2019": "'", "\u2018": "'", "`": "'", "\u00b4": "'", "\u201c": '"', "\u201d": '"', "\u2013": "-", "\u2014": "-"}
    | {"\u2212": "-", "\u00a0": " ", "\u2026": "...", "\ufe0f": None, "\u20e3": ".", "\u200b": None, "\u200c": None}
    | {"\u200d": None, "\u2060": None, "\ufeff": None, "\u00ad": None}
)
_MARKER = re.compile(r"^\s*(?:[•*·-]\s*|\d{1,2}[.)]\s+)*")
_END = re.compile(r"(?<=[.!?])(?<!\b[ap]\.m\.)(?<!\bst\.)(?<!\bapprox\.)[)\"']*\s+", re.IGNORECASE)
_SMALL_TALK = re.compile(
    r"\b(?:no (?:worries|problem|probs|dramas|stress|doubt|need)|not (?:a|any) (?:problem|worry)|not to worry"
    r"|don'?t (?:worry|stress)"
    r"|(?:text|message|reach|contact) (?:me|us)(?: \w+){0,2},? any ?time,? day (?:or|and) night|can'?t wait to"
    r"|why not|merry christmas|happy (?:new year|easter|birthday|christmas)|100 ?%|feel free"
    r"|free to (?:ask|text|call|reach"
    r"|message|reply|let)|good (?:morning|afternoon|arvo|evening|night|day)|morning all|(?:have|enjoy) (?:a "
    r"|your |the )?(?:great|good|lovely"
    r"|nice|top|ripper)? ?(?:rest of (?:your|the) )?(?:day|week ?end|week|arvo|afternoon|evening|morning|night"
    r"|one))\b"
)
CLAUSE = re.compile(r"[,;:]|\s-\s|\b(?:but|however|though|although|so|and|because)\b")
NT = r"(?:n't|\b(?:do|does|did|is|are|was|were|wo|ca|could|would|should|has|have|had)nt)"
"""'Not', shortened; 'appointment' ends in nt too."""
BLANK = "\x1f"
"""Stands for each character taken out, so that positions stay."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """`said` as written in plain characters; `words` lower case with names, contact details and small talk blanked."""

    said: str
    words: str

    @property
    def asks(self) -> bool:
        """Whether it ends in a question mark."""
        return bool(re.search(r"\?[^\w]*$", self.said))


@lru_cache(512)
def plain(text: str) -> str:
    """Compatibility forms and typographic characters made plain; lines kept."""
    text = unicodedata.normalize("NFKC", text).translate(_SAME)
    return "\n".join(re.sub(r"[ \t\f\v]+", " ", line).strip() for line in text.splitlines())


def lower(text: str) -> str:
    """Lower case, character for character."""
    if len(small_all := text.lower()) == len(text):
        return small_all
    return "".join(small if len(small := c.lower()) == 1 else c for c in text)


def without_small_talk(words: str) -> str:
    """Polite phrases that hold words of the gate's, but claim nothing, taken out."""
    return _SMALL_TALK.sub(lambda m: BLANK * len(m[0]), words)


def lines_of(text: str) -> list[str]:
    """Sentences of a plain text, list markers dropped."""
    return [
        part.strip()
        for line in text.split("\n")
        for part in _END.split(_MARKER.sub("", line))
        if part.strip(" .!?\"')(")
    ]


@lru_cache(512)
def clauses(words: str) -> tuple[tuple[int, str], ...]:
    """Start and text of each clause. A colon between digits (2:00) parts nothing."""
    found, start = [], 0
    for match in CLAUSE.finditer(words):
        if match[0] in ",:" and re.match(r"\d[,:]\d", words[max(0, match.start() - 1) : match.end() + 1]):
            continue
        found.append((start, words[start : match.start()]))
        start = match.end()
    found.append((start, words[start:]))
    return tuple(found)
