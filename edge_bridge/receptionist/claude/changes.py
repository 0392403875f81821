"""What Claude may do about a customer's own bookings: only those of the situation, and nothing called off unasked."""

from typing import Any

from edge_bridge.db.conversations import Facts, Turn
from edge_bridge.db.words import BookingWords
from edge_bridge.receptionist import own
from edge_bridge.receptionist import understand as u
from edge_bridge.receptionist.offline.memory import Changing, Memory, set_of

from .wishes import BadArgument


def own_booking(turn: Turn, ref: str) -> BookingWords:
    """The open booking of a reference that this turn named. Raises BadArgument for any other."""
    booking = own.open_booking(turn, ref.strip())
    if booking is None:
        known = ", ".join(b.ref for b in turn.bookings) or "none, they have no open booking"
        raise BadArgument(f"booking must be one of the references of their open bookings: {known}.")
    return booking


def may_cancel(turn: Turn, booking: BookingWords) -> bool:
    """Whether they called it off in so many words, or were asked about this very booking and did not say otherwise."""
    if own.clearly_cancelled(turn, booking):
        return True
    asked = _asked(turn, booking)
    if asked is None:
        return False
    text = own.said(turn)
    if asked.asked == "sure":
        change = u.find_change(text, own.booked(turn), own.local_now(turn))
        still = change is not None and change.kind is u.ChangeKind.CANCEL
        return still or not ("?" in text or declined(turn, booking))
    named = u.which_booked(text, own.booked(turn), own.local_now(turn))
    return asked.asked == "which" and asked.kind == "cancel" and named == (booking.ref,)


def declined(turn: Turn, booking: BookingWords) -> bool:
    """Whether they were asked about this booking and want it left as it is."""
    text = own.said(turn)
    no = u.find_intents(text) & {u.Intent.NO, u.Intent.CHANGED_MIND}
    return _asked(turn, booking) is not None and bool(no or u.keeps(text.lower()))


def _asked(turn: Turn, booking: BookingWords) -> Changing | None:
    asked = Memory.of(turn).changing
    return asked if asked and booking.ref in asked.refs else None


def asked_if_sure(turn: Turn, booking: BookingWords) -> dict[str, Any]:
    """What to remember of the question that comes now, in the offline engine's form."""
    return Changing(kind="cancel", asked="sure", refs=[booking.ref], said=own.said(turn)[:300]).model_dump()


def refused(turn: Turn, booking: BookingWords) -> Facts:
    """What to remember of a suggestion turned down: its offer is answered, and another day is asked for."""
    waits = Changing(kind="move", asked="day", refs=[booking.ref]).model_dump()
    return {"changing": waits} | ({"spent_set": set_of(turn.offers[0].ref)} if turn.offers else {})
