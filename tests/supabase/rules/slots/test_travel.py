"""Drives: from the base to the first job and home from the last, between two jobs each way, and to places nobody knows."""

from __future__ import annotations

from typing import Any

import pytest

from tests.supabase.rules.desk import Desk
from tests.supabase.rules.shop import BRISBANE, free, job, local, open_shop, place, take, travel
from tests.support.cast import Business

AT_CUSTOMER = job(60, at_customer=True)


def drive(desk: Desk, opens: str = "08:00", closes: str = "16:00", **more: Any) -> Business:
    settings: dict[str, Any] = {"slot_step_minutes": 10, "travel_minutes": 20, "services": [AT_CUSTOMER]}
    return open_shop(desk, BRISBANE, opens, closes, **settings | more)


def settle(desk: Desk, shop: Business, base: str | None) -> None:
    desk.do("update public.staff set base_place_id = %s where business_id = %s", base, shop.id)


def monday(desk: Desk, shop: Business, where: str | None = None) -> list[str]:
    """The free walls of one Monday for a job at this place."""
    starts = free(desk, shop, "2026-11-02T00:00+10:00", "2026-11-03T00:00+10:00", place=where)
    return [words.removeprefix("Mon ") for words in local(starts, BRISBANE)]


@pytest.fixture
def known(desk: Desk) -> dict[str, Any]:
    """Base to job half an hour, home again fifty minutes."""
    shop = drive(desk)
    base, there = place(desk, shop, "Base"), place(desk, shop, "There")
    travel(desk, shop, base, there, 30)
    travel(desk, shop, there, base, 50)
    settle(desk, shop, base)
    return {"shop": shop, "base": base, "there": there}


def test_the_first_and_last_job_of_a_day_leave_room_for_the_drive_from_and_to_the_base(
    desk: Desk, known: dict[str, Any]
) -> None:
    starts = monday(desk, known["shop"], known["there"])
    assert (starts[0], starts[-1]) == ("08:30", "14:10")  # home by four


def test_a_place_nobody_measured_takes_the_businesss_own_figure_from_and_to_the_base(
    desk: Desk, known: dict[str, Any]
) -> None:
    for where in (None, place(desk, known["shop"], "Nowhere")):
        starts = monday(desk, known["shop"], where)
        assert (starts[0], starts[-1]) == ("08:20", "14:40")


def test_a_job_at_the_base_itself_takes_the_figure_too_unless_it_was_measured(
    desk: Desk, known: dict[str, Any]
) -> None:
    shop, base = known["shop"], known["base"]
    assert monday(desk, shop, base)[0] == "08:20"
    travel(desk, shop, base, base, 0)
    assert (monday(desk, shop, base)[0], monday(desk, shop, base)[-1]) == ("08:00", "15:00")


def test_without_a_base_the_day_begins_at_the_first_job(desk: Desk, known: dict[str, Any]) -> None:
    settle(desk, known["shop"], None)
    starts = monday(desk, known["shop"], known["there"])
    assert (starts[0], starts[-1]) == ("08:00", "15:00")


def test_work_on_site_needs_no_drive_from_the_base(desk: Desk, known: dict[str, Any]) -> None:
    desk.do("update public.services set at_customer = false where business_id = %s", known["shop"].id)
    assert monday(desk, known["shop"])[0] == "08:00"


def test_lunch_is_not_the_end_of_a_tour(desk: Desk, known: dict[str, Any]) -> None:
    shop = known["shop"]
    desk.do("update public.working_hours set closes = '12:00' where business_id = %s", shop.id)
    statement = "insert into public.working_hours (business_id, staff_id, weekday, opens, closes) values (%s, %s, 1, '13:00', '16:00')"
    desk.do(statement, shop.id, shop.staff["Sam"])
    starts = monday(desk, shop, known["there"])
    assert (starts[0], starts[-1]) == ("08:30", "14:10")
    assert "11:00" in starts
    assert "11:10" not in starts
    assert "13:00" in starts


def test_a_calendar_that_never_closes_never_drives_home(desk: Desk) -> None:
    shop = drive(desk, "00:00", "00:00")
    settle(desk, shop, place(desk, shop, "Base"))
    starts = monday(desk, shop)
    assert (starts[0], starts[-1], len(starts)) == ("00:00", "23:50", 144)


