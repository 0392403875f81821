"""What to tell the person who tapped: what was done, what stands, who hears of it. A tone names the colour."""

from edge_bridge.db.booking_pages import Deleted
from edge_bridge.db.bookings import Decision, Late
from edge_bridge.db.changes import Addition, Change
from edge_bridge.db.words import BookingWords

Said = tuple[str, str]  # the words, and 'success', 'info' or 'warning'
NOTHING_CHANGED = "Nothing was changed and nobody was texted again."


def decision_words(asked: str, decision: Decision, told: bool = True) -> Said:
    """Of a decision that was asked for; `told`: whether the customer was to hear of it."""
    booking = decision.booking
    job, name = job_of(booking), name_of(booking)
    if asked == "decline" and decision.outcome == "already_confirmed":
        return f"{job} is already confirmed, so it was not declined. {NOTHING_CHANGED}", "warning"
    if decision.again:
        return f"{job} was marked as {_status(booking)} before. {NOTHING_CHANGED}", "info"
    match decision.outcome:
        case "confirmed":
            return f"Confirmed: {job}. {_telling(booking)}", "success"
        case "declined":
            return f"Declined: {job}. The time is free again. {_telling(booking)}", "success"
        case "cancelled":
            return f"Cancelled: {job}. The time is free again. {_telling(booking, told)}", "success"
        case "completed" | "no_show":
            return f"Marked as {_status(booking)}: {job}.", "success"
        case "moved":
            return f"Moved: {job}. {_telling(booking)}", "success"
        case "move_declined":
            return f"Declined: {job} stays as it was. {_telling(booking)}", "success"
        case "withdrawn":
            stands = "still waits for your answer" if booking.status == "pending" else "stays as it was"
            return f"Taken back: {job} {stands}. {_telling(booking)}", "success"
        case "already_confirmed":
            return f"{job} was already confirmed. {NOTHING_CHANGED}", "info"
        case "already_answered":
            return (
                f"That new time waits for an answer no longer. {job} is {_status(booking)}. {NOTHING_CHANGED}",
                "info",
            )
        case "already_ended":
            return f"{job} had already ended ({_status(booking)}). {NOTHING_CHANGED}", "info"
        case "not_yet":
            return f"{job} hasn't started yet, so nobody can say what became of it. {NOTHING_CHANGED}", "warning"
        case "not_confirmed":
            return f"{job} isn't confirmed yet. Confirm or decline it first. {NOTHING_CHANGED}", "warning"
        case "too_late":
            return (
                f"Too late: the time to answer ran out, so {job} has lapsed. {NOTHING_CHANGED} "
                f"Call {name} to arrange another time."
            ), "warning"


def change_words(change: Change) -> Said:
    """Of another time or other details. Not for 'refused' and 'unreachable': those keep the form open."""
    booking = change.booking
    job, name, move = job_of(booking), name_of(booking), booking.move
    if change.outcome == "moved":
        return f"Moved: {job}. {_telling(booking)}", "success"
    if change.outcome == "proposed" and move:
        new = f"{move.new.short} at {move.new.time}"
        if change.again:
            return f"You had suggested {new} before, and {name} hasn't answered yet. {NOTHING_CHANGED}", "info"
        until = f"{move.answer_by.short} at {move.answer_by.time}"
        stands = "Their request stays open." if booking.status == "pending" else "Until they do, the old time stands."
        return f"Suggested {new} to {name}, who can take it until {until}. {stands}", "success"
    if change.outcome == "edited":
        return f"Saved: {job}.", "success"
    if change.outcome == "already_ended":
        return f"{job} had already ended ({_status(booking)}). {NOTHING_CHANGED}", "info"
    return f"{job}: that's how it is already. {NOTHING_CHANGED}", "info"


def addition_words(booking: BookingWords, addition: Addition, told: bool) -> Said:
    """Of a booking that an owner added."""
    if addition.again:
        return f"{job_of(booking)} had been added before, and is there once. {NOTHING_CHANGED}", "info"
    return f"Added: {job_of(booking)}. {_telling(booking, told)}", "success"


def late_words(late: Late, minutes: int) -> Said:
    """Of telling a customer that their job begins later."""
    booking = late.booking
    name = name_of(booking)
    match late.outcome:
        case "told" if late.again:
            return f"{name[:1].upper()}{name[1:]} was told so before. {NOTHING_CHANGED}", "info"
        case "told":
            return f"We're telling {name} that you're running about {minutes} minutes late.", "success"
        case "not_today":
            return f"{job_of(booking)} isn't a job of today, so nobody was told. Move it if it has to wait.", "warning"
        case "already_ended":
            return f"{job_of(booking)} had already ended ({_status(booking)}). Nobody was told.", "info"
        case "unreachable":
            return f"There's no way to text {name}, so nobody was told. Call them.", "warning"


def way_words(told: Late) -> Said:
    """Of telling a customer that somebody is coming."""
    name = name_of(told.booking)
    if told.outcome == "told" and told.again:
        return f"{name[:1].upper()}{name[1:]} knows already. {NOTHING_CHANGED}", "info"
    if told.outcome == "told":
        return f"We're telling {name} that you're on the way.", "success"
    return late_words(told, 0)


def deletion_words(deleted: Deleted, told: bool) -> Said:
    """Of taking a booking off the lists."""
    job = job_of(deleted.booking)
    if deleted.again:
        return f"{job} was deleted before. {NOTHING_CHANGED}", "info"
    if deleted.outcome == "cancelled":
        return f"Deleted and called off: {job}. The time is free again. {_telling(deleted.booking, told)}", "success"
    return f"Deleted: {job}. It had ended, so nobody was told.", "success"


def name_of(booking: BookingWords) -> str:
    """The customer's name, or words for it."""
    return booking.customer or "the customer"


def job_of(booking: BookingWords) -> str:
    """'Lawn Mowing for John Smith on Thu, Nov 5 at 2:00 PM'."""
    who = f" for {booking.customer}" if booking.customer else ""
    return f"{booking.service}{who} on {booking.words.short} at {booking.words.time}"


def _telling(booking: BookingWords, told: bool = True) -> str:
    name = name_of(booking)
    if not told:
        return f"{name[:1].upper()}{name[1:]} was not texted."
    if not booking.phone and not booking.email:
        return f"There's no way to text {name}, so tell them yourself."
    return f"We're letting {name} know."


def _status(booking: BookingWords) -> str:
    return "a no-show" if booking.status == "no_show" else booking.status
