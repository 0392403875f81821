"""A booking says when the drives to it are only assumed."""

from __future__ import annotations

from typing import Any

from tests.supabase.rules.bookings.steps import Steps
from tests.supabase.rules.desk import Desk
from tests.supabase.rules.shop import place, travel


def assumed(steps: Steps, **where: str) -> bool:
    """Of a job booked by text at this place."""
    named: dict[str, Any] = {f"p_{name}": value for name, value in where.items()}
    with steps.turn() as turn:
        found = steps.desk.slots(turn, **named)
        held = steps.desk.hold(turn, found["offers"][0]["ref"])
    assert held["booking"]["travel_minutes"] == 20
    return bool(held["booking"]["travel_assumed"])


def test_a_booking_says_when_its_drives_are_only_assumed(desk: Desk) -> None:
    steps = Steps(desk)
    desk.settings(steps.shop, open_requests_per_customer=10)
    assert assumed(steps)  # nobody said where
    assert assumed(steps, suburb="Ashgroove", postcode="4060")
    desk.do(
        "insert into public.places (business_id, suburb, postcode, latitude, longitude) values (%s, 'Ashgrove', '4060', -27.44, 152.99)",
        steps.shop.id,
    )
    assert not assumed(steps, suburb="ashgrove", postcode="4060")
    assert assumed(steps, suburb="Ashgrove", postcode="4061")


def test_a_place_somebody_drove_to_is_known_though_it_is_on_no_map(desk: Desk) -> None:
    steps = Steps(desk)
    desk.settings(steps.shop, open_requests_per_customer=10)
    shed, base = place(desk, steps.shop, "The Shed"), place(desk, steps.shop, "Base")
    assert assumed(steps, suburb="the shed")
    travel(desk, steps.shop, base, shed, 15)
    assert not assumed(steps, suburb="The Shed")


def test_work_on_site_assumes_no_drive(desk: Desk) -> None:
    steps = Steps(desk, desk.cast.salon)
    booking = steps.pending("Thu 10:00")
    assert not booking["travel_assumed"]
    assert not steps.added("Fri 10:00")["travel_assumed"]


def test_a_booking_added_by_hand_says_so_too(desk: Desk) -> None:
    steps = Steps(desk)
    assert steps.added("Thu 10:00")["travel_assumed"]
    desk.do(
        "insert into public.places (business_id, suburb, postcode, latitude, longitude) values (%s, 'Ashgrove', '4060', -27.44, 152.99)",
        steps.shop.id,
    )
    assert not steps.added("Thu 14:00", suburb="Ashgrove", postcode="4060")["travel_assumed"]
