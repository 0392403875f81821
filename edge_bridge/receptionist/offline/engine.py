"""The offline engine: what is the customer doing now, and which step answers it."""

from edge_bridge.db.conversations import Turn
from edge_bridge.receptionist.draft import Draft
from edge_bridge.receptionist.offline import booked, gather, messages, offering, questions, say
from edge_bridge.receptionist.offline import changing as changes
from edge_bridge.receptionist.offline.handing import hand_off
from edge_bridge.receptionist.offline.learning import learn
from edge_bridge.receptionist.offline.memory import Changing, Memory
from edge_bridge.receptionist.offline.reading import read
from edge_bridge.receptionist.offline.step import Step
from edge_bridge.receptionist.tools import Tools
from edge_bridge.receptionist.understand import Intent, PickKind

TO_A_PERSON = {Intent.ASK_HUMAN, Intent.CUSTOM_QUOTE, Intent.COMPLAINT, Intent.ABUSE}
GOODBYE = {Intent.THANKS, Intent.DONE, Intent.NO, Intent.YES}


def answer(turn: Turn, tools: Tools) -> Draft:
    """The replies to everything unanswered. Every one is rendered from rows."""
    memory = Memory.of(turn)
    reading = read(turn, memory)
    asked, memory.asked = memory.asked, []
    changing, memory.changing = memory.changing, None
    step = Step(turn, tools, memory, reading, learn(memory, reading))
    reply = _reply(step, asked, changing)
    facts = memory.model_dump(exclude_defaults=True)
    return Draft(replies=[say.greeted(turn, reply)] if reply else [], facts=facts, templated=True)


def _reply(step: Step, asked: list[str], changing: Changing | None) -> str:
    turn, reading, memory = step.turn, step.reading, step.memory
    if turn.state == "human":
        return say.handed_off(turn)
    if memory.stage == "message":
        return messages.take(step)
    if reading.intents & TO_A_PERSON and not _means_a_booked_service(step, changing):
        return hand_off(step, reading.text)
    if (changed := changes.reply(step, changing, asked)) is not None:
        return changed
    if not reading.readable and reading.pick.kind is PickKind.NOT_A_PICK:
        return f"{say.unreadable(reading.has_picture)}\n{_next(step)}".strip()
    if memory.stage == "offered":
        return offering.reply(step)
    if memory.stage == "booked":
        return booked.reply(step)
    if memory.stage == "lead":
        return gather.thank_lead(step)
    answers = questions.answers(step)
    if answers and (reading.when or reading.name or reading.address):
        return f"{answers}\n\n{gather.reply(step, asked)}"
    if answers:
        return f"{answers}\n{_next(step)}".strip()
    if not asked and not step.learnt and reading.intents & {Intent.THANKS, Intent.DONE} and reading.intents <= GOODBYE:
        return "No worries!"
    return gather.reply(step, asked)


def _means_a_booked_service(step: Step, changing: Changing | None) -> bool:
    """ "Cancel my garden makeover" asks for no quote."""
    if step.reading.intents & TO_A_PERSON != {Intent.CUSTOM_QUOTE}:
        return False
    return changes.is_about(step, changing)


def _next(step: Step) -> str:
    """What we would ask next anyway, after something that needed a word of its own."""
    if step.memory.stage == "offered":
        return say.offers(step.turn, step.tools.seen.offers)
    if step.memory.stage in ("booked", "lead"):
        return ""
    return say.HOW_CAN_I_HELP if step.memory.service_id is None else say.SHALL_I_LOOK
