"""A mail server that keeps what it is given instead of passing it on. No sign-in, no TLS: it is reached from here only."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import default

from aiosmtpd.smtp import SMTP, Envelope, Session

from edge_bridge.twilio.simulator.mails import SIZE_LIMIT, MailFolder


class Postbox:
    """aiosmtpd's handler: each mail it takes is kept before it answers."""

    def __init__(self, folder: MailFolder, clock: Callable[[], datetime]) -> None:
        self._folder, self._clock = folder, clock

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:
        """The recipients are the envelope's, the rest is read from the mail itself."""
        content = envelope.content if isinstance(envelope.content, bytes) else str(envelope.content).encode()
        mail = BytesParser(EmailMessage, policy=default).parsebytes(content)
        try:
            self._folder.keep(
                to=", ".join(address for address in envelope.rcpt_tos if address),
                sender=str(mail["From"] or envelope.mail_from or ""),
                subject=str(mail["Subject"] or ""),
                text=_part(mail, "plain"),
                html=_part(mail, "html"),
                at=self._clock().astimezone(UTC),
            )
        except OSError as error:
            return f"452 The mail could not be kept: {error.strerror}"
        return "250 Kept"


def _part(mail: EmailMessage, kind: str) -> str:
    """The mail's words of this kind, if it has any, as they were written."""
    part = mail.get_body((kind,))
    words = part.get_content() if part else ""
    return str(words).replace("\r\n", "\n").removesuffix("\n")


@contextlib.asynccontextmanager
async def serving(
    listener: socket.socket | None, folder: MailFolder, clock: Callable[[], datetime]
) -> AsyncIterator[None]:
    """Takes mails at this socket meanwhile. Without one it takes none."""
    if listener is None:
        yield
        return
    postbox = Postbox(folder, clock)
    server = await asyncio.get_running_loop().create_server(
        lambda: SMTP(postbox, hostname="phones.localhost", ident="Phone simulator", data_size_limit=SIZE_LIMIT // 2),
        sock=listener,
    )
    yield
    server.close()
