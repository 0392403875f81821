"""Reads the customer's unanswered texts once, for all the steps that follow."""

import re
from dataclasses import dataclass
from typing import Any

from edge_bridge.db.conversations import Turn
from edge_bridge.receptionist import own
from edge_bridge.receptionist import understand as u
from edge_bridge.receptionist.offline.memory import Memory
from edge_bridge.receptionist.offline.notes import without_notes, worth_knowing

_LETTERS = re.compile(r"[^\W_]")


@dataclass(frozen=True)
class Reading:
    """What one burst of texts says. `readable` is false for an empty one, a lone picture or emoji alone."""

    text: str
    readable: bool
    has_picture: bool
    intents: frozenset[u.Intent]
    services: tuple[str, ...]
    service_is_clear: bool
    when: u.When | None
    pick: u.Pick
    name: str | None
    address: u.Address | None
    phone: str | None
    email: str | None
    staff: str | None


def read(turn: Turn, memory: Memory) -> Reading:
    """The reading of everything not yet answered."""
    text, now = own.said(turn), own.local_now(turn)
    match = u.match_services(text, [u.ServiceWords(s.id, s.name, tuple(s.aliases)) for s in turn.services])
    return Reading(
        text=text,
        readable=bool(_LETTERS.search(text)),
        has_picture=any(m.media for m in turn.unanswered),
        intents=u.find_intents(text),
        services=tuple(match.ids),
        service_is_clear=match.kind == "one",
        when=u.find_when(text, now),
        pick=_pick(text, own.offered(turn), now),
        name=u.find_name(text, asked="name" in memory.asked),
        address=u.find_address(text, asked="address" in memory.asked),
        phone=u.find_phone(text),
        email=u.find_email(text),
        staff=_staff(text, turn),
    )


def _pick(text: str, offers: list[u.OfferedTime], now: u.LocalNow) -> u.Pick:
    """What is said for whoever comes picks nothing, and hides no pick."""
    pick = u.pick_offer(text, offers, now)
    if pick.kind is u.PickKind.NOT_A_PICK and worth_knowing(text):
        return u.pick_offer(without_notes(text), offers, now)
    return pick


def _staff(text: str, turn: Turn) -> str | None:
    names = {name for service in turn.services for name in service.staff}
    named = [n for n in names if re.search(rf"\bwith {re.escape(n)}\b", text, re.IGNORECASE)]
    return named[0] if len(named) == 1 else None


def wish_of(when: u.When) -> dict[str, Any]:
    """A wish as the slot search reads it: local ISO days, minutes of the day with the end excluded."""
    wish = {
        "day_from": when.day_from and when.day_from.isoformat(),
        "day_to": when.day_to and when.day_to.isoformat(),
        "weekday": when.weekday,
        "minute_from": when.minute_from,
        "minute_to": when.minute_from + 1 if when.exact and when.minute_from is not None else when.minute_to,
    }
    return {key: value for key, value in wish.items() if value is not None}
