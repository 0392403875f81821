"""Mail servers for tests: a well-behaved one with answers to order, and one that hangs up in the middle."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import default
from ipaddress import ip_address
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, Envelope, LoginPassword
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from tests.stack import free_port

USER, PASSWORD = "bookings", "sesame / open?"


@dataclass
class Got:
    """A mail as it was handed in."""

    sender: str
    recipients: list[str]
    raw: bytes
    encrypted: bool
    signed_in: bool

    @property
    def mail(self) -> EmailMessage:
        return BytesParser(EmailMessage, policy=default).parsebytes(self.raw)

    @property
    def text(self) -> str:
        return str(self.mail.get_content()).replace("\r\n", "\n").removesuffix("\n")


@dataclass
class MailServer:
    """Listens on 127.0.0.1. `answers`: what it says, once each, at a step (MAIL, RCPT or DATA) instead of 250."""

    port: int
    got: list[Got] = field(default_factory=list)
    answers: dict[str, list[str]] = field(default_factory=dict)
    passwords: list[bytes] = field(default_factory=list)

    def url(self, scheme: str = "smtp", who: str = "") -> str:
        return f"{scheme}://{who}127.0.0.1:{self.port}"

    async def handle_MAIL(self, _s: Any, _c: Any, envelope: Envelope, address: str, _o: Any) -> str:
        envelope.mail_from = address
        return self._answer("MAIL")

    async def handle_RCPT(self, _s: Any, _c: Any, envelope: Envelope, address: str, _o: Any) -> str:
        envelope.rcpt_tos.append(address)
        return self._answer("RCPT")

    async def handle_DATA(self, _s: Any, session: Any, envelope: Envelope) -> str:
        answer = self._answer("DATA")
        if answer.startswith("250"):
            content = envelope.content
            assert isinstance(content, bytes)
            encrypted = session.ssl is not None or getattr(self, "implicit", False)
            sender, recipients = envelope.mail_from or "", [to for to in envelope.rcpt_tos if to]
            self.got.append(Got(sender, recipients, content, encrypted, bool(session.authenticated)))
        return answer

    def check(self, _s: Any, _c: Any, _e: Any, _mechanism: str, given: Any) -> AuthResult:
        assert isinstance(given, LoginPassword)
        self.passwords.append(given.password)
        known = (given.login, given.password) == (USER.encode(), PASSWORD.encode())
        return AuthResult(success=known, handled=False)

    def _answer(self, step: str) -> str:
        waiting = self.answers.get(step)
        return waiting.pop(0) if waiting else "250 OK"


@contextmanager
def mail_server(
    tls: ssl.SSLContext | None = None, implicit: bool = False, port: int | None = None
) -> Iterator[MailServer]:
    """Serves meanwhile; with `tls` it offers STARTTLS, or begins with it."""
    server = MailServer(port or free_port())
    options: dict[str, Any] = {"authenticator": server.check, "auth_required": False}
    if tls and not implicit:
        options |= {"tls_context": tls}
    if implicit:
        options |= {"ssl_context": tls, "auth_require_tls": False}
        server.implicit = True  # type: ignore[attr-defined]
    if tls is None:
        options |= {"auth_require_tls": False}
    controller = Controller(server, hostname="127.0.0.1", port=server.port, **options)
    controller.start()
    yield server
    controller.stop()


def certificate(folder: Path) -> tuple[ssl.SSLContext, Path]:
    """A server's context for 127.0.0.1, and the file of who signed it."""
    key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name([])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=True)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    signed, private = folder / "signed.pem", folder / "private.pem"
    signed.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    private.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(signed, private)
    return context, signed


@contextmanager
def rude_server(*answers: bytes, stay: bool = False) -> Iterator[Callable[[], tuple[str, bytes]]]:
    """Says these in turn, the first as its greeting, each later one to what it was told last, and hangs up.

    After 354 it reads the whole mail first. With `stay` it goes silent instead. Gives its address and what it heard.
    """
    listener = socket.create_server(("127.0.0.1", 0))
    heard, over = bytearray(), threading.Event()

    def serve() -> None:
        connection, _ = listener.accept()
        with connection, connection.makefile("rb") as lines:
            for number, answer in enumerate(answers):
                if number:
                    _hear(lines, heard, b".\r\n" if answers[number - 1].startswith(b"354") else None)
                connection.sendall(answer)
            if answers and answers[-1].startswith(b"354"):
                _hear(lines, heard, b".\r\n")
            if stay:
                over.wait(10)

    thread = threading.Thread(target=serve)
    thread.start()
    yield lambda: (f"smtp://127.0.0.1:{listener.getsockname()[1]}", bytes(heard))
    over.set()
    thread.join()
    listener.close()


def _hear(lines: Any, heard: bytearray, until: bytes | None) -> None:
    for line in lines:
        heard += line
        if until is None or line == until:
            return
