"""Everything the routes share."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable
from datetime import datetime

from edge_bridge.twilio.simulator.background import Background
from edge_bridge.twilio.simulator.calls import Calls
from edge_bridge.twilio.simulator.delivery import Delivery
from edge_bridge.twilio.simulator.faults import Faults
from edge_bridge.twilio.simulator.inbound import Inbound
from edge_bridge.twilio.simulator.journal import Journal
from edge_bridge.twilio.simulator.mails import MailFolder
from edge_bridge.twilio.simulator.phones import Phones
from edge_bridge.twilio.simulator.settings import Settings
from edge_bridge.twilio.simulator.wire import Wire


class World:
    """One simulator. `webhook_seconds` is how long a webhook may take in all (Twilio: 15)."""

    def __init__(self, settings: Settings, clock: Callable[[], datetime], webhook_seconds: float) -> None:
        self.settings = settings
        self.faults = Faults()
        self.closing = asyncio.Event()
        self.phones = Phones(Journal(settings.phones_file), clock)
        self.mails = MailFolder(settings.mail_dir)
        self.background = Background()
        self.wire = Wire(settings.auth_token, webhook_seconds)
        self.delivery = Delivery(settings.account_sid, self.phones, self.wire, self.background)
        self.inbound = Inbound(settings.account_sid, settings.edge_url + "/twilio/sms", self.phones, self.wire)
        self.calls = Calls(settings.account_sid, settings.edge_url + "/twilio", self.phones, self.wire)

    def stop_streams(self) -> None:
        """End the pages' event streams and deliberate delays, which would keep the server from stopping."""
        self.closing.set()
        self.phones.bump()

    async def hang(self, seconds: float) -> None:
        """Let a client wait on purpose, but not past the end."""
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self.closing.wait(), seconds)

    async def close(self) -> None:
        """Stop what is under way."""
        await self.background.close()
        await self.wire.close()
