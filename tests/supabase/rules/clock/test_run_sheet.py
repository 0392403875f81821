"""In the morning members who want it get the day's bookings in one text, whatever the contact hours."""

from __future__ import annotations

from typing import Any

import pytest

from tests.supabase.rules.bookings.steps import at
from tests.supabase.rules.clock.conftest import Clock
from tests.support.cast import OTHER_CUSTOMER


def run_sheet(steps: Clock) -> int:
    return int(steps.desk.call("run_sheets_due", steps.desk.now))


@pytest.fixture
def morning(steps: Clock) -> Clock:
    """Seven on Thursday, with one booking and one request for the day; the owner wants the sheet."""
    owner = steps.desk.cast.owner.user_id
    steps.desk.do("update public.members set gets_run_sheets = true where user_id = %s", owner)
    steps.desk.do(
        "update public.businesses set next_run_sheet_at = case when id = %s then %s else 'infinity'::timestamptz end",
        steps.shop.id,
        at("Thu 07:00"),
    )
    steps.confirmed("Thu 14:00")
    steps.confirmed("Fri 09:00")
    steps.desk.now = at("Wed 19:00")
    steps.pending("Thu 10:00", OTHER_CUSTOMER)
    steps.send()
    steps.news()
    steps.desk.now = at("Thu 07:00")
    return steps


def test_it_names_the_days_bookings_in_order_and_comes_once(morning: Clock) -> None:
    assert morning.desk.call("due_work", morning.desk.now)["run_sheet"]
    assert (run_sheet(morning), run_sheet(morning)) == (1, 0)
    assert morning.news() == {"run_sheet": ["owner"]}
    jobs = morning.desk.texts("run_sheet")[0]["detail"]["jobs"]
    assert [(job["at"]["time"], job["pending"]) for job in jobs] == [("10:00 AM", True), ("2:00 PM", False)]
    assert morning.send() == ["run_sheet"]


def test_their_own_quiet_hours_hold_it_back(morning: Clock) -> None:
    morning.desk.do("update public.members set quiet_from = '21:00', quiet_to = '07:30'")
    run_sheet(morning)
    assert morning.send() == []
    morning.desk.now = at("Thu 07:30")
    assert morning.send() == ["run_sheet"]


def test_a_free_day_has_none(morning: Clock) -> None:
    morning.desk.now = at("Sun 07:00")
    run_sheet(morning)
    assert morning.news() == {}


def test_who_did_not_ask_for_it_gets_none(morning: Clock) -> None:
    morning.desk.do("update public.members set gets_run_sheets = false")
    assert run_sheet(morning) == 1
    assert morning.news() == {}


def test_what_was_called_off_is_not_on_it(morning: Clock, steps: Any) -> None:
    morning.desk.do("update public.bookings set status = 'cancelled' where status = 'confirmed'")
    run_sheet(morning)
    assert [job["pending"] for job in morning.desk.texts("run_sheet")[0]["detail"]["jobs"]] == [True]
