"""A turn: claimed by one worker under a lease, and ended once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.supabase.rules.desk import Desk, instant
from tests.support.cast import CUSTOMER, OTHER_CUSTOMER


def test_a_turn_is_claimed_once(desk: Desk) -> None:
    desk.receive()
    assert len(desk.turns()) == 1
    assert desk.turns() == []


def test_two_workers_never_claim_one_conversation(own: Desk, open_desk: Callable[..., Desk]) -> None:
    own.receive()
    own.receive(phone=OTHER_CUSTOMER)
    first, second, third = open_desk(), open_desk(), open_desk()
    claimed = [desk.turns() for desk in (first, second, third)]  # none of them has committed yet
    assert [len(turns) for turns in claimed] == [1, 1, 0]
    assert claimed[0][0]["conversation_id"] != claimed[1][0]["conversation_id"]


def test_those_who_wait_longest_are_answered_first(desk: Desk) -> None:
    desk.receive(phone=OTHER_CUSTOMER)
    desk.later(seconds=1)
    desk.receive()
    desk.later(seconds=1)
    assert [desk.turns()[0]["customer"]["phone"] for _ in range(2)] == [OTHER_CUSTOMER, CUSTOMER]


def test_a_lease_that_ran_out_is_taken_over_under_a_higher_token(desk: Desk) -> None:
    first = desk.turn()
    desk.later(seconds=59)
    assert desk.turns() == []
    desk.later(seconds=1)
    (second,) = desk.turns()
    assert second["lease"] > first["lease"]
    assert (first["attempts"], second["attempts"]) == (1, 2)


def test_a_conversation_that_was_answered_is_not_due_until_the_next_text(desk: Desk) -> None:
    desk.finish(desk.turn(), "Hello!")
    desk.later(days=1)
    assert desk.turns() == []
    desk.receive("And?")
    assert desk.turns()[0]["attempts"] == 1


def test_what_was_said_and_learnt_is_kept(desk: Desk) -> None:
    turn = desk.turn()
    given = [turn["upto_seq"], ["Hello!"], {"name": "John"}, "offline", {"tools": 0}]
    who = [turn["business_id"], turn["conversation_id"], turn["lease"]]
    assert desk.call("finish_turn", *who, *given, p_now=desk.now) == "answered"
    assert desk.turn("And?")["facts"] == {"name": "John"}
    row = desk.row("select upto_seq, engine, outcome, record from public.turns")
    assert row == {"upto_seq": 1, "engine": "offline", "outcome": "answered", "record": {"tools": 0}}
    authors = desk.column("select author::text from public.messages order by seq")
    assert authors == ["customer", "receptionist", "customer"]


def test_two_replies_become_two_texts_that_leave_in_order(desk: Desk) -> None:
    desk.finish(desk.turn(), "First.", "Second.")
    assert desk.column("select body from public.messages order by seq") == ["Hi", "First.", "Second."]
    claimed = desk.claim()
    assert [text["context"]["message"] for text in claimed] == ["First.", "Second."]
    assert {text["recipient"] for text in claimed} == {CUSTOMER}


def test_no_reply_is_an_answer_too(desk: Desk) -> None:
    assert desk.finish(desk.turn()) == "answered"
    assert (desk.turns(), desk.texts()) == ([], [])


def test_replies_to_an_overtaken_question_are_dropped_and_the_turn_is_taken_again(desk: Desk) -> None:
    turn = desk.turn("Thursday?")
    desk.receive("No, Friday!")
    assert desk.finish(turn, "Thursday it is.") == "superseded"
    assert desk.texts() == []
    (again,) = desk.turns()
    assert (again["upto_seq"], again["answered_seq"]) == (2, 0)
    assert [message["body"] for message in again["messages"]] == ["Thursday?", "No, Friday!"]
    assert desk.column("select outcome from public.turns") == ["superseded"]


def test_what_the_customer_must_hear_is_said_even_when_they_wrote_again(desk: Desk) -> None:
    turn = desk.turn("Thursday?")
    desk.receive("Hello?")
    assert desk.finish(turn, "You're penciled in.", must_say=True) == "answered"
    assert [text["kind"] for text in desk.texts()] == ["reply"]
    (next_turn,) = desk.turns()
    assert (next_turn["answered_seq"], next_turn["upto_seq"]) == (1, 2)


def test_a_customer_who_keeps_writing_does_not_wear_out_the_tries(desk: Desk) -> None:
    """Only turns that failed count as tries; after a few of those a person takes over."""
    turn = desk.turn()
    for _ in range(5):
        desk.receive("and another thing")
        assert desk.finish(turn, "Hello!") == "superseded"
        (turn,) = desk.turns()
        assert turn["attempts"] == 1


def test_an_overtaken_turn_waits_for_the_newer_text_to_settle(desk: Desk) -> None:
    turn = desk.turn()
    desk.settings(desk.cast.lawns, settle_seconds=4)
    desk.receive("and another thing")
    desk.finish(turn, "Hello!")
    assert desk.turns() == []
    desk.later(seconds=4)
    assert len(desk.turns()) == 1


def test_an_engine_is_told_what_it_needs_and_nothing_of_another_business(desk: Desk) -> None:
    desk.pencil({"day_from": "2026-11-05"}, to=desk.cast.salon)
    booking = desk.pencil({"day_from": "2026-11-05"})
    turn = desk.turn("Me again")
    assert (turn["business"]["name"], turn["business"]["zone"]) == ("Green Blade", "Australia/Brisbane")
    assert [service["name"] for service in turn["services"]] == ["Lawn Mowing", "Hedge Trimming"]
    assert [known["id"] for known in turn["bookings"]] == [booking["id"]]
    assert turn["customer"] | {"id": ""} == {
        "id": "", "name": "John Smith", "phone": CUSTOMER, "email": None, "address": "",
    }  # fmt: skip
    assert turn["now"]["long"] == "Monday, November 2nd"
    assert turn["hours"][0] == {"weekday": 1, "opens": "8:00 AM", "closes": "5:00 PM"}


def test_past_and_ended_bookings_are_not_told(desk: Desk) -> None:
    desk.decline(desk.pencil({"day_from": "2026-11-05"}))
    desk.confirm(desk.pencil({"day_from": "2026-11-06"}))
    desk.now = instant("2026-11-09T09:00+10:00")
    assert desk.turn()["bookings"] == []


def test_the_hours_told_are_those_of_people_who_still_work_there(desk: Desk) -> None:
    """A retired calendar keeps its rows, but is no longer open."""
    lawns = desk.cast.lawns
    statement = "insert into public.staff (business_id, name, deleted_at) values (%s, 'Old Bob', now()) returning id"
    bob = desk.value(statement, lawns.id)
    desk.do("insert into public.working_hours values (%s, %s, 7, '05:00', '23:00')", lawns.id, bob)
    assert [day["weekday"] for day in desk.turn()["hours"]] == [1, 2, 3, 4, 5, 6]


def test_a_long_thread_is_told_by_its_newest_thirty_messages(desk: Desk) -> None:
    for number in range(40):
        desk.receive(str(number))
    told: list[Any] = desk.turns()[0]["messages"]
    assert [message["body"] for message in told] == [str(number) for number in range(10, 40)]
