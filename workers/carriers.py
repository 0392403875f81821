"""Who takes a text, by its medium: the phone network through Twilio, or a mail server."""

import threading
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from edge_bridge.db.texts import ClaimedText
from edge_bridge.mail.address import read_smtp_url
from edge_bridge.mail.client import MailSender
from edge_bridge.mail.subjects import subject
from edge_bridge.settings import WorkerSettings
from edge_bridge.texts.segments import size
from edge_bridge.twilio.client import SendFailed, TextSender


@dataclass(frozen=True)
class Taken:
    """A carrier's word that it took a text: the name it knows it by, and what it counts as."""

    provider_id: str
    encoding: str
    segments: int


class Carrier(Protocol):
    """Takes texts from several threads."""

    def take(self, text: ClaimedText, body: str) -> Taken:
        """Raises SendFailed, which says whether it can be tried again."""


class BySms:
    """Twilio, which tells what becomes of a text at the address it is given with it."""

    def __init__(self, sender: TextSender, edge_url: str) -> None:
        self._sender, self._edge_url = sender, edge_url

    def take(self, text: ClaimedText, body: str) -> Taken:
        """Its id is Twilio's."""
        if not text.sender:
            raise SendFailed(None, "There is no number set up to text from.", permanent=True, unknown=False)
        sid = self._sender.send(
            from_number=text.sender,
            to_number=text.recipient,
            body=body,
            status_callback=f"{self._edge_url}/twilio/status/{text.business_id}/{text.id}",
            messaging_service_sid=text.messaging_service_sid,
        )
        return Taken(sid, *size(body))


class ByMail:
    """A mail server, or none."""

    def __init__(self, sender: MailSender | None) -> None:
        self._sender, self._one_at_a_time = sender, threading.Lock()

    def take(self, text: ClaimedText, body: str) -> Taken:
        """Its id is the Message-ID; it costs no segments."""
        if not self._sender:
            told = "There is no way set up to send e-mail: the setting SMTP_URL is missing."
            raise SendFailed(None, told, permanent=True, unknown=False)
        with self._one_at_a_time:
            name = self._sender.send(
                text_id=text.id,
                business=text.context.business.name,
                recipient=text.recipient,
                subject=subject(text.kind, body),
                body=body,
            )
        return Taken(name, "UTF-8", 0)


def carriers(settings: WorkerSettings, sms: TextSender) -> Mapping[str, Carrier]:
    """One for each medium of the outbox."""
    mail = None
    if settings.smtp_url and settings.mail_from:
        mail = MailSender(read_smtp_url(settings.smtp_url), settings.mail_from)
    return {"sms": BySms(sms, settings.edge_url), "email": ByMail(mail)}
