"""What the customer reads of an outcome: always a template, whichever engine brought it about."""

from collections.abc import Sequence

from edge_bridge.db.conversations import Turn
from edge_bridge.db.words import BookingWords
from edge_bridge.receptionist import own
from edge_bridge.receptionist.offline import say
from edge_bridge.receptionist.tools import Seen
from edge_bridge.texts.render import render


def outcome_of(turn: Turn, seen: Seen) -> str | None:
    """The text for what the tools of this turn brought about; None where nothing needs one."""
    done = seen.outcomes
    if seen.ended:
        return cancelled(turn, seen.ended)
    for outcome in ("moved", "move_requested", "pencilled"):
        if f"hold_booking:{outcome}" in done and seen.bookings:
            return held(turn, outcome, seen.bookings[-1])
    if "hand_off:handed_off" in done:
        return say.handed_off(turn)
    if "refuse_proposal:refused" in done and not any(o.startswith("find_slots:") for o in done) and seen.bookings:
        return refused(turn, seen.bookings[-1])
    return None


def held(turn: Turn, outcome: str, booking: BookingWords) -> str:
    """For 'pencilled', 'move_requested' and 'moved'."""
    kinds = {"moved": "move_accepted", "move_requested": "move_requested"}
    kind = kinds.get(outcome) or ("move_penciled" if own.moved_from(turn, booking) else "penciled")
    return render(kind, turn.business.style, booking=booking, now=turn.now)


def cancelled(turn: Turn, bookings: Sequence[BookingWords]) -> str:
    """These are off."""
    return render("own_cancelled", turn.business.style, bookings=bookings)


def refused(turn: Turn, booking: BookingWords) -> str:
    """The owner's new time is turned down; the old one stands."""
    return render("proposal_declined", turn.business.style, booking=booking)


def stays(turn: Turn, booking: BookingWords) -> str:
    """It is as it was."""
    return render("stays", turn.business.style, booking=booking)
