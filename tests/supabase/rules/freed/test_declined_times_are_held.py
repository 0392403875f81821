"""The other times of a decline are kept from the moment its text leaves, and the text names only what can be had."""

from __future__ import annotations

from typing import Any

import pytest

from tests.supabase.rules.bookings.steps import at, wish
from tests.supabase.rules.desk import Desk
from tests.supabase.rules.freed.shop_floor import ANN, BEN, Floor


def listed(text: Any) -> list[tuple[int, str]]:
    """What a claimed text lists: number and time."""
    return [(o["position"], f"{o['words']['weekday_short']} {o['words']['time']}") for o in text["context"]["offers"]]


def declined(floor: Floor) -> Any:
    booking = floor.pending("Tue 10:00")
    floor.send()
    floor.decline(booking)
    return booking


def test_they_are_kept_for_fifteen_minutes_from_the_moment_the_text_leaves(floor: Floor) -> None:
    declined(floor)
    assert set(floor.kept().values()) == {"Mon 16:40"}  # as any times shown
    (text,) = floor.claim()
    floor.desk.later(seconds=60)
    floor.send(text)
    assert len(floor.kept()) == 3
    assert set(floor.kept().values()) == {"Mon 16:46"}


def test_a_text_that_left_late_takes_its_times_again(floor: Floor) -> None:
    declined(floor)
    before = list(floor.kept())
    floor.desk.later(minutes=50)
    floor.desk.call("expire_due", floor.desk.now)
    assert floor.kept() == {}
    floor.send()
    assert floor.kept() == dict.fromkeys(before, "Mon 17:35")
    assert not floor.is_free(before[0])


def test_a_time_somebody_else_took_meanwhile_is_neither_listed_nor_to_be_had_and_the_rest_move_up(floor: Floor) -> None:
    booking = declined(floor)
    first, second, third = floor.kept()
    floor.desk.later(minutes=20)
    floor.pending(first, BEN)
    (text,) = [t for t in floor.claim() if t["kind"] == "declined"]
    assert [number for number, _ in listed(text)] == [1, 2]
    floor.send(text)
    assert {*floor.kept()} == {second, third}
    again = floor.pick(1)
    assert again["outcome"] == "pencilled"
    assert floor.time(again["booking"]) == second
    assert again["booking"]["id"] != booking["id"]


def test_where_none_is_left_the_text_has_no_list(floor: Floor) -> None:
    declined(floor)
    floor.desk.later(minutes=20)
    floor.desk.do("update public.staff set deleted_at = now() where business_id = %s", floor.shop.id)
    (text,) = floor.claim()
    assert listed(text) == []
    floor.send(text)
    floor.desk.call("expire_due", floor.desk.now)
    assert floor.kept() == {}


def test_nothing_free_at_all_leaves_the_list_out_from_the_start(floor: Floor) -> None:
    booking = floor.pending("Tue 10:00")
    floor.send()
    floor.desk.do("delete from public.working_hours where business_id = %s", floor.shop.id)
    floor.decline(booking)
    (text,) = floor.claim()
    assert (text["kind"], listed(text)) == ("declined", [])


def test_a_list_they_have_moved_on_from_is_left_out_and_keeps_nothing(floor: Floor) -> None:
    declined(floor)
    floor.desk.later(minutes=1)
    with floor.turn("what about Friday") as turn:
        floor.desk.slots(turn, wish("Fri 10:00"))
    (text,) = [t for t in floor.claim() if t["kind"] == "declined"]
    assert listed(text) == []
    floor.send(text)
    assert list(floor.kept()) == ["Fri 10:00"]


def test_what_they_took_before_we_knew_that_the_text_had_left_is_not_kept_beside_it(floor: Floor) -> None:
    declined(floor)
    (text,) = floor.claim()
    assert floor.pick(2)["outcome"] == "pencilled"
    floor.send(text)
    assert floor.kept() == {}


def test_a_time_the_owner_closed_while_the_text_was_on_its_way_is_not_taken_again(floor: Floor) -> None:
    declined(floor)
    (text,) = floor.claim()
    first, *others = floor.kept()
    floor.desk.later(minutes=20)
    floor.desk.call("expire_due", floor.desk.now)
    closed = "insert into public.blocked_times (business_id, during) values (%s, tstzrange(%s, %s::timestamptz + interval '1 hour'))"
    floor.desk.do(closed, floor.shop.id, at(first), at(first))
    floor.send(text)
    assert list(floor.kept()) == others


