"""A customer asks to move a confirmed booking: the old time stands and is held until the owner says yes."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from tests.supabase.rules.bookings.steps import BOTH, Steps, at, wish
from tests.supabase.rules.desk import Desk
from tests.support.cast import OTHER_CUSTOMER


def test_while_a_move_waits_the_old_time_stands_confirmed_and_both_times_are_held(steps: Steps, asked: Any) -> None:
    row = steps.desk.booking(asked)
    assert (row["status"], row["starts_at"]) == ("confirmed", at("Thu 14:00"))
    assert steps.held(asked) == ["Thu 14:00", "Fri 10:00"]
    assert (steps.is_free("Thu 14:00"), steps.is_free("Fri 10:00")) == (False, False)
    old, new = steps.desk.rows("select expires_at, move_id from public.holds order by occupied")
    (move,) = steps.moves(asked)
    assert (old["expires_at"], old["move_id"]) == (None, None)
    assert (new["expires_at"], new["move_id"]) == (move["expires_at"], move["id"])


def test_the_owner_is_asked_about_a_move_and_the_customer_is_answered_in_the_conversation(
    steps: Steps, asked: Any
) -> None:
    assert steps.news() == {"move_request": BOTH}
    (text, _) = steps.desk.texts("move_request")
    assert (text["class"], text["detail"]["new"]["weekday"], text["detail"]["old"]["weekday"]) == (
        "caused",
        "Friday",
        "Thursday",
    )
    assert steps.events(asked)[-1] == ("move_requested", "customer")
    (move,) = steps.moves(asked)
    assert (move["asked_by"], move["state"], move["old_starts_at"]) == ("customer", "waiting", at("Thu 14:00"))
    assert (move["starts_at"], move["ends_at"]) == (at("Fri 10:00"), at("Fri 11:00"))


def test_an_accepted_move_frees_the_old_time_for_others_and_tells_both_sides_once(steps: Steps, asked: Any) -> None:
    steps.news()
    told = steps.answer(asked, accept=True)
    assert (told["outcome"], told["booking"]["words"]["weekday"]) == ("moved", "Friday")
    assert told["booking"]["move"] is None
    row = steps.desk.booking(asked)
    assert (row["status"], row["starts_at"], row["ends_at"]) == ("confirmed", at("Fri 10:00"), at("Fri 11:00"))
    assert steps.held(asked) == ["Fri 10:00"]
    assert steps.desk.value("select expires_at is null and move_id is null from public.holds")
    assert steps.is_free("Thu 14:00")
    assert steps.news() == {"moved": ["customer"], "moved_copy": BOTH}
    assert steps.events(asked)[-1] == ("moved", "owner")
    (move,) = steps.moves(asked)
    assert (move["state"], str(move["decided_by"])) == ("accepted", steps.desk.cast.owner.user_id)
    with steps.turn(phone=OTHER_CUSTOMER) as turn:
        assert steps.desk.slots(turn, wish("Thu 14:00"))["match"] == "wished"


def test_a_declined_move_leaves_the_old_time_and_frees_the_new_one(steps: Steps, asked: Any) -> None:
    steps.news()
    told = steps.answer(asked, accept=False, reason="we are away")
    assert (told["outcome"], told["booking"]["status"]) == ("move_declined", "confirmed")
    assert (steps.time(asked), steps.held(asked)) == ("Thu 14:00", ["Thu 14:00"])
    assert (steps.is_free("Thu 14:00"), steps.is_free("Fri 10:00")) == (False, True)
    assert steps.news() == {"move_declined": ["customer"]}
    assert steps.events(asked)[-1] == ("move_declined", "owner")
    (move,) = steps.moves(asked)
    assert (move["state"], move["reason"]) == ("declined", "we are away")
    assert (move["decided_at"], str(move["decided_by"])) == (steps.desk.now, steps.desk.cast.owner.user_id)


def test_while_a_move_waits_neither_time_can_be_taken_by_others(steps: Steps, asked: Any) -> None:
    for taken in ("Thu 14:00", "Fri 10:00"):
        with steps.turn(phone=OTHER_CUSTOMER) as turn:
            assert steps.desk.slots(turn, wish(taken))["match"] != "wished"
        told = steps.add(taken, override=True)
        assert (told["outcome"], told["reasons"][0]["rule"], told["reasons"][0]["final"]) == ("refused", "booked", True)


def test_a_move_may_overlap_the_booking_itself(steps: Steps) -> None:
    booking = steps.confirmed("Thu 14:00")
    assert steps.ask(booking, "Thu 14:30")["outcome"] == "move_requested"
    assert steps.held(booking) == ["Thu 14:00", "Thu 14:30"]
    assert steps.answer(booking, accept=True)["outcome"] == "moved"
    assert steps.held(booking) == ["Thu 14:30"]


def test_times_offered_for_a_booking_are_of_its_own_length(steps: Steps) -> None:
    booking = steps.confirmed("Thu 14:00")
    steps.edit(booking, minutes=180)
    with steps.turn() as turn:
        assert steps.desk.slots(turn, wish("Fri 15:00"), p_booking=booking["ref"])["match"] == "same_days"
    assert steps.ask(booking, "Fri 14:00")["outcome"] == "move_requested"
    steps.answer(booking, accept=True)
    row = steps.desk.booking(booking)
    assert row["ends_at"] - row["starts_at"] == timedelta(hours=3)


def test_a_time_offered_before_the_job_became_longer_is_not_to_be_had(steps: Steps) -> None:
    booking = steps.confirmed("Thu 14:00")
    with steps.turn() as turn:
        (offer, *_) = steps.desk.slots(turn, wish("Fri 10:00"), p_booking=booking["ref"])["offers"]
        steps.edit(booking, minutes=120)
        assert steps.desk.hold(turn, offer["ref"])["outcome"] == "slot_taken"
    assert steps.held(booking) == ["Thu 14:00"]


def test_a_booking_of_a_service_no_longer_sold_can_still_be_moved(steps: Steps) -> None:
    booking = steps.confirmed("Thu 14:00")
    steps.desk.do("update public.services set deleted_at = now() where name = 'Lawn Mowing'")
    with steps.turn() as turn:
        others = turn["services"][0]["id"]
        who = [turn["business_id"], turn["conversation_id"], turn["lease"], others]
        found = steps.desk.call(
            "find_slots", *who, p_wish=wish("Fri 10:00"), p_booking=booking["ref"], p_now=steps.desk.now
        )
        assert steps.desk.hold(turn, found["offers"][0]["ref"])["outcome"] == "move_requested"
    assert steps.answer(booking, accept=True)["outcome"] == "moved"
    assert steps.move(booking, "Fri 14:00", agreed=True)["outcome"] == "moved"


def test_a_time_on_somebody_elses_calendar_moves_the_booking_there(desk: Desk) -> None:
    steps = Steps(desk, desk.cast.salon)
    booking = steps.confirmed("Thu 14:00")
    assert booking["staff"] == "Mia"
    steps.added("Fri 10:00", staff="Mia")
    assert steps.ask(booking, "Fri 10:00")["outcome"] == "move_requested"
    told = steps.answer(booking, accept=True)
    assert (told["outcome"], told["booking"]["staff"]) == ("moved", "Priya")
    calendars = "select s.name from public.holds h join public.staff s on s.id = h.staff_id where h.booking_id = %s"
    assert desk.column(calendars, booking["id"]) == ["Priya"]


def test_a_move_can_neither_be_answered_that_is_not_there_nor_another_businesss(steps: Steps, asked: Any) -> None:
    (move,) = steps.moves(asked)
    for business, which in [(steps.shop.id, asked["id"]), (steps.desk.cast.salon.id, move["id"])]:
        with steps.desk.refused("PT404"):
            steps.desk.call("private.answer_move", business, which, True, "", steps._me, steps.desk.now)
