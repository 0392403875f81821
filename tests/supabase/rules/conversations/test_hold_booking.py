"""Pencilling in: only offered times, once per offer, under the conversation's lease."""

from __future__ import annotations

import pytest

from tests.supabase.rules.desk import Desk, instant
from tests.supabase.rules.shop import BRISBANE, open_shop
from tests.support.cast import CUSTOMER, OTHER_CUSTOMER

DAVE_AND_KIM = {"+61400000001", "+61400000002"}


def test_a_held_time_is_a_pending_booking_with_everything_the_owner_needs(desk: Desk) -> None:
    turn = desk.turn()
    slots = desk.slots(turn, {"weekday": 4}, p_suburb="Brisbane", p_postcode="4000")
    told = desk.hold(turn, slots["offers"][0]["ref"], name="John Smith", address="123 Smith St", notes="dog in yard")
    assert told["outcome"] == "pencilled"
    row = desk.booking(told["booking"])
    assert (row["status"], row["source"], row["customer_name"]) == ("pending", "sms", "John Smith")
    assert (row["customer_phone"], row["address"], row["notes"]) == (CUSTOMER, "123 Smith St", "dog in yard")
    assert (row["service_name"], row["price_cents"], row["currency"]) == ("Lawn Mowing", 6000, "AUD")
    assert row["starts_at"] == instant(slots["offers"][0]["starts_at"])
    assert (row["requested_at"], row["nag_at"]) == (desk.now, instant("2026-11-02T11:00+10:00"))
    assert row["expires_at"] == instant("2026-11-02T13:00+10:00")
    assert row["place_id"] is not None


def test_the_request_its_history_and_its_texts_come_together(desk: Desk) -> None:
    told = desk.pencil()
    assert [text["recipient"] for text in desk.texts("request")] == sorted(DAVE_AND_KIM)
    events = desk.rows("select kind, actor::text from public.booking_events where booking_id = %s", told["id"])
    assert events == [{"kind": "requested", "actor": "receptionist"}]
    hold = desk.row("select occupied, expires_at, at_customer from public.holds where booking_id = %s", told["id"])
    assert (hold["occupied"].lower, hold["expires_at"]) == (
        instant(told["starts_at"]),
        desk.booking(told)["expires_at"],
    )


def test_the_hold_includes_the_services_buffers(desk: Desk) -> None:
    told = desk.pencil(to=desk.cast.salon, service="Colour")
    length = desk.value("select upper(occupied) - lower(occupied) from public.holds where booking_id = %s", told["id"])
    assert length.total_seconds() == (120 + 15) * 60


def test_a_repeated_call_gives_the_first_booking_and_changes_nothing(desk: Desk) -> None:
    turn = desk.turn()
    ref = desk.slots(turn)["offers"][0]["ref"]
    first = desk.hold(turn, ref, name="John")
    kinds = desk.kinds()
    second = desk.hold(turn, ref, name="Jack")
    assert (second["outcome"], second["booking"]["id"]) == ("pencilled", first["booking"]["id"])
    assert desk.value("select count(*) from public.bookings") == 1
    assert desk.value("select count(*) from public.booking_events") == 1
    assert desk.kinds() == kinds


def test_a_crash_after_the_hold_repeats_nothing(desk: Desk) -> None:
    turn = desk.turn()
    ref = desk.slots(turn)["offers"][0]["ref"]
    first = desk.hold(turn, ref)
    desk.later(minutes=2)
    (again,) = desk.turns()
    assert desk.hold(again, ref)["booking"]["id"] == first["booking"]["id"]
    assert desk.value("select count(*) from public.holds") == 1


def test_an_older_sets_reference_is_refused(desk: Desk) -> None:
    turn = desk.turn()
    old = desk.slots(turn)["offers"][0]["ref"]
    desk.slots(turn, {"weekday": 4})
    assert desk.hold(turn, old) == {"outcome": "unknown_offer"}
    assert desk.value("select count(*) from public.bookings") == 0


def test_another_conversations_reference_is_refused(desk: Desk) -> None:
    other = desk.turn(phone=OTHER_CUSTOMER)
    desk.slots(other)
    theirs = desk.slots(other)["offers"][0]["ref"]
    turn = desk.turn()
    assert desk.hold(turn, theirs) == {"outcome": "unknown_offer"}
    desk.slots(turn, {"weekday": 4})
    mine = desk.hold(turn, "t1-1")["booking"]
    assert mine["words"]["weekday"] == "Thursday"


