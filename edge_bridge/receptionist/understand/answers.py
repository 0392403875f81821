"""Which of a business's own questions does a text ask?"""

import re
from collections.abc import Sequence

from rapidfuzz.distance import OSA

from .stems import stem
from .wording import LONGEST, plain

COVERED = 0.8
"""Share of the words of substance of what was asked that the business's question must have."""
COVERS = 0.66
"""Share of those of the business's question that must have been asked; of a request ("can you ...") it must be all."""
SLIPS_FROM = 5
"""Letters of a word in which one slip of the finger is forgiven; from 8 on, two."""

_STARTS = (
    r"(?:do|does|did|can|could|are|is|will|would|have|has|what|whats|what's|how|hows|how's|where|wheres|where's|when"
    r"|whens|when's|who|whos|who's|which|why|should|must|r|am|any|got)\b"
)
_CLAUSE = re.compile(rf"[?.!\n;]+|,\s*(?={_STARTS})|\b(?:and|also|but|plus)\s+(?={_STARTS})")
_GREETING = re.compile(
    r"^(?:(?:hi|hey|hello|g'?day|hiya|yo|there|mate|guys|team|also|and|oh|so|um|just wondering|just checking|quick question"
    r"|i was wondering|wondering|please|pls|thanks|ok|okay|cool|great|perfect)\b[\s,:-]*)+"
)
_ASKS = re.compile(rf"^(?:(?:if|whether) )?(?:{_STARTS}|(?:you|u|ya|yous) )")
_REQUEST = re.compile(r"^(?:(?:can|could|would|will) (?:you|u|ya|someone|somebody|anyone)\b|(?:any )?chance )")
_BOOKS = re.compile(
    r"\b(?:book|booked|booking|appointment|reschedule|schedule|availability|(?:fit|squeeze) me in"
    r"|come (?:out|over|round|around|on|at|and)|(?:can|could|may) (?:i|we) (?:get|have|come|grab)"
    r"|(?:you|u|anyone|anything|slots?|times?) (?:guys )?(?:free|available)|free (?:on|at|this|next|tomorrow|today))\b"
    r"|(?<!do )(?<!will )(?<!would )(?<!should )\bi(?:'d| would| wanna| want| need)\b"
)
_HAVE_TO = re.compile(r"\b(?:have|got|gotta|required|supposed) (?=to\b)|\bgotta\b")
_EMPTY_TEXT = """
a an the do does did you your u ur ya yous we our us i my me it its it's is are am be being been was were will would can
could should may might must have has had get got if whether any some there that this these those of for to on in at with by
from as and or but not no so just also please pls what whats what's which who whos how hows where wheres when whens why kind
kinds sort sorts type types guys anything something about mate thanks thank nearby near here
"""
_EMPTY = frozenset(_EMPTY_TEXT.split())
_ONE = {
    "take": "accept", "takes": "accept", "taking": "accept", "accepts": "accept", "accepted": "accept", "pay": "accept",
    "paying": "accept", "payment": "accept", "payments": "accept", "paid": "accept", "cards": "card", "credit": "card",
    "creditcard": "card", "eftpos": "card", "visa": "card", "mastercard": "card", "debit": "card", "dogs": "pet", "dog": "pet",
    "cats": "pet", "cat": "pet", "pets": "pet", "animals": "pet", "puppy": "pet", "insured": "insur", "insurance": "insur",
    "licensed": "licens", "licence": "licens", "license": "licens", "licenced": "licens", "parking": "park", "carpark": "park",
    "supply": "bring", "provide": "bring", "gear": "equip", "tools": "equip", "equipment": "equip", "kids": "kid",
    "children": "kid", "child": "kid", "vouchers": "voucher", "giftcard": "voucher", "guarantee": "guarant",
    "warranty": "guarant", "guaranteed": "guarant", "refunds": "refund", "weekends": "weekend",
}  # fmt: skip


def find_answers(text: str, questions: Sequence[str]) -> tuple[list[int], str]:
    """The places in `questions` of those a text asks, in its order, and what it says besides.

    Only what is put as a question counts, and only where its words of substance are nearly all in one of them; a wish to
    book never does.
    """
    found: list[int] = []
    rest: list[str] = []
    for clause in _CLAUSE.split("\n".join(plain(line) for line in text[:LONGEST].splitlines())):
        number = _meant(clause.strip(" ,:-"), questions)
        if number is None:
            rest.append(clause)
        elif number not in found:
            found.append(number)
    return found, "\n".join(clause for clause in rest if clause)


def _meant(clause: str, questions: Sequence[str]) -> int | None:
    words = _GREETING.sub("", clause)
    if not _ASKS.match(words):
        return None
    least = 1.0 if _REQUEST.match(words) else COVERS
    said, books = _words(words), bool(_BOOKS.search(words))
    scored = [
        (score, -number)
        for number, question in enumerate(questions)
        if (not books or _BOOKS.search(plain(question))) and (score := _score(said, _words(question), least))
    ]
    return -max(scored)[1] if scored else None


def _score(said: frozenset[str], wanted: frozenset[str], least: float) -> float:
    """How well they agree; 0 where too little of either is in the other."""
    if not said or not wanted:
        return 0
    met = {word for word in said if any(_same(word, other) for other in wanted)}
    asked = {other for other in wanted if any(_same(word, other) for word in said)}
    of_said, of_wanted = len(met) / len(said), len(asked) / len(wanted)
    if of_said < COVERED or of_wanted < least:
        return 0
    return of_said + of_wanted


def _words(text: str) -> frozenset[str]:
    """Its words of substance, each in one form."""
    words = re.findall(r"[a-z]+(?:'[a-z]+)?|\d+", _HAVE_TO.sub("need ", plain(text)))
    return frozenset(_ONE.get(word) or _ONE.get(stem(word)) or stem(word) for word in words if word not in _EMPTY)


def _same(word: str, other: str) -> bool:
    if word == other:
        return True
    shorter = min(len(word), len(other))
    slips = 0 if shorter < SLIPS_FROM else 1 if shorter < 8 else 2
    return word[0] == other[0] and 0 < OSA.distance(word, other, score_cutoff=slips) <= slips
