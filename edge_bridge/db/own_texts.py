"""Which texts a member gets and which the business sends, and the member's own phone. Read and set as that member.

Times of day are local, to the minute. The same settings again change nothing and say so: `again`.
"""

from datetime import time
from typing import Literal

from pydantic import Field

from edge_bridge.db.client import Call, rpc
from edge_bridge.db.inbox import Done
from edge_bridge.db.pages import only
from edge_bridge.db.words import Row

WISHES = ("gets_requests", "gets_confirmations", "gets_handoffs", "gets_reminders", "gets_day_ends", "gets_run_sheets")
QUIET = ("quiet_from", "quiet_to")
SWITCHES = ("sends_reminders", "asks_feedback", "answers_missed_calls", "links_calendar", "fills_freed_times")
TIMES = ("day_end_time", "run_sheet_time", "contact_from", "contact_to")


class MyTexts(Row):
    """What the signed-in member gets; quiet from when to when, or never."""

    gets_requests: bool
    gets_confirmations: bool
    gets_handoffs: bool
    gets_reminders: bool
    gets_day_ends: bool
    gets_run_sheets: bool
    quiet_from: time | None
    quiet_to: time | None


class TextSettings(Row):
    """What the business sends and when; and, of its members, the signed-in one alone."""

    sends_reminders: bool
    asks_feedback: bool
    answers_missed_calls: bool
    links_calendar: bool
    fills_freed_times: bool
    day_end_time: time
    run_sheet_time: time
    contact_from: time
    contact_to: time
    members: list[MyTexts] = Field(min_length=1, max_length=1)


class Welcome(Row):
    """Whether the text that links a phone was queued, or why not."""

    outcome: Literal["queued", "no_phone", "no_number", "verified", "stopped", "on_its_way", "too_soon"]


def text_settings(business_id: str) -> Call[TextSettings]:
    """Raises NotFound when the business is not the person's."""
    own = f"members!members_business_id_fkey({','.join((*WISHES, *QUIET))})"
    columns = ",".join((*SWITCHES, *TIMES, own))
    return Call(
        lambda client: client.table("businesses").select(columns).eq("id", business_id).is_("deleted_at", "null"),
        only(TextSettings),
    )


def set_my_texts(business_id: str, settings: dict[str, bool | str]) -> Call[Done]:
    """As a member, for themselves: WISHES, and QUIET like '21:00' or both empty. Raises BadInput in words for them."""
    return rpc("set_my_texts", {"p_business": business_id, "p_settings": settings}, Done.model_validate)


def set_text_switches(business_id: str, settings: dict[str, bool | str]) -> Call[Done]:
    """As an owner: SWITCHES, and TIMES like '17:30'. Raises BadInput in words for them, also for who is no owner."""
    return rpc("set_text_switches", {"p_business": business_id, "p_settings": settings}, Done.model_validate)


def welcome_me(business_id: str) -> Call[Welcome]:
    """As a member: the text that links their phone, again; at most one in ten minutes."""
    return rpc("welcome_me", {"p_business": business_id}, Welcome.model_validate)
