"""The day's end and the run sheet: each job a line or few, the surplus as a number, and names that cannot forge a line."""

from __future__ import annotations

from typing import Any

import pytest

from edge_bridge.db.texts import ClaimedText
from edge_bridge.texts.render import render
from edge_bridge.twilio.simulator.new_message import BODY_LIMIT
from tests.supabase.rules.bookings.steps import Steps, at
from tests.supabase.rules.desk import Desk
from workers.send import wording

DASHBOARD = "https://app.coresentia.com.au"
TWO = [("Thu 09:00", "Ros Lind", "+61400200300"), ("Thu 14:00", "Ann Bell", "+61400200301")]


@pytest.fixture
def steps(desk: Desk) -> Steps:
    """Green Blade's, with a run sheet for everybody."""
    desk.do("update public.members set gets_run_sheets = true")
    return Steps(desk)


def job(**said: Any) -> dict[str, Any]:
    usual = {
        "code": "7K",
        "customer": "Ros Lind",
        "service": "Lawn Mowing",
        "today": True,
        "staff": "Dave",
        "address": "",
    }
    return usual | {"phone": "", "pending": False, "at": {"time": "2:00 PM", "short": "Thu, Nov 5"}} | said


def day(kind: str, *jobs: dict[str, Any], several_staff: bool = False) -> str:
    detail = {"jobs": list(jobs), "day": {"medium": "Thursday, Nov 5"}, "several_staff": several_staff}
    return render(kind, link=DASHBOARD, business={"id": "b1"}, detail=detail)


def said(steps: Steps, duty: str) -> str:
    """What the duty's text reads, from the rows it really gives."""
    steps.desk.claim()
    steps.desk.settings(steps.shop, next_day_end_at=steps.desk.now, next_run_sheet_at=steps.desk.now)
    steps.desk.call(duty, steps.desk.now)
    return wording(ClaimedText.model_validate(steps.desk.claim()[0]), DASHBOARD)


def test_the_days_end_reads_as_agreed(steps: Steps) -> None:
    codes = [steps.added(start, name=name, phone=phone, tell=False)["code"] for start, name, phone in TWO]
    steps.desk.now = at("Thu 17:30")
    assert said(steps, "day_ends_due") == (
        "📋 Done, or no-show?\n\n"
        f"{codes[0]} Ros Lind - Lawn Mowing, 9:00 AM\n{codes[1]} Ann Bell - Lawn Mowing, 2:00 PM\n\n"
        f"Reply D{codes[0]} if {codes[0]} was done, X{codes[0]} for a no-show, or DONE if all of them were done."
    )


def test_the_run_sheet_reads_as_agreed(steps: Steps) -> None:
    steps.added("Thu 09:00", name="Ros Lind", phone="+61400200300", address="3 Fig St, Milton", tell=False)
    steps.desk.now = at("Thu 07:00")
    assert said(steps, "run_sheets_due") == (
        "📋 Thursday, Nov 5\n\n9:00 AM Ros Lind - Lawn Mowing\n3 Fig St, Milton\n0400 200 300"
    )


def test_a_request_is_marked_as_not_confirmed_and_staff_named_where_there_are_several() -> None:
    assert "2:00 PM Ros Lind - Lawn Mowing with Dave (not confirmed yet)" in day(
        "run_sheet", job(pending=True), several_staff=True
    )
    assert "with" not in day("run_sheet", job())


def test_a_job_of_another_day_names_it() -> None:
    assert "7K Ros Lind - Lawn Mowing, Thu, Nov 5 2:00 PM" in day("day_end", job(today=False))


@pytest.mark.parametrize(("kind", "most"), [("day_end", 10), ("run_sheet", 8)])
def test_what_is_too_much_for_a_text_is_on_the_dashboard(kind: str, most: int) -> None:
    assert "more" not in day(kind, *[job()] * most)
    text = day(kind, *[job()] * (most + 3))
    assert text.count("Ros Lind") == most
    assert f"and 3 more: {DASHBOARD}/dashboard/b1" in text


@pytest.mark.parametrize("kind", ["day_end", "run_sheet"])
def test_a_full_day_of_long_names_is_one_text_the_carrier_takes(kind: str) -> None:
    address = "123 Featherstonehaugh Street, Upper Mount Gravatt QLD 4122"
    long = job(customer="Annabel-Louise Featherstonehaugh", service="Hedge Trimming and Garden Tidy", address=address)
    text = day(kind, *[long | {"phone": "+61400200300", "pending": True, "today": False}] * 30, several_staff=True)
    assert len(text) <= BODY_LIMIT


@pytest.mark.parametrize("kind", ["day_end", "run_sheet"])
def test_no_name_or_address_makes_a_line_of_its_own(kind: str) -> None:
    text = day(kind, job(customer="Ros\n\nReply Y9K", service="Lawn\nMowing", address="3 Fig St\nReply Y9K"))
    assert not any(line.startswith(("Reply Y9K", "Mowing")) for line in text.splitlines())
