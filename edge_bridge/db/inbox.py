"""What members do in the inbox: conversations taken over, answered and handed back; pauses; blocked customers.

Every call raises NotFound for another business's rows. The same call again changes nothing and says so: `again`.
"""

from datetime import datetime

from pydantic import Field

from edge_bridge.db.client import Call, rpc
from edge_bridge.db.words import BookingWords, Row, Words


class Done(Row):
    """What is so now: 'taken_over', 'handed_back', 'resumed' or 'unblocked'."""

    outcome: str
    again: bool


class Sent(Done):
    """A member's words to a customer, 'sent', and the message they became."""

    message_id: str


class Paused(Done):
    """'paused': customers hear so once and leave a message. No `until`: till a member ends it."""

    until: Words | None


class Blocked(Done):
    """'blocked'. Bookings still to come stay as they are; these are they."""

    bookings: list[BookingWords] = Field(default_factory=list)


def take_over(business_id: str, conversation_id: str) -> Call[Done]:
    """As a member: the receptionist is silent in it until it is handed back or left idle."""
    return rpc("take_over", _in(business_id, conversation_id), Done.model_validate)


def hand_back(business_id: str, conversation_id: str) -> Call[Done]:
    """As a member: the receptionist answers the customer's next text."""
    return rpc("hand_back", _in(business_id, conversation_id), Done.model_validate)


def reply_to_customer(business_id: str, conversation_id: str, body: str, message_id: str | None = None) -> Call[Sent]:
    """As a member: a message and, by SMS, a text; takes the conversation over. A `message_id` makes a second call harmless.

    Raises BadInput, in words for the member, where the customer opted out or is blocked.
    """
    params = _in(business_id, conversation_id) | {"p_body": body, "p_id": message_id}
    return rpc("reply_to_customer", params, Sent.model_validate)


def pause_receptionist(business_id: str, until: datetime | None) -> Call[Paused]:
    """As a member: no bookings until then, a naive wall time in the business's zone. Raises BadInput when it has passed."""
    params = {"p_business": business_id, "p_until_local": until and until.isoformat()}
    return rpc("pause_receptionist", params, Paused.model_validate)


def resume_receptionist(business_id: str) -> Call[Done]:
    """As a member: it takes bookings again."""
    return rpc("resume_receptionist", {"p_business": business_id}, Done.model_validate)


def block_customer(business_id: str, customer_id: str, reason: str = "") -> Call[Blocked]:
    """As a member: their texts are kept, not answered, and passed on to nobody."""
    params = {"p_business": business_id, "p_customer": customer_id, "p_reason": reason}
    return rpc("block_customer", params, Blocked.model_validate)


def unblock_customer(business_id: str, customer_id: str) -> Call[Done]:
    """As a member: their next text is answered again."""
    return rpc("unblock_customer", {"p_business": business_id, "p_customer": customer_id}, Done.model_validate)


def _in(business_id: str, conversation_id: str) -> dict[str, str | None]:
    return {"p_business": business_id, "p_conversation": conversation_id}
