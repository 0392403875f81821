"""What becomes of an accepted text, and the status callbacks that tell of it.

Which changes are told, and that the first status is not:
https://www.twilio.com/docs/messaging/guides/outbound-message-status-in-status-callbacks
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

from edge_bridge.twilio.simulator.background import Background
from edge_bridge.twilio.simulator.faults import Faults
from edge_bridge.twilio.simulator.phones import Phones
from edge_bridge.twilio.simulator.texts import FINAL, Text
from edge_bridge.twilio.simulator.wire import Wire

STEPS = ["accepted", "queued", "sending", "sent", "delivered"]


class Delivery:
    """Carries texts to their phones in the background."""

    def __init__(self, account_sid: str, phones: Phones, wire: Wire, background: Background) -> None:
        self._account_sid = account_sid
        self._phones = phones
        self._wire = wire
        self._background = background

    def start(self, text: Text, fault: Faults) -> None:
        """Carry one text on from where it stands, meeting this fault."""
        self._background.run(self._carry(text, _snapshot(fault)))

    def resume(self) -> None:
        """Carry on what a restart interrupted."""
        for text in list(self._phones.texts.values()):
            if not text.inbound and text.status not in FINAL:
                self.start(text, Faults())

    async def _carry(self, text: Text, fault: Faults) -> None:
        told: list[dict[str, str]] = []
        for status in _road(text.status, fault.error_code):
            await asyncio.sleep(fault.step_seconds)
            self._reach(text, status, fault.error_code)
            told.append(self._callback_params(text))
            if not (fault.shuffle_callbacks or fault.delay_callbacks_seconds):
                await self._tell(text, [told.pop()], fault)
        await asyncio.sleep(fault.delay_callbacks_seconds)
        await self._tell(text, told[::-1] if fault.shuffle_callbacks else told, fault)

    def _reach(self, text: Text, status: str, error_code: int | None) -> None:
        text.status = status
        if status == "sent":
            text.sent_at = self._phones.clock()
        if status == "undelivered":
            text.error_code = error_code
        self._phones.touch(text)

    async def _tell(self, text: Text, callbacks: list[dict[str, str]], fault: Faults) -> None:
        if not text.status_callback or fault.drop_callbacks:
            return
        for params in callbacks:
            for _ in range(fault.repeat_callbacks):
                await self._wire.post(text.status_callback, params)

    def _callback_params(self, text: Text) -> dict[str, str]:
        params = {
            "MessageSid": text.sid,
            "MessageStatus": text.status,
            "SmsSid": text.sid,
            "SmsStatus": text.status,
            "To": text.to_number,
            "From": text.from_number,
            "AccountSid": self._account_sid,
            "ApiVersion": "2010-04-01",
        }
        if text.messaging_service_sid:
            params["MessagingServiceSid"] = text.messaging_service_sid
        if text.error_code:
            params["ErrorCode"] = str(text.error_code)
        if text.status in ("delivered", "undelivered"):
            params["RawDlrDoneDate"] = text.updated_at.strftime("%y%m%d%H%M")
        return params


def _road(status: str, error_code: int | None) -> Iterator[str]:
    """The statuses still to come."""
    for step in STEPS[STEPS.index(status) + 1 :]:
        yield "undelivered" if step == "delivered" and error_code else step


def _snapshot(fault: Faults) -> Faults:
    """The faults as they are now: clearing them later does not change a text already under way."""
    return Faults(**fault.as_json())
