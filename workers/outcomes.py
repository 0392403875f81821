"""What became of texts that were claimed together, and how it is written down."""

import queue
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

import structlog

from edge_bridge.db import Call, Database, DatabaseError, Unavailable, texts
from edge_bridge.db.texts import ClaimedText, Failure, SentText
from edge_bridge.texts.lint import flags
from workers.carriers import Taken

BEGIN_WITHIN = 20.0  # seconds from the claim; its lease is 60, one text takes 20 at most, the rest is for recording it
RECORD_WITHIN = 50.0
PAUSE = 0.5

T = TypeVar("T")
log = structlog.get_logger()


class Batch:
    """Texts claimed together, by one clock that nobody sets."""

    def __init__(self, db: Database, now: datetime | None, stopping: threading.Event) -> None:
        self.db, self.now, self._stopping = db, now, stopping
        self._since = time.monotonic()  # before the claim is asked for: its lease ends later than we think

    def may_begin(self) -> bool:
        """Whether one more may leave: enough of the lease is left, and nobody wants us to stop."""
        return not self._stopping.is_set() and time.monotonic() - self._since < BEGIN_WITHIN

    def record(self, call: Call[T]) -> T:
        """Says what became of a text, also when the database is away for a moment: saying it twice changes nothing."""
        while True:
            try:
                return self.db.run(call)
            except Unavailable as error:
                if self._stopping.is_set() or time.monotonic() - self._since > RECORD_WITHIN:
                    raise
                log.warning("database not reached", error=str(error))
                self._stopping.wait(PAUSE)


@dataclass(frozen=True)
class Outcome:
    """What became of one text: the carrier's word that it took it, or how it failed."""

    text: ClaimedText
    body: str | None = None
    taken: Taken | None = None
    failure: Failure = "unsent"
    code: int | None = None
    reason: str = ""


def all_in(outcomes: "queue.SimpleQueue[Outcome]") -> list[Outcome]:
    """The next outcome, and all that are there with it."""
    found = [outcomes.get()]
    while not outcomes.empty():
        found.append(outcomes.get())
    return found


def record(batch: Batch, known: Sequence[Outcome]) -> None:
    """Those that left in one call, unless one of them stands in the way of the others."""
    sent = [(o.text, o.taken, o.body) for o in known if o.taken and o.body is not None]
    if sent:
        try:
            batch.record(texts.finish_texts([_sent(*one) for one in sent], batch.now))
        except Unavailable:
            raise
        except DatabaseError:
            for one in sent:
                _record_alone(batch, _sent(*one))
    for outcome in known:
        text = outcome.text
        about = {"kind": text.kind, "medium": text.medium, "text": text.id, "business": text.business_id}
        if outcome.taken:
            log.info("text sent", **about)
            continue
        failed = texts.fail_text(text, outcome.failure, outcome.code, outcome.reason, outcome.body, batch.now)
        batch.record(failed)
        if outcome.failure != "unsent":
            log.warning("text not sent", outcome=outcome.failure, code=outcome.code, **about)


def _record_alone(batch: Batch, sent: SentText) -> None:
    try:
        batch.record(texts.finish_texts([sent], batch.now))
    except Unavailable:
        raise
    except DatabaseError:  # such as the carrier's name for it being another text's: it stays in doubt, and is settled
        log.exception("text not recorded", text=sent.text.id)


def _sent(text: ClaimedText, taken: Taken, body: str) -> SentText:
    odd = flags(text.kind, text.given["business"]["style"], body, taken.segments)
    if odd:
        log.warning("text flagged", kind=text.kind, text=text.id, flags=odd)
    return SentText(text, taken.provider_id, body, taken.encoding, taken.segments, odd)
