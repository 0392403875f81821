"""What reading a file comes to: rows to import, and what could not be read, by line and in words."""

from dataclasses import dataclass, field
from typing import Any


class Unreadable(Exception):
    """The whole file cannot be read; why, in a sentence for people."""


@dataclass
class Read:
    """Rows, each with its `line` in the file, and [{line, why}] of what could not be read. `past`: events that are over."""

    rows: list[dict[str, Any]] = field(default_factory=list)
    unread: list[dict[str, Any]] = field(default_factory=list)
    past: int = 0

    def skip(self, line: int, why: str) -> None:
        """This line is left out."""
        self.unread.append({"line": line, "why": why})


def text_of(data: bytes) -> str:
    """A file's text: UTF-8, with or without a byte-order mark, UTF-16 with one, else Latin-1 as Windows writes it."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")
