"""What members text to their business's own number: claimed, carried out once, answered."""

from datetime import datetime
from typing import Any

from edge_bridge.db.client import Call, rpc
from edge_bridge.db.words import Row, Words


class OpenCode(Row):
    """A booking that may be decided by code, and when it is."""

    code: str
    words: Words


class MemberText(Row):
    """A text that this worker alone may carry out, until its lease ends. `token` goes with the result.

    `received` is the business's wall clock when it came; `codes` those of its open bookings.
    """

    business_id: str
    id: str
    token: int
    attempts: int
    body: str
    received: Words
    codes: list[OpenCode]


def claim_member_text(now: datetime | None = None) -> Call[MemberText | None]:
    """The next text of a member to carry out, leased for half a minute; None when nothing is due."""
    params = {"p_now": _iso(now)}
    return rpc("claim_member_text", params, lambda rows: MemberText.model_validate(rows[0]) if rows else None)


def finish_member_text(text: MemberText, actions: list[dict[str, Any]], now: datetime | None = None) -> Call[bool]:
    """Carries it out as read, and answers it. False: the claim was no longer ours, and nothing was done."""
    return rpc("finish_member_text", _of(text, now) | {"p_actions": actions}, bool)


def fail_member_text(text: MemberText, now: datetime | None = None) -> Call[bool]:
    """It could not be carried out: to be tried again, five times in all. False: the claim was no longer ours."""
    return rpc("fail_member_text", _of(text, now), bool)


def _of(text: MemberText, now: datetime | None) -> dict[str, Any]:
    return {"p_business": text.business_id, "p_text": text.id, "p_token": text.token, "p_now": _iso(now)}


def _iso(now: datetime | None) -> str | None:
    return now.isoformat() if now else None
