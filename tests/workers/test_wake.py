"""Realtime wakes the workers, also after it was away; without it the poll finds what is due."""

import threading
from collections.abc import Iterator

import psycopg
import pytest

from edge_bridge.db import Database, conversations
from tests.stack import Stack
from tests.support.cast import CUSTOMER, Cast, make_cast
from workers.duty import Duty
from workers.loop import Loop
from workers.wake import listen

PATIENCE = 40.0


@pytest.fixture
def cast(stack: Stack) -> Iterator[Cast]:
    with psycopg.connect(stack.database_url, autocommit=True) as connection:
        yield make_cast(connection)


def text(stack: Stack, cast: Cast, number: int) -> None:
    with Database(stack.url, stack.secret_key) as db:
        db.run(conversations.receive_message(cast.lawns.sms_number, CUSTOMER, "hi", f"SM{number}", [], None))


def test_a_text_wakes_the_workers_also_after_the_server_was_away(stack: Stack, cast: Cast) -> None:
    woken = threading.Event()
    stop = listen(stack.url, stack.secret_key, {("messages", "author=eq.customer"): woken.set})
    assert woken.wait(PATIENCE), "on joining: catch up on what came before"
    woken.clear()
    text(stack, cast, 1)
    assert woken.wait(PATIENCE)
    stack.restart()
    woken.clear()
    assert woken.wait(PATIENCE), "on joining again: catch up on what was missed"
    woken.clear()
    text(stack, cast, 2)
    assert woken.wait(PATIENCE)
    stop()


def test_without_realtime_the_poll_finds_what_is_due(stack: Stack, cast: Cast) -> None:
    found = threading.Event()

    def run_once(db: Database, now: object) -> bool:
        turn = db.run(conversations.claim_turn())
        if turn:
            found.set()
        return turn is not None

    with Database(stack.url, stack.secret_key) as db:
        loop = Loop(db, [Duty("answer", run_once)])
        thread = threading.Thread(target=loop.run)
        thread.start()
        text(stack, cast, 1)
        assert found.wait(PATIENCE)
        loop.stop()
        thread.join(PATIENCE)
        assert not thread.is_alive()


def test_a_step_that_fails_is_tried_again_and_ends_nothing(stack: Stack, cast: Cast) -> None:
    tries: list[int] = []
    done = threading.Event()

    def run_once(db: Database, now: object) -> bool:
        tries.append(1)
        if len(tries) == 1:
            raise RuntimeError("poisoned")
        done.set()
        return False

    with Database(stack.url, stack.secret_key) as db:
        loop = Loop(db, [Duty("answer", run_once)])
        thread = threading.Thread(target=loop.run)
        thread.start()
        loop.wake("answer")
        text(stack, cast, 1)
        assert done.wait(PATIENCE)
        loop.stop()
        thread.join(PATIENCE)
