"""Messages for the team: left when nobody came to a conversation handed over, or while the receptionist is paused."""

from edge_bridge.db.conversations import Pause, Turn
from edge_bridge.receptionist.offline import say
from edge_bridge.receptionist.offline.learning import learn
from edge_bridge.receptionist.offline.memory import Memory
from edge_bridge.receptionist.offline.reading import read
from edge_bridge.receptionist.offline.step import Step
from edge_bridge.receptionist.tools import Tools
from edge_bridge.texts.render import render

MOST_AWAY_TEXTS = 2
"""Answers to one customer in one pause: that we are away, and one thank-you."""
A_PICTURE = "(sent a picture)"


def take(step: Step) -> str:
    """What the customer was asked to leave; after it the conversation goes on as usual."""
    step.tools.create_lead("message", words(step.turn), step.memory.details())
    step.memory.begin_again()
    return f"Thanks, I've passed that on. The team will be in touch. {say.call_line(step.turn)}".strip()


def while_away(turn: Turn, tools: Tools, memory: Memory, pause: Pause) -> str:
    """Every text becomes a message for the team; the first is answered with the truth, the second with thanks, no other."""
    if memory.away != pause.since:
        memory.away, memory.away_texts = pause.since, 0
    learn(memory, read(turn, memory))
    memory.asked = [] if memory.name else ["name"]
    tools.create_lead("message", words(turn), memory.details())
    memory.away_texts = min(memory.away_texts, MOST_AWAY_TEXTS) + 1
    if memory.away_texts == 1:
        return say.greeted(turn, away(turn, pause))
    return "Thanks, I've passed that on." if memory.away_texts <= MOST_AWAY_TEXTS else ""


def away(turn: Turn, pause: Pause) -> str:
    """One honest line: until when, and that they can leave a message."""
    until = pause.until
    when = until and (f"{until.time} today" if until.date == turn.now.date else until.long)
    return render("away", turn.business.style, business=turn.business, until=when)


def words(turn: Turn) -> str:
    """All that is not answered yet, as the customer wrote it."""
    said = "\n".join(m.body.strip() or A_PICTURE * bool(m.media) for m in turn.unanswered).strip()
    return said or "(an empty message)"