def test_a_reference_nobody_issued_is_refused(desk: Desk) -> None:
    turn = desk.turn()
    desk.slots(turn)
    for made_up in ("t1-4", "1", "", "t1-1'; drop table public.bookings; --"):
        assert desk.hold(turn, made_up) == {"outcome": "unknown_offer"}


def test_a_lapsed_offer_is_refused(desk: Desk) -> None:
    turn = desk.turn()
    slots = desk.slots(turn, {"weekday": 5})
    desk.finish(turn)
    desk.later(days=2)
    assert desk.hold(desk.turn(), slots["offers"][0]["ref"]) == {"outcome": "unknown_offer"}


def test_a_time_somebody_else_took_meanwhile_is_refused(desk: Desk) -> None:
    desk.settings(desk.cast.lawns, offer_hold_minutes=0)
    mine, theirs = desk.turn(), desk.turn(phone=OTHER_CUSTOMER)
    wish = {"day_from": "2026-11-05", "minute_from": 840, "minute_to": 841}
    ref, same = desk.slots(mine, wish)["offers"][0]["ref"], desk.slots(theirs, wish)["offers"][0]["ref"]
    assert desk.hold(theirs, same)["outcome"] == "pencilled"
    assert desk.hold(mine, ref) == {"outcome": "slot_taken"}
    assert desk.value("select count(*) from public.holds") == 1


def test_a_time_blocked_or_too_close_meanwhile_is_refused(desk: Desk) -> None:
    turn = desk.turn()
    offers = desk.slots(turn)["offers"]
    desk.do(
        "insert into public.blocked_times (business_id, during) values (%s, tstzrange(%s, %s::timestamptz + interval '1 minute'))",
        desk.cast.lawns.id,
        offers[1]["starts_at"],
        offers[1]["starts_at"],
    )
    assert desk.hold(turn, offers[1]["ref"]) == {"outcome": "slot_taken"}
    desk.now = instant(offers[0]["starts_at"])
    desk.later(minutes=-119)
    assert desk.hold(turn, offers[0]["ref"]) == {"outcome": "slot_taken"}


def test_travel_between_neighbours_is_checked_again_when_the_time_is_taken(desk: Desk) -> None:
    """Both times were free when offered; together they leave no time to drive."""
    desk.settings(desk.cast.lawns, offer_hold_minutes=0)
    mine, theirs = desk.turn(), desk.turn(phone=OTHER_CUSTOMER)
    day = {"day_from": "2026-11-05", "day_to": "2026-11-05"}
    ref = desk.slots(mine, day | {"minute_from": 600, "minute_to": 601})["offers"][0]["ref"]
    next_to_it = desk.slots(theirs, day | {"minute_from": 660, "minute_to": 661})["offers"][0]["ref"]
    assert desk.hold(mine, ref)["outcome"] == "pencilled"
    assert desk.hold(theirs, next_to_it) == {"outcome": "slot_taken"}


def test_a_customer_has_only_so_many_requests_open(desk: Desk) -> None:
    for day in ("2026-11-04", "2026-11-05", "2026-11-06"):
        desk.pencil({"day_from": day, "day_to": day})
    turn = desk.turn()
    assert desk.hold(turn, desk.slots(turn)["offers"][0]["ref"]) == {"outcome": "too_many"}
    desk.finish(turn)
    desk.pencil(phone=OTHER_CUSTOMER)
    assert desk.value("select count(*) from public.bookings") == 4


def test_answered_and_lapsed_requests_do_not_count_as_open(desk: Desk) -> None:
    held = [desk.pencil({"day_from": day, "day_to": day}) for day in ("2026-11-04", "2026-11-05", "2026-11-06")]
    desk.confirm(held[0])
    desk.pencil({"day_from": "2026-11-09"})
    desk.later(hours=5)  # the others are past their deadline, though nobody has expired them yet
    desk.pencil({"day_from": "2026-11-10"})


def test_a_blocked_customer_books_nothing(desk: Desk) -> None:
    turn = desk.turn()
    ref = desk.slots(turn)["offers"][0]["ref"]
    desk.do("update public.customers set blocked_at = now() where phone = %s", CUSTOMER)
    assert desk.hold(turn, ref) == {"outcome": "blocked"}
    assert desk.value("select count(*) from public.holds") == 0


def test_a_request_past_its_deadline_is_expired_by_the_one_who_takes_its_time(desk: Desk) -> None:
    wish = {"day_from": "2026-11-05", "minute_from": 840, "minute_to": 841}
    stale = [desk.pencil(wish), desk.pencil(wish | {"day_from": "2026-11-06"})]
    desk.later(hours=5)
    fresh = desk.pencil(wish, OTHER_CUSTOMER)
    assert fresh["starts_at"] == stale[0]["starts_at"]
    assert [desk.booking(b)["status"] for b in stale] == ["expired", "expired"]
    assert len(desk.texts("expired")) == 2
    assert desk.value("select count(*) from public.holds") == 1
    assert desk.value("select count(*) from public.leads where kind = 'expired'") == 2


