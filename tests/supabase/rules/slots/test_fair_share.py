"""Work is shared fairly: of those free, the one with the least booked that week takes the next."""

from __future__ import annotations

from tests.supabase.rules.bookings.steps import Steps
from tests.supabase.rules.desk import Desk
from tests.supabase.rules.slots.asking import days, find
from tests.support.cast import OTHER_CUSTOMER


def test_a_named_person_is_the_only_one_though_another_is_free_sooner(desk: Desk) -> None:
    steps = Steps(desk, desk.cast.salon)
    desk.do(
        "insert into public.blocked_times (business_id, staff_id, during) values (%s, %s, '[2026-11-02 00:00+11, 2026-11-06 00:00+11)')",
        steps.shop.id,
        steps.shop.staff["Priya"],
    )
    match, walls = find(steps, {"day_from": "2026-11-05", "day_to": "2026-11-05"}, p_staff="PRIYA")
    assert (match, days(walls)[0]) == ("later", "Fri")


def shared(steps: Steps, *starts: str) -> list[str]:
    """Who takes each of these, one customer each."""
    return [steps.pending(start, f"+6140020000{number}")["staff"] for number, start in enumerate(starts)]


def test_the_one_with_the_least_booked_that_week_takes_the_next(desk: Desk) -> None:
    """In hours, not in jobs; buffers count."""
    steps = Steps(desk, desk.cast.salon)
    steps.added("Tue 10:00", service="Colour", staff="Mia")
    steps.added("Tue 10:00", staff="Priya")
    steps.added("Tue 12:00", staff="Priya")
    assert shared(steps, "Thu 10:00") == ["Priya"]  # two hours against two and a quarter
    assert shared(steps, "Thu 14:00") == ["Mia"]


def test_another_weeks_work_does_not_count(desk: Desk) -> None:
    steps = Steps(desk, desk.cast.salon)
    for start in ("next Tue 10:00", "next Wed 10:00"):
        steps.added(start, staff="Mia")
    assert shared(steps, "Thu 10:00", "Thu 14:00") == ["Mia", "Priya"]
    assert shared(steps, "next Thu 10:00") == ["Priya"]


def test_sunday_belongs_to_the_week_before_it_in_local_time(desk: Desk) -> None:
    """Sunday evening in Sydney is Sunday morning in Greenwich; Monday morning is Sunday there."""
    steps = Steps(desk, desk.cast.salon)
    hours = "insert into public.working_hours (business_id, staff_id, weekday, opens, closes) select %s, id, d, '07:00', '09:00' from public.staff, unnest('{1,7}'::int[]) d where business_id = %s"
    desk.do(hours, steps.shop.id, steps.shop.id)
    steps.added("next Mon 07:00", staff="Mia")
    assert shared(steps, "Sun 07:00") == ["Mia"]
    assert shared(steps, "next Mon 08:00") == ["Priya"]


def test_what_is_only_kept_is_nobodys_work(desk: Desk) -> None:
    steps = Steps(desk, desk.cast.salon)
    with steps.turn(phone=OTHER_CUSTOMER) as turn:
        desk.slots(turn, {"day_from": "2026-11-04", "day_to": "2026-11-04"}, p_staff="Mia")
    assert shared(steps, "Thu 10:00") == ["Mia"]


def test_one_is_passed_over_who_is_not_free_however_little_they_have(desk: Desk) -> None:
    steps = Steps(desk, desk.cast.salon)
    for start in ("Tue 10:00", "Wed 10:00"):
        steps.added(start, staff="Mia")
    steps.added("Thu 10:00", staff="Priya")
    assert shared(steps, "Thu 10:00") == ["Mia"]
