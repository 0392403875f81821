"""Twilio's Messages resource: https://www.twilio.com/docs/messaging/api/message-resource"""

from __future__ import annotations

import base64
import binascii
import hmac

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from edge_bridge.twilio.simulator.api_errors import Refused, error_answer, fault_answer
from edge_bridge.twilio.simulator.message_json import as_message, page_of
from edge_bridge.twilio.simulator.new_message import read_message
from edge_bridge.twilio.simulator.world import World

PATH = "/2010-04-01/Accounts/{account_sid}/Messages"


def routes(world: World) -> list[Route]:
    """Create, list and fetch. Anything else of Twilio's API is a 404."""
    api = MessagesApi(world)
    return [
        Route(PATH + ".json", api.create, methods=["POST"]),
        Route(PATH + ".json", api.list_page, methods=["GET"]),
        Route(PATH + "/{sid}.json", api.fetch, methods=["GET"]),
        Route("/2010-04-01/{rest:path}", api.not_found),
    ]


class MessagesApi:
    """Each answer is checked for the account's credentials first."""

    def __init__(self, world: World) -> None:
        self.world = world

    async def create(self, request: Request) -> Response:
        """Take a text: 201 with status queued (accepted, through a messaging service); delivery follows by itself."""
        if refusal := self._refusal(request):
            return refusal
        form = await request.form()
        fault = self.world.faults.meet(str(form.get("To", "")))
        if fault.send_status:
            return fault_answer(fault.send_status)
        try:
            if fault.refuse_code:
                raise Refused(fault.refuse_code, str(form.get("To", "")))
            text = read_message(form, self.world.phones)
        except Refused as refused:
            return error_answer(refused.code, refused.given)
        self.world.phones.add(text)
        answer = as_message(text, self.world.settings.account_sid)
        self.world.delivery.start(text, fault)
        await self.world.hang(fault.accept_then_hang_seconds)
        return JSONResponse(answer, 201)

    async def list_page(self, request: Request) -> Response:
        """Texts of both directions, newest first, a page at a time."""
        if refusal := self._refusal(request):
            return refusal
        texts = self.world.phones.newest_first()
        return JSONResponse(page_of(texts, request.query_params, self.world.settings.account_sid))

    async def fetch(self, request: Request) -> Response:
        """One text by its sid."""
        if refusal := self._refusal(request):
            return refusal
        text = self.world.phones.texts.get(request.path_params["sid"])
        if text is None:
            return error_answer(20404, request.url.path)
        return JSONResponse(as_message(text, self.world.settings.account_sid))

    async def not_found(self, request: Request) -> Response:
        """Whatever we do not know of Twilio's API."""
        return self._refusal(request) or error_answer(20404, request.url.path)

    def _refusal(self, request: Request) -> Response | None:
        """401 without the account's credentials (Basic), 404 for another account."""
        settings = self.world.settings
        expected = f"{settings.account_sid}:{settings.auth_token}".encode()
        if not hmac.compare_digest(_credentials(request), expected):
            return error_answer(20003)
        if request.path_params.get("account_sid", settings.account_sid) != settings.account_sid:
            return error_answer(20404, request.url.path)
        return None


def _credentials(request: Request) -> bytes:
    scheme, _, encoded = request.headers.get("authorization", "").partition(" ")
    try:
        return base64.b64decode(encoded, validate=True) if scheme.lower() == "basic" else b""
    except binascii.Error:
        return b""
