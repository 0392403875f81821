"""An open chat reads that times are being looked up while they are; a text brings the words with the times, as ever."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from psycopg.rows import dict_row

from edge_bridge.db import Database, conversations
from edge_bridge.receptionist import meanwhile
from edge_bridge.receptionist.answer import Receptionist
from edge_bridge.receptionist.meanwhile import WORDS, without
from edge_bridge.receptionist.offline import say
from seed.provision import Provisioner
from tests.stack import Stack
from tests.support.product import HARBOUR_HAIR, new_number
from workers.answer import Answer

ASKED = "Hi, I'm Jo Smith, 0491 570 158. A men's cut tomorrow afternoon please"


class Salon:
    """A business that answers chats and texts, and what was said there."""

    def __init__(self, stack: Stack, database: Database, business: str) -> None:
        self.stack, self.database, self.id = stack, database, business

    def says(self, visitor: str, body: str) -> None:
        said = conversations.receive_chat_message(self.id, visitor, body, str(uuid.uuid4()), [])
        self.database.run(said)

    def answers(self, receptionist: Any = None) -> bool:
        return Answer(receptionist or Receptionist()).run_once(self.database, None)

    def heard(self, peer: str) -> list[str]:
        query = """select m.body from public.messages m join public.conversations c on c.id = m.conversation_id
          where c.peer = %s and m.author = 'receptionist' order by m.seq"""
        with psycopg.connect(self.stack.database_url, row_factory=dict_row) as connection:
            return [row["body"] for row in connection.execute(query, [peer])]


@pytest.fixture(scope="module")
def salon(module_stack: Stack) -> Iterator[Salon]:
    provisioner = Provisioner(module_stack.url, module_stack.secret_key, "http://127.0.0.1:5000")
    file = HARBOUR_HAIR.model_copy(update={"settle_seconds": 0.0})
    business = provisioner.apply(file)
    provisioner.close()
    with Database(module_stack.url, module_stack.secret_key) as database:
        yield Salon(module_stack, database, business)


def test_a_chat_reads_it_first_and_once_and_the_times_after_it(salon: Salon) -> None:
    visitor = str(uuid.uuid4())
    salon.says(visitor, ASKED)
    assert salon.answers()
    first, times = salon.heard(visitor)
    assert first == WORDS
    assert "check available times" not in times
    assert times.count("1") >= 1
    assert times[0].isupper()


def test_it_is_there_while_the_receptionist_is_still_thinking(salon: Salon) -> None:
    visitor = str(uuid.uuid4())
    salon.says(visitor, ASKED)
    seen: list[list[str]] = []

    class Watched(Receptionist):
        def answer(self, turn: Any, tools: Any) -> Any:
            answer = super().answer(turn, tools)
            seen.append(salon.heard(visitor))  # nothing has been finished yet
            return answer

    salon.answers(Watched())
    assert seen == [[WORDS]]


def test_a_text_brings_all_of_it_in_one_message(salon: Salon) -> None:
    number = new_number()
    to = HARBOUR_HAIR.sms_number
    salon.database.run(conversations.receive_message(to, number, ASKED, f"SM{uuid.uuid4().hex}", [], None))
    assert salon.answers()
    (only,) = salon.heard(number)
    assert say.CHECKING in only


def test_a_database_that_refuses_it_does_not_stop_the_answer(salon: Salon, monkeypatch: pytest.MonkeyPatch) -> None:
    visitor = str(uuid.uuid4())
    salon.says(visitor, ASKED)
    monkeypatch.setattr(meanwhile, "WORDS", "\x00")  # PostgreSQL takes no such text
    assert salon.answers()
    (only,) = salon.heard(visitor)
    assert "available times..." in only


@pytest.mark.parametrize(
    ("reply", "rest"),
    [
        (f"{say.CHECKING}\n\nFor a cut:\n1. Fri", "For a cut:\n1. Fri"),
        (f"{say.CHECKING_AGAIN}\n\nTo move your cut:", "To move your cut:"),
        ("Hi! Perfect! Let me check available times...\n\nFor a cut:", "Hi! For a cut:"),
        ("Let me check the available times… here: Fri", "Here: Fri"),
        ("Which day suits you?", "Which day suits you?"),
    ],
)
def test_it_is_not_said_twice(reply: str, rest: str) -> None:
    assert without([reply]) == [rest]


def test_a_reply_that_says_nothing_else_is_none() -> None:
    assert without([say.CHECKING, "1. Fri"]) == ["1. Fri"]
