"""Why a start is not free: the rules that refuse it, in an owner's words, and none when it is free."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.supabase.rules.bookings.steps import Steps, at
from tests.supabase.rules.desk import Desk
from tests.supabase.rules.shop import BRISBANE, block, job, open_shop, place
from tests.supabase.rules.slots.asking import why
from tests.support.cast import Business


@pytest.fixture
def shop(desk: Desk) -> Business:
    """Monday to Friday nine to five, an hour's notice, two weeks ahead, an hourly grid."""
    return open_shop(desk, BRISBANE, weekdays=range(1, 6), notice_minutes=60, horizon_days=14)


@pytest.fixture
def steps(desk: Desk, shop: Business) -> Steps:
    return Steps(desk, shop)


def test_a_free_start_has_no_reason(steps: Steps) -> None:
    assert why(steps, "Thu 10:00") == []


@pytest.mark.parametrize(
    ("minutes", "words"),
    [
        (1, "1 minute"),
        (60, "1 hour"),
        (150, "2 hours 30 minutes"),
        (1440, "1 day"),
        (2 * 1440 + 61, "2 days 1 hour 1 minute"),
    ],
)
def test_inside_the_notice(steps: Steps, minutes: int, words: str) -> None:
    steps.desk.settings(steps.shop, notice_minutes=minutes)
    steps.desk.now = at("Wed 10:00") - timedelta(minutes=minutes)
    assert why(steps, "Wed 10:00") == []
    steps.desk.later(seconds=1)
    assert why(steps, "Wed 10:00") == [("notice", f"Job has to be booked at least {words} ahead.")]


def test_a_services_own_notice_rules_over_the_businesss(steps: Steps) -> None:
    steps.desk.do("update public.services set notice_minutes = 0 where name = 'Job'")
    assert why(steps, "Mon 09:00") == []
    steps.desk.later(seconds=1)
    assert why(steps, "Mon 09:00") == [("notice", "Job has to be booked at least 0 minutes ahead.")]


def test_past_the_horizon(steps: Steps) -> None:
    steps.desk.settings(steps.shop, horizon_days=3)
    assert why(steps, "Wed 16:00") == []
    assert why(steps, "Thu 10:00") == [
        ("horizon", "It is more than 3 days ahead, which is as far as customers can book.")
    ]


@pytest.mark.parametrize(
    ("step", "words"), [(60, "1 hour"), (45, "45 minutes"), (50, "50 minutes"), (90, "1 hour 30 minutes")]
)
def test_off_the_grid(steps: Steps, step: int, words: str) -> None:
    steps.desk.settings(steps.shop, slot_step_minutes=step)
    assert why(steps, "Thu 10:07") == [("grid", f"Starts are every {words} from midnight.")]
    assert why(steps, "Thu 15:00") == []  # a multiple of each


def test_a_second_past_a_point_of_the_grid_is_off_it(steps: Steps) -> None:
    start = at("Thu 10:00") + timedelta(seconds=1)
    assert [rule for rule, _ in why(steps, "", when=start)] == ["grid"]


def test_outside_the_hours(steps: Steps) -> None:
    desk, shop = steps.desk, steps.shop
    desk.do(
        "insert into public.working_hours (business_id, staff_id, weekday, opens, closes) values (%s, %s, 4, '18:00', '20:00')",
        shop.id,
        shop.staff["Sam"],
    )
    words = (
        "Sam works 9:00 AM to 5:00 PM, 6:00 PM to 8:00 PM on Thu, Nov 5; this would be Thu, Nov 5, 5:00 PM to 6:00 PM."
    )
    assert why(steps, "Thu 17:00") == [("hours", words)]
    assert why(steps, "Thu 18:00") == []
    assert why(steps, "Sat 10:00") == [("hours", "Sam does not work on Sat, Nov 7.")]


def test_past_midnight_is_the_shift_of_the_day_before(steps: Steps) -> None:
    steps.desk.do(
        "update public.working_hours set opens = '22:00', closes = '03:00' where business_id = %s", steps.shop.id
    )
    assert why(steps, "Fri 01:00") == []
    ((rule, words),) = why(steps, "Fri 03:00")
    assert (rule, words) == (
        "hours",
        "Sam works 10:00 PM to 3:00 AM on Fri, Nov 6; this would be Fri, Nov 6, 3:00 AM to 4:00 AM.",
    )


@pytest.mark.parametrize(
    ("opens", "closes", "words"),
    [
        (None, None, "Sam has other hours on Thu, Nov 5: closed."),
        ("12:00", "14:00", "Sam has other hours on Thu, Nov 5: 12:00 PM to 2:00 PM."),
    ],
)
def test_hours_of_one_date(steps: Steps, opens: str | None, closes: str | None, words: str) -> None:
    statement = "insert into public.date_hours (business_id, staff_id, on_date, opens, closes) values (%s, %s, '2026-11-05', %s, %s)"
    steps.desk.do(statement, steps.shop.id, steps.shop.staff["Sam"], opens, closes)
    assert why(steps, "Thu 10:00") == [("date_hours", words)]
    assert bool(why(steps, "Thu 12:00")) is (opens is None)
    assert why(steps, "Fri 10:00") == []


