"""The customer has times in front of them: which one, or what instead?"""

from edge_bridge.receptionist import outcomes
from edge_bridge.receptionist.offline import gather, questions, say
from edge_bridge.receptionist.offline.handing import missed
from edge_bridge.receptionist.offline.memory import set_of
from edge_bridge.receptionist.offline.step import Step
from edge_bridge.receptionist.tools import HELD
from edge_bridge.receptionist.understand import PickKind
from edge_bridge.texts.render import slot


def reply(step: Step) -> str:
    """Holds what was picked, or goes on looking."""
    pick, memory = step.reading.pick, step.memory
    if pick.kind is PickKind.CHOSEN:
        memory.chosen = pick.ref
    if memory.chosen:
        return _hold_when_complete(step, memory.chosen)
    if step.reading.when and step.reading.when.ambiguous and pick.kind is not PickKind.UNCLEAR:
        return gather.ask_day(step)
    if pick.kind is PickKind.UNCLEAR:
        options = [slot(o) for o in step.turn.offers if o.ref in pick.candidates]
        return f"Which one suits you: {say.either(options)}?"
    if _other_service(step) or gather.new_wish(step) or _somebody_else(step):
        return gather.ask_or_offer(step, acknowledged=True)
    if pick.kind is PickKind.NONE_WORK:
        memory.asked = ["day"]
        return "No worries. What day works best for you?"
    if answers := questions.answers(step):
        return f"{answers}\n\n{say.offers(step.turn, step.turn.offers)}"
    if step.reading.name or step.reading.address:
        return say.offers(step.turn, step.turn.offers, "Thanks, noted.")
    return missed(step, say.offers(step.turn, step.turn.offers))


def _other_service(step: Step) -> bool:
    """Another service than the one on offer was named."""
    reading, memory = step.reading, step.memory
    if not reading.service_is_clear or reading.services[0] == memory.service_id:
        return False
    memory.service_id, memory.wish = reading.services[0], {}
    gather.new_wish(step)
    return True


def _somebody_else(step: Step) -> bool:
    """Times with a named person are wished for, and these are not theirs."""
    wanted = step.reading.staff
    return wanted is not None and any(offer.staff != wanted for offer in step.turn.offers)


def _hold_when_complete(step: Step, ref: str) -> str:
    needs = step.memory.needs(step.turn)
    if needs:
        step.memory.asked = list(needs)
        return say.ask(step.turn, needs, acknowledged=True)
    return hold(step, ref)


def hold(step: Step, ref: str) -> str:
    """Pencils it in, or says why not and what now."""
    memory, turn = step.memory, step.turn
    memory.chosen = None
    held = step.tools.hold_booking(ref, memory.details())
    if held.outcome in HELD and held.booking:
        memory.stage, memory.spent_set, memory.wish, memory.misses = "booked", set_of(ref), {}, 0
        return outcomes.held(turn, held.outcome, held.booking)
    if held.outcome == "blocked":
        return ""
    if held.outcome == "too_many":
        memory.spent_set = set_of(ref)
        return f"You already have requests waiting for an answer; the team will get to them soon. {say.call_line(turn)}".strip()
    service = memory.service(turn)
    if service is None:
        return gather.ask_or_offer(step)
    found = step.tools.find_slots(service.id, memory.wish, memory.staff, memory.suburb, memory.postcode)
    return say.offers(turn, found.offers, template="slot_taken")