@pytest.mark.parametrize(
    "tool", ["find_slots", "hold_booking", "add_booking_note", "hand_off", "create_lead", "finish_turn"]
)
def test_a_worker_that_lost_its_lease_writes_nothing(desk: Desk, tool: str) -> None:
    turn = desk.turn()
    ref = desk.slots(turn)["offers"][0]["ref"]
    desk.hold(turn, ref)
    desk.later(seconds=61)
    (newer,) = desk.turns()
    assert newer["lease"] > turn["lease"]
    given = {
        "find_slots": [desk.cast.lawns.services["Lawn Mowing"]],
        "hold_booking": [ref],
        "add_booking_note": ["dog in yard"],
        "hand_off": ["wants a person"],
        "create_lead": ["message", "call me"],
        "finish_turn": [turn["upto_seq"], ["hello"], "{}", "offline"],
    }[tool]
    before = everything(desk)
    with desk.refused("PT409"):
        desk.call(tool, turn["business_id"], turn["conversation_id"], turn["lease"], *given, p_now=desk.now)
    assert everything(desk) == before
    desk.call(tool, newer["business_id"], newer["conversation_id"], newer["lease"], *given, p_now=desk.now)


def test_a_turn_that_has_ended_can_no_longer_act(desk: Desk) -> None:
    turn = desk.turn()
    ref = desk.slots(turn)["offers"][0]["ref"]
    desk.finish(turn)
    with desk.refused("PT409"):
        desk.hold(turn, ref)


def test_a_lease_of_another_businesss_conversation_is_none_here(desk: Desk) -> None:
    mine, theirs = desk.turn(), desk.turn(to=desk.cast.salon)
    with desk.refused("PT409"):
        desk.hold(mine | {"business_id": theirs["business_id"]}, "t1-1")


@pytest.mark.parametrize("step", [30, 50])
@pytest.mark.parametrize("asked", ["2026-10-03T11:07+10:00", "2027-04-03T11:07+11:00", "2026-11-02T09:00+11:00"])
@pytest.mark.parametrize(("opens", "closes"), [("09:00", "17:00"), ("22:00", "03:30"), ("00:00", "00:00")])
def test_whatever_is_offered_can_be_held(desk: Desk, asked: str, step: int, opens: str, closes: str) -> None:
    """Over clock changes, through the night, and on grids that do not divide a day."""
    shop = open_shop(desk, "Australia/Sydney", opens, closes, slot_step_minutes=step, notice_minutes=45)
    desk.settings(shop, open_requests_per_customer=50)
    desk.now = instant(asked)
    for weekday in (None, 7, 1):
        for minute in (None, 30, 1380):
            wish = {"weekday": weekday, "minute_from": minute}
            turn = desk.turn(to=shop)
            slots = desk.slots(turn, {name: value for name, value in wish.items() if value is not None})
            assert slots["offers"], wish
            for offer in slots["offers"]:
                held = desk.hold(turn, offer["ref"])
                # two offers of one set may overlap each other, so each is let go again
                assert held["outcome"] == "pencilled", (offer["words"], wish)
                desk.do("delete from public.holds where booking_id = %s", held["booking"]["id"])
            desk.finish(turn)


def everything(desk: Desk) -> list[int]:
    tables = desk.column("select tablename::text from pg_tables where schemaname = 'public' order by 1")
    counts = [desk.value(f"select count(*) from public.{table}") for table in tables]
    states = desk.column("select md5(string_agg(c::text, '|' order by id)) from public.conversations c")
    return [*counts, *states]


def test_brisbane_work_at_a_customers_is_offered_and_held_with_its_drive(desk: Desk) -> None:
    shop = open_shop(
        desk, BRISBANE, services=[{"name": "Job", "minutes": 60, "at_customer": True}], slot_step_minutes=30
    )
    desk.later(minutes=-10)
    for number in range(6):
        turn = desk.turn(phone=f"+6140000100{number}", to=shop)
        slots = desk.slots(turn, {"day_to": "2026-11-02"})
        assert desk.hold(turn, slots["offers"][0]["ref"])["outcome"] == "pencilled"
    gaps = desk.column("""
      select lower(occupied) - lag(upper(occupied)) over (order by lower(occupied)) from public.holds order by lower(occupied)""")
    assert min(gap.total_seconds() for gap in gaps[1:]) >= 20 * 60