def test_a_holiday_by_its_name_unless_the_business_works_on_it(steps: Steps) -> None:
    statement = (
        "insert into public.holidays (business_id, on_date, name, closed) values (%s, '2026-11-05', 'Cup Day', %s)"
    )
    steps.desk.do(statement, steps.shop.id, True)
    assert why(steps, "Thu 10:00") == [("holiday", "Thu, Nov 5 is closed for Cup Day.")]
    steps.desk.do("update public.holidays set closed = false where business_id = %s", steps.shop.id)
    assert why(steps, "Thu 10:00") == []
    assert [rule for rule, _ in why(steps, "Thu 18:00")] == ["hours"]


def test_a_calendars_own_hours_on_a_holiday_rule_over_it(steps: Steps) -> None:
    steps.desk.do(
        "insert into public.holidays (business_id, on_date, name) values (%s, '2026-11-05', 'Cup Day')", steps.shop.id
    )
    statement = "insert into public.date_hours (business_id, staff_id, on_date, opens, closes) values (%s, %s, '2026-11-05', '12:00', '14:00')"
    steps.desk.do(statement, steps.shop.id, steps.shop.staff["Sam"])
    assert why(steps, "Thu 12:00") == []
    assert [rule for rule, _ in why(steps, "Thu 10:00")] == ["date_hours"]


@pytest.mark.parametrize(("reason", "words"), [("", ""), ("dentist", ": dentist")])
def test_blocked_times_by_their_reason(steps: Steps, reason: str, words: str) -> None:
    block(steps.desk, steps.shop, during="[2026-11-05 10:59+10, 2026-11-05 13:00+10)", reason=reason)
    assert why(steps, "Thu 10:00") == [("blocked", f"Thu, Nov 5, 10:59 AM to 1:00 PM is blocked{words}.")]
    assert why(steps, "Thu 13:00") == []


def test_a_recurring_block_over_midnight_says_when_it_ends(steps: Steps) -> None:
    steps.desk.do(
        "update public.working_hours set opens = '00:00', closes = '00:00' where business_id = %s", steps.shop.id
    )
    lunch = {
        "frequency": "daily",
        "first_date": "2026-01-01",
        "from_time": "22:00",
        "to_time": "06:00",
        "reason": "sleep",
    }
    block(steps.desk, steps.shop, **lunch)
    assert why(steps, "Thu 05:00") == [("blocked", "Wed, Nov 4, 10:00 PM to Thu, Nov 5, 6:00 AM is blocked: sleep.")]


def test_the_drive_from_and_to_the_base(desk: Desk) -> None:
    shop = open_shop(desk, BRISBANE, slot_step_minutes=15, travel_minutes=20, services=[job(60, at_customer=True)])
    steps = Steps(desk, shop)
    desk.do("update public.staff set base_place_id = %s where business_id = %s", place(desk, shop, "Base"), shop.id)
    words = "It leaves Sam no time for the drive from or to the base within the day's hours."
    assert why(steps, "Thu 09:15") == [("base", words)]
    assert why(steps, "Thu 09:30") == []
    assert why(steps, "Thu 15:30") == []
    assert why(steps, "Thu 15:45") == [("base", words)]
    assert [rule for rule, _ in why(steps, "Thu 16:15")] == ["hours"]


def test_several_reasons_at_once_each_by_itself(steps: Steps) -> None:
    steps.added("Thu 16:30", override=True, name="Ann")
    block(steps.desk, steps.shop, during="[2026-11-05 17:00+10, 2026-11-05 18:00+10)")
    steps.desk.now = at("Thu 16:00")
    assert [rule for rule, _ in why(steps, "Thu 16:59")] == ["notice", "grid", "hours", "blocked", "booked"]
    steps.desk.now = at("Mon 09:00")
    steps.desk.settings(steps.shop, horizon_days=1)
    assert [rule for rule, _ in why(steps, "Thu 16:30")] == ["horizon", "grid", "hours", "blocked", "booked"]


def test_over_a_whole_week_a_start_is_free_exactly_when_nothing_is_said_against_it(desk: Desk) -> None:
    """With a booking, a request, something kept, a block, a drive, a base and a holiday in it."""
    services = [job(60, at_customer=True, buffer_after_minutes=15)]
    shop = open_shop(desk, BRISBANE, weekdays=range(1, 6), notice_minutes=60, horizon_days=5, services=services)
    steps = Steps(desk, shop)
    desk.do("update public.staff set base_place_id = %s where business_id = %s", place(desk, shop, "Base"), shop.id)
    desk.do("insert into public.holidays (business_id, on_date, name) values (%s, '2026-11-04', 'Cup Day')", shop.id)
    block(desk, shop, frequency="daily", first_date="2026-11-01", from_time="12:00", to_time="13:00")
    steps.added("Tue 14:00", override=True)
    steps.pending("Thu 14:00")
    with steps.turn() as turn:
        desk.slots(turn, {"day_from": "2026-11-06"})
    free = 0
    for quarter in range(7 * 96):
        free += why(steps, "", when=at("Mon 00:00") + timedelta(minutes=15 * quarter)) == []
    assert free > 5
