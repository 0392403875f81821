"""Wordings of a simulated customer, drawn from `wordings.toml`: the same dice word the same customer alike."""

import random
import re
from dataclasses import dataclass
from typing import Any

from seed.rehearsal.corpus import Conversation, wordings
from seed.rehearsal.hearing import MONTHS, Option
from seed.typos import typo

ORDINALS = ("first", "second", "third", "fourth", "fifth")


@dataclass(frozen=True)
class Voice:
    """How one customer puts things."""

    persona: dict[str, Any]
    dice: random.Random

    @classmethod
    def of(cls, conversation: Conversation, seed: int) -> "Voice":
        """The voice of a conversation's persona, with dice of their own."""
        return cls(wordings()["personas"][conversation.persona], random.Random(f"{conversation.id}:{seed}"))

    def is_(self, trait: str) -> bool:
        """Whether the persona has a trait of `wordings.toml`."""
        return bool(self.persona.get(trait))

    def answer(self, kind: str, facts: dict[str, str]) -> str:
        """The plain answer of a kind, unwrapped."""
        return filled(self.dice.choice(wordings()["answers"][kind]), facts)

    def opening(self, facts: dict[str, str]) -> str:
        """The first text."""
        return self._typed(filled(self.dice.choice(self.persona["openings"]), facts))

    def wrapped(self, words: str, fixed: bool = False) -> str:
        """With what the persona puts around it. `fixed`: names and places, in which nobody mistypes."""
        around = str(self.dice.choice(self.persona["around"])).replace("{x}", words)
        return around if fixed else self._typed(around)

    def pick(self, style: str, option: Option, options: tuple[Option, ...]) -> str:
        """Words that mean this option and no other of those shown."""
        if len(options) == 1:
            return self.wrapped(self.dice.choice(wordings()["picks"]["single"]))
        style = style if style and _alone(style, option, options) else "number"
        return self.wrapped(filled(self.dice.choice(wordings()["picks"][style]), of_option(option)))

    def _typed(self, words: str) -> str:
        return typo(words, self.dice) if self.is_("typos") and self.dice.random() < 0.7 else words


def _alone(style: str, option: Option, options: tuple[Option, ...]) -> bool:
    others = [o for o in options if o is not option]
    last = max(o.position for o in options)
    return {
        "weekday": all(o.weekday != option.weekday for o in others),
        "weekday_time": all((o.weekday, o.clock) != (option.weekday, option.clock) for o in others),
        "time": all(o.clock != option.clock for o in others),
        "date": all(o.day != option.day for o in others),
        "first": option.position == 1,
        "middle": len(options) == 3 and option.position == 2,
        "last": option.position == last,
    }.get(style, True)


def of_option(option: Option) -> dict[str, str]:
    """What a wording may say of an option."""
    suffix = {1: "st", 2: "nd", 3: "rd"}.get(option.day.day % 10 if option.day.day not in (11, 12, 13) else 0, "th")
    return {
        "n": str(option.position),
        "ordinal": ORDINALS[option.position - 1],
        "weekday": option.weekday,
        "time": option.clock,
        "date": f"{option.day.day}{suffix} of {MONTHS[option.day.month - 1]}",
    }


def filled(template: str, facts: dict[str, str]) -> str:
    """The template with its gaps filled and what an empty one leaves behind tidied up."""
    words = re.sub(r"\{(\w+)\}", lambda gap: facts.get(gap[1], ""), template)
    return re.sub(r" +([,.?])", r"\1", " ".join(words.split())).strip(" ,")
