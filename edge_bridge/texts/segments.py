"""How a text travels: GSM-7 (160, then 153 septets a segment) or UCS-2 (70, then 67 code units), by 3GPP TS 23.038."""

import re
import unicodedata
from typing import NamedTuple

_BASIC = set(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_EXTENDED = set("^{}\\[~]|€\f")
_PLAINER = str.maketrans(
    {"•": "-", "’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "-", "…": "...", "\u00a0": " "}
)


class Size(NamedTuple):
    """Encoding and number of segments of a text."""

    encoding: str
    segments: int


def size(text: str) -> Size:
    """What a carrier will charge for."""
    if all(c in _BASIC or c in _EXTENDED for c in text):
        septets = sum(2 if c in _EXTENDED else 1 for c in text)
        return Size("GSM-7", 1 if septets <= 160 else -(-septets // 153))
    units = len(text.encode("utf-16-be")) // 2
    return Size("UCS-2", 1 if units <= 70 else -(-units // 67))


def plain(text: str) -> str:
    """The same text within GSM-7: emoji are dropped, bullets become dashes, letters outside the alphabet lose their marks."""
    return re.sub(r"^ +", "", "".join(_gsm(c) for c in text.translate(_PLAINER)), flags=re.MULTILINE)


def _gsm(char: str) -> str:
    if char in _BASIC or char in _EXTENDED:
        return char
    return "".join(c for c in unicodedata.normalize("NFKD", char) if c in _BASIC)
