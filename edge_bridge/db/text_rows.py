"""Texts as the dashboard's pages show them. Phones are E.164."""

import re
from datetime import datetime
from typing import Annotated

from pydantic import AfterValidator

from edge_bridge.db.words import Row

_ANSWER_LINK = re.compile(
    r"(?<=/r/)[\w-]{22}\b"
)  # whoever knows that part of the address answers as the member it was sent to


def _without_link(body: str | None) -> str | None:
    return body and _ANSWER_LINK.sub("...", body)


class TextState(Row):
    """A text and what became of it. `member_id` is set when it went to the business's own people; links that answer are cut."""

    id: str
    kind: str
    medium: str
    recipient: str
    member_id: str | None
    state: str
    due_at: datetime
    created_at: datetime
    sent_at: datetime | None
    settled_at: datetime | None
    error_code: int | None
    error: str | None
    body: Annotated[str | None, AfterValidator(_without_link)]
    retried_at: datetime | None


class AboutBooking(Row):
    """The booking a text is about."""

    id: str
    service: str
    starts_at: datetime


class FailedText(TextState):
    """One that did not get through. `name` is whom it was for, the customer or the member; `can_retry`: at once."""

    name: str
    can_retry: bool
    booking: AboutBooking | None
    conversation_id: str | None
