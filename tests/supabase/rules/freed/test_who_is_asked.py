"""Which freed times are offered to anybody, and which of those who wait are asked."""

from __future__ import annotations

from typing import Any

import pytest

from tests.supabase.rules.bookings.steps import at
from tests.supabase.rules.desk import Desk
from tests.supabase.rules.freed.shop_floor import ANN, BEN, DAN, Floor
from tests.supabase.rules.shop import job


@pytest.mark.parametrize(
    "how", ["owner cancels", "customer cancels", "moved away", "request lapses", "pending one moves"]
)
def test_every_way_a_time_comes_free(floor: Floor, how: str) -> None:
    floor.lead(ANN)
    if how in ("request lapses", "pending one moves"):
        booking = floor.pending("Thu 14:00", DAN)
    else:
        booking = floor.confirmed("Thu 14:00", DAN)
    floor.send()
    if how == "request lapses":
        floor.desk.now = floor.desk.booking(booking)["expires_at"]
        floor.desk.call("expire_due", floor.desk.now)
    elif how == "pending one moves":
        assert floor.ask(booking, "Fri 10:00", DAN)["outcome"] == "pencilled"
    elif how == "moved away":
        floor.move(booking, "Fri 10:00", agreed=True)
    else:
        floor.cancel(booking, actor=how.split()[0])
    floor.desk.now = at("Tue 12:00")
    floor.backfill()
    assert floor.asked() == [ANN]
    assert floor.kept() == {"Thu 14:00": "Tue 12:15"}


@pytest.mark.parametrize("how", ["declined", "too far", "switched off", "nobody waits", "over"])
def test_what_is_offered_to_nobody(floor: Floor, how: str) -> None:
    if how != "nobody waits":
        floor.lead(ANN)
    if how == "switched off":
        floor.desk.settings(floor.shop, fills_freed_times=False)
    if how == "declined":  # the owner does not want that time
        floor.decline(floor.pending("Thu 14:00", DAN))
    else:
        booking = floor.confirmed("Thu 14:00", DAN)
        if how == "too far":
            later = "update public.bookings set starts_at = starts_at + interval '3 weeks', ends_at = ends_at + interval '3 weeks' where id = %s"
            floor.desk.do(later, booking["id"])
        if how == "over":
            floor.desk.now = at("Fri 09:00")
        floor.cancel(booking)
    floor.backfill()
    assert (floor.states(), floor.asked()) == ([], [])


@pytest.mark.parametrize(
    "why", ["never asked", "blocked", "opted out", "closed", "has booked", "another service", "wants Fridays", "Kim"]
)
def test_who_is_passed_over(desk: Desk, why: str) -> None:
    staff = [
        {"name": name, "hours": [{"weekday": day, "opens": "09:00", "closes": "17:00"} for day in range(1, 8)]}
        for name in ("Sam", "Kim")
    ]
    services = [job(staff=["Sam", "Kim"]), {"name": "Colour", "minutes": 60, "staff": ["Kim"]}]
    floor = Floor(desk, staff=staff, services=services)
    booking = floor.added("Thu 14:00", staff="Sam", customer_name="Dan", customer_phone=DAN)
    wanted: dict[str, dict[str, Any]] = {
        "another service": {"service_id": floor.shop.services["Colour"]},
        "wants Fridays": {"wish": {"weekday": 5}},
        "Kim": {"staff": "Kim"},
    }
    lead = floor.lead(ANN, wants=None if why == "never asked" else "FREE", **wanted.get(why, {}))
    floor.lead(BEN)
    if why == "blocked":
        desk.do("update public.customers set blocked_at = now() where phone = %s", ANN)
    elif why == "opted out":
        desk.receive("STOP", ANN, floor.shop)
    elif why == "closed":
        desk.do("update public.leads set state = 'closed' where id = %s", lead)
    elif why == "has booked":
        floor.pending("Wed 10:00", ANN)
    floor.cancel(booking)
    floor.backfill()
    assert floor.asked() == [BEN]


def test_nobody_gets_two_of_these_texts_a_day(floor: Floor, booking: Any) -> None:
    floor.lead(ANN)
    other = floor.confirmed("Thu 10:00", DAN)
    for each in (booking, other):
        floor.cancel(each)
        floor.backfill()
        floor.send()
        floor.desk.later(minutes=20)  # unanswered, so nothing is kept for her any more
        floor.backfill()
    assert (floor.asked(), floor.states()) == ([ANN], ["ended", "ended"])
    floor.desk.now = at("Tue 09:00")
    floor.cancel(floor.confirmed("Fri 11:00", DAN))
    floor.backfill()
    assert floor.asked() == [ANN, ANN]


def test_a_long_job_takes_the_time_before_it_too_and_one_too_long_is_passed_over(desk: Desk) -> None:
    floor = Floor(desk, services=[job(60), {"name": "Half day", "minutes": 240}])
    booking = floor.confirmed("Thu 10:00", DAN, "Job")
    floor.added("Thu 12:00", "Job")
    floor.lead(ANN, service_id=floor.shop.services["Half day"])
    floor.lead(BEN)
    floor.send()
    floor.cancel(booking)
    floor.backfill()
    assert floor.asked() == [BEN]
    assert list(floor.kept()) == ["Thu 10:00"]


def test_somebody_in_the_middle_of_something_is_asked_later(floor: Floor, booking: Any) -> None:
    floor.lead(ANN)
    floor.desk.receive("hello?", ANN, floor.shop)
    floor.cancel(booking)
    floor.backfill()
    assert (floor.asked(), floor.states()) == ([], ["waiting"])
    (turn,) = floor.desk.turns()
    floor.desk.finish(turn)
    floor.desk.later(minutes=5)
    floor.backfill()
    assert floor.asked() == [ANN]
