"""Turns drafted by the engine, or answered by the whole receptionist, with a scripted Claude."""

from collections.abc import Sequence
from contextlib import closing
from typing import Any

import pytest

from edge_bridge.receptionist.answer import Answer, Receptionist
from edge_bridge.receptionist.claude.engine import ClaudeEngine
from edge_bridge.receptionist.draft import Draft, EngineFailed
from tests.edge_bridge.receptionist.claude.turns import OFFERS, SomeTools, turn
from tests.support.claude_api import ClaudeApi, Script, Scripted, use

MODEL = "claude-haiku-5-5"
WISH = {"day_from": "2026-11-03", "day_to": "2026-11-08", "weekday": "", "time_from": "", "time_to": "", "staff": "", "suburb": "Paddington", "postcode": ""}  # fmt: skip
LIST = "I have these times available:\n• Thursday 2:00 PM\n• Friday 10:30 AM\n\nWhich works best for you?"
HOLD = {"offer": "t1-1", "name": "Sam Lee", "address": "12 Friday Street", "suburb": "Paddington", "postcode": "", "email": "", "notes": ""}  # fmt: skip
KNOWN: dict[str, Any] = {"before": [("customer", "Mow please"), ("receptionist", LIST)], "offers": OFFERS}


def find(**changes: Any) -> dict[str, Any]:
    return use("find_slots", **({"service": "Lawn Mowing"} | WISH | changes))


def hold(**changes: Any) -> dict[str, Any]:
    return use("hold_booking", **(HOLD | changes))


def one_after_another(*answers: Scripted) -> Script:
    """The n-th request gets the n-th answer, those that follow the last one."""
    return lambda body, n: answers[min(n, len(answers) - 1)]


def drafted(api: ClaudeApi, tools: SomeTools, **more: Any) -> Draft:
    with closing(ClaudeEngine("sk-test-key", api.url, MODEL, **more)) as engine:
        return engine(tools.turn, tools)  # type: ignore[arg-type]


def draft(script: Script, tools: SomeTools, **more: Any) -> tuple[Draft, ClaudeApi]:
    with ClaudeApi(script) as api:
        done = drafted(api, tools, **more)
    assert api.refused == [], "the API takes no such request"
    return done, api


def failed(script: Script, tools: SomeTools | None = None, **more: Any) -> tuple[EngineFailed, ClaudeApi]:
    with ClaudeApi(script) as api, pytest.raises(EngineFailed) as error:
        drafted(api, tools or SomeTools(turn("hi")), **more)
    assert api.refused == [], "the API takes no such request"
    return error.value, api


def answered(answers: Sequence[Scripted], tools: SomeTools, **more: Any) -> tuple[Answer, ClaudeApi]:
    """By the whole receptionist: Claude in front, gate, templates and the offline engine behind."""
    with (
        ClaudeApi(one_after_another(*answers)) as api,
        closing(ClaudeEngine("sk-test-key", api.url, MODEL, **more)) as engine,
    ):
        done = Receptionist(engine, MODEL).answer(tools.turn, tools)  # type: ignore[arg-type]
    assert api.refused == [], "the API takes no such request"
    return done, api
