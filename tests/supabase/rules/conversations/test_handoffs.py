"""A conversation handed to a person who does not come: each step once, in order, in contact hours."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from tests.supabase.rules.conversations.handed import conversation, due, hand_off
from tests.supabase.rules.desk import Desk, instant
from tests.supabase.rules.race import race
from tests.support.cast import CUSTOMER


def take_over(desk: Desk) -> None:
    desk.call("private.take_over", desk.cast.lawns.id, conversation(desk)["id"], desk.now)


def test_handing_over_sets_its_times(desk: Desk) -> None:
    desk.settings(desk.cast.lawns, handoff_nag_minutes=45, resume_after_minutes=600)
    hand_off(desk)
    row = conversation(desk)
    assert (row["state"], row["handed_off_at"], row["person_acted_at"]) == ("human", desk.now, None)
    assert row["handoff_nag_at"] == desk.now + timedelta(minutes=45)
    assert row["resume_at"] == desk.now + timedelta(minutes=600)


def test_the_owner_is_reminded_once_of_a_customer_nobody_called(desk: Desk) -> None:
    hand_off(desk)
    desk.later(minutes=29)
    assert due(desk) == 0
    desk.later(minutes=1)
    assert [due(desk), due(desk)] == [1, 0]
    nags = desk.texts("handoff_nag")
    assert [text["recipient"] for text in nags] == [desk.cast.owner.phone, desk.cast.colleague.phone]
    assert {text["class"] for text in nags} == {"proactive"}
    (context, *_) = [text["context"] for text in desk.claim() if text["kind"] == "handoff_nag"]
    assert (context["lead"]["phone"], context["lead"]["summary"]) == (CUSTOMER, "wants a person")


def test_a_handover_in_the_evening_is_nagged_about_in_the_morning(desk: Desk) -> None:
    desk.now = instant("2026-11-02T19:50+10:00")
    hand_off(desk)
    assert conversation(desk)["handoff_nag_at"] == instant("2026-11-03T08:00+10:00")
    desk.now = instant("2026-11-03T07:59+10:00")  # resume_at has passed, but the owner is to be asked first
    assert due(desk) == 0
    desk.later(minutes=1)
    assert due(desk) == 1
    assert conversation(desk)["handoff_lapse_at"] == instant("2026-11-03T08:30+10:00")


def test_when_nobody_comes_after_that_the_customer_may_leave_a_message(desk: Desk) -> None:
    hand_off(desk)
    desk.later(minutes=30)
    due(desk)
    desk.later(minutes=29)
    assert due(desk) == 0
    desk.later(minutes=1)
    assert [due(desk), due(desk)] == [1, 0]
    row = conversation(desk)
    assert (row["state"], row["facts"]["stage"], row["handed_off_at"], row["resume_at"]) == (
        "ai",
        "message",
        None,
        None,
    )
    (told,) = desk.texts("still_busy")
    assert (told["recipient"], told["class"]) == (CUSTOMER, "proactive")
    assert "still_busy" in [text["kind"] for text in desk.claim()]
    assert desk.turn("Please call about my hedge")["facts"] == {"stage": "message"}


def test_workers_that_were_down_for_hours_still_ask_the_owner_first(desk: Desk) -> None:
    hand_off(desk)
    desk.later(hours=5)
    assert [due(desk), due(desk)] == [1, 0]
    assert (len(desk.texts("handoff_nag")), desk.texts("still_busy")) == (2, [])
    assert conversation(desk)["handoff_lapse_at"] == desk.now + timedelta(minutes=30)


@pytest.mark.parametrize("steps_before", [0, 1])
def test_an_act_of_a_person_ends_the_waiting_and_an_idle_time_gives_it_back_silently(
    desk: Desk, steps_before: int
) -> None:
    hand_off(desk)
    for _ in range(steps_before):
        desk.later(minutes=30)
        due(desk)
    desk.later(minutes=10)
    take_over(desk)
    before = len(desk.texts())
    desk.later(minutes=719)
    assert due(desk) == 0
    desk.later(minutes=1)
    assert [due(desk), due(desk)] == [1, 0]
    row = conversation(desk)
    assert (row["state"], row["facts"], row["person_acted_at"]) == ("ai", {}, None)
    assert len(desk.texts()) == before
    assert desk.turns() == []


def test_what_was_written_to_a_person_counts_as_answered_when_the_receptionist_resumes(desk: Desk) -> None:
    hand_off(desk)
    take_over(desk)
    desk.receive("Are you there?")
    desk.later(hours=12)
    assert due(desk) == 1
    assert desk.turns() == []
    turn = desk.turn("Hello again")
    assert [m["body"] for m in turn["messages"] if m["author"] == "customer" and m["seq"] > turn["answered_seq"]] == [
        "Hello again"
    ]


def test_reminders_no_longer_wanted_do_not_leave(desk: Desk) -> None:
    hand_off(desk)
    desk.claim()
    desk.later(minutes=30)
    due(desk)
    take_over(desk)
    assert desk.claim() == []
    assert {text["error"] for text in desk.texts("handoff_nag")} == {"a person has it now"}


@pytest.mark.parametrize(
    ("meanwhile", "why"), [("receive", "they have written again"), ("take over", "a person has it now")]
)
def test_a_customer_is_not_told_that_nobody_is_there_when_that_is_no_longer_so(
    desk: Desk, meanwhile: str, why: str
) -> None:
    hand_off(desk)
    for _ in range(2):
        desk.later(minutes=30)
        due(desk)
    desk.later(minutes=1)
    desk.receive("Never mind") if meanwhile == "receive" else take_over(desk)
    assert "still_busy" not in [text["kind"] for text in desk.claim()]
    assert desk.texts("still_busy")[0]["error"] == why


def test_a_second_handover_is_nagged_about_again(desk: Desk) -> None:
    hand_off(desk)
    for _ in range(2):
        desk.later(minutes=30)
        due(desk)
    desk.later(hours=1)
    hand_off(desk, "Really, a person please")
    desk.later(minutes=30)
    assert due(desk) == 1
    assert len(desk.texts("handoff_nag")) == 4


def test_a_repeated_call_does_not_start_the_clock_again(desk: Desk) -> None:
    turn = hand_off(desk)
    nag_at = conversation(desk)["handoff_nag_at"]
    desk.later(minutes=5)
    desk.do("update public.conversations set leased_until = %s", desk.now)
    desk.call("hand_off", turn["business_id"], turn["conversation_id"], turn["lease"], "wants a person", p_now=desk.now)
    assert conversation(desk)["handoff_nag_at"] == nag_at


def test_due_work_knows_of_handovers_and_when_the_next_step_is(desk: Desk) -> None:
    hand_off(desk)
    desk.claim()
    work = desk.call("due_work", desk.now)
    assert (work["handoffs"], instant(work["next_at"])) == (False, desk.now + timedelta(minutes=1))  # a text's lease
    desk.do("delete from public.outbox")
    assert instant(desk.call("due_work", desk.now)["next_at"]) == desk.now + timedelta(minutes=30)
    assert desk.call("due_work", desk.later(minutes=30))["handoffs"]


def test_two_workers_take_each_step_once(own: Desk, open_desk: Callable[..., Desk]) -> None:
    phones = [f"+614002001{number:02d}" for number in range(8)]
    for phone in phones:
        hand_off(own, phone=phone)
    for kind, each in (("handoff_nag", 2), ("still_busy", 1)):
        own.later(minutes=30)
        steps = race(open_desk, [due, due, due])
        assert sum(steps) == len(phones)
        assert len(own.texts(kind)) == len(phones) * each


def test_a_text_that_came_while_the_turn_handed_over_is_passed_on_not_answered(desk: Desk) -> None:
    turn = desk.turn("Can I talk to someone?")
    desk.receive("It's about a big hedge")
    who = turn["business_id"], turn["conversation_id"], turn["lease"]
    desk.call("hand_off", *who, "wants a person", p_now=desk.now)
    assert desk.finish(turn, "Someone will call you.", must_say=True) == "answered"
    assert [text["detail"]["body"] for text in desk.texts("forward")] == ["It's about a big hedge"] * 2
    assert desk.turns() == []
