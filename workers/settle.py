"""Settles texts whose sending is in doubt: a worker died, or the carrier's answer was lost. Never repeats one blindly.

The carrier's status callback may settle them first. Otherwise it is asked what it sent to that number since; a text it
still knows nothing of two minutes later did not leave and goes back into the queue. If it knows of a text that no row of
ours accounts for, in other words, nobody can tell, and people decide. A mail server cannot be asked: an e-mail in doubt
stays so, where people see it.
"""

import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import TypeVar

import structlog

from edge_bridge.db import Conflict, Database, Unavailable, texts
from edge_bridge.db.texts import ClaimedText, Failure
from edge_bridge.texts.segments import size
from edge_bridge.twilio.client import SendFailed, SentText, TextSender
from workers.send import wording

CLOCKS_MAY_DIFFER = timedelta(hours=1)  # the carrier's from ours; what an earlier text of ours accounts for is no match
AT_ABOUT_THAT_TIME = timedelta(minutes=2)
TRIAL = "Sent from your Twilio trial account - "
DOUBTFUL = "It may have left: the carrier took a text to this number at about that time, in other words."

T = TypeVar("T")
Missing = tuple[ClaimedText, str, list[SentText]]
log = structlog.get_logger()


class Settle:
    """The duty, with the carrier it asks."""

    def __init__(self, sender: TextSender, dashboard_url: str, edge_url: str) -> None:
        self._sender, self._dashboard_url, self._edge_url = sender, dashboard_url, edge_url
        self._stopping = threading.Event()

    def stop(self) -> None:
        """The text under way is the last; the others are asked about again soon."""
        self._stopping.set()

    def run_once(self, db: Database, now: datetime | None) -> bool:
        """One step. A text that cannot be settled does not keep others from it."""
        released = db.run(texts.release_stuck_texts(now))
        doubtful = db.run(texts.unknown_texts(now))
        missing = [look for text in doubtful if (look := self._alone(text, lambda t: self._look(db, t, now)))]
        for text, body, found in missing:  # after all others: what they are is no longer without a row
            self._alone(text, partial(_not_found, db, body=body, found=found, now=now))
        return bool(released or doubtful)

    def _alone(self, text: ClaimedText, step: Callable[[ClaimedText], T]) -> T | None:
        """The step for this text, unless we are to stop; its own trouble stays its own."""
        if self._stopping.is_set():
            return None
        try:
            return step(text)
        except Unavailable:
            raise
        except Exception:
            log.exception("text not settled", kind=text.kind, text=text.id)
            return None

    def _look(self, db: Database, text: ClaimedText, now: datetime | None) -> Missing | None:
        """Asks the carrier and records what it knows. Otherwise: what the text would say, and what else was sent there."""
        try:
            found = [sent for sent in self._sender.find_sent(text.recipient, _since(text)) if _is_ours(text, sent)]
        except SendFailed as failed:
            db.run(texts.fail_text(text, "unknown", failed.code, failed.message, text.body, now))
            return None
        if text.provider_id:
            self._record_told(db, text, found, now)
            return None
        try:
            body = text.body or wording(text, self._dashboard_url, self._edge_url)
        except Exception as error:
            told = f"We stopped while sending it, and it can no longer be worded: {error!r}"
            db.run(texts.fail_text(text, "doubtful", None, told, now=now))
            return None
        same = [sent for sent in reversed(found) if _same_words(sent.body, body)]
        if not any(_is_this(db, text, body, sent, now) for sent in same):
            return text, body, found
        log.info("text settled", text=text.id, found=True)
        return None

    def _record_told(self, db: Database, text: ClaimedText, found: list[SentText], now: datetime | None) -> None:
        """The carrier spoke of it before we could say what it said: its own list knows the words."""
        said = text.body or next((sent.body for sent in found if sent.sid == text.provider_id), None)
        body = said or wording(text, self._dashboard_url, self._edge_url)
        db.run(texts.finish_text(text, text.provider_id or "", body, *size(body), now=now))


def _not_found(db: Database, text: ClaimedText, body: str, found: list[SentText], now: datetime | None) -> None:
    """Its words are nowhere. In the end it goes back into the queue, unless it may have left in other words."""
    outcome: Failure = "unknown"
    words = "The carrier knows nothing of it."
    if text.give_up:
        there = [sent for sent in found if sent.created_at > _earliest(text) - AT_ABOUT_THAT_TIME]
        nobodys = db.run(texts.unaccounted_texts(text, [sent.sid for sent in there])) if there else []
        if not nobodys:
            outcome = "retry"
        elif not any(sent.sid in nobodys and _is_fresh(sent) for sent in there):  # a fresh one may still be recorded
            outcome, words = "doubtful", DOUBTFUL
    db.run(texts.fail_text(text, outcome, None, words, body, now))
    log.info("text settled", text=text.id, found=False, outcome=outcome)


def _since(text: ClaimedText) -> datetime:
    """The earliest it can have left, by any of the clocks; the carrier's is the real one, whatever time this step takes."""
    return _earliest(text) - CLOCKS_MAY_DIFFER


def _earliest(text: ClaimedText) -> datetime:
    return min(text.created_at, text.claimed_at or text.created_at, datetime.now(UTC))


def _is_ours(text: ClaimedText, sent: SentText) -> bool:
    """Whether the business sent it, and it is none of this text's own earlier attempts."""
    from_us = sent.from_number in (text.sender, None)
    if text.messaging_service_sid and sent.messaging_service_sid:
        from_us = sent.messaging_service_sid == text.messaging_service_sid
    return from_us and sent.sid not in (text.given.get("detail") or {}).get("earlier_ids", [])


def _is_fresh(sent: SentText) -> bool:
    return sent.created_at > datetime.now(UTC) - AT_ABOUT_THAT_TIME


def _same_words(sent: str, body: str) -> bool:
    """Whether the carrier's words are ours; it may have changed quotes and blanks, and a trial account says so first."""
    letters = _letters(body)
    return sent == body or (bool(letters) and _letters(sent) in (letters, _letters(TRIAL) + letters))


def _letters(words: str) -> str:
    return "".join(letter for letter in words if letter.isalnum())


def _is_this(db: Database, text: ClaimedText, body: str, sent: SentText, now: datetime | None) -> bool:
    """Records the carrier's text as this one, with what became of it, unless it already is another's."""
    try:
        if not db.run(texts.finish_text(text, sent.sid, body, *size(body), now=now)):
            return False
    except Conflict:
        return False
    db.run(texts.record_delivery(text.business_id, text.id, sent.sid, sent.status, sent.error_code, now))
    return True
