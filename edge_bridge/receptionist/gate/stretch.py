"""A stretch of a sentence that makes one kind of claim: '3 PM isn't free' and 'I can offer 1 PM' are two."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from .day_vocabulary import MONTH, WEEKDAY
from .masks import read
from .mentions import Day, Point
from .people_words import strangers
from .points import inherit, points_of
from .reading import BLANK, Sentence, lines_of, lower, plain
from .truth import State, Truth

_JOINING_WORDS = "or and at on the then for either of in also with to sure ok okay so"
_JOINING = frozenset(_JOINING_WORDS.split())
_PARTING = re.compile(
    r"\b(?:but|however|though|although)\b|;|(?<=\w)\s-\s(?=[a-z])"
    r"|,\s(?=(?:would|could|can|does|do|shall|is|are|how|what|when|which(?! (?:is|are) (?:\w+ )?(?:free"
    r"|available|open|fine|good|ok|okay)\b)|anything|i|we|you|see|so|then|the team)\b)"
    r"|,?\s(?:as|because|since)\s(?=(?:we|they|it|he|she)\b)"
    r"|\b(?:and|so)\s(?=(?:we|i|they|you|your|the team|someone|he|she)(?:\b|'))"
)
_ASKING = re.compile(
    r"^\W*(?:(?:so|and|or|ok|okay|great|perfect|sure|thanks|sorry|hi|hello|hey|g'day|no|just)\b[\s,\x1f]*)*"
    r"(?:would|could|can|shall|should|do|does|did|is|are|was|were|will|may|might|have you|has|any(?:thing)?"
    r"|want|like|what|which|when"
    r"|where|who|how|why|whereabouts|need|happy|ready|prefer|keen|mind if|or|cancel|move|keep)\b"
)
_WH = re.compile(r"^\W*(?:[\w'\x1f]+[,!]? ){0,4}?(?:what|which|when|where|who|how)\b(?! about)")


@dataclass(frozen=True, slots=True)
class Stretch:
    """`words` blanked and with § and ¤ where days and times stand; `whole` is the sentence it is part of."""

    said: str
    words: str
    points: tuple[Point, ...]
    whole: Sentence
    asks: bool
    services: tuple[str, ...] = ()  # named in it, else in its sentence
    spoken: tuple[str, ...] = ()  # the same, else those named last in the reply
    staff: tuple[str, ...] = ()  # a time is said to be with them
    named: tuple[str, ...] = ()  # these and strangers said to do something

    @property
    def people(self) -> str:
        """The words with people's names as 'they'."""
        return _as_they(self.words, self.named) if self.named else self.words

    @property
    def asked_what(self) -> bool:
        """A question for what, which or when; 'what about Thursday?' proposes and is none."""
        return self.asks and bool(_WH.search(self.words))

    @property
    def only_times(self) -> bool:
        """Nothing but times and joining words: a line of a list."""
        rest = re.sub(r"[^a-z']", " ", self.words.replace(BLANK, " "))
        return not set(rest.split()) - _JOINING


def stretches_of(text: str, truth: Truth) -> Iterator[Stretch]:
    """The reply in order; a time without a day takes the day named last."""
    day: Day | None = None
    spoken: tuple[str, ...] = ()
    for line in lines_of(plain(text)):
        sentence = read(line, truth)
        for start, end in _bounds(sentence):
            part = Sentence(sentence.said[start:end], sentence.words[start:end])
            points, words = points_of(part, truth.today)
            asks = sentence.asks and bool(_ASKING.search(part.words) or (end == len(sentence.words) and _bare(words)))
            named = services_in(lower(part.said), truth) or services_in(lower(sentence.said), truth)
            spoken = named or spoken
            staff = staff_in(part.said, truth)
            people = (*staff, *strangers(part.said, truth))
            yield Stretch(part.said, words, inherit(points, day), sentence, asks, named, spoken, staff, people)
            day = next((p.day for p in reversed(points) if p.day), day)


def services_in(words: str, truth: Truth) -> tuple[str, ...]:
    """Services named, each by its own name, in lower case."""
    return tuple(s.names[0] for s in truth.services if any(_called(name).search(words) for name in s.names))


@lru_cache(1024)
def _called(name: str) -> re.Pattern[str]:
    return re.compile(rf"\b{re.escape(name)}(?:s|ing)?\b")


@lru_cache(256)
def _as_they(words: str, named: tuple[str, ...]) -> str:
    return re.sub(rf"\b(?:{'|'.join(map(re.escape, named))})\b", "they", words)


def staff_in(said: str, truth: Truth) -> tuple[str, ...]:
    """People a time is said to be with; a name we do not have counts too, and fits no row."""
    known = {name for service in truth.services for name in service.staff}
    capital = {m.lower() for m in re.findall(r"\b[A-Z][a-z]+\b", said)}
    strangers = {m.lower() for m in re.findall(r"\bwith ([A-Z][a-z]+)\b", said)}
    strangers -= {name for name in strangers if re.fullmatch(rf"{WEEKDAY}|{MONTH}", name)}
    others = {part for name in truth.names for part in name.lower().split()} - known
    return tuple(sorted((capital & known) | (strangers - others)))


def _bare(words: str) -> bool:
    """'Thursday at 2?' asks although nothing else says so."""
    said = re.sub(r"\b(?:right|correct|yeah|is that right|does that work)\W*$", "", words.replace(BLANK, " "))
    return not re.search(r"[a-z]{4,}", said)


def _bounds(sentence: Sentence) -> list[tuple[int, int]]:
    cuts = [0]
    cuts += [m.start() for m in _PARTING.finditer(sentence.words) if m.start() > 0]
    return list(zip(cuts, [*cuts[1:], len(sentence.words)], strict=True))


def states_named(outcome: str | None) -> tuple[State, ...]:
    """Whose times a stretch may name that claims this outcome."""
    named: dict[str | None, tuple[State, ...]] = {
        "confirmed": ("confirmed",),
        "pencilled": ("pending",),
        "requested": ("pending",),
        "moved": ("pending", "confirmed"),
        "held": ("pending", "confirmed"),
        "cancelled": ("cancelled",),
    }
    return named.get(outcome, ("offered", "pending", "confirmed"))
