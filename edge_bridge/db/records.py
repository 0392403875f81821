"""How the receptionist came to say what it said: for operators, as the service."""

from datetime import datetime
from typing import Any

from edge_bridge.db.client import Call
from edge_bridge.db.errors import NotFound
from edge_bridge.db.pages import only, rows
from edge_bridge.db.threads import ThreadMessage
from edge_bridge.db.words import Row

NEWEST = 200


class Found(Row):
    """A conversation of a business, by either end of it."""

    id: str
    business_id: str
    channel: str
    peer: str
    state: str


class TurnRecord(Row):
    """One answer: everything up to `upto_seq` was read; which engine; 'answered' or 'superseded'; what `record` tells."""

    upto_seq: int
    engine: str
    outcome: str
    record: dict[str, Any]
    created_at: datetime


class _Slug(Row):
    id: str


class _OfMessage(Row):
    conversation_id: str


def business_id_of(slug: str) -> Call[str]:
    """Raises NotFound when no business has it."""
    found = only(_Slug)
    return Call(
        lambda client: client.table("businesses").select("id").eq("slug", slug).is_("deleted_at", "null"),
        lambda data: found(data).id,
    )


def conversations_with(business_id: str, peer: str) -> Call[list[Found]]:
    """By an E.164 phone or a chat visitor's id."""
    pattern = peer.replace("+", "_", 1)  # a plus sign would not survive in a filter
    return Call(lambda client: _conversations(client, business_id).like("peer", pattern), rows(Found))


def conversation(business_id: str, conversation_id: str) -> Call[list[Found]]:
    """By its own id; empty when there is none."""
    return Call(lambda client: _conversations(client, business_id).eq("id", conversation_id), rows(Found))


def conversation_of_message(business_id: str, message_id: str) -> Call[str]:
    """Raises NotFound when there is no such message."""

    def read(data: Any) -> str:
        if not data:
            raise NotFound("There is no such conversation or message in this business.")
        return _OfMessage.model_validate(data[0]).conversation_id

    return Call(
        lambda client: (
            client.table("messages").select("conversation_id").eq("business_id", business_id).eq("id", message_id)
        ),
        read,
    )


def messages(business_id: str, conversation_id: str, most: int) -> Call[list[ThreadMessage]]:
    """The newest of them, newest first; `most` at most."""
    return Call(
        lambda client: (
            client.table("messages")
            .select("id,seq,author,body,media,created_at")
            .eq("business_id", business_id)
            .eq("conversation_id", conversation_id)
            .order("seq", desc=True)
            .limit(most)
        ),
        rows(ThreadMessage),
    )


def turns(business_id: str, conversation_id: str) -> Call[list[TurnRecord]]:
    """The newest of them, newest first."""
    return Call(
        lambda client: (
            client.table("turns")
            .select("upto_seq,engine,outcome,record,created_at")
            .eq("business_id", business_id)
            .eq("conversation_id", conversation_id)
            .order("created_at", desc=True)
            .limit(NEWEST)
        ),
        rows(TurnRecord),
    )


def _conversations(client: Any, business_id: str) -> Any:
    return client.table("conversations").select("id,business_id,channel,peer,state").eq("business_id", business_id)
