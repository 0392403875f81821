"""Questions of fact, answered from the business's settings only. What they do not say, the team will."""

import re
from collections.abc import Callable

from edge_bridge.db.conversations import DayHours, ServiceFacts, Turn
from edge_bridge.db.words import BookingWords
from edge_bridge.receptionist import own
from edge_bridge.receptionist.offline import say
from edge_bridge.receptionist.offline.periods import DAYS
from edge_bridge.receptionist.offline.step import Step
from edge_bridge.receptionist.understand import Intent, find_answers, find_intents
from edge_bridge.texts.render import inline

_PARKING = re.compile(r"\bpark(?:ing)?\b", re.IGNORECASE)


def answers(step: Step) -> str:
    """The answers to all questions asked, or nothing: the business's own answers, then what its settings say."""
    turn = step.turn
    own_ones, rest = find_answers(step.reading.text, [a.question for a in turn.business.answers])
    intents = find_intents(rest) if own_ones else step.reading.intents
    said = [turn.business.answers[number].answer for number in own_ones]
    return "\n".join([*said, *_from_settings(step, intents)])


def _from_settings(step: Step, intents: frozenset[Intent]) -> list[str]:
    known: dict[Intent, Callable[[], str]] = {
        Intent.ASK_PRICE: lambda: price(step),
        Intent.ASK_HOURS: lambda: hours(step),
        Intent.ASK_LOCATION: lambda: location(step),
        Intent.ASK_SERVICES: lambda: f"We do {say.listed([inline(s.name) for s in step.turn.services])}.",
        Intent.ASK_BOOKING: lambda: bookings(step.turn),
        Intent.ASK_AI: lambda: (
            f"Yes, I'm {step.turn.business.name}'s automated assistant. I can get a person to call you."
        ),
    }
    return [answer() for intent, answer in known.items() if intent in intents]


def price(step: Step) -> str:
    """A number only where the settings have one."""
    wanted = [s for s in step.turn.services if s.id in step.reading.services] or _current(step) or step.turn.services
    return "\n".join(_price(step.turn, service) for service in wanted)


def _current(step: Step) -> list[ServiceFacts]:
    service = step.memory.service(step.turn)
    return [service] if service else []


def _price(turn: Turn, service: ServiceFacts) -> str:
    if service.price_cents is None:
        return f"{service.name}: the team will quote you."
    dollars, cents = divmod(service.price_cents, 100)
    return f"{service.name} is ${dollars}.{cents:02d}." if cents else f"{service.name} is ${dollars}."


def hours(step: Step) -> str:
    """Neighbouring days with the same hours share a line."""
    turn = step.turn
    if not turn.hours:
        return unknown(step)
    groups: list[list[DayHours]] = []
    for day in turn.hours:
        last = groups[-1][-1] if groups else None
        same = last and last.weekday + 1 == day.weekday and (last.opens, last.closes) == (day.opens, day.closes)
        groups[-1].append(day) if same else groups.append([day])
    return "\n".join(f"{_days(group)}: {group[0].opens} to {group[0].closes}" for group in groups)


def _days(group: list[DayHours]) -> str:
    first, last = DAYS[group[0].weekday - 1], DAYS[group[-1].weekday - 1]
    return first if first == last else f"{first} to {last}"


def location(step: Step) -> str:
    """Where on-site services are done, and that we come for the others."""
    turn = step.turn
    if _PARKING.search(step.reading.text):
        return unknown(step)
    if turn.business.address:
        return f"We're at {turn.business.address}."
    return "We come to you." if all(s.at_customer for s in turn.services) else unknown(step)


def unknown(step: Step) -> str:
    """What the settings do not say: the team is really told, so that it may be said."""
    step.tools.create_lead("message", f"Asked: {step.reading.text}", step.memory.details())
    return f"I'll have the team get back to you about that. {say.call_line(step.turn)}".strip()


def bookings(turn: Turn) -> str:
    """Their open bookings, as the rows have them, each with the move that waits."""
    if not turn.bookings:
        return "I can't see a booking under this number."
    return "\n".join(_booking(turn, booking) for booking in turn.bookings)


def _booking(turn: Turn, booking: BookingWords) -> str:
    state = "confirmed" if booking.status == "confirmed" else "waiting for the team to confirm"
    line = f"{booking.service}: {booking.words.long} at {booking.words.time}, {state}."
    if booking.move is None:
        return line
    new = f"{booking.move.new.medium} at {booking.move.new.time}"
    if booking.move.asked_by == "customer":
        return f"{line} You've asked to move it to {new}; the team hasn't answered yet."
    take = " Reply 1 to take it." if own.proposal(turn) is booking else ""
    return f"{line} The team has suggested {new} instead.{take}"
