"""Wakes open chats: one Realtime subscription per process, fanned out by conversation. It only wakes; the thread is read anew.

Whenever the line was down, every chat is woken once it is back, for it may have missed something.
"""

import asyncio
import contextlib
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import structlog
from realtime import AsyncRealtimeClient, RealtimePostgresChangesListenEvent, RealtimeSubscribeStates

JOIN_SECONDS, LOOK_SECONDS, AGAIN_SECONDS = 10.0, 5.0, 1.0
log = structlog.get_logger()


class Listening:
    """Runs from `start` to `stop` on the event loop that serves."""

    def __init__(self, url: str, key: str) -> None:
        self._url, self._key = f"{url}/realtime/v1", key
        self._chats: dict[str, set[asyncio.Event]] = defaultdict(set)
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Returns at once; the line is up a moment later."""
        self._task = asyncio.create_task(self._forever())

    async def stop(self) -> None:
        """Hangs up."""
        if self._task:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task

    @contextmanager
    def to(self, conversation: str) -> Iterator[asyncio.Event]:
        """An event that is set whenever something was said there."""
        news = asyncio.Event()
        self._chats[conversation].add(news)
        try:
            yield news
        finally:
            self._chats[conversation].discard(news)
            if not self._chats[conversation]:
                del self._chats[conversation]

    def _wake(self, conversation: str | None = None) -> None:
        chats = list(self._chats.values()) if conversation is None else [self._chats.get(conversation, set())]
        for news in (one for chat in chats for one in chat):
            news.set()

    async def _forever(self) -> None:
        while True:
            client = AsyncRealtimeClient(self._url, token=self._key, auto_reconnect=False)
            try:
                await self._join(client)
                self._wake()
                await _while_alive(client)
            except asyncio.CancelledError:
                raise
            except Exception as error:
                log.warning("realtime lost", error=repr(error))
            finally:
                with contextlib.suppress(Exception):
                    await asyncio.wait_for(client.close(), 2)
            await asyncio.sleep(AGAIN_SECONDS)

    async def _join(self, client: AsyncRealtimeClient) -> None:
        joined = asyncio.Event()
        channel = client.channel("chats")
        for table in ("messages", "conversations"):
            channel.on_postgres_changes(
                RealtimePostgresChangesListenEvent.All, schema="public", table=table, callback=self._heard
            )

        def on_state(state: RealtimeSubscribeStates, error: Exception | None) -> None:
            if state == RealtimeSubscribeStates.SUBSCRIBED:
                joined.set()

        await client.connect()
        await channel.subscribe(on_state)
        await asyncio.wait_for(joined.wait(), JOIN_SECONDS)

    def _heard(self, payload: Any) -> None:
        with contextlib.suppress(Exception):  # a callback that raises makes the library deaf without a word
            row = payload["data"]["record"]
            self._wake(row["conversation_id"] if "conversation_id" in row else row["id"])


async def _while_alive(client: AsyncRealtimeClient) -> None:
    while client.is_connected and client._listen_task is not None and not client._listen_task.done():
        await asyncio.wait([client._listen_task], timeout=LOOK_SECONDS)
    raise ConnectionError("the connection ended")
