"""Settles texts whose sending is in doubt: a worker died, or the carrier's answer was lost. Never repeats one blindly.

The carrier's status callback may settle them first. Otherwise it is asked what it sent to that number since; a text it
still knows nothing of two minutes later did not leave and goes back into the queue. A mail server cannot be asked: an e-mail
in doubt stays so, where people see it.
"""

from datetime import datetime, timedelta

import structlog

from edge_bridge.db import Conflict, Database, texts
from edge_bridge.db.texts import ClaimedText, Failure
from edge_bridge.texts.segments import size
from edge_bridge.twilio.client import SendFailed, SentText, TextSender
from workers.send import wording

CLOCKS_MAY_DIFFER = timedelta(seconds=5)

log = structlog.get_logger()


class Settle:
    """The duty, with the carrier it asks."""

    def __init__(self, sender: TextSender, dashboard_url: str) -> None:
        self._sender, self._dashboard_url = sender, dashboard_url

    def run_once(self, db: Database, now: datetime | None) -> bool:
        """One step."""
        released = db.run(texts.release_stuck_texts(now))
        doubtful = db.run(texts.unknown_texts(now))
        for text in doubtful:
            self._settle(db, text, now)
        return bool(released or doubtful)

    def _settle(self, db: Database, text: ClaimedText, now: datetime | None) -> None:
        body = text.body or wording(text, self._dashboard_url)
        since = (text.claimed_at or text.created_at) - CLOCKS_MAY_DIFFER
        try:
            found = [sent for sent in self._sender.find_sent(text.recipient, since) if sent.body == body]
        except SendFailed as failed:
            db.run(texts.fail_text(text, "unknown", failed.code, failed.message, body, now))
            return
        if any(_is_this(db, text, body, sent, now) for sent in reversed(found)):
            log.info("text settled", text=text.id, found=True)
            return
        outcome: Failure = "retry" if text.give_up else "unknown"
        db.run(texts.fail_text(text, outcome, None, "The carrier knows nothing of it.", body, now))
        log.info("text settled", text=text.id, found=False, outcome=outcome)


def _is_this(db: Database, text: ClaimedText, body: str, sent: SentText, now: datetime | None) -> bool:
    """Records the carrier's text as this one, unless it already is another's."""
    try:
        return db.run(texts.finish_text(text, sent.sid, body, *size(body), now=now))
    except Conflict:
        return False
