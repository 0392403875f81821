"""Realtime as a wake-up call, never as the truth: what it misses the poll finds.

The client library gives up for good after some 15 s without a server, and goes deaf without a word when a callback
raises. So every connection gets a fresh client, callbacks only set an event, and a dead listener is noticed at once.
"""

import asyncio
import contextlib
import threading
from collections.abc import Callable, Mapping

import structlog
from realtime import AsyncRealtimeClient, RealtimePostgresChangesListenEvent, RealtimeSubscribeStates

Inserts = tuple[str, str | None]  # table, filter

JOIN_SECONDS = 10.0
STOP_SECONDS = 5.0
LOOK_SECONDS = 5.0
log = structlog.get_logger()


def listen(url: str, key: str, wakes: Mapping[Inserts, Callable[[], None]]) -> Callable[[], None]:
    """Calls the function of a table at each insert, and all of them whenever it may have missed some.

    Runs in a thread of its own until the function it returns is called.
    """
    loop = asyncio.new_event_loop()
    task = loop.create_task(_forever(url, key, wakes))

    def run() -> None:
        with contextlib.suppress(asyncio.CancelledError):
            loop.run_until_complete(task)
        loop.close()

    thread = threading.Thread(target=run, name="realtime", daemon=True)
    thread.start()

    def stop() -> None:
        loop.call_soon_threadsafe(task.cancel)
        thread.join(STOP_SECONDS)

    return stop


async def _forever(url: str, key: str, wakes: Mapping[Inserts, Callable[[], None]]) -> None:
    while True:
        client = AsyncRealtimeClient(f"{url}/realtime/v1", token=key, auto_reconnect=False)
        try:
            await _join(client, wakes)
            for wake in wakes.values():
                wake()  # what came while we were away
            await _while_alive(client)
        except Exception as error:
            log.warning("realtime lost", error=repr(error))
        finally:
            await _drop(client)
        await asyncio.sleep(1)


async def _join(client: AsyncRealtimeClient, wakes: Mapping[Inserts, Callable[[], None]]) -> None:
    joined = asyncio.Event()
    channel = client.channel("workers")
    for (table, wanted), wake in wakes.items():
        channel.on_postgres_changes(
            RealtimePostgresChangesListenEvent.Insert, schema="public", table=table, filter=wanted, callback=_only(wake)
        )

    def on_state(state: RealtimeSubscribeStates, error: Exception | None) -> None:
        if state == RealtimeSubscribeStates.SUBSCRIBED:
            joined.set()

    await client.connect()
    await channel.subscribe(on_state)
    await asyncio.wait_for(joined.wait(), JOIN_SECONDS)


def _only(wake: Callable[[], None]) -> Callable[[object], None]:
    return lambda _payload: wake()


async def _while_alive(client: AsyncRealtimeClient) -> None:
    while client.is_connected and client._listen_task is not None and not client._listen_task.done():
        await asyncio.wait([client._listen_task], timeout=LOOK_SECONDS)
    raise ConnectionError("the connection ended")


async def _drop(client: AsyncRealtimeClient) -> None:
    try:
        await asyncio.wait_for(client.close(), 2)
    except Exception as error:
        log.debug("realtime close", error=repr(error))
