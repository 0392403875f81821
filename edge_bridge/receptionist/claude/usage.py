"""What a turn cost."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

_PER_MILLION = {
    "claude-haiku-5-5": (100_000, 500_000),
    "claude-sonnet-5-5": (2_000_000, 10_000_000),
    "claude-opus-5-5": (4_000_000, 20_000_000),
}
"""Micro-dollars for a million tokens in and out, as published for prompts up to 100k tokens. Other models: cost unknown."""
_READ, _WRITE = 0.1, 2.0
"""Cached tokens against plain ones: read, and written for an hour."""


@dataclass
class Usage:
    """Added up over the rounds of one turn."""

    model: str
    rounds: int = 0
    input_tokens: int = 0
    output_tokens: int = 0
    cache_read_tokens: int = 0
    cache_write_tokens: int = 0

    def add(self, usages: Iterable[Any]) -> None:
        """The `usage` of each attempt at one answer, None where the API told of none. Half an answer costs too."""
        for usage in filter(None, usages):
            self.rounds += 1
            self.input_tokens += _count(usage, "input_tokens")
            self.output_tokens += _count(usage, "output_tokens")
            self.cache_read_tokens += _count(usage, "cache_read_input_tokens")
            self.cache_write_tokens += _count(usage, "cache_creation_input_tokens")

    @property
    def tokens(self) -> int:
        """Everything that counts towards the budget."""
        return self.input_tokens + self.output_tokens + self.cache_read_tokens + self.cache_write_tokens

    @property
    def micro_dollars(self) -> int | None:
        """None where the model's price is not known here."""
        prices = next((p for name, p in _PER_MILLION.items() if self.model.startswith(name)), None)
        if prices is None:
            return None
        plain = self.input_tokens + _READ * self.cache_read_tokens + _WRITE * self.cache_write_tokens
        return round((plain * prices[0] + self.output_tokens * prices[1]) / 1_000_000)

    def record(self, ms: int) -> dict[str, Any]:
        """For the turn's record."""
        return {
            "model": self.model,
            "rounds": self.rounds,
            "ms": ms,
            "input_tokens": self.input_tokens,
            "output_tokens": self.output_tokens,
            "cache_read_tokens": self.cache_read_tokens,
            "cache_write_tokens": self.cache_write_tokens,
            "cost_microdollars": self.micro_dollars,
        }


def _count(usage: Any, name: str) -> int:
    """Nothing where the API told of none: the SDK checks nothing of what it reads."""
    told = getattr(usage, name, None)
    return told if isinstance(told, int) and told > 0 else 0
