"""Senders, and what they say of a mail."""

from __future__ import annotations

from typing import Any

import pytest

from edge_bridge.mail.address import read_smtp_url
from edge_bridge.mail.client import MailSender
from edge_bridge.twilio.send_errors import SendFailed

FROM = "bookings@coresentia.example"
TEXT_ID = "0b5a6f0e-5a0c-4d6c-9f43-9f6f7f1c2a11"


def sender(url: str, seconds: float = 5) -> MailSender:
    return MailSender(read_smtp_url(url), FROM, seconds)


def send(to: MailSender, **changed: Any) -> str:
    fields = {
        "text_id": TEXT_ID,
        "business": "Green Blade",
        "recipient": "ann@example.com",
        "subject": "Your booking is confirmed",
        "body": "Hi",
    }
    return to.send(**fields | changed)


def failure(to: MailSender, **changed: Any) -> SendFailed:
    with pytest.raises(SendFailed) as caught:
        send(to, **changed)
    return caught.value


def verdict(failed: SendFailed) -> tuple[int | None, str]:
    words = {(True, False): "permanent", (False, True): "unknown", (False, False): "try again"}
    return failed.code, words[failed.permanent, failed.unknown]
