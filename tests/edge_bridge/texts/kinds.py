"""Which kinds of text the database queues, read from its functions."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

SCHEMAS = Path(__file__).resolve().parents[3] / "supabase" / "schemas"
PLACE = {"tell_members": 2, "tell_customer": 2, "queue_text": 1}  # of the kind among the arguments
CALL = re.compile(r"(?<!function )private\.(tell_members|tell_customer|queue_text)\(([^;]*)", re.DOTALL)
PASSED_ON = "p_kind"  # inside those functions themselves


def queued_kinds() -> set[str]:
    """Every kind; fails where a call's kind cannot be read, rather than leave it out."""
    return {kind for file in sorted(SCHEMAS.rglob("*.sql")) for kind in _kinds_in(file.read_text(), file.name)}


def _kinds_in(sql: str, file: str) -> Iterator[str]:
    for call in CALL.finditer(sql):
        argument = call[2].split(",")[PLACE[call[1]]].strip()
        if argument == PASSED_ON:
            continue
        value = argument if argument.startswith("'") else _last_value(argument, sql[: call.start()])
        found = re.findall(r"(?:^|\bthen |\belse )'(\w+)'", value)
        assert found, f"{file}: which kind is {argument}?"
        yield from found


def _last_value(variable: str, before: str) -> str:
    return re.findall(rf"\b{variable}(?: text)? := ([^;]+);", before)[-1]
