"""Bringing a business to life from its file."""

from typing import Any

from edge_bridge.db.client import Call, rpc
from edge_bridge.db.words import Row, Words


class Reason(Row):
    """Which rule refuses a start, and how an owner would put it."""

    rule: str
    words: str


class CalendarAnswer(Row):
    """One calendar's answer to 'why (not) then?'."""

    staff: str
    free: bool
    reasons: list[Reason]


class StartExplained(Row):
    """A start in words, and what every calendar that does the service says to it."""

    words: Words
    calendars: list[CalendarAnswer]


def provision_business(file: dict[str, Any]) -> Call[str]:
    """Makes or updates a business; the same file again changes nothing. Its id."""
    return rpc("provision_business", {"p_file": file}, str)


def why_not(
    slug: str, service: str, starts: str, staff: str | None = None, suburb: str = "", postcode: str = ""
) -> Call[StartExplained]:
    """Why a start is, or is not, offered. `starts` is the business's wall time. NotFound: a name nobody has."""
    params = {"p_slug": slug, "p_service": service, "p_starts": starts, "p_staff": staff}
    return rpc("why_not_by_name", {**params, "p_suburb": suburb, "p_postcode": postcode}, StartExplained.model_validate)
