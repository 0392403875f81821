"""The customer of a booking of today hears once by how much it begins later."""

from __future__ import annotations

from typing import Any

import pytest

from tests.supabase.rules.bookings.steps import at, refused
from tests.supabase.rules.clock.conftest import Clock
from tests.supabase.rules.desk import Desk
from tests.supabase.rules.race import race
from tests.support.cast import CUSTOMER


@pytest.fixture
def booking(steps: Clock) -> Any:
    """Confirmed for Thursday at two; it is half past one."""
    booking = steps.confirmed("Thu 14:00")
    steps.send()
    steps.news()
    steps.desk.now = at("Thu 13:30")
    return booking


def late(steps: Clock, booking: Any, minutes: int) -> tuple[str, bool]:
    me = steps.desk.cast.owner.user_id
    told = steps.desk.call("private.running_late", steps.shop.id, booking["id"], me, minutes, steps.desk.now)
    return told["outcome"], told["again"]


def test_the_customer_is_told_the_new_time_and_the_booking_stays(steps: Clock, booking: Any) -> None:
    assert late(steps, booking, 18) == ("told", False)
    assert steps.news() == {"running_late": ["customer"]}
    assert steps.desk.texts("running_late")[0]["detail"]["new"]["time"] == "2:20 PM"
    assert steps.time(booking) == "Thu 14:00"
    assert steps.events(booking)[-1] == ("running_late", "owner")
    assert steps.send() == ["running_late"]


def test_the_same_again_tells_nobody_and_other_minutes_do(steps: Clock, booking: Any) -> None:
    late(steps, booking, 20)
    assert late(steps, booking, 20) == ("told", True)
    assert late(steps, booking, 30) == ("told", False)
    steps.desk.later(minutes=11)
    assert late(steps, booking, 20) == ("told", False)
    assert len(steps.desk.texts("running_late")) == 3


def test_only_of_a_booking_of_today(steps: Clock, booking: Any) -> None:
    steps.desk.now = at("Wed 23:59")
    assert late(steps, booking, 20) == ("not_today", False)
    steps.desk.now = at("Thu 00:00")
    assert late(steps, booking, 20) == ("told", False)


def test_not_of_what_is_over(steps: Clock, booking: Any) -> None:
    steps.cancel(booking)
    steps.news()
    assert late(steps, booking, 20) == ("already_ended", False)
    assert steps.news() == {}


def test_not_of_a_job_whose_time_is_over_though_nobody_said_so(steps: Clock, booking: Any) -> None:
    steps.desk.now = steps.desk.booking(booking)["ends_at"]
    assert late(steps, booking, 200) == ("already_ended", False)
    assert steps.news() == {}


def test_no_customer_is_told_a_time_that_has_passed(steps: Clock, booking: Any) -> None:
    steps.desk.now = at("Thu 14:20")
    for minutes in (10, 20):
        with refused(steps.desk, "bad_minutes"):
            late(steps, booking, minutes)
    assert steps.news() == {}
    assert late(steps, booking, 21) == ("told", False)
    assert steps.desk.texts("running_late")[0]["detail"]["new"]["time"] == "2:25 PM"


def test_who_sent_stop_is_not_told_and_the_owner_knows(steps: Clock, booking: Any) -> None:
    steps.desk.receive("STOP", CUSTOMER)
    steps.news()
    assert late(steps, booking, 20) == ("unreachable", False)
    assert steps.news() == {}


@pytest.mark.parametrize("minutes", [0, 4, 241, -10])
def test_odd_minutes_are_refused_in_words(steps: Clock, booking: Any, minutes: int) -> None:
    with refused(steps.desk, "bad_minutes"):
        late(steps, booking, minutes)


def test_a_request_has_to_be_confirmed_first(steps: Clock) -> None:
    steps.desk.now = at("Thu 08:00")
    booking = steps.pending("Thu 14:00")
    with refused(steps.desk, "not_confirmed"):
        late(steps, booking, 20)


def test_moved_since_it_is_not_said(steps: Clock, booking: Any) -> None:
    late(steps, booking, 20)
    steps.move(booking, "Fri 10:00", agreed=True)
    assert "running_late" not in steps.send()


def test_only_members_may(steps: Clock, booking: Any) -> None:
    with steps.desk.signed_in(steps.desk.cast.outsider), steps.desk.refused("PT404"):
        steps.desk.call("running_late", steps.shop.id, booking["id"], 20)


def test_two_taps_at_once_tell_the_customer_once(own: Desk, open_desk: Any) -> None:
    booking = Clock(own).confirmed("Thu 14:00")
    who = own.cast.lawns.id, booking["id"], own.cast.owner.user_id, 20
    taps = [lambda desk, n=n: desk.call("private.running_late", *who, at(f"Thu 13:3{n}")) for n in range(4)]
    told = race(open_desk, taps)
    assert sorted(each["again"] for each in told) == [False, True, True, True]
    assert len(own.texts("running_late")) == 1


def test_held_up_past_the_time_it_names_it_is_not_said(steps: Clock, booking: Any) -> None:
    late(steps, booking, 20)
    steps.desk.now = at("Thu 14:20")
    assert "running_late" not in steps.send()
    assert steps.refusals("running_late") == ["that time has passed"]
