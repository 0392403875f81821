"""Reads the corpus."""

from pathlib import Path
from typing import NamedTuple

CORPUS = Path(__file__).parent / "corpus"


class Case(NamedTuple):
    """One sentence in one situation, and whether it may be said."""

    truth: str
    passes: bool
    text: str


def cases(name: str) -> list[Case]:
    """All of one file."""
    found, truth = [], ""
    for line in (CORPUS / f"{name}.txt").read_text().splitlines():
        if line.startswith("["):
            truth = line.strip("[]")
        elif line[:2] in ("+ ", "- "):
            found.append(Case(truth, line[0] == "+", line[2:].replace("\\n", "\n")))
    return found
