"""The public ingress: Twilio's webhooks, the chat window and its API, calendar links and feeds, a page for load balancers."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Mount, Route

from edge_bridge.calendars import feed, link
from edge_bridge.chat import api, pages
from edge_bridge.chat.limits import Limits
from edge_bridge.chat.listening import Listening
from edge_bridge.chat.problems import Problem, on_problem, on_refusal
from edge_bridge.chat.session import Sessions
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
        app.state.sessions = Sessions(settings.chat_secret_key.get_secret_value())
        app.state.limits = Limits(settings.chat_limits, settings.chat_secret_key.get_secret_value())
        app.state.listening = Listening(settings.supabase_url, settings.supabase_secret_key)
        app.state.listening.start()
        yield
        await app.state.listening.stop()
        await database.close()

    guard = Middleware(SignedByTwilio, auth_token=settings.twilio_auth_token, public_url=settings.edge_url)
    twilio = Mount("/twilio", routes=[*webhooks.routes, *voice.routes], middleware=[guard])
    chat = Mount("/chat/v1", routes=api.routes)
    routes = [Route("/healthz", healthz), *link.routes, *feed.routes, twilio, chat, *pages.routes]
    return Starlette(
        routes=routes, lifespan=lifespan, exception_handlers={Problem: on_problem, HTTPException: on_refusal}
    )


async def healthz(request: Request) -> PlainTextResponse:
    """The process is up."""
    return PlainTextResponse("ok")
