"""Twilio's opt-out keywords and its replies to them.

Keywords: https://www.twilio.com/docs/messaging/tutorials/advanced-opt-out and help.twilio.com article 223134027.
A keyword counts only when it is the whole text, in any case ("Stop please" is none).
"""

from __future__ import annotations

from typing import Literal

OptOutType = Literal["STOP", "START", "HELP"]

STOP = frozenset({"STOP", "STOPALL", "UNSUBSCRIBE", "END", "QUIT", "CANCEL", "REVOKE", "OPTOUT"})
START = frozenset({"START", "UNSTOP"})
HELP = frozenset({"HELP", "INFO"})

REPLIES: dict[OptOutType, str] = {
    "STOP": "You have successfully been unsubscribed. You will not receive any more messages from this number. "
    "Reply START to resubscribe.",
    "START": "You have successfully been re-subscribed to messages from this number. Reply HELP for help. "
    "Reply STOP to unsubscribe. Msg&Data Rates May Apply.",
    "HELP": "Reply STOP to unsubscribe. Msg&Data Rates May Apply.",
}


def opt_out_type(body: str, opted_out: bool) -> OptOutType | None:
    """What Twilio takes this text for. YES opts in, but only someone who is out; elsewhere it is just an answer."""
    word = body.strip().upper()
    if word in STOP:
        return "STOP"
    if word in START or (word == "YES" and opted_out):
        return "START"
    return "HELP" if word in HELP else None
