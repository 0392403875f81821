"""Sends texts that are due. Each is claimed before anything leaves; what became of it is recorded after.

A batch goes to its carriers several texts at a time, but those to one recipient in their order. What was taken is recorded as
fast as the database allows: all that came in while one call was under way goes with the next.
"""

import queue
import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

import structlog

from edge_bridge.db import Database, DatabaseError, Unavailable, texts
from edge_bridge.db.texts import ClaimedText, Failure
from edge_bridge.texts.wording import worded
from edge_bridge.twilio.client import SendFailed
from workers.carriers import Carrier
from workers.duty import Duty
from workers.outcomes import Batch, Outcome, all_in, record

MOST, SIDE_BY_SIDE = 50, 8  # texts of a batch, and of those at the carriers at once

log = structlog.get_logger()


class Send:
    """The duty, with a carrier for each medium and the addresses its texts carry: the dashboard's and the edge's."""

    def __init__(self, carriers: Mapping[str, Carrier], dashboard_url: str, edge_url: str) -> None:
        self._carriers, self._dashboard_url, self._edge_url = carriers, dashboard_url, edge_url
        self._stopping = threading.Event()
        self._senders = ThreadPoolExecutor(SIDE_BY_SIDE, thread_name_prefix="carrier")

    def stop(self) -> None:
        """The texts under way are the last; the others of their batch are free for another worker at once."""
        self._stopping.set()

    def run_once(self, db: Database, now: datetime | None) -> bool:
        """One batch. A text that cannot be looked at or worded fails alone, visibly; one not begun in time is put back."""
        batch = Batch(db, now, self._stopping)
        claimed = _claim(db, now)
        if claimed is None:
            return True
        outcomes: queue.SimpleQueue[Outcome] = queue.SimpleQueue()
        for line in _lines(claimed):
            self._senders.submit(self._send_in_order, batch, line, outcomes.put)
        left = len(claimed)
        while left:
            known = all_in(outcomes)
            left -= len(known)
            record(batch, known)
        return bool(claimed)

    def _send_in_order(self, batch: Batch, line: Sequence[ClaimedText], tell: Callable[[Outcome], None]) -> None:
        for text in line:
            tell(self._send(text) if batch.may_begin() else Outcome(text))

    def _send(self, text: ClaimedText) -> Outcome:
        """Never raises: whoever records waits for every text."""
        try:
            body = wording(text, self._dashboard_url, self._edge_url)
        except Exception as error:
            log.error("text not rendered", kind=text.kind, text=text.id, error=repr(error))
            return Outcome(text, failure="failed", reason=f"The text could not be worded: {error!r}")
        try:
            return Outcome(text, body, self._carriers[text.medium].take(text, body))
        except SendFailed as failed:
            failure: Failure = "unknown" if failed.unknown else "failed" if failed.permanent else "retry"
            return Outcome(text, body, None, failure, failed.code, failed.message)
        except Exception as error:
            log.exception("carrier failed", kind=text.kind, text=text.id)
            return Outcome(text, body, None, "unknown", None, f"We stopped while sending it: {error!r}")


def sending(send: Send) -> Duty:
    """The duty: while one batch is recorded another is claimed."""
    return Duty("send", send.run_once, copies=2, stop=send.stop)


def _lines(claimed: Sequence[ClaimedText]) -> Iterable[list[ClaimedText]]:
    """By recipient, each in its order."""
    lines: dict[tuple[str, str], list[ClaimedText]] = {}
    for text in claimed:
        lines.setdefault((text.business_id, text.recipient), []).append(text)
    return lines.values()


def _claim(db: Database, now: datetime | None) -> list[ClaimedText] | None:
    """The next batch. None: a text stood in the way of all others; it has failed, and the others can be claimed now."""
    try:
        return db.run(texts.claim_texts(now, MOST))
    except Unavailable:
        raise
    except DatabaseError:
        if not db.run(texts.fail_poisoned_texts(now, MOST)):
            raise
        log.exception("texts failed that could not be prepared")
        return None


def wording(text: ClaimedText, dashboard_url: str, edge_url: str = "") -> str:
    """What the text says, with a calendar link where one is wanted. Raises when a row its template needs is missing."""
    return worded(text.kind, text.business_id, text.context, dashboard_url, edge_url)
