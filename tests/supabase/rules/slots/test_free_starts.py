"""Which starts are free: notice, horizon, grid, buffers and travel."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.supabase.rules.desk import Desk
from tests.supabase.rules.shop import BRISBANE, SYDNEY, block, free, job, local, open_shop, place, take, travel
from tests.support.cast import Business

MONDAY = ("2026-11-02T00:00+10:00", "2026-11-03T00:00+10:00")
AT_CUSTOMER = job(60, at_customer=True)


def monday(desk: Desk, shop: Business, now: str = "", where: str | None = None) -> str:
    """The free wall times of one Monday."""
    starts = free(desk, shop, *MONDAY, now=now, place=where)
    return " ".join(words.removeprefix("Mon ") for words in local(starts, BRISBANE))


def test_a_start_needs_its_whole_length_before_closing(desk: Desk) -> None:
    assert monday(desk, open_shop(desk, BRISBANE, "09:00", "12:00")) == "09:00 10:00 11:00"
    assert monday(desk, open_shop(desk, BRISBANE, "09:00", "12:00", services=[job(90)])) == "09:00 10:00"
    assert monday(desk, open_shop(desk, BRISBANE, "09:00", "12:00", services=[job(181)])) == ""


def test_no_start_inside_the_notice(desk: Desk) -> None:
    shop = open_shop(desk, BRISBANE, "09:00", "14:00", notice_minutes=120)
    assert monday(desk, shop, now="2026-11-02T09:00+10:00") == "11:00 12:00 13:00"
    assert monday(desk, shop, now="2026-11-02T09:01+10:00") == "12:00 13:00"


def test_a_services_own_notice_rules_over_the_businesss(desk: Desk) -> None:
    shop = open_shop(desk, BRISBANE, "09:00", "14:00", notice_minutes=120, services=[job(60, notice_minutes=0)])
    assert monday(desk, shop, now="2026-11-02T11:30+10:00") == "12:00 13:00"


def test_no_start_in_the_past(desk: Desk) -> None:
    assert monday(desk, open_shop(desk, BRISBANE), now="2026-11-02T15:30+10:00") == "16:00"
    assert monday(desk, open_shop(desk, BRISBANE), now="2026-11-09T00:00+10:00") == ""


def test_no_start_past_the_horizon(desk: Desk) -> None:
    shop = open_shop(desk, BRISBANE, "09:00", "12:00", horizon_days=7)
    assert monday(desk, shop, now="2026-10-26T11:00+10:00") == "09:00 10:00"
    assert monday(desk, shop, now="2026-10-20T11:00+10:00") == ""


def test_the_window_includes_its_first_instant_and_not_its_last(desk: Desk) -> None:
    shop = open_shop(desk, BRISBANE, "09:00", "12:00")
    starts = free(desk, shop, "2026-11-02T09:00+10:00", "2026-11-02T11:00+10:00", now="2026-11-01T00:00+10:00")
    assert local(starts, BRISBANE) == ["Mon 09:00", "Mon 10:00"]


def test_starts_lie_on_the_grid_counted_from_local_midnight(desk: Desk) -> None:
    assert monday(desk, open_shop(desk, BRISBANE, "09:10", "10:45", slot_step_minutes=15, services=[job(30)])) == (
        "09:15 09:30 09:45 10:00 10:15"
    )
    assert monday(desk, open_shop(desk, BRISBANE, "09:00", "12:00", slot_step_minutes=50, services=[job(30)])) == (
        "09:10 10:00 10:50"
    )


@pytest.mark.parametrize("zone", ["Australia/Adelaide", "Australia/Eucla", "Australia/Lord_Howe"])
def test_zones_of_half_and_quarter_hours_keep_their_own_grid(desk: Desk, zone: str) -> None:
    shop = open_shop(desk, zone, "09:00", "11:00")
    starts = free(desk, shop, "2026-11-02T00:00+09:00", "2026-11-04T00:00+09:00")
    assert {words[4:] for words in local(starts, zone)} == {"09:00", "10:00"}


@pytest.mark.parametrize("step", [25, 45, 50, 120])
def test_the_grid_begins_again_at_every_midnight_even_of_a_night_shift_or_a_clock_change(desk: Desk, step: int) -> None:
    shop = open_shop(desk, SYDNEY, "00:00", "00:00", slot_step_minutes=step, services=[job(5)])
    whole = free(desk, shop, "2026-10-02T17:00+10:00", "2026-10-06T00:00+11:00")
    one_by_one = [
        start
        for start in whole
        if free(desk, shop, start.isoformat(), (start + timedelta(seconds=1)).isoformat()) == [start]
    ]
    assert one_by_one == whole
    assert {words for words in local(whole) if words.endswith("00:00")} == {"Sat 00:00", "Sun 00:00", "Mon 00:00"}


def test_a_taken_time_is_not_free_and_its_neighbours_are(desk: Desk) -> None:
    shop = open_shop(desk, BRISBANE, "09:00", "13:00")
    take(desk, shop, "[2026-11-02 10:00+10, 2026-11-02 11:00+10)")
    assert monday(desk, shop) == "09:00 11:00 12:00"


def test_a_hold_past_its_expiry_no_longer_counts(desk: Desk) -> None:
    shop = open_shop(desk, BRISBANE, "09:00", "11:00")
    take(desk, shop, "[2026-11-02 09:00+10, 2026-11-02 10:00+10)")
    desk.do("update public.holds set expires_at = '2026-11-02 08:00+10' where business_id = %s", shop.id)
    assert monday(desk, shop, now="2026-11-02T07:59+10:00") == "10:00"
    assert monday(desk, shop, now="2026-11-02T08:00+10:00") == "09:00 10:00"


def test_buffers_keep_their_distance_to_the_job_before_and_after(desk: Desk) -> None:
    buffered = job(60, buffer_before_minutes=30, buffer_after_minutes=15)
    shop = open_shop(desk, BRISBANE, "08:00", "17:00", slot_step_minutes=15, services=[buffered])
    take(desk, shop, "[2026-11-02 12:00+10, 2026-11-02 13:00+10)")
    starts = monday(desk, shop).split()
    assert [s for s in starts if "10:30" <= s <= "13:45"] == ["10:30", "10:45", "13:30", "13:45"]


def test_buffers_need_no_room_inside_the_opening_hours(desk: Desk) -> None:
    buffered = job(60, buffer_before_minutes=60, buffer_after_minutes=60)
    assert monday(desk, open_shop(desk, BRISBANE, "09:00", "11:00", services=[buffered])) == "09:00 10:00"


def test_a_job_starts_and_ends_outside_blocked_times(desk: Desk) -> None:
    shop = open_shop(desk, BRISBANE, "09:00", "13:00", slot_step_minutes=30)
    block(desk, shop, during="[2026-11-02 10:15+10, 2026-11-02 10:45+10)")
    assert monday(desk, shop) == "09:00 11:00 11:30 12:00"


def test_between_two_jobs_at_customers_addresses_there_is_time_for_the_drive(desk: Desk) -> None:
    shop = open_shop(desk, BRISBANE, "08:00", "16:00", slot_step_minutes=10, travel_minutes=20, services=[AT_CUSTOMER])
    take(desk, shop, "[2026-11-02 12:00+10, 2026-11-02 13:00+10)", at_customer=True)
    starts = monday(desk, shop).split()
    assert "10:40" in starts
    assert [s for s in starts if "10:50" <= s <= "13:30"] == ["13:20", "13:30"]


def test_travel_does_not_count_for_work_on_site(desk: Desk) -> None:
    on_site = open_shop(desk, BRISBANE, "08:00", "16:00", travel_minutes=20)
    take(desk, on_site, "[2026-11-02 12:00+10, 2026-11-02 13:00+10)", at_customer=True)
    assert "11:00 13:00" in monday(desk, on_site)


def test_travel_does_not_count_towards_a_job_on_site(desk: Desk) -> None:
    shop = open_shop(desk, BRISBANE, "08:00", "16:00", travel_minutes=20, services=[AT_CUSTOMER])
    take(desk, shop, "[2026-11-02 12:00+10, 2026-11-02 13:00+10)", at_customer=False)
    assert "11:00 13:00" in monday(desk, shop)


def test_a_known_drive_counts_as_known_in_each_direction(desk: Desk) -> None:
    shop = open_shop(desk, BRISBANE, "08:00", "17:00", slot_step_minutes=10, travel_minutes=20, services=[AT_CUSTOMER])
    here, there = place(desk, shop, "Ashgrove"), place(desk, shop, "Wynnum")
    travel(desk, shop, here, there, 30)
    travel(desk, shop, there, here, 50)
    take(desk, shop, "[2026-11-02 12:00+10, 2026-11-02 13:00+10)", at_customer=True, place=there)
    starts = monday(desk, shop, where=here).split()
    assert [s for s in starts if "10:20" <= s <= "14:00"] == ["10:20", "10:30", "13:50", "14:00"]
    unknown = monday(desk, shop, where=place(desk, shop, "Chermside")).split()
    assert [s for s in unknown if "10:40" <= s <= "13:20"] == ["10:40", "13:20"]


def test_a_moving_bookings_own_hold_does_not_stand_in_its_way(desk: Desk) -> None:
    shop = open_shop(desk, BRISBANE, "09:00", "11:00")
    take(desk, shop, "[2026-11-02 09:00+10, 2026-11-02 10:00+10)")
    booking = desk.value("select id from public.bookings where business_id = %s", shop.id)
    query = """
      select count(*) from public.businesses b, public.services s,
        private.free_starts(b, s, %s, null, '2026-11-02 00:00+10', '2026-11-03 00:00+10', '2026-11-02 00:00+10', %s)
      where b.id = %s and s.business_id = b.id"""
    assert desk.value(query, shop.staff["Sam"], booking, shop.id) == 2
    assert desk.value(query, shop.staff["Sam"], None, shop.id) == 1
