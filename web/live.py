"""Live changes for open pages: one event loop in one thread follows Supabase Realtime for each of them.

Each page is followed with its own person's token, so row-level security decides what it hears of. A change only wakes
the page, which then reads again; whatever happened while the line was down is read when it is back.
"""

import asyncio
import contextlib
import logging
import queue
import threading
from collections.abc import Coroutine
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Any, Literal

from realtime import AsyncRealtimeClient
from realtime.types import RealtimePostgresChangesListenEvent

logger = logging.getLogger(__name__)
logging.getLogger("realtime").setLevel(logging.CRITICAL)  # its own complaints at every try; we supervise it
Signal = Literal["live", "changed", "lost", "enough"]
JOIN_SECONDS = 10.0
LOOK_SECONDS = 0.5
AGAIN_SECONDS = 2.0


@dataclass(frozen=True)
class Watched:
    """A table and the rows of it to hear about: a Realtime filter such as 'business_id=eq.…'."""

    table: str
    filter: str


@dataclass(eq=False)
class Follower:
    """One open page. `signals` fills from the event loop's thread."""

    user_id: str
    token: str
    watched: tuple[Watched, ...]
    signals: "queue.SimpleQueue[Signal]" = field(default_factory=queue.SimpleQueue)
    task: "Future[None] | None" = None


class LiveChanges:
    """Starts its thread at the first follower, so after a server has forked."""

    def __init__(self, url: str, publishable_key: str) -> None:
        self._url, self._key = f"{url}/realtime/v1", publishable_key
        self._lock = threading.Lock()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._followers: list[Follower] = []

    def follow(self, follower: Follower, per_person: int, in_all: int) -> bool:
        """Begins to follow. Past `per_person` the person's oldest page is told 'enough'; False: `in_all` are followed."""
        with self._lock:
            if len(self._followers) >= in_all:
                return False
            theirs = [one for one in self._followers if one.user_id == follower.user_id]
            for oldest in theirs[: max(0, len(theirs) - per_person + 1)]:
                oldest.signals.put("enough")
            self._followers.append(follower)
            follower.task = self._start(self._supervise(follower))
        return True

    def leave(self, follower: Follower) -> None:
        """Ends following; harmless when it has ended."""
        with self._lock:
            if follower in self._followers:
                self._followers.remove(follower)
        if follower.task:
            follower.task.cancel()

    def _start(self, work: Coroutine[Any, Any, None]) -> "Future[None]":
        if self._loop is None:
            self._loop = asyncio.new_event_loop()
            threading.Thread(target=self._loop.run_forever, name="live", daemon=True).start()
        return asyncio.run_coroutine_threadsafe(work, self._loop)

    async def _supervise(self, follower: Follower) -> None:
        """A fresh client for each try: an old one stays deaf after a long outage or a failed callback."""
        trouble = ""
        while True:
            client = AsyncRealtimeClient(self._url, self._key, auto_reconnect=False)
            try:
                await self._listen(client, follower)
                trouble = ""
            except Exception as error:
                if trouble != type(error).__name__:  # once per outage, not per try
                    trouble = type(error).__name__
                    logger.warning("Live changes are off, open pages poll: %s", trouble)
            finally:
                with contextlib.suppress(Exception):
                    await asyncio.wait_for(client.close(), 2)
            follower.signals.put("lost")
            await asyncio.sleep(AGAIN_SECONDS)

    async def _listen(self, client: AsyncRealtimeClient, follower: Follower) -> None:
        """Returns when the line is lost."""
        await client.set_auth(follower.token)
        channel = client.channel("dashboard")
        for watched in follower.watched:
            channel.on_postgres_changes(
                RealtimePostgresChangesListenEvent.All,
                callback=lambda _: follower.signals.put("changed"),
                schema="public",
                table=watched.table,
                filter=watched.filter,
            )
        channel.on_system(lambda _: follower.signals.put("live"))  # the database is listening: nothing is missed now
        await asyncio.wait_for(channel.subscribe(), JOIN_SECONDS)
        while channel.is_joined and client.is_connected and client._listen_task and not client._listen_task.done():
            await asyncio.sleep(LOOK_SECONDS)
