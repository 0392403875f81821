"""The file in which the phones keep their texts over a restart: one JSON record a line, appended as things happen."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any


class Journal:
    """Without a path it keeps nothing."""

    def __init__(self, path: Path | None) -> None:
        self._path = path

    def read(self) -> Iterator[dict[str, Any]]:
        """All records, oldest first. A line that is torn (the machine stopped while it was written) is left out."""
        if self._path is None or not self._path.exists():
            return
        for line in self._path.read_text("utf-8", errors="replace").splitlines():
            try:
                record = json.loads(line)
            except ValueError:
                continue
            if isinstance(record, dict):
                yield record

    def append(self, record: dict[str, Any]) -> None:
        """Keep one more record."""
        if self._path is not None:
            with self._path.open("a", encoding="utf-8") as file:
                file.write(_line(record))

    def rewrite(self, records: Iterable[dict[str, Any]]) -> None:
        """Replace all records at once, or not at all; the folder is made if need be."""
        if self._path is None:
            return
        self._path.parent.mkdir(parents=True, exist_ok=True)
        fresh = self._path.with_name(self._path.name + ".new")
        fresh.write_text("".join(map(_line, records)), encoding="utf-8")
        os.replace(fresh, self._path)


def _line(record: dict[str, Any]) -> str:
    return json.dumps(record, ensure_ascii=True) + "\n"
