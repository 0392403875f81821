"""How a business's receptionist speaks, its own answers, and a member's trial of it. Set as an owner; tried as any member.

The same settings again change nothing and say so: `again`. Refusals are BadInput, in words for the person.
"""

from typing import Any, Literal

from pydantic import Field

from edge_bridge.db.client import Call, rpc
from edge_bridge.db.inbox import Done
from edge_bridge.db.texts import TextContext
from edge_bridge.db.words import BookingWords, Row
from edge_bridge.texts.preview import Sample

WORDS = ("greeting", "tone", "text_style", "receptionist_notes", "must_not_promise")


class Answer(Row):
    """A question customers ask, and what is answered."""

    id: str
    question: str
    answer: str


class Assistant(Row):
    """How it speaks, what it answers, in order, and rows to show texts with."""

    greeting: str
    tone: str
    text_style: Literal["brief", "plain"]
    receptionist_notes: str
    must_not_promise: str
    answers: list[Answer]
    sample: Sample


class TriedText(Row):
    """A text that a tool of a trial would have sent, with all its template prints."""

    kind: str
    to_customer: bool
    context: TextContext


class Deed(Row):
    """What the receptionist did in a trial, or rather would have done; `seq` is of the message it answered."""

    seq: int
    tool: str
    outcome: str
    booking: BookingWords | None
    texts: list[TriedText]


class Said(Row):
    """One message of a trial, by the 'customer', whom the member plays, or the 'receptionist'."""

    seq: int
    author: str
    body: str


class Stored(Row):
    """It is stored, and will be answered."""

    outcome: str


class Trial(Row):
    """A member's trial. `waiting`: an answer is still to come; `over`: it was handed to a person."""

    messages: list[Said] = Field(default_factory=list)
    deeds: list[Deed] = Field(default_factory=list)
    waiting: bool
    over: bool


def assistant(business_id: str) -> Call[Assistant]:
    """Raises NotFound when the business is not the person's."""
    return rpc("assistant", {"p_business": business_id}, Assistant.model_validate)


def set_assistant(business_id: str, settings: dict[str, str]) -> Call[Done]:
    """As an owner: any of WORDS."""
    return rpc("set_assistant", {"p_business": business_id, "p_settings": settings}, Done.model_validate)


def set_answer(business_id: str, answer_id: str, settings: dict[str, Any]) -> Call[Done]:
    """As an owner: question, answer, position; adds it under an id of the caller's own."""
    params = {"p_business": business_id, "p_answer": answer_id, "p_settings": settings}
    return rpc("set_answer", params, Done.model_validate)


def remove_answer(business_id: str, answer_id: str) -> Call[Done]:
    """As an owner. Raises NotFound when it is not the business's."""
    return rpc("remove_answer", {"p_business": business_id, "p_answer": answer_id}, Done.model_validate)


def my_trial(business_id: str) -> Call[Trial]:
    """The signed-in member's own; an empty one before they have said anything."""
    return rpc("my_trial", {"p_business": business_id}, Trial.model_validate)


def try_message(business_id: str, body: str) -> Call[Stored]:
    """Says something to the receptionist as a customer would. Nothing comes of it."""
    return rpc("try_message", {"p_business": business_id, "p_body": body}, Stored.model_validate)


def start_trial_over(business_id: str) -> Call[Done]:
    """Forgets the trial."""
    return rpc("start_trial_over", {"p_business": business_id}, Done.model_validate)
