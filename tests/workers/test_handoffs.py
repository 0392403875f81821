"""The duty that looks after handed-over conversations, through the data API."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from edge_bridge.db import Database, conversations
from tests.stack import Stack
from tests.supabase.rules.conversations.handed import hand_off
from tests.supabase.rules.desk import Desk, connect
from tests.support.cast import make_cast
from workers import handoffs


@pytest.fixture
def desk(stack: Stack) -> Iterator[Desk]:
    with connect(stack.database_url, autocommit=True) as connection:
        yield Desk(connection, make_cast(connection))


@pytest.fixture
def db(stack: Stack) -> Iterator[Database]:
    with Database(stack.url, stack.secret_key) as db:
        yield db


def test_each_step_is_taken_when_it_is_due_and_the_customers_words_become_a_lead(desk: Desk, db: Database) -> None:
    hand_off(desk)
    assert not handoffs.run_once(db, desk.now)
    assert db.run(conversations.due_work(desk.later(minutes=30))).handoffs
    assert handoffs.run_once(db, desk.now)
    assert not handoffs.run_once(db, desk.now)
    assert handoffs.run_once(db, desk.later(minutes=30))
    assert [len(desk.texts(kind)) for kind in ("handoff_nag", "still_busy")] == [2, 1]
    desk.receive("Please ring about the hedge")
    turn = db.run(conversations.claim_turn(desk.now))
    assert turn is not None
    assert (turn.facts, turn.capped, turn.earlier, turn.business.paused) == ({"stage": "message"}, False, None, None)
