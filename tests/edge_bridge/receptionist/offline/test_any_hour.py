"""Scenario 1 at every fifth hour of a week and at both daylight-saving changes, with drawn customers, on the real database."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from edge_bridge.db import Database, conversations
from edge_bridge.receptionist.answer import Receptionist
from edge_bridge.receptionist.tools import Tools
from seed.demo.play import _OFFER
from seed.demo.script import Customer, draw
from seed.provision import Provisioner
from tests.stack import Stack
from tests.support.product import GREEN_BLADE, HARBOUR_HAIR, new_number

BUSINESSES = {file.slug: file for file in (GREEN_BLADE, HARBOUR_HAIR)}
WEEK = [datetime(2026, 12, 6, 14, tzinfo=UTC) + timedelta(hours=5 * n) for n in range(34)]
CHANGES = [
    datetime(2027, 4, 3, 13, tzinfo=UTC),
    datetime(2027, 10, 2, 12, tzinfo=UTC),
    datetime(2027, 12, 31, 12, 50, tzinfo=UTC),
]


@pytest.fixture(scope="module")
def db(module_stack: Stack) -> Iterator[Database]:
    provisioner = Provisioner(module_stack.url, module_stack.secret_key, "http://127.0.0.1:5000")
    for file in BUSINESSES.values():
        provisioner.apply(file)
    provisioner.close()
    with Database(module_stack.url, module_stack.secret_key) as database:
        yield database


class Talk:
    """One customer's conversation, every turn taken at the same instant."""

    def __init__(self, db: Database, customer: Customer, now: datetime) -> None:
        self.db, self.customer, self.now = db, customer, now
        self.number = new_number()
        self.texts = 0
        self.blocked: list[object] = []

    def says(self, text: str) -> str:
        self.texts += 1
        to = BUSINESSES[self.customer.business].sms_number
        sid = f"SM{self.number}{self.texts}"
        self.db.run(conversations.receive_message(to, self.number, text, sid, [], None))
        turn = self.db.run(conversations.claim_turn(self.now))
        assert turn is not None
        tools = Tools(self.db, turn, self.now)
        answer = Receptionist().answer(turn, tools)
        self.blocked += answer.record["gate"]
        self.db.run(
            conversations.finish_turn(turn, answer.replies, answer.facts, "offline", {}, tools.seen.must_say, self.now)
        )
        return "\n".join(answer.replies)


@pytest.mark.parametrize("now", [*WEEK, *CHANGES], ids=lambda now: f"{now:%a-%d-%b-%Y-%H%M}")
def test_a_drawn_customer_books_at_any_hour(db: Database, now: datetime) -> None:
    customer = draw(now.toordinal() * 24 + now.hour)
    talk = Talk(db, customer, now)
    reply = talk.says(customer.opening)
    for _ in range(4):
        if _OFFER.search(reply):
            break
        asked = reply.lower()
        if "which one would you like" in asked or "what can we help" in asked:
            reply = talk.says(customer.service)
        else:
            reply = talk.says(customer.introduction("address" in asked) if "name" in asked else customer.address)
    times = [(day, clock) for day, _, clock in _OFFER.findall(reply)]
    assert times, reply
    wording, place = customer.pick(times)
    penciled = talk.says(wording)
    assert re.match(rf"Great! I've penciled you in for {times[place][0]}, .* at {times[place][1]}\.", penciled), (
        wording,
        reply,
        penciled,
    )
    assert talk.blocked == []
