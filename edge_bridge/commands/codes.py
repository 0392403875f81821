"""Codes in a text: "Y7K", "n 8m", "7K", "done 7k"."""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace

_LETTERS = "BCDFGHJKLMPQRSTVWXZ"
_NOT_A_CODE = frozenset({"PM", "TH", "RD", "ST", "KM", "HR", "KG", "CM", "MM"})
"""What stands behind a digit in times and measures; no booking gets such a code."""
_WORDS = {
    "confirm": "Y", "accept": "Y", "approve": "Y", "yes": "Y", "yep": "Y",
    "decline": "N", "reject": "N", "refuse": "N", "no": "N", "nope": "N",
    "done": "D", "finished": "D", "completed": "D",
    "no show": "X", "no-show": "X", "noshow": "X",
}  # fmt: skip
_HEAD = re.compile(
    rf"(?<![\w'])(?:"
    rf"(?P<word>{'|'.join(sorted(_WORDS, key=len, reverse=True))})\s+(?P<after_word>[2-9][{_LETTERS}]{{1,2}})"
    rf"|(?P<letter>[yndx])(?P<gap>[\s.:\-]*)(?P<lettered>[2-9]\s*[{_LETTERS}]{{1,2}})"
    rf"|(?P<alone>[2-9][{_LETTERS}]{{1,2}})"
    rf")(?![\w'])",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Head:
    """A code in a text, and the letter it was given: Y, N, D, X, or none. `rest` is what follows, up to the next one."""

    letter: str
    code: str
    start: int
    end: int
    rest: str = ""


def read_heads(line: str, known: Collection[str]) -> list[Head]:
    """The codes of a line, in order. After the first, only what is written like "Y7K", or is an open code, begins a new one."""
    heads: list[Head] = []
    for head, sure in _found(line):
        if not heads or sure or head.code in known:
            heads.append(head)
    ends = [*(head.start for head in heads[1:]), len(line)]
    return [replace(head, rest=line[head.end : end]) for head, end in zip(heads, ends, strict=False)]


def _found(line: str) -> Iterator[tuple[Head, bool]]:
    for match in _HEAD.finditer(line):
        written = match["after_word"] or match["lettered"] or match["alone"]
        code = re.sub(r"\s+", "", written).upper()
        if code[1:] in _NOT_A_CODE:
            continue
        letter = _WORDS[match["word"].lower()] if match["word"] else (match["letter"] or "").upper()
        sure = bool(match["letter"]) and not match["gap"] and written == "".join(written.split())
        yield Head(letter, code, match.start(), match.end()), sure
