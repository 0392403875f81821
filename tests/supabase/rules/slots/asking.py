"""Asking for free times, and why one is not free."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from tests.supabase.rules.bookings.steps import Steps, at


def find(steps: Steps, wished: dict[str, Any], **named: Any) -> tuple[str, list[str]]:
    """How near the offers are, and their walls, checked to be free and in order."""
    with steps.turn() as turn:
        found = steps.desk.slots(turn, wished, **named)
    starts = [datetime.fromisoformat(offer["starts_at"]) for offer in found["offers"]]
    assert starts == sorted(set(starts))
    return found["match"], [f"{start.astimezone(ZoneInfo(steps.shop.time_zone)):%a %H:%M %-d}" for start in starts]


def days(walls: list[str]) -> list[str]:
    """The weekdays of walls."""
    return [wall[:3] for wall in walls]


def why(steps: Steps, start: str, where: str | None = None, when: datetime | None = None) -> list[tuple[str, str]]:
    """Each rule against Job on Sam's calendar, with its words; checked to be none exactly when it is free."""
    query = """select private.explain_start(b, s, null, %s, %s, %s)
        from public.businesses b, public.services s where b.id = %s and s.business_id = b.id and s.name = 'Job'"""
    asked = when or at(start, steps.shop.time_zone)
    told = steps.desk.value(query, where, asked, steps.desk.now, steps.shop.id)
    assert datetime.fromisoformat(told["at"]) == asked
    calendar = next(one for one in told["calendars"] if one["staff"] == "Sam")
    assert calendar["free"] is (not calendar["reasons"])
    return [(reason["rule"], reason["words"]) for reason in calendar["reasons"]]
