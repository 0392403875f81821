"""What a customer wishes for is what they are offered, as far as it is to be had; and the work is shared fairly."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.supabase.rules.bookings.steps import Steps, at
from tests.supabase.rules.desk import Desk
from tests.supabase.rules.shop import BRISBANE, block, job, open_shop, place
from tests.supabase.rules.slots.asking import days, find
from tests.support.cast import OTHER_CUSTOMER

MORNING = {"minute_from": 0, "minute_to": 12 * 60}


@pytest.fixture
def steps(desk: Desk) -> Steps:
    """Every day nine to five, an hourly grid, two hours' notice; asked on Monday at nine."""
    steps = Steps(desk, open_shop(desk, BRISBANE, notice_minutes=120))
    desk.settings(steps.shop, offer_hold_minutes=0)
    return steps


def test_this_week_is_up_to_sunday(steps: Steps) -> None:
    match, walls = find(steps, {"day_to": "2026-11-08"})
    assert (match, len(walls)) == ("wished", 3)
    block(steps.desk, steps.shop, during="[2026-11-02 00:00+10, 2026-11-08 16:00+10)")
    assert find(steps, {"day_to": "2026-11-08"}) == ("wished", ["Sun 16:00 8"])
    block(steps.desk, steps.shop, during="[2026-11-08 16:00+10, 2026-11-09 00:00+10)")
    match, walls = find(steps, {"day_to": "2026-11-08"})
    assert (match, walls[0]) == ("later", "Mon 09:00 9")


def test_before_friday_ends_with_thursday(steps: Steps) -> None:
    block(steps.desk, steps.shop, during="[2026-11-02 00:00+10, 2026-11-05 15:00+10)")
    assert find(steps, {"day_to": "2026-11-05"}) == ("wished", ["Thu 15:00 5", "Thu 16:00 5"])


def test_next_wednesday_morning(steps: Steps) -> None:
    match, walls = find(steps, {"day_from": "2026-11-11", "day_to": "2026-11-11"} | MORNING)
    assert (match, walls) == ("wished", ["Wed 09:00 11", "Wed 10:00 11", "Wed 11:00 11"])
    block(steps.desk, steps.shop, during="[2026-11-11 09:00+10, 2026-11-11 12:00+10)")
    match, walls = find(steps, {"day_from": "2026-11-11", "day_to": "2026-11-11"} | MORNING)
    assert (match, set(days(walls)), walls[0]) == ("same_days", {"Wed"}, "Wed 12:00 11")


def test_after_three_is_three_and_later(steps: Steps) -> None:
    match, walls = find(steps, {"minute_from": 15 * 60})
    assert match == "wished"
    assert all(wall[4:9] >= "15:00" for wall in walls)
    assert any(wall[4:9] == "15:00" for wall in walls)


def test_before_three_is_earlier_than_three(steps: Steps) -> None:
    block(steps.desk, steps.shop, frequency="daily", first_date="2026-11-01", from_time="09:00", to_time="14:00")
    match, walls = find(steps, {"minute_to": 15 * 60})
    assert (match, {wall[4:9] for wall in walls}) == ("wished", {"14:00"})
    match, walls = find(steps, {"minute_to": 14 * 60})
    assert (match, walls[0]) == ("same_days", "Mon 14:00 2")


def test_any_saturday_is_the_next_ones(steps: Steps) -> None:
    match, walls = find(steps, {"weekday": 6})
    assert (match, set(days(walls))) == ("wished", {"Sat"})
    assert [wall.split()[-1] for wall in walls] == ["7", "14", "21"]


def test_a_weekday_nobody_works_leads_to_other_days(desk: Desk) -> None:
    steps = Steps(desk, open_shop(desk, BRISBANE, weekdays=range(1, 6)))
    match, walls = find(steps, {"weekday": 7, "day_from": "2026-11-05"} | MORNING)
    assert (match, days(walls)[0]) == ("later", "Thu")


def test_a_night_shift_is_wished_for_over_midnight(desk: Desk) -> None:
    steps = Steps(desk, open_shop(desk, BRISBANE, "00:00", "00:00"))
    match, walls = find(steps, {"day_from": "2026-11-05", "minute_from": 22 * 60, "minute_to": 2 * 60})
    assert match == "wished"
    assert all(wall[4:9] >= "22:00" or wall[4:9] < "02:00" for wall in walls)


