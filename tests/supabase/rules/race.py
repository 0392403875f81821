"""Two or many connections at the same moment."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from tests.supabase.rules.desk import Desk


def meanwhile(watcher: Desk, blocked: Desk, act: Callable[[], Any], then: Callable[[], Any]) -> Any:
    """What `act` returns on the desk `blocked`; it has to wait for a lock, and `then` runs while it does."""
    with ThreadPoolExecutor(1) as pool:
        acting = pool.submit(act)
        while not _waits(watcher, blocked):
            assert not acting.done(), f"it did not have to wait: {acting.result()}"
        then()
        return acting.result(timeout=20)


def _waits(watcher: Desk, blocked: Desk) -> bool:
    query = "select wait_event_type is not distinct from 'Lock' from pg_stat_activity where pid = %s"
    return bool(watcher.value(query, blocked.connection.info.backend_pid))


def race(open_desk: Callable[..., Desk], acts: list[Callable[[Desk], Any]]) -> list[Any]:
    """Does all of it at once, each on a connection of its own; what any of them raised, a deadlock for one, is raised here."""
    desks = [open_desk(autocommit=True) for _ in acts]
    together = threading.Barrier(len(acts))

    def run(desk: Desk, act: Callable[[Desk], Any]) -> Any:
        together.wait(timeout=30)
        return act(desk)

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, desks, acts))
