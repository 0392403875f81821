"""Web addresses in a text, made clickable."""

from __future__ import annotations

import re

from markupsafe import Markup, escape

ADDRESS = re.compile(r"https?://[^\s<>\"']+")
TRAILING = ".,;:!?)]}"


def linked(text: str) -> Markup:
    """The text, escaped, with its http(s) addresses as links. A full stop after an address is not part of it."""
    parts, end = [], 0
    for match in ADDRESS.finditer(text):
        address = match.group().rstrip(TRAILING)
        parts += [escape(text[end : match.start()]), _link(address)]
        end = match.start() + len(address)
    return Markup("").join([*parts, escape(text[end:])])


def _link(address: str) -> Markup:
    return Markup('<a href="{0}" target="_blank" rel="noopener noreferrer">{0}</a>').format(address)
