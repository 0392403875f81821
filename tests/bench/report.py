"""Keeps a run's figures for programs."""

import json
from collections.abc import Sequence
from pathlib import Path

from tests.bench.figures import Figure


def write_json(figures: Sequence[Figure], file: Path) -> None:
    """A list of `{name, value, unit, limit, ratio, goal, holds}`."""
    file.write_text(json.dumps([figure.as_json() for figure in figures], indent=2) + "\n")
