"""People to call, and how calling them went, as members see and note it. Phones are E.164.

Every call raises NotFound for another business's rows.
"""

from datetime import datetime

from pydantic import Field

from edge_bridge.db.client import Call, rpc
from edge_bridge.db.inbox import Done
from edge_bridge.db.words import Row


class LeadEvent(Row):
    """One note: 'to_call', 'no_answer', 'called', 'booked' or 'not_interested', by `who` (None: no member any more)."""

    state: str
    note: str
    created_at: datetime
    who: str | None


class Lead(Row):
    """Somebody to call. `kind`: 'full', 'handoff', 'message' or 'expired'; `tries`: how often nobody answered."""

    id: str
    kind: str
    state: str
    summary: str
    created_at: datetime
    conversation_id: str | None
    booking_id: str | None
    customer_id: str
    name: str
    phone: str | None
    service: str | None
    service_id: str | None
    tries: int
    events: list[LeadEvent] = Field(default_factory=list)


class MissedCall(Row):
    """A call nobody took; `conversation_id`: where its caller was texted back. No `phone`: it was withheld."""

    id: str
    phone: str | None
    started_at: datetime
    conversation_id: str | None
    name: str | None


class LeadsPage(Row):
    """Some of them, newest first. `open`: how many are to be called in all."""

    leads: list[Lead]
    more: bool
    open: int
    calls: list[MissedCall]


def leads_page(
    business_id: str, still_open: bool = True, at: datetime | None = None, lead_id: str | None = None
) -> Call[LeadsPage]:
    """A page of those to call, or of those done with, after the lead noted `at` with that id."""
    params = {"p_business": business_id, "p_open": still_open, "p_at": at and at.isoformat(), "p_id": lead_id}
    return rpc("leads_page", params, LeadsPage.model_validate)


def set_lead_state(business_id: str, lead_id: str, state: str, note: str = "") -> Call[Done]:
    """As a member: notes how the call went. Raises BadInput for a state there is not."""
    params = {"p_business": business_id, "p_lead": lead_id, "p_state": state, "p_note": note}
    return rpc("set_lead_state", params, Done.model_validate)
