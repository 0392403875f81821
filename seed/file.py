"""A business's file: TOML, read strictly, every problem named at once with where it is."""

import tomllib
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import Field, ValidationError, model_validator

from seed.chat import Chat
from seed.entries import Block, Closed, Drive, Entry, Holiday, HoursOn
from seed.parts import Member, OwnAnswer, Service, Staff
from seed.values import Clock, Part, Phone, Stretch, Zone, each_once, stretches


class BadFile(Exception):
    """The file cannot be used; the message names every problem, one a line. Nothing was changed."""


class BusinessFile(Part):
    """The whole file. What is left out keeps the product's default."""

    slug: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{1,39}$")]
    name: Annotated[str, Field(min_length=1, max_length=80)]
    trade: str = ""
    address: str = ""
    time_zone: Zone
    state: Literal["ACT", "NSW", "NT", "QLD", "SA", "TAS", "VIC", "WA"] | None = None
    sms_number: Phone
    call_number: Phone | None = None
    forward_calls_to: Phone | None = None
    greeting: str = "Hi!"
    tone: str = ""
    notes: str = ""
    must_not_promise: str = ""
    text_style: Literal["brief", "plain"] = "brief"
    slot_step_minutes: Annotated[int, Field(ge=5, le=240)] | None = None
    notice_minutes: Annotated[int, Field(ge=0)] | None = None
    horizon_days: Annotated[int, Field(ge=1, le=366)] | None = None
    travel_minutes: Annotated[int, Field(ge=0, le=480)] | None = None
    settle_seconds: Annotated[float, Field(ge=0, le=60)] | None = None
    contact_hours: Stretch | None = None
    deadline_clock: Literal["contact_hours", "plain"] | None = None
    nag_after_minutes: Annotated[int, Field(gt=0)] | None = None
    expire_after_minutes: Annotated[int, Field(gt=0)] | None = None
    answer_margin_minutes: Annotated[int, Field(ge=0)] | None = None
    offer_hold_minutes: Annotated[int, Field(ge=0, le=60)] | None = None
    decline_hold_minutes: Annotated[int, Field(ge=0, le=120)] | None = None
    sends_reminders: bool | None = None
    asks_feedback: bool | None = None
    answers_missed_calls: bool | None = None
    links_calendar: bool | None = None
    fills_freed_times: bool | None = None
    day_end_time: Clock | None = None
    run_sheet_time: Clock | None = None
    messaging_service_sid: Annotated[str, Field(pattern=r"^MG[0-9a-f]{32}$")] | None = None
    open_requests_per_customer: Annotated[int, Field(gt=0)] | None = None
    resume_after_minutes: Annotated[int, Field(ge=1, le=10080)] | None = None
    handoff_nag_minutes: Annotated[int, Field(ge=1, le=1440)] | None = None
    daily_tokens: Annotated[int, Field(ge=0)] | None = None
    daily_cost_dollars: Annotated[float, Field(ge=0, allow_inf_nan=False)] | None = None
    members: Annotated[list[Member], Field(min_length=1), each_once("email")]
    staff: Annotated[list[Staff], Field(min_length=1), each_once("name")]
    services: Annotated[list[Service], Field(min_length=1), each_once("name")]
    answers: Annotated[list[OwnAnswer], Field(default_factory=list), each_once("question")]
    closed: Annotated[list[Closed], Field(default_factory=list)]
    hours_on: Annotated[list[HoursOn], Field(default_factory=list)]
    blocks: Annotated[list[Block], Field(default_factory=list)]
    holidays: Annotated[list[Holiday], Field(default_factory=list), each_once("date")]
    travel: Annotated[list[Drive], Field(default_factory=list)]
    chat: Chat = Field(default_factory=Chat)

    @model_validator(mode="after")
    def _one_word_on_each_date(self) -> Self:
        said = [(e["staff"], e["on_date"]) for e in self.entries() if e["kind"] == "date_hours"]
        twice = sorted({f"{staff} on {day}" for staff, day in said if said.count((staff, day)) > 1})
        if twice:
            raise ValueError(f"{', '.join(twice)}: say a date's hours once (date_hours, closed and hours_on)")
        return self

    def as_rows(self, user_ids: dict[str, str]) -> dict[str, Any]:
        """What `public.provision_business` takes; `user_ids` by e-mail."""
        apart = {
            "members",
            "staff",
            "services",
            "contact_hours",
            "closed",
            "hours_on",
            "blocks",
            "holidays",
            "travel",
            "chat",
        }
        rows = self.model_dump(exclude=apart | {"daily_cost_dollars"}, exclude_none=True)
        if self.daily_cost_dollars is not None:
            rows["daily_cost_microdollars"] = round(self.daily_cost_dollars * 1_000_000)
        for contact in stretches(self.contact_hours):
            rows |= {"contact_from": contact["opens"], "contact_to": contact["closes"]}
        rows["members"] = [m.row() | {"user_id": user_ids[m.email]} for m in self.members]
        rows["staff"] = [s.row() for s in self.staff]
        rows["services"] = [s.row() for s in self.services]
        rows["entries"] = self.entries()
        rows["chat"] = self.chat.row()
        return rows

    def entries(self) -> list[Entry]:
        """Everything that has a date or a place, each for one calendar where it is about calendars."""
        specials: list[Closed | HoursOn] = [*self.closed, *self.hours_on]
        dated = [
            special.entry(name)
            for special in specials
            for name in ([special.staff] if special.staff else [s.name for s in self.staff])
        ]
        whole = [block.entry() for block in self.blocks] + [holiday.entry() for holiday in self.holidays]
        whole += [drive.entry() for drive in self.travel]
        return [entry for s in self.staff for entry in s.entries()] + dated + whole


def read_file(path: Path) -> BusinessFile:
    """The business in a file. Raises BadFile naming every problem."""
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise BadFile(f"{path}: {error}") from error
    try:
        return BusinessFile.model_validate(raw, context={"staff": _staff_names(raw)})
    except ValidationError as error:
        problems = [f"  {_where(e['loc'], raw)}: {e['msg'].removeprefix('Value error, ')}" for e in error.errors()]
        raise BadFile(f"{path}: nothing was changed, mend these first:\n" + "\n".join(problems)) from error


def _staff_names(raw: dict[str, Any]) -> set[str]:
    staff = raw.get("staff")
    rows = [row for row in staff if isinstance(row, dict)] if isinstance(staff, list) else []
    return {str(row.get("name")).lower() for row in rows}


def _where(location: tuple[int | str, ...], raw: Any) -> str:
    """Where in the file, as its writer calls it: `staff.Dave.hours.mon`, `blocks.2.from`."""
    steps = []
    for step in location:
        raw = _inside(raw, step)
        name = raw.get("name") if isinstance(raw, dict) else None
        steps.append(str(step) if isinstance(step, str) else str(name or step + 1))
    return ".".join(steps) or "the file"


def _inside(raw: Any, step: int | str) -> Any:
    if isinstance(raw, list) and isinstance(step, int):
        return raw[step]
    return raw.get(step) if isinstance(raw, dict) else None
