"""Rows as the SQL functions hand them out. Times are words already: weekday meets date in the database only."""

from datetime import date, datetime

from pydantic import BaseModel, ConfigDict


class Row(BaseModel):
    """A row as read: nothing changes it, and columns we do not know are ignored."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class Words(Row):
    """An instant in a business's zone, as a person reads it. `minute` counts from local midnight."""

    weekday: str
    weekday_short: str
    long: str  # Thursday, November 5th
    medium: str  # Thursday, Nov 5
    short: str  # Thu, Nov 5
    time: str  # 2:00 PM
    date: date
    minute: int


class Offer(Row):
    """A free start issued to one conversation. `soon`: within a week, so its weekday alone is plain."""

    ref: str
    position: int
    starts_at: datetime
    service: str
    staff: str
    soon: bool
    words: Words


class MoveWords(Row):
    """A new time asked for a booking: 'customer' asks the owner, 'owner' the customer. `answer_by` is when it lapses."""

    move_id: str
    asked_by: str
    state: str
    reason: str
    old: Words
    old_staff: str
    new: Words
    new_staff: str
    starts_at: datetime
    answer_by: Words


class BookingWords(Row):
    """A booking as texts and pages print it. Phones are E.164, money is cents; no price means the team quotes.

    `ref` names it to the receptionist. `travel_assumed`: drives to it take the business's own `travel_minutes`.
    `move` is the one that waits for an answer; until then `starts_at` stands.
    """

    id: str
    status: str
    service: str
    staff: str
    customer: str
    phone: str | None
    email: str | None
    address: str
    notes: str
    price_cents: int | None
    currency: str
    starts_at: datetime
    words: Words
    answer_by: Words | None
    reason: str
    several_staff: bool = False
    ref: str = ""
    code: str | None = None
    ends_at: datetime | None = None
    ends: Words | None = None
    travel_assumed: bool = False
    travel_minutes: int = 0
    move: MoveWords | None = None
