"""A simulated customer: reads each reply, answers from their facts in their own way, brings things up, and stops when content.

Moments of what they bring up (`at`): "offers", "booked", "human", "silence", "after_event", "any", an ask of `hearing` such
as "name", or "thinking:1": while the receptionist is still busy with their first turn.
"""

from dataclasses import dataclass, field
from datetime import date, datetime

from seed.rehearsal.corpus import Conversation, Raise, wordings
from seed.rehearsal.hearing import Heard, Option, hear
from seed.rehearsal.windows import Windows
from seed.rehearsal.wording import Voice, filled, of_option

MOST_NUDGES = 2
MOST_NONES = 3


@dataclass
class Say:
    """One turn of the customer. `agreed` are the local starts these words agree to; `wait_hours` pass before it."""

    messages: list[str]
    agreed: list[tuple[date, int]] = field(default_factory=list)
    wait_hours: float = 0


class Customer:
    """One conversation's customer. `service` and `wants` come from the business where the conversation is generic."""

    def __init__(self, conversation: Conversation, service: str, today: date, seed: int = 0) -> None:
        self.told, self._today = conversation, today
        self.voice = Voice.of(conversation, seed)
        dice, people = self.voice.dice, wordings()["people"]
        wants = filled(dice.choice(wordings()["generic"]["wants"]), {"service": service.lower()}) if service else ""
        self.facts = {
            "name": conversation.name or dice.choice(people["names"]),
            "address": conversation.address or dice.choice(people["addresses"]),
            "contact": conversation.email or conversation.phone or "0412 555 010",
            "service": service,
            "wants": conversation.wants or wants,
            "when": conversation.when,
            "later_when": conversation.later_when or conversation.when or "any time next week",
        }
        self.accepts = Windows.read(conversation.accepts, today)
        self.left = list(conversation.raises)
        self.services = [service] if service else []
        self._answers: dict[str, str] = {str(key): words for key, words in conversation.answers.items()}
        # whoever began with it words it another way when asked what they need
        self._told_service = bool(conversation.burst) or conversation.opening is None or not conversation.wants
        self._note, self._nudges, self._nones, self._day_said = conversation.note, 0, 0, False

    def opening(self) -> Say:
        """The first turn."""
        told = self.told
        if told.burst:
            return Say([filled(words, self.facts) for words in told.burst])
        words = told.opening if told.opening is not None else self.voice.opening(self.facts)
        return Say([words], [moment(told.agrees)] if told.agrees else [])

    def meanwhile(self, turn: int) -> Say | None:
        """What they text while their turn of this number is being answered."""
        return self._raise(next((r for r in self.left if r.at == f"thinking:{turn}"), None), ())

    def answer(self, reply: str, content: bool, today: date, after_event: bool = False) -> Say | None:
        """The next turn after a reply (empty: none came), or None when they have nothing more to say."""
        self._today = today
        heard = hear(reply, today)
        due = next((r for n, r in enumerate(self.left) if self._is_due(r, n, heard, after_event)), None)
        if due:
            return self._raise(due, heard.options)
        if own := self._own_answer(heard):
            return own
        if heard.booked or (content and not self.left):
            return self._last_word()
        if not reply:
            return None
        return self._to_options(heard) if heard.options else self._to_asks(heard)

    def _is_due(self, item: Raise, place: int, heard: Heard, after_event: bool) -> bool:
        moments = {
            "offers": bool(heard.options),
            "booked": heard.booked,
            "human": heard.to_a_person,
            "silence": not heard.text,
            "after_event": after_event,
            "any": place == 0,
        }
        return moments.get(item.at, item.at in heard.asks)

    def _raise(self, item: Raise | None, options: tuple[Option, ...]) -> Say | None:
        if item is None:
            return None
        self.left.remove(item)
        chosen = _chosen(item.pick, options)
        facts = self.facts | (of_option(chosen[0]) if chosen else of_option(options[0]) if options else {})
        said = item.burst or [item.say if isinstance(item.say, str) else self.voice.dice.choice(item.say)]
        agreed = [(o.day, o.minute) for o in chosen] + ([moment(item.agrees)] if item.agrees else [])
        self._now_wants(item.then)
        return Say([filled(words, facts) for words in said], agreed, item.wait_hours)

    def _now_wants(self, changes: dict[str, object]) -> None:
        for key, value in changes.items():
            if isinstance(value, list):  # what they accept
                self.accepts, self._day_said = Windows.read(value, self._today), False
                continue
            self.facts[key] = str(value)
            if key == "when":
                self.facts["later_when"] = str(value)
            if key == "service":
                self.services.append(str(value))
                self.facts["wants"] = f"need {str(value).lower()}"

    def _own_answer(self, heard: Heard) -> Say | None:
        for ask in heard.asks:
            if ask in self._answers:
                return Say([self._answers.pop(ask)])
        return None

    def _last_word(self) -> Say | None:
        if not self._note:
            return None
        note, self._note = self._note, ""
        return Say([note])

    def _to_options(self, heard: Heard) -> Say | None:
        fits = [o for o in heard.options if self.accepts.have(o.day, o.minute)]
        if fits:
            place = {"first": 0, "middle": len(fits) // 2, "last": -1}[self.told.prefers]
            chosen = fits[place]
            return Say([self.voice.pick(self.told.picks, chosen, heard.options)], [(chosen.day, chosen.minute)])
        self._nones += 1
        if self._nones > MOST_NONES:
            return None
        day_too = self.voice.is_("day_at_once") or self._day_said
        self._day_said = self._day_said or day_too
        kind = "none_with_day" if day_too else "none"
        return Say([self.voice.answer(kind, self.facts | {"day": self.facts["later_when"]})])

    def _to_asks(self, heard: Heard) -> Say | None:
        if not self.facts["wants"]:  # nothing to book: they wrote for something else
            return self._nudge()
        asked = [ask for ask in heard.asks if ask in ("service", "name", "address", "contact")]
        if self.voice.is_("one_by_one"):
            asked = asked[:1]
        if asked:
            return Say([self._told(asked)])
        for ask in heard.asks:
            if ask in ("sure", "shall", "either", "other"):
                return Say([self.voice.answer("yes", self.facts)])
            if ask == "day":
                self._day_said = True
                return Say([self.voice.wrapped(self.voice.answer("day", {"day": self.facts["later_when"]}))])
            if ask == "number":
                return Say([self.voice.answer("number", self.facts)])
            if ask == "details":
                return Say([self.voice.answer("both", self.facts)])
        return self._nudge()

    def _told(self, asked: list[str]) -> str:
        """Everything asked for in one text, as this persona words it."""
        parts, rest = [], list(asked)
        if "service" in rest:
            parts.append(
                self.voice.wrapped(self.voice.answer("service_again" if self._told_service else "service", self.facts))
            )
            self._told_service = True
        if {"name", "address"} <= set(rest):
            rest = [ask for ask in rest if ask not in ("name", "address")]
            parts.append(self.voice.wrapped(self.voice.answer("both", self.facts), fixed=True))
        parts += [
            self.voice.wrapped(self.voice.answer(ask, self.facts), fixed=True) for ask in rest if ask != "service"
        ]
        return ". ".join(parts)

    def _nudge(self) -> Say | None:
        self._nudges += 1
        if self._nudges > MOST_NUDGES:
            return None
        return Say([self.voice.answer("nudge", self.facts) if self.facts["wants"] else self.told.opening or ""])


def _chosen(pick: str, options: tuple[Option, ...]) -> list[Option]:
    if not options or not pick:
        return []
    places = {"first": slice(0, 1), "second": slice(1, 2), "last": slice(-1, None), "any": slice(None)}
    return list(options[places[pick]])


def moment(written: str) -> tuple[date, int]:
    """A local start as the corpus writes it: "2026-11-05 10:00"."""
    at = datetime.fromisoformat(written)
    return at.date(), at.hour * 60 + at.minute
