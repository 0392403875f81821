"""Statuses in words; a tone names the colour and never stands alone."""

from datetime import datetime

from edge_bridge.db.page_rows import BookingLine

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
