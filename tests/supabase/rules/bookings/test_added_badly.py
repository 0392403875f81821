"""What an owner cannot have meant when adding a booking is refused by name, and nothing is booked."""

from __future__ import annotations

from typing import Any

import pytest

from tests.supabase.rules.bookings.steps import NOBODY, Steps, at, refused
from tests.supabase.rules.desk import instant


@pytest.mark.parametrize("phone", ["0400", "0400123456", "+61 400 123 456", "+0400123456", "ann@example.com"])
def test_a_phone_that_is_not_whole_is_refused(steps: Steps, phone: str) -> None:
    before = steps.everything()
    with refused(steps.desk, "bad_phone"):
        steps.add("Thu 14:00", phone=phone)
    assert steps.everything() == before


@pytest.mark.parametrize("minutes", [0, -5, 4, 1441, 5000, -(2**31)])
def test_a_length_that_makes_no_job_is_refused(steps: Steps, minutes: int) -> None:
    with refused(steps.desk, "bad_minutes"):
        steps.add("Thu 14:00", minutes=minutes)


@pytest.mark.parametrize("price", [-1, -(2**31)])
def test_a_price_below_nothing_is_refused(steps: Steps, price: int) -> None:
    with refused(steps.desk, "bad_price"):
        steps.add("Thu 14:00", price_cents=price)
    assert steps.desk.booking(steps.added("Thu 14:00", price_cents=0))["price_cents"] == 0


def test_words_that_are_no_numbers_book_nothing(steps: Steps) -> None:
    for wrong in ({"minutes": "an hour"}, {"price_cents": "cheap"}, {"customer_id": "Ann"}):
        with steps.desk.refused("22P02"):
            steps.add("Thu 14:00", **wrong)
    assert steps.desk.value("select count(*) from public.bookings") == 0


@pytest.mark.parametrize(
    "when", ["9999-12-31T23:00:00+00:00", "2028-11-04T09:00:00+10:00", "2026-10-02T08:59:59+10:00"]
)
def test_a_start_that_cannot_be_meant_is_refused(steps: Steps, when: str) -> None:
    """The desk's clock is 2 November 2026, nine in the morning."""
    with refused(steps.desk, "bad_date"):
        steps.add("", at=instant(when))


def test_a_service_retired_or_another_businesss_is_not_found(steps: Steps) -> None:
    steps.desk.do("update public.services set deleted_at = now() where name = 'Lawn Mowing'")
    retired, others = steps.shop.services["Lawn Mowing"], (steps.desk.cast.salon.services["Colour"], NOBODY)
    for service, hint, state in ((retired, "removed", "PT400"), *((one, "not_found", "PT404") for one in others)):
        with refused(steps.desk, hint, state):
            rest: list[Any] = [None, at("Thu 14:00"), {}, False, True, None, None, steps.desk.now]
            steps.desk.call("private.add_booking", steps.shop.id, service, *rest)
