"""Statuses and texts in words; a tone names the colour and never stands alone."""

from datetime import datetime

from edge_bridge.db.page_rows import BookingLine, TextLine

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
    "cancelled": "Booking cancelled",
    "customer_cancelled": "Cancelled by the customer",
    "moved": "Booking moved",
    "moved_copy": "Copy of the move",
    "move_request": "Wants to move",
    "move_nag": "Reminder to answer the move",
    "move_declined": "Move declined",
    "move_lapsed": "Move not answered in time",
    "move_lapsed_copy": "New time has lapsed",
    "proposal": "Another time suggested",
    "proposal_refused": "Suggested time turned down",
    "withdrawn": "Suggested time taken back",
    "edited": "Booking details changed",
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
    if booking.status == "pending" and booking.move:
        return "Waiting for the customer", "amber"
    words = WORDS.get(booking.status, booking.status)
    if booking.status == "cancelled":
        words = ENDED_BY.get(booking.ended_by or "", words)
    return words, TONES.get(booking.status, "grey")


def mark_of(booking: BookingLine) -> str:
    """What else is going on: a confirmed booking's other time that waits for an answer. Empty: nothing."""
    if booking.move is None or booking.status == "pending":
        return ""
    return "Wants to move" if booking.wish else "New time suggested"


def text_words(text: TextLine) -> str:
    """What a text was about."""
    return TEXTS.get(text.kind, text.kind.replace("_", " ").capitalize())


def text_state(text: TextLine) -> tuple[str, str]:
    """What became of a text, in words with the reason if it did not go, and its tone."""
    words, tone = STATES.get(text.state, (text.state, "grey"))
    return (f"{words}: {text.error}" if text.error else words), tone
