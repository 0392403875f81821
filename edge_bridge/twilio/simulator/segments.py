"""How many segments a text is sent in.

Sources: https://www.twilio.com/docs/glossary/what-is-gsm-7-character-encoding, .../what-is-ucs-2-character-encoding
(the alphabet is that of 3GPP TS 23.038).
"""

GSM_7 = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
GSM_7_ESCAPED = frozenset("\f^{}\\[~]|€")  # each takes two places


def count_segments(body: str) -> int:
    """Segments of a body; an empty one still takes one."""
    if all(character in GSM_7 or character in GSM_7_ESCAPED for character in body):
        return _pack([2 if character in GSM_7_ESCAPED else 1 for character in body], alone=160, joined=153)
    return _pack([utf16_units(character) for character in body], alone=70, joined=67)


def utf16_units(text: str) -> int:
    """Length as UCS-2 counts it: an emoji outside the basic plane is two."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _pack(sizes: list[int], alone: int, joined: int) -> int:
    """Segments when no character may be cut in two; joined segments lose room to their header."""
    if sum(sizes) <= alone:
        return 1
    segments, used = 1, 0
    for size in sizes:
        if used + size > joined:
            segments, used = segments + 1, 0
        used += size
    return segments
