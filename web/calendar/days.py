"""What a calendar draws: the window's rows with their words, and the same as a plain agenda, day by day."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from edge_bridge.db.calendar_pages import Blocked, Holiday, Job, OtherTime, Window
from web.bookings.status_words import ENDED_BY, TONES, WORDS

Line = Job | OtherTime | Blocked


@dataclass
class Day:
    """One day of the agenda; each line with its time in words."""

    on: date
    holiday: Holiday | None = None
    lines: list[tuple[str, Line]] = field(default_factory=list)


def job_words(job: Job, now: datetime, moving: bool) -> str:
    """The status in words; `moving`: another time of it waits for the customer."""
    if job.status == "pending" and job.expires_at and job.expires_at <= now:
        return "Time to answer ran out"
    if job.status == "pending" and moving:
        return "Waiting for the customer"
    if job.status == "cancelled":
        return ENDED_BY.get(job.ended_by or "", WORDS["cancelled"])
    return WORDS[job.status]


def tone_of(job: Job) -> str:
    """The colour of its status."""
    return TONES[job.status]


def as_json(window: Window, now: datetime) -> dict[str, Any]:
    """The window for the browser's calendar."""
    moving = {move.booking for move in window.moves}
    known = window.model_dump(mode="json")
    for job, row in zip(window.bookings, known["bookings"], strict=True):
        row["words"] = job_words(job, now, job.id in moving)
        del row["expires_at"], row["ended_by"]
    for name in ("bookings", "moves", "blocks", "open"):
        for row in known[name]:
            row["start"], row["end"] = row["start"][:16], row["end"][:16]  # to the minute, as forms hold them
    return known


def agenda(window: Window, first: date, days: int) -> list[Day]:
    """Every day with what begins or goes on in it, in order; what came to nothing is left out."""
    shown: dict[date, Day] = {first + timedelta(days=n): Day(first + timedelta(days=n)) for n in range(days)}
    for holiday in window.holidays:
        shown[holiday.date].holiday = holiday
    jobs = [job for job in window.bookings if job.status not in ("cancelled", "expired")]
    lines: list[Line] = [*jobs, *window.moves, *window.blocks]
    for line in sorted(lines, key=lambda one: one.start):
        on = max(line.start.date(), first)
        if on in shown:
            shown[on].lines.append((_span(line), line))
    return list(shown.values())


def _span(line: Line) -> str:
    if line.start.date() != line.end.date() and line.start.time() == line.end.time():
        return "All day"
    return f"{_clock(line.start)} – {_clock(line.end)}"


def _clock(wall: datetime) -> str:
    return f"{wall.hour % 12 or 12}:{wall:%M} {'AM' if wall.hour < 12 else 'PM'}"
