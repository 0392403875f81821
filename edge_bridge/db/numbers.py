"""What the receptionist brings in: the figures of a period, and the rows each of them counts. Days are local ones."""

from datetime import date, datetime

from pydantic import Field

from edge_bridge.db.client import Call, rpc
from edge_bridge.db.inbox import Done
from edge_bridge.db.words import Row


class Figures(Row):
    """Of a week (its Monday), of a source, or of all. `minutes`: the median to an answer; `mark`: the mean, 1 to 5."""

    week: date | None = None
    source: str | None = None
    conversations: int = 0
    requested: int = 0
    confirmed: int = 0
    handled: int = 0
    answered: int = 0
    minutes: float | None = None
    missed: int = 0
    marks: int = 0
    mark: float | None = None

    @property
    def nothing(self) -> bool:
        """Whether there is nothing to show."""
        return not (self.conversations or self.answered or self.missed or self.marks)

    @property
    def conversion(self) -> float | None:
        """Percent of conversations with a request; None when there were none."""
        return 100 * self.requested / self.conversations if self.conversations else None

    @property
    def confirmed_rate(self) -> float | None:
        """Percent of conversations whose request is confirmed."""
        return 100 * self.confirmed / self.conversations if self.conversations else None


class Numbers(Row):
    """A period's figures, in all, by week and by source. `minutes_saved`: per conversation handled."""

    minutes_saved: int
    totals: Figures
    weeks: list[Figures] = Field(default_factory=list)
    sources: list[Figures] = Field(default_factory=list)
    both: list[Figures] = Field(default_factory=list)


class CountedRow(Row):
    """One booking or conversation that a figure counts."""

    id: str
    at: datetime
    source: str
    minutes: float | None
    score: int | None
    name: str
    service: str | None
    phone: str | None


class CountedRows(Row):
    """Some of them, newest first; `count` of all."""

    count: int
    more: bool
    rows: list[CountedRow]


def business_numbers(business_id: str, first: date, last: date) -> Call[Numbers]:
    """Both days count. Raises BadInput when the period is backwards or longer than 400 days."""
    params = {"p_business": business_id, "p_from": first.isoformat(), "p_to": last.isoformat()}
    return rpc("business_numbers", params, Numbers.model_validate)


def number_rows(
    business_id: str,
    kind: str,
    first: date,
    last: date,
    source: str | None = None,
    at: datetime | None = None,
    row_id: str | None = None,
) -> Call[CountedRows]:
    """A page of the rows behind a figure, of one source or all, after the one `at` with that id."""
    params = {"p_business": business_id, "p_kind": kind, "p_from": first.isoformat(), "p_to": last.isoformat()}
    return rpc(
        "number_rows",
        params | {"p_source": source, "p_at": at and at.isoformat(), "p_id": row_id},
        CountedRows.model_validate,
    )


def set_minutes_saved(business_id: str, minutes: int) -> Call[Done]:
    """As an owner: what a conversation handled saves, 0 to 120 minutes. Raises BadInput otherwise."""
    return rpc("set_minutes_saved", {"p_business": business_id, "p_minutes": minutes}, Done.model_validate)
