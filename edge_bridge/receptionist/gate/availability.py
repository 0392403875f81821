"""Free or full: said only as find_slots found it."""

import re
from collections.abc import Iterator
from datetime import timedelta

from .customer_words import Asked
from .falsehood import Falsehood, Kind
from .fit import fits
from .mentions import Point
from .reading import NT
from .stretch import Stretch
from .truth import Truth

_DENIES = re.compile(
    rf"(?:{NT}|\bnot|\bno longer|\bunable|\bnever)\b(?: \w+){{0,4}}? (?:free|available|availability|open|do|make"
    r"|fit|offer|find|see|squeeze|work|got|have|come)\b"
    r"|\b(?:taken|unavailable|snapped up|booked (?:out|up|solid)|fully booked|chockers|flat out|sold out)\b"
    r"|(?:(?:\b(?:is|are|has|have|all)|'s) (?:\w+ )?|§\W*)(?:gone|full)\b"
    r"|\bno (?:\w+ ){0,2}?(?:times?|slots?|spots?|openings?|availability|appointments?|vacanc\w+|room)\b"
    r"|\bnothing(?: else)?(?:'s| is| was)? (?:(?:\w+ )?"
    r"(?:free|available|open|left)|(?:on|for|this|then|at|in)\b|§)|\bnone (?:of|left|available|free)"
    r"|\bno luck\b|\bnothing(?:'s| has)? (?:come|turned|shown|showing) up\b"
    r"|\bsomeone (?:just |else |has |just has )*(?:took|taken|grabbed|booked)\b"
)
_NO_BOOKING = re.compile(r"\b(?:no|any|a|your|which) bookings?\b|\bno booking\b|\bappointment for you\b")
_SUPPOSED = re.compile(r"\b(?:if|in case|unless)\b[^,.;]*$")
_GONE = re.compile(
    r"\bno longer (?:available|free)\b|\btaken\b|\bsomeone\b.*\b(?:took|taken|grabbed|booked)\b"
    r"|\bgone\b|\bany ?more\b"
)
_POSITIVE = re.compile(
    r"\b(?:it(?:'s| is)(?: still| also)? (?:available|open|doable|possible)|it(?:'s| is) (?:still|also) free)\b"
    r"|\b(?:which|this|they|both|those|these)(?:'s| is| are)(?: still| also| all)? (?:available|open|doable"
    r"|possible|free(?! to\b| of\b))\b|\bthat (?:time|slot|day|one|spot)(?:'s| is)(?: still)? (?:free|available"
    r"|open|yours)\b|\bwe(?:'ve"
    r"| have)? (?:got |have )?(?:plenty of |some |a few )?"
    r"(?:availability|openings|spots|slots)\b|\bthere(?:'s| is| are)(?: still)? (?:a |an |some "
    r"|plenty of )?(?:spot|slot|opening|availability|spots|openings)\b"
    r"|\b(?:can|could|will|'ll) (?:\w+ )?(?:fit|squeeze|slot) you in\b|\bhave these times\b"
)
_FULL_NOW = re.compile(r"\b(?:then|that (?:day|week|time|window)|those (?:days|times))\b")
_MISSED = ("find_slots:same_days", "find_slots:later", "find_slots:none")


_WHOLE = re.compile(
    r"\b(?:all|any ?time|whole|most of)[\s\x1f](?:on |of |day )?(?=§)|§\W*(?:(?:is|are|looks)[\s\x1f]"
    r"|'s[\s\x1f])?(?:wide|completely|pretty|totally|all|fairly)"
    r" (?:open|free|clear|empty)\b|\bwide open\b"
)
"""A whole day said to be free: an offer is one time."""


_ONLY = re.compile(
    r"\b(?:only|last)[\s\x1f]+(?:(?:one|time|spot|slot|day|option|opening|thing)\b|[§¤])|\ball (?:i have|that's"
    r"|there is) left\b"
)
_OF_A_KIND = re.compile(r"\b(?:weekend|weekday|morning|afternoon|arvo|evening)s?\b")


