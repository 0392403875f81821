"""One turn in progress."""

from dataclasses import dataclass

from edge_bridge.db.conversations import Turn
from edge_bridge.receptionist.offline.memory import Memory
from edge_bridge.receptionist.offline.reading import Reading
from edge_bridge.receptionist.tools import Tools


@dataclass
class Step:
    """What every step of the offline engine works on; only `memory` is written to."""

    turn: Turn
    tools: Tools
    memory: Memory
    reading: Reading
    learnt: bool = False  # something new about who, what or when
