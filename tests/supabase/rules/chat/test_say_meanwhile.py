"""What an open chat reads while its turn is still under way: once, under the lease, and never in a text."""

from __future__ import annotations

import uuid
from typing import Any

from tests.supabase.rules.desk import Desk

WORDS = "Let me check available times..."


def chat_turn(desk: Desk, visitor: str, body: str = "Lawn mowing please") -> Any:
    desk.call("receive_chat_message", desk.cast.lawns.id, visitor, body, str(uuid.uuid4()), p_now=desk.now)
    (turn,) = desk.turns()
    return turn


def say(desk: Desk, turn: Any) -> Any:
    return desk.call("say_meanwhile", turn["business_id"], turn["conversation_id"], turn["lease"], WORDS, desk.now)


def thread(desk: Desk, visitor: str) -> dict[str, Any]:
    return dict(desk.call("chat_thread", desk.cast.lawns.id, visitor, p_now=desk.now))


def test_it_is_read_at_once_while_the_answer_is_still_on_its_way(desk: Desk) -> None:
    visitor = str(uuid.uuid4())
    turn = chat_turn(desk, visitor)
    assert say(desk, turn) == "said"
    seen = thread(desk, visitor)
    assert [m["body"] for m in seen["messages"]] == ["Lawn mowing please", WORDS]
    assert (seen["typing"], seen["choices"]) == (True, [])
    assert desk.finish(turn, "Which day?") == "answered"
    assert [m["body"] for m in thread(desk, visitor)["messages"]][1:] == [WORDS, "Which day?"]
    assert desk.texts() == []


def test_it_is_said_once_however_often_the_turn_is_taken_and_again_in_the_next_one(desk: Desk) -> None:
    visitor = str(uuid.uuid4())
    turn = chat_turn(desk, visitor)
    assert (say(desk, turn), say(desk, turn)) == ("said", "again")
    newer = chat_turn(desk, visitor, "and hedges") if desk.finish(turn, "x") != "answered" else None
    assert newer is None
    taken = chat_turn(desk, visitor, "Tuesday?")
    desk.later(minutes=10)  # the worker is gone; another one takes the same turn
    (again,) = desk.turns()
    assert again["lease"] != taken["lease"]
    assert (say(desk, again), say(desk, again)) == ("said", "again")
    assert [m["body"] for m in thread(desk, visitor)["messages"]].count(WORDS) == 2


def test_engines_do_not_read_it_as_an_answer(desk: Desk) -> None:
    visitor = str(uuid.uuid4())
    say(desk, chat_turn(desk, visitor))
    desk.later(minutes=10)
    (again,) = desk.turns()
    assert [(m["author"], m["body"]) for m in again["messages"]] == [("customer", "Lawn mowing please")]


def test_a_text_conversation_never_gets_it(desk: Desk) -> None:
    turn = desk.turn("Lawn mowing please")
    assert say(desk, turn) == "not_now"
    assert desk.value("select count(*) from public.messages where conversation_id = %s", turn["conversation_id"]) == 1
    assert desk.texts() == []


def test_not_without_the_lease_nor_once_a_person_has_it_or_the_visitor_is_blocked(desk: Desk) -> None:
    visitor = str(uuid.uuid4())
    turn = chat_turn(desk, visitor)
    with desk.refused("PT409"):
        say(desk, turn | {"lease": turn["lease"] + 1})
    where = "where business_id = %s and id = %s"
    desk.do(f"update public.conversations set state = 'human' {where}", turn["business_id"], turn["conversation_id"])
    assert say(desk, turn) == "not_now"
    desk.do(f"update public.conversations set state = 'ai' {where}", turn["business_id"], turn["conversation_id"])
    desk.do(f"update public.customers set blocked_at = now() {where}", turn["business_id"], turn["customer"]["id"])
    assert say(desk, turn) == "not_now"
    with desk.signed_in(desk.cast.owner), desk.refused("42501"):
        say(desk, turn)
