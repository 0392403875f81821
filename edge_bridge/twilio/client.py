"""Sends texts through Twilio, with the official library, and says honestly what became of each.

The library is imported when a sender is made: it costs 150 ms, which processes that send nothing need not pay.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, TypeVar

from edge_bridge.twilio.send_errors import SendFailed, classify

__all__ = ["SendFailed", "SentText", "TextSender"]

API = "https://api.twilio.com"
LOOK_BACK = 200  # texts to one number that find_sent reads at most

Answer = TypeVar("Answer")


@dataclass(frozen=True)
class SentText:
    """A text Twilio says it took from us. Times are aware UTC, to the whole second."""

    sid: str
    from_number: str | None
    to_number: str
    body: str
    status: str
    error_code: int | None
    created_at: datetime
    messaging_service_sid: str | None = None


class TextSender:
    """One Twilio account. Safe to keep for the life of a process; each thread that uses it has connections of its own."""

    def __init__(self, account_sid: str, auth_token: str, api_url: str | None = None, timeout: float = 10) -> None:
        """`api_url` replaces https://api.twilio.com (the phone simulator's address); `timeout` is in seconds."""
        from twilio.rest import Client  # type: ignore[import-untyped]

        def client() -> Any:
            http = _http_client(api_url, timeout)
            self._sessions.append(http.session)
            return Client(account_sid, auth_token, http_client=http)

        self._make_client, self._threads, self._sessions = client, threading.local(), list[Any]()

    def close(self) -> None:
        """Let go of the connections."""
        for session in self._sessions:
            session.close()

    @property
    def _client(self) -> Any:
        if not hasattr(self._threads, "client"):
            self._threads.client = self._make_client()
        return self._threads.client

    def send(
        self,
        *,
        from_number: str | None,
        to_number: str,
        body: str,
        status_callback: str,
        messaging_service_sid: str | None = None,
    ) -> str:
        """Hand one text to Twilio and return its MessageSid.

        Numbers are E.164. Never repeats a request by itself. Raises SendFailed; when its `unknown` is true the text
        may have gone: ask `find_sent`, or wait for the status callback, before sending it again.
        """
        fields = {
            "to": to_number,
            "from_": from_number,
            "body": body,
            "status_callback": status_callback,
            "messaging_service_sid": messaging_service_sid,
        }
        given = {name: value for name, value in fields.items() if value is not None}
        message = _ask(lambda: self._client.messages.create(**given))
        if not message.sid:
            raise SendFailed(None, "Twilio answered without a MessageSid.", permanent=False, unknown=True)
        return str(message.sid)

    def find_sent(self, to_number: str, since: datetime) -> list[SentText]:
        """The texts Twilio took from us for this number since then, newest first, at most the latest 200.

        `since` is aware; allow for the two clocks. Texts not sent yet are included: Twilio gives those no DateSent,
        so the creation time is compared here, instead of asking Twilio to filter. Raises SendFailed.
        """
        found = _ask(lambda: self._client.messages.list(to=to_number, limit=LOOK_BACK, page_size=LOOK_BACK))
        second = since.astimezone(UTC).replace(microsecond=0)
        texts = [_sent_text(m) for m in found if (m.direction or "").startswith("outbound")]
        return [text for text in texts if text.created_at >= second]


def _ask(question: Callable[[], Answer]) -> Answer:
    """Put one question to Twilio; whatever goes wrong becomes SendFailed."""
    try:
        return question()
    except Exception as error:
        raise classify(error) from error


def _sent_text(message: Any) -> SentText:
    created = message.date_created or datetime.now(UTC)
    return SentText(
        sid=message.sid or "",
        from_number=message.from_,
        to_number=message.to or "",
        body=message.body or "",
        status=str(message.status),
        error_code=message.error_code,
        created_at=created if created.tzinfo else created.replace(tzinfo=UTC),
        messaging_service_sid=message.messaging_service_sid,
    )


def _http_client(api_url: str | None, timeout: float) -> Any:
    """Twilio's own HTTP client, without retries, pointed at `api_url` if there is one."""
    from twilio.http.http_client import TwilioHttpClient  # type: ignore[import-untyped]

    class Redirected(TwilioHttpClient):  # type: ignore[misc]
        def request(self, method: str, url: str, *args: Any, **kwargs: Any) -> Any:
            base = (api_url or API).rstrip("/")
            return super().request(method, base + url.removeprefix(API), *args, **kwargs)

    client = (Redirected if api_url else TwilioHttpClient)(timeout=timeout, max_retries=0)
    if api_url:
        client.session.trust_env = False  # a proxy meant for the internet must not get requests for this machine
    return client
