"""What is odd about a text that is about to leave: longer than its kind should be, or promotion in a text of service.

Nothing is held back for it: the flags are kept with the text, for people to see. The words of promotion matter because a
confirmation or reminder is outside the Spam Act 2003 only while it advertises nothing
(https://www.acma.gov.au/avoid-sending-spam).
"""

import re
import tomllib
from functools import cache
from pathlib import Path
from typing import Literal

BUDGETS = Path(__file__).parent / "budgets.toml"
PEOPLE_SPEAK = frozenset({"reply"})
"""Kinds whose words answer somebody in a conversation: as long as it takes, and a price they asked for is no advertisement."""

_PROMOTION = re.compile(
    r"\b(?:discount(?:s|ed)?|special offers?|on special|promo(?:tion(?:s|al)?)?s?|voucher|coupon|gift cards?|giveaway|prize"
    r"|(?:half|reduced) price|cash ?back|limited time|while stocks last|don't miss(?: out)?|hurry|bargain"
    r"|(?:spring|summer|autumn|winter|christmas|boxing day|black friday|end of year|eofy) (?:sale|deal|special)s?"
    r"|(?:clearance|flash|storewide) sale|refer a (?:friend|mate)|review us|leave (?:us )?a review|loyalty (?:points|card)"
    r"|book (?:now|again) (?:and|to) (?:save|get)|buy one|two for one|for free|free (?:gift|upgrade|add-on))\b"
    r"|\b\d{1,2} ?(?:%|per ?cent) off\b|\$\d+ off\b",
    re.IGNORECASE,
)


def flags(kind: str, style: Literal["brief", "plain"], body: str, segments: int) -> list[str]:
    """In words, none for most texts. `segments` is what the carrier charges; 0 for an e-mail, which has no budget."""
    if kind in PEOPLE_SPEAK:
        return []
    budget = _budgets().get(kind, {}).get(style, segments)
    long = [f"{segments} segments, and {budget} are enough for most"] if segments > budget else []
    return long + [f"sounds like promotion: {words}" for words in promotion(body)]


def promotion(body: str) -> list[str]:
    """The words in a text that advertise, each once, as written."""
    return list(dict.fromkeys(match[0] for match in _PROMOTION.finditer(body.replace("’", "'"))))


@cache
def _budgets() -> dict[str, dict[str, int]]:
    """Segments for a text of each kind, by style."""
    return tomllib.loads(BUDGETS.read_text(encoding="utf-8"))
