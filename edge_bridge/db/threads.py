"""The inbox as a signed-in member reads it: conversations, newest first, and one thread with its customer."""

from datetime import datetime
from typing import Any

from pydantic import Field

from edge_bridge.db.client import Call
from edge_bridge.db.pages import only, rows
from edge_bridge.db.words import Row

THREADS, MESSAGES = 60, 200

# keys are named: a conversation is also tied to customers through bookings, leads and texts
_CUSTOMER = (
    "customers!conversations_business_id_customer_id_fkey("
    "id,name,phone,claimed_phone,email,address,blocked_at,blocked_reason)"
)
_THREAD = f"id,channel,peer,state,last_inbound_at,handed_off_at,created_at,{_CUSTOMER}"
_PICTURES = "pictures!pictures_business_id_message_id_fkey(id,position,kept_at,due_at,error)"
_MESSAGE = "id,seq,author,body,media,created_at"


class Contact(Row):
    """Who is at the other end. `claimed_phone` is typed, not proven; `blocked_at` is set while nobody answers them."""

    id: str
    name: str
    phone: str | None
    claimed_phone: str | None
    email: str | None
    address: str
    blocked_at: datetime | None
    blocked_reason: str


class SentPicture(Row):
    """A picture of a message: kept, or `due_at` to be fetched, or given up and `error` says why."""

    id: str
    position: int
    kept_at: datetime | None
    due_at: datetime | None
    error: str | None


class ThreadMessage(Row):
    """One message: by the 'customer', the 'receptionist', an 'owner' or colleague, or the 'system', which words outcomes."""

    id: str
    seq: int
    author: str
    body: str
    media: list[dict[str, Any]]
    created_at: datetime
    pictures: list[SentPicture] = Field(default_factory=list)


class Thread(Row):
    """A conversation; a person has it while its state is 'human'. `messages` are the newest ones, newest first."""

    id: str
    channel: str
    peer: str
    state: str
    last_inbound_at: datetime | None
    handed_off_at: datetime | None
    created_at: datetime
    customers: Contact
    messages: list[ThreadMessage] = Field(default_factory=list)

    @property
    def newest(self) -> ThreadMessage | None:
        """What was said last."""
        return self.messages[0] if self.messages else None


def threads(business_id: str) -> Call[list[Thread]]:
    """The conversations that customers wrote in most recently, each with its last message; THREADS at most."""
    return Call(
        lambda client: (
            client.table("conversations")
            .select(f"{_THREAD},messages!messages_business_id_conversation_id_fkey({_MESSAGE})")
            .eq("business_id", business_id)
            .order("last_inbound_at", desc=True, nullsfirst=False)
            .limit(THREADS)
            .order("seq", desc=True, foreign_table="messages")
            .limit(1, foreign_table="messages")
        ),
        rows(Thread),
    )


def thread(business_id: str, conversation_id: str) -> Call[Thread]:
    """One conversation with its newest MESSAGES messages. Raises NotFound when it is not the person's."""
    return Call(
        lambda client: (
            client.table("conversations")
            .select(f"{_THREAD},messages!messages_business_id_conversation_id_fkey({_MESSAGE},{_PICTURES})")
            .eq("business_id", business_id)
            .eq("id", conversation_id)
            .order("seq", desc=True, foreign_table="messages")
            .limit(MESSAGES, foreign_table="messages")
        ),
        only(Thread),
    )
