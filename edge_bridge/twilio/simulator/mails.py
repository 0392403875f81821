"""The e-mails the embedded Supabase and our mail server kept instead of sending.

JSON files {from, to, subject, text, html, at} in a folder; those of the embedded Supabase have no `from`.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import uuid4

MAIL_LIMIT = 200
SIZE_LIMIT = 512 * 1024


@dataclass(frozen=True)
class Mail:
    """`id` is the file's name; `at` as the writer gave it, ISO 8601. `sender` is empty where nobody is named."""

    id: str
    sender: str
    to: str
    subject: str
    text: str
    html: str
    at: str


class MailFolder:
    """Reads and fills a folder that may not exist yet. Files that are no mails are passed over."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._read: dict[tuple[str, int], Mail] = {}

    def state(self) -> frozenset[tuple[str, int]]:
        """Names and times of the files: differs when a mail has come."""
        try:
            return frozenset((path.name, path.stat().st_mtime_ns) for path in self._folder.glob("*.json"))
        except OSError:
            return frozenset()

    def newest_first(self) -> list[Mail]:
        """The latest 200 mails. Each file is read once."""
        keys = sorted(self.state(), key=lambda key: key[1], reverse=True)[:MAIL_LIMIT]
        read = {key: self._read.get(key) or _read_mail(self._folder / key[0]) for key in keys}
        self._read = {key: mail for key, mail in read.items() if mail}
        return sorted(self._read.values(), key=lambda mail: mail.at, reverse=True)

    def keep(self, *, sender: str, to: str, subject: str, text: str, html: str, at: datetime) -> None:
        """Adds a mail, whole or not at all. `at` is aware UTC. Raises OSError."""
        self._folder.mkdir(parents=True, exist_ok=True)
        when = at.isoformat(timespec="milliseconds").removesuffix("+00:00") + "Z"
        name = f"{when.replace(':', '-').replace('.', '-')}-{uuid4()}.json"
        half = self._folder / f".{name}"
        half.touch(mode=0o600)
        half.write_text(
            json.dumps({"from": sender, "to": to, "subject": subject, "text": text, "html": html, "at": when}), "utf-8"
        )
        os.replace(half, self._folder / name)


def _read_mail(path: Path) -> Mail | None:
    """None while the file is half written, or if it is something else."""
    try:
        if path.stat().st_size > SIZE_LIMIT:
            return None
        fields = json.loads(path.read_text("utf-8"))
        return Mail(path.name, *(_string(fields.get(name)) for name in ("from", "to", "subject", "text", "html", "at")))
    except (OSError, ValueError, AttributeError):
        return None


def _string(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value or "")
