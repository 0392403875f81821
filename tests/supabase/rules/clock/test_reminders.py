"""Both sides are reminded once, at the same clock time the day before, of what still stands."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.supabase.rules.bookings.steps import BOTH, at
from tests.supabase.rules.clock.conftest import Clock
from tests.supabase.rules.desk import Desk, instant
from tests.supabase.rules.race import race


@pytest.fixture
def booking(steps: Clock) -> Any:
    """An hour's mowing, confirmed for Thursday at two."""
    booking = steps.confirmed("Thu 14:00")
    steps.news()
    return booking


def test_both_sides_are_reminded_at_the_same_time_the_day_before_and_once(steps: Clock, booking: Any) -> None:
    steps.desk.now = at("Wed 14:00") - timedelta(seconds=1)
    assert steps.remind() == 0
    assert not steps.desk.call("due_work", steps.desk.now)["remind"]
    assert instant(steps.desk.call("due_work", steps.desk.now)["next_at"]) <= at("Wed 14:00")
    steps.desk.now = at("Wed 14:00")
    assert steps.desk.call("due_work", steps.desk.now)["remind"]
    assert (steps.remind(), steps.remind()) == (1, 0)
    assert steps.news() == {"reminder_copy": BOTH, "reminder": ["customer"]}
    assert steps.events(booking)[-1] == ("reminded", "system")
    assert sorted(steps.send())[-3:] == ["reminder", "reminder_copy", "reminder_copy"]


@pytest.mark.parametrize(
    ("zone", "contact", "starts", "reminded"),
    [
        ("Australia/Sydney", ("08:00", "20:00"), "2026-10-04T10:00+11:00", "2026-10-03T10:00+10:00"),
        ("Australia/Sydney", ("08:00", "20:00"), "2027-04-04T10:00+10:00", "2027-04-03T10:00+11:00"),
        ("Australia/Lord_Howe", ("08:00", "20:00"), "2026-10-04T09:00+11:00", "2026-10-03T09:00+10:30"),
        ("Australia/Eucla", ("08:00", "20:00"), "2026-11-12T07:00+08:45", "2026-11-11T08:00+08:45"),
        ("Australia/Brisbane", ("08:00", "20:00"), "2026-11-12T21:30+10:00", "2026-11-12T08:00+10:00"),
        ("Australia/Brisbane", ("09:00", "17:00"), "2026-11-12T06:00+10:00", "2026-11-11T09:00+10:00"),
        ("Australia/Brisbane", ("00:00", "00:00"), "2026-11-12T03:00+10:00", "2026-11-11T03:00+10:00"),
        ("Australia/Sydney", ("00:00", "00:00"), "2026-10-05T02:30+11:00", "2026-10-04T03:30+11:00"),
    ],
)
def test_the_day_before_is_a_clock_time_moved_into_contact_hours(
    desk: Desk, zone: str, contact: tuple[str, str], starts: str, reminded: str
) -> None:
    desk.settings(desk.cast.lawns, time_zone=zone, contact_from=contact[0], contact_to=contact[1])
    when = "select private.reminder_at(b, %s, %s) from public.businesses b where b.id = %s"
    at_start = datetime.fromisoformat(starts)
    assert desk.value(when, at_start, at_start - timedelta(days=5), desk.cast.lawns.id) == instant(reminded)


def test_who_books_within_the_day_before_is_not_reminded(steps: Clock) -> None:
    steps.desk.now = at("Wed 14:00")
    steps.confirmed("Thu 14:00")
    steps.desk.now = at("Thu 13:00")
    assert steps.remind() == 0


def test_a_moved_booking_is_reminded_of_its_new_time_alone(steps: Clock, booking: Any) -> None:
    steps.move(booking, "Fri 10:00", agreed=True)
    steps.news()
    steps.desk.now = at("Wed 14:00")
    assert steps.remind() == 0
    steps.desk.now = at("Thu 10:00")
    assert steps.remind() == 1
    assert [text["detail"]["starts_at"] for text in steps.desk.texts("reminder")] == ["2026-11-06T00:00:00+00:00"]


def test_a_move_after_the_reminder_brings_another_one_and_withholds_the_first(steps: Clock, booking: Any) -> None:
    steps.desk.now = at("Wed 14:00")
    steps.remind()
    steps.move(booking, "Sat 10:00", agreed=True)
    assert "reminder" not in steps.send()
    assert steps.refusals("reminder%") == ["moved again since"] * 3
    steps.desk.now = at("Fri 10:00")
    assert steps.remind() == 1
    assert "reminder" in steps.send()


@pytest.mark.parametrize("ends", ["cancel", "owner"])
def test_what_was_called_off_is_not_reminded_of(steps: Clock, booking: Any, ends: str) -> None:
    steps.desk.now = at("Wed 14:00")
    if ends == "cancel":
        steps.remind()
    steps.cancel(booking)
    assert steps.remind() == 0
    assert "reminder" not in steps.send()


def test_a_request_nobody_answered_is_not_reminded_of(steps: Clock) -> None:
    steps.desk.settings(steps.shop, expire_after_minutes=6000, nag_after_minutes=5000, deadline_clock="plain")
    steps.pending("Thu 14:00")
    steps.desk.now = at("Wed 14:00")
    assert steps.remind() == 0


def test_one_that_comes_late_waits_for_contact_hours_and_not_past_the_start(steps: Clock, booking: Any) -> None:
    steps.desk.now = at("Wed 21:00")  # nobody was there at two
    steps.remind()
    steps.send()
    assert {text["state"] for text in steps.desk.texts("reminder%")} == {"waiting"}
    steps.desk.now = at("Thu 14:00")
    assert steps.send() == []
    assert set(steps.refusals("reminder%")) == {"it has begun"}


def test_a_business_or_a_customer_may_want_none(steps: Clock, booking: Any) -> None:
    steps.desk.do(
        "update public.customers set gets_reminders = false where id = %s", steps.desk.booking(booking)["customer_id"]
    )
    steps.desk.now = at("Wed 14:00")
    steps.remind()
    assert steps.news() == {"reminder_copy": BOTH}
    other = steps.confirmed("Fri 14:00")
    steps.news()
    steps.desk.settings(steps.shop, sends_reminders=False)
    steps.desk.now = at("Thu 14:00")
    assert steps.remind() == 1
    assert steps.news() == {}
    assert ("reminded", "system") not in steps.events(other)


def test_switched_off_while_it_waits_it_does_not_leave(steps: Clock, booking: Any) -> None:
    steps.desk.now = at("Wed 14:00")
    steps.remind()
    steps.desk.settings(steps.shop, sends_reminders=False)
    steps.send()
    assert steps.refusals("reminder") == ["switched off"]


def test_a_member_who_wants_none_gets_none(steps: Clock, booking: Any) -> None:
    steps.desk.do("update public.members set gets_reminders = false where user_id = %s", steps.desk.cast.owner.user_id)
    steps.desk.now = at("Wed 14:00")
    steps.remind()
    assert steps.news() == {"reminder_copy": ["colleague"], "reminder": ["customer"]}


def test_two_workers_at_once_send_one_reminder(own: Desk, open_desk: Any) -> None:
    steps = Clock(own)
    steps.confirmed("Thu 14:00")
    own.now = at("Wed 14:00")
    done = race(open_desk, [lambda desk: desk.call("remind_due", at("Wed 14:00"))] * 4)
    assert sorted(done) == [0, 0, 0, 1]
    assert len(own.texts("reminder")) == 1
