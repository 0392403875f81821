"""The public ingress: Twilio's webhooks, customers' calendar links, and a page for load balancers."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Mount, Route

from edge_bridge.calendars import link
from edge_bridge.db import AsyncDatabase
from edge_bridge.settings import EdgeSettings
from edge_bridge.twilio import voice, webhooks
from edge_bridge.twilio.signature import SignedByTwilio


def create_app(settings: EdgeSettings) -> Starlette:
    """The ASGI application; it opens its database connections when it starts."""

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        database = AsyncDatabase(settings.supabase_url, settings.supabase_secret_key)
        app.state.database = database
        app.state.public_url = settings.edge_url
        yield
        await database.close()

    guard = Middleware(SignedByTwilio, auth_token=settings.twilio_auth_token, public_url=settings.edge_url)
    twilio = Mount("/twilio", routes=[*webhooks.routes, *voice.routes], middleware=[guard])
    routes = [Route("/healthz", healthz), *link.routes, twilio]
    return Starlette(routes=routes, lifespan=lifespan)


async def healthz(request: Request) -> PlainTextResponse:
    """The process is up."""
    return PlainTextResponse("ok")
