"""What Today opens with, and the text that says somebody is on the way."""

from __future__ import annotations

from typing import Any

from tests.supabase.rules.bookings.steps import at, refused
from tests.supabase.rules.bookings_pages.conftest import Pages
from tests.supabase.rules.clock.conftest import Clock
from tests.supabase.rules.conversations.handed import hand_off
from tests.supabase.rules.desk import Desk
from tests.supabase.rules.race import race
from tests.support.cast import CUSTOMER, OTHER_CUSTOMER


def test_the_day_is_the_business_s_own_and_in_order(steps: Pages) -> None:
    for day, clock in (("Thu", "15:00"), ("Thu", "09:00"), ("Wed", "09:00"), ("Fri", "08:00")):
        steps.added(f"{day} {clock}", name=f"{day} {clock}")
    for now, jobs, tomorrow in (
        ("Thu 00:00", ["Thu 09:00", "Thu 15:00"], ["Fri 08:00"]),
        ("Thu 23:59", ["Thu 09:00", "Thu 15:00"], ["Fri 08:00"]),
        ("Fri 00:00", ["Fri 08:00"], []),
    ):
        steps.desk.now = at(now)
        day = steps.day()
        assert [one["customer_name"] for one in day["jobs"]] == jobs
        assert [one["customer_name"] for one in day["tomorrow"]] == tomorrow


def test_what_was_called_off_or_deleted_is_no_job_and_what_is_done_stays(steps: Pages) -> None:
    done, off, gone = (steps.added(f"Thu {hour}:00", name=str(hour)) for hour in ("09", "12", "15"))
    steps.cancel(off)
    steps.delete(gone)
    steps.desk.now = at("Thu 10:30")
    steps.finish(done, "completed")
    assert [one["status"] for one in steps.day()["jobs"]] == ["completed"]


def test_what_lapses_first_waits_first_requests_and_wishes_alike(steps: Pages, asked: Any) -> None:
    steps.desk.later(minutes=5)
    request = steps.pending("Thu 10:00", OTHER_CUSTOMER)
    waiting = steps.day()["to_answer"]
    assert {one["id"] for one in waiting} == {asked["id"], request["id"]}
    lapses = [one["moves"][0]["expires_at"] if one["moves"] else one["expires_at"] for one in waiting]
    assert lapses == sorted(lapses)


def test_a_conversation_waits_until_a_person_writes_and_again_when_the_customer_does(steps: Pages) -> None:
    desk = steps.desk
    hand_off(desk)
    (one,) = steps.day()["handoffs"]
    assert one["phone"] == CUSTOMER
    desk.later(minutes=5)
    desk.call("private.reply_to_customer", steps.shop.id, one["id"], "Hi, Dave here", None, desk.now)
    assert steps.day()["handoffs"] == []
    desk.later(minutes=5)
    desk.receive("Great, when?", CUSTOMER)
    assert [each["said"] for each in steps.day()["handoffs"]] == ["Great, when?"]


def test_the_customer_hears_once_that_somebody_is_coming(steps: Pages, booking: Any) -> None:
    assert steps.coming(booking) == ("told", False)
    assert steps.coming(booking) == ("told", True)
    assert steps.news() == {"on_my_way": ["customer"]}
    assert steps.events(booking)[-1] == ("on_my_way", "owner")
    assert steps.day()["on_my_way"] == [booking["id"]]
    assert steps.send() == ["on_my_way"]


def test_for_another_time_it_is_said_anew(steps: Pages, booking: Any) -> None:
    steps.coming(booking)
    steps.move(booking, "Thu 16:00", agreed=True)
    assert steps.day()["on_my_way"] == []
    assert "on_my_way" not in steps.send()
    assert steps.coming(booking) == ("told", False)
    assert steps.send() == ["on_my_way"]


def test_only_of_a_job_of_today_that_is_not_over(steps: Pages, booking: Any) -> None:
    for now, outcome in (("Wed 23:59", "not_today"), ("Thu 15:00", "already_ended")):
        steps.desk.now = at(now)
        assert steps.coming(booking) == (outcome, False)
    steps.desk.now = at("Thu 08:00")
    steps.desk.receive("STOP", CUSTOMER)
    steps.news()
    assert steps.coming(booking) == ("unreachable", False)
    assert steps.news() == {}


def test_a_request_has_to_be_confirmed_first_and_no_e_mail_is_sent(steps: Pages) -> None:
    request = steps.pending("Thu 14:00")
    with refused(steps.desk, "not_confirmed"):
        steps.coming(request)
    walk_in = steps.added("Thu 10:00", email="ann@example.com")
    steps.desk.now = at("Thu 09:30")
    assert steps.coming(walk_in) == ("unreachable", False)


def test_held_up_until_the_job_is_over_it_is_not_said(steps: Pages, booking: Any) -> None:
    steps.coming(booking)
    steps.desk.now = at("Thu 15:00")
    assert "on_my_way" not in steps.send()
    assert steps.refusals("on_my_way") == ["it is over"]


def test_two_taps_at_once_tell_the_customer_once(own: Desk, open_desk: Any) -> None:
    booking = Clock(own).confirmed("Thu 14:00")
    who = own.cast.lawns.id, booking["id"], own.cast.owner.user_id
    taps = [lambda desk, n=n: desk.call("private.on_my_way", *who, at(f"Thu 13:3{n}")) for n in range(3)]
    assert sorted(each["again"] for each in race(open_desk, taps)) == [False, True, True]
    assert len(own.texts("on_my_way")) == 1
