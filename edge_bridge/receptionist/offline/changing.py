"""Changes of bookings by text: called off, moved, and the owner's proposals answered."""

import re

from edge_bridge.db.words import BookingWords
from edge_bridge.receptionist import outcomes, own
from edge_bridge.receptionist import understand as u
from edge_bridge.receptionist.offline import change_answers, gather, new_times, say
from edge_bridge.receptionist.offline import change_steps as steps
from edge_bridge.receptionist.offline.handing import hand_off
from edge_bridge.receptionist.offline.memory import Changing, set_of
from edge_bridge.receptionist.offline.step import Step
from edge_bridge.receptionist.understand import ChangeKind, Intent, PickKind

SHORT = 8
"""Words of an answer to a text about a booking that may be nothing but a new time."""


def reply(step: Step, before: Changing | None, asked: list[str]) -> str | None:
    """The answer where a text is about changing a booking, else None. `before` and `asked` are what we asked last."""
    turn = step.turn
    if before and before.refs and not any(own.open_booking(turn, ref) for ref in before.refs):
        return steps.gone(step)
    if before is None and own.lapsed(turn) and _takes_it(step):
        return _run_out(step)
    if not turn.bookings:
        return _nothing_open(step, before, asked)
    if before and (said := change_answers.reply(step, before)) is not None:
        return said
    if _fresh(step) and (said := new_times.reply(step)) is not None:
        return said
    change = u.find_change(step.reading.text, own.booked(turn), own.local_now(turn)) or _answers_notice(step)
    if change is None or _about_a_new_booking(step, change, asked):
        return None
    return _begin(step, change)


def _takes_it(step: Step) -> bool:
    """ "1" or "yes", with nothing else to say."""
    place = re.fullmatch(r"\W*[1-3]\W*", step.reading.text)
    return bool(place) or (
        Intent.YES in step.reading.intents and not step.reading.intents & {Intent.THANKS, Intent.DONE}
    )


def _run_out(step: Step) -> str:
    """What they take is on offer no longer; what they have, they keep."""
    booking = own.spoken_of(step.turn)
    sorry = "Sorry, what we suggested has run out by now."
    if booking is None:
        return f"{sorry}\n\n{gather.ask_or_offer(step)}"
    stays = outcomes.stays(step.turn, booking)
    return steps.ask_day(step, booking, f"{sorry} {stays}\nWhat day would suit you instead?")


def is_about(step: Step, before: Changing | None) -> bool:
    """Whether a text that names a service they have booked is about changing it."""
    if not step.turn.bookings or own.other_service(step.turn, step.reading.services):
        return False
    change = u.find_change(step.reading.text, own.booked(step.turn), own.local_now(step.turn))
    return before is not None or change is not None


def _begin(step: Step, change: u.Change) -> str:
    turn, text = step.turn, step.reading.text
    implied = own.spoken_of(turn)
    refs = list(change.named) or ([implied.ref] if implied else [b.ref for b in turn.bookings])
    asked = Changing(kind=change.kind.value, asked="which", refs=refs, said=text)
    if change.kind is ChangeKind.MOVE and not change.wish and _wants_other_service(step):
        return hand_off(step, f"Wants to change what is booked: {text}")
    if len(refs) > 1:
        several = change.kind is ChangeKind.CANCEL and change.named and u.means_several(text)
        return steps.ask_sure(step, asked) if several else steps.ask_which(step, asked)
    booking = _only(step, refs)
    if change.kind is ChangeKind.CANCEL:
        return steps.cancel(step, asked) if own.clearly_cancelled(turn, booking) else steps.ask_sure(step, asked)
    if change.kind is ChangeKind.UNABLE:
        return steps.ask_either(step, asked)
    (booked,) = own.booked(turn, booking)
    return steps.look(step, booking, u.new_time(text, booked, own.local_now(turn)))


def _wants_other_service(step: Step) -> bool:
    """ "Change my cut to a colour": no new time will do."""
    booked = {booking.service for booking in step.turn.bookings}
    named = {s.name for s in step.turn.services if s.id in step.reading.services}
    return bool(named - booked)


def _only(step: Step, refs: list[str]) -> BookingWords:
    return next(b for b in step.turn.bookings if b.ref == refs[0])


def _fresh(step: Step) -> bool:
    """Whether the newest offers still wait for an answer."""
    offers = step.turn.offers
    return bool(offers) and set_of(offers[0].ref) != step.memory.spent_set


def _answers_notice(step: Step) -> u.Change | None:
    """ "Saturday morning?" after a text about one booking wants that one moved."""
    booking, text = own.spoken_of(step.turn), step.reading.text
    if booking is None or not own.answers_a_notice(step.turn) or len(text.split()) > SHORT:
        return None
    if step.reading.service_is_clear or step.reading.intents - {Intent.YES, Intent.NO, Intent.GREETING, Intent.THANKS}:
        return None
    (booked,) = own.booked(step.turn, booking)
    wish = u.new_time(text, booked, own.local_now(step.turn))
    return u.Change(ChangeKind.MOVE, (booking.ref,), wish) if wish and wish.names_a_day else None


def _about_a_new_booking(step: Step, change: u.Change, asked: list[str]) -> bool:
    """While a new booking is being made, "Friday instead" is about that one, unless an open one is spoken of."""
    if u.speaks_of_booking(step.reading.text):
        return False
    if step.reading.address and Intent.MOVE not in step.reading.intents and change.kind is ChangeKind.MOVE:
        return True
    if step.memory.stage != "offered" and not asked:
        return False
    if change.kind is ChangeKind.CANCEL:
        return False
    return step.reading.pick.kind is PickKind.CHOSEN or not change.named


def _nothing_open(step: Step, before: Changing | None, asked: list[str]) -> str | None:
    """They have no open booking, as far as their number or chat shows."""
    reading, memory = step.reading, step.memory
    if before and before.asked == "other":
        return change_answers.other_number(step, before)
    cancels, moves = Intent.CANCEL in reading.intents, Intent.MOVE in reading.intents
    if not (cancels or moves) or (moves and memory.stage == "offered") or reading.pick.kind is PickKind.CHOSEN:
        return None
    if cancels and (memory.stage == "offered" or asked):
        steps.spend(step)
        memory.begin_again()
        return "No worries, nothing has been booked."
    none = say.no_booking(step.turn)
    if moves and (reading.service_is_clear or reading.when):
        return f"{none}\n\n{gather.reply(step, asked)}"
    memory.changing = Changing(kind="cancel" if cancels else "move", asked="other", said=reading.text)
    return f"{none} If you booked under another number, I can ask the team to look. Shall I?"
