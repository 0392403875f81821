"""Which words are an e-mail address, and a mail server's address. Settings are read with this too: it imports little."""

import re
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

# What browsers take for an address (the HTML standard's own expression), with at least one dot in the domain.
_LOCAL = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_ADDRESS = re.compile(rf"{_LOCAL}@{_LABEL}(?:\.{_LABEL})+")
_PORTS = {"smtp": 587, "smtps": 465}


def read_address(words: str) -> str:
    """The address, without blanks around it and its domain in ASCII. Raises ValueError when it is none."""
    local, at, domain = words.strip().rpartition("@")
    try:
        address = local + at + (domain if domain.isascii() else domain.encode("idna").decode())
    except UnicodeError:
        address = ""
    if not _ADDRESS.fullmatch(address) or len(local) > 64 or len(address) > 254:
        raise ValueError("not an e-mail address")
    return address


@dataclass(frozen=True)
class SmtpServer:
    """Where mail is handed in. `tls`: from the first byte; otherwise STARTTLS."""

    host: str
    port: int
    tls: bool
    user: str | None = None
    password: str | None = None


def read_smtp_url(url: str) -> SmtpServer:
    """smtp://user:password@host:587 or smtps://...; odd characters in name and password are percent-encoded.

    Without a port 587, and 465 for smtps. Raises ValueError with words that never repeat the password.
    """
    try:
        parts = urlsplit(url.strip())
        host, port = parts.hostname, parts.port
    except ValueError:
        host, port = None, None
    if not host or parts.scheme not in _PORTS or parts.path.strip("/") or parts.query or port == 0:
        raise ValueError("not of the form smtp://user:password@host:587 or smtps://user:password@host:465")
    if bool(parts.username) != bool(parts.password):
        raise ValueError("a user name and a password go together")
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    return SmtpServer(host, port or _PORTS[parts.scheme], parts.scheme == "smtps", user or None, password or None)
