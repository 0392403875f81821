"""No time is taken that the customer did not pick: not Claude but their own words decide."""

from edge_bridge.db.conversations import Turn
from edge_bridge.db.words import Offer
from edge_bridge.receptionist import own
from edge_bridge.receptionist import understand as u
from edge_bridge.texts.render import slot


def picked(turn: Turn, ref: str) -> bool:
    """Whether they took this offer in so many words since it was shown, or said yes when asked about it alone.

    The newest words that pick or refuse decide; what speaks of something else, such as a name asked for meanwhile, does not.
    """
    offers = own.offered(turn)
    for text, before in _answers(turn):
        pick = _pick(text, offers, own.local_now(turn))
        if pick.kind is u.PickKind.UNCLEAR:
            return ref in pick.candidates and _named(turn.offers, before) == [ref]
        if pick.kind is not u.PickKind.NOT_A_PICK:
            return pick.ref == ref
    return False


def question(offer: Offer) -> str:
    """What to ask where they did not."""
    return f"Would {slot(offer)} suit you?"


def _answers(turn: Turn) -> list[tuple[str, str]]:
    """What they wrote since these times were first shown, newest first, each with our words before it; a burst is one."""
    said: list[tuple[str, str]] = [(own.said(turn), "")]
    first = turn.unanswered[0].seq if turn.unanswered else 0
    shown = _first_shown(turn)
    for message in reversed([m for m in turn.messages if shown <= m.seq < first]):
        if message.author == "customer":
            said.append((message.body, ""))
        elif not said[-1][1]:
            said[-1] = (said[-1][0], message.body)
    return said


def _first_shown(turn: Turn) -> int:
    """The number of our first text that names all these times; none does when a list lies too far back."""
    ours = [m for m in turn.messages if m.author != "customer"]
    named = [m.seq for m in ours if len(_named(turn.offers, m.body)) == len(turn.offers)]
    return named[0] if named else turn.messages[0].seq


def _pick(text: str, offers: list[u.OfferedTime], now: u.LocalNow) -> u.Pick:
    """The pick of a whole burst, else that of its newest line that is one."""
    for part in (text, *reversed(text.splitlines())):
        pick = u.pick_offer(part, offers, now)
        if pick.kind is not u.PickKind.NOT_A_PICK:
            return pick
    return u.Pick(u.PickKind.NOT_A_PICK)


def _named(offers: list[Offer], words: str) -> list[str]:
    """The offers whose day and time these words name."""
    days = [(o, (o.words.weekday, o.words.medium, o.words.long, o.words.short)) for o in offers]
    return [o.ref for o, forms in days if o.words.time in words and any(form in words for form in forms)]
