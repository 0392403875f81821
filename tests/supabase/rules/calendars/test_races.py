"""A change of hours and a booking at the same moment: the booking is refused, or the change names it."""

from __future__ import annotations

from collections.abc import Callable

from tests.supabase.rules.calendars.office import Office, clashing
from tests.supabase.rules.desk import Desk
from tests.supabase.rules.race import meanwhile


def test_a_booking_made_while_the_hours_change_is_named_by_the_change(
    own: Desk, open_desk: Callable[..., Desk]
) -> None:
    customer, owner = open_desk(), open_desk()
    customer.pencil({"day_from": "2026-11-05"})
    office = Office(owner, own.cast.lawns)
    answer = meanwhile(own, owner, lambda: office.weekly(staff="Dave"), customer.connection.commit)
    assert [who for who, _, _ in clashing(answer)] == ["John Smith"]


def test_a_time_outside_the_new_hours_is_not_booked_once_they_are_there(
    own: Desk, open_desk: Callable[..., Desk]
) -> None:
    customer, owner = open_desk(autocommit=True), open_desk()
    turn = customer.turn("Could you come?")
    offer = customer.slots(turn, {"day_from": "2026-11-05"})["offers"][0]
    Office(owner, own.cast.lawns).weekly(staff="Dave")
    held = meanwhile(own, customer, lambda: customer.hold(turn, offer["ref"], name="Ann"), owner.connection.commit)
    assert held["outcome"] == "slot_taken"
    assert own.rows("select from public.bookings") == []


def test_two_changes_at_once_follow_each_other(own: Desk, open_desk: Callable[..., Desk]) -> None:
    first, second = open_desk(), open_desk()
    one, other = Office(first, own.cast.salon), Office(second, own.cast.salon)
    one.date("2026-11-05", staff="everyone")
    answer = meanwhile(own, second, lambda: other.date("2026-11-05", staff="everyone"), first.connection.commit)
    second.connection.commit()
    assert answer["outcome"] == "set"
    assert len(Office(own, own.cast.salon).rows("date_hours")) == 2
