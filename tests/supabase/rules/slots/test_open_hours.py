"""Local hours become instants: through clock changes, past midnight, and on dates with hours of their own."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest

from tests.supabase.rules.desk import Desk, instant
from tests.supabase.rules.shop import BRISBANE, SYDNEY, block, free, job, local, open_shop
from tests.support.cast import Business


def open_for(desk: Desk, shop: Business, first: str, last: str) -> timedelta:
    """How long Sam's calendar is open between two instants."""
    query = """
      select coalesce(sum(upper(r) - lower(r)), '0') from public.businesses b,
        unnest(private.open_hours(b.id, %s, b.time_zone, %s, %s)) as r where b.id = %s"""
    result = desk.value(query, shop.staff["Sam"], instant(first), instant(last), shop.id)
    assert isinstance(result, timedelta)
    return result


def special(desk: Desk, shop: Business, day: str, opens: str | None, closes: str | None) -> None:
    statement = (
        "insert into public.date_hours (business_id, staff_id, on_date, opens, closes) values (%s, %s, %s, %s, %s)"
    )
    desk.do(statement, shop.id, shop.staff["Sam"], day, opens, closes)


@pytest.mark.parametrize(
    ("zone", "day", "next_day", "real_hours"),
    [
        (SYDNEY, "2026-10-04T00:00+10:00", "2026-10-05T00:00+11:00", 3),  # 02:00 to 03:00 does not exist
        (SYDNEY, "2026-10-05T00:00+11:00", "2026-10-06T00:00+11:00", 4),
        (SYDNEY, "2027-04-04T00:00+11:00", "2027-04-05T00:00+10:00", 5),  # 02:00 to 03:00 happens twice
        (BRISBANE, "2026-10-04T00:00+10:00", "2026-10-05T00:00+10:00", 4),
        ("Australia/Perth", "2026-10-04T00:00+08:00", "2026-10-05T00:00+08:00", 4),
        ("Australia/Adelaide", "2026-10-04T00:00+09:30", "2026-10-05T00:00+10:30", 3),
        ("Australia/Lord_Howe", "2026-10-04T00:00+10:30", "2026-10-05T00:00+11:00", 3.5),
    ],
)
def test_one_to_five_in_the_morning_has_as_many_hours_as_that_night(
    desk: Desk, zone: str, day: str, next_day: str, real_hours: float
) -> None:
    shop = open_shop(desk, zone, "01:00", "05:00")
    assert open_for(desk, shop, day, next_day) == timedelta(hours=real_hours)


def test_a_start_that_does_not_exist_is_not_offered_and_the_others_are_once_each(desk: Desk) -> None:
    shop = open_shop(desk, SYDNEY, "01:00", "05:00")
    starts = free(desk, shop, "2026-10-04T00:00+10:00", "2026-10-05T00:00+11:00")
    assert local(starts) == ["Sun 01:00", "Sun 03:00", "Sun 04:00"]


def test_an_hour_that_happens_twice_is_two_instants(desk: Desk) -> None:
    shop = open_shop(desk, SYDNEY, "01:00", "05:00")
    starts = free(desk, shop, "2027-04-04T00:00+11:00", "2027-04-05T00:00+10:00")
    assert local(starts) == ["Sun 01:00", "Sun 02:00", "Sun 02:00", "Sun 03:00", "Sun 04:00"]
    assert len(set(starts)) == 5


def test_a_whole_working_day_keeps_its_wall_times_over_a_clock_change(desk: Desk) -> None:
    shop = open_shop(desk, SYDNEY, "09:00", "11:00")
    starts = free(desk, shop, "2026-10-03T00:00+10:00", "2026-10-05T00:00+11:00")
    assert local(starts) == ["Sat 09:00", "Sat 10:00", "Sun 09:00", "Sun 10:00"]
    assert starts[2] - starts[0] == timedelta(hours=23)


def test_brisbane_never_shifts(desk: Desk) -> None:
    shop = open_shop(desk, BRISBANE, "09:00", "10:00")
    starts = free(desk, shop, "2026-10-01T00:00+10:00", "2026-10-08T00:00+10:00")
    assert [later - sooner for sooner, later in pairwise(starts)] == [timedelta(hours=24)] * 6


def overnight(desk: Desk, **more: Any) -> Business:
    """Saturdays from ten in the evening to half past three."""
    return open_shop(desk, SYDNEY, "22:00", "03:30", weekdays=[6], slot_step_minutes=30, services=[job(30)], **more)


