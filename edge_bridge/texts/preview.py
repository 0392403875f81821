"""Texts as somebody would get them, from sample rows of their business: to be looked at, never sent."""

from dataclasses import dataclass
from typing import Literal

from edge_bridge.db.texts import TextContext
from edge_bridge.db.words import Words
from edge_bridge.receptionist.offline import say
from edge_bridge.texts import lint
from edge_bridge.texts.render import render
from edge_bridge.texts.segments import size
from edge_bridge.texts.wording import worded

Style = Literal["brief", "plain"]
FIRST, LIST, DONE = "first", "offers", "penciled"
TO_CUSTOMERS = {
    FIRST: "The assistant’s first answer",
    LIST: "Times it offers",
    DONE: "A time is penciled in",
    "confirmed": "Booking confirmed",
    "declined": "Declined, with other times",
    "reminder": "Reminder, the day before",
    "running_late": "You are running late",
    "cancelled": "Booking cancelled",
    "expired": "You didn’t answer in time",
    "feedback": "How did it go?",
    "missed_call": "Sorry we missed you",
    "still_busy": "You are still busy",
    "help": "Somebody texts HELP",
}
TO_THE_OWNER = {
    "request": "New request",
    "nag": "Reminder to answer",
    "request_expired": "Request has lapsed",
    "confirmed_copy": "Copy of a confirmation",
    "reminder_copy": "Reminder of the booking",
    "customer_cancelled": "Customer cancelled",
    "handoff": "Customer wants to talk to you",
    "lead": "Somebody to call",
}
KINDS = TO_CUSTOMERS | TO_THE_OWNER


class Sample(TextContext):
    """Sample rows, with the business's greeting and the moment they are looked at."""

    greeting: str
    now: Words


@dataclass(frozen=True)
class Preview:
    """A text, how it travels, and what is odd about it. `characters` counts as the carrier does."""

    body: str
    encoding: str
    segments: int
    flags: list[str]

    @property
    def characters(self) -> int:
        """How long it is."""
        return len(self.body)


def of_sample(kind: str, style: Style, greeting: str, sample: Sample, dashboard_url: str) -> Preview:
    """One of KINDS in that style, beginning with that greeting where it does."""
    if kind == FIRST:
        said = say.introduced(greeting, sample.business.name, "", f"I can help with that. {say.HOW_CAN_I_HELP}")
        return measured("reply", style, render("reply", style, message=said))
    if kind == LIST:
        return measured("reply", style, render(LIST, style, offers=sample.offers, single=False, opening=""))
    if kind == DONE:
        return measured("reply", style, render(DONE, style, booking=sample.booking, now=sample.now))
    late = {"minutes": 15, "new": sample.booking.words if sample.booking else None}
    business = sample.business.model_copy(update={"style": style})
    return of_rows(kind, sample.model_copy(update={"detail": late, "business": business}), dashboard_url)


def of_rows(kind: str, rows: TextContext, dashboard_url: str) -> Preview:
    """A text of any kind the database queues, from the rows it gave with it, in its business's style."""
    return measured(kind, rows.business.style, worded(kind, rows.business.id, rows, dashboard_url))


def measured(kind: str, style: Style, body: str) -> Preview:
    """The text with its size."""
    encoding, segments = size(body)
    return Preview(body, encoding, segments, lint.flags(kind, style, body, segments))
