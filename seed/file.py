"""A business's file: TOML, read strictly, every problem named at once."""

import re
import tomllib
from pathlib import Path
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import phonenumbers
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

DAYS = {"mon": 1, "tue": 2, "wed": 3, "thu": 4, "fri": 5, "sat": 6, "sun": 7}
_STRETCH = re.compile(r"([01]\d|2[0-3]):[0-5]\d-(?:([01]\d|2[0-3]):[0-5]\d|24:00)")


class BadFile(Exception):
    """The file cannot be used; the message names every problem, one a line. Nothing was changed."""


def _phone(value: str) -> str:
    try:
        number = phonenumbers.parse(value, "AU")
    except phonenumbers.NumberParseException as error:
        raise ValueError(f"{value!r} is not a phone number") from error
    if not phonenumbers.is_possible_number(number):
        raise ValueError(f"{value!r} is not a phone number")
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def _zone(value: str) -> str:
    try:
        ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise ValueError(f"{value!r} is not a time zone; write it like Australia/Brisbane") from error
    return value


def _stretches(value: str) -> str:
    for stretch in value.split(","):
        if not _STRETCH.fullmatch(stretch.strip()):
            raise ValueError(
                f"{stretch.strip()!r} is not a stretch of hours; write it like 09:00-17:30, two with a comma"
            )
    return value


Phone = Annotated[str, AfterValidator(_phone)]
Hours = Annotated[str, AfterValidator(_stretches)]
Day = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Member(_Part):
    """A person who signs in. `demo_password` is for demo businesses; others are invited by e-mail."""

    name: Annotated[str, Field(min_length=1)]
    email: Annotated[str, Field(pattern=r"^[^@\s]+@[^@\s]+\.[^@\s]+$")]
    phone: Phone
    role: Literal["owner", "member"] = "owner"
    demo_password: Annotated[str, Field(min_length=8)] | None = None


class Staff(_Part):
    """A bookable calendar. Hours are local; an end at or before its start is the next day."""

    name: Annotated[str, Field(min_length=1, max_length=60)]
    hours: dict[Day, Hours]


class Service(_Part):
    """What can be booked. `price` is in dollars; without one the team quotes. `staff`: who does it, else everyone."""

    name: Annotated[str, Field(min_length=1, max_length=60)]
    aliases: list[str] = []
    minutes: Annotated[int, Field(ge=5, le=1440)]
    price: Annotated[float, Field(ge=0)] | None = None
    at_customer: bool = False
    buffer_before_minutes: Annotated[int, Field(ge=0, le=480)] = 0
    buffer_after_minutes: Annotated[int, Field(ge=0, le=480)] = 0
    notice_minutes: Annotated[int, Field(ge=0)] | None = None
    staff: list[str] | None = None


class BusinessFile(_Part):
    """The whole file. What is left out keeps the product's default."""

    slug: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{1,39}$")]
    name: Annotated[str, Field(min_length=1, max_length=80)]
    trade: str = ""
    address: str = ""
    time_zone: Annotated[str, AfterValidator(_zone)]
    sms_number: Phone
    call_number: Phone | None = None
    greeting: str = "Hi!"
    tone: str = ""
    notes: str = ""
    text_style: Literal["brief", "plain"] = "brief"
    slot_step_minutes: Annotated[int, Field(ge=5, le=240)] | None = None
    notice_minutes: Annotated[int, Field(ge=0)] | None = None
    horizon_days: Annotated[int, Field(ge=1, le=366)] | None = None
    travel_minutes: Annotated[int, Field(ge=0, le=480)] | None = None
    settle_seconds: Annotated[float, Field(ge=0, le=60)] | None = None
    deadline_clock: Literal["contact_hours", "plain"] | None = None
    members: Annotated[list[Member], Field(min_length=1)]
    staff: Annotated[list[Staff], Field(min_length=1)]
    services: Annotated[list[Service], Field(min_length=1)]

    def as_rows(self, user_ids: dict[str, str]) -> dict[str, Any]:
        """What `public.provision_business` takes; `user_ids` by e-mail."""
        rows = self.model_dump(exclude_none=True)
        rows["members"] = [
            m.model_dump(exclude={"demo_password"}) | {"user_id": user_ids[m.email]} for m in self.members
        ]
        rows["staff"] = [{"name": s.name, "hours": _hours(s)} for s in self.staff]
        rows["services"] = [_service(s) for s in self.services]
        return rows


def _hours(staff: Staff) -> list[dict[str, Any]]:
    stretches = [(DAYS[day], part.strip()) for day, parts in staff.hours.items() for part in parts.split(",")]
    return [{"weekday": day, "opens": part.split("-")[0], "closes": part.split("-")[1]} for day, part in stretches]


def _service(service: Service) -> dict[str, Any]:
    cents = None if service.price is None else round(service.price * 100)
    return service.model_dump(exclude={"price"}, exclude_none=True) | {"price_cents": cents}


def read_file(path: Path) -> BusinessFile:
    """The business in a file. Raises BadFile naming every problem."""
    try:
        business = BusinessFile.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise BadFile(f"{path}: {error}") from error
    except ValidationError as error:
        problems = [f"  {'.'.join(str(p) for p in e['loc'])}: {e['msg']}" for e in error.errors()]
        raise BadFile(f"{path}: nothing was changed, mend these first:\n" + "\n".join(problems)) from error
    names = {s.name.lower() for s in business.staff}
    strangers = [
        f"  {s.name}: no staff called {n!r}" for s in business.services for n in s.staff or [] if n.lower() not in names
    ]
    if strangers:
        raise BadFile(f"{path}: nothing was changed, mend these first:\n" + "\n".join(strangers))
    return business
