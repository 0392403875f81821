"""A new time the customer agreed to already: the owner moves the booking at once."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tests.supabase.rules.bookings.steps import BOTH, NOBODY, Steps, at, refused, wish
from tests.supabase.rules.desk import Desk
from tests.support.cast import OTHER_CUSTOMER


def test_it_moves_at_once_frees_the_old_time_and_tells_both_sides(steps: Steps, booking: Any) -> None:
    told = steps.move(booking, "Fri 10:00", agreed=True)
    assert (told["outcome"], told["booking"]["status"]) == ("moved", "confirmed")
    assert (steps.time(booking), steps.held(booking)) == ("Fri 10:00", ["Fri 10:00"])
    assert steps.is_free("Thu 14:00")
    assert steps.news() == {"moved": ["customer"], "moved_copy": BOTH}
    (move,) = steps.moves(booking)
    assert (move["asked_by"], move["state"], move["old_starts_at"]) == ("owner", "accepted", at("Thu 14:00"))
    assert steps.events(booking)[-1] == ("moved", "owner")


def test_it_answers_whatever_waited(steps: Steps, booking: Any) -> None:
    steps.ask(booking, "Sat 10:00")
    steps.desk.later(minutes=1)
    assert steps.move(booking, "Fri 10:00", agreed=True)["outcome"] == "moved"
    assert (steps.states(booking), steps.held(booking)) == (["withdrawn", "accepted"], ["Fri 10:00"])
    assert steps.is_free("Sat 10:00")


def test_the_very_time_the_customer_asked_for_may_be_agreed_to(steps: Steps, booking: Any) -> None:
    steps.ask(booking, "Sat 10:00")
    steps.desk.later(minutes=1)
    assert steps.move(booking, "Sat 10:00", agreed=True)["outcome"] == "moved"
    assert steps.held(booking) == ["Sat 10:00"]


def test_it_may_overlap_the_booking_itself(steps: Steps, booking: Any) -> None:
    assert steps.move(booking, "Thu 14:20", agreed=True)["outcome"] == "moved"
    assert steps.held(booking) == ["Thu 14:20"]


@pytest.mark.parametrize("start", ["Mon 09:30", "Fri 10:20", "next Sat 10:00"])
def test_an_owner_is_not_held_to_the_notice_the_grid_or_the_horizon(steps: Steps, booking: Any, start: str) -> None:
    steps.desk.settings(steps.shop, horizon_days=7)
    assert steps.move(booking, start, agreed=True)["outcome"] == "moved"


@pytest.mark.parametrize(("start", "rule"), [("Fri 06:00", "hours"), ("Fri 13:00", "blocked"), ("Fri 10:10", "travel")])
def test_hours_blocks_and_drives_stand_unless_overridden(steps: Steps, booking: Any, start: str, rule: str) -> None:
    steps.added("Fri 09:00")
    steps.desk.do(
        "insert into public.blocked_times (business_id, during) values (%s, tstzrange(%s, %s))",
        steps.shop.id,
        at("Fri 13:30"),
        at("Fri 15:00"),
    )
    before = steps.everything()
    told = steps.move(booking, start, agreed=True)
    assert (told["outcome"], [reason["rule"] for reason in told["reasons"]]) == ("refused", [rule])
    assert steps.everything() == before
    told = steps.move(booking, start, agreed=True, override=True)
    assert (told["outcome"], [reason["rule"] for reason in told["reasons"]]) == ("moved", [rule])
    assert steps.held(booking) == [start]


@pytest.mark.parametrize("whose", ["confirmed", "pending", "the second time of a move", "kept"])
def test_nobody_elses_time_is_overridden(steps: Steps, booking: Any, whose: str) -> None:
    if whose == "kept":
        with steps.turn(phone=OTHER_CUSTOMER) as turn:
            steps.desk.slots(turn, wish("Fri 10:00"))
    elif whose == "the second time of a move":
        steps.ask(steps.confirmed("Sat 10:00", OTHER_CUSTOMER), "Fri 10:00", OTHER_CUSTOMER)
    else:
        getattr(steps, whose)("Fri 10:00", OTHER_CUSTOMER)
    before = steps.everything()
    for start in ("Fri 10:00", "Fri 09:30", "Fri 10:30"):
        told = steps.move(booking, start, agreed=True, override=True)
        assert (told["outcome"], told["reasons"][0]["rule"]) == ("refused", "kept" if whose == "kept" else "booked")
        assert told["reasons"][0]["final"]
    assert steps.everything() == before


def test_the_buffers_of_a_neighbour_are_not_overridden(desk: Desk) -> None:
    """Colour is cleaned up after for a quarter of an hour."""
    steps = Steps(desk, desk.cast.salon)
    booking = steps.confirmed("Thu 14:00")
    steps.added("Fri 10:00", service="Colour", staff="Mia")
    told = steps.move(booking, "Fri 12:00", staff="Mia", agreed=True, override=True)
    assert (told["outcome"], told["reasons"][0]["final"]) == ("refused", True)
    assert steps.move(booking, "Fri 12:15", staff="Mia", agreed=True)["outcome"] == "moved"


def test_a_kept_time_past_its_while_is_free_to_take(steps: Steps, booking: Any) -> None:
    with steps.turn(phone=OTHER_CUSTOMER) as turn:
        steps.desk.slots(turn, wish("Fri 10:00"))
    steps.desk.later(minutes=10)
    assert steps.move(booking, "Fri 10:00", agreed=True)["outcome"] == "moved"


def test_a_walk_in_without_a_phone_is_moved_and_nobody_but_the_members_hears(steps: Steps) -> None:
    booking = steps.added("Thu 14:00", name="Ann")
    assert steps.move(booking, "Fri 10:00", agreed=True)["outcome"] == "moved"
    assert steps.news() == {"moved_copy": BOTH}


def test_a_job_entered_for_a_time_gone_by_moves_without_telling_its_customer(steps: Steps, booking: Any) -> None:
    """The owner puts right what really happened; a text about yesterday would only puzzle."""
    steps.desk.now = at("Fri 12:00")
    assert steps.move(booking, "Thu 15:00", agreed=True)["outcome"] == "moved"
    assert steps.news() == {"moved_copy": BOTH}


def test_to_another_calendar_and_back(desk: Desk) -> None:
    steps = Steps(desk, desk.cast.salon)
    booking = steps.confirmed("Thu 14:00")
    first = booking["staff"]
    other = {"Mia": "Priya", "Priya": "Mia"}[first]
    assert steps.move(booking, "Thu 14:00", staff=other, agreed=True)["booking"]["staff"] == other
    assert desk.column("select staff_id::text from public.holds") == [steps.shop.staff[other]]
    assert (steps.is_free("Thu 14:00", first), steps.is_free("Thu 14:00", other)) == (True, False)
    assert steps.move(booking, "Thu 14:00", staff=first, agreed=True)["booking"]["staff"] == first


def test_who_no_longer_does_a_service_may_still_move_what_they_have_of_it(desk: Desk) -> None:
    steps = Steps(desk, desk.cast.salon)
    booking = steps.added("Thu 14:00", staff="Mia")
    desk.do("delete from public.service_staff where service_id = %s", steps.shop.services["Women's Cut"])
    assert steps.move(booking, "Fri 10:00", agreed=True)["outcome"] == "moved"
    with refused(desk, "bad_staff"):
        steps.move(booking, "Fri 14:00", staff="Priya", agreed=True)


def test_a_calendar_of_another_business_or_none_is_refused(steps: Steps, booking: Any) -> None:
    for calendar in (steps.desk.cast.salon.staff["Mia"], NOBODY):
        with refused(steps.desk, "bad_staff"):
            said = [calendar, at("Fri 10:00"), True, True, steps.desk.cast.owner.user_id, steps.desk.now]
            steps.desk.call("private.move_booking", steps.shop.id, booking["id"], *said)


def test_the_longest_job_keeps_its_own_length(steps: Steps) -> None:
    booking = steps.added("Thu 14:00", minutes=1440, override=True)
    assert steps.move(booking, "next Mon 08:00", agreed=True, override=True)["outcome"] == "moved"
    row = steps.desk.booking(booking)
    assert row["ends_at"] - row["starts_at"] == timedelta(days=1)
