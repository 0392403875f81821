"""Whether a time we know of is one that a text means."""

import datetime
import re

from .moments import When
from .time_words import WEEKDAY

_WEEKDAY = re.compile(rf"\b{WEEKDAY}\b")
_PINNED = re.compile(r"\b(?:this|next|coming|today|tomorrow|week)\b|\d(?:st|nd|rd|th)\b|\d/\d")
"""Words that tie a weekday to one date."""


def fits(wish: When, date: datetime.date, minute: int) -> bool:
    """Whether a start is among those wished; one of several wishes is enough."""
    return any(one.fits_day(date) and one.fits_minute(minute) for one in (wish, *wish.others))


def bare_weekday(words: str) -> bool:
    """Whether a weekday is named that nothing ties to one date."""
    return bool(_WEEKDAY.search(words)) and not _PINNED.search(words)


def fits_weekday(words: str, wish: When, date: datetime.date, minute: int) -> bool:
    """A bare "Wednesday" means the Wednesday we know of, even where the calendar has a nearer one."""
    if wish.day_from is None or wish.day_from != wish.day_to or not bare_weekday(words):
        return False
    return date.isoweekday() == wish.day_from.isoweekday() and wish.fits_minute(minute)
