"""The phones as the page shows them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from edge_bridge.twilio.simulator.api_errors import DELIVERY_ERRORS
from edge_bridge.twilio.simulator.phones import Phones
from edge_bridge.twilio.simulator.texts import Text

SHOWN = 60  # latest texts of a conversation on the page; /phones/messages has them all


@dataclass(frozen=True)
class Bubble:
    """One text. `mine`: written on this phone. `state` is a word for people, `trouble` whether it needs attention."""

    sid: str
    body: str
    media: tuple[str, ...]
    at: datetime
    mine: bool
    state: str
    mark: str
    trouble: bool


@dataclass(frozen=True)
class Thread:
    """A phone's conversation with one business number."""

    business: str
    name: str | None
    opted_out: bool
    hidden: int
    bubbles: list[Bubble]
    last_at: datetime


@dataclass
class Phone:
    """Everything on one phone, its latest conversation first."""

    number: str
    name: str | None
    role: str
    threads: list[Thread] = field(default_factory=list)


def phones_on_page(phones: Phones) -> list[Phone]:
    """The owners' phones, then the customers', the newest first; nothing moves when a text comes to a known phone."""
    shown: dict[str, Phone] = {}
    for (person, business), texts in phones.conversations().items():
        names = phones.names
        phone = shown.setdefault(person, Phone(person, names.name(person), names.role(person)))
        phone.threads.append(_thread(phones, business, texts, (person, business) in phones.opted_out))
    for phone in shown.values():
        phone.threads.sort(key=lambda thread: thread.last_at, reverse=True)
    newest_first = reversed(shown.values())
    return sorted(newest_first, key=lambda phone: phone.role != "owner")


def _thread(phones: Phones, business: str, texts: list[Text], opted_out: bool) -> Thread:
    return Thread(
        business=business,
        name=phones.names.name(business),
        opted_out=opted_out,
        hidden=max(len(texts) - SHOWN, 0),
        bubbles=[_bubble(text) for text in texts[-SHOWN:]],
        last_at=texts[-1].created_at,
    )


def _bubble(text: Text) -> Bubble:
    state, mark, trouble = _inbound_state(text) if text.inbound else _outbound_state(text)
    return Bubble(text.sid, text.body, text.media, text.created_at, text.inbound, state, mark, trouble)


def _inbound_state(text: Text) -> tuple[str, str, bool]:
    """Whether the business's system took a person's text."""
    if text.webhook_error:
        return f"The business's system {text.webhook_error}", "!", True
    return ("Delivered", "✓✓", False) if text.webhook_status else ("Sending", "…", False)


def _outbound_state(text: Text) -> tuple[str, str, bool]:
    if not text.reached_phone:
        why = DELIVERY_ERRORS.get(text.error_code or 0, "Failed")
        return f"Not delivered: {why} ({text.error_code})", "!", True
    marks = {"delivered": "✓✓", "sent": "✓"}
    return text.status.capitalize(), marks.get(text.status, "…"), False
