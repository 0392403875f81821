"""At the end of the day members are asked once, in one text, what became of the bookings nobody said so of."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tests.supabase.rules.bookings.steps import BOTH, at
from tests.supabase.rules.clock.conftest import Clock
from tests.supabase.rules.desk import Desk, instant
from tests.supabase.rules.race import race
from tests.support.cast import OTHER_CUSTOMER


def day_end(steps: Clock) -> int:
    return int(steps.desk.call("day_ends_due", steps.desk.now))


@pytest.fixture
def thursday(steps: Clock) -> list[Any]:
    """Two bookings on Thursday, and it is half past five."""
    steps.desk.settings(steps.shop, next_day_end_at=at("Thu 17:30"))
    steps.desk.do("update public.businesses set next_day_end_at = 'infinity' where id <> %s", steps.shop.id)
    bookings = [steps.confirmed("Thu 09:00"), steps.confirmed("Thu 14:00", OTHER_CUSTOMER)]
    steps.send()
    steps.news()
    steps.desk.now = at("Thu 17:30")
    return bookings


def test_one_text_names_each_with_its_code_and_comes_once(steps: Clock, thursday: list[Any]) -> None:
    assert steps.desk.call("due_work", steps.desk.now)["day_end"]
    assert (day_end(steps), day_end(steps)) == (1, 0)
    assert steps.news() == {"day_end": BOTH}
    jobs = steps.desk.texts("day_end")[0]["detail"]["jobs"]
    assert [job["code"] for job in jobs] == [steps.desk.booking(booking)["code"] for booking in thursday]
    assert [job["at"]["time"] for job in jobs] == ["9:00 AM", "2:00 PM"]
    assert steps.desk.value("select next_day_end_at from public.businesses where id = %s", steps.shop.id) == at(
        "Fri 17:30"
    )


def test_workers_sleep_until_then(steps: Clock, thursday: list[Any]) -> None:
    steps.desk.now = at("Thu 17:29")
    work = steps.desk.call("due_work", steps.desk.now)
    assert (work["day_end"], instant(work["next_at"])) == (False, at("Thu 17:30"))
    assert day_end(steps) == 0


def test_what_was_said_before_or_has_not_ended_is_not_asked_about(steps: Clock, thursday: list[Any]) -> None:
    steps.finish(thursday[0], "completed")
    late = steps.added("Thu 17:00", name="Late", phone="+61400200999", override=True)
    steps.news()
    day_end(steps)
    assert [job["id"] for job in steps.desk.texts("day_end")[0]["detail"]["jobs"]] == [thursday[1]["id"]]
    steps.desk.now = at("Fri 17:30")
    day_end(steps)
    assert [job["id"] for job in steps.desk.texts("day_end")[-1]["detail"]["jobs"]] == [late["id"]]
    assert not steps.desk.texts("day_end")[-1]["detail"]["jobs"][0]["today"]


def test_a_day_without_bookings_asks_nothing(steps: Clock, thursday: list[Any]) -> None:
    for booking in thursday:
        steps.finish(booking, "no_show")
    day_end(steps)
    assert steps.news() == {}


def test_all_said_before_it_leaves_it_stays(steps: Clock, thursday: list[Any]) -> None:
    day_end(steps)
    steps.finish(thursday[0], "completed")
    steps.finish(thursday[1], "no_show")
    assert "day_end" not in steps.send()
    assert set(steps.refusals("day_end")) == {"somebody has said so already"}


def test_where_nobody_wants_it_nothing_counts_as_asked(steps: Clock, thursday: list[Any]) -> None:
    steps.desk.do("update public.members set gets_day_ends = false")
    assert day_end(steps) == 1
    assert steps.news() == {}
    assert [steps.desk.booking(booking)["asked_at"] for booking in thursday] == [None, None]
    steps.desk.do("update public.members set gets_day_ends = true")
    steps.desk.now = at("Fri 17:30")
    day_end(steps)
    assert len(steps.desk.texts("day_end")[0]["detail"]["jobs"]) == 2


def test_moved_after_it_was_asked_about_it_is_asked_about_again(steps: Clock, thursday: list[Any]) -> None:
    day_end(steps)
    steps.finish(thursday[0], "completed")
    steps.move(thursday[1], "Fri 10:00", agreed=True)
    assert "day_end" not in steps.send()
    steps.desk.now = at("Fri 17:30")
    day_end(steps)
    assert [job["id"] for job in steps.desk.texts("day_end")[-1]["detail"]["jobs"]] == [thursday[1]["id"]]


def test_where_it_has_to_wait_for_the_next_morning_the_day_is_named(steps: Clock, thursday: list[Any]) -> None:
    steps.desk.now = at("Thu 20:30")
    day_end(steps)
    text = steps.desk.texts("day_end")[0]
    assert text["due_at"] == at("Fri 08:00")
    assert [job["today"] for job in text["detail"]["jobs"]] == [False, False]


@pytest.mark.parametrize(("seconds", "asked"), [(0, 0), (-1, 1)])
def test_what_ended_three_days_ago_is_left_alone(steps: Clock, thursday: list[Any], seconds: int, asked: int) -> None:
    steps.desk.now = steps.desk.booking(thursday[1])["ends_at"] + timedelta(days=3, seconds=seconds)
    day_end(steps)
    assert [len(text["detail"]["jobs"]) for text in steps.desk.texts("day_end")] == [1, 1][: 2 * asked]


def test_a_business_that_is_new_gets_its_time_and_no_text(steps: Clock, thursday: list[Any]) -> None:
    steps.desk.settings(steps.shop, next_day_end_at=None)
    assert day_end(steps) == 1
    assert steps.news() == {}
    assert steps.desk.value("select next_day_end_at from public.businesses where id = %s", steps.shop.id) == at(
        "Fri 17:30"
    )


@pytest.mark.parametrize(
    ("now", "clock", "following"),
    [
        ("2026-10-03T17:30+10:00", "17:30", "2026-10-04T17:30+11:00"),
        ("2027-04-03T17:30+11:00", "17:30", "2027-04-04T17:30+10:00"),
        ("2026-10-03T07:00+10:00", "02:30", "2026-10-04T03:30+11:00"),
        ("2026-11-05T17:29:59+11:00", "17:30", "2026-11-05T17:30+11:00"),
    ],
)
def test_its_time_is_by_the_clock_also_when_clocks_change(desk: Desk, now: str, clock: str, following: str) -> None:
    query = "select private.next_time(b, %s, %s) from public.businesses b where b.id = %s"
    assert desk.value(query, clock, instant(now), desk.cast.salon.id) == instant(following)


def test_two_workers_at_once_ask_once(own: Desk, open_desk: Any) -> None:
    steps = Clock(own)
    steps.confirmed("Thu 14:00")
    own.do("update public.businesses set next_day_end_at = %s", at("Thu 17:30"))
    race(open_desk, [lambda desk: desk.call("day_ends_due", at("Thu 17:30") + timedelta(minutes=1))] * 4)
    assert len(own.texts("day_end")) == 2  # one for each member
