"""A booking taken off the lists, a message to its customer, and what happened around it."""

from __future__ import annotations

import uuid
from typing import Any

from tests.supabase.rules.bookings.steps import NOBODY, at, refused
from tests.supabase.rules.bookings_pages.conftest import Pages
from tests.support.cast import CUSTOMER

WORDS = "Could you leave the gate open?"


def off_the_lists(steps: Pages) -> bool:
    return [steps.page(tab)["lines"] for tab in ("upcoming", "past", "archived")] == [[], [], []]


def test_one_still_to_come_is_called_off_and_its_customer_told(steps: Pages, booking: Any) -> None:
    assert steps.delete(booking) == ("cancelled", False)
    assert steps.news() == {"cancelled": ["customer"]}
    assert (steps.status(booking), steps.held(booking)) == ("cancelled", [])
    assert steps.events(booking)[-2:] == [("cancelled", "owner"), ("deleted", "owner")]
    assert off_the_lists(steps)
    assert steps.send() == ["cancelled"]


def test_without_the_tick_nobody_is_told(steps: Pages, booking: Any) -> None:
    assert steps.delete(booking, tell=False) == ("cancelled", False)
    assert steps.news() == {}


def test_twice_changes_nothing_and_says_so(steps: Pages, booking: Any) -> None:
    steps.delete(booking)
    before = steps.everything()
    assert steps.delete(booking) == ("deleted", True)
    assert steps.everything() == before


def test_a_request_is_called_off_and_no_clock_finds_it_again(steps: Pages) -> None:
    request = steps.pending("Thu 14:00")
    steps.news()
    assert steps.delete(request) == ("cancelled", False)
    assert steps.news() == {"cancelled": ["customer"]}
    steps.desk.later(days=2)
    for duty in ("nag_due", "expire_due"):
        steps.desk.call(duty, steps.desk.now)
    assert steps.news() == {}
    assert steps.is_free("Fri 14:00")


def test_one_that_is_over_only_leaves_the_lists(steps: Pages, booking: Any) -> None:
    steps.desk.now = at("Thu 15:00")
    assert steps.delete(booking) == ("deleted", False)
    assert steps.news() == {}
    assert (steps.status(booking), steps.held(booking)) == ("confirmed", [])
    assert off_the_lists(steps)


def test_one_that_had_ended_only_leaves_the_lists(steps: Pages, booking: Any) -> None:
    steps.cancel(booking, tell=False)
    assert steps.delete(booking) == ("deleted", False)
    assert steps.news() == {}
    assert off_the_lists(steps)


def test_a_wish_to_move_goes_with_it(steps: Pages, asked: Any) -> None:
    steps.delete(asked)
    assert (steps.states(asked), steps.held(asked)) == (["withdrawn"], [])
    assert steps.day()["to_answer"] == []


def test_what_is_not_there_cannot_be_deleted(steps: Pages) -> None:
    with refused(steps.desk, "not_found", "PT404"):
        steps.delete({"id": NOBODY})


def test_a_message_goes_to_the_booking_s_conversation_once(steps: Pages, booking: Any) -> None:
    message = str(uuid.uuid4())
    assert steps.write(booking, WORDS, message)["again"] is False
    assert steps.write(booking, WORDS, message)["again"] is True
    assert steps.news() == {"reply": ["customer"]}
    assert [one["body"] for one in steps.trail(booking)["messages"]][-1] == WORDS


def test_where_there_is_no_conversation_one_is_begun(steps: Pages) -> None:
    booking = steps.added("Thu 09:00", name="Ann Bell", phone="+61400777888", tell=False)
    assert steps.trail(booking)["conversation"] is None
    message = str(uuid.uuid4())
    begun = steps.write(booking, WORDS, message)["conversation_id"]
    assert steps.write(booking, WORDS, message)["conversation_id"] == begun
    assert steps.news() == {"reply": ["+61400777888"]}
    thread = steps.desk.row(
        "select channel::text, peer, customer_id, state::text from public.conversations where id = %s", begun
    )
    customer = steps.desk.booking(booking)["customer_id"]
    assert thread == {"channel": "sms", "peer": "+61400777888", "customer_id": customer, "state": "human"}
    assert steps.trail(booking)["conversation"] == begun


def test_who_may_not_be_written_to_is_said_in_words(steps: Pages, booking: Any) -> None:
    walk_in = steps.added("Fri 09:00", name="Walk-in")
    customer = steps.desk.booking(booking)["customer_id"]
    steps.desk.call("private.block_customer", steps.shop.id, customer, "", steps.desk.now)
    before = len(steps.desk.texts("reply"))
    for one, hint in ((walk_in, "no_phone"), (booking, "blocked")):
        assert steps.trail(one)["refusal"] == hint
        with refused(steps.desk, hint):
            steps.write(one, WORDS, str(uuid.uuid4()))
    with steps.desk.signed_in(steps.desk.cast.owner):
        steps.desk.call("unblock_customer", steps.shop.id, customer)
    steps.desk.receive("STOP", CUSTOMER)
    assert steps.trail(booking)["refusal"] == "opted_out"
    with refused(steps.desk, "opted_out"):
        steps.write(booking, WORDS, str(uuid.uuid4()))
    with refused(steps.desk, "bad_input"):
        steps.write(steps.added("Fri 12:00", phone="+61400777999"), " " * 9, str(uuid.uuid4()))
    assert len(steps.desk.texts("reply")) == before


def test_the_trail_has_what_was_said_shown_and_is_kept(steps: Pages, booking: Any) -> None:
    trail = steps.trail(booking)
    assert [one["author"] for one in trail["messages"]] == ["customer"]
    assert [time["picked"] for shown in trail["offers"] for time in shown["times"]].count(True) == 1
    (kept,) = trail["held"]
    assert (kept["staff"], kept["other"]) == ("Dave", False)
    assert trail["refusal"] is None


def test_the_trail_of_a_long_conversation_ends_with_the_newest(steps: Pages, booking: Any) -> None:
    thread = steps.trail(booking)["conversation"]
    for number in range(70):
        steps.desk.call("private.add_message", steps.shop.id, thread, "customer", f"n{number}", steps.desk.now)
    said = [one["body"] for one in steps.trail(booking)["messages"]]
    assert (len(said), said[0], said[-1]) == (60, "n10", "n69")
    steps.desk.call("private.add_message", steps.shop.id, thread, "customer", "much later", at("next Thu 09:00"))
    assert [one["body"] for one in steps.trail(booking)["messages"]][-1] == "n69"
