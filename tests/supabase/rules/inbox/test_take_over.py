"""A member takes a conversation over, answers in it, and hands it back."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import psycopg
import pytest

from tests.supabase.rules.conversations.handed import conversation, due, hand_off
from tests.supabase.rules.desk import Desk
from tests.supabase.rules.race import race
from tests.support.cast import CUSTOMER


def act(desk: Desk, name: str, *values: Any) -> Any:
    """As the owner, at the desk's time."""
    return desk.call(f"private.{name}", desk.cast.lawns.id, conversation(desk)["id"], *values, desk.now)


def reply(desk: Desk, words: str = "Dave here, I'll ring at 5", message: str | None = None) -> Any:
    return act(desk, "reply_to_customer", words, message)


def hand_back(desk: Desk) -> Any:
    with desk.signed_in(desk.cast.owner):
        return desk.call("hand_back", desk.cast.lawns.id, conversation(desk)["id"])


def test_taking_over_silences_the_receptionist_without_an_urgent_text(desk: Desk) -> None:
    desk.receive("Hi")
    assert act(desk, "take_over") == {"outcome": "taken_over", "again": False}
    assert act(desk, "take_over") == {"outcome": "taken_over", "again": True}
    row = conversation(desk)
    assert (row["state"], row["handed_off_at"], row["handoff_nag_at"]) == ("human", desk.now, None)
    assert row["resume_at"] == desk.now + timedelta(hours=12)
    assert (desk.turns(), desk.texts()) == ([], [])
    desk.receive("Hello?")
    assert [text["kind"] for text in desk.texts()] == ["forward", "forward"]


def test_what_the_receptionist_was_about_to_say_is_dropped(desk: Desk) -> None:
    turn = desk.turn("Hi")
    act(desk, "take_over")
    assert desk.finish(turn, "G'day!") == "overtaken"
    assert (desk.texts(), desk.turns()) == ([], [])
    assert desk.column("select author::text from public.messages") == ["customer"]


def test_what_it_did_is_still_said(desk: Desk) -> None:
    turn = desk.turn("Thursday please")
    desk.hold(turn, desk.slots(turn, {"day_from": "2026-11-05"})["offers"][0]["ref"], name="John")
    act(desk, "take_over")
    assert desk.finish(turn, "You're penciled in.", must_say=True) == "answered"
    assert desk.turns() == []


def test_taking_over_a_handover_ends_the_waiting(desk: Desk) -> None:
    hand_off(desk)
    handed_off_at = conversation(desk)["handed_off_at"]
    desk.later(minutes=10)
    assert act(desk, "take_over")["again"] is False
    desk.later(hours=2)
    assert due(desk) == 0
    assert conversation(desk)["handed_off_at"] == handed_off_at


def test_a_reply_is_a_message_of_the_owner_and_a_text_that_leaves_at_once(desk: Desk) -> None:
    hand_off(desk)
    desk.claim()
    desk.later(minutes=10)
    sent = reply(desk, "  Dave here, I'll ring at 5 ")
    assert (sent["outcome"], sent["again"]) == ("sent", False)
    (message,) = desk.rows("select * from public.messages where author = 'owner'")
    assert (str(message["id"]), message["body"]) == (sent["message_id"], "Dave here, I'll ring at 5")
    (text,) = desk.claim()
    assert (text["kind"], text["recipient"], text["context"]["message"]) == ("reply", CUSTOMER, message["body"])
    row = conversation(desk)
    assert (row["handoff_nag_at"], row["resume_at"]) == (None, desk.now + timedelta(hours=12))


def test_each_reply_puts_off_the_return_of_the_receptionist(desk: Desk) -> None:
    hand_off(desk)
    reply(desk)
    desk.later(hours=11)
    reply(desk, "Still on it")
    desk.later(hours=11)
    assert due(desk) == 0
    desk.later(hours=1)
    assert due(desk) == 1


def test_a_reply_takes_the_conversation_over(desk: Desk) -> None:
    desk.receive("Hi")
    reply(desk)
    assert conversation(desk)["state"] == "human"
    assert desk.turns() == []


