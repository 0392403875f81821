"""Hands e-mails to a mail server, and says honestly what became of each."""

from __future__ import annotations

import smtplib
import time
from collections.abc import Callable
from datetime import UTC, datetime

from edge_bridge.mail.address import SmtpServer, read_address
from edge_bridge.mail.letter import letter, message_id
from edge_bridge.mail.session import Session, leave, open_session
from edge_bridge.twilio.send_errors import SendFailed

PAUSE = 15.0  # seconds in which a server that cannot be used is not asked again: other texts are waiting
SIGN_IN_FIRST = (530, 534, 535, 538)  # RFC 4954: about us, not about the mail


class MailSender:
    """One mail server. Safe to keep for the life of a process; used by one thread at a time."""

    def __init__(self, server: SmtpServer, mail_from: str, seconds: float = 15) -> None:
        """`mail_from` is the address mails come from; `seconds` is how long one mail may take in all."""
        self._server, self._mail_from, self._seconds = server, mail_from, seconds
        self._unusable: tuple[float, SendFailed] | None = None

    def send(self, *, text_id: str, business: str, recipient: str, subject: str, body: str) -> str:
        """Hand in one mail and return its Message-ID, which is made of `text_id`.

        Never repeats by itself. Raises SendFailed; when its `unknown` is true the mail may have gone, and nobody can be
        asked.
        """
        try:
            to = read_address(recipient)
        except ValueError as error:
            raise SendFailed(None, f"{recipient!r} is {error}.", permanent=True, unknown=False) from error
        mail = letter(
            text_id=text_id,
            mail_from=self._mail_from,
            business=business,
            recipient=to,
            subject=subject,
            body=body,
            at=datetime.now(UTC),
        )
        session = self._open()
        try:
            _hand_in(session, self._mail_from, to, mail)
        finally:
            leave(session)
        return message_id(text_id, self._mail_from)

    def _open(self) -> Session:
        if self._unusable and time.monotonic() < self._unusable[0]:
            raise SendFailed(None, self._unusable[1].message, permanent=False, unknown=False)
        try:
            return open_session(self._server, self._mail_from.rpartition("@")[2], self._seconds)
        except OSError as error:
            failed = _unusable(self._server, error)
            self._unusable = time.monotonic() + PAUSE, failed
            raise failed from error


def _unusable(server: SmtpServer, error: OSError) -> SendFailed:
    """Nothing was handed in. Whatever it is, it can be mended and the mail can go later."""
    code = error.smtp_code if isinstance(error, smtplib.SMTPResponseException) else None
    why = _words(error.smtp_error) if isinstance(error, smtplib.SMTPResponseException) else str(error)
    told = f"The mail server {server.host}:{server.port} cannot be used: {f'{code} ' if code else ''}{why}"
    return SendFailed(code, told, permanent=False, unknown=False)


def _hand_in(session: Session, mail_from: str, to: str, mail: bytes) -> None:
    steps: list[tuple[str, Callable[[], tuple[int, bytes]]]] = [
        ("the sender", lambda: session.mail(mail_from)),
        ("the recipient", lambda: session.rcpt(to)),
        ("the mail", lambda: session.data(mail)),
    ]
    for what, step in steps:
        try:
            code, words = step()
        except OSError as error:
            if isinstance(error, smtplib.SMTPDataError) and not session.begun:
                code, words = error.smtp_code, _bytes(error.smtp_error)
            else:
                raise _broken(error, session.begun) from error
        if not 200 <= code < 300:
            raise _refused(what, code, _words(words), session.begun)


def _broken(error: OSError, begun: bool) -> SendFailed:
    """The connection broke. Before the mail itself was begun nothing can have been taken."""
    when = "after the mail was handed in: it may have arrived" if begun else "before the mail was handed in"
    return SendFailed(None, f"The connection to the mail server broke {when}. {error}", permanent=False, unknown=begun)


def _refused(what: str, code: int, words: str, begun: bool) -> SendFailed:
    """The server's own no: 5xx for good, 4xx for now. An answer that is neither says nothing."""
    return SendFailed(
        code if code > 0 else None,
        f"The mail server refused {what}: {code} {words}" if code > 0 else f"The mail server babbled: {words}",
        permanent=500 <= code < 600 and code not in SIGN_IN_FIRST,
        unknown=begun and not 400 <= code < 600,
    )


def _bytes(words: bytes | str) -> bytes:
    return words if isinstance(words, bytes) else words.encode()


def _words(said: bytes | str) -> str:
    return " ".join((said.decode(errors="replace") if isinstance(said, bytes) else said).split())
