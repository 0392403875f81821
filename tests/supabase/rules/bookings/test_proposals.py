"""An owner's new time is put to the customer, who decides; the old one stands until they accept."""

from __future__ import annotations

from typing import Any

import pytest

from tests.supabase.rules.bookings.steps import BOTH, Steps, refused
from tests.support.cast import CUSTOMER, OTHER_CUSTOMER


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
        (move,) = steps.moves(proposed)
        assert str(move["conversation_id"]) == turn["conversation_id"]
    issued = "select ref from public.offers where id = %s and move_id = %s and for_booking_id = %s"
    assert steps.desk.column(issued, move["offer_id"], move["id"], proposed["id"]) == [offer["ref"]]


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
