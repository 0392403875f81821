"""A person's call to a business: Twilio's requests to the product, in the order in which it makes them.

https://www.twilio.com/docs/voice/twiml: the voice webhook, the action of its <Dial>, the number's status callback.
"""

from __future__ import annotations

import secrets
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from edge_bridge.twilio.simulator.calling import ENDINGS, WITHHELD, Script, WantedCall, read_script
from edge_bridge.twilio.simulator.numbers import country
from edge_bridge.twilio.simulator.phones import Phones
from edge_bridge.twilio.simulator.twiml import BadTwiml
from edge_bridge.twilio.simulator.wire import Answer, Wire

KEPT = 50


@dataclass
class PlacedCall:
    """One call as it went. `rang` is the phone that rang; `ending` how it went, or 'rejected' or 'not connected'."""

    sid: str
    from_number: str
    to_number: str
    at: datetime
    ending: str = "not connected"
    rang: str | None = None
    said: tuple[str, ...] = ()
    webhook_status: int | None = None
    webhook_error: str | None = None

    @property
    def withheld(self) -> bool:
        """Whether the caller showed no number."""
        return self.from_number == WITHHELD


class Calls:
    """Places calls through the webhooks below `twilio_url`, and remembers the latest."""

    def __init__(self, account_sid: str, twilio_url: str, phones: Phones, wire: Wire) -> None:
        self._account_sid, self._url, self._phones, self._wire = account_sid, twilio_url, phones, wire
        self._placed: deque[PlacedCall] = deque(maxlen=KEPT)

    def newest_first(self) -> Iterable[PlacedCall]:
        """The latest calls; they end with the process."""
        return reversed(self._placed)

    async def place(self, wanted: WantedCall) -> PlacedCall:
        """Calls a business, does what the product's TwiML says, and tells it how that ended."""
        sid = wanted.sid or f"CA{secrets.token_hex(16)}"
        call = PlacedCall(sid, wanted.person, wanted.business, self._phones.clock())
        script = self._follow(call, await self._post("/voice", call, CallStatus="ringing"))
        call.rang = script.rings
        if script.rings:
            call.ending = wanted.ending
            if script.action:
                self._follow(call, await self._wire.post(script.action, self._ended(call)))
        elif script.rejected:
            call.ending = "rejected"
        await self._post("/voice/status", call, CallStatus=_last_status(call.ending))
        self._placed.append(call)
        self._phones.bump()
        return call

    def _follow(self, call: PlacedCall, answer: Answer) -> Script:
        """What the product wants done next; nothing when it did not say so."""
        call.webhook_status, call.webhook_error = answer.status, answer.error
        if not answer.good:
            return Script(())
        try:
            script = read_script(answer.body)
        except BadTwiml as bad:
            call.webhook_error = str(bad)
            return Script(())
        call.said += script.said
        return script

    async def _post(self, path: str, call: PlacedCall, **more: str) -> Answer:
        return await self._wire.post(self._url + path, self._params(call) | more)

    def _params(self, call: PlacedCall) -> dict[str, str]:
        return {
            "CallSid": call.sid,
            "AccountSid": self._account_sid,
            "ApiVersion": "2010-04-01",
            "Direction": "inbound",
            "From": call.from_number,
            "Caller": call.from_number,
            "FromCountry": country(call.from_number),
            "To": call.to_number,
            "Called": call.to_number,
            "ToCountry": country(call.to_number),
        }

    def _ended(self, call: PlacedCall) -> dict[str, str]:
        ended = {"CallStatus": "in-progress", "DialCallStatus": ENDINGS[call.ending], "DialCallSid": f"CA{'1' * 32}"}
        if call.ending == "answered":
            ended["DialCallDuration"] = "42"
        return self._params(call) | ended


def _last_status(ending: str) -> str:
    """What the number's status callback says of the whole call at its end."""
    return {"hung-up": "no-answer", "rejected": "busy"}.get(ending, "completed")
