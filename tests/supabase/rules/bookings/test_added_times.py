"""Which times an owner may add a booking at, on which calendar, and what stands in the way."""

from __future__ import annotations

from typing import Any

import pytest

from tests.supabase.rules.bookings.steps import NOBODY, Steps, at, refused, wish
from tests.supabase.rules.desk import Desk
from tests.supabase.rules.shop import job, open_shop
from tests.support.cast import OTHER_CUSTOMER


@pytest.fixture
def salon(desk: Desk) -> Steps:
    """Two calendars; Colour, with a quarter of an hour of cleaning up, is Mia's alone."""
    return Steps(desk, desk.cast.salon)


def block(steps: Steps, first: str, last: str) -> None:
    statement = "insert into public.blocked_times (business_id, during, reason) values (%s, tstzrange(%s, %s), 'away')"
    steps.desk.do(statement, steps.shop.id, at(first), at(last))


@pytest.mark.parametrize("start", ["Mon 09:10", "Thu 10:07", "next Sat 10:00"])
def test_an_owner_is_not_held_to_the_notice_the_grid_or_the_horizon(steps: Steps, start: str) -> None:
    steps.desk.settings(steps.shop, horizon_days=7)
    assert steps.add(start)["reasons"] == []


@pytest.mark.parametrize(
    ("start", "rules"),
    [
        ("Sun 10:00", ["hours"]),
        ("Fri 07:30", ["hours"]),
        ("Fri 16:30", ["hours"]),
        ("Fri 13:00", ["blocked"]),
        ("Fri 10:10", ["travel"]),
        ("Fri 08:45", ["travel"]),
        ("Sat 16:30", ["hours", "blocked"]),
    ],
)
def test_hours_blocks_and_drives_are_overridden_only_when_told(steps: Steps, start: str, rules: list[str]) -> None:
    steps.added("Fri 09:00" if start != "Fri 08:45" else "Fri 10:00")
    block(steps, "Fri 13:30", "Fri 15:00")
    block(steps, "Sat 17:00", "Sat 18:00")
    before = steps.everything()
    told = steps.add(start, phone="")
    assert (told["outcome"], [reason["rule"] for reason in told["reasons"]]) == ("refused", rules)
    assert "booking" not in told
    assert all(reason["words"].endswith(".") and not reason["final"] for reason in told["reasons"])
    assert steps.everything() == before
    told = steps.add(start, override=True)
    assert (told["outcome"], [reason["rule"] for reason in told["reasons"]]) == ("booked", rules)
    query = "select detail from public.booking_events where booking_id = %s"
    assert steps.desk.value(query, told["booking"]["id"])["overrode"] == told["reasons"]


@pytest.mark.parametrize("whose", ["confirmed", "pending", "added", "the second time of a move", "proposed", "kept"])
def test_nobody_elses_time_is_ever_overridden(steps: Steps, whose: str) -> None:
    if whose == "kept":
        with steps.turn(phone=OTHER_CUSTOMER) as turn:
            steps.desk.slots(turn, wish("Thu 14:00"))
    elif whose == "the second time of a move":
        steps.ask(steps.confirmed("Sat 10:00"), "Thu 14:00")
    elif whose == "proposed":
        steps.move(steps.confirmed("Sat 10:00"), "Thu 14:00")
    else:
        getattr(steps, whose)("Thu 14:00")
    before = steps.everything()
    for start in ("Thu 14:00", "Thu 13:30", "Thu 14:59"):
        told = steps.add(start, override=True)
        reason = told["reasons"][0]
        assert (told["outcome"], reason["rule"]) == ("refused", "kept" if whose == "kept" else "booked")
        assert reason["final"]
    assert steps.everything() == before


def test_a_time_whose_request_lapsed_is_free_though_nobody_swept(steps: Steps) -> None:
    stale = steps.pending("Thu 14:00")
    steps.desk.now = steps.desk.booking(stale)["expires_at"]
    assert steps.add("Thu 14:00")["reasons"] == []
    assert (steps.status(stale), steps.held(stale)) == ("expired", [])


@pytest.mark.parametrize(("service", "start"), [("Colour", "Fri 12:50"), ("Women's Cut", "Fri 17:10")])
def test_a_job_and_its_neighbours_buffers_are_never_overridden(salon: Steps, service: str, start: str) -> None:
    """Colour from three until five, a quarter of an hour to clean up, and nobody else's job in it."""
    salon.added("Fri 15:00", service="Colour", staff="Mia")
    told = salon.add(start, service=service, staff="Mia", override=True)
    assert (told["outcome"], told["reasons"][0]["final"]) == ("refused", True)
    assert "too close" in told["reasons"][0]["words"]
    assert salon.add("Fri 12:45", service="Colour", staff="Mia")["outcome"] == "booked"


