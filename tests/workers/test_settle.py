"""What settles a text in doubt: the carrier's list, read with care. Nothing is repeated that may have left."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from edge_bridge.db import Database
from edge_bridge.twilio.client import TextSender
from tests.stack import Stack
from tests.supabase.rules.desk import Desk, connect
from tests.support.cast import make_cast
from tests.support.twilio_wire import Taken, Wire, twilio_wire
from workers.settle import Settle

EDGE, DASHBOARD = "http://127.0.0.1:9", "https://app.coresentia.com.au"
_numbers = itertools.count(1_000_000)


@pytest.fixture(scope="module")
def module_desk(module_stack: Stack) -> Iterator[Desk]:
    with connect(module_stack.database_url, autocommit=True) as connection:
        yield Desk(connection, make_cast(connection))


@pytest.fixture
def desk(module_desk: Desk) -> Desk:
    """With an empty outbox."""
    module_desk.do("delete from public.outbox")
    return module_desk


@pytest.fixture
def db(module_stack: Stack) -> Iterator[Database]:
    with Database(module_stack.url, module_stack.secret_key) as database:
        yield database


@pytest.fixture
def wire() -> Iterator[Wire]:
    with twilio_wire() as running:
        yield running


@pytest.fixture
def settle(wire: Wire) -> Iterator[Settle]:
    sender = TextSender("AC" + "5" * 32, "made-up-token-of-the-account", wire.url)
    yield Settle(sender, DASHBOARD, EDGE)
    sender.close()


def dies_sending(desk: Desk, *replies: str) -> list[Any]:
    """These replies to a customer of their own are claimed half an hour ago, and their worker is not heard of again."""
    desk.now = datetime.now(UTC) - timedelta(minutes=30)
    desk.finish(desk.turn(phone=f"+6140{next(_numbers):07d}"), *replies)
    claimed = desk.claim()
    assert [text["context"]["message"] for text in claimed] == list(replies)
    return claimed


def takes(wire: Wire, text: Any, body: str, minutes_ago: float = 29, sender: str | None = None) -> Taken:
    """The carrier has a text to the same number."""
    callback = f"{EDGE}/twilio/status/{text['business_id']}/{text['id']}"
    form = {"To": text["recipient"], "From": sender or text["sender"], "Body": body, "StatusCallback": callback}
    taken = wire.take(form)
    taken.at = datetime.now(UTC) - timedelta(minutes=minutes_ago)
    return taken


def after_a_while(settle: Settle, db: Database, desk: Desk) -> None:
    """The lease ends, and more than two minutes go by, in which the carrier is asked."""
    for seconds in (61, 31, 31, 31, 31):
        settle.run_once(db, desk.later(seconds=seconds))


def became(desk: Desk, text: Any) -> tuple[Any, ...]:
    row = desk.row("select * from public.outbox where id = %s", text["id"])
    return row["state"], row["provider_id"], row["body"]


@pytest.mark.parametrize(
    "body",
    [
        "It’s “Thursday” – 2:00 PM. OK?",
        'It\'s "Thursday" - 2:00 PM. OK?',
        "Sent from your Twilio trial account - It’s “Thursday” – 2:00 PM. OK?",
        "It’s “Thursday” – 2:00 PM.  OK? ",
    ],
)
def test_a_text_is_found_in_the_carriers_spelling(
    desk: Desk, db: Database, wire: Wire, settle: Settle, body: str
) -> None:
    words = "It’s “Thursday” – 2:00 PM. OK?"
    (text,) = dies_sending(desk, words)
    taken = takes(wire, text, body)
    after_a_while(settle, db, desk)
    assert became(desk, text) == ("sent", taken.sid, words)


@pytest.mark.parametrize("found_after", [0, 15])
def test_one_that_may_have_left_in_other_words_is_left_to_people(
    desk: Desk, db: Database, wire: Wire, settle: Settle, found_after: int
) -> None:
    (text,) = dies_sending(desk, "Hello!")
    takes(wire, text, "Hello, and a name that was changed since")
    desk.later(minutes=found_after)
    after_a_while(settle, db, desk)
    row = desk.row("select * from public.outbox where id = %s", text["id"])
    assert (row["state"], row["provider_id"], row["settled_at"] is not None) == ("unknown", None, True)
    assert "in other words" in row["error"]
    desk.later(days=1)
    settle.run_once(db, desk.now)
    assert desk.claim() == []


def test_while_such_a_text_is_fresh_it_may_still_turn_out_to_be_anothers(
    desk: Desk, db: Database, wire: Wire, settle: Settle
) -> None:
    (text,) = dies_sending(desk, "Hello!")
    takes(wire, text, "Something else that is just being sent", minutes_ago=0)
    after_a_while(settle, db, desk)
    row = desk.row("select * from public.outbox where id = %s", text["id"])
    assert (row["state"], row["settled_at"]) == ("unknown", None)


@pytest.mark.parametrize(("minutes_ago", "sender"), [(40, None), (29, "+61480000202")])
def test_what_another_business_or_an_earlier_hour_sent_there_says_nothing(
    desk: Desk, db: Database, wire: Wire, settle: Settle, minutes_ago: float, sender: str | None
) -> None:
    (text,) = dies_sending(desk, "Hello!")
    takes(wire, text, "Hello!" if sender else "Your other booking", minutes_ago, sender)
    after_a_while(settle, db, desk)
    assert became(desk, text)[:2] == ("waiting", None)


def test_of_two_in_doubt_to_one_number_the_one_that_left_is_not_the_others(
    desk: Desk, db: Database, wire: Wire, settle: Settle
) -> None:
    lost, left = dies_sending(desk, "First", "Second")
    taken = takes(wire, left, "Second")
    desk.later(minutes=2)
    settle.run_once(db, desk.now)  # found late: two more minutes
    desk.later(minutes=3)
    settle.run_once(db, desk.now)
    assert became(desk, left)[:2] == ("sent", taken.sid)
    assert became(desk, lost)[:2] == ("waiting", None)


def test_the_same_words_twice_to_one_number_are_two_texts(desk: Desk, db: Database, wire: Wire, settle: Settle) -> None:
    both = dies_sending(desk, "Hello!", "Hello!")
    sids = {takes(wire, text, "Hello!").sid for text in both}
    after_a_while(settle, db, desk)
    assert {became(desk, text)[:2] for text in both} == {("sent", sid) for sid in sids}


def test_an_earlier_attempt_is_not_taken_for_the_one_a_member_asked_for(
    desk: Desk, db: Database, wire: Wire, settle: Settle
) -> None:
    (text,) = dies_sending(desk, "Hello!")
    earlier = takes(wire, text, "Hello!")
    desk.call("record_delivery", text["business_id"], text["id"], earlier.sid, "undelivered", 30003, desk.now)
    assert (
        desk.call("private.retry_text", text["business_id"], text["id"], desk.later(minutes=1))["outcome"] == "retried"
    )
    (again,) = desk.claim()
    after_a_while(settle, db, desk)
    assert became(desk, again)[:2] == ("waiting", None)


def test_one_that_was_found_and_did_not_arrive_has_failed(desk: Desk, db: Database, wire: Wire, settle: Settle) -> None:
    (text,) = dies_sending(desk, "Hello!")
    taken = takes(wire, text, "Hello!")
    taken.status, taken.error_code = "undelivered", 30005
    after_a_while(settle, db, desk)
    row = desk.row("select * from public.outbox where id = %s", text["id"])
    assert (row["state"], row["error_code"], row["delivery"]) == ("failed", 30005, "undelivered")


def test_what_only_the_callback_told_of_is_recorded_in_the_carriers_words(
    desk: Desk, db: Database, wire: Wire, settle: Settle
) -> None:
    (text,) = dies_sending(desk, "Hello!")
    taken = takes(wire, text, "Hello as it was then!")
    desk.call("record_delivery", text["business_id"], text["id"], taken.sid, "delivered", None, desk.now)
    after_a_while(settle, db, desk)
    assert became(desk, text) == ("delivered", taken.sid, "Hello as it was then!")
    assert not settle.run_once(db, desk.later(minutes=5))


def test_one_nobody_can_word_any_more_does_not_keep_others_in_doubt(
    desk: Desk, db: Database, wire: Wire, settle: Settle
) -> None:
    (odd,) = dies_sending(desk, "Odd")
    (fine,) = dies_sending(desk, "Fine")
    desk.do("update public.outbox set kind = 'no_such_kind' where id = %s", odd["id"])
    taken = takes(wire, fine, "Fine")
    after_a_while(settle, db, desk)
    assert became(desk, fine)[:2] == ("sent", taken.sid)
    row = desk.row("select * from public.outbox where id = %s", odd["id"])
    assert (row["state"], row["settled_at"] is not None) == ("unknown", True)
    assert "can no longer be worded" in row["error"]


def test_told_to_stop_it_asks_about_no_more_texts(desk: Desk, db: Database, wire: Wire, settle: Settle) -> None:
    (text,) = dies_sending(desk, "Hello!")
    takes(wire, text, "Hello!")
    settle.stop()
    after_a_while(settle, db, desk)
    assert became(desk, text)[0] == "unknown"
