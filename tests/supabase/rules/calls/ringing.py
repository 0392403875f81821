"""Calls as the edge makes them known, and what a test looks at."""

from __future__ import annotations

import itertools
from typing import Any

from tests.supabase.rules.desk import Desk
from tests.support.cast import CUSTOMER, Business

_numbers = itertools.count(1)


def ring(desk: Desk, caller: str = CUSTOMER, to: Business | None = None, **named: Any) -> Any:
    """A call comes in."""
    named = {"p_provider_id": f"CA{next(_numbers):032d}", "p_now": desk.now} | named
    return desk.call("receive_call", (to or desk.cast.lawns).sms_number, caller, **named)


def end(desk: Desk, told: Any, status: str) -> Any:
    """The phone that rang is done."""
    return desk.call("end_call", told["business_id"], told["call_id"], status, desk.now)


def whole(desk: Desk, status: str, sid: str, caller: str = CUSTOMER) -> Any:
    """The number's own status callback."""
    return desk.call("note_call_status", desk.cast.lawns.sms_number, caller, sid, status, desk.now)


def miss(desk: Desk, caller: str = CUSTOMER, **named: Any) -> Any:
    """A call that nobody takes."""
    return end(desk, ring(desk, caller, **named), "no-answer")


def outcomes(desk: Desk) -> list[str | None]:
    """Of every call there is, in order."""
    return desk.column("select outcome::text from public.calls order by started_at, provider_id")
