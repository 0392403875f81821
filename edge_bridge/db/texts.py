"""The outbox: claim a text, say what became of it."""

from datetime import datetime
from typing import Any, Literal

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


class ClaimedText(Row):
    """A text this worker alone may send, until its lease ends. `token` goes with the result."""

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
    context: TextContext


def _texts(rows: list[Any] | None) -> list[ClaimedText]:
    return [ClaimedText.model_validate(row) for row in rows or []]


def claim_texts(now: datetime | None = None, most: int = 10) -> Call[list[ClaimedText]]:
    """Due texts, oldest first; those no longer true or wanted are skipped on the way."""
    return rpc("claim_texts", {"p_now": now and now.isoformat(), "p_most": most}, _texts)


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


Failure = Literal["retry", "failed", "unknown"]


def fail_text(
    text: ClaimedText,
    outcome: Failure,
    code: int | None,
    reason: str,
    body: str | None = None,
    now: datetime | None = None,
) -> Call[bool]:
    """It did not leave ('retry', 'failed'), or nobody can tell ('unknown'). False: the claim was no longer ours."""
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


def unknown_texts(now: datetime | None = None) -> Call[list[ClaimedText]]:
    """Texts to ask the carrier about, each at most every 30 seconds."""
    return rpc("unknown_texts", {"p_now": now and now.isoformat()}, _texts)


def record_delivery(
    business_id: str, text_id: str, provider_id: str, status: str, error_code: int | None
) -> Call[bool]:
    """The carrier's word on a text, in any order and any number of times. False: no such text."""
    params = {
        "p_business": business_id,
        "p_text": text_id,
        "p_provider_id": provider_id,
        "p_status": status,
        "p_error_code": error_code,
    }
    return Call(lambda client: client.rpc("record_delivery", params), bool)
