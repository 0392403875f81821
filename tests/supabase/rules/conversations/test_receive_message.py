"""Every inbound text is stored once, in order, and is due to be answered unless there is a reason not to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import timedelta

import pytest

from tests.supabase.rules.desk import Desk, instant
from tests.supabase.rules.race import meanwhile, race
from tests.support.cast import CUSTOMER, OTHER_CUSTOMER

THURSDAY = {"day_from": "2026-11-05"}


def conversation(desk: Desk) -> dict[str, object]:
    return desk.row("select * from public.conversations")


def test_a_first_text_makes_the_customer_and_the_conversation_and_is_due_after_it_settled(desk: Desk) -> None:
    desk.settings(desk.cast.lawns, settle_seconds=4)
    told = desk.receive("Hi, mow my lawn?", p_media={"photo": "x.jpg"})
    assert (told["outcome"], told["business_id"]) == ("stored", desk.cast.lawns.id)
    assert desk.column("select phone from public.customers") == [CUSTOMER]
    row = conversation(desk)
    assert (row["channel"], row["peer"], row["state"]) == ("sms", CUSTOMER, "ai")
    assert (row["inbound_seq"], row["answer_due_at"]) == (1, desk.now + timedelta(seconds=4))
    message = desk.row("select author, seq, body, media from public.messages")
    assert message == {"author": "customer", "seq": 1, "body": "Hi, mow my lawn?", "media": {"photo": "x.jpg"}}


def test_texts_are_numbered_in_the_order_they_came(desk: Desk) -> None:
    for body in ("one", "two", "three"):
        desk.receive(body)
    assert desk.column("select body from public.messages order by seq") == ["one", "two", "three"]
    assert desk.column("select seq from public.messages order by seq") == [1, 2, 3]
    assert desk.value("select count(*) from public.conversations") == 1


def test_a_repeated_webhook_is_stored_once_and_not_answered_twice(desk: Desk) -> None:
    first = desk.receive("Hi", p_provider_id="SM1")
    desk.finish(*desk.turns())
    again = desk.receive("Hi", p_provider_id="SM1")
    assert (again["outcome"], again["conversation_id"]) == ("duplicate", first["conversation_id"])
    assert desk.value("select count(*) from public.messages") == 1
    assert desk.turns() == []


def test_the_same_text_sent_twice_is_two_texts(desk: Desk) -> None:
    desk.receive("Hi", p_provider_id="SM1")
    assert desk.receive("Hi", p_provider_id="SM2")["outcome"] == "stored"


def test_the_business_is_the_one_whose_number_was_texted(desk: Desk) -> None:
    to_lawns, to_salon = desk.receive(), desk.receive(to=desk.cast.salon)
    assert (to_lawns["business_id"], to_salon["business_id"]) == (desk.cast.lawns.id, desk.cast.salon.id)
    assert desk.value("select count(*) from public.customers") == 2


def test_a_number_nobody_has_keeps_nothing(desk: Desk) -> None:
    told = desk.call("receive_message", "+61480999999", CUSTOMER, "Hi", "SM1", p_now=desk.now)
    assert told == {"outcome": "unknown_number"}
    assert desk.value("select count(*) from public.customers") == 0


def test_a_business_that_closed_answers_no_more(desk: Desk) -> None:
    desk.settings(desk.cast.lawns, deleted_at=desk.now)
    assert desk.receive() == {"outcome": "unknown_number"}


def test_a_closed_conversation_opens_again(desk: Desk) -> None:
    desk.receive()
    desk.finish(*desk.turns())
    desk.do("update public.conversations set state = 'closed'")
    desk.receive("One more thing")
    assert conversation(desk)["state"] == "ai"
    assert len(desk.turns()) == 1


def ledger(desk: Desk) -> list[tuple[str, bool, str]]:
    rows = desk.rows("select phone, opted_out, keyword from public.opt_outs order by created_at")
    return [(row["phone"], row["opted_out"], row["keyword"]) for row in rows]


def opted_out(desk: Desk, phone: str = CUSTOMER) -> bool:
    return bool(desk.call("private.opted_out", desk.cast.lawns.id, phone))


@pytest.mark.parametrize(
    "word", ["STOP", " stop ", "Stopall", "unsubscribe", "END", "quit", "cancel", "REVOKE", "optout"]
)
def test_a_word_to_stop_goes_into_the_ledger_and_is_not_answered(desk: Desk, word: str) -> None:
    assert not opted_out(desk)
    assert desk.receive(word)["outcome"] == "stored"
    assert ledger(desk) == [(CUSTOMER, True, word.strip().upper())]
    assert opted_out(desk)
    assert not opted_out(desk, OTHER_CUSTOMER)
    assert desk.turns() == []


@pytest.mark.parametrize("words", ["please stop by on Friday", "stop it", "can you cancel my booking", "the end"])
def test_such_a_word_inside_a_sentence_is_just_a_text(desk: Desk, words: str) -> None:
    desk.receive(words)
    assert ledger(desk) == []
    assert len(desk.turns()) == 1


@pytest.mark.parametrize("word", ["START", "unstop"])
def test_start_allows_texts_again_and_the_newest_word_rules(desk: Desk, word: str) -> None:
    desk.receive("STOP")
    desk.later(minutes=1)
    desk.receive(word)
    assert not opted_out(desk)
    desk.later(minutes=1)
    desk.receive("STOP")
    assert opted_out(desk)
    assert [row[1] for row in ledger(desk)] == [True, False, True]


def test_the_carriers_own_word_on_a_stop_counts_whatever_the_text_says(desk: Desk) -> None:
    desk.receive("Arrêt", p_opt_out_type="STOP")
    assert opted_out(desk)
    desk.later(minutes=1)
    desk.receive("Reprendre", p_opt_out_type="START")
    assert not opted_out(desk)


def test_an_opt_out_is_one_businesss_and_outlives_the_customer(desk: Desk) -> None:
    desk.receive("STOP")
    desk.do("update public.customers set deleted_at = now()")
    assert opted_out(desk)
    assert not desk.call("private.opted_out", desk.cast.salon.id, CUSTOMER)


def test_stop_tells_the_owner_of_an_open_booking_and_cancels_nothing(desk: Desk) -> None:
    booking = desk.pencil(THURSDAY)
    desk.receive("STOP")
    assert desk.booking(booking)["status"] == "pending"
    assert [text["recipient"] for text in desk.texts("opted_out")] == [desk.cast.owner.phone, desk.cast.colleague.phone]
    kinds = "select kind from public.booking_events where booking_id = %s"
    assert "customer_opted_out" in desk.column(kinds, booking["id"])


def test_stop_without_an_open_booking_tells_nobody(desk: Desk) -> None:
    desk.decline(desk.pencil(THURSDAY))
    desk.receive("STOP")
    desk.receive("START")
    assert desk.texts("opted_out") == []


def test_start_tells_nobody(desk: Desk) -> None:
    desk.pencil(THURSDAY)
    desk.receive("START")
    assert desk.texts("opted_out") == []


def test_a_blocked_customers_text_is_kept_but_not_due(desk: Desk) -> None:
    desk.receive()
    desk.finish(*desk.turns())
    desk.do("update public.customers set blocked_at = now()")
    assert desk.receive("Hello?")["outcome"] == "stored"
    assert desk.value("select count(*) from public.messages") == 2
    assert desk.turns() == []


def test_a_text_to_a_person_is_passed_on_and_not_answered(desk: Desk) -> None:
    turn = desk.turn("Can I talk to someone?")
    desk.call("hand_off", turn["business_id"], turn["conversation_id"], turn["lease"], "wants a person", p_now=desk.now)
    desk.finish(turn, "Someone will call you.")
    desk.receive("Are you there?")
    assert desk.turns() == []
    forwards = desk.texts("forward")
    assert [text["recipient"] for text in forwards] == [desk.cast.owner.phone, desk.cast.colleague.phone]
    assert forwards[0]["detail"] == {"name": "", "phone": CUSTOMER, "body": "Are you there?"}
    desk.do("update public.customers set blocked_at = now()")
    desk.receive("Hey!")
    assert len(desk.texts("forward")) == 2


def test_a_burst_is_answered_as_one_when_it_has_settled(desk: Desk) -> None:
    desk.settings(desk.cast.lawns, settle_seconds=4)
    desk.receive("Hi")
    desk.later(seconds=3)
    desk.receive("I need my lawn mowed")
    desk.later(seconds=3)
    assert desk.turns() == []
    desk.later(seconds=1)
    (turn,) = desk.turns()
    assert [message["body"] for message in turn["messages"]] == ["Hi", "I need my lawn mowed"]
    assert turn["upto_seq"] == 2


def test_two_webhooks_for_one_text_at_once_store_it_once(own: Desk, open_desk: Callable[..., Desk]) -> None:
    first, second = open_desk(), open_desk()
    assert first.receive("Hi", p_provider_id="SM1")["outcome"] == "stored"
    told = meanwhile(own, second, lambda: second.receive("Hi", p_provider_id="SM1"), first.connection.commit)
    assert told["outcome"] == "duplicate"


def test_many_texts_at_once_get_numbers_of_their_own(own: Desk, open_desk: Callable[..., Desk]) -> None:
    def arrives(number: int) -> Callable[[Desk], str]:
        return lambda desk: str(desk.receive(str(number), p_provider_id=f"SM{number}")["outcome"])

    outcomes = race(open_desk, [arrives(number) for number in [*range(10), *range(10)]])
    assert Counter(outcomes) == {"stored": 10, "duplicate": 10}
    assert own.column("select seq from public.messages order by seq") == list(range(1, 11))
    assert own.value("select count(*) from public.customers") == 1


def test_words_are_kept_as_they_are(desk: Desk) -> None:
    odd = "📅 O'Brien; drop table public.messages; -- \\ %s \u200b"
    desk.receive(odd)
    assert desk.value("select body from public.messages") == odd
    assert desk.turns()[0]["now"]["date"] == instant("2026-11-02T09:00+10:00").date().isoformat()
