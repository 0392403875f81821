"""The parameters of a new message, checked in the order a person would mend them."""

from __future__ import annotations

import re
from datetime import UTC
from urllib.parse import urlsplit

from starlette.datastructures import FormData

from edge_bridge.texts.segments import size, utf16_units
from edge_bridge.twilio.simulator.api_errors import Refused
from edge_bridge.twilio.simulator.numbers import is_e164, is_landline, is_sender_name
from edge_bridge.twilio.simulator.phones import Phones
from edge_bridge.twilio.simulator.texts import Text, new_sid

BODY_LIMIT = 1600
MEDIA_LIMIT = 10


def read_message(form: FormData, phones: Phones) -> Text:
    """The text these parameters ask for. Raises Refused with the documented code."""
    to_number, service = _one(form, "To"), _one(form, "MessagingServiceSid") or None
    if not to_number:
        raise Refused(21604)
    sender = _sender(_one(form, "From"), service, to_number, phones)
    _check_recipient(to_number, sender, phones)
    body = _one(form, "Body")
    media = tuple(str(url) for url in form.getlist("MediaUrl") if url)
    _check_content(body, media, service)
    callback = _one(form, "StatusCallback") or None
    if callback and not _can_be_called(callback):
        raise Refused(21609, callback)
    if (to_number, sender) in phones.opted_out:
        raise Refused(21610)
    now = phones.clock().astimezone(UTC)
    return Text(
        sid=new_sid(bool(media)),
        from_number=sender,
        to_number=to_number,
        body=body,
        direction="outbound-api",
        status="accepted" if service else "queued",
        created_at=now,
        updated_at=now,
        media=media,
        num_segments=size(body).segments,
        messaging_service_sid=service,
        status_callback=callback,
    )


def _one(form: FormData, name: str) -> str:
    return str(form.get(name) or "")


def _sender(given: str, service: str | None, to_number: str, phones: Phones) -> str:
    """The From, or the number a messaging service picks: the one this phone knows, else its first."""
    if service and not given:
        known = [business for person, business in phones.conversations() if person == to_number]
        pool = known or phones.business_numbers()
        if not pool or not re.fullmatch(r"MG[0-9a-f]{32}", service):
            raise Refused(21703)
        return pool[-1] if known else pool[0]
    if not given:
        raise Refused(21603)
    if not is_e164(given) and not is_sender_name(given):
        raise Refused(21212, given)
    if phones.is_somebodys_phone(given):
        raise Refused(21659, given)
    return given


def _check_recipient(to_number: str, sender: str, phones: Phones) -> None:
    if not is_e164(to_number):
        raise Refused(21211, to_number)
    if to_number == sender:
        raise Refused(21266, to_number)
    if is_landline(to_number) and to_number not in phones.business_numbers():
        raise Refused(21635, to_number)


def _check_content(body: str, media: tuple[str, ...], service: str | None) -> None:
    if not body and not media:
        raise Refused(21619 if service else 21602)
    if utf16_units(body) > BODY_LIMIT:
        raise Refused(21617)
    if len(media) > MEDIA_LIMIT:
        raise Refused(21623)


def _can_be_called(url: str) -> bool:
    """A whole http(s) address of at most 4,000 characters, no underscore in the host. Local ones are fine here."""
    try:
        parts = urlsplit(url)
        port_is_odd = parts.port == 0
    except ValueError:
        return False
    host = parts.hostname or ""
    return parts.scheme in ("http", "https") and bool(host) and "_" not in host and not port_is_odd and len(url) <= 4000
