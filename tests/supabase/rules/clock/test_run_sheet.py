"""In the morning members who want it get the day's bookings in one text, whatever the contact hours."""

from __future__ import annotations

from typing import Any

import pytest

from tests.supabase.rules.bookings.steps import at
from tests.supabase.rules.clock.conftest import Clock
from tests.supabase.rules.desk import Desk
from tests.supabase.rules.race import race
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


def test_a_morning_nobody_worked_is_not_made_up_for_on_another_day(morning: Clock) -> None:
    morning.desk.now = at("Fri 06:00")
    assert run_sheet(morning) == 1
    assert morning.news() == {}
    due = "select next_run_sheet_at from public.businesses where id = %s"
    assert morning.desk.value(due, morning.shop.id) == at("Fri 07:00")


def test_a_time_changed_after_it_came_brings_no_second_one(morning: Clock) -> None:
    run_sheet(morning)
    morning.news()
    morning.desk.settings(morning.shop, run_sheet_time="07:30", next_run_sheet_at=None)
    assert run_sheet(morning) == 1
    morning.desk.now = at("Thu 07:30")
    assert run_sheet(morning) == 1
    assert morning.news() == {}


def test_two_workers_at_once_give_it_once(own: Desk, open_desk: Any) -> None:
    Clock(own).confirmed("Thu 14:00")
    own.do("update public.members set gets_run_sheets = true")
    own.do("update public.businesses set next_run_sheet_at = %s", at("Thu 07:00"))
    race(open_desk, [lambda desk: desk.call("run_sheets_due", at("Thu 07:00"))] * 4)
    assert len(own.texts("run_sheet")) == 2  # one for each member


def test_held_up_until_the_next_day_it_does_not_leave(morning: Clock) -> None:
    run_sheet(morning)
    morning.desk.now = at("Fri 00:10")
    assert "run_sheet" not in morning.send()
    assert morning.refusals("run_sheet") == ["that day is over"]
