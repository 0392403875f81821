"""The three lists of a business's page, none longer than it can be read."""

from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from edge_bridge.db.page_rows import BookingLine
from edge_bridge.db.pages import LIST_LENGTH, OPEN_LENGTH
from web.wording import local


@dataclass(frozen=True)
class BookingLists:
    """`pending`, all that waits for the owner's answer, by deadline; `upcoming` by local day; `past` latest first.

    A confirmed booking whose customer wants another time is in both. `more_...` says that some are not shown.
    """

    pending: list[BookingLine]
    upcoming: list[tuple[date, list[BookingLine]]]
    past: list[BookingLine]
    more_pending: bool
    more_upcoming: bool
    more_past: bool
    staff_names: frozenset[str]


def booking_lists(open_ones: list[BookingLine], past: list[BookingLine], zone: str) -> BookingLists:
    """Sorts rows into lists. Requests that lapse first come first, so a new one seldom moves a button under a thumb."""
    pending = sorted((one for one in open_ones if one.status == "pending" or one.wish), key=_answer_by)
    agreed = [one for one in open_ones if one.status != "pending"]
    by_day = groupby(agreed[:LIST_LENGTH], key=lambda one: local(one.starts_at, zone).date())
    cut_short = len(open_ones) >= OPEN_LENGTH
    return BookingLists(
        pending=pending[:LIST_LENGTH],
        upcoming=[(day, list(ones)) for day, ones in by_day],
        past=past[:LIST_LENGTH],
        more_pending=len(pending) > LIST_LENGTH,
        more_upcoming=len(agreed) > LIST_LENGTH or cut_short,
        more_past=len(past) > LIST_LENGTH,
        staff_names=frozenset(one.staff.name for one in (*open_ones, *past)),
    )


def _answer_by(one: BookingLine) -> datetime:
    return one.wish.expires_at if one.wish else one.expires_at or one.starts_at
