"""An e-mail as it goes over the wire.

Its headers are written here: Python's `email` unquotes long names when it folds them, and decodes encoded words in names it is
given, so that a business's name could add an address or a header.
"""

import re
from datetime import datetime
from email.header import Header
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from edge_bridge.mail.subjects import one_line

LONGEST_NAME = 64
_PLAIN_NAME = re.compile(r"[A-Za-z0-9 !#$%&'*+/^_`{|}~-]+")  # RFC 5322's words, without what begins an encoded one
_PLAIN_LINE = re.compile(r"[\x20-\x3c\x3e-\x7e]+")  # ASCII without "="


def message_id(text_id: str, mail_from: str) -> str:
    """The same for every try to send a text, so that whoever gets it twice can tell."""
    return f"<{text_id}@{mail_from.rpartition('@')[2]}>"


def letter(
    *, text_id: str, mail_from: str, business: str, recipient: str, subject: str, body: str, at: datetime
) -> bytes:
    """Plain text in ASCII bytes, lines ending in CRLF. Both addresses must be addresses; all else may be any words.

    It says that a program wrote it (RFC 3834), so that absence notices stay away.
    """
    name = one_line(one_line(business)[:LONGEST_NAME])
    headers = {
        "From": f"{_written('From', f'{name} via CoreSentia' if name else 'CoreSentia', _PLAIN_NAME)} <{mail_from}>",
        "To": recipient,
        "Subject": _written("Subject", one_line(subject), _PLAIN_LINE),
        "Date": format_datetime(at),
        "Message-ID": message_id(text_id, mail_from),
        "Auto-Submitted": "auto-generated",
    }
    content = EmailMessage(policy=SMTP)
    content.set_content(body, cte="quoted-printable")
    head = "".join(f"{header}: {value}\r\n" for header, value in headers.items())
    return head.encode("ascii") + content.as_bytes()


def _written(header: str, words: str, plain: re.Pattern[str]) -> str:
    """Words as they are where they cannot mean anything else, otherwise all of them encoded (RFC 2047)."""
    if plain.fullmatch(words):
        return words
    return Header(words, "utf-8", header_name=header).encode(linesep="\r\n")
