"""Runs duties: woken by Realtime, by the time something falls due, and by a poll in case both are missed.

One thread asks the database what is due, at most every `POLL_SECONDS`, in one call for all duties; each duty drains in
threads of its own. A step that fails is logged and tried again after a pause; it never ends the process.
"""

import threading
from collections.abc import Sequence
from datetime import UTC, datetime

import structlog

from edge_bridge.db import Database, conversations
from workers.duty import Duty

POLL_SECONDS = 5.0
PAUSE_AFTER_FAILURE = 1.0

log = structlog.get_logger()


class Loop:
    """The duties of one process. `stop` lets steps in progress finish."""

    def __init__(self, db: Database, duties: Sequence[Duty]) -> None:
        self._db, self._duties = db, duties
        self._stopping = threading.Event()
        self._look = threading.Event()
        self._due = {duty.name: threading.Event() for duty in duties}

    def wake(self, *names: str) -> None:
        """These duties probably have something to do; all of them are looked at soon."""
        for name in names:
            self._due[name].set()
        self._look.set()

    def stop(self) -> None:
        """Ends after the steps in progress, which are cut short."""
        self._stopping.set()
        for duty in self._duties:
            duty.stop()
        self.wake(*self._due)

    def run(self) -> None:
        """Until stopped."""
        threads = [
            threading.Thread(target=self._drain, args=(duty,), name=f"{duty.name}-{n}")
            for duty in self._duties
            for n in range(duty.copies)
        ]
        for thread in threads:
            thread.start()
        while not self._stopping.is_set():
            self._look.wait(self._ask())
            self._look.clear()
        for thread in threads:
            thread.join()

    def _ask(self) -> float:
        """Wakes what is due; the seconds until it is worth asking again."""
        try:
            work = self._db.run(conversations.due_work())
        except Exception as error:  # whatever it is, the duties go on
            log.warning("database not reached", error=str(error) or repr(error))
            return PAUSE_AFTER_FAILURE
        for name, event in self._due.items():
            if getattr(work, name):
                event.set()
        if work.next_at is None:
            return POLL_SECONDS
        return min(POLL_SECONDS, max(0.02, (work.next_at - datetime.now(UTC)).total_seconds()))

    def _drain(self, duty: Duty) -> None:
        event = self._due[duty.name]
        while not self._stopping.is_set():
            event.wait()
            event.clear()
            while not self._stopping.is_set() and self._step(duty):
                pass

    def _step(self, duty: Duty) -> bool:
        try:
            return duty.run_once(self._db, None)
        except Exception:
            log.exception("duty failed", duty=duty.name)
            self._stopping.wait(PAUSE_AFTER_FAILURE)
            return False
