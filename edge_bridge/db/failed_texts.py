"""Texts that did not get through, as a member sees them, and what they can do about one."""

from typing import Any, Literal

from edge_bridge.db.client import Call, rpc
from edge_bridge.db.text_rows import FailedText
from edge_bridge.db.words import Row

MOST = 100


class Retried(Row):
    """'retried'; 'not_failed': nothing was changed; 'refused': it is no longer true or wanted, and `reason` says why."""

    outcome: Literal["retried", "not_failed", "refused"]
    state: str
    reason: str | None = None


class Dismissed(Row):
    """'dismissed', `again` when it had been before; 'not_failed': nothing was changed."""

    outcome: Literal["dismissed", "not_failed"]
    state: str
    again: bool = False


def failed_texts(business_id: str) -> Call[list[FailedText]]:
    """All that nobody has dismissed, newest first, MOST at most. Raises NotFound when the business is not the person's."""
    return rpc("failed_texts", {"p_business": business_id}, _texts)


def retry_text(business_id: str, text_id: str) -> Call[Retried]:
    """As a member: it goes back into the queue. A second time changes nothing. Raises NotFound for another business's."""
    return rpc("retry_text", {"p_business": business_id, "p_text": text_id}, Retried.model_validate)


def dismiss_text(business_id: str, text_id: str) -> Call[Dismissed]:
    """As a member: it is listed no more. Raises NotFound for another business's."""
    return rpc("dismiss_text", {"p_business": business_id, "p_text": text_id}, Dismissed.model_validate)


def _texts(found: list[Any]) -> list[FailedText]:
    return [FailedText.model_validate(row) for row in found]
