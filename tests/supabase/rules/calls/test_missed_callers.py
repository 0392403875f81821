"""Somebody whose call nobody took gets one text, if they can read it and want it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tests.supabase.rules.calls.ringing import miss, ring
from tests.supabase.rules.desk import Desk, instant
from tests.support.cast import CUSTOMER, OTHER_CUSTOMER


def test_a_missed_caller_gets_a_text_that_belongs_to_their_conversation(desk: Desk) -> None:
    miss(desk)
    (text,) = desk.texts()
    conversation = desk.row("select * from public.conversations")
    assert (text["kind"], text["class"], text["recipient"], text["due_at"]) == (
        "missed_call",
        "caused",
        CUSTOMER,
        desk.now,
    )
    assert (text["conversation_id"], text["customer_id"]) == (conversation["id"], conversation["customer_id"])
    call = desk.row("select * from public.calls")
    assert (call["conversation_id"], call["customer_id"]) == (conversation["id"], conversation["customer_id"])


def test_once_sent_it_is_a_message_and_the_reply_is_the_receptionist_s_to_answer(desk: Desk) -> None:
    miss(desk)
    (text,) = desk.claim()
    words = "Sorry we missed you, I can book you in by text."
    assert desk.call("finish_text", text["business_id"], text["id"], text["token"], "SM9", words, "GSM-7", 1, desk.now)
    assert desk.turns() == []
    desk.receive("Yes please, mow my lawn")
    (turn,) = desk.turns()
    assert [(m["author"], m["body"]) for m in turn["messages"]] == [
        ("system", words),
        ("customer", "Yes please, mow my lawn"),
    ]


def test_somebody_who_calls_at_night_is_texted_at_once(desk: Desk) -> None:
    desk.now = instant("2026-11-03T02:00+10:00")
    miss(desk)
    assert [text["kind"] for text in desk.claim()] == ["missed_call"]


def test_a_caller_gets_one_text_an_hour_and_from_each_business(desk: Desk) -> None:
    assert miss(desk)["texted"]
    desk.later(minutes=59)
    assert miss(desk) == {"outcome": "missed", "texted": True}
    assert len(desk.texts()) == 1
    miss(desk, to=desk.cast.salon)
    assert len(desk.texts()) == 2
    desk.later(minutes=1, seconds=1)
    miss(desk)
    assert len(desk.texts()) == 3


@pytest.mark.parametrize(
    "caller",
    [
        "+61731234567",  # a landline
        "+64211234567",  # abroad
        "+266696687",  # ANONYMOUS
        "+7378742833",  # RESTRICTED
        "anonymous",
        "",
        None,
        "+6140012345",  # too short
        "+614001234567",
        "sip:someone@example.com",
    ],
)
def test_who_cannot_be_texted_is_not(desk: Desk, caller: str | None) -> None:
    assert miss(desk, caller) == {"outcome": "missed", "texted": False}  # type: ignore[arg-type]
    assert desk.texts() == []
    assert desk.value("select count(*) from public.customers") == 0


@pytest.mark.parametrize("withheld", ["+266696687", "+7378742833", "+2562533", "+8656696", "+86282452253", "unknown"])
def test_a_withheld_number_is_kept_as_none(desk: Desk, withheld: str) -> None:
    assert ring(desk, withheld)["ring"] == desk.cast.owner.phone
    assert desk.value("select from_number from public.calls") is None


def test_who_told_us_to_stop_is_not_texted(desk: Desk) -> None:
    desk.receive("STOP")
    assert miss(desk)["texted"] is False
    assert desk.texts("missed_call") == []


def test_who_is_blocked_is_not_texted(desk: Desk) -> None:
    desk.receive()
    desk.do("update public.customers set blocked_at = now()")
    assert miss(desk)["texted"] is False
    assert desk.texts("missed_call") == []


def test_a_member_is_not_texted(desk: Desk) -> None:
    assert miss(desk, desk.cast.colleague.phone)["texted"] is False
    assert desk.texts() == []


def test_nobody_is_texted_where_that_is_switched_off(desk: Desk) -> None:
    desk.settings(desk.cast.lawns, answers_missed_calls=False)
    assert miss(desk) == {"outcome": "missed", "texted": False}
    assert desk.texts() == []


def test_switching_it_off_stops_a_text_that_waits(desk: Desk) -> None:
    miss(desk)
    desk.settings(desk.cast.lawns, answers_missed_calls=False)
    assert desk.claim() == []
    assert desk.texts()[0]["error"] == "switched off"


def test_members_hear_nothing_but_see_the_call(desk: Desk) -> None:
    miss(desk, OTHER_CUSTOMER)
    assert {text["recipient"] for text in desk.texts()} == {OTHER_CUSTOMER}
    with desk.signed_in(desk.cast.colleague):
        (call,) = desk.rows("select from_number, outcome::text from public.calls")
    assert call == {"from_number": OTHER_CUSTOMER, "outcome": "missed"}
    with desk.signed_in(desk.cast.outsider):
        assert desk.rows("select from public.calls") == []


def test_a_known_caller_s_call_is_linked_to_them_even_when_it_is_answered(desk: Desk) -> None:
    desk.receive()
    told = ring(desk)
    desk.call("end_call", told["business_id"], told["call_id"], "completed", desk.now + timedelta(minutes=3))
    call: dict[str, Any] = desk.row("select * from public.calls")
    assert call["customer_id"] == desk.value("select id from public.customers")
    assert call["ended_at"] == desk.now + timedelta(minutes=3)


def test_hearing_again_of_an_old_missed_call_texts_nobody(desk: Desk) -> None:
    desk.settings(desk.cast.lawns, answers_missed_calls=False)
    told = ring(desk)
    for _ in range(2):
        desk.call("end_call", told["business_id"], told["call_id"], "busy", desk.now)
        desk.settings(desk.cast.lawns, answers_missed_calls=True)
    assert desk.texts("missed_call") == []
