"""A booking's history in words: who did what, from when to when, and who was texted of it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from edge_bridge.db.booking_pages import Offered, Said, Trail
from edge_bridge.db.page_rows import BookingDetails, BookingEvent
from edge_bridge.db.text_rows import TextState

ASKED_THROUGH = {"sms": "by text", "chat": "on your website's chat", "manual": "by your team"}
DETAILS = {
    "service_name": "service",
    "ends_at": "length",
    "customer_name": "name",
    "customer_phone": "phone",
    "customer_email": "e-mail",
    "address": "address",
    "place_id": "suburb",
    "price_cents": "price",
    "notes": "notes",
}


@dataclass(frozen=True)
class Line:
    """One line of it: something done, a text, a message of the conversation around it, or times that were shown."""

    at: datetime
    event: BookingEvent | None = None
    text: TextState | None = None
    said: Said | None = None
    offered: Offered | None = None


def timeline(booking: BookingDetails, trail: Trail) -> list[Line]:
    """All of it, oldest first; a text stands where it left, or was last asked for, after its cause."""
    done = [Line(event.created_at, event=event) for event in booking.booking_events]
    texted = [Line(text.sent_at or text.retried_at or text.created_at, text=text) for text in booking.outbox]
    said = [Line(one.created_at, said=one) for one in trail.messages]
    offered = [Line(one.created_at, offered=one) for one in trail.offers]
    return sorted(said + offered + done + texted, key=lambda line: line.at)


def who_said(said: Said, name: str) -> str:
    """Whose words they are, before a colon."""
    return {"customer": name, "receptionist": "Assistant", "owner": "Your team"}.get(said.author, _upper(said.author))


def asked_through(source: str) -> str:
    """How a request came: 'By text'."""
    words = ASKED_THROUGH.get(source, source)
    return words[:1].upper() + words[1:]


def event_words(event: BookingEvent, source: str, me: str) -> str:
    """One line of a booking's history."""
    who = "the customer" if event.actor == "customer" else "you" if event.actor_id == me else "a colleague"
    said = _words(event, source, who)
    return f"{said}{_although(event.detail)}{_quoted(event.detail)}"


def _words(event: BookingEvent, source: str, who: str) -> str:
    detail = event.detail
    new, by_customer = _time(detail, "new"), detail.get("asked_by") == "customer"
    known = {
        "requested": f"Asked for {ASKED_THROUGH.get(source, source)}",
        "added": f"Added by {who}",
        "nagged": "We reminded you that an answer is due",
        "confirmed": f"Confirmed by {who}",
        "declined": f"Declined by {who}",
        "expired": "Nobody answered in time, so the request lapsed",
        "noted": "The customer added a note",
        "customer_opted_out": "The customer sent STOP: they get no more texts, and the booking stands",
        "rescheduled": f"The customer picked another time than {_time(detail, 'old')}",
        "move_requested": f"The customer asked to move it to {new}",
        "move_proposed": f"{_upper(who)} suggested {new}",
        "moved": f"{'Accepted' if event.actor == 'customer' or by_customer else 'Moved'} by {who}: "
        f"{new} instead of {_time(detail, 'old')}",
        "move_declined": f"Move to {new} declined by {who}",
        "withdrawn": f"Suggestion of {new} taken back by {who}",
        "proposal_refused": f"The customer turned {new} down",
        "move_lapsed": f"{'Nobody' if by_customer else 'The customer never'} answered about {new}: the old time stands",
        "cancelled": f"Cancelled by {who}{', without a text to the customer' if _silent(event) else ''}",
        "reminded": "We reminded the customer",
        "rated": f"The customer gave {detail.get('score')} out of 5",
        "running_late": f"{_upper(who)} told the customer: about {detail.get('minutes')} minutes late",
        "on_my_way": f"{_upper(who)} told the customer: on the way",
        "deleted": f"Deleted by {who}",
        "completed": f"Marked as completed by {who}",
        "no_show": f"Marked as a no-show by {who}",
        "edited": f"Changed by {who}: {_listed(detail)}",
    }
    return known.get(event.kind, _upper(event.kind.replace("_", " ")))


def _silent(event: BookingEvent) -> bool:
    return event.actor == "owner" and event.detail.get("told") is False


def _time(detail: dict[str, Any], which: str) -> str:
    """A move's old or new time, with whose calendar it is where that changes too."""
    words = detail.get(which)
    if not isinstance(words, dict):
        return "another time"
    staff, other = detail.get(f"{which}_staff"), detail.get("old_staff" if which == "new" else "new_staff")
    return f"{words.get('short')}, {words.get('time')}{f' with {staff}' if staff != other else ''}"


def _listed(detail: dict[str, Any]) -> str:
    return ", ".join(words for column, words in DETAILS.items() if column in detail) or "details"


def _although(detail: dict[str, Any]) -> str:
    overrode = detail.get("overrode") or []
    return "".join(f" Although: {reason.get('words')}" for reason in overrode)


def _quoted(detail: dict[str, Any]) -> str:
    said = detail.get("reason") or detail.get("note")
    return f": “{said}”" if isinstance(said, str) else ""


def _upper(words: str) -> str:
    return words[:1].upper() + words[1:]