def test_a_reply_sent_twice_leaves_once(desk: Desk) -> None:
    desk.receive("Hi")
    message = str(uuid.uuid4())
    assert [reply(desk, message=message)["again"] for _ in range(2)] == [False, True]
    assert len(desk.texts("reply")) == 1
    assert desk.value("select id::text from public.messages where author = 'owner'") == message


@pytest.mark.parametrize("words", ["", "   ", "x" * 1601])
def test_nothing_and_too_much_are_refused(desk: Desk, words: str) -> None:
    desk.receive("Hi")
    with desk.refused("PT400"):
        reply(desk, words)
    assert conversation(desk)["state"] == "ai"


@pytest.mark.parametrize(("why", "words"), [("opted_out", "texted STOP"), ("blocked", "is blocked")])
def test_who_may_not_be_written_to_is_said_in_words(desk: Desk, why: str, words: str) -> None:
    desk.receive("STOP" if why == "opted_out" else "Hi")
    if why == "blocked":
        desk.do("update public.customers set blocked_at = %s", desk.now)
    with pytest.raises(psycopg.Error) as refusal, desk.connection.transaction():
        reply(desk)
    assert words in str(refusal.value)
    assert refusal.value.diag.message_hint == why
    assert desk.texts() == []
    assert desk.value("select count(*) from public.messages") == 1


def test_a_chat_gets_the_words_without_a_text(desk: Desk) -> None:
    desk.receive("Hi")
    desk.do("update public.conversations set channel = 'chat'")
    reply(desk)
    assert desk.value("select count(*) from public.messages where author = 'owner'") == 1
    assert desk.texts() == []


def test_handing_back_lets_the_receptionist_answer_the_next_text_only(desk: Desk) -> None:
    hand_off(desk)
    desk.receive("Are you there?")
    assert hand_back(desk) == {"outcome": "handed_back", "again": False}
    assert hand_back(desk) == {"outcome": "handed_back", "again": True}
    row = conversation(desk)
    assert (row["state"], row["handoff_nag_at"], row["resume_at"], row["handed_off_at"]) == ("ai", None, None, None)
    assert desk.turns() == []
    desk.later(days=1)
    assert due(desk) == 0
    turn = desk.turn("Can you mow?")
    assert turn["answered_seq"] == turn["upto_seq"] - 1


def test_a_message_that_was_asked_for_is_not_asked_for_after_a_person_came(desk: Desk) -> None:
    hand_off(desk)
    for _ in range(2):
        desk.later(minutes=30)
        due(desk)
    reply(desk)
    hand_back(desk)
    assert desk.turn("Thanks")["facts"] == {}


@pytest.mark.parametrize("name", ["take_over", "hand_back", "reply_to_customer"])
def test_another_businesss_conversation_is_not_there(desk: Desk, name: str) -> None:
    desk.receive("Hi")
    there = conversation(desk)["id"]
    words = ["Hello"] if name == "reply_to_customer" else []
    for person, business in ((desk.cast.outsider, desk.cast.salon), (desk.cast.outsider, desk.cast.lawns)):
        with desk.refused("PT404"), desk.signed_in(person):
            desk.call(name, business.id, there, *words)
    with desk.signed_in(desk.cast.colleague):
        desk.call(name, desk.cast.lawns.id, there, *words)


def test_a_worker_and_an_owner_at_once_leave_one_truth(own: Desk, open_desk: Callable[..., Desk]) -> None:
    """Whoever is first: no reminder is queued after a person acted, and the conversation is theirs."""
    hand_off(own)
    own.later(minutes=30)
    race(open_desk, [due, lambda desk: act(desk, "take_over"), due])
    row = conversation(own)
    assert (row["state"], row["handoff_nag_at"], row["handoff_lapse_at"]) == ("human", None, None)
    own.later(minutes=1)
    assert "handoff_nag" not in [text["kind"] for text in own.claim()]
