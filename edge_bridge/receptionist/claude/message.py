"""Claude's own turns: whether one makes sense, and how it goes back."""

from typing import Any

_WORDS = {"text": ("text",), "tool_use": ("id", "name")}


def makes_sense(answer: Any) -> bool:
    """Whether an answer is a message whose text and calls can be read: the SDK checks nothing of what it assembles."""
    import anthropic

    if not isinstance(answer, anthropic.types.Message) or not isinstance(answer.content, list):
        return False
    return all(_readable(block) for block in answer.content)


def said(answer: Any) -> dict[str, Any]:
    """Its turn as it goes back. The API gives empty text blocks and refuses to take them."""
    blocks = [block for block in answer.content if block.type != "text" or block.text.strip()]
    return {"role": "assistant", "content": blocks}


def _readable(block: Any) -> bool:
    kind = getattr(block, "type", None)
    words = all(isinstance(getattr(block, name, None), str) for name in _WORDS.get(str(kind), ()))
    return kind is not None and words and (kind != "tool_use" or isinstance(block.input, dict))
