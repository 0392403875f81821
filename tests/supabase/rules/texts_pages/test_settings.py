"""What a member wants to be texted, and what the business texts: set by those who may, refused in words."""

from __future__ import annotations

from datetime import time
from typing import Any

import pytest

from tests.supabase.rules.desk import Desk
from tests.support.cast import Person


@pytest.fixture(autouse=True)
def _undone(desk: Desk) -> None:
    """Begins what is undone after the test: a role's own transaction would be kept if it were the first."""
    desk.value("select 1")


def mine(desk: Desk, settings: dict[str, Any], person: Person | None = None) -> Any:
    with desk.signed_in(person or desk.cast.owner):
        return desk.call("set_my_texts", desk.cast.lawns.id, settings)


def switches(desk: Desk, settings: dict[str, Any], person: Person | None = None) -> Any:
    with desk.signed_in(person or desk.cast.owner):
        return desk.call("set_text_switches", desk.cast.lawns.id, settings)


def member(desk: Desk, person: Person) -> dict[str, Any]:
    return desk.row(
        "select * from public.members where business_id = %s and user_id = %s", desk.cast.lawns.id, person.user_id
    )


def business(desk: Desk) -> dict[str, Any]:
    return desk.row("select * from public.businesses where id = %s", desk.cast.lawns.id)


def test_a_member_sets_their_own_texts_and_nobody_elses(desk: Desk) -> None:
    before = member(desk, desk.cast.colleague)
    wanted = {"gets_requests": False, "gets_run_sheets": True, "quiet_from": "21:00", "quiet_to": "06:30"}
    assert mine(desk, wanted) == {"outcome": "saved", "again": False}
    now_so = member(desk, desk.cast.owner)
    assert (now_so["gets_requests"], now_so["gets_run_sheets"], now_so["gets_handoffs"]) == (False, True, True)
    assert (now_so["quiet_from"], now_so["quiet_to"]) == (time(21), time(6, 30))
    assert member(desk, desk.cast.colleague) == before
    assert mine(desk, wanted)["again"] is True


def test_quiet_hours_are_taken_out_by_leaving_both_empty(desk: Desk) -> None:
    mine(desk, {"quiet_from": "21:00", "quiet_to": "06:30"})
    mine(desk, {"quiet_from": "", "quiet_to": None})
    assert member(desk, desk.cast.owner)["quiet_from"] is None


@pytest.mark.parametrize(
    "settings",
    [
        {"quiet_from": "21:00"},
        {"quiet_from": "21:00", "quiet_to": "21:00"},
        {"quiet_from": "9 pm", "quiet_to": "06:00"},
        {"gets_requests": "no"},
        {"phone": "+61400999999"},
        {"phone_verified_at": "2026-01-01"},
    ],
)
def test_odd_wishes_are_refused_and_nothing_is_changed(desk: Desk, settings: dict[str, Any]) -> None:
    before = member(desk, desk.cast.owner)
    with desk.refused("PT400"):
        mine(desk, settings)
    assert member(desk, desk.cast.owner) == before


def test_an_owner_sets_the_switches_and_what_is_not_named_stays(desk: Desk) -> None:
    wanted = {"asks_feedback": False, "links_calendar": True, "contact_from": "09:00", "contact_to": "18:30"}
    assert switches(desk, wanted) == {"outcome": "saved", "again": False}
    now_so = business(desk)
    assert (now_so["asks_feedback"], now_so["links_calendar"], now_so["sends_reminders"]) == (False, True, True)
    assert (now_so["contact_from"], now_so["contact_to"]) == (time(9), time(18, 30))
    assert switches(desk, wanted)["again"] is True


def test_another_time_of_day_is_worked_out_anew_and_the_same_one_is_not(desk: Desk) -> None:
    desk.settings(desk.cast.lawns, next_day_end_at=desk.now, next_run_sheet_at=desk.now)
    switches(desk, {"day_end_time": "17:30", "run_sheet_time": "06:15"})
    assert (business(desk)["next_day_end_at"], business(desk)["next_run_sheet_at"]) == (desk.now, None)
    switches(desk, {"day_end_time": "18:00"})
    assert business(desk)["next_day_end_at"] is None


@pytest.mark.parametrize(
    "settings",
    [
        {"day_end_time": ""},
        {"contact_from": "25:00"},
        {"sends_reminders": 1},
        {"time_zone": "UTC"},
        {"run_sheet_time": None},
    ],
)
def test_odd_switches_are_refused_and_nothing_is_changed(desk: Desk, settings: dict[str, Any]) -> None:
    before = business(desk)
    with desk.refused("PT400"):
        switches(desk, settings)
    assert business(desk) == before


def test_a_colleague_who_is_no_owner_changes_no_switch(desk: Desk) -> None:
    desk.do("update public.members set role = 'member' where user_id = %s", desk.cast.colleague.user_id)
    with desk.refused("PT400"):
        switches(desk, {"links_calendar": True}, desk.cast.colleague)
    assert business(desk)["links_calendar"] is False
    assert mine(desk, {"gets_handoffs": False}, desk.cast.colleague)["outcome"] == "saved"


def test_an_outsider_sets_nothing(desk: Desk) -> None:
    for sets in (mine, switches):
        with desk.refused("PT404"):
            sets(desk, {}, desk.cast.outsider)


def test_a_customers_reminders_are_switched_by_members_alone(desk: Desk) -> None:
    desk.rows("select")  # opens the test's transaction
    booking = desk.pencil()
    lawns = desk.cast.lawns.id
    with desk.signed_in(desk.cast.colleague):
        assert desk.call("set_reminders", lawns, booking["id"], False) == {"outcome": "saved", "again": False}
        assert desk.call("set_reminders", lawns, booking["id"], False)["again"]
    assert desk.column("select gets_reminders from public.customers") == [False]
    with desk.refused("PT404"), desk.signed_in(desk.cast.outsider):
        desk.call("set_reminders", lawns, booking["id"], True)
    with desk.refused("PT404"), desk.signed_in(desk.cast.owner):
        desk.call("set_reminders", lawns, lawns, True)
