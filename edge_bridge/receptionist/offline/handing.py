"""Handing a conversation to a person: when asked for, or when we do not understand."""

from edge_bridge.receptionist.offline import say
from edge_bridge.receptionist.offline.step import Step

MOST_MISSES = 2


def hand_off(step: Step, context: str) -> str:
    """A person takes over, told what the customer wants."""
    service = step.memory.service(step.turn)
    about = f"{context.strip()[:200]}" + (f" ({service.name})" if service else "")
    step.tools.hand_off(about, step.memory.details())
    return say.handed_off(step.turn)


def missed(step: Step, again: str) -> str:
    """Not understood: asked once more in other words, then handed to a person."""
    step.memory.misses += 1
    if step.memory.misses >= MOST_MISSES:
        step.memory.misses = 0
        return hand_off(step, f"Not understood twice. They wrote: {step.reading.text}")
    return f"Sorry, I didn't catch that. {again.removeprefix('Thanks! ')}"
