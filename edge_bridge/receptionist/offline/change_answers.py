"""Answers to what was asked about a change: which booking, sure, moved or called off, to which day."""

import re
from collections.abc import Callable

from edge_bridge.db.words import BookingWords
from edge_bridge.receptionist import own
from edge_bridge.receptionist import understand as u
from edge_bridge.receptionist.offline import change_steps as steps
from edge_bridge.receptionist.offline import questions
from edge_bridge.receptionist.offline.handing import hand_off, missed
from edge_bridge.receptionist.offline.memory import Changing
from edge_bridge.receptionist.offline.step import Step
from edge_bridge.receptionist.understand import ChangeKind, Intent

_DECLINES = {Intent.NO, Intent.CHANGED_MIND, Intent.DONE}
_NEITHER = re.compile(r"\b(?:neither|none)\b", re.IGNORECASE)
_TO_CANCEL = re.compile(r"\bcan?cel|\bcall it off\b|\bthe (?:second|last|latter)\b", re.IGNORECASE)
_TO_MOVE = re.compile(
    r"\bmove|\bmoving\b|\bre-?sch|\bre-?book|\bchange\b|\b(?:another|different|new) (?:time|day|date)\b"
    r"|\bthe (?:first|former)\b",
    re.IGNORECASE,
)


def reply(step: Step, before: Changing) -> str | None:
    """What follows from the answer; None where it is about something else altogether."""
    answers: dict[str, Callable[[Step, Changing], str | None]] = {
        "which": _which, "sure": _sure, "either": _either, "day": _day, "other": lambda step, before: None,
    }  # fmt: skip
    return answers[before.asked](step, before)


def declines(step: Step) -> bool:
    """Everything is to stay as it is."""
    return bool(step.reading.intents & _DECLINES) or u.keeps(step.reading.text.lower())


def _which(step: Step, before: Changing) -> str | None:
    named = u.which_booked(step.reading.text, own.booked(step.turn, *_bookings(step, before)), own.local_now(step.turn))
    change = before.model_copy(update={"refs": list(named)})
    if len(named) > 1:
        return steps.ask_sure(step, change) if before.kind == "cancel" else steps.ask_which(step, change)
    if named:
        return go_on(step, change)
    if declines(step) or _NEITHER.search(step.reading.text):
        return steps.keep(step, ())
    return _again(step, before, lambda: steps.ask_which(step, before))


def go_on(step: Step, change: Changing) -> str:
    """Now that it is known which booking is meant."""
    (booking,) = _bookings(step, change)
    if change.kind == "cancel":
        return steps.cancel(step, change)
    if change.kind == "unable":
        return steps.ask_either(step, change)
    return steps.look(step, booking, _new_time(step, booking, f"{change.said}\n{step.reading.text}"))


def _sure(step: Step, before: Changing) -> str | None:
    asks, intents = _change(step), step.reading.intents
    if asks and asks.kind is ChangeKind.MOVE:
        return _to_new_time(step, before)
    if others := _others(step, before):
        return steps.ask_sure(step, before.model_copy(update={"refs": others}))
    if Intent.YES in intents or (asks and asks.kind is ChangeKind.CANCEL):
        return steps.cancel(step, before)
    if declines(step):
        return steps.keep(step, before.refs)
    if step.reading.when and len(before.refs) == 1:
        return _to_new_time(step, before)
    return _again(step, before, lambda: steps.ask_sure(step, before))


def _either(step: Step, before: Changing) -> str | None:
    """ "Cancel" is clear here: the booking has just been named to them."""
    text, asks = step.reading.text, _change(step)
    (booking,) = _bookings(step, before)
    moves = (asks and asks.kind is ChangeKind.MOVE) or _TO_MOVE.search(text) or _new_time(step, booking)
    if moves:
        return _to_new_time(step, before)
    if (asks and asks.kind is ChangeKind.CANCEL) or _TO_CANCEL.search(text):
        return steps.cancel(step, before)
    if declines(step):
        return steps.keep(step, before.refs)
    return _again(step, before, lambda: steps.ask_either(step, before))


def _day(step: Step, before: Changing) -> str | None:
    (booking,) = _bookings(step, before)
    wish, asks = _new_time(step, booking), _change(step)
    if wish or u.wants_other_day(step.reading.text):
        return steps.look(step, booking, wish)
    if asks and asks.kind is ChangeKind.CANCEL:
        return steps.ask_sure(step, before)
    if declines(step):
        return steps.keep(step, before.refs)
    return _again(step, before, lambda: steps.ask_day(step, booking, "What day works best for you?"))


def _to_new_time(step: Step, before: Changing) -> str:
    (booking, *_) = _bookings(step, before)
    return steps.look(step, booking, _new_time(step, booking))


def _new_time(step: Step, booking: BookingWords, text: str | None = None) -> u.When | None:
    (booked,) = own.booked(step.turn, booking)
    return u.new_time(text or step.reading.text, booked, own.local_now(step.turn))


def _change(step: Step) -> u.Change | None:
    return u.find_change(step.reading.text, own.booked(step.turn), own.local_now(step.turn))


def _others(step: Step, before: Changing) -> list[str]:
    """ "No, the hedges": open bookings named that are not those asked about."""
    named = u.which_booked(step.reading.text, own.booked(step.turn), own.local_now(step.turn))
    return [] if set(named) & set(before.refs) else list(named)


def _bookings(step: Step, change: Changing) -> list[BookingWords]:
    return [booking for ref in change.refs if (booking := own.open_booking(step.turn, ref))]


def _again(step: Step, before: Changing, ask: Callable[[], str]) -> str | None:
    """A question is answered first and a new request comes first; else it was not understood."""
    if answers := questions.answers(step):
        return f"{answers}\n\n{ask()}"
    if own.other_service(step.turn, step.reading.services):
        return None
    said = missed(step, ask())
    if step.turn.state == "human" or "hand_off:handed_off" in step.tools.seen.outcomes:
        step.memory.changing = None
    return said


def other_number(step: Step, before: Changing) -> str | None:
    """Whether the booking we cannot see was made under another number."""
    if declines(step) or step.reading.intents & {Intent.THANKS}:
        return "No worries."
    if step.reading.service_is_clear or step.reading.when:
        return None
    about = f"Wants to {before.kind} a booking that is not under this number"
    return hand_off(step, f"{about}: {before.said} / {step.reading.text}")
