"""Renders a text from its template and rows. The wording is in `templates/`, one file per kind.

Templates print rows as they are; weekday and date come from the database as words. Blank results of a tag leave no blank line.
Lines that several kinds share are in files that begin with an underscore.
"""

import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any, Literal

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from edge_bridge.db.words import Offer
from edge_bridge.texts.money import money
from edge_bridge.texts.phones import national
from edge_bridge.texts.segments import plain

TEMPLATES = Path(__file__).parent / "templates"
LONGEST_LINE = 160  # of a customer's own words inside a text to the owner


def slot(offer: Offer) -> str:
    """An offered time as the brief lists it; beyond a week the date is said too, for a weekday alone would be ambiguous."""
    return f"{offer.words.weekday} {offer.words.time}" if offer.soon else f"{offer.words.medium} at {offer.words.time}"


def reply_numbers(offers: Sequence[Offer]) -> str:
    """'Reply 1, 2 or 3': a list is answered by position. Nothing for fewer than two."""
    numbers = [str(offer.position) for offer in offers]
    return f"Reply {', '.join(numbers[:-1])} or {numbers[-1]}" if len(numbers) > 1 else ""


def inline(name: str) -> str:
    """A service's name inside a sentence: 'Lawn Mowing' becomes 'lawn mowing', 'BBQ Clean' stays readable."""
    return " ".join(word.lower() if word.istitle() or word.capitalize() == word else word for word in name.split(" "))


def one_line(words: str) -> str:
    """A customer's words on one line of a text, cut where they would cost segments; all of them are on the dashboard."""
    flat = " ".join(words.split())
    return flat if len(flat) <= LONGEST_LINE else flat[: LONGEST_LINE - 1].rstrip() + "…"


@cache
def _environment() -> Environment:
    env = Environment(
        loader=FileSystemLoader(TEMPLATES),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,  # so that an include is whole lines
        autoescape=False,  # noqa: S701  texts are plain text: nothing to escape
    )
    env.filters |= {
        "phone": national,
        "slot": slot,
        "reply_numbers": reply_numbers,
        "inline": inline,
        "one_line": one_line,
        "money": money,
    }
    return env


def render(kind: str, style: Literal["brief", "plain"] = "brief", **rows: Any) -> str:
    """The text of this kind. Raises jinja2's errors when a row the wording needs is missing: a defect, never sent."""
    text = _environment().get_template(f"{kind}.txt").render(**rows)
    text = re.sub(r"\n{3,}", "\n\n", re.sub(r"[ \t]+\n", "\n", text)).strip()
    return plain(text) if style == "plain" else text
