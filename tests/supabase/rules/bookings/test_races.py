"""Decisions at the same moment, over several connections: one winner, and no deadlock."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from tests.supabase.rules.desk import Desk
from tests.supabase.rules.race import meanwhile, race
from tests.support.cast import OTHER_CUSTOMER

OpenDesk = Callable[..., Desk]
THURSDAY = {"day_from": "2026-11-05", "minute_from": 840, "minute_to": 841}
RACERS = 50


def picks(turn: Any, ref: str) -> Callable[[Desk], Any]:
    return lambda desk: desk.hold(turn, ref)["outcome"]


def confirms(decision: list[Any]) -> Callable[[Desk], Any]:
    return lambda desk: desk.call("private.confirm_booking", *decision)["outcome"]


def test_a_confirmation_that_waits_for_an_expiry_finds_itself_too_late(own: Desk, open_desk: OpenDesk) -> None:
    booking = own.pencil(THURSDAY)
    own.later(minutes=239)  # the owner taps just in time; the sweeper's clock is a minute ahead
    owner, sweeper = open_desk(), open_desk()
    assert sweeper.call("expire_due", own.booking(booking)["expires_at"]) == 1
    told = meanwhile(own, owner, lambda: owner.confirm(booking), sweeper.connection.commit)
    owner.connection.commit()
    assert told["outcome"] == "too_late"
    assert (own.booking(booking)["status"], own.texts("confirmed")) == ("expired", [])
    assert len(own.texts("expired")) == 1


def test_an_expiry_leaves_alone_what_is_being_confirmed(own: Desk, open_desk: OpenDesk) -> None:
    booking = own.pencil(THURSDAY)
    deadline = own.booking(booking)["expires_at"]
    owner = open_desk()
    assert owner.confirm(booking)["outcome"] == "confirmed"
    assert own.call("expire_due", deadline) == 0
    owner.connection.commit()
    assert own.call("expire_due", deadline) == 0
    assert own.booking(booking)["status"] == "confirmed"
    assert own.texts("expired") == []


def test_of_a_confirmation_and_a_decline_at_once_the_first_stands(own: Desk, open_desk: OpenDesk) -> None:
    booking = own.pencil(THURSDAY)
    owner, colleague = open_desk(), open_desk()
    assert owner.confirm(booking)["outcome"] == "confirmed"
    told = meanwhile(own, colleague, lambda: colleague.decline(booking), owner.connection.commit)
    colleague.connection.commit()
    assert told["outcome"] == "already_confirmed"
    assert own.texts("declined") == []


@pytest.mark.parametrize("tool", ["note", "next booking"])
def test_a_decline_and_the_receptionists_tool_do_not_lock_each_other_out(
    own: Desk, open_desk: OpenDesk, tool: str
) -> None:
    """The tool has the conversation and then wants the booking; a decline needs both too, and must ask in the same order."""
    booking = own.pencil(THURSDAY)
    turn = own.turn("one more thing")
    who = [turn["business_id"], turn["conversation_id"], turn["lease"]]
    owner, receptionist = open_desk(), open_desk()
    receptionist.call("private.leased", *who)

    def use_the_tool() -> None:
        if tool == "note":
            assert receptionist.call("add_booking_note", *who, "dog in yard", receptionist.now)["outcome"] == "noted"
        else:
            receptionist.now = own.booking(booking)["expires_at"]
            held = receptionist.hold(turn, receptionist.slots(turn, THURSDAY)["offers"][0]["ref"])
            assert held["outcome"] == "pencilled"
        receptionist.connection.commit()

    told = meanwhile(own, owner, lambda: owner.decline(booking), use_the_tool)
    assert told["outcome"] == ("declined" if tool == "note" else "too_late")


def test_neighbours_asked_for_at_once_still_leave_time_to_drive(own: Desk, open_desk: OpenDesk) -> None:
    """No constraint can see the drive between two jobs, so the second waits for the first and looks again."""
    own.settings(own.cast.lawns, offer_hold_minutes=0)
    turns = [own.turn(), own.turn(phone=OTHER_CUSTOMER)]
    wishes = [THURSDAY, THURSDAY | {"minute_from": 900, "minute_to": 901}]
    refs = [own.slots(turn, wish)["offers"][0]["ref"] for turn, wish in zip(turns, wishes, strict=True)]
    first, second = open_desk(), open_desk()
    assert first.hold(turns[0], refs[0])["outcome"] == "pencilled"
    told = meanwhile(own, second, lambda: second.hold(turns[1], refs[1]), first.connection.commit)
    assert told == {"outcome": "slot_taken"}


def test_a_hold_that_came_round_the_lock_is_found_by_the_constraint_and_is_no_error(
    own: Desk, open_desk: OpenDesk
) -> None:
    own.settings(own.cast.lawns, offer_hold_minutes=0)
    taken = own.pencil(THURSDAY, OTHER_CUSTOMER)
    own.do("delete from public.holds")
    turn = own.turn()
    ref = own.slots(turn, THURSDAY)["offers"][0]["ref"]
    bare, customer = open_desk(), open_desk()
    bare.do(
        """insert into public.holds (business_id, staff_id, booking_id, occupied)
           select business_id, staff_id, id, tstzrange(starts_at, ends_at) from public.bookings where id = %s""",
        taken["id"],
    )
    told = meanwhile(own, customer, lambda: customer.hold(turn, ref), bare.connection.commit)
    assert told == {"outcome": "slot_taken"}


def test_of_fifty_customers_picking_one_start_at_once_exactly_one_gets_it(own: Desk, open_desk: OpenDesk) -> None:
    own.settings(own.cast.lawns, offer_hold_minutes=0)
    turns = [own.turn(phone=f"+61401{number:06}") for number in range(RACERS)]
    refs = [own.slots(turn, THURSDAY)["offers"][0]["ref"] for turn in turns]
    outcomes = race(open_desk, [picks(turn, ref) for turn, ref in zip(turns, refs, strict=True)])
    assert Counter(outcomes) == {"pencilled": 1, "slot_taken": RACERS - 1}
    assert own.value("select count(*) from public.holds") == 1
    assert own.value("select count(*) from public.bookings") == 1
    assert len(own.texts("request")) == 2


def test_a_stale_request_confirmed_expired_and_wanted_by_others_at_once_has_one_outcome(
    own: Desk, open_desk: OpenDesk
) -> None:
    own.settings(own.cast.lawns, offer_hold_minutes=0)
    for attempt in range(3):
        day = f"2026-11-{5 + 7 * attempt:02}"
        wish = THURSDAY | {"day_from": day, "day_to": day}
        stale = own.pencil(wish, OTHER_CUSTOMER)
        own.now = deadline = own.booking(stale)["expires_at"]
        just_in_time = [own.cast.lawns.id, stale["id"], own.cast.owner.user_id, deadline - timedelta(minutes=1)]
        turns = [own.turn(phone=f"+6142{attempt}{number:06}") for number in range(8)]
        refs = [own.slots(turn, wish)["offers"][0]["ref"] for turn in turns]
        acts = [picks(turn, ref) for turn, ref in zip(turns, refs, strict=True)]
        acts += [lambda desk: desk.call("expire_due", desk.now)] * 3 + [confirms(just_in_time)]
        *outcomes, answer = race(open_desk, acts)
        confirmed = answer == "confirmed"
        assert Counter(outcomes)["pencilled"] == (0 if confirmed else 1), outcomes
        assert own.booking(stale)["status"] == ("confirmed" if confirmed else "expired")
        assert own.value("select count(*) from public.holds where occupied @> %s::timestamptz", stale["starts_at"]) == 1
        for turn in turns:
            own.finish(turn)
