"""A member at their phone: they text the business's number, and a worker carries it out."""

from __future__ import annotations

from typing import Any

from psycopg.types.json import Jsonb

from edge_bridge.commands import read_commands
from edge_bridge.db.commands import MemberText
from edge_bridge.receptionist.understand import LocalNow
from tests.supabase.rules.desk import Desk
from tests.support.cast import Business, Person


def claim(desk: Desk, **named: Any) -> dict[str, Any] | None:
    """What a worker gets of the texts that are due: one, or none."""
    rows = desk.call_all("claim_member_text", p_now=desk.now, **named)
    return rows[0] if rows else None


def finish(desk: Desk, text: dict[str, Any]) -> bool:
    """Carries out a claimed text, read as the worker reads it."""
    typed = MemberText.model_validate(text)
    now = LocalNow(typed.received.date, typed.received.minute)
    actions = [action.row() for action in read_commands(typed.body, {c.code: c.words.date for c in typed.codes}, now)]
    return bool(desk.call("finish_member_text", typed.business_id, typed.id, typed.token, Jsonb(actions), desk.now))


def send(desk: Desk, body: str, person: Person | None = None, to: Business | None = None) -> list[dict[str, Any]]:
    """A member texts and it is carried out; what they are answered, one result for each thing asked."""
    before = len(desk.texts("command_answer"))
    desk.receive(body, (person or desk.cast.owner).phone, to)
    if text := claim(desk):
        assert finish(desk, text)
    return [result for answer in desk.texts("command_answer")[before:] for result in answer["detail"]["results"]]


def outcomes(results: list[dict[str, Any]]) -> list[str]:
    return [result["outcome"] for result in results]


def last_outcome(desk: Desk) -> Any:
    """What is kept of the newest text."""
    return desk.value("select outcome from public.member_texts order by text_no desc limit 1")
