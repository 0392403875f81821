"""Calling people back: what came of it, by whom and when; and nobody else's."""

from __future__ import annotations

from typing import Any

import psycopg
import pytest

from tests.supabase.rules.desk import Desk
from tests.support.cast import CUSTOMER


@pytest.fixture
def lead(desk: Desk) -> str:
    """Somebody who wants to be called."""
    desk.rows("select")
    turn = desk.turn("Can somebody call me?", CUSTOMER)
    desk.call(
        "create_lead", desk.cast.lawns.id, turn["conversation_id"], turn["lease"], "message", "Call me", p_now=desk.now
    )
    desk.finish(turn, "Somebody will call.")
    return str(desk.value("select id from public.leads"))


def page(desk: Desk, p_open: bool = True) -> Any:
    with desk.signed_in(desk.cast.owner):
        return desk.call("leads_page", desk.cast.lawns.id, p_open)


def note(desk: Desk, lead: str, state: str, words: str = "", later: int = 60) -> Any:
    desk.later(seconds=later)
    return desk.call(
        "private.set_lead_state", desk.cast.lawns.id, lead, state, words, desk.cast.owner.user_id, desk.now
    )


def test_each_try_is_kept_with_who_and_when_and_they_stay_to_be_called(desk: Desk, lead: str) -> None:
    for words in ("rang out", "busy"):
        assert note(desk, lead, "no_answer", words) == {"outcome": "noted", "again": False}
    (shown,) = page(desk)["leads"]
    assert (shown["tries"], shown["state"]) == (2, "open")
    assert [event["note"] for event in shown["events"]] == ["busy", "rang out"]
    assert {event["who"] for event in shown["events"]} == {desk.cast.owner.name}


def test_the_same_tap_twice_is_one_entry(desk: Desk, lead: str) -> None:
    assert note(desk, lead, "no_answer") == {"outcome": "noted", "again": False}
    assert note(desk, lead, "no_answer", later=2) == {"outcome": "noted", "again": True}
    assert note(desk, lead, "called") == {"outcome": "noted", "again": False}
    assert note(desk, lead, "called") == {"outcome": "noted", "again": True}
    assert desk.value("select count(*) from public.lead_events") == 2


@pytest.mark.parametrize("state", ["called", "booked", "not_interested"])
def test_who_was_reached_is_on_the_other_list_and_can_come_back(desk: Desk, lead: str, state: str) -> None:
    note(desk, lead, state)
    assert page(desk)["leads"] == []
    assert [one["id"] for one in page(desk, p_open=False)["leads"]] == [lead]
    note(desk, lead, "to_call")
    assert page(desk)["open"] == 1


def test_a_state_that_there_is_not_is_refused_in_a_sentence(desk: Desk, lead: str) -> None:
    for state in ("nonsense", "", None):
        with desk.refused("PT400"):
            desk.call("private.set_lead_state", desk.cast.lawns.id, lead, state, "", desk.cast.owner.user_id, desk.now)


def test_an_outsider_neither_reads_nor_notes_anything(desk: Desk, lead: str) -> None:
    lawns = desk.cast.lawns.id
    with desk.signed_in(desk.cast.outsider):
        for function, rest in (("leads_page", ()), ("set_lead_state", (lead, "called"))):
            with pytest.raises(psycopg.Error), desk.connection.transaction():
                desk.call(function, lawns, *rest)
        with desk.refused("PT404"):
            desk.call("set_lead_state", desk.cast.salon.id, lead, "called")
        assert desk.rows("select from public.lead_events") == []
    assert desk.value("select state::text from public.leads") == "open"