def test_a_calendar_that_keeps_a_dozen_already_keeps_no_more_of_them(floor: Floor) -> None:
    declined(floor)
    floor.desk.later(minutes=20)
    floor.desk.call("expire_due", floor.desk.now)
    for number in range(4):
        with floor.turn(phone=f"+6140012350{number}") as turn:
            floor.desk.slots(turn, {"day_from": "2026-11-05"})
    floor.send()
    assert len(floor.kept()) == 12


def test_a_business_may_keep_them_for_another_time_or_no_longer_than_any(floor: Floor) -> None:
    floor.desk.settings(floor.shop, decline_hold_minutes=0)
    declined(floor)
    floor.send()
    assert set(floor.kept().values()) == {"Mon 16:40"}
    floor.desk.later(days=1)
    floor.desk.settings(floor.shop, decline_hold_minutes=90)
    floor.desk.call("expire_due", floor.desk.now)
    floor.decline(floor.pending("Wed 10:00"))
    floor.send()
    assert set(floor.kept().values()) == {"Tue 18:00"}


def test_one_customer_has_one_kept_set_in_whichever_conversation(floor: Floor) -> None:
    declined(floor)
    floor.send()
    customer = floor.desk.value(
        "select customer_id from public.conversations where peer = %s and business_id = %s", ANN, floor.shop.id
    )
    floor.desk.call(
        "receive_chat_message", floor.shop.id, "7c9e6679-7425-40de-944b-e07fc1f90ae7", "hi", "1", p_now=floor.desk.now
    )
    floor.desk.do("update public.conversations set customer_id = %s where channel = 'chat'", customer)
    (turn,) = floor.desk.turns()
    floor.desk.slots(turn, wish("Fri 10:00"))
    assert list(floor.kept()) == ["Fri 10:00"]


def test_by_e_mail_they_are_kept_just_the_same(floor: Floor) -> None:
    floor.desk.call(
        "receive_chat_message", floor.shop.id, "7c9e6679-7425-40de-944b-e07fc1f90ae7", "hi", "1", p_now=floor.desk.now
    )
    (turn,) = floor.desk.turns()
    ref = floor.desk.slots(turn, wish("Tue 10:00"))["offers"][0]["ref"]
    held = floor.desk.hold(turn, ref, name="Ann", email="ann@example.com")
    floor.desk.finish(turn)
    floor.decline(held["booking"])
    (text,) = floor.send()
    assert (text["medium"], len(listed(text))) == ("email", 3)
    assert set(floor.kept().values()) == {"Mon 16:45"}


@pytest.mark.parametrize(("said", "expected"), [({}, "first"), ({"name": "Bob", "notes": "cat"}, "said")])
def test_the_new_request_carries_over_what_was_known_unless_they_say_otherwise(
    desk: Desk, said: dict[str, str], expected: str
) -> None:
    turn = desk.turn("mow my lawn")
    ref = desk.slots(turn, {"day_from": "2026-11-05"})["offers"][0]["ref"]
    details = {"name": "John Smith", "address": "123 Smith St", "notes": "dog in yard"}
    first = desk.hold(turn, ref, **details)["booking"]
    desk.finish(turn)
    desk.do("update public.customers set name = 'J.', address = '9 Other Rd'")  # known otherwise since
    desk.decline(first)
    turn = desk.turn("1")
    assert turn["in_place_of"]["id"] == first["id"]
    second = desk.hold(turn, turn["offers"][0]["ref"], **said)["booking"]
    desk.finish(turn)
    assert (second["status"], second["service"]) == ("pending", "Lawn Mowing")
    assert second["address"] == "123 Smith St"
    assert (second["customer"], second["notes"]) == (
        ("John Smith", "dog in yard") if expected == "first" else ("Bob", "cat")
    )
    assert second["code"] != first["code"]
    assert len(desk.texts("request")) == 4  # two members, twice
    assert desk.turn("hello")["in_place_of"] is None or turn["offers"]
