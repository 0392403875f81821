"""The product's answer to an incoming text, as Twilio would act on it: https://www.twilio.com/docs/messaging/twiml"""

from __future__ import annotations

from dataclasses import dataclass
from xml.etree import ElementTree


@dataclass(frozen=True)
class Reply:
    """One text to send back."""

    body: str
    media: tuple[str, ...] = ()


class BadTwiml(Exception):
    """Twilio could not read the answer."""


def read_twiml(content_type: str, body: str) -> list[Reply]:
    """The <Message>s of a <Response>; plain text is one reply as it stands. Raises BadTwiml (error 12100)."""
    if not body.strip():
        return []
    if content_type == "text/plain":
        return [Reply(body)]
    return [_reply(element) for element in response_in(body) if element.tag in ("Message", "Sms")]


def response_in(body: str) -> ElementTree.Element:
    """The <Response> that a document is. Raises BadTwiml (error 12100)."""
    try:
        root = ElementTree.fromstring(body)  # noqa: S314 - our own server's answer, at most 64 KiB
    except ElementTree.ParseError as error:
        raise BadTwiml("answered with a document that is not TwiML (12100)") from error
    if root.tag != "Response":
        raise BadTwiml(f"answered with <{root.tag}> in place of <Response> (12100)")
    return root


def _reply(message: ElementTree.Element) -> Reply:
    bodies = [message.text or "", *(element.text or "" for element in message.iter("Body"))]
    media = tuple((element.text or "").strip() for element in message.iter("Media"))
    return Reply("".join(bodies).strip(), media)
