"""After 'Anything else you need?': a note for the owner, a goodbye, or a new request."""

import re

from edge_bridge.receptionist.offline import gather, questions
from edge_bridge.receptionist.offline.notes import says_more
from edge_bridge.receptionist.offline.reading import wish_of
from edge_bridge.receptionist.offline.step import Step
from edge_bridge.receptionist.understand import Intent

GOODBYE = {Intent.DONE, Intent.NO, Intent.THANKS, Intent.YES, Intent.GREETING}
_REQUEST = re.compile(
    r"\b(?:need|book|want|like|another|also|can you|could you|as well|too|plus|any ?time|whenever)\b|^and\b",
    re.IGNORECASE,
)


def reply(step: Step) -> str:
    """Whatever came after a booking."""
    reading, memory = step.reading, step.memory
    if _new_request(step):
        memory.begin_again()
        memory.service_id = reading.services[0]
        memory.wish = wish_of(reading.when) if reading.when and not reading.when.ambiguous else {}
        return gather.ask_or_offer(step)
    if (reading.name or reading.address) and "?" not in reading.text:  # "it's Thomas, and the address is 24 Swann Rd"
        return _note(step)
    if answers := questions.answers(step):
        return answers
    if reading.intents & GOODBYE and not says_more(reading.text):
        waits = any(b.status == "pending" for b in step.turn.bookings)
        return "No worries. The team will be in touch soon!" if waits else "No worries!"
    return _note(step)


def _note(step: Step) -> str:
    noted = step.tools.add_note(step.reading.text)
    return "Thanks, I've passed that on to the team." if noted.outcome == "noted" else gather.ask_or_offer(step)


def _new_request(step: Step) -> bool:
    reading = step.reading
    if not reading.service_is_clear or not _REQUEST.search(reading.text):
        return False
    booked = {b.service for b in step.turn.bookings}
    wanted = next((s.name for s in step.turn.services if s.id == reading.services[0]), "")
    return wanted not in booked or reading.when is not None or "another" in reading.text.lower()
