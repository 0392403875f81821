"""What a turn cost."""

from dataclasses import dataclass
from typing import Any

_PER_MILLION = {"claude-haiku-5-5": (100_000, 500_000)}
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

    def add(self, usage: Any) -> None:
        """One answer's `usage`."""
        self.rounds += 1
        self.input_tokens += usage.input_tokens or 0
        self.output_tokens += usage.output_tokens or 0
        self.cache_read_tokens += usage.cache_read_input_tokens or 0
        self.cache_write_tokens += usage.cache_creation_input_tokens or 0

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
