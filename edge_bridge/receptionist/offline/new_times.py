"""New times for a booking are on the table, ours or the owner's proposal: which one, or what instead?"""

from edge_bridge.db.words import BookingWords
from edge_bridge.receptionist import outcomes, own
from edge_bridge.receptionist import understand as u
from edge_bridge.receptionist.offline import change_steps as steps
from edge_bridge.receptionist.offline import questions, say
from edge_bridge.receptionist.offline.change_answers import declines
from edge_bridge.receptionist.offline.handing import missed
from edge_bridge.receptionist.offline.memory import Changing
from edge_bridge.receptionist.offline.step import Step
from edge_bridge.receptionist.understand import ChangeKind, Intent, PickKind
from edge_bridge.texts.render import slot

WHAT_DAY = "No worries. What day works best for you?"


def reply(step: Step) -> str | None:
    """What follows from their answer; None where there are no new times, or it is about something else."""
    proposed = own.proposal(step.turn)
    booking = proposed or own.open_booking(step.turn, step.memory.new_times_for(step.turn))
    if booking is None or _about_another(step, booking):
        return None
    return _to_proposal(step, booking) if proposed else _to_offers(step, booking)


def _about_another(step: Step, booking: BookingWords) -> bool:
    """ "And cancel the hedges": another booking's service is named."""
    change, services = _change(step), step.reading.services
    return bool(change and services) and not any(
        s.id in services and s.name == booking.service for s in step.turn.services
    )


def _to_offers(step: Step, booking: BookingWords) -> str | None:
    """To the times we offered for a booking that is to be moved."""
    pick, text = step.reading.pick, step.reading.text
    wish, change = _new_time(step, booking), _change(step)
    if pick.kind is PickKind.CHOSEN and pick.ref:
        return steps.take(step, pick.ref, booking)
    if change and change.kind is ChangeKind.CANCEL:
        return steps.ask_sure(step, Changing(kind="cancel", asked="sure", refs=[booking.ref], said=text))
    if _keeps(step):
        return steps.keep(step, [booking.ref])
    if pick.kind is PickKind.UNCLEAR:
        options = [slot(offer) for offer in step.turn.offers if offer.ref in pick.candidates]
        return f"Which one suits you: {say.either(options)}?"
    if wish:
        return steps.look(step, booking, wish)
    if pick.kind is PickKind.NONE_WORK:
        return steps.ask_day(step, booking, WHAT_DAY)
    return _otherwise(step, say.offers(step.turn, step.turn.offers))


def _to_proposal(step: Step, booking: BookingWords) -> str | None:
    """To the owner's "Reply 1 to take it, or tell us what suits you better"."""
    pick, change = step.reading.pick, _change(step)
    if pick.kind is PickKind.CHOSEN and pick.ref:
        return steps.take(step, pick.ref, booking)
    if change and change.kind is ChangeKind.CANCEL:
        said = Changing(kind="cancel", asked="sure", refs=[booking.ref], said=step.reading.text)
        return steps.ask_sure(step, said)
    unable, names_old = change is not None and change.kind is ChangeKind.UNABLE, _own_time(step, booking)
    wish = None if names_old else _new_time(step, _proposed(step, booking))
    none_of_it = pick.kind is PickKind.NONE_WORK and not wish and "?" not in step.reading.text
    if not (unable and names_old) and (unable or names_old or none_of_it or declines(step)):
        return _turn_down(step, booking, wish)
    if wish or pick.kind is PickKind.NONE_WORK:
        return steps.look(step, booking, wish)
    return _otherwise(step, say.proposal(booking, step.turn.offers[0]))


def _proposed(step: Step, booking: BookingWords) -> BookingWords:
    """As if it had the time proposed: "later" and "not Friday" are said of that one."""
    return booking.model_copy(update={"words": step.turn.offers[0].words})


def _turn_down(step: Step, booking: BookingWords, wish: u.When | None) -> str:
    """The owner hears of it; another time is looked for at once where one was named."""
    done = step.tools.refuse_proposal(booking.ref)
    if done.outcome == "not_open" or done.booking is None:
        return steps.gone(step)
    if wish:
        return steps.look(step, booking, wish)
    return steps.ask_day(step, booking, outcomes.refused(step.turn, done.booking))


def _otherwise(step: Step, again: str) -> str | None:
    """A question is answered and the times shown again; another service is a new request."""
    if answers := questions.answers(step):
        return f"{answers}\n\n{again}"
    if step.reading.service_is_clear and step.reading.services[0] != step.memory.service_id:
        return None
    if step.reading.intents & {Intent.THANKS, Intent.GREETING}:
        return again
    return missed(step, again)


def _keeps(step: Step) -> bool:
    return Intent.CHANGED_MIND in step.reading.intents or u.keeps(step.reading.text.lower())


def _own_time(step: Step, booking: BookingWords) -> bool:
    """ "Thursday is better": the time it has already."""
    (booked,) = own.booked(step.turn, booking)
    return u.names_own_time(step.reading.text, booked, own.local_now(step.turn))


def _new_time(step: Step, booking: BookingWords) -> u.When | None:
    (booked,) = own.booked(step.turn, booking)
    return u.new_time(step.reading.text, booked, own.local_now(step.turn))


def _change(step: Step) -> u.Change | None:
    return u.find_change(step.reading.text, own.booked(step.turn), own.local_now(step.turn))
