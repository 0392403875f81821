"""The thread as Claude's API wants it: roles in turn, first and last the customer, bounded."""

from typing import Any

from edge_bridge.db.conversations import Message, Turn

from .plain import untagged

MOST_MESSAGES = 20
MOST_CHARACTERS = 8000
"""Of what went before, and as many of what is unanswered."""
LONGEST = 2000
"""Characters of one message that are read: its beginning, and its end where it is longer."""
_END = 400


def messages(turn: Turn, situation: str) -> list[dict[str, Any]]:
    """User and assistant turns. The last one holds the situation and, in a block of its own, all that is unanswered."""
    unanswered = turn.unanswered
    past = [m for m in turn.messages if m not in unanswered]
    history = _merged(_bounded(past))
    if history and history[0]["role"] == "assistant":
        history.insert(0, {"role": "user", "content": "(earlier messages are left out)"})
    if history and history[-1]["role"] == "user":
        history.append({"role": "assistant", "content": "(not answered yet)"})
    newest = _bounded(unanswered)
    left_out = ["(earlier texts are left out)"] if len(newest) < len(unanswered) else []
    words = "\n".join([*left_out, *(_words(m) for m in newest)])
    blocks = [{"type": "text", "text": situation}, {"type": "text", "text": words}]
    return [*history, {"role": "user", "content": blocks}]


def _bounded(past: list[Message]) -> list[Message]:
    """The newest ones that fit."""
    kept: list[Message] = []
    room = MOST_CHARACTERS
    for message in reversed(past[-MOST_MESSAGES:]):
        room -= len(_words(message))
        if room < 0:
            break
        kept.insert(0, message)
    return kept


def _merged(past: list[Message]) -> list[dict[str, Any]]:
    """Neighbours of one side as one turn."""
    merged: list[dict[str, Any]] = []
    for message in past:
        role = "user" if message.author == "customer" else "assistant"
        if merged and merged[-1]["role"] == role:
            merged[-1]["content"] += "\n" + _words(message)
        else:
            merged.append({"role": role, "content": _words(message)})
    return merged


def _words(message: Message) -> str:
    """What was written, never empty; our own markers cannot be forged."""
    words = untagged(message.body).strip()
    if len(words) > LONGEST:
        words = f"{words[: LONGEST - _END]} (...) {words[-_END:]}"
    picture = "[sent a picture]" if message.media else ""
    return f"{words} {picture}".strip() or "[an empty message]"
