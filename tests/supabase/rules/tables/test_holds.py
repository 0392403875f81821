"""No two holds overlap on one calendar, whoever writes them."""

from __future__ import annotations

import uuid

import pytest

from tests.supabase.rules.desk import Desk
from tests.support.cast import CUSTOMER, Business

NINE_TO_TEN = "[2026-11-05 09:00+10, 2026-11-05 10:00+10)"


def book(desk: Desk, business: Business, staff: str) -> str:
    """A bare booking row, written as the database's owner."""
    customer = desk.value(
        "insert into public.customers (business_id, phone) values (%s, %s) "
        "on conflict (business_id, phone) where deleted_at is null do update set phone = excluded.phone returning id",
        business.id,
        CUSTOMER,
    )
    statement = """
      insert into public.bookings (
        business_id, customer_id, service_id, staff_id, status, source, starts_at, ends_at, service_name, currency, requested_at)
      values (%s, %s, %s, %s, 'confirmed', 'manual', '2026-11-05 09:00+10', '2026-11-05 10:00+10', 'x', 'AUD', %s) returning id"""
    service = next(iter(business.services.values()))
    return str(desk.value(statement, business.id, customer, service, business.staff[staff], desk.now))


def hold(desk: Desk, business: Business, staff: str, booking: str, occupied: str = NINE_TO_TEN) -> None:
    desk.do(
        "insert into public.holds (business_id, staff_id, booking_id, occupied) values (%s, %s, %s, %s)",
        business.id,
        business.staff[staff],
        booking,
        occupied,
    )


@pytest.mark.parametrize(
    "occupied",
    [
        NINE_TO_TEN,
        "[2026-11-05 09:59:59+10, 2026-11-05 11:00+10)",
        "[2026-11-05 08:00+10, 2026-11-05 09:00:01+10)",
        "[2026-11-05 09:15+10, 2026-11-05 09:30+10)",
        "[2026-11-05 08:00+10, 2026-11-05 11:00+10)",
    ],
)
def test_even_the_databases_owner_cannot_hold_one_calendar_twice(desk: Desk, occupied: str) -> None:
    lawns = desk.cast.lawns
    hold(desk, lawns, "Dave", book(desk, lawns, "Dave"))
    second = book(desk, lawns, "Dave")
    with desk.refused("23P01"):
        hold(desk, lawns, "Dave", second, occupied)


@pytest.mark.parametrize(
    "occupied", ["[2026-11-05 10:00+10, 2026-11-05 11:00+10)", "[2026-11-05 08:00+10, 2026-11-05 09:00+10)"]
)
def test_one_hold_may_begin_when_another_ends(desk: Desk, occupied: str) -> None:
    lawns = desk.cast.lawns
    hold(desk, lawns, "Dave", book(desk, lawns, "Dave"))
    hold(desk, lawns, "Dave", book(desk, lawns, "Dave"), occupied)
    assert desk.value("select count(*) from public.holds") == 2


def test_a_booking_may_overlap_itself_while_it_moves(desk: Desk) -> None:
    lawns = desk.cast.lawns
    booking = book(desk, lawns, "Dave")
    hold(desk, lawns, "Dave", booking)
    hold(desk, lawns, "Dave", booking, "[2026-11-05 09:30+10, 2026-11-05 10:30+10)")
    other = book(desk, lawns, "Dave")
    with desk.refused("23P01"):
        hold(desk, lawns, "Dave", other, "[2026-11-05 10:15+10, 2026-11-05 11:00+10)")


def test_another_calendar_and_another_business_may_have_the_same_time(desk: Desk) -> None:
    lawns, salon = desk.cast.lawns, desk.cast.salon
    hold(desk, lawns, "Dave", book(desk, lawns, "Dave"))
    hold(desk, salon, "Mia", book(desk, salon, "Mia"))
    hold(desk, salon, "Priya", book(desk, salon, "Priya"))
    assert desk.value("select count(*) from public.holds") == 3


def test_a_hold_cannot_be_moved_onto_a_taken_time(desk: Desk) -> None:
    lawns = desk.cast.lawns
    hold(desk, lawns, "Dave", book(desk, lawns, "Dave"))
    later = book(desk, lawns, "Dave")
    hold(desk, lawns, "Dave", later, "[2026-11-05 10:00+10, 2026-11-05 11:00+10)")
    with desk.refused("23P01"):
        desk.do("update public.holds set occupied = %s where booking_id = %s", NINE_TO_TEN, later)


@pytest.mark.parametrize("occupied", ["empty", "[2026-11-05 09:00+10, 2026-11-05 10:00+10]", "(,2026-11-05 10:00+10)"])
def test_a_hold_includes_its_start_and_not_its_end(desk: Desk, occupied: str) -> None:
    booking = book(desk, desk.cast.lawns, "Dave")
    with desk.refused("23514"):
        hold(desk, desk.cast.lawns, "Dave", booking, occupied)


def test_a_hold_belongs_to_a_booking_that_exists(desk: Desk) -> None:
    with desk.refused("23503"):
        hold(desk, desk.cast.lawns, "Dave", str(uuid.uuid4()))
        desk.do("set constraints all immediate")
