"""Who told a business to stop texting them: the ledger as proof, and the members' own phones. Read as a member."""

from datetime import datetime
from typing import Any

from edge_bridge.db.client import Call, rpc
from edge_bridge.db.words import Row, Words


class OptOut(Row):
    """One line of the ledger: STOP (`opted_out`) or START, the word itself if it was one, where it came from, and when.

    `words` are in `zone`, `at` is aware.
    """

    phone: str
    opted_out: bool
    keyword: str
    source: str
    words: Words
    zone: str
    at: datetime


class MemberPhone(Row):
    """A member's phone, E.164 or none. `verified`: a text came from it. `opted_out`: since when it gets no texts."""

    user_id: str
    name: str
    phone: str | None
    verified: bool
    opted_out_at: datetime | None
    opted_out: Words | None


def export_opt_outs(business_id: str) -> Call[list[OptOut]]:
    """The whole ledger, oldest first. Raises NotFound when the business is not the person's."""
    return rpc("export_opt_outs", {"p_business": business_id}, _rows_of(OptOut))


def member_phones(business_id: str) -> Call[list[MemberPhone]]:
    """Of every member, owners first. Raises NotFound when the business is not the person's."""
    return rpc("member_phones", {"p_business": business_id}, _rows_of(MemberPhone))


def _rows_of(kind: type[Any]) -> Any:
    return lambda found: [kind.model_validate(row) for row in found]
