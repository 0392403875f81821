"""Reads the tables in corpus/: one phrase a line, its meaning behind it, "#" for remarks, "@" for what holds below."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from pathlib import Path

from edge_bridge.receptionist.understand import LocalNow, OfferedTime

CORPUS = Path(__file__).parent / "corpus"


def rows(name: str, columns: int) -> list[tuple[str, list[str]]]:
    """Every row of a table and of its later and held-out parts, with the "@" line in force; empty cells fill up to `columns`."""
    paths = [CORPUS / f"{name}{part}.txt" for part in ("", "_held_out", "_second")]
    return [row for path in paths if path.exists() for row in _rows(path, columns)]


def _rows(path: Path, columns: int) -> Iterator[tuple[str, list[str]]]:
    above = ""
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("@"):
            above = line[1:].strip()
        elif line.strip() and not line.startswith("#"):
            cells = [cell.strip() for cell in line.split("|")]
            yield above, cells + [""] * (columns - len(cells))


def minute(text: str) -> int | None:
    """ "14:30" as minutes since midnight; empty is None."""
    hour, _, rest = text.partition(":")
    return int(hour) * 60 + int(rest) if text else None


def date(text: str, year: int) -> datetime.date | None:
    """ "11-05" in that year, or a full ISO date; empty is None."""
    return datetime.date.fromisoformat(text if len(text) > 5 else f"{year}-{text}") if text else None


def local_now(text: str) -> LocalNow:
    """ "2026-11-03 10:00"."""
    day, clock = text.split()
    return LocalNow(datetime.date.fromisoformat(day), minute(clock) or 0)


def offered(text: str) -> list[OfferedTime]:
    """ "2026-11-05 14:00, 2026-11-06 10:30" as offers with the references "1", "2"."""
    offers = []
    for place, cell in enumerate(text.split(","), start=1):
        now = local_now(cell.strip())
        offers.append(OfferedTime(str(place), place, now.date, now.minute_of_day))
    return offers
