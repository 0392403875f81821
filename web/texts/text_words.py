"""Texts in words: what one was about, what became of it, and why one did not get through. A tone names the colour."""

from datetime import datetime, timedelta

from flask import Flask

from edge_bridge.db.booking_pages import Said
from edge_bridge.db.text_rows import TextState
from web.wording import deadline

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
    "reminder": "Reminder of the booking",
    "reminder_copy": "Reminder of the booking, for you",
    "running_late": "Running late",
    "on_my_way": "On the way",
    "feedback": "How did it go?",
    "feedback_thanks": "Thanks for the mark",
    "low_score": "Customer was not happy",
    "day_end": "Done or no-show?",
    "run_sheet": "The day's bookings",
    "missed_call": "Sorry we missed you",
    "backfill": "A time that came free",
    "backfill_gone": "That time is gone",
    "welcome": "Welcome, and how to link the phone",
    "command_answer": "Answer to a text of yours",
    "member_opted_out": "A colleague's phone sent STOP",
    "forward": "Customer's message passed on",
    "handoff": "Customer wants to talk to you",
    "handoff_nag": "Customer still waits for you",
    "lead": "Somebody to call",
    "reply": "Answer to the customer",
    "still_busy": "You are still busy",
    "help": "What this number is",
    "opted_in": "Texts are on again",
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
LANDLINE = "that's a landline, which takes no texts"
NOBODY = "that number doesn't exist or isn't in use"
REFUSED = "they, or their phone company, block texts from your number"
OURS = "our account with the carrier refused it; we look into that"
BUSY = "the carrier was too busy for all our tries"
CODES = {
    20003: OURS,
    20429: BUSY,
    14107: BUSY,
    21211: "that isn't a whole phone number",
    21265: "that isn't a whole phone number",
    21408: "we can't text numbers in that country",
    21610: "they sent STOP",
    21611: BUSY,
    21612: "no carrier takes texts from your number to theirs",
    21614: LANDLINE,
    21617: "it was too long for a text",
    21635: LANDLINE,
    30001: BUSY,
    30002: OURS,
    30003: "their phone was off or out of reach",
    30004: REFUSED,
    30005: NOBODY,
    30006: LANDLINE,
    30007: "their phone company filtered it out as spam",
    30008: "their phone company didn't say why",
}
"""What Twilio's codes mean to somebody who only wanted to reach a customer."""
MAIL_CODES = {
    550: "that e-mail address doesn't exist",
    551: "that e-mail address doesn't exist",
    552: "their mailbox is full",
    553: "that isn't a whole e-mail address",
    554: "their mail server turned it away as spam",
}
ASKING = "we can't tell yet whether it left, and keep asking the carrier"
IN_DOUBT = "it may have arrived, and nobody can be asked: ask them before you send it again"
REASONS = {
    "opted out": "they sent STOP",
    "blocked": "you have blocked them",
    "no longer a member's phone": "that is no longer a phone of your team",
    "switched off": "you have switched these texts off",
    "moved again since": "the booking was moved again since",
    "it has begun": "the booking has begun",
    "handed back": "the assistant has that conversation again",
    "they have written again": "they have written again since",
}
"""Why a text is no longer true or wanted; what is not here reads well as it is."""


def init_app(app: Flask) -> None:
    """Gives templates these words."""
    for words in (text_words, text_state, said_state, why_not):
        app.add_template_global(words)


def text_words(text: TextState) -> str:
    """What a text was about."""
    return TEXTS.get(text.kind, text.kind.replace("_", " ").capitalize())


def text_state(text: TextState, zone: str, now: datetime) -> tuple[str, str]:
    """What became of a text, in words with the reason if it did not go, and its tone."""
    words, tone = STATES.get(text.state, (text.state, "grey"))
    if text.state == "waiting" and text.due_at > now + timedelta(minutes=1):
        words = f"Waiting until {deadline(text.due_at, zone, now)}"
    why = why_not(text) if text.state in ("failed", "skipped") else ""
    return (f"{words}: {why}" if why else words), tone


def said_state(said: Said) -> tuple[str, str] | None:
    """What became of the text that carried a message, and its tone; None where none did."""
    return STATES.get(said.state, (said.state, "grey")) if said.state else None


def why_not(text: TextState) -> str:
    """Why one did not get through: no sentence, to stand after a colon. Empty: nobody knows."""
    if text.state == "skipped":
        return reason_words(text.error or "")
    if text.state == "unknown":
        return IN_DOUBT if text.settled_at else ASKING
    codes = MAIL_CODES if text.medium == "email" else CODES
    return codes.get(text.error_code or 0) or text.error or ""


def reason_words(reason: str) -> str:
    """Why the database holds a text back."""
    return REASONS.get(reason, reason)
