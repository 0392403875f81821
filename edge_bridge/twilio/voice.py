"""Calls to a business's number: the owner's phone rings, and a caller nobody answers is texted. Signed requests only.

While the database does not answer we cannot know whose phone to ring, and a call rung somewhere would not be counted: the
answer is 503, so that Twilio tries the number's fallback address, if it has one, and else tells the caller of an error.
"""

import structlog
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from twilio.twiml.voice_response import VoiceResponse  # type: ignore[import-untyped]

from edge_bridge.db import AsyncDatabase, BadInput, DatabaseError, NotFound, calls
from edge_bridge.twilio.callbacks import recorded

RING_SECONDS = 20  # before most voicemails pick up, which would count as answered
LANGUAGE = "en-AU"

log = structlog.get_logger()


async def voice(request: Request) -> Response:
    """A call comes in: rings the owner's phone. The same CallSid again is stored once; nobody's number is refused."""
    form = request.state.form
    sid = form.get("CallSid", "")
    call = calls.receive_call(form.get("To", ""), form.get("From", ""), sid, form.get("ForwardedFrom") or None)
    database: AsyncDatabase = request.app.state.database
    try:
        received = await database.run(call)
    except BadInput:
        log.warning("call refused", sid=sid)
        return _twiml(_rejected())
    except DatabaseError as error:
        log.error("call not stored", sid=sid, error=str(error))
        return Response("The call could not be stored.", 503)
    log.info("call received", sid=sid, business=received.business_id, outcome=received.outcome)
    if received.outcome == "unknown_number":
        return _twiml(_rejected())
    if received.ring is None:
        return _twiml(_sorry(received.texted) if received.outcome == "missed" else _goodbye())
    ended = f"{request.app.state.public_url}/twilio/voice/ended/{received.business_id}/{received.call_id}"
    return _twiml(_ringing(received.ring, ended))


async def ended(request: Request) -> Response:
    """The phone we rang is done, answered or not; the call's own ids are in the address. The caller may still be there."""
    form = request.state.form
    ids = {name: str(request.path_params[name]) for name in ("business_id", "call_id")}
    database: AsyncDatabase = request.app.state.database
    try:
        end = await database.run(calls.end_call(**ids, status=form.get("DialCallStatus", "")))
    except NotFound:
        log.warning("end of an unknown call", sid=form.get("CallSid"))
        return _twiml(_goodbye())
    except DatabaseError as error:
        log.error("end of a call not recorded", sid=form.get("CallSid"), error=str(error))
        return Response("The end of the call could not be recorded.", 503)
    log.info("call ended", sid=form.get("CallSid"), outcome=end.outcome, texted=end.texted)
    return _twiml(_sorry(end.texted) if end.outcome == "missed" else _goodbye())


async def status(request: Request) -> Response:
    """The number's own status callback: tells us of callers who hung up while it rang."""
    form = request.state.form
    call = calls.note_call_status(
        form.get("To", ""), form.get("From", ""), form.get("CallSid", ""), form.get("CallStatus", "")
    )
    sid = form.get("CallSid")
    return await recorded(
        request, call, sid=sid, lost="status of a call not recorded", unknown="status of an unknown call"
    )


def _ringing(phone: str, ended_url: str) -> VoiceResponse:
    """Rings one phone, showing it the caller's number; the caller hears it ring, and is not answered until it is."""
    response = VoiceResponse()
    response.dial(phone, timeout=RING_SECONDS, action=ended_url, method="POST", answer_on_bridge=True)
    return response


def _sorry(texted: bool) -> VoiceResponse:
    response = VoiceResponse()
    then = "We will text you now, so you can book by text." if texted else "Please send a text to this number to book."
    response.say(f"Sorry, we can't take your call right now. {then}", language=LANGUAGE)
    response.hangup()
    return response


def _goodbye() -> VoiceResponse:
    response = VoiceResponse()
    response.hangup()
    return response


def _rejected() -> VoiceResponse:
    response = VoiceResponse()
    response.reject()
    return response


def _twiml(response: VoiceResponse) -> Response:
    return Response(str(response), media_type="text/xml")


routes = [
    Route("/voice", voice, methods=["POST"]),
    Route("/voice/status", status, methods=["POST"]),
    Route("/voice/ended/{business_id:uuid}/{call_id:uuid}", ended, methods=["POST"]),
]
