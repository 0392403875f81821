"""The outbox: claim a text, say what became of it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any, Literal

from pydantic import Field

from edge_bridge.db.client import Call, rpc
from edge_bridge.db.words import BookingWords, Offer, Row


class TextBusiness(Row):
    """Whose text it is. `call_number` is E.164."""

    id: str
    name: str
    address: str = ""
    call_number: str | None
    style: Literal["brief", "plain"]


class TextLead(Row):
    """Who should be called, and why."""

    summary: str
    phone: str | None
    name: str
    kind: str = "handoff"


class TextContext(Row):
    """All a template may print."""

    business: TextBusiness
    booking: BookingWords | None
    lead: TextLead | None
    offers: list[Offer]
    message: str | None
    detail: dict[str, Any]
    calendar_token: str | None = None
    answer_token: str | None = None


class ClaimedText(Row):
    """A text this worker alone may send, until its lease ends. `token` goes with the result.

    One in doubt that has a `provider_id` was spoken of by the carrier; only what it said is not recorded.
    """

    business_id: str
    id: str
    token: str
    kind: str
    medium: Literal["sms", "email"]
    recipient: str
    sender: str | None
    messaging_service_sid: str | None
    attempts: int
    created_at: datetime
    body: str | None = None
    claimed_at: datetime | None = None
    give_up: bool = False
    provider_id: str | None = None
    given: dict[str, Any] = Field(alias="context")

    @cached_property
    def context(self) -> TextContext:
        """What its template may print. Raises here, and not where texts are claimed, so that an odd one fails alone."""
        return TextContext.model_validate(self.given)


def _texts(rows: list[Any] | None) -> list[ClaimedText]:
    return [ClaimedText.model_validate(row) for row in rows or []]


def claim_texts(now: datetime | None = None, most: int = 10) -> Call[list[ClaimedText]]:
    """Due texts, oldest first; those no longer true or wanted are skipped on the way."""
    return rpc("claim_texts", {"p_now": now and now.isoformat(), "p_most": most}, _texts)


@dataclass(frozen=True)
class SentText:
    """One the carrier took, under its own name for it; `flags`: what is odd about its words."""

    text: ClaimedText
    provider_id: str
    body: str
    encoding: str
    segments: int
    flags: list[str] = field(default_factory=list)


def finish_texts(sent: Sequence[SentText], now: datetime | None = None) -> Call[set[str]]:
    """The carrier took these. Returns the ids of those recorded: the others' claims were no longer ours."""
    params = {
        "p_businesses": [one.text.business_id for one in sent],
        "p_texts": [one.text.id for one in sent],
        "p_tokens": [one.text.token for one in sent],
        "p_provider_ids": [one.provider_id for one in sent],
        "p_bodies": [one.body for one in sent],
        "p_encodings": [one.encoding for one in sent],
        "p_segments": [one.segments for one in sent],
        "p_flags": {one.text.id: one.flags for one in sent if one.flags},
        "p_now": now and now.isoformat(),
    }
    return rpc("finish_texts", params, lambda rows: {str(row) for row in rows or []})


def finish_text(
    text: ClaimedText, provider_id: str, body: str, encoding: str, segments: int, now: datetime | None = None
) -> Call[bool]:
    """The carrier took it. False: the claim was no longer ours."""
    params = {
        "p_business": text.business_id,
        "p_text": text.id,
        "p_token": text.token,
        "p_provider_id": provider_id,
        "p_body": body,
        "p_encoding": encoding,
        "p_segments": segments,
        "p_now": now and now.isoformat(),
    }
    return rpc("finish_text", params, bool)


Failure = Literal["retry", "unsent", "failed", "unknown", "doubtful"]


def fail_text(
    text: ClaimedText,
    outcome: Failure,
    code: int | None,
    reason: str,
    body: str | None = None,
    now: datetime | None = None,
) -> Call[bool]:
    """It did not leave ('retry', 'failed'), was not tried ('unsent'), or nobody can tell: for now, or for good ('doubtful').

    False: the claim was no longer ours.
    """
    params = {
        "p_business": text.business_id,
        "p_text": text.id,
        "p_token": text.token,
        "p_outcome": outcome,
        "p_error_code": code,
        "p_error": reason[:500],
        "p_body": body,
        "p_now": now and now.isoformat(),
    }
    required = {"p_error_code"}
    return Call(
        lambda client: client.rpc("fail_text", {k: v for k, v in params.items() if v is not None or k in required}),
        bool,
    )


def release_stuck_texts(now: datetime | None = None) -> Call[int]:
    """Turns claims of workers that died into 'unknown'; how many."""
    return rpc("release_stuck_texts", {"p_now": now and now.isoformat()}, int)


def fail_poisoned_texts(now: datetime | None = None, most: int = 10) -> Call[int]:
    """Of the due texts that a claim of so many would take, fails those whose rows cannot even be looked at; how many."""
    return rpc("fail_poisoned_texts", {"p_now": now and now.isoformat(), "p_most": most}, int)


def unknown_texts(now: datetime | None = None) -> Call[list[ClaimedText]]:
    """Texts to ask the carrier about, each at most every 30 seconds."""
    return rpc("unknown_texts", {"p_now": now and now.isoformat()}, _texts)


def unaccounted_texts(text: ClaimedText, provider_ids: list[str]) -> Call[list[str]]:
    """Which of these texts of the carrier's to the same number no row of ours stands for."""
    params = {"p_business": text.business_id, "p_recipient": text.recipient, "p_provider_ids": provider_ids}
    return rpc("unaccounted_texts", params, lambda rows: [str(row) for row in rows or []])


def record_delivery(
    business_id: str, text_id: str, provider_id: str, status: str, error_code: int | None, now: datetime | None = None
) -> Call[bool]:
    """The carrier's word on a text, in any order and any number of times. False: no such text."""
    params = {
        "p_business": business_id,
        "p_text": text_id,
        "p_provider_id": provider_id,
        "p_status": status,
        "p_error_code": error_code,
    }
    given = params | ({"p_now": now.isoformat()} if now else {})
    return Call(lambda client: client.rpc("record_delivery", given), bool)
