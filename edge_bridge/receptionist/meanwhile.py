"""What an open chat reads while times are being looked up. A text message never brings it by itself.

It promises nothing and states nothing of a row, so it need not wait for the truth gate; every other word does.
"""

import re
from datetime import datetime

import structlog

from edge_bridge.db import Conflict, Database, DatabaseError
from edge_bridge.db import conversations as db

WORDS = "Let me check available times..."
_AGAIN = re.compile(r"(?:(?:Perfect!|No worries,) )?let me check (?:the )?available times(?:\.+|…)\s*", re.IGNORECASE)

log = structlog.get_logger()


def tell(database: Database, turn: db.Turn, now: datetime | None) -> bool:
    """Says so at once; whether the visitor has read it. Only a lost lease stops the turn: the rest of it matters more."""
    if turn.channel != "chat" or turn.trial:
        return False
    try:
        return database.run(db.say_meanwhile(turn, WORDS, now)) in ("said", "again")
    except Conflict:
        raise
    except DatabaseError as error:
        log.warning("not said meanwhile", error=str(error))
        return False


def without(replies: list[str]) -> list[str]:
    """The same replies, where they do not say it a second time."""
    said = [_AGAIN.sub("", reply, count=1) if _AGAIN.search(reply) else reply for reply in replies]
    return [reply[0].upper() + reply[1:] for reply in said if reply.strip()]
