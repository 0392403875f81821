"""Calls to a business's number: whom to ring, what came of them, and those the dashboard shows."""

from datetime import UTC, datetime
from typing import Any, Literal

from edge_bridge.db.client import Call, rpc
from edge_bridge.db.pages import rows
from edge_bridge.db.words import Row

Ended = Literal["answered", "missed"]
NEWEST = 50


class CallReceived(Row):
    """'ring': a phone to ring. 'missed': there is none. 'over': it had ended already. 'unknown_number': nobody's.

    `texted`: a text is on its way to the caller.
    """

    outcome: Literal["ring", "missed", "over", "answered", "unknown_number"]
    business_id: str | None = None
    call_id: str | None = None
    name: str = ""
    ring: str | None = None
    texted: bool = False


class CallEnded(Row):
    """What became of it, None while nobody knows; `texted` as above."""

    outcome: Ended | None
    texted: bool


class CallLine(Row):
    """One call. Phones are E.164; no `from_number`: withheld; no `forwarded_to`: no phone rang."""

    id: str
    from_number: str | None
    forwarded_to: str | None
    customer_id: str | None
    conversation_id: str | None
    started_at: datetime
    ended_at: datetime | None
    outcome: Ended | None


def receive_call(to: str, caller: str, provider_id: str, forwarded_from: str | None = None) -> Call[CallReceived]:
    """Stores a call once, under the carrier's id, and says which phone to ring (E.164). Raises BadInput without an id."""
    params = {"p_to": to, "p_from": caller, "p_provider_id": provider_id, "p_forwarded_from": forwarded_from}
    return rpc("receive_call", params, CallReceived.model_validate)


def end_call(business_id: str, call_id: str, status: str) -> Call[CallEnded]:
    """The carrier's word on the phone that rang, in any order and any number of times. Raises NotFound."""
    params = {"p_business": business_id, "p_call": call_id, "p_status": status}
    return rpc("end_call", params, CallEnded.model_validate)


def note_call_status(to: str, caller: str, provider_id: str, status: str) -> Call[bool]:
    """The carrier's word on a whole call, which may be the first we hear of it. False: the number is nobody's."""
    params = {"p_to": to, "p_from": caller, "p_provider_id": provider_id, "p_status": status}
    return rpc("note_call_status", params, bool)


def calls(business_id: str, since: datetime | None = None, missed_only: bool = False) -> Call[list[CallLine]]:
    """As a member: the newest of a business's calls, newest first, NEWEST at most; from an aware instant on."""

    def build(client: Any) -> Any:
        columns = "id,from_number,forwarded_to,customer_id,conversation_id,started_at,ended_at,outcome"
        found = client.table("calls").select(columns).eq("business_id", business_id)
        if since is not None:
            found = found.gte("started_at", since.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"))
        if missed_only:
            found = found.eq("outcome", "missed")
        return found.order("started_at", desc=True).limit(NEWEST)

    return Call(build, rows(CallLine))
