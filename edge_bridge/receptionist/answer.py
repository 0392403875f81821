"""Answers one turn: the chosen engine speaks, the truth gate listens, and the offline engine stands in when the other fails."""

import time
from dataclasses import dataclass
from typing import Any

import structlog

from edge_bridge.db.conversations import Facts, Pause, Turn
from edge_bridge.receptionist import freed, meanwhile
from edge_bridge.receptionist.draft import Draft, Engine, EngineFailed
from edge_bridge.receptionist.gate import check, truth_of
from edge_bridge.receptionist.offline import engine as offline
from edge_bridge.receptionist.offline import messages, say
from edge_bridge.receptionist.offline.memory import Memory, set_of
from edge_bridge.receptionist.outcomes import outcome_of
from edge_bridge.receptionist.tools import HELD, Tools
from edge_bridge.settings import WorkerSettings

CAPPED = "the business's cap of tokens or money for today is used up"

log = structlog.get_logger()


@dataclass(frozen=True)
class Answer:
    """What the customer gets, and the record of how it came about."""

    replies: list[str]
    facts: Facts
    engine: str
    record: dict[str, Any]


class Receptionist:
    """Two engines on one set of tools. `engine` None: the offline engine always answers."""

    def __init__(self, engine: Engine | None = None, name: str = "offline") -> None:
        self._engine, self.name = engine, name

    @classmethod
    def from_settings(cls, settings: WorkerSettings) -> "Receptionist":
        """Claude where there is a key, imported only then: it costs two seconds and 87 MB."""
        if settings.anthropic_api_key is None:
            return cls()
        from edge_bridge.receptionist.claude.engine import ClaudeEngine

        engine = ClaudeEngine(
            settings.anthropic_api_key,
            settings.anthropic_base_url,
            settings.anthropic_model,
            settings.anthropic_deadline_seconds,
        )
        return cls(engine, settings.anthropic_model)

    def answer(self, turn: Turn, tools: Tools) -> Answer:
        """Replies that agree with the rows. Never raises for an engine's sake. In a pause neither engine is asked."""
        if turn.business.paused:
            return _away(turn, tools, turn.business.paused)
        if (said := freed.reply(turn, tools)) is not None:
            return Answer([said], turn.facts, "none", {"tools": tools.calls, "gate": []})
        started = time.monotonic()
        draft, name, failure = self._draft(turn, tools)
        usage = draft.usage  # what the first engine cost stays on record even if the other one answers
        replies, blocked = _truthful(turn, tools, draft)
        if replies is None:
            draft, name = offline.answer(turn, tools), "offline"
            replies, again = _truthful(turn, tools, draft)
            blocked += again
            replies = replies if replies is not None else _safe(turn, tools)
        record = {
            "tools": tools.calls,
            "gate": blocked,
            "failed": failure,
            "usage": usage,
            "ms": round((time.monotonic() - started) * 1000),
        }
        facts = _facts(turn, tools, draft)
        if tools.told_meanwhile:
            replies = meanwhile.without(replies)
        closing = freed.with_invitation(turn, tools, replies, bool(facts.get("freed_asked")))
        return Answer(closing, facts | ({"freed_asked": True} if closing != replies else {}), name, record)

    def give_up(self, turn: Turn, tools: Tools) -> Answer:
        """A turn that failed again and again goes to a person."""
        tools.hand_off(
            f"The assistant could not answer: {turn.unanswered[-1].body[:150] if turn.unanswered else ''}", {}
        )
        return Answer([say.handed_off(turn)], turn.facts, "none", {"failed": "too many attempts"})

    def _draft(self, turn: Turn, tools: Tools) -> tuple[Draft, str, str | None]:
        if self._engine is None:
            return offline.answer(turn, tools), "offline", None
        if turn.capped:
            return offline.answer(turn, tools), "offline", CAPPED
        try:
            return self._engine(turn, tools), self.name, None
        except EngineFailed as error:
            log.warning("engine failed", engine=self.name, reason=str(error))
            draft = Draft([], {}) if tools.seen.must_say else offline.answer(turn, tools)
            draft.usage = error.usage
            return draft, "offline", str(error)


def _away(turn: Turn, tools: Tools, pause: Pause) -> Answer:
    """The receptionist is paused: one honest line and a lead, in templates alone."""
    memory = Memory.of(turn)
    reply = messages.while_away(turn, tools, memory, pause)
    facts = memory.model_dump(exclude_defaults=True)
    return Answer([reply] if reply else [], facts, "none", {"paused": True, "tools": tools.calls, "gate": []})


def _truthful(turn: Turn, tools: Tools, draft: Draft) -> tuple[list[str] | None, list[dict[str, str]]]:
    """The replies to send, or None where one was false and no template can take its place."""
    outcome = None if draft.templated else outcome_of(turn, tools.seen)
    if outcome is not None:
        return [outcome], []
    if not draft.replies and tools.seen.must_say:  # the engine failed after something the customer must hear about
        searched = _last(tools, "find_slots") and tools.seen.offers
        return [say.offers(turn, tools.seen.offers) if searched else say.PASSED_ON], []
    truth = truth_of(turn, tools.seen)
    falsehoods = [(reply, f) for reply in draft.replies for f in check(reply, truth)]
    blocked = [
        {"reply": reply, "kind": str(f.kind), "fragment": f.fragment, "reason": f.reason} for reply, f in falsehoods
    ]
    if not blocked:
        return draft.replies, []
    log.warning("reply blocked", kinds=[b["kind"] for b in blocked])
    if _last(tools, "find_slots") and tools.seen.offers:
        return [say.offers(turn, tools.seen.offers)], blocked
    return None, blocked


def _safe(turn: Turn, tools: Tools) -> list[str]:
    """When nothing else may be said: somebody will call."""
    outcome = outcome_of(turn, tools.seen)
    if outcome is None:
        tools.create_lead("message", turn.unanswered[-1].body if turn.unanswered else "", {})
        outcome = f"Thanks! I'll have the team get back to you. {say.call_line(turn)}".strip()
    return [outcome]


def _facts(turn: Turn, tools: Tools, draft: Draft) -> Facts:
    """Facts in the offline engine's form, whichever engine spoke, so that it can take over in the middle."""
    if draft.templated:
        return draft.facts
    memory = Memory.of(turn)
    known = {key: value for key, value in draft.facts.items() if key in Memory.model_fields and value}
    memory = Memory.model_validate(memory.model_dump() | {"changing": None} | known)
    if memory.stage == "message" and "create_lead:noted" in tools.seen.outcomes:
        memory.begin_again()
    if turn.offers and any(f"hold_booking:{outcome}" in tools.seen.outcomes for outcome in HELD):
        memory.begin_again()
        memory.stage, memory.spent_set = "booked", set_of(turn.offers[0].ref)
    return memory.model_dump(exclude_defaults=True)


def _last(tools: Tools, name: str) -> bool:
    return bool(tools.seen.outcomes) and tools.seen.outcomes[-1].startswith(f"{name}:")
