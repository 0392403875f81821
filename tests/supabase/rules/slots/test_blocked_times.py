"""Blocked times: one-off, and recurring ones expanded in local time."""

from __future__ import annotations

from typing import Any

import pytest

from tests.supabase.rules.desk import Desk
from tests.supabase.rules.shop import BRISBANE, SYDNEY, block, free, local, open_shop
from tests.support.cast import Business

MONDAYS: dict[str, Any] = {
    "frequency": "weekly",
    "weekdays": [1],
    "first_date": "2026-09-07",
    "from_time": "09:00",
    "to_time": "10:00",
}


@pytest.fixture
def shop(desk: Desk) -> Business:
    """Open every day from nine to eleven, so two starts a day."""
    return open_shop(desk, SYDNEY, "09:00", "11:00")


def october(desk: Desk, shop: Business, wall: str = "09:00") -> set[int]:
    """The days of October 2026 that are not free at this wall time, by local date."""
    starts = free(desk, shop, "2026-10-01T00:00+10:00", "2026-11-01T00:00+11:00", now="2026-10-01T00:00+10:00")
    query = "select extract(day from s at time zone 'Australia/Sydney')::int from unnest(%s::timestamptz[]) s"
    open_days = set(
        desk.column(query, [s for s, words in zip(starts, local(starts), strict=True) if words.endswith(wall)])
    )
    return set(range(1, 32)) - open_days


@pytest.fixture(autouse=True)
def far_sight(desk: Desk, shop: Business) -> None:
    desk.settings(shop, horizon_days=40)


def test_a_weekly_block_stays_at_its_local_time_over_a_clock_change(desk: Desk, shop: Business) -> None:
    block(desk, shop, **MONDAYS)
    assert october(desk, shop) == {5, 12, 19, 26}
    assert october(desk, shop, "10:00") == set()
    before = free(desk, shop, "2026-09-28T00:00+10:00", "2026-09-29T00:00+10:00")
    assert local(before) == ["Mon 10:00"]


def test_a_date_may_be_excepted_from_a_recurring_block(desk: Desk, shop: Business) -> None:
    block(desk, shop, **MONDAYS, except_dates=["2026-10-12"])
    assert october(desk, shop) == {5, 19, 26}


def test_every_second_week_counts_weeks_from_monday(desk: Desk, shop: Business) -> None:
    block(desk, shop, **MONDAYS | {"first_date": "2026-09-30", "weekdays": [1, 3], "every_n": 2})
    assert october(desk, shop) == {12, 14, 26, 28}


def test_a_recurring_block_has_a_first_and_a_last_date(desk: Desk, shop: Business) -> None:
    block(desk, shop, **MONDAYS | {"first_date": "2026-10-12"}, last_date="2026-10-19")
    assert october(desk, shop) == {12, 19}


def test_a_daily_block_repeats_every_n_days(desk: Desk, shop: Business) -> None:
    block(desk, shop, frequency="daily", every_n=10, first_date="2026-10-02", from_time="08:00", to_time="10:00")
    assert october(desk, shop) == {2, 12, 22}


def test_a_monthly_block_repeats_on_its_day_of_every_nth_month(desk: Desk, shop: Business) -> None:
    monthly = {"frequency": "monthly", "month_day": 15, "from_time": "09:00", "to_time": "10:00"}
    block(desk, shop, **monthly, every_n=2, first_date="2026-09-01")
    assert october(desk, shop) == set()
    block(desk, shop, **monthly | {"month_day": 31}, every_n=3, first_date="2026-07-01")
    assert october(desk, shop) == {31}


def test_a_recurring_block_may_run_past_midnight(desk: Desk) -> None:
    desk.do(
        "delete from public.working_hours where business_id = (select id from public.businesses where slug = 'shop')"
    )
    shop = open_shop(desk, BRISBANE, "00:00", "00:00")
    block(desk, shop, frequency="daily", first_date="2026-01-01", from_time="20:00", to_time="06:00")
    starts = free(desk, shop, "2026-11-02T00:00+10:00", "2026-11-02T08:00+10:00")
    assert local(starts, BRISBANE) == ["Mon 06:00", "Mon 07:00"]


def test_a_block_as_long_as_its_day_leaves_nothing(desk: Desk, shop: Business) -> None:
    block(desk, shop, **MONDAYS | {"from_time": "00:00", "to_time": "00:00"})
    assert october(desk, shop, "10:00") == {5, 12, 19, 26}


def test_a_one_off_block_takes_every_start_it_touches(desk: Desk, shop: Business) -> None:
    block(desk, shop, during="[2026-10-06 09:59+11, 2026-10-06 10:00+11)")
    assert october(desk, shop) == {6}
    assert october(desk, shop, "10:00") == set()


def test_a_block_may_be_one_calendars_or_the_whole_businesss(desk: Desk) -> None:
    salon = desk.cast.salon
    statement = (
        "insert into public.blocked_times (business_id, staff_id, during) values (%s, %s, '[2026-11-04, 2026-11-05)')"
    )
    query = "select count(*) = 0 from private.blocked_ranges(%s, %s, 'Australia/Sydney', '2026-11-04', '2026-11-05')"
    desk.do(statement, salon.id, salon.staff["Mia"])
    assert {name: desk.value(query, salon.id, staff) for name, staff in salon.staff.items()} == {
        "Mia": False,
        "Priya": True,
    }
    desk.do(statement, salon.id, None)
    assert {name: desk.value(query, salon.id, staff) for name, staff in salon.staff.items()} == {
        "Mia": False,
        "Priya": False,
    }
    assert desk.value(query, desk.cast.lawns.id, desk.cast.lawns.staff["Dave"]) is True


def test_a_removed_block_blocks_nothing(desk: Desk, shop: Business) -> None:
    block(desk, shop, **MONDAYS, deleted_at=desk.now)
    block(desk, shop, during="[2026-10-06, 2026-10-07)", deleted_at=desk.now)
    assert october(desk, shop) == set()


@pytest.mark.parametrize(
    "columns",
    [
        {},
        {"during": "empty"},
        {"during": "[2026-10-06, 2026-10-07)", **MONDAYS},
        {**MONDAYS, "weekdays": None},
        {**MONDAYS, "weekdays": []},
        {**MONDAYS, "weekdays": [8]},
        {**MONDAYS, "frequency": "monthly", "weekdays": None},
        {**MONDAYS, "every_n": 0},
        {**MONDAYS, "from_time": None},
        {**MONDAYS, "occurrences": 3},
    ],
)
def test_a_block_that_says_too_little_or_two_things_at_once_is_refused(
    desk: Desk, shop: Business, columns: dict[str, Any]
) -> None:
    with desk.refused("23514"):
        block(desk, shop, **columns or {"reason": "?"})
