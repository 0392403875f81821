"""What was offered is kept for that conversation for a while, and for nobody longer than that."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.supabase.rules.bookings.steps import Steps, at, wish
from tests.supabase.rules.desk import Desk
from tests.supabase.rules.shop import BRISBANE, job, open_shop
from tests.support.cast import CUSTOMER, OTHER_CUSTOMER

THURSDAY = {"day_from": "2026-11-05", "day_to": "2026-11-05"}


@pytest.fixture
def steps(desk: Desk) -> Steps:
    """One calendar, open every day from nine to five, an hourly grid."""
    return Steps(desk, open_shop(desk, BRISBANE))


def kept(steps: Steps) -> list[str]:
    query = "select lower(occupied) from public.holds where offer_id is not null and business_id = %s order by 1"
    return [steps.words(start) for start in steps.desk.column(query, steps.shop.id)]


def offered(steps: Steps, found: Any) -> list[str]:
    return [steps.words(datetime.fromisoformat(offer["starts_at"])) for offer in found["offers"]]


def ask(steps: Steps, phone: str = CUSTOMER, **wished: Any) -> Any:
    """What this phone is offered in a turn of its own."""
    with steps.turn(phone=phone) as turn:
        return steps.desk.slots(turn, wished)


def test_offered_times_are_kept_for_ten_minutes(steps: Steps) -> None:
    found = ask(steps, **THURSDAY)
    assert kept(steps) == offered(steps, found)
    until = steps.desk.now + timedelta(minutes=10)
    assert set(steps.desk.column("select expires_at from public.holds")) == {until}
    assert [steps.is_free(f"Thu {start[4:]}") for start in kept(steps)] == [False] * 3
    steps.desk.now = until - timedelta(microseconds=1)
    assert not steps.is_free("Thu 09:00")
    steps.desk.now = until
    assert steps.is_free("Thu 09:00")


@pytest.mark.parametrize(("minutes", "count"), [(0, 0), (1, 3), (60, 3)])
def test_a_business_says_how_long_or_not_at_all(steps: Steps, minutes: int, count: int) -> None:
    steps.desk.settings(steps.shop, offer_hold_minutes=minutes)
    ask(steps, **THURSDAY)
    assert len(kept(steps)) == count
    until = steps.desk.now + timedelta(minutes=minutes)
    assert set(steps.desk.column("select expires_at from public.holds")) == ({until} if count else set())


def test_nothing_is_kept_past_its_own_start(steps: Steps) -> None:
    steps.desk.now = at("Thu 08:55")
    ask(steps, **THURSDAY)
    assert steps.desk.value("select min(expires_at) from public.holds") == at("Thu 09:00")


def test_two_conversations_are_never_offered_the_same_kept_time(steps: Steps) -> None:
    first, second = ask(steps, **THURSDAY), ask(steps, OTHER_CUSTOMER, **THURSDAY)
    assert set(offered(steps, first)).isdisjoint(offered(steps, second))
    assert len(kept(steps)) == 6


def test_asking_again_the_same_conversation_sees_what_is_kept_for_it_and_keeps_only_the_newest(steps: Steps) -> None:
    first = ask(steps, **THURSDAY)
    again = ask(steps, **THURSDAY)
    assert offered(steps, again) == offered(steps, first)
    ask(steps, **wish("Fri 10:00"))
    assert kept(steps) == ["Fri 10:00"]
    assert steps.is_free("Thu 09:00")


def test_picking_one_lets_the_others_go(steps: Steps) -> None:
    with steps.turn() as turn:
        found = steps.desk.slots(turn, THURSDAY)
        assert steps.desk.hold(turn, found["offers"][1]["ref"])["outcome"] == "pencilled"
    assert kept(steps) == []
    assert [steps.is_free(f"Thu {start[4:]}") for start in offered(steps, found)] == [True, False, True]


def test_an_offer_kept_no_longer_may_still_be_picked_while_it_lasts_and_is_free(steps: Steps) -> None:
    found = ask(steps, **THURSDAY)
    steps.desk.later(hours=1)
    with steps.turn() as turn:
        assert steps.desk.hold(turn, found["offers"][0]["ref"])["outcome"] == "pencilled"


def test_an_offer_kept_no_longer_may_be_lost_to_another(steps: Steps) -> None:
    found = ask(steps, **THURSDAY)
    steps.desk.later(minutes=10)
    steps.pending("Thu 09:00", OTHER_CUSTOMER)
    with steps.turn() as turn:
        assert steps.desk.hold(turn, found["offers"][0]["ref"])["outcome"] == "slot_taken"


def test_an_offer_lost_to_a_request_that_lapsed_is_to_be_had_again_though_nobody_swept(steps: Steps) -> None:
    found = ask(steps, **THURSDAY)
    steps.desk.later(minutes=10)
    stale = steps.pending("Thu 09:00", OTHER_CUSTOMER)
    steps.desk.now = steps.desk.booking(stale)["expires_at"]
    with steps.turn() as turn:
        assert steps.desk.hold(turn, found["offers"][0]["ref"])["outcome"] == "pencilled"
    assert steps.status(stale) == "expired"


def test_a_sweep_drops_what_is_kept_past_its_time_and_nothing_else(steps: Steps) -> None:
    ask(steps, **THURSDAY)
    steps.pending("Fri 10:00", OTHER_CUSTOMER)
    steps.desk.later(minutes=10)
    steps.desk.call("expire_due", steps.desk.now - timedelta(microseconds=1))
    assert len(kept(steps)) == 3
    assert steps.desk.call("expire_due", steps.desk.now) == 0  # neither requests nor moves
    assert kept(steps) == []
    assert steps.desk.value("select count(*) from public.holds") == 1


def test_a_kept_time_keeps_its_buffers_and_its_drive_too(desk: Desk) -> None:
    services = [job(60, buffer_before_minutes=30, buffer_after_minutes=15, at_customer=True)]
    steps = Steps(desk, open_shop(desk, BRISBANE, services=services, slot_step_minutes=15, travel_minutes=20))
    ask(steps, **wish("Thu 12:00"))
    hold = desk.row("select occupied, at_customer from public.holds")
    assert (hold["occupied"].lower, hold["occupied"].upper) == (at("Thu 11:30"), at("Thu 13:15"))
    assert hold["at_customer"]
    assert (steps.is_free("Thu 13:45"), steps.is_free("Thu 14:00"), steps.is_free("Thu 14:15")) == (False, False, True)


def test_a_time_offered_for_a_booking_is_kept_against_others_and_not_against_that_booking(steps: Steps) -> None:
    booking = steps.confirmed("Thu 10:00")
    with steps.turn() as turn:
        steps.desk.slots(turn, wish("Fri 10:00"), p_booking=booking["ref"])
        assert not steps.is_free("Fri 10:00")
        assert steps.desk.value("select booking_id::text from public.holds where offer_id is not null") == booking["id"]
    assert steps.move(booking, "Fri 10:00", agreed=True)["outcome"] == "moved"
    assert (steps.held(booking), kept(steps)) == (["Fri 10:00"], [])


def test_confirming_a_request_keeps_no_time_offered_for_it_any_longer(steps: Steps) -> None:
    booking = steps.pending("Thu 10:00")
    with steps.turn() as turn:
        steps.desk.slots(turn, wish("Fri 10:00"), p_booking=booking["ref"])
    steps.confirm(booking)
    steps.desk.later(minutes=10)
    assert steps.is_free("Fri 10:00")


def test_times_offered_for_a_booking_may_overlap_it(steps: Steps) -> None:
    steps.desk.settings(steps.shop, slot_step_minutes=30)
    booking = steps.confirmed("Thu 10:00")
    with steps.turn() as turn:
        steps.desk.slots(turn, wish("Thu 10:30"), p_booking=booking["ref"])
    assert kept(steps) == ["Thu 10:30"]


def test_no_more_than_about_a_dozen_are_kept_on_one_calendar(steps: Steps) -> None:
    """However many only ask, the day does not fill up."""
    for number in range(8):
        ask(steps, f"+614001000{number:02}")
    assert len(kept(steps)) == 12
    assert steps.desk.value("select count(*) from public.offers") == 24
    steps.desk.later(minutes=10)
    ask(steps, **THURSDAY)
    assert len(kept(steps)) == 3


def test_the_dozen_counts_each_calendar_by_itself(desk: Desk) -> None:
    steps = Steps(desk, desk.cast.salon)
    for number in range(10):
        ask(steps, f"+614001000{number:02}", day_from="2026-11-05")
    query = "select s.name, count(*) from public.holds h join public.staff s on s.id = h.staff_id group by 1 order by 1"
    assert {row["name"]: row["count"] for row in desk.rows(query)}.keys() == {"Mia", "Priya"}
    assert len(kept(steps)) > 14


@pytest.mark.parametrize("how", ["asks", "is declined"])
def test_nothing_is_kept_for_a_blocked_customer(steps: Steps, how: str) -> None:
    request = steps.pending("Wed 10:00")
    block = "update public.customers set blocked_at = now() where phone = %s"
    if how == "asks":
        with steps.turn() as turn:
            steps.desk.do(block, CUSTOMER)
            steps.desk.slots(turn, THURSDAY)
    else:
        steps.desk.do(block, CUSTOMER)
        steps.decline(request)
    assert kept(steps) == []


def test_times_a_decline_lists_are_kept_for_that_customer(steps: Steps) -> None:
    request = steps.pending("Thu 10:00")
    steps.decline(request)
    assert len(kept(steps)) == 3
    free = [steps.words(start) for start in steps.desk.column("select starts_at from public.offers where set_no = 2")]
    assert sorted(kept(steps)) == sorted(free)
    with steps.turn(phone=OTHER_CUSTOMER) as turn:
        assert set(offered(steps, steps.desk.slots(turn))).isdisjoint(free)


def test_another_business_with_the_same_hours_is_not_touched(steps: Steps) -> None:
    lawns = Steps(steps.desk)
    ask(steps, **wish("Thu 10:00"))
    assert lawns.is_free("Thu 10:00")
