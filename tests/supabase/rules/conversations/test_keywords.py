"""One word alone is a keyword, in the carrier's eyes or in ours; a sentence with one in it never is."""

from __future__ import annotations

import pytest

from tests.supabase.rules.desk import Desk
from tests.support.cast import CUSTOMER, OTHER_CUSTOMER

STOPS = ["STOP", "STOPALL", "UNSUBSCRIBE", "END", "QUIT", "CANCEL", "REVOKE", "OPTOUT"]
STARTS = ["START", "UNSTOP", "YES"]
HELPS = ["HELP", "INFO"]
WORN = ["{}", " {} \n", "{}.", "{}!", '"{}"', "“{}”", "({})", "- {},", "{}..."]
SENTENCES = [
    "please {} calling my husband",
    "{} my booking",
    "can you {}",
    "{} it",
    "do not {}",
    "{}{}",
    "{} please",
    "{} {}",
]


def out(desk: Desk, phone: str = CUSTOMER) -> bool:
    return bool(desk.call("private.opted_out", desk.cast.lawns.id, phone))


def worn(word: str) -> list[str]:
    return [how.format(form) for how in WORN for form in (word, word.lower(), word.title())]


@pytest.mark.parametrize("word", STOPS)
@pytest.mark.parametrize("from_carrier", [True, False])
def test_a_stop_word_alone_opts_out_and_is_not_answered(desk: Desk, word: str, from_carrier: bool) -> None:
    for body in worn(word):
        desk.do("delete from public.opt_outs")
        desk.receive(body, p_opt_out_type="STOP" if from_carrier else None)
        assert out(desk), body
        assert desk.turns() == []
    assert desk.texts() == []


@pytest.mark.parametrize("word", STARTS)
def test_a_start_word_lifts_it_and_is_confirmed_by_one_of_us(desk: Desk, word: str) -> None:
    for body in worn(word):
        for by_carrier in (True, False):
            desk.receive("STOP", p_opt_out_type="STOP")
            before = len(desk.texts("opted_in"))
            desk.receive(body, p_opt_out_type="START" if by_carrier else None)
            assert not out(desk), body
            assert len(desk.texts("opted_in")) - before == (0 if by_carrier else 1), body
    assert desk.turns() == []


@pytest.mark.parametrize("word", ["START", "UNSTOP"])
def test_start_without_a_stop_is_confirmed_by_nobody(desk: Desk, word: str) -> None:
    desk.receive(word)
    assert desk.texts() == []


def test_one_start_is_confirmed_once_and_it_may_leave(desk: Desk) -> None:
    desk.receive("STOP")
    for _ in range(2):
        desk.receive("START", p_provider_id="SM1")
    desk.receive("START")
    (text,) = desk.claim()
    assert (text["kind"], text["recipient"]) == ("opted_in", CUSTOMER)
    assert desk.texts()[0]["class"] == "reply"


def test_a_blocked_customer_s_start_is_not_confirmed(desk: Desk) -> None:
    desk.receive("STOP")
    desk.do("update public.customers set blocked_at = now()")
    desk.receive("START")
    assert desk.claim() == []


def test_yes_from_somebody_who_never_stopped_is_an_answer(desk: Desk) -> None:
    for body in worn("YES"):
        desk.receive(body)
        assert len(desk.turns()) == 1, body
        desk.do("update public.conversations set answered_seq = inbound_seq, answer_due_at = null, leased_until = null")
    assert desk.value("select count(*) from public.opt_outs") == 0


@pytest.mark.parametrize("word", HELPS)
def test_help_alone_gets_the_standing_answer_and_not_the_receptionist(desk: Desk, word: str) -> None:
    for body in [*worn(word), f"{word}?"]:
        desk.later(minutes=11)
        before = len(desk.texts("help"))
        desk.receive(body)
        assert len(desk.texts("help")) == before + 1, body
        assert desk.turns() == []
    assert {text["class"] for text in desk.texts()} == {"reply"}
    assert desk.value("select count(*) from public.opt_outs") == 0


@pytest.mark.parametrize("body", ["HELP", "info", "Hilfe"])
def test_help_that_the_carrier_answered_is_only_stored(desk: Desk, body: str) -> None:
    desk.receive(body, p_opt_out_type="HELP")
    assert desk.column("select body from public.messages") == [body]
    assert desk.turns() == []
    assert desk.texts() == []


def test_help_is_answered_at_most_once_in_ten_minutes(desk: Desk) -> None:
    desk.receive("HELP")
    desk.later(minutes=9)
    desk.receive("INFO")
    assert desk.kinds() == ["help"]
    desk.later(minutes=1, seconds=1)
    desk.receive("help")
    assert desk.kinds() == ["help", "help"]


def test_everyone_who_asks_for_help_gets_it(desk: Desk) -> None:
    for phone in (CUSTOMER, OTHER_CUSTOMER):
        desk.receive("HELP", phone)
    assert [text["recipient"] for text in desk.texts("help")] == [CUSTOMER, OTHER_CUSTOMER]


def test_help_from_somebody_who_stopped_or_is_blocked_is_not_answered(desk: Desk) -> None:
    desk.receive("STOP")
    desk.receive("HELP")
    assert desk.texts() == []
    desk.receive("START", p_opt_out_type="START")
    desk.do("update public.customers set blocked_at = now()")
    desk.receive("HELP")
    assert desk.claim() == []


def test_what_is_said_after_help_is_answered(desk: Desk) -> None:
    desk.receive("HELP")
    desk.receive("I need my lawn mowed")
    (turn,) = desk.turns()
    assert turn["answered_seq"] == 1


@pytest.mark.parametrize("word", [*STOPS, *STARTS, *HELPS])
def test_words_around_it_make_it_a_text_like_any_other(desk: Desk, word: str) -> None:
    desk.receive("STOP")  # so that YES would count
    desk.receive("START", p_opt_out_type="START")
    for sentence in SENTENCES:
        body = sentence.format(word.lower(), word.lower())
        desk.receive(body)
        assert len(desk.turns()) == 1, body
        desk.do("update public.conversations set answered_seq = inbound_seq, answer_due_at = null, leased_until = null")
    assert not out(desk)
    assert desk.texts() == []


@pytest.mark.parametrize("word", STOPS)
def test_a_stop_word_with_a_question_mark_is_a_question(desk: Desk, word: str) -> None:
    desk.receive(f"{word}?")
    assert len(desk.turns()) == 1
    assert not out(desk)


@pytest.mark.parametrize("body", ["", " ", "...", "?", "🙂", "1", "STOP 2"])
def test_a_text_without_a_word_is_no_keyword(desk: Desk, body: str) -> None:
    desk.receive(body)
    assert len(desk.turns()) == 1
    assert not out(desk)
