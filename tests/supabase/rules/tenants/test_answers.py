"""A business's own questions and answers, from its file to what an engine is told."""

from __future__ import annotations

import copy
from typing import Any

from tests.supabase.rules.desk import Desk
from tests.support.cast import LAWNS, as_member, provision

CARDS = {"question": "Do you take cards?", "answer": "Yes."}
HOME = {"question": "Do I need to be home?", "answer": "No."}


def apply(desk: Desk, **changed: Any) -> None:
    provision(desk.connection, copy.deepcopy(LAWNS) | changed, as_member(desk.cast.owner))


def told(desk: Desk) -> Any:
    turn = desk.turn("Hi")
    desk.finish(turn)
    return turn["business"]


def test_they_are_told_in_the_files_order(desk: Desk) -> None:
    assert (told(desk)["answers"], told(desk)["must_not_promise"]) == ([], "")
    apply(desk, answers=[HOME, CARDS], must_not_promise="Same-day work")
    assert (told(desk)["answers"], told(desk)["must_not_promise"]) == ([HOME, CARDS], "Same-day work")


def test_a_changed_answer_is_the_same_row_and_one_no_longer_asked_is_kept_but_not_told(desk: Desk) -> None:
    apply(desk, answers=[HOME, CARDS])
    before = desk.value("select id from public.answers where question like '%%cards%%'")
    changed = {"question": "do you take CARDS?", "answer": "Yes, all."}
    apply(desk, answers=[changed])
    assert told(desk)["answers"] == [changed]
    assert desk.value("select id from public.answers where deleted_at is null") == before
    assert desk.value("select count(*) from public.answers") == 2
    apply(desk, answers=[changed, HOME])
    assert told(desk)["answers"] == [changed, HOME]


def test_the_caps_and_waits_of_a_file_are_kept(desk: Desk) -> None:
    names = "daily_tokens, daily_cost_microdollars, handoff_nag_minutes, resume_after_minutes"
    settings = f"select {names} from public.businesses where id = %s"
    assert list(desk.row(settings, desk.cast.lawns.id).values()) == [2_000_000, 5_000_000, 30, 720]
    apply(desk, daily_tokens=5, daily_cost_microdollars=6, handoff_nag_minutes=7, resume_after_minutes=8)
    apply(desk)
    assert list(desk.row(settings, desk.cast.lawns.id).values()) == [5, 6, 7, 8]