def test_a_night_shift_is_one_tour_over_midnight(desk: Desk) -> None:
    shop = drive(desk, "22:00", "04:00")
    settle(desk, shop, place(desk, shop, "Base"))
    starts = monday(desk, shop)
    assert starts == [
        *[f"{h:02}:{m:02}" for h in (0, 1, 2) for m in range(0, 60, 10) if (h, m) <= (2, 40)],
        *[f"{h:02}:{m:02}" for h in (22, 23) for m in range(0, 60, 10) if (h, m) >= (22, 20)],
    ]


def test_a_date_with_hours_of_its_own_has_a_tour_of_its_own(desk: Desk, known: dict[str, Any]) -> None:
    statement = "insert into public.date_hours (business_id, staff_id, on_date, opens, closes) values (%s, %s, '2026-11-02', '10:00', '13:00')"
    desk.do(statement, known["shop"].id, known["shop"].staff["Sam"])
    starts = monday(desk, known["shop"], known["there"])
    assert (starts[0], starts[-1]) == ("10:30", "11:10")


def test_a_day_too_short_for_both_drives_has_no_start(desk: Desk, known: dict[str, Any]) -> None:
    desk.do("update public.working_hours set closes = '10:10' where business_id = %s", known["shop"].id)
    assert monday(desk, known["shop"], known["there"]) == []
    desk.do("update public.working_hours set closes = '10:20' where business_id = %s", known["shop"].id)
    assert monday(desk, known["shop"], known["there"]) == ["08:30"]


def test_blocked_time_shortens_no_tour(desk: Desk, known: dict[str, Any]) -> None:
    """A morning off is spent wherever; the drive is still at the day's opening."""
    shop = known["shop"]
    desk.do(
        "insert into public.blocked_times (business_id, during) values (%s, '[2026-11-02 08:00+10, 2026-11-02 10:00+10)')",
        shop.id,
    )
    assert monday(desk, shop, known["there"])[0] == "10:00"


def test_each_way_between_two_jobs_takes_its_own_time(desk: Desk) -> None:
    shop = drive(desk, "06:00", "20:00")
    here, there = place(desk, shop, "Here"), place(desk, shop, "There")
    travel(desk, shop, here, there, 90)
    travel(desk, shop, there, here, 10)
    take(desk, shop, "[2026-11-02 12:00+10, 2026-11-02 13:00+10)", at_customer=True, place=there)
    starts = monday(desk, shop, here)
    assert [start for start in starts if "09:00" <= start <= "13:30"][:4] == ["09:00", "09:10", "09:20", "09:30"]
    assert [start for start in starts if "09:30" < start < "13:20"] == ["13:10"]


def test_between_two_jobs_there_must_be_time_for_both_drives(desk: Desk) -> None:
    shop = drive(desk, "06:00", "20:00")
    for during in ("[2026-11-02 09:00+10, 2026-11-02 10:00+10)", "[2026-11-02 11:40+10, 2026-11-02 12:40+10)"):
        take(desk, shop, during, at_customer=True)
    assert [start for start in monday(desk, shop) if "10:00" <= start <= "11:40"] == ["10:20"]


def test_buffers_come_on_top_of_the_drive(desk: Desk) -> None:
    buffered = job(60, at_customer=True, buffer_before_minutes=10, buffer_after_minutes=30)
    shop = drive(desk, "06:00", "20:00", services=[buffered])
    take(desk, shop, "[2026-11-02 12:00+10, 2026-11-02 13:00+10)", at_customer=True)
    assert [start for start in monday(desk, shop) if "10:00" <= start <= "13:40"] == [
        "10:00",
        "10:10",
        "13:30",
        "13:40",
    ]


def test_a_drive_of_a_day_and_more_is_still_seen(desk: Desk) -> None:
    """Two jobs valid alone, far apart in time and further in distance."""
    shop = drive(desk, "00:00", "00:00", slot_step_minutes=60)
    here, there = place(desk, shop, "Here"), place(desk, shop, "There")
    for pair in ((here, there), (there, here)):
        travel(desk, shop, *pair, 1440)
    take(desk, shop, "[2026-11-01 10:00+10, 2026-11-01 11:00+10)", at_customer=True, place=there)
    assert monday(desk, shop, here)[0] == "11:00"


def test_no_drive_at_all_is_a_drive_too(desk: Desk) -> None:
    shop = drive(desk, travel_minutes=0)
    take(desk, shop, "[2026-11-02 12:00+10, 2026-11-02 13:00+10)", at_customer=True)
    starts = monday(desk, shop)
    assert [start for start in starts if "11:00" <= start <= "13:00"] == ["11:00", "13:00"]
