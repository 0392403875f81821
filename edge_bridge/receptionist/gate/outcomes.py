"""Outcomes against the rows: booked, pencilled in, cancelled, passed on. What is asked or conditional claims nothing."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from . import outcome_words as words_for
from . import people_words
from .deeds import DEEDS
from .falsehood import Falsehood, Kind
from .outcome_rows import WHY, happened, only_confirmed
from .reading import BLANK, NT, clauses
from .stretch import Stretch
from .truth import Truth

_NEGATED = re.compile(
    rf"(?:{NT}|\bnot|\bnever|\bno|\bnothing(?:'s)?|\bnone|\bwithout|\byet to be"
    r"|\bnobody)\b(?:[\s\x1f]+[\w'§¤]+){0,3}[\s\x1f]*$"
)
_CONDITIONAL = re.compile(
    r"\b(?:once|until|till|when|whenever|if|unless|before|after|as soon as|in case|so)\b[^,.;]*$"
    r"|\b(?:to|let's|could|can|happy to|would|might|you'd like to|want to) (?:be |get |get you |get this "
    r"|get it |get that |have |have you |have it |book |put |see )*$"
    r"|\bto (?!(?:the|a|an|your|our)\b)(?:\w+ ){0,2}$"
)
_TO_COME = re.compile(r"(?:'ll|\bwill|\bwould|\bcan|\bneeds to) (?:then |also |only )?(?:be|get)[\s\x1f]*$")
_QUALIFIED = re.compile(
    r"\b(?:pending|subject to|provisional\w*|tentative\w*)\b|\b(?:not|isn't|yet to be) (?:yet )?(?:confirmed"
    r"|locked)\b"
)
"""'You're down for Thursday, pending the team's OK' does not say that it is agreed."""
_WHEN = re.compile(r"\b(?:once|as soon as|when|if|until|till|unless|after)\b")
_STAYS = re.compile(r"\b(?:still|stays?|stands?|remains?|original|old|that one|until|both|first)\b")
_IN_GENERAL = re.compile(r"\bbookings (?:are|get|have to be|need to be)[\s\x1f]*(?:all |always )?$")
_ONLY_NEEDS = re.compile(
    r"\b(?:need|reply|just say|say|send|text|tell|give|let me know|let us know|pick|choose|select|type"
    r"|press)\b.*\band i'll (?:just )?pencil"
)
_AFTER_CONFIRMING = re.compile(r"^\W*(?:once|when|as soon as|after|until)\b.*\b(?:confirm|pick|choose|agree)")
_QUESTION_START = re.compile(
    r"^\W*(?:[a-z']+[,!\x1f ]+){0,2}?(?:would|could|can|shall|should|do|does|did|is"
    r"|are|has|have you|want|may|what|which|when|how|if)\b"
)
_ABILITY = re.compile(
    r"\b(?:can(?!'t)|could(?!n't)|would you like|happy to|able to|if you(?:'d)? (?:like|want|prefer)"
    r"|want me to|shall i|once|as soon as)\b"
)


@dataclass(frozen=True, slots=True)
class _Claim:
    outcome: str
    patterns: tuple[re.Pattern[str], ...]
    anywhere: re.Pattern[str]  # all of them: most sentences claim nothing, and one look tells


def _claim(outcome: str, patterns: tuple[str, ...]) -> _Claim:
    anywhere = re.compile("|".join(f"(?:{pattern})" for pattern in patterns))
    return _Claim(outcome, tuple(re.compile(pattern) for pattern in patterns), anywhere)


_CLAIMS = (
    _claim("confirmed", words_for.CONFIRMED),
    _claim("agreed", people_words.AGREED),
    _claim("acted", people_words.ACTED),
    _claim("pencilled", words_for.PENCILLED),
    _claim("requested", words_for.REQUESTED),
    _claim("cancelled", words_for.CANCELLED),
    _claim("moved", words_for.MOVED),
    _claim("refused", words_for.REFUSED),
    _claim("held", words_for.HELD),
    _claim("told", words_for.TOLD),
    _claim("noted", words_for.NOTED),
    _claim("never", words_for.NEVER),
)
_ANY_DEED = re.compile("|".join(f"(?:{pattern.pattern})" for pattern in DEEDS))
_NO_BOOKING = tuple(re.compile(pattern) for pattern in words_for.NO_BOOKING)


_ANY = re.compile("|".join(claim.anywhere.pattern for claim in _CLAIMS))


def claimed(stretch: Stretch) -> list[str]:
    """Outcomes a stretch says are so."""
    if not _ANY.search(stretch.people):
        return []
    return [claim.outcome for claim in _CLAIMS if _asserts(claim, stretch)]


def false_outcomes(stretch: Stretch, claims: list[str], truth: Truth, owners: bool = False) -> Iterator[Falsehood]:
    """Outcomes claimed that the rows do not have, and denied ones that they do. `owners`: the owner says what people do."""
    for outcome in claims:
        if owners and outcome in ("told", "acted"):
            continue
        if not happened(outcome, truth) or (outcome == "confirmed" and _of_which(stretch, truth)):
            yield Falsehood(Kind.OUTCOME, stretch.said.strip(), WHY[outcome])
            return
    if not claims and not owners and _does(stretch):
        yield Falsehood(Kind.OUTCOME, stretch.said.strip(), "no row says that this was or will be done")
    if claims and _says_both(stretch) and max(truth.count("pending", "confirmed"), truth.count("cancelled")) < 2:
        yield Falsehood(Kind.OUTCOME, stretch.said.strip(), "there is one booking")
    if not stretch.asks and any(p.search(stretch.words) for p in _NO_BOOKING) and truth.has("pending", "confirmed"):
        yield Falsehood(Kind.OUTCOME, stretch.said.strip(), "there is a booking")
    if _denied(_CLAIMS[0], stretch) and only_confirmed(truth):
        yield Falsehood(Kind.OUTCOME, stretch.said.strip(), "the booking is confirmed")


def _does(stretch: Stretch) -> bool:
    """Whether it states a deed in words that none of the claims know."""
    if stretch.asks or not _ANY_DEED.search(stretch.people):
        return False
    if _AFTER_CONFIRMING.search(stretch.whole.words) or _ONLY_NEEDS.search(stretch.whole.words):
        return False
    return any(
        not (_NEGATED.search(clause[: m.start()]) or _NEGATED.search(clause[: m.end()]) or _WHEN.search(clause))
        for clause in _clauses(stretch)
        for pattern in DEEDS
        for m in pattern.finditer(clause)
    )


def _says_both(stretch: Stretch) -> bool:
    return bool(re.search(r"\bboth(?! (?:sides|yards|lawns|front)\b)|\ball (?:of them|your bookings)\b", stretch.words))


def _of_which(stretch: Stretch, truth: Truth) -> bool:
    """'All set!' without a time, where one thing is confirmed and another waits."""
    waits = truth.has("pending", "asked", "proposed")
    return waits and not stretch.points and not _STAYS.search(stretch.words)


def _asserts(claim: _Claim, stretch: Stretch) -> bool:
    """Asserted in some clause that is no question, no condition and not denied."""
    if _AFTER_CONFIRMING.search(stretch.whole.words) and claim.outcome != "never":
        return False
    if claim.outcome == "told":
        return _tells(claim, stretch)
    return any(
        not _exempt(claim, clause, match, stretch)
        for clause in _clauses(stretch)
        if claim.anywhere.search(clause)
        for pattern in claim.patterns
        for match in pattern.finditer(clause)
    )


def _tells(claim: _Claim, stretch: Stretch) -> bool:
    """'I can have the team call' offers; 'Can I get your details and we'll reach out?' asks."""
    words = stretch.people
    offered = _ABILITY.search(stretch.words) or (stretch.whole.asks and _QUESTION_START.search(stretch.whole.words))
    return not offered and any(
        not _NEGATED.search(words[: m.start()]) for p in claim.patterns for m in p.finditer(words)
    )


def _exempt(claim: _Claim, clause: str, match: re.Match[str], stretch: Stretch) -> bool:
    before = clause[: match.start()]
    if match[0] == "down for" and _QUALIFIED.search(stretch.whole.words):
        return True
    if stretch.asks and _QUESTION_START.search(clause):
        return True
    if _NEGATED.search(before) or _CONDITIONAL.search(before) or _IN_GENERAL.search(before):
        return True
    if _ONLY_NEEDS.search(stretch.whole.words):
        return claim.outcome == "pencilled"
    return match[0] == "confirmed" and bool(_TO_COME.search(before) or re.search(r"\b(?:be|get)[\s\x1f]*$", before))


def _denied(claim: _Claim, stretch: Stretch) -> bool:
    if stretch.asks or not claim.anywhere.search(stretch.people):
        return False
    return any(
        _NEGATED.search(clause[: match.start()])
        for clause in _clauses(stretch)
        for pattern in claim.patterns[:4]
        for match in pattern.finditer(clause)
    )


def _clauses(stretch: Stretch) -> list[str]:
    return [clause for _, clause in clauses(stretch.people)] if stretch.words.strip(BLANK + " ") else []
