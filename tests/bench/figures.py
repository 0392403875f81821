"""What a benchmark reports: each figure next to the limit it is named against, measured in the same run.

Figures of one machine move from minute to minute; ratios taken round by round, value and limit in turns, do not.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

Json = dict[str, str | float | bool | None]


@dataclass(frozen=True)
class Figure:
    """One row. Without a limit there is no ratio, without a goal nothing to hold: the row informs."""

    name: str
    value: float
    unit: str
    limit: float | None = None
    ratio: float | None = None
    goal: float | None = None

    @property
    def holds(self) -> bool | None:
        """Whether the ratio stays within the goal."""
        return None if self.ratio is None or self.goal is None else self.ratio <= self.goal

    def as_json(self) -> Json:
        """As `bench.json` keeps it: all seven keys, null where there is nothing."""
        return {
            "name": self.name,
            "value": _rounded(self.value),
            "unit": self.unit,
            "limit": _rounded(self.limit),
            "ratio": _rounded(self.ratio),
            "goal": self.goal,
            "holds": self.holds,
        }


@dataclass(frozen=True)
class Round:
    """What one round measured of a figure, and of its limit right beside it."""

    value: float
    limit: float


def of_rounds(name: str, unit: str, rounds: Sequence[Round], goal: float | None = None) -> Figure:
    """Medians over the rounds. The ratio is the median of each round's own, so that drift cancels."""
    return Figure(
        name,
        median(r.value for r in rounds),
        unit,
        median(r.limit for r in rounds),
        median(r.value / r.limit for r in rounds),
        goal,
    )


def quantile(samples: Sequence[float], share: float) -> float:
    """The smallest sample that at least this share of all samples do not exceed (nearest rank)."""
    rank = math.ceil(share * len(samples))
    return sorted(samples)[max(rank, 1) - 1]


def _rounded(number: float | None) -> float | None:
    return None if number is None else round(number, 3)
