"""A conversation that was handed to a person."""

from __future__ import annotations

from typing import Any

from tests.supabase.rules.desk import Desk
from tests.support.cast import CUSTOMER


def hand_off(desk: Desk, text: str = "Can I talk to someone?", phone: str = CUSTOMER) -> Any:
    """A customer asks for a person; the turn, ended with a word to them."""
    turn = desk.turn(text, phone)
    who = turn["business_id"], turn["conversation_id"], turn["lease"]
    desk.call("hand_off", *who, "wants a person", {"name": "John"}, p_now=desk.now)
    desk.finish(turn, "Someone will call you.", must_say=True)
    return turn


def due(desk: Desk) -> int:
    """The duty's steps, taken now."""
    return int(desk.call("handoffs_due", desk.now))


def conversation(desk: Desk) -> dict[str, Any]:
    return desk.row("select * from public.conversations")
