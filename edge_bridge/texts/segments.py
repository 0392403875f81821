"""How a text travels: GSM-7 (160, then 153 septets a segment) or UCS-2 (70, then 67 code units), by 3GPP TS 23.038.

Sources: https://www.twilio.com/docs/glossary/what-is-gsm-7-character-encoding, .../what-is-ucs-2-character-encoding
"""

import re
import unicodedata
from typing import NamedTuple

GSM_7 = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
GSM_7_ESCAPED = frozenset("\f^{}\\[~]|€")  # each takes two places
_PLAINER = str.maketrans(
    {"•": "-", "’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "-", "…": "...", "\u00a0": " "}
)


class Size(NamedTuple):
    """Encoding and number of segments of a text."""

    encoding: str
    segments: int


def size(text: str) -> Size:
    """What a carrier will charge for; an empty text still takes one segment."""
    if all(character in GSM_7 or character in GSM_7_ESCAPED for character in text):
        septets = [2 if character in GSM_7_ESCAPED else 1 for character in text]
        return Size("GSM-7", _pack(septets, alone=160, joined=153))
    return Size("UCS-2", _pack([utf16_units(character) for character in text], alone=70, joined=67))


def utf16_units(text: str) -> int:
    """Length as UCS-2 counts it: an emoji outside the basic plane is two."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _pack(sizes: list[int], alone: int, joined: int) -> int:
    """Segments when no character may be cut in two; joined segments lose room to their header."""
    if sum(sizes) <= alone:
        return 1
    segments, used = 1, 0
    for units in sizes:
        if used + units > joined:
            segments, used = segments + 1, 0
        used += units
    return segments


def plain(text: str) -> str:
    """The same text within GSM-7: emoji are dropped, bullets become dashes, other letters lose their marks."""
    return re.sub(r"^ +", "", "".join(_gsm(c) for c in text.translate(_PLAINER)), flags=re.MULTILINE)


def _gsm(character: str) -> str:
    if character in GSM_7 or character in GSM_7_ESCAPED:
        return character
    return "".join(c for c in unicodedata.normalize("NFKD", character) if c in GSM_7)
