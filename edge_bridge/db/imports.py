"""Files kept between their preview and their import.

Owners only: every call raises BadInput, in words, for other members, and NotFound for other people.
"""

from datetime import datetime
from typing import Any

from pydantic import Field

from edge_bridge.db.client import Call, rpc
from edge_bridge.db.inbox import Done
from edge_bridge.db.words import Row


class Unread(Row):
    """A line that could not be read, and why."""

    line: int
    why: str


class PreviewRow(Row):
    """A row and what it becomes: 'new', 'known', 'same' (as the line `same_as`), or of events 'booking', 'block', 'known'."""

    line: int
    what: str
    name: str = ""
    phone: str = ""
    email: str = ""
    suburb: str = ""
    known: str | None = None
    same_as: int | None = None
    title: str = ""
    customer: str = ""
    service: str | None = None
    starts_at: datetime | None = None
    ends_at: datetime | None = None


class Taken(Row):
    """An event that was not imported, for somebody has its time."""

    line: int
    title: str


class ImportResult(Row):
    """How many of each; of customers the first four, of events the others."""

    added: int = 0
    filled: int = 0
    known: int = 0
    same: int = 0
    bookings: int = 0
    blocks: int = 0
    taken: list[Taken] = Field(default_factory=list)


class Preview(Row):
    """What an import would do, or has done; `rows` are the first 200, `counts` of all by what they become."""

    kind: str
    file: str
    unread: list[Unread]
    counts: dict[str, int]
    rows: list[PreviewRow]
    done: bool
    result: ImportResult | None


class Imported(Done):
    """'imported'."""

    kind: str
    result: ImportResult


def keep_import(
    business_id: str,
    draft_id: str,
    kind: str,
    file_name: str,
    rows: list[dict[str, Any]],
    unread: list[dict[str, Any]],
    staff_id: str | None = None,
) -> Call[str]:
    """As an owner: keeps what was read for a day. `kind`: 'customers' or 'calendar'."""
    params = {"p_id": draft_id, "p_kind": kind, "p_file": file_name, "p_rows": rows, "p_unread": unread}
    return rpc(
        "keep_import", {"p_business": business_id, "p_staff": staff_id, **params}, lambda told: str(told["outcome"])
    )


def import_preview(business_id: str, draft_id: str) -> Call[Preview]:
    """As an owner: what it would do. Raises NotFound once it has expired."""
    return rpc("import_preview", {"p_business": business_id, "p_draft": draft_id}, Preview.model_validate)


def run_import(business_id: str, draft_id: str) -> Call[Imported]:
    """As an owner: imports it, once."""
    return rpc("run_import", {"p_business": business_id, "p_draft": draft_id}, Imported.model_validate)
