"""The simulator as one web application."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator, Callable
from datetime import datetime
from pathlib import Path
from types import FrameType
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles

from edge_bridge.twilio.simulator import messages_api, pages, phones_api, sites
from edge_bridge.twilio.simulator.guard import Guard
from edge_bridge.twilio.simulator.mail_server import serving
from edge_bridge.twilio.simulator.settings import Settings
from edge_bridge.twilio.simulator.wire import TOTAL_SECONDS
from edge_bridge.twilio.simulator.world import World

STATIC = Path(__file__).parent / "static"


def build_app(
    settings: Settings,
    clock: Callable[[], datetime],
    webhook_seconds: float = TOTAL_SECONDS,
    mail_listener: socket.socket | None = None,
) -> Starlette:
    """The Messages API, the phones' own API and the page; e-mails are taken at `mail_listener`. `clock` gives aware times."""
    world = World(settings, clock, webhook_seconds)

    @contextlib.asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        world.delivery.resume()
        async with serving(mail_listener, world.mails, clock):
            yield
        await world.close()

    routes = [*messages_api.routes(world), *phones_api.routes(world), *pages.routes(world)]
    routes += sites.routes(settings.edge_url)
    static = Mount("/static", StaticFiles(directory=STATIC))
    app = Starlette(routes=[*routes, static], middleware=[Middleware(Guard)], lifespan=lifespan)
    app.state.world = world
    return app


class PhonesServer(uvicorn.Server):
    """uvicorn, which at a signal first ends the event streams it would otherwise wait for."""

    def __init__(self, app: Starlette) -> None:
        super().__init__(uvicorn.Config(app, log_level="warning", access_log=False, timeout_graceful_shutdown=3))
        self._world: World = app.state.world
        self._loop: asyncio.AbstractEventLoop | None = None

    async def startup(self, sockets: list[Any] | None = None) -> None:
        """Remember the loop: signals arrive outside of it."""
        self._loop = asyncio.get_running_loop()
        await super().startup(sockets)

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Stop, and let the pages know."""
        super().handle_exit(sig, frame)
        self.end_streams()

    def end_streams(self) -> None:
        """May be called from anywhere."""
        if self._loop and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._world.stop_streams)
