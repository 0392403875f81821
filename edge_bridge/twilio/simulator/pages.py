"""The page with the phones and the e-mails, and the stream that keeps it fresh."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response, StreamingResponse
from starlette.routing import Route

from edge_bridge.twilio.simulator.links import linked
from edge_bridge.twilio.simulator.numbers import national, read_number
from edge_bridge.twilio.simulator.screens import phones_on_page
from edge_bridge.twilio.simulator.world import World

MAIL_SECONDS = 1.0  # how often the mail folder is looked at while a page is open
TEMPLATES = Path(__file__).parent / "templates"
ENDING_WORDS = {
    "no-answer": "Nobody answers",
    "answered": "Answered",
    "busy": "Busy",
    "failed": "Could not be reached",
    "hung-up": "The caller hangs up first",
}
"""How a call may end once a phone rings, as the page says it."""


def routes(world: World) -> list[Route]:
    """The page and its stream."""
    pages = Pages(world)
    return [Route("/", pages.home, methods=["GET"]), Route("/phones/events", pages.events, methods=["GET"])]


class Pages:
    """Templates escape everything; `linked` alone makes markup, of escaped text."""

    def __init__(self, world: World) -> None:
        self.world = world
        self._templates = Environment(
            loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined, trim_blocks=True
        )
        self._templates.filters |= {"linked": linked, "national": national}

    async def home(self, request: Request) -> Response:
        """All phones side by side; ?from= and ?to= fill in the form."""
        phones = self.world.phones
        lines = phones.business_numbers()
        to = read_number(request.query_params.get("to", "")) or (lines[0] if lines else "")
        page = self._templates.get_template("phones.html").render(
            phones=phones_on_page(phones),
            lines=[(number, phones.names.name(number)) for number in lines],
            mails=self.world.mails.newest_first(),
            calls=self.world.calls.newest_first(),
            endings=ENDING_WORDS,
            sender=read_number(request.query_params.get("from", "")) or "",
            recipient=to,
            cursor=phones.cursor,
            faulty=self.world.faults.as_json() != type(self.world.faults)().as_json(),
        )
        return HTMLResponse(page)

    async def events(self, _: Request) -> Response:
        """Server-sent events: `change` whenever the page is out of date."""
        return StreamingResponse(self._stream(), media_type="text/event-stream")

    async def _stream(self) -> AsyncIterator[str]:
        cursor, mails = self.world.phones.cursor, self.world.mails.state()
        yield "retry: 1000\nevent: change\ndata: hello\n\n"
        while not self.world.closing.is_set():
            try:
                cursor = await asyncio.wait_for(self.world.phones.news(cursor), MAIL_SECONDS)
            except TimeoutError:
                if mails == (mails := self.world.mails.state()):
                    yield ": still here\n\n"
                    continue
            yield f"event: change\ndata: {cursor}\n\n"
