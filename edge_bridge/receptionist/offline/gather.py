"""Finding out what, who and where, then looking for times."""

from edge_bridge.receptionist.offline import say
from edge_bridge.receptionist.offline.handing import missed
from edge_bridge.receptionist.offline.periods import nothing_then, period
from edge_bridge.receptionist.offline.reading import wish_of
from edge_bridge.receptionist.offline.step import Step
from edge_bridge.receptionist.understand import Intent

WHICH_DAY = "Which day do you mean? The weekday and the date would help me get it right."


def reply(step: Step, asked_before: list[str]) -> str:
    """The next question, or times once nothing is missing."""
    reading, memory = step.reading, step.memory
    if reading.when and reading.when.ambiguous:
        return ask_day(step)
    if not reading.service_is_clear and len(reading.services) > 1 and memory.service_id is None:
        return which_service(step)
    needs = memory.needs(step.turn)
    if (
        asked_before
        and needs == asked_before
        and not step.learnt
        and not reading.intents & {Intent.GREETING, Intent.YES}
    ):
        memory.asked = list(needs)
        return missed(step, say.ask(step.turn, needs, acknowledged=True))
    return ask_or_offer(step, acknowledged=bool(asked_before))


def ask_or_offer(step: Step, acknowledged: bool = False) -> str:
    """Asks for all that is missing in one text, or offers times."""
    needs = step.memory.needs(step.turn)
    if needs:
        step.memory.asked = list(needs)
        return say.ask(step.turn, needs, acknowledged)
    return find_and_offer(step)


def find_and_offer(step: Step) -> str:
    """Looks for times as near to the wish as there are, and says plainly when they are not what was wished."""
    memory, turn = step.memory, step.turn
    service = memory.service(turn)
    if service is None:
        return ask_or_offer(step)
    found = step.tools.find_slots(service.id, memory.wish, memory.staff, memory.suburb, memory.postcode)
    memory.misses = 0
    if found.match == "none":
        memory.stage = "lead"
        wanted = {"service_id": service.id, "wish": memory.wish} | ({"staff": memory.staff} if memory.staff else {})
        step.tools.create_lead("full", f"Wants {service.name}; nothing was free.", memory.details() | wanted)
        return say.fully_booked(turn, period(turn, memory.wish))
    memory.stage = "offered"
    opening = f"{found_words(step, found.match)}\n\n{say.read_back(service, memory.address)}"
    return say.offers(turn, found.offers, opening)


def found_words(step: Step, match: str, wished: str = say.CHECKING) -> str:
    """How near to the wish the times found are."""
    openings = {
        "wished": wished,
        "same_days": "That time isn't free, sorry.",
        "later": nothing_then(step.turn, step.memory.wish),
    }
    return openings[match]


def ask_day(step: Step) -> str:
    """What stays ambiguous is asked about, never guessed."""
    step.memory.asked = ["day"]
    return WHICH_DAY


def which_service(step: Step) -> str:
    """Several could be meant."""
    names = [s.name for s in step.turn.services if s.id in step.reading.services]
    step.memory.asked = ["service"]
    return f"Which one would you like: {say.either(names)}?"


def new_wish(step: Step) -> bool:
    """Takes a newly named day or time into the wish; false when none was named."""
    when = step.reading.when
    if when is None or when.ambiguous:
        return False
    if when.names_a_day or not step.memory.wish:
        step.memory.wish = wish_of(when)
    else:
        kept = {k: v for k, v in step.memory.wish.items() if k in ("day_from", "day_to", "weekday")}
        step.memory.wish = kept | wish_of(when)
    return True


def thank_lead(step: Step) -> str:
    """After 'fully booked': their details are noted; a new day or service is looked for at once."""
    if step.reading.service_is_clear or step.reading.when:
        step.memory.stage = "gathering"
        if step.reading.service_is_clear:
            step.memory.service_id = step.reading.services[0]
        new_wish(step)
        return ask_or_offer(step, acknowledged=True)
    step.tools.create_lead("message", step.reading.text, step.memory.details())
    return f"Thanks, I've noted that. The team will be in touch. {say.call_line(step.turn)}".strip()
