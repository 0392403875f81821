"""The owner's notes and answers are facts: what they say may be said again, and a number in them of the same thing."""

import re
from functools import lru_cache

from .reading import NT, clauses, lines_of, lower, plain
from .truth import Truth

_EMPTY_WORDS = """
extra about that this with your have from will they them then than what when cost costs price only just
please time times usually around before after hour hours minute minutes
"""
_EMPTY = frozenset(_EMPTY_WORDS.split())
_HARD = re.compile(
    r"\d[\d,.:]*\d|\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|half|quarter|fifteen"
    r"|twenty|thirty"
    r"|forty|fifty|sixty|hundred|thousand|million|[ap]m|noon|midday|midnight|morning|arvo|afternoon|evening|night"
    r"|today|tonight|tomorrow|week|weekend|weekday|fortnight|month|year|(?:mon|tues|wednes|thurs|fri|satur|sun)day"
    r"|jan\w*|feb\w*|march|april|may|june|july|aug\w*|sept\w*|oct\w*|nov\w*|dec\w*"
    r"|free|includ\w*|minute|hour|day|before|after|until|till|beyond|under|over|within|per|off|only|every"
    r"|always|never|anyone|everyone)(?=s?\b)"
)
_NOT = re.compile(rf"(?:{NT}|\bnot|\bno|\bnever|\bwithout|\bcannot|\bnothing)\b[ ,]+(\w{{1,6}})")
_ON_CONDITION = re.compile(
    r"\b(?:before|after|beyond|over|under|until|till|if|unless|within|outside|more than|less than|past|except"
    r"|from|for)\b"
)
"""'$25 beyond Ipswich' is not simply $25."""
_SAME = 0.6
"""How much of a sentence's substance must be the owner's for it to be the owner's sentence."""


def backs(truth: Truth, said: str, fragment: str) -> bool:
    """Whether one of the owner's sentences has the fragment and another word of substance in common with what is said."""
    words = _substance(said) - _substance(fragment)
    bare = re.sub(r"\s+", " ", lower(fragment)).strip(" $")
    return any(
        re.search(rf"(?<![\w.]){re.escape(bare)}(?![\w]|\.\d)", lower(fact))
        and words & _substance(f"{fact} {about}")
        and _as_bound(said, fact)
        for fact, about in _facts(truth)
    )


def quotes(truth: Truth, said: str) -> bool:
    """Whether it is one of the owner's sentences, word for word."""
    return bool(_bare(said)) and any(_bare(said) == _bare(fact) for fact, _ in _facts(truth))


def repeats(truth: Truth, said: str) -> bool:
    """Whether it says one of the owner's sentences, or a clause of one, in nearly the same words: no number, day or 'not' that
    the owner's has not."""
    hard, soft = _hard(said), _substance(said)
    return (
        bool(hard)
        and len(soft) > 1
        and any(
            hard <= _hard(part)
            and _as_bound(said, part)
            and _denied(said) == _denied(part)
            and len(soft & _substance(f"{part} {about}")) >= _SAME * len(soft)
            for fact, about in _facts(truth)
            for part in (fact, *(clause for _, clause in clauses(lower(fact))))
        )
    )


def _as_bound(said: str, fact: str) -> bool:
    """Whether the condition of a fact is kept, should it have one."""
    return not _ON_CONDITION.search(lower(fact)) or bool(_ON_CONDITION.search(lower(said)))


def _facts(truth: Truth) -> tuple[tuple[str, str], ...]:
    """The owner's sentences, each with the question it answers. A question vouches for nothing."""
    return _said_by_the_owner(truth.notes, tuple(truth.answers))


@lru_cache(64)
def _said_by_the_owner(notes: str, answers: tuple[tuple[str, str], ...]) -> tuple[tuple[str, str], ...]:
    noted = [(fact, "") for fact in lines_of(plain(notes)) if not fact.endswith("?")]
    return (*noted, *((fact, plain(question)) for question, answer in answers for fact in lines_of(plain(answer))))


@lru_cache(512)
def _bare(text: str) -> str:
    return " ".join(re.findall(r"[\w$%.:]+", lower(plain(text)))).strip(" .")


@lru_cache(512)
def _hard(text: str) -> frozenset[str]:
    return frozenset(_HARD.findall(re.sub(r"(\d)([ap]m)\b", r"\1 \2", lower(text))))


@lru_cache(512)
def _denied(text: str) -> frozenset[str]:
    return frozenset(_NOT.findall(lower(text)))


@lru_cache(512)
def _substance(text: str) -> frozenset[str]:
    words = re.findall(r"[a-z]{4,}", lower(text))
    return frozenset(word.removesuffix("s")[:6] for word in words if word not in _EMPTY)
