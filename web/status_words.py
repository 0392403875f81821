"""Statuses, history and texts in words; a tone names the colour and never stands alone."""

from datetime import datetime
from typing import Any

from edge_bridge.db.pages import BookingEvent, BookingLine, TextLine

TONES = {
    "pending": "amber",
    "confirmed": "green",
    "completed": "blue",
    "cancelled": "red",
    "expired": "red",
    "no_show": "red",
}
WORDS = {
    "pending": "Needs your answer",
    "confirmed": "Confirmed",
    "completed": "Completed",
    "cancelled": "Cancelled",
    "expired": "Expired",
    "no_show": "No-show",
}
ENDED_BY = {"customer": "Cancelled by customer", "owner": "Cancelled by your team"}
ASKED_THROUGH = {"sms": "by text", "chat": "on your website's chat", "manual": "by your team"}
TEXTS = {
    "request": "New request",
    "nag": "Reminder to answer",
    "confirmed": "Booking confirmed",
    "confirmed_copy": "Copy of the confirmation",
    "declined": "Declined, with other times",
    "expired": "Request not answered in time",
    "request_expired": "Request has lapsed",
    "note": "Note from the customer",
    "opted_out": "Customer sent STOP",
    "penciled": "Pencilled in",
}
STATES = {
    "waiting": ("Waiting to go", "amber"),
    "sending": ("Being sent", "amber"),
    "sent": ("Sent", "blue"),
    "delivered": ("Delivered", "green"),
    "failed": ("Not delivered", "red"),
    "unknown": ("May not have arrived", "red"),
    "skipped": ("Not sent", "grey"),
}


def status_of(booking: BookingLine, now: datetime) -> tuple[str, str]:
    """The status in words and its tone."""
    if booking.status == "pending" and booking.expires_at and booking.expires_at <= now:
        return "Time to answer ran out", "red"
    words = WORDS.get(booking.status, booking.status)
    if booking.status == "cancelled":
        words = ENDED_BY.get(booking.ended_by or "", words)
    return words, TONES.get(booking.status, "grey")


def asked_through(source: str) -> str:
    """How a request came: 'By text'."""
    words = ASKED_THROUGH.get(source, source)
    return words[:1].upper() + words[1:]


def event_words(event: BookingEvent, source: str, me: str) -> str:
    """One line of a booking's history."""
    who = "you" if event.actor_id == me else "a colleague"
    words = {
        "requested": f"Asked for {ASKED_THROUGH.get(source, source)}",
        "nagged": "We reminded you that an answer is due",
        "confirmed": f"Confirmed by {who}",
        "declined": f"Declined by {who}",
        "expired": "Nobody answered in time, so the request lapsed",
        "noted": "The customer added a note",
        "customer_opted_out": "The customer sent STOP: they get no more texts, and the booking stands",
    }.get(event.kind, event.kind.replace("_", " ").capitalize())
    return f"{words}{_quoted(event.detail)}"


def text_words(text: TextLine) -> str:
    """What a text was about."""
    return TEXTS.get(text.kind, text.kind.replace("_", " ").capitalize())


def text_state(text: TextLine) -> tuple[str, str]:
    """What became of a text, in words with the reason if it did not go, and its tone."""
    words, tone = STATES.get(text.state, (text.state, "grey"))
    return (f"{words}: {text.error}" if text.error else words), tone


def _quoted(detail: dict[str, Any]) -> str:
    said = detail.get("reason") or detail.get("note")
    return f": “{said}”" if isinstance(said, str) else ""
