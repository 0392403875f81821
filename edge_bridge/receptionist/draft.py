"""What an engine hands back for one turn."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from edge_bridge.db.conversations import Facts, Turn
from edge_bridge.receptionist.tools import Tools


@dataclass
class Draft:
    """Replies in order, and what was learnt. `templated` ones were rendered from rows, the rest are the engine's words."""

    replies: list[str]
    facts: Facts
    templated: bool = False
    usage: dict[str, Any] = field(default_factory=dict)


class EngineFailed(Exception):
    """The engine cannot answer this turn; what its tools did stands. The message says why, for the record.

    `usage` is what the turn had cost by then, as in a Draft.
    """

    def __init__(self, reason: str, usage: dict[str, Any] | None = None) -> None:
        super().__init__(reason)
        self.usage = usage or {}


Engine = Callable[[Turn, Tools], Draft]
