"""What a person's phone is asked to send."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from edge_bridge.texts.segments import utf16_units
from edge_bridge.twilio.simulator.numbers import read_number

BODY_LIMIT = 20_000  # far more than networks carry (1,600), so that too long texts can be tried
MEDIA_LIMIT = 10


class BadText(Exception):
    """What is wrong, for the person who asked."""


@dataclass(frozen=True)
class Outgoing:
    """Numbers are E.164; `sid` only to repeat a text or to fix its sid."""

    person: str
    business: str
    body: str
    media: tuple[str, ...]
    sid: str | None


def read_outgoing(fields: Mapping[str, Any]) -> Outgoing:
    """From the fields from, to, body, media (list) and message_sid. Raises BadText."""
    person, business = read_number(str(fields.get("from", ""))), read_number(str(fields.get("to", "")))
    if person is None:
        raise BadText("The number to send from is not a phone number. Try 0400 123 456.")
    if business is None:
        raise BadText("The business's number is not a phone number. Try 0400 123 456.")
    if person == business:
        raise BadText("A phone cannot text itself.")
    media = tuple(str(url) for url in fields.get("media") or [] if url)
    if len(media) > MEDIA_LIMIT:
        raise BadText(f"A text can carry {MEDIA_LIMIT} pictures at most.")
    return Outgoing(person, business, _body(fields.get("body", "")), media, _sid(fields.get("message_sid")))


def _body(given: Any) -> str:
    body = str(given or "").replace("\r\n", "\n")
    if utf16_units(body) > BODY_LIMIT:
        raise BadText(f"The text is longer than {BODY_LIMIT:,} characters.")
    if any("\ud800" <= character <= "\udfff" for character in body):
        raise BadText("The text holds half a character.")
    return body


def _sid(given: Any) -> str | None:
    if not given:
        return None
    if not re.fullmatch(r"(SM|MM)[0-9a-f]{32}", str(given)):
        raise BadText("A message_sid is SM or MM and 32 hexadecimal digits.")
    return str(given)
