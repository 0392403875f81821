"""The API of the chat window: begin a session, write, read, hear that something is new. Described in `openapi.py`.

Who somebody is comes from their signed session alone; nothing in a request can name another business or visitor.
"""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime
from typing import TypeVar

import structlog
from pydantic import BaseModel, ValidationError
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from edge_bridge.chat.messages import BeginSession, Said, Session, Stored
from edge_bridge.chat.problems import Problem, guarded
from edge_bridge.chat.session import BadSession, Visitor
from edge_bridge.db import AsyncDatabase, BadInput, DatabaseError, NotFound, conversations, widgets
from edge_bridge.db.client import Call

T = TypeVar("T")
M = TypeVar("M", bound=BaseModel)
Handler = Callable[[Request], Awaitable[Response]]
LARGEST = 16 * 1024
LONGEST_AFTER = 2**31 - 1
HEARTBEAT_SECONDS = 15.0
PRIVATE = {"Cache-Control": "no-store"}
AWAY = "We can't be reached just now. What you wrote is kept in this window; try again in a moment."

log = structlog.get_logger()


async def begin(request: Request) -> Response:
    """A session for a visitor of the business behind a public token, with all the window needs to show itself."""
    asked = await _body(request, BeginSession)
    widget = await _run(request, widgets.open_widget(asked.token))
    if widget.outcome != "open" or not widget.business or not widget.look:
        raise Problem(404, "There is no chat here.")
    session = await _session(request, asked.session, widget.business.id)
    made = Session(
        session=session,
        name=widget.business.name,
        phone=widget.business.phone,
        look=widget.look,
        open_now=widget.open_now,
    )
    return JSONResponse(made.model_dump(mode="json"), headers=PRIVATE)


async def _session(request: Request, before: str | None, business: str) -> str:
    now, sessions = datetime.now(UTC), request.app.state.sessions
    try:
        known = sessions.read(before, now) if before else None
        if known and known.business == business:
            return str(sessions.renew(known, now))
    except BadSession:
        pass  # an old one of another key: they begin anew
    await request.app.state.limits.begin(request.app.state.database, _address(request), business)
    return str(sessions.begin(business, now))


def _address(request: Request) -> str:
    return request.client.host if request.client else ""


async def read(request: Request) -> Response:
    """The visitor's thread after a sequence number."""
    visitor = _visitor(request)
    after = request.query_params.get("after", "0")
    if not after.isascii() or not after.isdecimal() or int(after) > LONGEST_AFTER:
        raise Problem(422, "“after” is the number of a message, or 0.")
    thread = await _run(request, widgets.chat_thread(visitor.business, visitor.id, int(after)))
    return JSONResponse(thread.model_dump(mode="json", exclude={"conversation"}), headers=PRIVATE)


async def write(request: Request) -> Response:
    """Stores what the visitor wrote, once for each id their browser gave it."""
    visitor = _visitor(request)
    said = await _body(request, Said)
    await request.app.state.limits.write(request.app.state.database, _address(request), visitor)
    call = conversations.receive_chat_message(visitor.business, visitor.id, said.body, str(said.client_id), [])
    received = await _run(request, call)
    return JSONResponse(Stored(outcome=received.outcome).model_dump(mode="json"), 202, headers=PRIVATE)


async def listen(request: Request) -> Response:
    """Server-sent events: 'changed' means read again. Opened once something has been written."""
    visitor = _visitor(request)
    thread = await _run(request, widgets.chat_thread(visitor.business, visitor.id, LONGEST_AFTER))
    if thread.conversation is None:
        raise Problem(404, "Nothing has been said yet. Listen once you have written something.")
    headers = PRIVATE | {"X-Accel-Buffering": "no"}
    return StreamingResponse(_events(request, thread.conversation), media_type="text/event-stream", headers=headers)


async def _events(request: Request, conversation: str) -> AsyncIterator[str]:
    with request.app.state.listening.to(conversation) as news:
        yield "retry: 2000\nevent: changed\ndata: \n\n"
        while True:
            try:
                await asyncio.wait_for(news.wait(), HEARTBEAT_SECONDS)
            except TimeoutError:
                yield ": still here\n\n"
                continue
            news.clear()
            yield "event: changed\ndata: \n\n"


def _visitor(request: Request) -> Visitor:
    kind, _, session = request.headers.get("Authorization", "").partition(" ")
    try:
        if kind.lower() != "bearer":
            raise BadSession
        visitor: Visitor = request.app.state.sessions.read(session.strip(), datetime.now(UTC))
    except BadSession:
        raise Problem(401, "Your session has ended. Open the chat again.") from None
    return visitor


async def _body(request: Request, kind: type[M]) -> M:
    raw = b""
    async for piece in request.stream():
        raw += piece
        if len(raw) > LARGEST:
            raise Problem(413, "That is more than we can take at once.")
    try:
        return kind.model_validate(json.loads(raw))
    except ValidationError as error:
        places = ", ".join(sorted({".".join(map(str, one["loc"])) or "the body" for one in error.errors()}))
        raise Problem(422, f"This is not as expected: {places}.") from None
    except (ValueError, RecursionError):
        raise Problem(400, "The body is no JSON.") from None


async def _run(request: Request, call: Call[T]) -> T:
    database: AsyncDatabase = request.app.state.database
    try:
        return await database.run(call)
    except NotFound:
        raise Problem(404, "There is no chat here.") from None
    except BadInput as error:
        log.warning("chat refused", error=str(error))
        raise Problem(422, "That could not be stored as it is.") from None
    except DatabaseError as error:
        log.error("chat not stored", error=str(error))
        raise Problem(503, AWAY, retry_after=5) from None


routes = [
    Route("/sessions", guarded(begin), methods=["POST"], name="begin"),
    Route("/messages", guarded(read), methods=["GET"], name="read"),
    Route("/messages", guarded(write), methods=["POST"], name="write"),
    Route("/events", guarded(listen), methods=["GET"], name="listen"),
]
