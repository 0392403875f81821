"""A visitor of the website's chat: a customer without a proven phone, who may leave nothing but an e-mail."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from tests.supabase.rules.desk import Desk
from tests.supabase.rules.race import race

THURSDAY = {"day_from": "2026-11-05"}
VISITOR = UUID("5d0f0b52-6f6c-4d3e-8c57-3f6c2f3a1c01")


def write(desk: Desk, body: str = "Hi", visitor: UUID = VISITOR, client_id: str | None = None) -> Any:
    return desk.call(
        "receive_chat_message", desk.cast.lawns.id, visitor, body, client_id or uuid4().hex, p_now=desk.now
    )


def test_a_visitors_first_words_make_a_customer_without_a_phone_and_are_due(desk: Desk) -> None:
    assert write(desk, "Hello from the website")["outcome"] == "stored"
    row = desk.row("select channel, peer, inbound_seq, answer_due_at is not null as due from public.conversations")
    assert row == {"channel": "chat", "peer": str(VISITOR), "inbound_seq": 1, "due": True}
    assert desk.row("select phone, claimed_phone, email from public.customers") == {
        "phone": None,
        "claimed_phone": None,
        "email": None,
    }


def test_a_message_sent_again_by_the_browser_is_kept_once(desk: Desk) -> None:
    write(desk, "once", client_id="m1")
    assert write(desk, "once", client_id="m1")["outcome"] == "duplicate"
    assert write(desk, "another visitor's m1", uuid4(), "m1")["outcome"] == "stored"
    assert desk.column("select count(*)::int from public.messages group by conversation_id order by 1") == [1, 1]


def test_two_first_messages_at_once_are_one_visitors(own: Desk, open_desk: Any) -> None:
    race(open_desk, [write, write])
    assert own.value("select count(*) from public.conversations") == 1
    assert own.value("select count(*) from public.customers") == 1
    assert own.value("select inbound_seq from public.conversations") == 2


def test_an_email_alone_is_kept_and_the_outcome_goes_there_and_into_the_open_chat(desk: Desk) -> None:
    write(desk, "A mow please, I'm Ann, ann@example.com")
    (turn,) = desk.turns()
    assert turn["channel"] == "chat"
    offer = desk.slots(turn, THURSDAY)["offers"][0]["ref"]
    held = desk.hold(turn, offer, name="Ann", email="ann@example.com", address="1 Smith St")
    assert (held["outcome"], held["booking"]["phone"], held["booking"]["email"]) == (
        "pencilled",
        None,
        "ann@example.com",
    )
    desk.finish(turn, "Penciled in", must_say=True)
    desk.call("private.confirm_booking", desk.cast.lawns.id, held["booking"]["id"], desk.cast.owner.user_id, desk.now)
    (text,) = desk.texts("confirmed")
    assert (text["medium"], text["recipient"]) == ("email", "ann@example.com")
    for claimed in desk.claim():
        if claimed["kind"] == "confirmed":
            desk.call(
                "finish_text",
                desk.cast.lawns.id,
                claimed["id"],
                claimed["token"],
                "<id@x>",
                "It's on!",
                "UTF-8",
                0,
                desk.now,
            )
    thread = desk.column("select author || ': ' || body from public.messages order by seq")
    assert thread[1:] == ["receptionist: Penciled in", "system: It's on!"]


def test_a_phone_that_was_only_typed_stays_a_claim(desk: Desk) -> None:
    write(desk)
    (turn,) = desk.turns()
    offer = desk.slots(turn, THURSDAY)["offers"][0]["ref"]
    desk.hold(turn, offer, name="Ann", phone="+61400111222", address="1 Smith St")
    assert desk.row("select phone, claimed_phone from public.customers") == {
        "phone": None,
        "claimed_phone": "+61400111222",
    }


def test_a_visitor_of_no_business_is_told_so(desk: Desk) -> None:
    with desk.refused("PT404"):
        desk.call("receive_chat_message", uuid4(), VISITOR, "Hi", "m1")
