"""What demos, tests and the page itself use: send a text, place a call, read them all, name numbers, make things go wrong."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from edge_bridge.twilio.simulator.calling import read_call
from edge_bridge.twilio.simulator.faults import Faults, read_faults
from edge_bridge.twilio.simulator.names import ROLES
from edge_bridge.twilio.simulator.numbers import is_e164
from edge_bridge.twilio.simulator.outgoing import BadText, Outgoing, read_outgoing
from edge_bridge.twilio.simulator.world import World


def routes(world: World) -> list[Route]:
    """All under /phones/."""
    api = PhonesApi(world)
    return [
        Route("/phones/send", api.send, methods=["POST"]),
        Route("/phones/messages", api.messages, methods=["GET"]),
        Route("/phones/call", api.call, methods=["POST"]),
        Route("/phones/calls", api.calls, methods=["GET"]),
        Route("/phones/mails", api.mails, methods=["GET"]),
        Route("/phones/names", api.put_names, methods=["PUT"]),
        Route("/phones/names", api.names, methods=["GET"]),
        Route("/phones/faults", api.put_faults, methods=["PUT"]),
        Route("/phones/faults", api.faults, methods=["GET"]),
        Route("/phones/faults", api.clear_faults, methods=["DELETE"]),
    ]


class PhonesApi:
    """JSON in and out; errors are {"error": what to do}."""

    def __init__(self, world: World) -> None:
        self.world = world

    async def send(self, request: Request) -> Response:
        """A person's phone sends a text; answers once the product has answered. A browser's form is sent back home."""
        is_form = "json" not in request.headers.get("content-type", "")
        wants_page = is_form and "text/html" in request.headers.get("accept", "")
        try:
            wanted = read_outgoing(await (_form(request) if is_form else _json(request)))
        except BadText as bad:
            return JSONResponse({"error": str(bad)}, 400)
        answer = await self._send(wanted)
        if wants_page:
            home = urlencode({"from": wanted.person, "to": wanted.business})
            return RedirectResponse(f"/?{home}", 303)
        return JSONResponse(answer)

    async def _send(self, wanted: Outgoing) -> dict[str, Any]:
        text, answer = await self.world.inbound.send(
            wanted.sid, wanted.person, wanted.business, wanted.body, list(wanted.media)
        )
        return {
            "message_sid": text.sid,
            "webhook_status": answer.status,
            "webhook_error": text.webhook_error,
            "webhook_attempts": answer.attempts,
        }

    async def call(self, request: Request) -> Response:
        """A person calls a business; answers once the call is over. A browser's form is sent back home."""
        is_form = "json" not in request.headers.get("content-type", "")
        try:
            wanted = read_call(await (_form(request) if is_form else _json(request)))
        except BadText as bad:
            return JSONResponse({"error": str(bad)}, 400)
        placed = await self.world.calls.place(wanted)
        if is_form and "text/html" in request.headers.get("accept", ""):
            return RedirectResponse(f"/?{urlencode({'from': wanted.person, 'to': wanted.business})}", 303)
        return JSONResponse(asdict(placed) | {"at": placed.at.isoformat()})

    async def calls(self, _: Request) -> Response:
        """The latest calls, newest first."""
        placed = [asdict(call) | {"at": call.at.isoformat()} for call in self.world.calls.newest_first()]
        return JSONResponse({"calls": placed})

    async def messages(self, request: Request) -> Response:
        """All texts, or those new or changed since a cursor."""
        since = request.query_params.get("since", "0")
        if not since.isdecimal():
            return JSONResponse({"error": "since must be a cursor from an earlier answer."}, 400)
        texts = [text.as_json() for text in self.world.phones.since(int(since))]
        return JSONResponse({"cursor": self.world.phones.cursor, "messages": texts})

    async def mails(self, _: Request) -> Response:
        """All e-mails, newest first."""
        return JSONResponse({"mails": [asdict(mail) for mail in self.world.mails.newest_first()]})

    async def names(self, _: Request) -> Response:
        """Names and roles by number."""
        entries = self.world.phones.names.entries()
        return JSONResponse({number: {"name": name, "role": role} for number, name, role in entries})

    async def put_names(self, request: Request) -> Response:
        """Name numbers: {"+61...": "Dave (owner)"} or {"+61...": {"name": ..., "role": ...}}; null forgets."""
        try:
            wanted = {number: _name_and_role(number, value) for number, value in (await _json(request)).items()}
        except BadText as bad:
            return JSONResponse({"error": str(bad)}, 400)
        for number, (name, role) in wanted.items():
            self.world.phones.set_name(number, name, role)
        return await self.names(request)

    async def faults(self, _: Request) -> Response:
        """The knobs as they stand."""
        return JSONResponse(self.world.faults.as_json())

    async def put_faults(self, request: Request) -> Response:
        """Set the knobs given, and all others back."""
        try:
            self.world.faults = read_faults(await _json(request))
        except (BadText, ValueError) as bad:
            return JSONResponse({"error": str(bad)}, 400)
        return await self.faults(request)

    async def clear_faults(self, request: Request) -> Response:
        """Set all knobs back."""
        self.world.faults = Faults()
        return await self.faults(request)


async def _json(request: Request) -> dict[str, Any]:
    try:
        fields = json.loads(await request.body())
    except ValueError:
        fields = None
    if not isinstance(fields, dict):
        raise BadText("Send a JSON object.")
    return fields


async def _form(request: Request) -> dict[str, Any]:
    form = await request.form()
    return {**{name: str(form[name]) for name in form}, "media": [str(url) for url in form.getlist("media")]}


def _name_and_role(number: str, value: Any) -> tuple[str | None, str | None]:
    given = value if isinstance(value, dict) else {"name": value}
    name, role = given.get("name"), given.get("role")
    if not is_e164(number) or not (name is None or isinstance(name, str)) or not (role is None or role in ROLES):
        raise BadText(f"{number}: a number is +61..., a name is a text or null, a role is one of {', '.join(ROLES)}.")
    return name, role