def denies(stretch: Stretch) -> bool:
    """Whether it says that something is not free; a missing booking is another matter."""
    if stretch.asks or _NO_BOOKING.search(stretch.words):
        return False
    return any(not _SUPPOSED.search(stretch.words[: m.start()]) for m in _DENIES.finditer(stretch.words))


def false_availability(stretch: Stretch, truth: Truth) -> Iterator[Falsehood]:
    """Claims of free or full that name no time, or a whole day."""
    if not stretch.asks and _WHOLE.search(stretch.words) and not denies(stretch):
        yield Falsehood(Kind.AVAILABILITY, stretch.said.strip(), "offers are single times")
    if not stretch.asks and _alone(stretch, truth):
        yield Falsehood(Kind.AVAILABILITY, stretch.said.strip(), "other times are on offer too")
    if stretch.points or stretch.asks:
        return
    if _POSITIVE.search(stretch.words) and not denies(stretch) and not truth.has("offered"):
        yield Falsehood(Kind.AVAILABILITY, stretch.said.strip(), "nothing has been offered")
    if denies(stretch) and _of_times(stretch) and not _full(stretch, truth):
        yield Falsehood(Kind.AVAILABILITY, stretch.said.strip(), "no search came back empty, and no time was lost")


def _alone(stretch: Stretch, truth: Truth) -> bool:
    """'Only Thursday is left', where more than the times named were offered; 'the only afternoon' says of which kind."""
    if not stretch.points or not _ONLY.search(stretch.words) or _OF_A_KIND.search(stretch.said.lower()):
        return False
    return any(m.state == "offered" and not any(fits(p, m) for p in stretch.points) for m in truth.moments)


def _of_times(stretch: Stretch) -> bool:
    """'We can't do roofs' is about work, not about times."""
    return bool(
        re.search(
            r"\b(?:times?|slots?|spots?|openings?|availability|available|free|booked|full|taken|gone|vacanc\w+"
            r"|then|left|appointments?|took|grabbed|chockers"
            r"|flat out|that (?:day|week))\b",
            stretch.words,
        )
    ) and not re.search(r"\bbookings?\b.*\bmyself\b", stretch.words)


def _full(stretch: Stretch, truth: Truth) -> bool:
    lost = truth.did("hold_booking:slot_taken", "hold_booking:unknown_offer") or truth.has("cancelled")
    if _GONE.search(stretch.words) and not re.search(r"\bfully\b|\bno (?:times|slots|spots)\b", stretch.words):
        return lost or truth.did(*_MISSED)
    if truth.did("find_slots:none") and not truth.has("offered"):
        return True
    one = re.search(r"\bthat(?:'s| time| slot| one| day)\b", stretch.words)
    return truth.did(*_MISSED) and bool(_FULL_NOW.search(stretch.words) or one)


def false_denials(stretch: Stretch, truth: Truth, asked: Asked) -> Iterator[Falsehood]:
    """'Thursday at 3 isn't free': only after a search for it missed, and never of a time on offer."""
    for point in stretch.points:
        if not _rightly_denied(point, stretch, truth, asked):
            yield Falsehood(Kind.AVAILABILITY, stretch.said.strip(), "no search found this to be taken")
            return


def _rightly_denied(point: Point, stretch: Stretch, truth: Truth, asked: Asked) -> bool:
    offered = [m for m in truth.moments if m.state == "offered"]
    if any(fits(point, m) for m in offered):
        return False
    if truth.did("find_slots:none"):
        return True
    if truth.did("find_slots:same_days"):
        return bool(point.clocks or point.part) and asked.has(point)
    if truth.did("find_slots:later") and offered and point.day is not None:
        first = min(m.day for m in offered)
        return all(day < first or (day in asked.days and day not in {m.day for m in offered}) for day in point.day.alone
                   if day >= truth.today - timedelta(days=0)) and bool(point.day.alone)  # fmt: skip
    lost = truth.did("hold_booking:slot_taken", "hold_booking:unknown_offer")
    return lost and bool(point.clocks) and (asked.has(point) or bool(_GONE.search(stretch.words)))
