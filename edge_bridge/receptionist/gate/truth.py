"""What may be said in one turn: the rows a reply is held against."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal

from edge_bridge.db.conversations import Turn
from edge_bridge.db.words import Words
from edge_bridge.receptionist.tools import Seen

State = Literal["offered", "pending", "confirmed", "cancelled", "answer_by", "asked", "proposed", "left"]
"""'asked' and 'proposed' are the new times of moves that wait, for the team and for the customer; 'left' is the time that a
booking had before this turn moved it."""
ENDED = {"cancelled", "expired", "completed", "no_show"}


@dataclass(frozen=True, slots=True)
class Moment:
    """A start that may be named, in the business's local calendar and minutes since its midnight."""

    day: date
    minute: int
    state: State
    service: str = ""
    staff: str = ""


@dataclass(frozen=True, slots=True)
class Service:
    """Lower-case names a service goes by; `price_cents` None means the team quotes."""

    names: tuple[str, ...]
    minutes: int
    price_cents: int | None
    staff: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Truth:
    """All that is true for one reply. `hours` maps ISO weekday to opening and closing minute; `answers` are the business's own
    questions and answers, of which only the answers vouch for anything."""

    today: date
    minute: int
    moments: tuple[Moment, ...]
    services: tuple[Service, ...]
    hours: dict[int, tuple[int, int]]
    outcomes: frozenset[str]
    names: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()
    customer_words: tuple[str, ...] = ()
    notes: str = ""
    answers: tuple[tuple[str, str], ...] = ()
    with_a_person: bool = False

    def has(self, *states: State) -> bool:
        """Whether a moment of one of these states exists."""
        return any(m.state in states for m in self.moments)

    def count(self, *states: State) -> int:
        """How many moments of these states there are."""
        return sum(m.state in states for m in self.moments)

    def did(self, *outcomes: str) -> bool:
        """Whether a tool of this turn had one of these outcomes, 'tool:outcome'."""
        return any(o in self.outcomes for o in outcomes)


def truth_of(turn: Turn, seen: Seen) -> Truth:
    """The truth after this turn's tools: `seen` replaces the turn's own offers and bookings."""
    return Truth(
        today=turn.now.date,
        minute=turn.now.minute,
        moments=(*_moments(seen), *_left(turn, seen)),
        services=tuple(
            Service(_lower([s.name, *s.aliases]), s.minutes, s.price_cents, _lower(s.staff)) for s in turn.services
        ),
        hours={h.weekday: (minute_of(h.opens), minute_of(h.closes)) for h in turn.hours},
        outcomes=frozenset(seen.outcomes),
        names=tuple(
            filter(None, [turn.business.name, turn.customer.name, *(b.customer for b in seen.bookings), *_staff(turn)])
        ),
        addresses=tuple(
            filter(None, [turn.business.address, turn.customer.address, *(b.address for b in seen.bookings)])
        ),
        customer_words=tuple(m.body for m in turn.messages if m.author == "customer"),
        notes=turn.business.notes,
        answers=tuple((own.question, own.answer) for own in turn.business.answers),
        with_a_person=turn.state == "human",
    )


def _moments(seen: Seen) -> Iterable[Moment]:
    for offer in seen.offers:
        yield _moment(offer.words, "offered", offer.service, offer.staff)
    for booking in seen.bookings:
        state: State = "cancelled" if booking.status in ENDED else _state(booking.status)
        yield _moment(booking.words, state, booking.service, booking.staff)
        if booking.answer_by and state == "pending":
            yield _moment(booking.answer_by, "answer_by")
        if move := booking.move:
            new: State = "asked" if move.asked_by == "customer" else "proposed"
            yield _moment(move.new, new, booking.service, move.new_staff)
            yield _moment(move.answer_by, "answer_by")


def _left(turn: Turn, seen: Seen) -> Iterable[Moment]:
    """Times that bookings were moved away from in this turn."""
    now = {booking.id: booking.starts_at for booking in seen.bookings}
    for before in turn.bookings:
        if now.get(before.id, before.starts_at) != before.starts_at:
            yield _moment(before.words, "left", before.service, before.staff)


def _state(status: str) -> State:
    return "confirmed" if status == "confirmed" else "pending"


def _moment(words: Words, state: State, service: str = "", staff: str = "") -> Moment:
    return Moment(words.date, words.minute, state, service.lower(), staff.lower())


def _staff(turn: Turn) -> list[str]:
    return sorted({name for service in turn.services for name in service.staff})


def _lower(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(name.lower() for name in names)


def minute_of(words: str) -> int:
    """'2:00 PM' as minutes since midnight; a closing of '12:00 AM' is the end of the day."""
    found = re.fullmatch(r"(\d{1,2}):(\d\d) ([AP])M", words.strip())
    if not found:
        raise ValueError(f"not a time of day in words: {words!r}")
    return (int(found[1]) % 12 + (12 if found[3] == "P" else 0)) * 60 + int(found[2])
