"""Is this request really from Twilio? Nothing behind `SignedByTwilio` runs until that is proved.

The scheme: https://www.twilio.com/docs/usage/webhooks/webhooks-security
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl, quote

from starlette.datastructures import Headers, ImmutableMultiDict
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from twilio.request_validator import RequestValidator  # type: ignore[import-untyped]

BODY_LIMIT = 256 * 1024  # bytes: 10,000 characters of emoji, form-encoded, fit
FIELD_LIMIT = 200
FORM = "application/x-www-form-urlencoded"

Form = ImmutableMultiDict[str, str]


def check(auth_token: str, public_url: str, params: Mapping[str, Any], signature: str) -> bool:
    """Whether Twilio signed a request for exactly this address (with its query) and these form fields.

    `params` is a plain dict, or a multi-dict when keys repeat. False for anything that cannot be checked.
    """
    if not auth_token or not signature:
        return False
    try:
        return bool(RequestValidator(auth_token).validate(public_url, params, signature))
    except ValueError:
        return False


class SignedByTwilio:
    """ASGI middleware that lets a request through only if Twilio signed it; put it around a whole Mount.

    `public_url` is the address Twilio knows this server by (scheme, host, perhaps a path in front of ours). A request
    that is not signed, or signed twice or wrongly, gets an empty 403; a body over 256 KiB an empty 413. Behind it,
    `request.state.form` is the parsed form (repeated keys and empty values kept); `await request.form()` works too.
    """

    def __init__(self, app: ASGIApp, auth_token: str, public_url: str) -> None:
        self.app = app
        self.auth_token = auth_token
        self.public_url = public_url.rstrip("/")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            return await self.app(scope, receive, send)
        if scope["type"] != "http":
            return await send({"type": "websocket.close", "code": 1008})
        headers = Headers(scope=scope)
        signatures = headers.getlist("x-twilio-signature")
        if len(signatures) != 1:
            return await Response(status_code=403)(scope, receive, send)
        body = await read_body(headers, receive)
        if body is None:
            return await Response(status_code=413)(scope, receive, send)
        form = parse_form(headers.get("content-type", ""), body)
        if form is None or not check(self.auth_token, self.public_url + _target(scope), form, signatures[0]):
            return await Response(status_code=403)(scope, receive, send)
        state = {**scope.get("state", {}), "form": form}
        return await self.app({**scope, "state": state}, _replay(body, receive), send)


async def read_body(headers: Headers, receive: Receive) -> bytes | None:
    """The whole body, or None as soon as it is known to be over the limit. A broken-off body ends up unsigned."""
    declared = headers.get("content-length", "0")
    if not declared.isdecimal() or int(declared) > BODY_LIMIT:
        return None
    body: bytes = b""
    while True:
        message = await receive()
        body += message.get("body", b"")
        if len(body) > BODY_LIMIT:
            return None
        if message["type"] != "http.request" or not message.get("more_body", False):
            return body


def parse_form(content_type: str, body: bytes) -> Form | None:
    """The form as a multi-dict, or None if the body is not a UTF-8 form."""
    if not body:
        return ImmutableMultiDict()
    if content_type.partition(";")[0].strip().lower() != FORM:
        return None
    try:
        pairs = parse_qsl(body.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=FIELD_LIMIT)
    except ValueError:  # not ASCII, not UTF-8 behind the percent signs, or too many fields
        return None
    return ImmutableMultiDict(pairs)


def _target(scope: Scope) -> str:
    """Path and query as they were sent: the signature covers the characters, not their meaning."""
    raw_path = scope.get("raw_path")
    path = raw_path.decode("latin-1") if raw_path else quote(scope["path"])
    query = scope.get("query_string", b"").decode("latin-1")
    return f"{path}?{query}" if query else path


def _replay(body: bytes, receive: Receive) -> Receive:
    """A `receive` that gives the body once more, then whatever the connection says."""
    given = False

    async def again() -> Message:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return again
