"""Carries out what members text to their business's own number. What a text means is read here, what it does is in SQL."""

from datetime import datetime

import structlog

from edge_bridge.commands import read_commands
from edge_bridge.db import Database, commands
from edge_bridge.db.commands import MemberText
from edge_bridge.receptionist.understand import LocalNow

log = structlog.get_logger()


def run_once(db: Database, now: datetime | None) -> bool:
    """One text. One that fails is tried again later, before others of the same member, and given up after five times."""
    text = db.run(commands.claim_member_text(now))
    if text is None:
        return False
    with structlog.contextvars.bound_contextvars(business=text.business_id, text=text.id):
        try:
            actions = _read(text)
            done = db.run(commands.finish_member_text(text, actions, now))
            log.info("command carried out" if done else "command was another worker's", does=[a["do"] for a in actions])
        except Exception:
            log.exception("command failed", attempt=text.attempts)
            db.run(commands.fail_member_text(text, now))
    return True


def _read(text: MemberText) -> list[dict[str, object]]:
    codes = {one.code: one.words.date for one in text.codes}
    at = LocalNow(text.received.date, text.received.minute)
    return [action.row() for action in read_commands(text.body, codes, at)]
