"""Times that come free: asking to hear of them, and saying no to one. Neither needs an engine, so none can get it wrong."""

import re

from edge_bridge.db.conversations import Turn
from edge_bridge.receptionist import own
from edge_bridge.receptionist import understand as u
from edge_bridge.receptionist.tools import Tools

INVITATION = "I can also text you if an earlier time comes free: reply FREE to get those, STOP to opt out any time."
NOTED = "Thanks! We'll text you if an earlier time comes free. Reply STOP to opt out any time."
REFUSED = "No worries. We'll text you if another time comes free."

_FREE = re.compile(r"\W*free\W*(?:(?:yes|yep|please|pls|thanks|thank you|thx|ta|cheers|mate)\W*)*", re.IGNORECASE)
_CLOSING = {"create_lead:noted", "find_slots:none"}


def reply(turn: Turn, tools: Tools) -> str | None:
    """The whole answer to FREE, or to a no to the time they were texted of; None where there is anything else to answer."""
    if take_consent(turn, tools):
        return NOTED if all(_FREE.fullmatch(m.body) for m in turn.unanswered) else None
    if turn.freed_offer and _only_refuses(turn):
        tools.refuse_freed_time()
        return REFUSED
    return None


def take_consent(turn: Turn, tools: Tools) -> bool:
    """Notes the word FREE of somebody who waits for a time, with the time and as they wrote it. Whether they wrote it."""
    words = [m.body.strip() for m in turn.unanswered if _FREE.fullmatch(m.body)]
    waits = turn.freed_times in ("may_ask", "wanted")
    return bool(words) and waits and tools.want_freed_times(words[-1]).outcome == "noted"


def with_invitation(turn: Turn, tools: Tools, replies: list[str], asked: bool) -> list[str]:
    """The replies. The one that closes a talk with nothing free asks, once, in a sentence of its own.

    `asked`: they were asked before.
    """
    if "want_freed_times:noted" in tools.seen.outcomes:
        return [*replies[:-1], f"{replies[-1]}\n\n{NOTED}"] if replies else [NOTED]
    may = turn.freed_times == "may_ask" or (turn.freed_times == "no_lead" and tools.seen.waiting)
    closes = "create_lead:noted" in tools.seen.outcomes and set(tools.seen.outcomes) <= _CLOSING
    if asked or not may or not closes or not replies or "?" in replies[-1]:
        return replies
    return [*replies[:-1], f"{replies[-1]}\n\n{INVITATION}"]


def _only_refuses(turn: Turn) -> bool:
    text = own.said(turn)
    pick = u.pick_offer(text, own.offered(turn), own.local_now(turn))
    return pick.kind is u.PickKind.NONE_WORK and u.find_when(text, own.local_now(turn)) is None
