"""One conversation with a mail server, and what its end means for the mail."""

from __future__ import annotations

import contextlib
import smtplib
import ssl
import time

from edge_bridge.mail.address import SmtpServer


class Session(smtplib.SMTP):
    """Begins without TLS. Knows what smtplib does not tell: whether the mail itself was begun. All has one deadline."""

    begun = False
    deadline: float | None = None

    def getreply(self) -> tuple[int, bytes]:
        if self.deadline is not None and self.sock is not None:
            self.sock.settimeout(max(self.deadline - time.monotonic(), 0.01))
        code, words = super().getreply()
        self.begun = self.begun or code == 354
        return code, words


class TlsSession(Session, smtplib.SMTP_SSL):
    """TLS from the first byte."""


class NoTls(smtplib.SMTPException):
    """A password would have to go over the wire as it is."""


def open_session(server: SmtpServer, our_host: str, seconds: float) -> Session:
    """Connected, encrypted where the server can, signed in if there is a password. Raises OSError.

    A password is never sent without TLS, and certificates are checked against the system's authorities.
    """
    deadline = time.monotonic() + seconds
    trusted = ssl.create_default_context()
    session: Session = (
        TlsSession(server.host, server.port, our_host, timeout=seconds, context=trusted)
        if server.tls
        else Session(server.host, server.port, our_host, timeout=seconds)
    )
    session.deadline = deadline
    try:
        _greet(session, server, trusted)
    except BaseException:
        session.close()
        raise
    return session


def _greet(session: Session, server: SmtpServer, trusted: ssl.SSLContext) -> None:
    session.ehlo_or_helo_if_needed()
    if not server.tls and session.has_extn("starttls"):
        session.starttls(context=trusted)
        session.ehlo_or_helo_if_needed()
    elif not server.tls and server.password:
        raise NoTls("it offers no STARTTLS, and the password must not go over the wire in the clear")
    if server.user and server.password:
        session.login(server.user, server.password)


def leave(session: Session) -> None:
    """A polite end that changes nothing any more."""
    session.deadline = time.monotonic() + 1
    with contextlib.suppress(OSError):
        session.quit()
    session.close()