def test_a_saturday_night_shift_into_the_shorter_sunday_is_four_and_a_half_hours(desk: Desk) -> None:
    shop = overnight(desk)
    assert open_for(desk, shop, "2026-10-03T12:00+10:00", "2026-10-05T00:00+11:00") == timedelta(hours=4.5)
    starts = local(free(desk, shop, "2026-10-03T12:00+10:00", "2026-10-05T00:00+11:00"))
    assert (starts[0], starts[-1], len(starts)) == ("Sat 22:00", "Sun 03:00", 9)
    assert "Sun 02:00" not in starts


def test_the_night_shift_is_found_when_asked_only_about_sunday(desk: Desk) -> None:
    starts = free(desk, overnight(desk), "2026-10-04T00:00+10:00", "2026-10-05T00:00+11:00")
    assert local(starts) == ["Sun 00:00", "Sun 00:30", "Sun 01:00", "Sun 01:30", "Sun 03:00"]


def test_a_block_on_sunday_cuts_saturdays_night_shift(desk: Desk) -> None:
    shop = overnight(desk)
    block(desk, shop, during="[2026-10-04 00:00+10, 2026-10-05 00:00+11)")
    starts = free(desk, shop, "2026-10-03T12:00+10:00", "2026-10-05T00:00+11:00")
    assert local(starts) == ["Sat 22:00", "Sat 22:30", "Sat 23:00", "Sat 23:30"]


def test_a_closed_sunday_leaves_saturdays_shift_whole_and_a_closed_saturday_removes_it(desk: Desk) -> None:
    shop = overnight(desk)
    window = ("2026-10-03T12:00+10:00", "2026-10-05T00:00+11:00")
    special(desk, shop, "2026-10-04", None, None)
    assert len(free(desk, shop, *window)) == 9
    special(desk, shop, "2026-10-03", None, None)
    assert free(desk, shop, *window) == []


def test_round_the_clock_hours_have_no_seam_at_midnight(desk: Desk) -> None:
    shop = open_shop(desk, BRISBANE, "00:00", "00:00", services=[job(120)])
    starts = free(desk, shop, "2026-11-02T22:00+10:00", "2026-11-03T02:00+10:00")
    assert local(starts, BRISBANE) == ["Mon 22:00", "Mon 23:00", "Tue 00:00", "Tue 01:00"]


def test_two_stretches_a_day_leave_lunch_free_of_work(desk: Desk) -> None:
    shop = open_shop(desk, BRISBANE, "09:00", "12:00", weekdays=[1])
    desk.do("insert into public.working_hours values (%s, %s, 1, '13:00', '15:00')", shop.id, shop.staff["Sam"])
    starts = free(desk, shop, "2026-11-02T00:00+10:00", "2026-11-03T00:00+10:00")
    assert local(starts, BRISBANE) == ["Mon 09:00", "Mon 10:00", "Mon 11:00", "Mon 13:00", "Mon 14:00"]


def test_a_date_with_hours_of_its_own_uses_them_instead_of_the_weekly_ones(desk: Desk) -> None:
    shop = open_shop(desk, BRISBANE, "09:00", "12:00")
    special(desk, shop, "2026-11-03", "18:00", "20:00")
    special(desk, shop, "2026-11-04", None, None)
    starts = free(desk, shop, "2026-11-03T00:00+10:00", "2026-11-06T00:00+10:00")
    assert local(starts, BRISBANE) == ["Tue 18:00", "Tue 19:00", "Thu 09:00", "Thu 10:00", "Thu 11:00"]


def test_a_date_may_be_open_where_its_weekday_is_not(desk: Desk) -> None:
    shop = open_shop(desk, BRISBANE, weekdays=[1])
    special(desk, shop, "2026-11-03", "22:00", "01:00")
    starts = free(desk, shop, "2026-11-03T00:00+10:00", "2026-11-05T00:00+10:00")
    assert local(starts, BRISBANE) == ["Tue 22:00", "Tue 23:00", "Wed 00:00"]


def test_one_calendars_hours_are_not_anothers(desk: Desk) -> None:
    salon = desk.cast.salon
    statement = "insert into public.date_hours (business_id, staff_id, on_date) values (%s, %s, '2026-11-03')"
    desk.do(statement, salon.id, salon.staff["Mia"])
    query = "select not isempty(private.open_hours(%s, %s, %s, '2026-11-03 00:00+11', '2026-11-04 00:00+11'))"
    opens = {name: desk.value(query, salon.id, staff, SYDNEY) for name, staff in salon.staff.items()}
    assert opens == {"Mia": False, "Priya": True}
