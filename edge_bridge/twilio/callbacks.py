"""Twilio's callbacks about what we know already: acknowledged once they are recorded."""

import structlog
from starlette.requests import Request
from starlette.responses import Response

from edge_bridge.db import AsyncDatabase, BadInput, Call, DatabaseError

log = structlog.get_logger()


async def recorded(request: Request, call: Call[bool], *, sid: str | None, lost: str, unknown: str) -> Response:
    """204 once `call` has run, also where it knows of no such thing (false, or bad input); 503 while the database is away.

    `lost` and `unknown` are what the log says of those two.
    """
    database: AsyncDatabase = request.app.state.database
    try:
        known = await database.run(call)
    except BadInput:
        known = False
    except DatabaseError as error:
        log.error(lost, sid=sid, error=str(error))
        return Response(status_code=503)
    if not known:
        log.warning(unknown, sid=sid)
    return Response(status_code=204)
