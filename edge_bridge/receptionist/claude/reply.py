"""Claude's last answer as the text to send."""

import re
from typing import Any

from edge_bridge.db.conversations import Turn
from edge_bridge.receptionist.draft import EngineFailed

from . import prompt
from .leaks import leak_in, without_references
from .plain import readable

LONGEST = 1200


def reply_of(answer: Any, turn: Turn) -> str:
    """Its text blocks, without Markdown; on first contact it says who is writing. Raises EngineFailed when it is no reply,
    or none that may leave."""
    if answer.stop_reason != "end_turn":
        raise EngineFailed(f"stopped by {answer.stop_reason}")
    settings = _settings(turn)
    words = readable("\n".join(block.text for block in answer.content if block.type == "text"), settings)
    if words is None:
        raise EngineFailed("a reply in letters that are not plain ones")
    words = without_references(_without_markdown(words)).strip()
    if not words:
        raise EngineFailed("an empty reply")
    if len(words) > LONGEST:
        raise EngineFailed(f"a reply of {len(words)} characters")
    if leak := leak_in(words, turn, settings):
        raise EngineFailed(f"a reply with {leak}")
    if prompt.first_contact(turn) and not re.search(r"\b(?:automated|virtual|AI|bot)\b", words, re.IGNORECASE):
        words += f"\n\nI'm {turn.business.name}'s automated assistant."
    return words


def _without_markdown(words: str) -> str:
    words = re.sub(r"\n{3,}", "\n\n", re.sub(r"\*\*|__|^#+ ", "", words, flags=re.MULTILINE)).strip()
    return re.sub(r"^[-*] (?=\S)", "• ", words, flags=re.MULTILINE)


def _settings(turn: Turn) -> str:
    """Everything the business wrote of itself."""
    business = turn.business
    return "\n".join([business.name, business.trade, business.greeting, business.tone, prompt.facts(turn)])