def test_a_jobs_own_buffers_are_held_with_it(desk: Desk) -> None:
    services = [job(60, buffer_before_minutes=30, buffer_after_minutes=15)]
    steps = Steps(desk, open_shop(desk, services=services))
    for booking in (steps.added("Thu 14:00"), steps.pending("Fri 14:00")):
        during = desk.value("select occupied from public.holds where booking_id = %s", booking["id"])
        assert [steps.words(end)[4:] for end in (during.lower, during.upper)] == ["13:30", "15:15"]


def test_anyone_is_who_is_free_and_of_several_who_has_least_that_week(salon: Steps) -> None:
    assert salon.added("Thu 10:00")["staff"] == "Mia"
    assert salon.added("Thu 10:00")["staff"] == "Priya"
    assert salon.added("Wed 10:00", staff="Mia")["staff"] == "Mia"
    assert salon.added("Fri 10:00")["staff"] == "Priya"
    assert salon.added("next Fri 10:00")["staff"] == "Mia"  # another week, in which nobody has anything yet


def test_what_is_only_kept_is_nobodys_work(salon: Steps) -> None:
    with salon.turn() as turn:
        salon.desk.slots(turn, {"day_from": "2026-11-04", "day_to": "2026-11-04"}, p_staff="Mia")
    assert salon.added("Thu 10:00")["staff"] == "Mia"


def test_anyone_is_never_one_whose_time_is_taken_while_another_could_be_persuaded(salon: Steps) -> None:
    """Mia has a job then, Priya only has the day off: the owner may call her in."""
    salon.added("Thu 10:00", staff="Mia")
    block = "insert into public.blocked_times (business_id, staff_id, during) values (%s, %s, '[2026-11-05 00:00+11, 2026-11-06 00:00+11)')"
    for _ in range(2):
        salon.desk.do(block, salon.shop.id, salon.shop.staff["Priya"])
    told = salon.add("Thu 10:00")
    assert (told["outcome"], {reason["rule"] for reason in told["reasons"]}) == ("refused", {"blocked"})
    assert salon.added("Thu 10:00", override=True)["staff"] == "Priya"


def test_with_everybody_taken_anyone_is_refused(salon: Steps) -> None:
    for staff in ("Mia", "Priya"):
        salon.added("Thu 10:00", staff=staff)
    told = salon.add("Thu 10:30", override=True)
    assert (told["outcome"], told["reasons"][0]["rule"]) == ("refused", "booked")


def test_only_one_who_does_the_service_takes_it(salon: Steps) -> None:
    assert salon.added("Thu 10:00", service="Colour")["staff"] == "Mia"
    with refused(salon.desk, "bad_staff"):
        salon.add("Fri 10:00", service="Colour", staff="Priya")
    salon.desk.do("update public.staff set deleted_at = now() where name = 'Mia'")
    for staff in (None, "Mia"):
        with refused(salon.desk, "bad_staff"):
            salon.add("Fri 10:00", service="Colour", staff=staff)


def test_a_calendar_of_another_business_or_none_is_refused(steps: Steps) -> None:
    for calendar in (steps.desk.cast.salon.staff["Mia"], NOBODY):
        with refused(steps.desk, "bad_staff"):
            rest: list[Any] = [calendar, at("Thu 14:00"), {}, True, True, None, None, steps.desk.now]
            steps.desk.call("private.add_booking", steps.shop.id, steps.shop.services["Lawn Mowing"], *rest)


def test_the_reason_names_whose_time_it_is(steps: Steps) -> None:
    steps.added("Thu 14:00", name="Ann Lee")
    (reason,) = steps.add("Thu 14:30")["reasons"]
    assert reason["words"] == "It is taken: Ann Lee, Lawn Mowing, Thu, Nov 5, 2:00 PM to 3:00 PM."
    moving = steps.confirmed("Sat 10:00", OTHER_CUSTOMER)
    steps.ask(moving, "Fri 10:00", OTHER_CUSTOMER)
    (reason,) = steps.add("Fri 10:30")["reasons"]
    assert reason["words"] == (
        "It is taken: John Smith, Lawn Mowing, Fri, Nov 6, 10:00 AM to 11:00 AM (a new time, not agreed yet)."
    )
    assert reason["booking_id"] == moving["id"]
