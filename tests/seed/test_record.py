"""`python -m seed record`: an operator reads how the receptionist came to an answer."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import psycopg
import pytest

from edge_bridge.db import Database
from edge_bridge.db.conversations import Turn
from edge_bridge.db.errors import NotFound
from edge_bridge.receptionist.answer import Receptionist
from edge_bridge.receptionist.draft import Draft
from edge_bridge.receptionist.tools import Tools
from seed.provision import Provisioner
from seed.record import record_lines
from tests.stack import Stack
from tests.support.product import GREEN_BLADE
from workers.answer import Answer

CUSTOMER = "+61400777123"


@pytest.fixture(scope="module")
def asked(module_stack: Stack) -> Stack:
    provisioner = Provisioner(module_stack.url, module_stack.secret_key, module_stack.site_url)
    provisioner.apply(GREEN_BLADE)
    provisioner.close()
    receive(module_stack, "How much is a lawn mow?")
    answer(module_stack, Receptionist())
    receive(module_stack, "And can you come at 3 am?")
    answer(module_stack, Receptionist(says("Sure, you're booked for Monday at 3 AM!"), "a-model"))
    return module_stack


def says(words: str) -> Any:
    usage = {"rounds": 1, "input_tokens": 900, "output_tokens": 40, "cache_read_tokens": 7, "cost_microdollars": 1234}

    def engine(turn: Turn, tools: Tools) -> Draft:
        return Draft([words], {}, usage=usage)

    return engine


def receive(stack: Stack, words: str) -> None:
    with psycopg.connect(stack.database_url) as connection:
        connection.execute("update public.businesses set settle_seconds = 0")
        receive = "select public.receive_message(sms_number, %s, %s, %s) from public.businesses"
        connection.execute(receive, [CUSTOMER, words, f"SM{uuid4().hex}"])


def answer(stack: Stack, receptionist: Receptionist) -> None:
    with Database(stack.url, stack.secret_key) as db:
        assert Answer(receptionist).run_once(db, None)


def told(stack: Stack, who: str) -> str:
    with Database(stack.url, stack.secret_key) as db:
        return "\n".join(record_lines(db, GREEN_BLADE.slug, who))


def test_each_answer_names_its_engine_and_what_it_read(asked: Stack) -> None:
    lines = told(asked, "0400 777 123")
    assert lines.index("How much is a lawn mow?") < lines.index("read up to 1; engine offline")
    assert "sms with +61400777123, the assistant has it" in lines


def test_what_the_gate_stopped_and_what_it_cost_are_there(asked: Stack) -> None:
    lines = told(asked, CUSTOMER)
    assert 'the gate stopped "Sure, you\'re booked for Monday at 3 AM!"' in lines
    assert "1 rounds, 900 tokens in and 40 out (7 more read from the cache), US$0.0012" in lines


def test_a_messages_id_finds_its_conversation_and_is_marked(asked: Stack) -> None:
    with psycopg.connect(asked.database_url) as connection:
        (row,) = connection.execute(
            "select id::text, conversation_id::text from public.messages where seq = 2"
        ).fetchall()
    marked = [line for line in told(asked, row[0]).splitlines() if line.startswith("*")]
    assert len(marked) == 1
    assert marked[0].startswith("*   2 ")
    assert told(asked, row[1]) == told(asked, CUSTOMER)


@pytest.mark.parametrize("who", ["0400 000 000", "nobody", "00000000-0000-4000-8000-000000000000"])
def test_what_is_not_there_is_said(asked: Stack, who: str) -> None:
    with pytest.raises(NotFound):
        told(asked, who)
