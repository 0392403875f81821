"""The duty that looks after handed-over conversations, through the data API."""

from __future__ import annotations

from edge_bridge.db import Database, conversations
from tests.supabase.rules.conversations.handed import hand_off
from tests.supabase.rules.desk import Desk
from workers import handoffs


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
