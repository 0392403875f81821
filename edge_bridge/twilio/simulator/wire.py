"""Requests to the product, signed as Twilio signs them, with Twilio's time limits."""

from __future__ import annotations

from dataclasses import dataclass

import httpx
from twilio.request_validator import RequestValidator  # type: ignore[import-untyped]

CONNECT_SECONDS = 5.0
TOTAL_SECONDS = 15.0
ANSWER_LIMIT = 64 * 1024  # bytes of an answer we look at


@dataclass(frozen=True)
class Answer:
    """What came back: status None when nothing did, and then `error` says why."""

    status: int | None
    content_type: str = ""
    body: str = ""
    error: str | None = None
    attempts: int = 1

    @property
    def good(self) -> bool:
        """Whether the webhook worked, in Twilio's eyes."""
        return self.status is not None and 200 <= self.status < 300


class Wire:
    """Keeps connections; close it at the end."""

    def __init__(self, auth_token: str, total_seconds: float = TOTAL_SECONDS) -> None:
        self._validator = RequestValidator(auth_token)
        limits = httpx.Timeout(total_seconds, connect=min(CONNECT_SECONDS, total_seconds))
        self._client = httpx.AsyncClient(timeout=limits, trust_env=False)

    async def post(self, url: str, params: dict[str, str]) -> Answer:
        """Post a form; once more if the server could not be reached, took too long or answered 5xx."""
        first = await self._post_once(url, params, attempt=1)
        if first.status is not None and first.status < 500:
            return first
        return await self._post_once(url, params, attempt=2)

    async def close(self) -> None:
        """Let go of all connections."""
        await self._client.aclose()

    async def _post_once(self, url: str, params: dict[str, str], attempt: int) -> Answer:
        headers = {
            "X-Twilio-Signature": self._validator.compute_signature(url, params),
            "User-Agent": "TwilioProxy/1.1",
            "Accept": "*/*",
        }
        try:
            response = await self._client.post(url, data=params, headers=headers)
        except httpx.TimeoutException:
            return Answer(None, error="no answer in time (11205)", attempts=attempt)
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            return Answer(None, error=f"could not be reached (11205): {type(error).__name__}", attempts=attempt)
        kind = response.headers.get("content-type", "").partition(";")[0].strip().lower()
        problem = None if response.is_success else f"answered {response.status_code} (11200)"
        return Answer(response.status_code, kind, response.text[:ANSWER_LIMIT], problem, attempt)
