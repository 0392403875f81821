"""Claude's last answer as the text to send."""

import re
from typing import Any

from edge_bridge.db.conversations import Turn
from edge_bridge.receptionist.draft import EngineFailed

from .prompt import first_contact

LONGEST = 1200


def reply_of(answer: Any, turn: Turn) -> str:
    """Its text blocks, without Markdown; on first contact it says who is writing. Raises EngineFailed when it is no reply."""
    if answer.stop_reason != "end_turn":
        raise EngineFailed(f"stopped by {answer.stop_reason}")
    words = "\n".join(block.text for block in answer.content if block.type == "text")
    words = re.sub(r"\n{3,}", "\n\n", re.sub(r"\*\*|__|^#+ ", "", words, flags=re.MULTILINE)).strip()
    words = re.sub(r"^[-*] (?=\S)", "• ", words, flags=re.MULTILINE)
    if not words:
        raise EngineFailed("an empty reply")
    if len(words) > LONGEST:
        raise EngineFailed(f"a reply of {len(words)} characters")
    if first_contact(turn) and not re.search(r"\b(?:automated|virtual|AI|bot)\b", words, re.IGNORECASE):
        words += f"\n\nI'm {turn.business.name}'s automated assistant."
    return words
