"""A customer asks to move a confirmed booking: the old time stands and is held until the owner says yes."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.supabase.rules.bookings.steps import BOTH, Steps, at, wish
from tests.supabase.rules.desk import Desk
from tests.support.cast import OTHER_CUSTOMER


@pytest.fixture
def asked(steps: Steps) -> Any:
    """Confirmed for Thursday at two, and its customer would rather have Friday at ten."""
    booking = steps.confirmed("Thu 14:00")
    steps.news()
    steps.desk.later(minutes=10)
    assert steps.ask(booking, "Fri 10:00")["outcome"] == "move_requested"
    return booking


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


def test_a_move_has_the_owners_usual_time_to_be_answered(steps: Steps, asked: Any) -> None:
    (move,) = steps.moves(asked)
    assert (move["nag_at"], move["expires_at"]) == (
        steps.desk.now + timedelta(hours=2),
        steps.desk.now + timedelta(hours=4),
    )


@pytest.mark.parametrize(("old", "new"), [("Mon 14:00", "Fri 10:00"), ("Fri 10:00", "Mon 14:00")])
def test_a_move_is_never_left_open_later_than_either_start_less_the_margin(steps: Steps, old: str, new: str) -> None:
    steps.desk.now = at("Mon 11:00")
    booking = steps.confirmed(old)
    steps.ask(booking, new)
    (move,) = steps.moves(booking)
    assert (move["nag_at"], move["expires_at"]) == (at("Mon 13:00"), at("Mon 13:30"))


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


def test_a_move_nobody_answers_lapses_and_the_old_time_stands(steps: Steps, asked: Any) -> None:
    steps.news()
    (move,) = steps.moves(asked)
    steps.desk.now = move["expires_at"]
    assert [steps.desk.call("expire_due", steps.desk.now) for _ in range(2)] == [1, 0]
    assert (steps.status(asked), steps.time(asked), steps.held(asked)) == ("confirmed", "Thu 14:00", ["Thu 14:00"])
    assert steps.is_free("Fri 10:00")
    assert steps.news() == {"move_lapsed": ["customer"], "move_lapsed_copy": BOTH}
    assert {text["class"] for text in steps.desk.texts("move_lapsed%")} == {"proactive"}
    assert steps.states(asked) == ["lapsed"]
    assert steps.events(asked)[-1] == ("move_lapsed", "system")


def test_a_move_does_not_lapse_before_its_time(steps: Steps, asked: Any) -> None:
    (move,) = steps.moves(asked)
    steps.desk.now = move["expires_at"] - timedelta(microseconds=1)
    assert steps.desk.call("expire_due", steps.desk.now) == 0
    assert steps.answer(asked, accept=True)["outcome"] == "moved"


@pytest.mark.parametrize("second", [True, False])
@pytest.mark.parametrize("first", [True, False])
def test_a_second_answer_changes_nothing_and_says_so(steps: Steps, asked: Any, first: bool, second: bool) -> None:
    steps.answer(asked, first)
    before = steps.everything()
    steps.desk.later(minutes=1)
    told = steps.answer(asked, second)
    assert told["outcome"] == "already_answered"
    assert told["booking"]["words"]["weekday"] == ("Friday" if first else "Thursday")
    assert steps.everything() == before


@pytest.mark.parametrize("accept", [True, False])
def test_an_answer_past_the_deadline_finds_that_it_lapsed(steps: Steps, asked: Any, accept: bool) -> None:
    (move,) = steps.moves(asked)
    steps.desk.now = move["expires_at"]
    assert steps.answer(asked, accept)["outcome"] == "already_answered"
    assert (steps.states(asked), steps.held(asked)) == (["lapsed"], ["Thu 14:00"])


def test_the_owner_is_reminded_of_a_move_once(steps: Steps, asked: Any) -> None:
    steps.news()
    (move,) = steps.moves(asked)
    steps.desk.now = move["nag_at"] - timedelta(microseconds=1)
    assert steps.desk.call("nag_due", steps.desk.now) == 0
    steps.desk.now = move["nag_at"]
    assert [steps.desk.call("nag_due", steps.desk.now) for _ in range(2)] == [1, 0]
    assert steps.news() == {"move_nag": BOTH}
    assert {text["class"] for text in steps.desk.texts("move_nag")} == {"proactive"}
    assert steps.desk.call("due_work", steps.desk.now)["nag"] is False


def test_nobody_is_reminded_of_an_answered_or_lapsed_move(steps: Steps, asked: Any) -> None:
    steps.answer(asked, accept=False)
    other = steps.confirmed("next Thu 14:00", OTHER_CUSTOMER)
    steps.ask(other, "next Fri 10:00", OTHER_CUSTOMER)
    steps.desk.now = steps.moves(other)[-1]["expires_at"]
    assert steps.desk.call("nag_due", steps.desk.now) == 0
    assert steps.desk.texts("move_nag") == []


def test_due_work_names_what_a_move_makes_due_and_when(steps: Steps, asked: Any) -> None:
    (move,) = steps.moves(asked)
    steps.desk.claim()
    steps.desk.do("update public.outbox set leased_until = null, state = 'sent'")
    looks = steps.desk.call("due_work", steps.desk.now)
    assert (looks["nag"], looks["expire"]) == (False, False)
    assert datetime.fromisoformat(looks["next_at"]) == move["nag_at"]
    assert steps.desk.call("due_work", move["nag_at"])["nag"] is True
    assert datetime.fromisoformat(steps.desk.call("due_work", move["nag_at"])["next_at"]) == move["expires_at"]
    assert steps.desk.call("due_work", move["expires_at"])["expire"] is True


def test_a_lapsed_move_no_longer_keeps_its_time_from_others_even_before_anybody_swept(steps: Steps, asked: Any) -> None:
    (move,) = steps.moves(asked)
    steps.desk.now = move["expires_at"]
    taken = steps.pending("Fri 10:00", OTHER_CUSTOMER)
    assert (steps.held(taken), steps.states(asked)) == (["Fri 10:00"], ["lapsed"])
    assert steps.held(asked) == ["Thu 14:00"]
    assert len(steps.desk.texts("move_lapsed")) == 1


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


def test_another_wish_of_the_customer_replaces_the_one_that_waits(steps: Steps, asked: Any) -> None:
    steps.desk.later(minutes=1)
    assert steps.ask(asked, "Fri 12:00")["outcome"] == "move_requested"
    assert steps.held(asked) == ["Thu 14:00", "Fri 12:00"]
    assert steps.states(asked) == ["withdrawn", "waiting"]
    assert steps.is_free("Fri 10:00")
    steps.answer(asked, accept=True)
    assert steps.time(asked) == "Fri 12:00"


def test_a_new_wish_that_cannot_be_had_leaves_the_one_that_waits(steps: Steps, asked: Any) -> None:
    steps.desk.settings(steps.shop, offer_hold_minutes=0)
    with steps.turn() as turn:
        (offer, *_) = steps.desk.slots(turn, wish("Fri 12:00"), p_booking=asked["ref"])["offers"]
        steps.added("Fri 12:00")
        before = steps.states(asked), steps.held(asked)
        assert steps.desk.hold(turn, offer["ref"])["outcome"] == "slot_taken"
    assert (steps.states(asked), steps.held(asked)) == before == (["waiting"], ["Thu 14:00", "Fri 10:00"])


def test_picking_the_same_new_time_twice_asks_once(steps: Steps, asked: Any) -> None:
    before = steps.desk.kinds()
    assert steps.pick()["outcome"] == "move_requested"
    assert (len(steps.moves(asked)), steps.desk.kinds()) == (1, before)


def test_a_declined_new_time_cannot_be_picked_from_the_old_list_again(steps: Steps, asked: Any) -> None:
    steps.answer(asked, accept=False)
    before = steps.states(asked), steps.held(asked), steps.desk.kinds()
    assert steps.pick()["outcome"] == "slot_taken"
    assert (steps.states(asked), steps.held(asked), steps.desk.kinds()) == before


def test_a_booking_that_has_moved_is_not_moved_to_its_own_time_again(steps: Steps, asked: Any) -> None:
    steps.answer(asked, accept=True)
    before = steps.states(asked), steps.held(asked), steps.desk.kinds()
    assert steps.pick()["outcome"] == "moved"
    assert (steps.states(asked), steps.held(asked), steps.desk.kinds()) == before


def test_neither_a_declined_new_time_nor_the_own_one_is_offered_for_a_booking_again(steps: Steps, asked: Any) -> None:
    steps.answer(asked, accept=False)
    with steps.turn() as turn:
        for start in ("Fri 10:00", "Thu 14:00"):
            found = steps.desk.slots(turn, wish(start), p_booking=asked["ref"])
            assert found["match"] == "same_days"
            assert at(start) not in [datetime.fromisoformat(offer["starts_at"]) for offer in found["offers"]]


def test_a_move_that_lapsed_may_be_asked_for_again(steps: Steps, asked: Any) -> None:
    steps.desk.now = steps.moves(asked)[0]["expires_at"]
    steps.desk.call("expire_due", steps.desk.now)
    assert steps.ask(asked, "Fri 10:00")["outcome"] == "move_requested"


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
