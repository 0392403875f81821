"""The duty that carries out members' texts, through the data API."""

from __future__ import annotations

import pytest

from edge_bridge.db import Database
from edge_bridge.db import commands as calls
from tests.supabase.rules.desk import Desk
from workers import commands


def answers(desk: Desk) -> list[str]:
    return [r["outcome"] for text in desk.texts("command_answer") for r in text["detail"]["results"]]


def test_a_code_is_carried_out_and_answered_once(desk: Desk, db: Database) -> None:
    booking = desk.pencil()
    assert not commands.run_once(db, desk.now)
    desk.receive(f"Y{booking['code']}", desk.cast.owner.phone)
    assert commands.run_once(db, desk.now)
    assert not commands.run_once(db, desk.now)
    assert desk.booking(booking)["status"] == "confirmed"
    assert (answers(desk), len(desk.texts("confirmed"))) == ([], 1)  # its copy of the confirmation is the answer


def test_a_text_that_cannot_be_read_is_tried_five_times_and_blocks_nobody(
    desk: Desk, db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.receive("poison", desk.cast.owner.phone)
    desk.receive("today", desk.cast.owner.phone)
    desk.receive("today", desk.cast.colleague.phone)
    read = commands.read_commands

    def fails_on_poison(text: str, *rest: object) -> object:
        if text == "poison":
            raise ValueError(text)
        return read(text, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(commands, "read_commands", fails_on_poison)
    tried = 0
    for _ in range(5):
        while commands.run_once(db, desk.now):
            tried += 1
        desk.later(seconds=60)
    assert tried == 7  # poison five times, the others once each
    assert answers(desk) == ["listed", "failed", "listed"]


def test_a_worker_that_dies_before_acting_leaves_it_to_the_next(desk: Desk, db: Database) -> None:
    booking = desk.pencil()
    desk.receive(f"Y{booking['code']}", desk.cast.owner.phone)
    dead = db.run(calls.claim_member_text(desk.now))
    assert dead is not None
    assert [code.code for code in dead.codes] == [booking["code"]]
    assert not commands.run_once(db, desk.now)
    assert commands.run_once(db, desk.later(seconds=31))
    assert not db.run(calls.finish_member_text(dead, [{"do": "confirm", "code": booking["code"]}], desk.now))
    assert len(desk.texts("confirmed")) == 1
