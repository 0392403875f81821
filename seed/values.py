"""What may stand in a business's file, value by value. Each refusal says how to write it."""

import re
from datetime import date, datetime, time
from typing import Annotated, Any, Literal, TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import phonenumbers
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, ValidationInfo

WEEKDAYS = {"mon": 1, "tue": 2, "wed": 3, "thu": 4, "fri": 5, "sat": 6, "sun": 7}
P = TypeVar("P", bound=BaseModel)
_STRETCH = re.compile(r"([01]\d|2[0-3]):[0-5]\d-(?:([01]\d|2[0-3]):[0-5]\d|24:00)")
_CLOCK = re.compile(r"([01]\d|2[0-3]):[0-5]\d|24:00")


class Part(BaseModel):
    """A table of the file: what it does not know is a mistake."""

    model_config = ConfigDict(extra="forbid")


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


def _one_stretch(value: str) -> str:
    if "," in value:
        raise ValueError(f"{value!r} is more than one stretch of hours")
    return _stretches(value)


def _clock(value: Any) -> str:
    text = value.strftime("%H:%M") if isinstance(value, time) else str(value)
    if not _CLOCK.fullmatch(text):
        raise ValueError(f"{text!r} is not a time of day; write it like 12:30")
    return text


def _date(value: Any) -> date:
    if isinstance(value, str):
        value = date.fromisoformat(value) if re.fullmatch(r"\d{4}-\d\d-\d\d", value) else None
    if type(value) is not date:
        raise ValueError("this is not a date; write it like 2026-12-24")
    return value


def _moment(value: Any) -> datetime:
    if isinstance(value, str):
        value = datetime.fromisoformat(value)
    if not isinstance(value, datetime) or value.tzinfo:
        raise ValueError("this is not a local time; write it like 2026-12-24T12:00:00, without an offset")
    return value


def _known_staff(value: str, info: ValidationInfo) -> str:
    known = (info.context or {}).get("staff")
    if known is not None and value.lower() not in known:
        raise ValueError(f"no staff called {value!r}")
    return value


def each_once(what: str) -> AfterValidator:
    """No two of a list may have the same `what`, however it is spelt."""

    def check(parts: list[P]) -> list[P]:
        values = [str(getattr(part, what)).lower() for part in parts]
        twice = sorted({value for value in values if values.count(value) > 1})
        if twice:
            raise ValueError(f"{', '.join(twice)}: each {what} once")
        return parts

    return AfterValidator(check)


Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
Phone = Annotated[str, AfterValidator(_phone)]
Zone = Annotated[str, AfterValidator(_zone)]
Hours = Annotated[str, AfterValidator(_stretches)]
Stretch = Annotated[str, AfterValidator(_one_stretch)]
Clock = Annotated[str, BeforeValidator(_clock)]
Day = Annotated[date, BeforeValidator(_date)]
Moment = Annotated[datetime, BeforeValidator(_moment)]
StaffName = Annotated[str, AfterValidator(_known_staff)]


def stretches(hours: str | None) -> list[dict[str, str]]:
    """Hours as the database takes them; none when closed."""
    pairs = [stretch.strip().split("-") for stretch in hours.split(",")] if hours else []
    return [{"opens": opens, "closes": closes} for opens, closes in pairs]
