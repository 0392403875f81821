"""Which of the business's services does a text ask for?"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import log

from rapidfuzz.distance import OSA

from .masking import HOUSE_NUMBER, STREET, mask
from .person import name_span
from .stems import stem, words_of
from .wording import plain, tidy

ENOUGH = 0.55
"""Share of a service's wording, by weight, that a text must contain to speak of it."""
A_PART = 0.25
"""Where nothing is said in full: the share that still points somewhere ("haircut" to every kind of cut)."""
CLEAR = 0.12
"""How far the best must lie ahead of the next that rests on the same words."""


@dataclass(frozen=True, slots=True)
class ServiceWords:
    """A service as the business words it."""

    id: str
    name: str
    aliases: tuple[str, ...] = ()


class ServiceKind(StrEnum):
    """How clearly a text names services."""

    ONE = "one"
    SEVERAL = "several"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class ServiceMatch:
    """Services spoken of, best first, as (id, confidence from 0 to 1); ONE has one, SEVERAL those to ask about."""

    kind: ServiceKind
    ranked: tuple[tuple[str, float], ...] = ()

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids, best first."""
        return tuple(id for id, _ in self.ranked)


@dataclass(frozen=True, slots=True)
class _Evidence:
    id: str
    score: float
    used: frozenset[str]
    whole: bool


_LIKE: dict[str, dict[str, float]] = {  # a word of the service: what a customer may say instead, and how sure that is
    "mow": {"lawn": 0.75, "cut": 0.7, "trim": 0.4},
    "lawn": {"mow": 0.9, "garden": 0.3},
    "trim": {"cut": 0.8, "overgrown": 0.5},
    "hedge": {"trim": 0.3},
    "cut": {"haircut": 1.0, "trim": 0.8, "hair": 0.5},
    "haircut": {"cut": 0.9, "trim": 0.7, "hair": 0.5},
    "garden": {"weed": 0.6, "cleanup": 0.4},
    "cleanup": {"clean": 0.8, "weed": 0.6, "greenwaste": 0.7, "messy": 0.6, "overgrown": 0.4, "garden": 0.3},
    "clean": {"cleanup": 0.7, "wash": 0.6},
    "colour": {"highlights": 0.5, "balayage": 0.5},
    "blowwave": {"style": 0.7, "blow": 0.9},
    "style": {"blowwave": 0.6},
    "style-cut": {"haircut": 0.8},
    "removal": {"rubbish": 0.4},
    "repair": {"leak": 0.7, "broken": 0.8, "block": 0.5},
    "wash": {"clean": 0.7},
}  # fmt: skip
_SAYS_LITTLE = frozenset(("garden", "house", "home", "hair"))
_AS_WELL = re.compile(r"\b(?:and|n|plus|also|with|both|then|as well)\b|[&+/]")
_NEGATED = re.compile(
    r"\b(?:not|no|don'?t (?:need|want)|without|except|instead of|rather than)\s+(?:the |a |my |any )?(\w+)"
)
_PLACE = re.compile(rf"\b{HOUSE_NUMBER},?\s+{STREET}(?:,? [a-z]+){{0,2}}")


def match_services(text: str, services: Sequence[ServiceWords]) -> ServiceMatch:
    """The services a text speaks of, by stems, kindred words and near spellings of names and aliases.

    ONE when one is clear, SEVERAL when it asks for more than one or cannot be told apart ("haircut" where there are two),
    NONE when it names none. Addresses, people's names and what is refused ("not the hedges") are not read.
    """
    said = _said(text)
    if not said:
        return ServiceMatch(ServiceKind.NONE)
    weights = _weights(services)
    found = [evidence for service in services if (evidence := _evidence(service, said, weights))]
    kept = _kept(sorted(found, key=lambda one: -one.score))
    full = [one for one in kept if one.score >= ENOUGH]
    kept = full + _besides(full, kept, plain(text)) if full else _pointing(kept)
    ranked = tuple((one.id, round(one.score, 3)) for one in kept)
    kinds = {0: ServiceKind.NONE, 1: ServiceKind.ONE}
    return ServiceMatch(kinds.get(len(ranked), ServiceKind.SEVERAL), ranked)


def _pointing(kept: list[_Evidence]) -> list[_Evidence]:
    """Where none is said in full: those a part of whose wording was, as much of it as of the best one or by the same words."""
    least = max(A_PART, kept[0].score - CLEAR) if kept else A_PART
    return [one for one in kept if one.score >= least or (one.score >= A_PART and one.used == kept[0].used)]


def _besides(full: list[_Evidence], kept: list[_Evidence], text: str) -> list[_Evidence]:
    """ "Cut and colour": the cuts too, though which of them was not said."""
    told = frozenset(word for one in full for word in one.used)
    return _pointing([one for one in kept if not one.used & told]) if _AS_WELL.search(text) else []


def _said(text: str) -> frozenset[str]:
    """The stems that count."""
    typed = tidy(text)
    if span := name_span(typed):
        typed = typed[: span[0]] + " | " + typed[span[1] :]
    words = mask(_PLACE.sub(" | ", plain(typed)))
    return frozenset(words_of(_NEGATED.sub(" ", words)))


def _phrases(service: ServiceWords) -> list[tuple[str, ...]]:
    phrases = [words_of(plain(wording)) for wording in (service.name, *service.aliases)]
    return [phrase for phrase in phrases if phrase]


def _weights(services: Sequence[ServiceWords]) -> dict[str, float]:
    """A word that many services share tells less about each."""
    count = Counter(word for service in services for word in {word for phrase in _phrases(service) for word in phrase})
    return {word: 1 / (1 + log(times)) / (4 if word in _SAYS_LITTLE else 1) for word, times in count.items()}


def _evidence(service: ServiceWords, said: frozenset[str], weights: dict[str, float]) -> _Evidence | None:
    best: _Evidence | None = None
    for phrase in _phrases(service):
        total = sum(weights[word] for word in set(phrase))
        met = {word: _met(word, said) for word in set(phrase)}
        score = sum(weights[word] * sure for word, (sure, _) in met.items()) / total
        used = frozenset(by for sure, by in met.values() if sure)
        if score > 0 and (best is None or (score, len(used)) > (best.score, len(best.used))):
            best = _Evidence(service.id, score, used, all(sure >= 0.7 for sure, _ in met.values()))
    return best


def _met(word: str, said: frozenset[str]) -> tuple[float, str]:
    """How surely a word of a service was said, and by which word of the text."""
    if word in said:
        return 1.0, word
    near = [(0.9, other) for other in said if _near(word, other)]
    kindred = [(sure, other) for other, sure in _LIKE.get(word, {}).items() if other in said]
    return max(near + kindred, default=(0.0, ""))


def _near(word: str, other: str) -> bool:
    """A slip of the finger: one in words of four letters or more with the same start, two in long ones."""
    if min(len(word), len(other)) < 4 or word[0] != other[0] or stem(other) != other:
        return False
    slips = 2 if min(len(word), len(other)) >= 7 else 1
    return OSA.distance(word, other, score_cutoff=slips) <= slips


def _kept(found: list[_Evidence]) -> list[_Evidence]:
    """Without those whose words a clearly better one explains."""
    kept: list[_Evidence] = []
    for one in found:
        if not any(_explained(one, better) for better in kept):
            kept.append(one)
    return kept


def _explained(one: _Evidence, better: _Evidence) -> bool:
    ahead = better.score - one.score >= CLEAR
    if one.used == better.used and better.score < ENOUGH:
        return False  # "haircut" points at both
    if one.used < better.used:
        return True
    return ahead and bool(one.used & better.used) and not (one.whole and one.used - better.used)
