"""Answers customers. One conversation at a time under a lease; a turn that keeps failing goes to a person."""

from datetime import datetime

import structlog

from edge_bridge.db import Conflict, Database, conversations
from edge_bridge.db.conversations import Turn
from edge_bridge.receptionist.answer import Receptionist
from edge_bridge.receptionist.tools import Tools
from edge_bridge.travel.measure import Travel

MOST_ATTEMPTS = 3

log = structlog.get_logger()


class Answer:
    """The duty, with the receptionist that finds the words and whoever measures the drives to a customer."""

    def __init__(self, receptionist: Receptionist, travel: Travel | None = None) -> None:
        self._receptionist, self._travel = receptionist, travel

    def run_once(self, db: Database, now: datetime | None) -> bool:
        """One turn. Losing the lease to another worker is not an error: that worker answers."""
        turn = db.run(conversations.claim_turn(now))
        if turn is None:
            return False
        with structlog.contextvars.bound_contextvars(business=turn.business_id, conversation=turn.conversation_id):
            try:
                self._answer(db, turn, now)
            except Conflict:
                log.info("turn taken over by another worker")
        return True

    def _answer(self, db: Database, turn: Turn, now: datetime | None) -> None:
        tools = Tools(db, turn, now, self._travel)
        giving_up = turn.attempts > MOST_ATTEMPTS
        answer = self._receptionist.give_up(turn, tools) if giving_up else self._receptionist.answer(turn, tools)
        call = conversations.finish_turn(
            turn, answer.replies, answer.facts, answer.engine, answer.record, tools.seen.must_say, now
        )
        log.info("turn ended", engine=answer.engine, outcome=db.run(call), replies=len(answer.replies))
