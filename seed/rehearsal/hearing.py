"""How a simulated customer reads a reply: what is asked, which times are on offer. Uses nothing of the receptionist."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_DAY = re.compile(rf"\b({'|'.join(day[:3] for day in WEEKDAYS)})[a-z]*\b", re.IGNORECASE)
_DATE = re.compile(rf"\b({'|'.join(MONTHS)})[a-z]*\.? (\d{{1,2}})(?:st|nd|rd|th)?\b", re.IGNORECASE)
_OTHER_DATE = re.compile(rf"\b(\d{{1,2}})(?:st|nd|rd|th)? (?:of )?({'|'.join(MONTHS)})[a-z]*\b", re.IGNORECASE)
_TIME = re.compile(r"\b(\d{1,2})(?:[:.](\d\d))?\s?([ap])\.?m\b\.?", re.IGNORECASE)
_LISTED = re.compile(r"^\s*(?:[•*-]|\d[.)])\s*(.+)$", re.MULTILINE)
_INLINE = re.compile(
    r"\b(?:I have|would|how about|suits? you|we have|there's)\b(.*?)(?:\?|available|instead of|$)", re.IGNORECASE
)
_ASKS = {
    "which": r"which booking|which (?:one|of (?:these|them)) (?:do you mean|would you like to (?:cancel|move))",
    "sure": r"\bcancel your .*\?|shall i cancel|want to cancel .*\?|are you sure|like me to cancel",
    "either": r"(?:move|reschedule)\b.*\bor cancel",
    "other": r"another number",
    "service": r"what can (?:we|i) (?:help|book|do)|which one would you like|wh(?:at|ich) (?:kind of )?service"
    r"|what do you need|what would you like",
    "name": r"\byour\b[^?.]*\bname\b|who am i (?:speaking|chatting)",
    "address": r"\byour\b[^?]*\baddress\b|what.s the address|where (?:is|are) (?:it|you|the)",
    "contact": r"e-?mail|mobile number or|how can we reach you",
    "number": r"best number|number to (?:reach|call)",
    "day": r"(?:what|which)(?: other)? (?:day|date|time)|when (?:would|suits|works)|tell us what suits|what suits",
    "shall": r"shall i (?:find|look|check)|want me to (?:find|look|check)|like me to (?:find|look|check)",
    "details": r"get your details|take your details",
    "anything": r"anything else",
}  # fmt: skip
_BOOKED = re.compile(r"pencil+ed you in|is now booked|pencil+ed in for", re.IGNORECASE)
_TO_A_PERSON = re.compile(
    r"give you a call|(?:team|someone|somebody)\b[^.?]*\b(?:call|touch|contact|ring)", re.IGNORECASE
)


@dataclass(frozen=True)
class Option:
    """A time on offer, as the customer reads it: local day and minute."""

    position: int
    day: date
    minute: int

    @property
    def weekday(self) -> str:
        """In full."""
        return WEEKDAYS[self.day.weekday()]

    @property
    def clock(self) -> str:
        """ "2pm", "10:30am"."""
        hour, minute = divmod(self.minute, 60)
        return f"{hour % 12 or 12}{f':{minute:02d}' if minute else ''}{'am' if hour < 12 else 'pm'}"


@dataclass(frozen=True)
class Heard:
    """What a reply comes to."""

    text: str
    asks: tuple[str, ...]
    options: tuple[Option, ...]
    booked: bool
    to_a_person: bool


def hear(text: str, today: date) -> Heard:
    """Reads a reply on a local day."""
    lines = text.lower()
    asks = tuple(kind for kind, words in _ASKS.items() if re.search(words, lines, re.MULTILINE))
    about_own = {"which", "sure"} & set(asks)
    options = () if about_own else _options(text, today)
    return Heard(text, asks, options, bool(_BOOKED.search(text)), bool(_TO_A_PERSON.search(text)))


def _options(text: str, today: date) -> tuple[Option, ...]:
    pieces = [piece for piece in _LISTED.findall(text) if _TIME.search(piece) and _day_of(piece, today)]
    if not pieces and not _BOOKED.search(text):
        pieces = [
            part
            for found in _INLINE.findall(text)
            for part in re.split(r", (?=[A-Z][a-z]+day)| or ", found)
            if _TIME.search(part) and _day_of(part, today)
        ]
    return tuple(
        Option(number, day, minute_of(piece))
        for number, piece in enumerate(pieces, 1)
        if (day := _day_of(piece, today)) is not None
    )


def minute_of(text: str) -> int:
    """The first clock time in a text, as a minute of the day. Raises ValueError where there is none."""
    if not (found := _TIME.search(text)):
        raise ValueError(text)
    return int(found[1]) % 12 * 60 + int(found[2] or 0) + (720 if found[3].lower() == "p" else 0)


def _day_of(text: str, today: date) -> date | None:
    """The day meant: a date, or a weekday of the seven days from today."""
    if found := _DATE.search(text):
        return nearest(MONTHS.index(found[1].title()[:3]) + 1, int(found[2]), today)
    if found := _OTHER_DATE.search(text):
        return nearest(MONTHS.index(found[2].title()[:3]) + 1, int(found[1]), today)
    if re.search(r"\btoday\b", text, re.IGNORECASE):
        return today
    if re.search(r"\btomorrow\b", text, re.IGNORECASE):
        return today + timedelta(days=1)
    if found := _DAY.search(text):
        wanted = [day[:3].lower() for day in WEEKDAYS].index(found[1].lower())
        return today + timedelta(days=(wanted - today.weekday()) % 7)
    return None


def nearest(month: int, day: int, today: date) -> date | None:
    """The date of this month and day nearest to today; None where there is none."""
    found = []
    for year in (today.year - 1, today.year, today.year + 1):
        try:
            found.append(date(year, month, day))
        except ValueError:
            continue
    return min(found, key=lambda each: abs(each - today), default=None)
