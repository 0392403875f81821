"""What an e-mail's subject line says: fixed words for each kind of text, else the text's own first line."""

import unicodedata

LONGEST = 78

SUBJECTS = {
    "cancelled": "Your booking is cancelled",
    "confirmed": "Your booking is confirmed",
    "declined": "The time you asked for is not available",
    "edited": "Your booking has changed",
    "expired": "We couldn't confirm your booking",
    "feedback": "How was it?",
    "move_declined": "Your booking stays at its time",
    "move_lapsed": "Your booking stays at its time",
    "moved": "Your booking has moved",
    "proposal": "Another time for your booking?",
    "reminder": "Your booking is coming up",
    "withdrawn": "The new time we suggested is off",
}


def subject(kind: str, body: str) -> str:
    """One line of at most 78 characters."""
    return SUBJECTS.get(kind) or _first_words(body) or "A message for you"


def _first_words(body: str) -> str:
    """The first line that has more than signs and emoji in it, without them."""
    for line in body.splitlines():
        words = one_line("".join(character for character in line if not _is_picture(character)))
        if any(character.isalnum() for character in words):
            return words if len(words) <= LONGEST else words[: LONGEST - 1].rstrip() + "…"
    return ""


def _is_picture(character: str) -> bool:
    """Emoji, and the joiners and variation selectors between them."""
    return unicodedata.category(character) in ("So", "Sk", "Cf", "Me") or "\ufe00" <= character <= "\ufe0f"


def one_line(words: str) -> str:
    """Words without control, format, separator and unassigned characters."""
    shown = "".join(" " if unicodedata.category(character)[0] in "CZ" else character for character in words)
    return " ".join(shown.split())
