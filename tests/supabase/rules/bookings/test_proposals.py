"""An owner's new time is put to the customer, who decides; the old one stands until they accept."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.supabase.rules.bookings.steps import BOTH, Steps, at, refused, wish
from tests.supabase.rules.desk import Desk
from tests.support.cast import CUSTOMER, OTHER_CUSTOMER


@pytest.fixture
def proposed(steps: Steps) -> Any:
    """Confirmed for Thursday at two; the owner would rather come on Friday at ten."""
    booking = steps.confirmed("Thu 14:00")
    steps.news()
    steps.desk.later(minutes=10)
    told = steps.move(booking, "Fri 10:00")
    assert told["outcome"] == "proposed", told
    return booking


def test_a_proposal_keeps_the_old_time_confirmed_and_both_held_and_asks_the_customer(
    steps: Steps, proposed: Any
) -> None:
    assert (steps.status(proposed), steps.time(proposed)) == ("confirmed", "Thu 14:00")
    assert steps.held(proposed) == ["Thu 14:00", "Fri 10:00"]
    assert (steps.is_free("Thu 14:00"), steps.is_free("Fri 10:00")) == (False, False)
    assert steps.news() == {"proposal": ["customer"]}
    assert steps.events(proposed)[-1] == ("move_proposed", "owner")
    (move,) = steps.moves(proposed)
    assert (move["asked_by"], str(move["asked_by_user"])) == ("owner", steps.desk.cast.owner.user_id)
    assert steps.desk.column("select expires_at from public.holds order by occupied") == [None, move["expires_at"]]


def test_the_proposal_is_the_only_offer_of_the_conversation_and_its_text_lists_it(steps: Steps, proposed: Any) -> None:
    (text,) = [text for text in steps.desk.claim() if text["kind"] == "proposal"]
    (offer,) = text["context"]["offers"]
    assert (text["recipient"], offer["words"]["weekday"], offer["words"]["time"]) == (CUSTOMER, "Friday", "10:00 AM")
    assert text["context"]["detail"]["old"]["weekday"] == "Thursday"
    with steps.turn() as turn:
        assert [offer["ref"] for offer in turn["offers"]] == [offer["ref"]]
        (booking,) = turn["bookings"]
        assert (booking["move"]["asked_by"], booking["move"]["new"]["weekday"]) == ("owner", "Friday")


def test_the_customers_pick_moves_the_booking_and_both_sides_hear_once(steps: Steps, proposed: Any) -> None:
    steps.news()
    told = steps.pick()
    assert (told["outcome"], told["booking"]["status"]) == ("moved", "confirmed")
    assert (steps.time(proposed), steps.held(proposed)) == ("Fri 10:00", ["Fri 10:00"])
    assert steps.is_free("Thu 14:00")
    assert steps.desk.value("select expires_at is null and move_id is null from public.holds")
    assert steps.news() == {"moved": ["customer"], "moved_copy": BOTH}
    assert steps.events(proposed)[-1] == ("moved", "customer")
    assert steps.states(proposed) == ["accepted"]


def test_a_second_pick_changes_nothing_and_says_the_same(steps: Steps, proposed: Any) -> None:
    steps.pick()
    before = steps.everything()
    told = steps.pick()
    assert (told["outcome"], told["booking"]["words"]["weekday"]) == ("moved", "Friday")
    assert steps.everything() == before


@pytest.mark.parametrize("meanwhile", ["cancel", "move"])
def test_a_second_pick_does_not_claim_what_is_no_longer_so(steps: Steps, proposed: Any, meanwhile: str) -> None:
    steps.pick()
    if meanwhile == "cancel":
        steps.cancel(proposed)
    else:
        assert steps.move(proposed, "Sat 10:00", agreed=True)["outcome"] == "moved"
    before = steps.everything()
    assert steps.pick()["outcome"] == "slot_taken"
    assert steps.everything() == before


def test_refusing_a_proposal_leaves_the_old_time_and_tells_the_owner(steps: Steps, proposed: Any) -> None:
    steps.news()
    told = steps.refuse(proposed)
    assert (told["outcome"], told["booking"]["move"]) == ("refused", None)
    assert (steps.status(proposed), steps.time(proposed), steps.held(proposed)) == (
        "confirmed",
        "Thu 14:00",
        ["Thu 14:00"],
    )
    assert steps.is_free("Fri 10:00")
    assert steps.news() == {"proposal_refused": BOTH}
    assert (steps.states(proposed), steps.events(proposed)[-1]) == (["declined"], ("proposal_refused", "customer"))


def test_a_second_refusal_changes_nothing_and_says_so(steps: Steps, proposed: Any) -> None:
    steps.refuse(proposed)
    before = steps.everything()
    assert steps.refuse(proposed)["outcome"] == "no_proposal"
    assert steps.everything() == before


def test_a_refused_proposal_can_no_longer_be_picked(steps: Steps, proposed: Any) -> None:
    steps.refuse(proposed)
    assert steps.pick()["outcome"] == "slot_taken"
    assert steps.held(proposed) == ["Thu 14:00"]


def test_a_proposal_nobody_answers_lapses_and_the_owner_hears_of_it(steps: Steps, proposed: Any) -> None:
    steps.news()
    steps.desk.now = steps.moves(proposed)[0]["expires_at"]
    assert [steps.desk.call("expire_due", steps.desk.now) for _ in range(2)] == [1, 0]
    assert (steps.status(proposed), steps.held(proposed), steps.states(proposed)) == (
        "confirmed",
        ["Thu 14:00"],
        ["lapsed"],
    )
    assert steps.news() == {"move_lapsed_copy": BOTH}
    assert steps.pick()["outcome"] == "unknown_offer"
    assert steps.is_free("Fri 10:00")


def test_refusing_a_lapsed_proposal_says_that_none_waits(steps: Steps, proposed: Any) -> None:
    steps.desk.now = steps.moves(proposed)[0]["expires_at"]
    assert steps.refuse(proposed)["outcome"] == "no_proposal"
    assert steps.states(proposed) == ["lapsed"]


@pytest.mark.parametrize(
    ("now", "old", "new", "until"),
    [
        ("Mon 09:00", "Thu 14:00", "Fri 10:00", "Tue 09:00"),  # a day
        ("Mon 09:00", "Mon 14:00", "Fri 10:00", "Mon 13:30"),  # not past the old start less the margin
        ("Mon 09:00", "Thu 14:00", "Mon 12:00", "Mon 11:30"),  # nor the new one
        ("Mon 11:20", "Thu 14:00", "Mon 12:00", "Mon 11:35"),  # a quarter of an hour at least
    ],
)
def test_a_proposal_stays_open_for_a_day_but_not_past_either_start(
    steps: Steps, now: str, old: str, new: str, until: str
) -> None:
    booking = steps.confirmed(old)
    steps.desk.now = at(now)
    steps.move(booking, new)
    (move,) = steps.moves(booking)
    assert (move["expires_at"], move["nag_at"]) == (at(until), None)
    assert steps.desk.value("select expires_at from public.offers where move_id = %s", move["id"]) == at(until)


def test_putting_the_same_time_once_more_changes_nothing_and_says_so(steps: Steps, proposed: Any) -> None:
    before = steps.everything()
    steps.desk.later(minutes=5)
    told = steps.move(proposed, "Fri 10:00")
    assert (told["outcome"], told["again"]) == ("proposed", True)
    assert steps.everything() == before


def test_putting_a_lapsed_time_once_more_asks_again(steps: Steps, proposed: Any) -> None:
    steps.desk.now = steps.moves(proposed)[0]["expires_at"]
    told = steps.move(proposed, "Fri 10:00")
    assert (told["outcome"], "again" in told) == ("proposed", False)
    assert len(steps.desk.texts("proposal")) == 2


def test_another_time_replaces_the_proposal(steps: Steps, proposed: Any) -> None:
    steps.desk.later(minutes=5)
    assert steps.move(proposed, "Sat 10:00")["outcome"] == "proposed"
    assert (steps.states(proposed), steps.held(proposed)) == (["withdrawn", "waiting"], ["Thu 14:00", "Sat 10:00"])
    assert steps.is_free("Fri 10:00")
    assert steps.pick()["booking"]["words"]["weekday"] == "Saturday"


def test_another_time_that_cannot_be_had_leaves_the_proposal(steps: Steps, proposed: Any) -> None:
    steps.added("Sat 10:00")
    assert steps.move(proposed, "Sat 10:00")["outcome"] == "refused"
    assert (steps.states(proposed), steps.held(proposed)) == (["waiting"], ["Thu 14:00", "Fri 10:00"])


def test_the_owner_may_take_a_proposal_back(steps: Steps, proposed: Any) -> None:
    steps.news()
    assert steps.answer(proposed, accept=False)["outcome"] == "withdrawn"
    assert (steps.states(proposed), steps.held(proposed)) == (["withdrawn"], ["Thu 14:00"])
    assert steps.news() == {"withdrawn": ["customer"]}
    assert steps.pick()["outcome"] == "slot_taken"


def test_the_owner_cannot_accept_a_proposal_for_the_customer(steps: Steps, proposed: Any) -> None:
    before = steps.everything()
    assert steps.answer(proposed, accept=True)["outcome"] == "already_answered"
    assert steps.everything() == before


def test_a_customer_who_wants_yet_another_time_asks_for_it_instead(steps: Steps, proposed: Any) -> None:
    steps.news()
    assert steps.ask(proposed, "Sat 10:00")["outcome"] == "move_requested"
    assert (steps.states(proposed), steps.held(proposed)) == (["withdrawn", "waiting"], ["Thu 14:00", "Sat 10:00"])
    assert steps.news() == {"move_request": BOTH}


def test_an_owners_time_in_answer_to_a_customers_wish_replaces_that(steps: Steps) -> None:
    booking = steps.confirmed("Thu 14:00")
    steps.ask(booking, "Fri 10:00")
    steps.desk.later(minutes=5)
    assert steps.move(booking, "Fri 15:00")["outcome"] == "proposed"
    assert (steps.states(booking), steps.held(booking)) == (["withdrawn", "waiting"], ["Thu 14:00", "Fri 15:00"])
    assert steps.pick()["outcome"] == "moved"


def test_another_customer_can_neither_pick_nor_refuse_a_proposal(steps: Steps, proposed: Any) -> None:
    with steps.turn(phone=OTHER_CUSTOMER) as turn:
        assert steps.desk.hold(turn, steps.newest()[0])["outcome"] == "unknown_offer"
        with refused(steps.desk, "not_found", "PT404"):
            steps.tool(turn, "refuse_proposal", proposed["ref"])
    assert steps.states(proposed) == ["waiting"]


def test_a_blocked_customer_cannot_pick_a_proposal(steps: Steps, proposed: Any) -> None:
    with steps.turn() as turn:
        steps.desk.do("update public.customers set blocked_at = now() where phone = %s", CUSTOMER)
        assert steps.desk.hold(turn, steps.newest()[0])["outcome"] == "blocked"
    assert steps.states(proposed) == ["waiting"]


def test_a_manual_booking_with_a_phone_is_put_to_that_phone(steps: Steps) -> None:
    booking = steps.added("Thu 14:00", name="Ann", phone=OTHER_CUSTOMER)
    assert steps.move(booking, "Fri 10:00")["outcome"] == "proposed"
    assert steps.news()["proposal"] == ["other customer"]
    assert steps.pick(phone=OTHER_CUSTOMER)["outcome"] == "moved"
    assert steps.time(booking) == "Fri 10:00"


@pytest.mark.parametrize("why", ["no phone", "stopped", "blocked"])
def test_a_customer_who_cannot_be_asked_is_unreachable_and_nothing_changes(steps: Steps, why: str) -> None:
    booking = steps.added("Thu 14:00", name="Ann") if why == "no phone" else steps.confirmed("Thu 14:00")
    if why == "stopped":
        steps.desk.receive("STOP")
    elif why == "blocked":
        steps.desk.do("update public.customers set blocked_at = now() where phone = %s", CUSTOMER)
    before = steps.everything()
    assert steps.move(booking, "Fri 10:00")["outcome"] == "unreachable"
    assert steps.everything() == before
    assert steps.move(booking, "Fri 10:00", agreed=True)["outcome"] == "moved"


def test_a_time_that_has_passed_is_not_proposed(steps: Steps, proposed: Any) -> None:
    before = steps.everything()
    with refused(steps.desk, "bad_date"):
        steps.move(proposed, "Mon 09:00")
    assert steps.everything() == before


def test_a_proposal_needs_the_owners_word_against_hours_and_drives(steps: Steps, proposed: Any) -> None:
    for start, rule in [("Sun 10:00", "hours"), ("Sat 16:30", "hours")]:
        told = steps.move(proposed, start)
        assert (told["outcome"], [reason["rule"] for reason in told["reasons"]]) == ("refused", [rule])
    assert steps.states(proposed) == ["waiting"]
    told = steps.move(proposed, "Sun 10:00", override=True)
    assert (told["outcome"], [reason["rule"] for reason in told["reasons"]]) == ("proposed", ["hours"])
    assert steps.pick()["booking"]["words"]["weekday"] == "Sunday"


def test_somebody_elses_time_is_never_proposed(steps: Steps, proposed: Any) -> None:
    steps.added("Sat 10:00")
    with steps.turn(phone=OTHER_CUSTOMER) as turn:
        steps.desk.slots(turn, wish("next Mon 10:00"))
    for start, rule in [("Sat 10:30", "booked"), ("next Mon 10:00", "kept")]:
        told = steps.move(proposed, start, override=True)
        assert (told["outcome"], told["reasons"][0]["rule"]) == ("refused", rule)


def test_the_same_time_with_somebody_else_is_a_proposal_too(desk: Desk) -> None:
    steps = Steps(desk, desk.cast.salon)
    booking = steps.confirmed("Thu 14:00")
    assert steps.move(booking, "Thu 14:00", staff="Priya")["outcome"] == "proposed"
    assert steps.pick()["booking"]["staff"] == "Priya"


def test_one_who_does_not_do_the_service_is_not_proposed(desk: Desk) -> None:
    steps = Steps(desk, desk.cast.salon)
    booking = steps.confirmed("Thu 14:00", service="Colour")
    for staff in ("Priya",):
        with refused(desk, "bad_staff"):
            steps.move(booking, "Fri 10:00", staff=staff)
    desk.do("update public.staff set deleted_at = now() where name = 'Mia'")
    with refused(desk, "bad_staff"):
        steps.move(booking, "Fri 10:00")


def test_the_time_it_has_is_no_change(steps: Steps, proposed: Any) -> None:
    before = steps.everything()
    assert steps.move(proposed, "Thu 14:00")["outcome"] == "unchanged"
    assert steps.everything() == before


def test_what_has_ended_is_not_moved(steps: Steps, proposed: Any) -> None:
    steps.cancel(proposed)
    before = steps.everything()
    assert steps.move(proposed, "Fri 10:00")["outcome"] == "already_ended"
    assert steps.move(proposed, "Fri 10:00", agreed=True)["outcome"] == "already_ended"
    assert steps.everything() == before


@pytest.mark.parametrize("words", ["next Mon 10:00", "Mon 09:00"])
def test_starts_that_cannot_be_meant_are_refused(steps: Steps, proposed: Any, words: str) -> None:
    steps.desk.now = at(words) + (timedelta(days=40) if words == "Mon 09:00" else timedelta(days=-740))
    with refused(steps.desk, "bad_date"):
        steps.move(proposed, words, agreed=True)


def test_offers_kept_for_the_customer_before_are_free_again(steps: Steps) -> None:
    booking = steps.confirmed("Thu 14:00")
    with steps.turn() as turn:
        steps.desk.slots(turn, wish("Fri 12:00"))
    assert not steps.is_free("Fri 12:00")
    steps.move(booking, "Sat 10:00")
    assert steps.is_free("Fri 12:00")
    assert datetime.fromisoformat(steps.move(booking, "Fri 12:00")["move"]["starts_at"]) == at("Fri 12:00")
