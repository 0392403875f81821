"""The public address of a booking's calendar file. Whoever has the link may read it; there is no list of them."""

import structlog
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from edge_bridge.calendars.event import calendar_file
from edge_bridge.db import AsyncDatabase, DatabaseError
from edge_bridge.db.events import calendar_event

HEADERS = {
    "Cache-Control": "no-store",  # the booking may move
    "Content-Disposition": 'attachment; filename="booking.ics"',
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex",
}

log = structlog.get_logger()


async def calendar_link(request: Request) -> Response:
    """The booking as it is now. 404 for a token nobody has, 503 while the database does not answer."""
    database: AsyncDatabase = request.app.state.database
    try:
        event = await database.run(calendar_event(str(request.path_params["token"])))
    except DatabaseError as error:
        log.error("calendar entry not read", error=str(error))
        return PlainTextResponse("Your booking could not be read just now. Please try again in a minute.", 503)
    if event is None:
        return PlainTextResponse("There is no such booking.", 404)
    return Response(calendar_file(event), media_type="text/calendar", headers=HEADERS)


routes = [Route("/c/{token:uuid}.ics", calendar_link)]
