"""Texts of members are carried out once, in order, by one worker at a time; one that keeps failing blocks nobody."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from psycopg.types.json import Jsonb

from tests.supabase.rules.commands.texting import claim, finish, last_outcome, send
from tests.supabase.rules.desk import Desk

CONFIRM = {"do": "confirm"}


def claimed(desk: Desk) -> dict[str, Any]:
    text = claim(desk)
    assert text is not None
    return text


def test_a_members_texts_go_one_after_the_other(desk: Desk) -> None:
    for body in ("today", "tomorrow"):
        desk.receive(body, desk.cast.owner.phone)
    desk.receive("today", desk.cast.colleague.phone)
    first, other = claimed(desk), claimed(desk)
    assert [first["body"], other["body"]] == ["today", "today"]
    assert claim(desk) is None
    finish(desk, first)
    assert claimed(desk)["body"] == "tomorrow"


def test_a_worker_that_was_too_slow_can_no_longer_act(desk: Desk) -> None:
    booking = desk.pencil()
    desk.receive(f"Y{booking['code']}", desk.cast.owner.phone)
    slow = claimed(desk)
    assert claim(desk) is None
    desk.later(seconds=31)
    quick = claimed(desk)
    assert not finish(desk, slow)
    assert finish(desk, quick)
    assert not finish(desk, quick)
    assert (len(desk.texts("command_answer")), len(desk.texts("confirmed"))) == (0, 1)


def test_a_crash_after_acting_repeats_nothing(desk: Desk) -> None:
    booking = desk.pencil()
    desk.receive(f"Y{booking['code']}", desk.cast.owner.phone)
    finish(desk, claimed(desk))  # and the worker dies before it hears so
    desk.later(minutes=5)
    assert claim(desk) is None
    assert len(desk.texts("confirmed")) == 1


def test_an_error_in_one_thing_undoes_all_of_the_text(desk: Desk) -> None:
    booking = desk.pencil()
    desk.receive("whatever", desk.cast.owner.phone)
    text = claimed(desk)
    bad = [CONFIRM | {"code": booking["code"]}, {"do": "day", "date": "not a date"}]
    with desk.refused("22007"):
        desk.call("finish_member_text", text["business_id"], text["id"], text["token"], Jsonb(bad), desk.now)
    assert desk.booking(booking)["status"] == "pending"
    assert desk.texts("command_answer") == []


def test_a_text_that_keeps_failing_is_given_up_with_an_apology_and_the_next_goes_on(desk: Desk) -> None:
    for body in ("Y7K please", "today"):
        desk.receive(body, desk.cast.owner.phone)
    for _ in range(5):
        text = claimed(desk)
        assert text["body"] == "Y7K please"
        assert desk.call("fail_member_text", text["business_id"], text["id"], text["token"], desk.now)
        desk.later(seconds=60)
    (apology,) = desk.texts("command_answer")
    assert apology["detail"]["results"] == [{"do": "fail", "outcome": "failed", "words": "Y7K please"}]
    assert claimed(desk)["body"] == "today"


def test_a_text_whose_workers_all_died_is_given_up_too(desk: Desk) -> None:
    desk.receive("today", desk.cast.owner.phone)
    for _ in range(5):
        claimed(desk)
        desk.later(seconds=31)
    assert claim(desk) is None
    assert last_outcome(desk) == "failed"
    assert len(desk.texts("command_answer")) == 1


def test_the_same_text_delivered_twice_is_carried_out_once(desk: Desk) -> None:
    send(desk, "today")
    for _ in range(2):
        desk.receive("today", desk.cast.owner.phone, p_provider_id="SMsame")
    finish(desk, claimed(desk))
    assert claim(desk) is None
    assert len(desk.texts("command_answer")) == 2


def test_due_work_says_when_there_is_a_text_to_carry_out(desk: Desk) -> None:
    assert not desk.call("due_work", desk.now)["commands"]
    desk.receive("today", desk.cast.owner.phone)
    assert desk.call("due_work", desk.now)["commands"]
    finish(desk, claimed(desk))
    assert not desk.call("due_work", desk.now)["commands"]


def test_two_workers_never_get_the_same_text_nor_two_of_one_member(own: Desk, open_desk: Callable[..., Desk]) -> None:
    for body in ("today", "tomorrow"):
        own.receive(body, own.cast.owner.phone)
    first, second = open_desk(), open_desk()
    assert claimed(first)["body"] == "today"
    assert claim(second) is None  # the first is not committed yet
    first.connection.commit()
    assert claim(second) is None
    second.connection.rollback()


def test_nobody_but_the_service_may_carry_out_texts(desk: Desk) -> None:
    for call in ("claim_member_text", "finish_member_text", "fail_member_text"):
        grants = "select has_function_privilege(%s, oid, 'execute') from pg_proc where proname = %s"
        assert desk.column(grants, "authenticated", call) == [False]
        assert desk.column(grants, "service_role", call) == [True]
