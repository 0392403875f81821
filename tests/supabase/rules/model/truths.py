"""What must always be true of a diary."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from itertools import combinations

from tests.supabase.rules.model.diary import Diary, Row

STANDING = {"pending", "confirmed"}
OVER = {"completed", "no_show"}


def untrue(diary: Diary) -> list[str]:
    """What is not as it must always be, in words; an empty list: all is well."""
    return [f"{law.__name__}: {what}" for law in LAWS for what in law(diary)]


def nothing_overlaps(diary: Diary) -> Iterator[str]:
    """No instant of a calendar belongs to two bookings or offers."""
    for one, other in combinations(diary.holds, 2):
        same = one["staff_id"] == other["staff_id"] and one["owner_id"] != other["owner_id"]
        if same and one["starts"] < other["ends"] and other["starts"] < one["ends"]:
            yield f"{one} and {other}"


def every_booking_holds_its_time(diary: Diary) -> Iterator[str]:
    """A pending or confirmed booking has one hold of its own, with its buffers, its place and its deadline."""
    for booking in diary.bookings.values():
        own = [h for h in diary.holds if h["booking_id"] == booking["id"] and not h["move_id"] and not h["offer_id"]]
        if booking["status"] in STANDING:
            deadline = booking["expires_at"] if booking["status"] == "pending" else None
            if [_claim(hold) for hold in own] != [_wanted(diary, booking, booking["id"], deadline)]:
                yield f"{booking} has {own}"


def every_waiting_move_holds_its_new_time(diary: Diary) -> Iterator[str]:
    """Beside the old time, and no other move does."""
    for move in diary.moves:
        booking = diary.bookings[move["booking_id"]]
        wanted = (
            [_wanted(diary, booking | _when(move), booking["id"], move["expires_at"])]
            if move["state"] == "waiting"
            else []
        )
        kept = [_claim(hold) for hold in diary.holds if hold["move_id"] == move["id"]]
        if kept != wanted:
            yield f"{move} has {kept}"
        if wanted and booking["status"] not in STANDING:
            yield f"{move} waits for {booking}"


def nothing_ended_holds_time(diary: Diary) -> Iterator[str]:
    """What was called off or lapsed frees all it had; what took place has no more than its own time."""
    for hold in diary.holds:
        booking = diary.bookings.get(hold["booking_id"])
        if hold["booking_id"] and booking is None:
            yield f"{hold} of no booking"
        elif booking and booking["status"] not in (
            STANDING if hold["move_id"] or hold["offer_id"] else STANDING | OVER
        ):
            yield f"{hold} of {booking}"


def every_kept_offer_lapses(diary: Diary) -> Iterator[str]:
    """An offer is kept for a while, not longer than it can be picked."""
    for hold in diary.holds:
        if hold["offer_id"]:
            offer = diary.offers[hold["offer_id"]]
            if hold["expires_at"] is None or hold["expires_at"] > offer["expires_at"]:
                yield f"{hold} of {offer}"


def there_is_time_to_drive(diary: Diary) -> Iterator[str]:
    """Between any two jobs at customers' addresses, unless the owner would have it so."""
    jobs = [h for h in diary.holds if h["at_customer"] and h["booking_id"] and not h["offer_id"]]
    for one, other in combinations(sorted(jobs, key=lambda hold: hold["starts"]), 2):
        pair = {one["booking_id"], other["booking_id"]}
        if one["staff_id"] != other["staff_id"] or len(pair) == 1 or pair & diary.tight:
            continue
        if one["ends"] + diary.drive(one, other) > other["starts"]:
            yield f"{one} then {other}"


def nobody_is_told_twice(diary: Diary) -> Iterator[str]:
    """One text for one cause, and one word about an end."""
    keys = [text["dedupe_key"] for text in diary.texts]
    yield from sorted({key for key in keys if keys.count(key) > 1})
    last_words = [
        (t["recipient"], t["booking_id"]) for t in diary.texts if t["kind"] in {"declined", "cancelled", "expired"}
    ]
    yield from sorted({f"{words}" for words in last_words if last_words.count(words) > 1})


def _claim(hold: Row) -> Row:
    return {
        name: hold[name]
        for name in ("staff_id", "starts", "ends", "at_customer", "place_id", "expires_at", "booking_id")
    }


def _when(move: Row) -> Row:
    return {name: move[name] for name in ("staff_id", "starts_at", "ends_at")}


def _wanted(diary: Diary, job: Row, booking_id: str, expires: datetime | None) -> Row:
    """What a job with its buffers takes of a calendar."""
    service = diary.services[job["service_id"]]
    return {
        "staff_id": job["staff_id"],
        "starts": job["starts_at"] - timedelta(minutes=service["buffer_before_minutes"]),
        "ends": job["ends_at"] + timedelta(minutes=service["buffer_after_minutes"]),
        "at_customer": service["at_customer"],
        "place_id": job["place_id"],
        "expires_at": expires,
        "booking_id": booking_id,
    }


LAWS: list[Callable[[Diary], Iterator[str]]] = [
    nothing_overlaps,
    every_booking_holds_its_time,
    every_waiting_move_holds_its_new_time,
    nothing_ended_holds_time,
    every_kept_offer_lapses,
    there_is_time_to_drive,
    nobody_is_told_twice,
]
