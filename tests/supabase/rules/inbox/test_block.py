"""A blocked customer: their texts are kept and nothing else happens."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.supabase.rules.conversations.handed import conversation, due, hand_off
from tests.supabase.rules.desk import Desk
from tests.supabase.rules.race import meanwhile

THURSDAY = {"day_from": "2026-11-05"}


def block(desk: Desk, reason: str = "Never there") -> Any:
    customer = desk.value("select id from public.customers")
    return desk.call("private.block_customer", desk.cast.lawns.id, customer, reason, desk.now)


def unblock(desk: Desk) -> Any:
    customer = desk.value("select id from public.customers")
    with desk.signed_in(desk.cast.owner):
        return desk.call("unblock_customer", desk.cast.lawns.id, customer)


def test_bookings_stay_and_the_answer_says_so(desk: Desk) -> None:
    booking = desk.pencil(THURSDAY)
    told = block(desk)
    assert (told["outcome"], told["again"], [b["id"] for b in told["bookings"]]) == ("blocked", False, [booking["id"]])
    assert block(desk)["again"] is True
    assert desk.booking(booking)["status"] == "pending"
    row = desk.row("select blocked_at, blocked_reason from public.customers")
    assert row == {"blocked_at": desk.now, "blocked_reason": "Never there"}


def test_their_texts_are_kept_claimed_by_nobody_and_cost_no_text(desk: Desk) -> None:
    desk.pencil(THURSDAY)
    block(desk)
    before = len(desk.texts())
    for body in ("Hello?", "CALL ME", "STOP"):
        desk.receive(body)
    assert desk.value("select count(*) from public.messages where body in ('Hello?', 'CALL ME', 'STOP')") == 3
    assert desk.turns() == []
    assert len(desk.texts()) == before


def test_a_text_that_waits_and_a_turn_in_progress_are_dropped(desk: Desk) -> None:
    desk.receive("Hi")
    block(desk)
    assert desk.turns() == []
    unblock(desk)
    turn = desk.turn("Hi again")
    block(desk)
    assert desk.finish(turn, "G'day!", must_say=True) == "overtaken"
    assert (desk.texts(), desk.turns()) == ([], [])


def test_a_handed_over_conversation_of_theirs_reminds_nobody(desk: Desk) -> None:
    hand_off(desk)
    block(desk)
    desk.later(hours=2)
    assert due(desk) == 0
    desk.receive("Well?")
    assert desk.texts("forward") == []


def test_times_kept_for_them_are_free_again(desk: Desk) -> None:
    desk.slots(desk.turn("Thursday?"), THURSDAY)
    assert desk.value("select count(*) from public.holds") > 0
    block(desk)
    assert desk.value("select count(*) from public.holds") == 0


def test_unblocked_they_are_answered_again_but_not_what_they_wrote_before(desk: Desk) -> None:
    desk.receive("Hi")
    block(desk)
    desk.receive("Rude words")
    assert unblock(desk) == {"outcome": "unblocked", "again": False}
    assert unblock(desk) == {"outcome": "unblocked", "again": True}
    assert desk.turns() == []
    turn = desk.turn("Sorry about that")
    assert (turn["answered_seq"], turn["upto_seq"]) == (2, 3)
    assert conversation(desk)["state"] == "ai"


def test_a_text_that_arrives_while_they_are_being_blocked_is_not_due(own: Desk, open_desk: Callable[..., Desk]) -> None:
    own.receive("Hi")
    own.finish(*own.turns())
    blocking, receiving = open_desk(), open_desk(autocommit=True)
    block(blocking)
    meanwhile(own, receiving, lambda: receiving.receive("Hello?"), blocking.connection.commit)
    assert own.turns() == []


def test_another_businesss_customer_is_not_there(desk: Desk) -> None:
    desk.receive("Hi")
    customer = desk.value("select id from public.customers")
    for name in ("block_customer", "unblock_customer"):
        for business in (desk.cast.salon, desk.cast.lawns):
            with desk.refused("PT404"), desk.signed_in(desk.cast.outsider):
                desk.call(name, business.id, customer)
    with desk.signed_in(desk.cast.colleague):
        assert desk.call("block_customer", desk.cast.lawns.id, customer, "Rude")["outcome"] == "blocked"
