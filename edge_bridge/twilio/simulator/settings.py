"""What the simulator must be told, read once."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit


@dataclass(frozen=True)
class Settings:
    """`edge_url` has no slash at its end. Without `phones_file` texts end with the process; `mail_port` may be none."""

    port: int
    account_sid: str
    auth_token: str
    edge_url: str
    mail_dir: Path
    phones_file: Path | None
    mail_port: int | None = None


class BadSettings(Exception):
    """All that is missing or odd, one line each."""


def read_settings(environ: Mapping[str, str]) -> Settings:
    """Settings from environment variables. Raises BadSettings naming every problem at once, never a secret's value."""
    port, edge_url = environ.get("PHONES_PORT", ""), environ.get("EDGE_URL", "")
    sid, token = environ.get("TWILIO_ACCOUNT_SID", ""), environ.get("TWILIO_AUTH_TOKEN", "")
    mail_dir, phones_file = environ.get("MAIL_DIR", ""), environ.get("PHONES_FILE", "")
    mail_port = environ.get("MAIL_PORT", "")
    _complain(
        {
            "PHONES_PORT must be a port number from 1 to 65535": _is_port(port),
            "MAIL_PORT must be a port number from 1 to 65535": not mail_port or _is_port(mail_port),
            "TWILIO_ACCOUNT_SID must be AC and 32 hexadecimal digits": re.fullmatch(r"AC[0-9a-fA-F]{32}", sid),
            "TWILIO_AUTH_TOKEN must be at least 16 characters without blanks": re.fullmatch(r"\S{16,}", token),
            "EDGE_URL must be an http or https address": _is_web_address(edge_url),
            "MAIL_DIR must name a folder (it may not exist yet)": mail_dir and not Path(mail_dir).is_file(),
            "PHONES_FILE must name a file, not a folder": not phones_file or not Path(phones_file).is_dir(),
        }
    )
    journal = Path(phones_file) if phones_file else None
    return Settings(
        int(port), sid, token, edge_url.rstrip("/"), Path(mail_dir), journal, int(mail_port) if mail_port else None
    )


def _complain(demands: Mapping[str, object]) -> None:
    unmet = [f"  - {demand}." for demand, met in demands.items() if not met]
    if unmet:
        raise BadSettings("\n".join(unmet))


def _is_port(words: str) -> bool:
    return words.isdecimal() and 0 < int(words) < 65536


def _is_web_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False
