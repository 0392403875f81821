"""The customer's own bookings, as both engines read them: which one is meant, what waits for an answer, what is agreed."""

import re

from edge_bridge.db.conversations import Message, ServiceFacts, Turn
from edge_bridge.db.words import BookingWords
from edge_bridge.receptionist import understand as u
from edge_bridge.receptionist.offline.memory import Memory

_TO_PICK_FROM = re.compile(r"^Reply 1\b", re.MULTILINE)
_UNSURE = re.compile(
    r"\?|\b(?:might|may|maybe|possibly|perhaps|thinking|considering|probably|what if|if it)\b", re.IGNORECASE
)


def local_now(turn: Turn) -> u.LocalNow:
    """The business's wall clock at this turn."""
    return u.LocalNow(turn.now.date, turn.now.minute)


def offered(turn: Turn) -> list[u.OfferedTime]:
    """The newest offers, as `understand` reads them."""
    return [u.OfferedTime(o.ref, o.position, o.words.date, o.words.minute) for o in turn.offers]


def said(turn: Turn) -> str:
    """Everything not answered yet."""
    return "\n".join(m.body for m in turn.unanswered).strip()


def open_booking(turn: Turn, ref: str) -> BookingWords | None:
    """The open booking of this reference; None when it ended, or was never this customer's."""
    return next((b for b in turn.bookings if b.ref == ref), None)


def service_of(turn: Turn, booking: BookingWords) -> ServiceFacts | None:
    """The booking's service, while the business offers it."""
    return next((s for s in turn.services if s.name == booking.service), None)


def booked(turn: Turn, *bookings: BookingWords) -> list[u.Booked]:
    """These bookings, or all that are open, as `understand` reads them."""
    return [_booked(turn, booking) for booking in bookings or turn.bookings]


def _booked(turn: Turn, booking: BookingWords) -> u.Booked:
    service = service_of(turn, booking)
    words = u.ServiceWords(booking.service, booking.service, tuple(service.aliases) if service else ())
    return u.Booked(booking.ref, words, booking.words.date, booking.words.minute)


def proposal(turn: Turn) -> BookingWords | None:
    """The booking for which the newest offer is a time the owner proposed."""
    if len(turn.offers) != 1:
        return None
    starts = turn.offers[0].starts_at
    return next(
        (b for b in turn.bookings if b.move and b.move.asked_by == "owner" and b.move.starts_at == starts), None
    )


def new_times(turn: Turn) -> BookingWords | None:
    """The booking that the newest offers are new times for, the owner's proposal included."""
    return proposal(turn) or open_booking(turn, Memory.of(turn).new_times_for(turn))


def spoken_of(turn: Turn) -> BookingWords | None:
    """The one open booking whose day and time our newest text before theirs names; None when it names several or none."""
    before = _last_before(turn, ours=True)
    named = [b for b in turn.bookings if before and _names(before.body, b)]
    return named[0] if len(named) == 1 else None


def answers_a_notice(turn: Turn) -> bool:
    """Whether what they write follows a text about a booking, such as its confirmation, and no reply of ours."""
    before = _last_before(turn)
    return before is not None and before.author == "system"


def lapsed(turn: Turn) -> bool:
    """Whether the last thing they read was times to pick from, none of which is open any more."""
    before = _last_before(turn, ours=True)
    return not turn.offers and before is not None and bool(_TO_PICK_FROM.search(before.body))


def _last_before(turn: Turn, ours: bool = False) -> Message | None:
    """The last message before what is not answered yet."""
    first = turn.unanswered[0].seq if turn.unanswered else 0
    before = [m for m in turn.messages if m.seq < first and not (ours and m.author == "customer")]
    return before[-1] if before else None


def _names(body: str, booking: BookingWords) -> bool:
    words = booking.words
    return words.time in body and any(day in body for day in (words.long, words.medium, words.short))


def clearly_cancelled(turn: Turn, booking: BookingWords) -> bool:
    """Whether they asked, in so many words, to call off this booking and no other: then nothing need be asked back."""
    text = said(turn)
    change = u.find_change(text, booked(turn), local_now(turn))
    clear = change is not None and change.kind is u.ChangeKind.CANCEL and change.named == (booking.ref,)
    return clear and not _UNSURE.search(text)


def other_service(turn: Turn, services: tuple[str, ...]) -> bool:
    """Whether of these services (ids) none is one they have booked."""
    booked = {booking.service for booking in turn.bookings}
    return bool(services) and not any(s.id in services and s.name in booked for s in turn.services)


def moved_from(turn: Turn, booking: BookingWords) -> BookingWords | None:
    """The same booking as it was when the turn began, where it had another time then."""
    before = next((b for b in turn.bookings if b.id == booking.id), None)
    return before if before and before.starts_at != booking.starts_at else None
