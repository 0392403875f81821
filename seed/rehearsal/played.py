"""A conversation as it went, for scoring and reading."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from seed.rehearsal.corpus import Conversation


@dataclass
class Exchange:
    """One turn of the customer and what came back. `notices` are texts other than replies; `records` one a turn answered."""

    at: datetime
    said: list[str]
    replies: list[str] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)
    records: list[dict[str, Any]] = field(default_factory=list)
    wrong_times: list[str] = field(default_factory=list)
    wrong_prices: list[str] = field(default_factory=list)
    unagreed: list[str] = field(default_factory=list)


@dataclass
class Played:
    """A conversation as it went. `unmet` says in words what of its goal is not true; empty: reached. So does `wrong_facts`."""

    conversation: Conversation
    exchanges: list[Exchange]
    unmet: list[str]
    handoff_missed: bool
    wrong_facts: list[str]

    @property
    def reached(self) -> bool:
        """Whether everything is as it should be."""
        return not self.unmet

    @property
    def turns(self) -> int:
        """Turns the customer needed."""
        return len(self.exchanges)

    @property
    def failed_turns(self) -> int:
        """Turns that the engine could not answer, so that the offline engine did."""
        return sum(bool(record.get("failed")) for exchange in self.exchanges for record in exchange.records)

    def all(self, what: str) -> list[str]:
        """'wrong_times', 'wrong_prices' or 'unagreed' of all exchanges."""
        return [each for exchange in self.exchanges for each in getattr(exchange, what)]
