"""Who and what a business's file names: the people who sign in, the calendars, the services, its own answers."""

from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints, field_validator

from seed.entries import DateHours, Entry
from seed.values import WEEKDAYS, Hours, Part, Phone, StaffName, Stretch, Weekday, stretches

SORTS_OF_TEXTS = ("requests", "confirmations", "handoffs", "reminders", "day_ends", "run_sheets")


class Member(Part):
    """A person who signs in. `demo_password` is for demo businesses; others are invited by e-mail.

    `texts`: which they get; `quiet`: hours like 21:00-07:00 in which they get none.
    """

    name: Annotated[str, Field(min_length=1)]
    email: Annotated[str, Field(pattern=r"^[^@\s]+@[^@\s]+\.[^@\s]+$")]
    phone: Phone
    role: Literal["owner", "member"] = "owner"
    demo_password: Annotated[str, Field(min_length=8)] | None = None
    texts: list[Literal["requests", "confirmations", "handoffs", "reminders", "day_ends", "run_sheets"]] | None = None
    quiet: Stretch | None = None

    @field_validator("quiet")
    @classmethod
    def _ends_at_another_time(cls, quiet: str | None) -> str | None:
        for stretch in stretches(quiet):
            if stretch["opens"] == stretch["closes"].replace("24:00", "00:00"):
                raise ValueError(f"{quiet!r} ends when it begins; to get no texts, write texts = []")
        return quiet

    def row(self) -> dict[str, Any]:
        """As the database takes it; texts and quiet hours the file says nothing of stay as the member has them."""
        row = self.model_dump(exclude={"demo_password", "texts", "quiet"})
        if self.texts is not None:
            row |= {f"gets_{sort}": sort in self.texts for sort in SORTS_OF_TEXTS}
        for quiet in stretches(self.quiet):
            row |= {"quiet_from": quiet["opens"], "quiet_to": quiet["closes"]}
        return row


class Staff(Part):
    """A bookable calendar. Hours are local; an end at or before its start is the next day. The base is where its day begins."""

    name: Annotated[str, Field(min_length=1, max_length=60)]
    hours: dict[Weekday, Hours]
    base_suburb: str = ""
    base_postcode: Annotated[str, Field(pattern=r"^(\d{4})?$")] = ""
    date_hours: Annotated[list[DateHours], Field(default_factory=list)]

    def row(self) -> dict[str, Any]:
        """As the database takes it, without its entries."""
        hours = [{"weekday": WEEKDAYS[day], **s} for day, said in self.hours.items() for s in stretches(said)]
        return {"name": self.name, "hours": hours}

    def entries(self) -> list[Entry]:
        """Its base and its special dates."""
        base = {"kind": "base", "staff": self.name, "suburb": self.base_suburb, "postcode": self.base_postcode}
        return [base] * bool(self.base_suburb or self.base_postcode) + [d.entry(self.name) for d in self.date_hours]


class Service(Part):
    """What can be booked. `price` is in dollars; without one the team quotes. `staff`: who does it, else everyone."""

    name: Annotated[str, Field(min_length=1, max_length=60)]
    aliases: Annotated[list[str], Field(default_factory=list)]
    minutes: Annotated[int, Field(ge=5, le=1440)]
    price: Annotated[float, Field(ge=0, allow_inf_nan=False)] | None = None
    at_customer: bool = False
    buffer_before_minutes: Annotated[int, Field(ge=0, le=480)] = 0
    buffer_after_minutes: Annotated[int, Field(ge=0, le=480)] = 0
    notice_minutes: Annotated[int, Field(ge=0)] | None = None
    staff: list[StaffName] | None = None

    def row(self) -> dict[str, Any]:
        """As the database takes it."""
        cents = None if self.price is None else round(self.price * 100)
        return self.model_dump(exclude={"price"}, exclude_none=True) | {"price_cents": cents}


class OwnAnswer(Part):
    """A question customers ask, and the answer the receptionist gives as it is written."""

    question: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
    answer: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=600)]
