"""What Twilio tells us: a text came in, a text got somewhere. Signed requests only; stored before they are acknowledged.

A stored text is acknowledged at once with an empty answer; the reply goes through the outbox. When the database cannot
store it the answer is 503, so that Twilio tries again or falls back, and nothing is lost silently.
"""

import structlog
from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from edge_bridge.db import AsyncDatabase, BadInput, DatabaseError, conversations, texts
from edge_bridge.twilio.callbacks import recorded

EMPTY_TWIML = '<?xml version="1.0" encoding="UTF-8"?><Response></Response>'
LONGEST_BODY = 10_000
MOST_PICTURES = 10

log = structlog.get_logger()


async def sms(request: Request) -> Response:
    """A customer's text. The same MessageSid again is stored once; an unknown number is logged and answered with nothing."""
    form = request.state.form
    call = conversations.receive_message(
        to=form.get("To", ""),
        sender=form.get("From", ""),
        body=form.get("Body", "").replace("\x00", "")[:LONGEST_BODY],
        provider_id=form.get("MessageSid", ""),
        media=_media(form),
        opt_out_type=form.get("OptOutType"),
    )
    database: AsyncDatabase = request.app.state.database
    try:
        received = await database.run(call)
    except BadInput:
        log.warning("text refused", sid=form.get("MessageSid"))
        return _twiml()
    except DatabaseError as error:
        log.error("text not stored", sid=form.get("MessageSid"), error=str(error))
        return Response("The message could not be stored. Please send it again.", 503)
    ids = {"sid": form.get("MessageSid"), "business": received.business_id}
    return _twiml(BackgroundTask(log.info, "text received", outcome=received.outcome, **ids))


async def status(request: Request) -> Response:
    """The carrier's word on a text of ours; the text's own ids are in the address."""
    form = request.state.form
    code = form.get("ErrorCode", "")
    call = texts.record_delivery(
        request.path_params["business_id"],
        request.path_params["text_id"],
        form.get("MessageSid", ""),
        form.get("MessageStatus", ""),
        int(code) if code.isdecimal() else None,
    )
    sid = form.get("MessageSid")
    return await recorded(request, call, sid=sid, lost="delivery not recorded", unknown="delivery of an unknown text")


def _media(form: "dict[str, str]") -> list[dict[str, str]]:
    count = form.get("NumMedia", "0")
    numbers = range(min(int(count), MOST_PICTURES)) if count.isdecimal() else range(0)
    found = [{"url": form.get(f"MediaUrl{n}", ""), "type": form.get(f"MediaContentType{n}", "")} for n in numbers]
    return [item for item in found if item["url"]]


def _twiml(after: BackgroundTask | None = None) -> Response:
    return Response(EMPTY_TWIML, media_type="text/xml", background=after)


routes = [
    Route("/sms", sms, methods=["POST"]),
    Route("/status/{business_id:uuid}/{text_id:uuid}", status, methods=["POST"]),
]
