"""What a person asks for who calls a business, and the TwiML that says what happens to the call.

https://www.twilio.com/docs/voice/twiml/dial
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from edge_bridge.twilio.simulator.numbers import read_number
from edge_bridge.twilio.simulator.outgoing import BadText
from edge_bridge.twilio.simulator.twiml import response_in

WITHHELD = "+266696687"  # spells ANONYMOUS: what Twilio says when a caller withholds the number
ENDINGS = {
    "answered": "completed",
    "no-answer": "no-answer",
    "busy": "busy",
    "failed": "failed",
    "hung-up": "canceled",
}
"""How the phone that rings behaves, or the caller (hung-up, while it rings), and what Twilio calls it."""


@dataclass(frozen=True)
class WantedCall:
    """`person` is E.164, or WITHHELD; `sid` only to repeat a call."""

    person: str
    business: str
    ending: str
    sid: str | None


@dataclass(frozen=True)
class Script:
    """What a caller hears, and the phone that rings, if any, with the address that is told how that ended."""

    said: tuple[str, ...]
    rings: str | None = None
    action: str | None = None
    rejected: bool = False


def read_call(fields: Mapping[str, Any]) -> WantedCall:
    """From the fields from (`anonymous` withholds it), to, ending and call_sid. Raises BadText."""
    caller = str(fields.get("from", "")).strip()
    person = WITHHELD if caller.lower() == "anonymous" else read_number(caller)
    business, ending = read_number(str(fields.get("to", ""))), str(fields.get("ending") or "no-answer")
    sid = str(fields.get("call_sid") or "")
    if person is None:
        raise BadText("The number to call from is not a phone number. Try 0400 123 456.")
    if business is None:
        raise BadText("The business's number is not a phone number. Try 0400 123 456.")
    if person == business:
        raise BadText("A phone cannot call itself.")
    if ending not in ENDINGS:
        raise BadText(f"A call ends as one of {', '.join(ENDINGS)}.")
    if sid and not re.fullmatch(r"CA[0-9a-f]{32}", sid):
        raise BadText("A call_sid is CA and 32 hexadecimal digits.")
    return WantedCall(person, business, ending, sid or None)


def read_script(body: str) -> Script:
    """The <Say>s of a <Response>, and its <Dial> or <Reject>. Raises BadTwiml (error 12100)."""
    root = response_in(body)
    said = tuple((element.text or "").strip() for element in root.findall("Say"))
    dial = root.find("Dial")
    if dial is None:
        return Script(said, rejected=root.find("Reject") is not None)
    rings = (dial.findtext("Number") or dial.text or "").strip()
    return Script(said, rings, dial.get("action"))
