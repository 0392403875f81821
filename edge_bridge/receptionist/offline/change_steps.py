"""What can be done about an open booking: ask which or whether, call it off, look for new times, take one, leave it."""

from collections.abc import Sequence, Set

from edge_bridge.db.errors import NotFound
from edge_bridge.db.words import BookingWords
from edge_bridge.receptionist import outcomes, own
from edge_bridge.receptionist import understand as u
from edge_bridge.receptionist.offline import gather, say
from edge_bridge.receptionist.offline.memory import Changing, set_of
from edge_bridge.receptionist.offline.reading import wish_of
from edge_bridge.receptionist.offline.step import Step
from edge_bridge.receptionist.tools import HELD

LONGEST_REASON = 200


def ask_which(step: Step, change: Changing) -> str:
    """Several could be meant: they are listed, to be picked by number, day or service."""
    step.memory.changing = change.model_copy(update={"asked": "which"})
    return say.which_booking(step.turn, _open(step, change.refs))


def ask_sure(step: Step, change: Changing) -> str:
    """Named back and asked once before anything is called off."""
    step.memory.changing = change.model_copy(update={"kind": "cancel", "asked": "sure"})
    return say.sure_to_cancel(step.turn, _open(step, change.refs))


def ask_either(step: Step, change: Changing) -> str:
    """They cannot make it: another time, or not at all?"""
    step.memory.changing = change.model_copy(update={"kind": "unable", "asked": "either"})
    (booking,) = _open(step, change.refs)
    return f"No worries. Would you like to move {say.named(booking)} to another time, or cancel it?"


def ask_day(step: Step, booking: BookingWords, question: str) -> str:
    """To when it is to be moved; the offers shown so far are answered."""
    spend(step)
    step.memory.changing = Changing(kind="move", asked="day", refs=[booking.ref])
    return question


def cancel(step: Step, change: Changing) -> str:
    """Calls them off, with the customer's own words as the reason."""
    for ref in change.refs:
        step.tools.cancel_booking(ref, change.said[:LONGEST_REASON])
    ended = step.tools.seen.ended
    if not ended:
        return gone(step)
    _settled(step, {b.ref for b in ended})
    return outcomes.cancelled(step.turn, ended)


def keep(step: Step, refs: Sequence[str]) -> str:
    """Nothing is changed after all."""
    bookings = _open(step, refs)
    spend(step)
    _settled(step)
    if len(bookings) != 1:
        return "No worries, nothing has changed."
    return f"No worries. {outcomes.stays(step.turn, bookings[0])}"


def gone(step: Step) -> str:
    """It ended while we spoke of it."""
    _settled(step)
    return "That booking isn't open any more, so there's nothing to change."


def look(step: Step, booking: BookingWords, wish: u.When | None, template: str = "offers") -> str:
    """Offers new times for a booking as near to the wish as there are; the booking stays as it is."""
    memory, turn = step.memory, step.turn
    if wish and wish.ambiguous:
        return ask_day(step, booking, gather.WHICH_DAY)
    memory.wish = wish_of(wish) if wish else {}
    service = own.service_of(turn, booking)
    try:
        found = step.tools.find_slots(
            service.id if service else booking.id, memory.wish, memory.staff, booking=booking.ref
        )
    except NotFound:
        return gone(step)
    memory.misses = 0
    if not found.offers:
        return _nothing_free(step, booking)
    memory.stage, memory.service_id = "offered", service.id if service else None
    memory.moving, memory.move_set = booking.ref, set_of(found.offers[0].ref)
    opening = f"{gather.found_words(step, found.match, say.CHECKING_AGAIN)}\n\nTo move {say.named(booking)}:"
    return say.offers(turn, found.offers, opening, template)


def take(step: Step, offer: str, booking: BookingWords) -> str:
    """Takes a new time for a booking, or says why not and what now."""
    done = step.tools.hold_booking(offer, {})
    if done.outcome in HELD and done.booking:
        spend(step)
        _settled(step, {booking.ref})
        step.memory.stage = "booked"
        return outcomes.held(step.turn, done.outcome, done.booking)
    if done.outcome == "blocked":
        return ""
    return look(step, booking, None, template="slot_taken")


def _nothing_free(step: Step, booking: BookingWords) -> str:
    summary = f"Wants to move {booking.service} on {booking.words.medium} at {booking.words.time}; nothing was free."
    step.tools.create_lead("full", summary, step.memory.details())
    _settled(step)
    stays = outcomes.stays(step.turn, booking)
    return f"Sorry, I can't find another free time. {stays}\nThe team will be in touch about a new one."


def _open(step: Step, refs: Sequence[str]) -> list[BookingWords]:
    return [booking for ref in refs if (booking := own.open_booking(step.turn, ref))]


def spend(step: Step) -> None:
    """The newest offers are answered."""
    if step.turn.offers:
        step.memory.spent_set = set_of(step.turn.offers[0].ref)


def _settled(step: Step, without: Set[str] = frozenset()) -> None:
    """The change is over: what comes next begins afresh."""
    memory = step.memory
    memory.begin_again()
    memory.misses = 0
    memory.stage = "booked" if any(b.ref not in without for b in step.turn.bookings) else "gathering"
