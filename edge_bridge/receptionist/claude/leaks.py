"""What is between Claude and us never reaches a customer: its instructions, references, ids, tools; nor links of others."""

import re
from functools import cache
from pathlib import Path

from edge_bridge.db.conversations import Turn

from . import schemas

RUN = 8
"""So many words in a row are a quotation of the rules, not a chance."""
_REFERENCE_IN_BRACKETS = re.compile(r"[ \t]*[(\[](?:ref|reference)\b[^)\]\n]*[)\]]", re.IGNORECASE)
_IDS = re.compile(
    r"\bt\d+-\d+\b|\bb[0-9a-f]{8}\b|\b[0-9a-f]{8}-[0-9a-f]{4}-|\btoolu_|\bsk-ant|</?\w+>|\btool_(?:use|result)\b", re.IGNORECASE
)  # fmt: skip
_ENDS = "com|net|org|info|biz|io|co|au|nz|uk|ly|app|dev|xyz|top|shop|site|online|link|click|gg|cc|tv|example"
_LINK = re.compile(rf"(?:\w+://|\bwww\.)\S*|\b(?:[\w-]+\.)+(?:{_ENDS})\b|\bt\.me\b", re.IGNORECASE)
_EMAIL = re.compile(r"[\w.+-]+@[\w.-]+\w")


def without_references(words: str) -> str:
    """A list copied as the tools give it, less the references in brackets."""
    return _REFERENCE_IN_BRACKETS.sub("", words)


def leak_in(words: str, turn: Turn, settings: str) -> str | None:
    """What of ours, or of somebody else's, stands in a reply; None where nothing does. `settings`: the business's own words."""
    if _IDS.search(words) or any(booking.ref in words for booking in turn.bookings):
        return "a reference or an id"
    if any(name in words for name in schemas.arguments_of(turn)):
        return "the name of a tool"
    if _runs(words) & _rules():
        return "its instructions"
    if any(link not in settings.lower() for link in _links(words, turn)):
        return "a link that is not the business's"
    return None


def _links(words: str, turn: Turn) -> list[str]:
    """Links and e-mail addresses, less the addresses the customer gave."""
    theirs = " ".join([turn.customer.email or "", *(m.body for m in turn.messages if m.author == "customer")]).lower()
    without = _EMAIL.sub(lambda found: "" if found[0].lower() in theirs else found[0], words)
    return [found[0].lower().rstrip(".,!?:;)") for found in _LINK.finditer(without)]


@cache
def _rules() -> frozenset[str]:
    """Every run of words of the prompt's rules, as written, less what a setting fills in."""
    written = Path(__file__).with_name("prompt.md").read_text(encoding="utf-8")
    lines = [line for line in written.splitlines() if re.match(r"\s*(?:-|\d+\.) |Call |Everything ", line)]
    return frozenset().union(*(_runs(re.sub(r"\{[{%].*?[}%]\}", " ", line)) for line in lines))


def _runs(words: str) -> frozenset[str]:
    said = re.findall(r"[a-z0-9']+", words.lower().replace("\u2019", "'"))
    return frozenset(" ".join(said[n : n + RUN]) for n in range(len(said) - RUN + 1))
