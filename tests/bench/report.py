"""Shows a run's figures to people, and keeps them for programs."""

import json
from collections.abc import Sequence
from pathlib import Path

from tests.bench.figures import Figure

COLUMNS = ("figure", "value", "unit", "limit", "ratio", "goal", "holds")


def write_json(figures: Sequence[Figure], file: Path) -> None:
    """A list of `{name, value, unit, limit, ratio, goal, holds}`."""
    file.write_text(json.dumps([figure.as_json() for figure in figures], indent=2) + "\n")


def table(figures: Sequence[Figure]) -> str:
    """For people: one line a figure, in aligned columns."""
    rows = [COLUMNS, *(_cells(figure) for figure in figures)]
    widths = [max(len(row[n]) for row in rows) for n in range(len(COLUMNS))]
    return "\n".join(_line(row, widths) for row in rows)


def _cells(figure: Figure) -> tuple[str, ...]:
    return (
        figure.name,
        _short(figure.value),
        figure.unit,
        _short(figure.limit),
        "" if figure.ratio is None else f"{figure.ratio:.2f}x",
        "" if figure.goal is None else f"{figure.goal:g}x",
        {True: "yes", False: "NO", None: ""}[figure.holds],
    )


def _line(row: Sequence[str], widths: Sequence[int]) -> str:
    first, *rest = (cell.rjust(width) for cell, width in zip(row, widths, strict=True))
    return "  ".join([first.strip().ljust(widths[0]), *rest]).rstrip()


def _short(number: float | None) -> str:
    return "" if number is None else f"{number:.2f}" if abs(number) < 10 else f"{number:.1f}"