@pytest.mark.parametrize("wished", [{}, {"day_to": "2026-11-02"}, {"day_from": "2026-11-02"} | MORNING, {"weekday": 1}])
def test_nothing_is_offered_inside_the_notice_whatever_is_wished(steps: Steps, wished: dict[str, Any]) -> None:
    steps.desk.now = at("Mon 09:20")
    _, walls = find(steps, wished)
    assert [wall for wall in walls if wall < "Mon 12:00 2" and wall.endswith(" 2")] == []


def test_a_day_gone_by_leads_to_later_ones(steps: Steps) -> None:
    match, walls = find(steps, {"day_from": "2026-10-26", "day_to": "2026-10-27"})
    assert (match, walls[0]) == ("later", "Mon 11:00 2")


def test_a_day_past_the_horizon_is_not_to_be_had(steps: Steps) -> None:
    assert find(steps, {"day_from": "2027-03-01"}) == ("none", [])


def test_offers_lie_on_other_days_then_in_other_parts_of_the_day(steps: Steps) -> None:
    match, walls = find(steps, {"day_from": "2026-11-05"})
    assert (match, walls) == ("wished", ["Thu 09:00 5", "Fri 12:00 6", "Sat 16:00 7"])


def test_two_days_give_two_parts_of_the_first_or_second(steps: Steps) -> None:
    match, walls = find(steps, {"day_from": "2026-11-05", "day_to": "2026-11-06"})
    assert match == "wished"
    assert sorted(set(days(walls))) == ["Fri", "Thu"]
    parts = [int(wall[4:6]) // 4 for wall in walls]
    assert len(set(parts)) == 3


def test_near_the_wished_time_where_it_is_not_to_be_had(steps: Steps) -> None:
    block(steps.desk, steps.shop, during="[2026-11-05 13:00+10, 2026-11-05 15:00+10)")
    wished = {"day_from": "2026-11-05", "day_to": "2026-11-05", "minute_from": 14 * 60, "minute_to": 14 * 60 + 1}
    match, walls = find(steps, wished)
    assert match == "same_days"
    assert "Thu 15:00 5" in walls
    assert "Thu 12:00 5" in walls
    assert "Thu 09:00 5" not in walls


def test_a_declined_start_is_not_offered_to_that_customer_for_any_service_or_calendar(desk: Desk) -> None:
    steps = Steps(desk, desk.cast.salon)
    booking = steps.pending("Thu 14:00")
    desk.call("private.decline_booking", steps.shop.id, booking["id"], None, "", desk.now)
    desk.do("delete from public.holds")
    wished = {"day_from": "2026-11-05", "day_to": "2026-11-05", "minute_from": 840, "minute_to": 841}
    for service in ("Women's Cut", "Colour"):
        with steps.turn() as turn:
            assert desk.slots(turn, wished, service)["match"] == "same_days"
    with steps.turn(phone=OTHER_CUSTOMER) as turn:
        assert desk.slots(turn, wished)["match"] == "wished"


def test_a_start_declined_once_is_left_out_of_the_declining_text_too(steps: Steps) -> None:
    booking = steps.pending("Mon 11:00")
    steps.decline(booking)
    starts = steps.desk.column("select starts_at from public.offers where set_no = 2 order by 1")
    assert len(starts) == 3
    assert at("Mon 11:00") not in starts


def test_the_drive_to_a_place_counts_for_what_is_offered(desk: Desk) -> None:
    shop = open_shop(desk, BRISBANE, travel_minutes=20, services=[job(60, at_customer=True)], slot_step_minutes=60)
    steps = Steps(desk, shop)
    far = place(desk, shop, "Far")
    steps.added("Thu 12:00", suburb="Near")
    near = desk.value("select place_id from public.bookings where business_id = %s", shop.id)
    for pair in ((far, near), (near, far)):
        desk.do(
            "insert into public.travel_times (business_id, from_place_id, to_place_id, minutes) values (%s, %s, %s, 75)",
            shop.id,
            *pair,
        )
    wished = {"day_from": "2026-11-05", "day_to": "2026-11-05", "minute_from": 9 * 60, "minute_to": 16 * 60}
    with steps.turn() as turn:
        starts = [offer["starts_at"] for offer in desk.slots(turn, wished, p_suburb="far")["offers"]]
    walls = {steps.words(datetime.fromisoformat(start)) for start in starts}
    assert walls == {"Thu 09:00", "Thu 15:00"}


def test_never_an_offer_that_starts_in_the_past_of_a_long_turn(steps: Steps) -> None:
    steps.desk.settings(steps.shop, notice_minutes=0)
    steps.desk.now = at("Mon 10:00") + timedelta(seconds=1)
    _, walls = find(steps, {"day_to": "2026-11-02"})
    assert walls[0] == "Mon 11:00 2"
