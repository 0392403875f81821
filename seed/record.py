"""`python -m seed record`: what was asked, which tools were called, what the truth gate said, which engine, what it cost."""

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any
from uuid import UUID

from edge_bridge.db import Database
from edge_bridge.db.errors import NotFound
from edge_bridge.db.records import (
    Found,
    TurnRecord,
    business_id_of,
    conversation,
    conversation_of_message,
    conversations_with,
    messages,
    turns,
)
from edge_bridge.db.threads import ThreadMessage
from edge_bridge.texts.phones import e164


def record_lines(db: Database, slug: str, who: str, last: int = 20) -> Iterator[str]:
    """The newest `last` messages of a conversation, oldest first, each answer with its record. Instants are UTC.

    `who`: the customer's phone, the conversation's id, or the id of one of its messages, which is then marked.
    Raises NotFound.
    """
    business = db.run(business_id_of(slug))
    for found in _conversations(db, business, who):
        yield f"{found.channel} with {found.peer}, {_has_it(found)} (conversation {found.id})"
        said = db.run(messages(business, found.id, last))
        answers = {turn.created_at: turn for turn in db.run(turns(business, found.id)) if turn.outcome == "answered"}
        yield from _thread(list(reversed(said)), answers, who)


def _has_it(found: Found) -> str:
    return {"ai": "the assistant has it", "human": "a person has it"}.get(found.state, found.state)


def _conversations(db: Database, business: str, who: str) -> list[Found]:
    if (as_id := _uuid(who)) is not None:
        found = db.run(conversation(business, as_id))
        return found or db.run(conversation(business, db.run(conversation_of_message(business, as_id))))
    found = db.run(conversations_with(business, e164(who) or who))
    if not found:
        raise NotFound(f"Nobody called {who} has written to this business.")
    return found


def _thread(said: list[ThreadMessage], answers: dict[datetime, TurnRecord], marked: str) -> Iterator[str]:
    shown: set[datetime] = set()
    for message in said:
        turn = answers.get(message.created_at) if message.author == "receptionist" else None
        if turn and message.created_at not in shown:
            shown.add(message.created_at)
            yield from _turn(turn)
        pictures = f" [{len(message.media)} pictures]" if message.media else ""
        mark = "*" if message.id == marked else " "
        yield f"{mark}{message.seq:>4} {_at(message.created_at)} {message.author}: {_indented(message.body)}{pictures}"


def _turn(turn: TurnRecord) -> Iterator[str]:
    record = turn.record
    yield f"       read up to {turn.upto_seq}; engine {turn.engine}, {record.get('ms', '?')} ms{_cost(record.get('usage'))}"
    if record.get("failed"):
        yield f"       the first engine failed: {record['failed']}"
    for call in record.get("tools") or []:
        yield f"       called {call['tool']} {json.dumps(call['arguments'], ensure_ascii=False)} -> {call['outcome']}"
    for blocked in record.get("gate") or []:
        yield f"       the gate stopped {blocked['reply']!r}: {blocked['kind']}, {blocked['fragment']!r}: {blocked['reason']}"


def _cost(usage: dict[str, Any] | None) -> str:
    if not usage:
        return ""
    dollars = usage.get("cost_microdollars")
    price = f", US${dollars / 1_000_000:.4f}" if dollars is not None else ""
    tokens = f"{usage.get('input_tokens', 0)} tokens in and {usage.get('output_tokens', 0)} out"
    cached = f" ({usage.get('cache_read_tokens', 0)} more read from the cache)"
    return f"; {usage.get('rounds', '?')} rounds, {tokens}{cached}{price}"


def _at(instant: datetime) -> str:
    return f"{instant:%Y-%m-%d %H:%M:%S}"


def _indented(words: str) -> str:
    return words.replace("\n", "\n" + " " * 7)


def _uuid(words: str) -> str | None:
    try:
        return str(UUID(words))
    except ValueError:
        return None
