"""Which of their open bookings does a customer mean?"""

import datetime
import re
from collections.abc import Sequence
from dataclasses import dataclass

from .fitting import fits, fits_weekday
from .moments import LocalNow, When
from .offered import OfferedTime
from .pick_places import named_places
from .reply_words import plain_reply
from .service import ServiceWords, match_services
from .spelling import mend
from .stretches import says_goal, says_source, spelt_out, stretches
from .when import find_when

_ALL = re.compile(
    r"\b(?:both|every one|everything|the lot|all(?: (?:of (?:them|it|my|the)|my|the|our|\d|two|three|four))?)\b"
    r"(?! good| right| day| week| the best| sorted| set| fine| ok| well)"
)
_REFUSAL = re.compile(
    r"\b(?:\w+n't|(?:ca|do|does|wo|is|are|did|would|could|ai)nt|not|cannot|never|no good|no|busy|away|at work|working"
    r"|unavailable|unable to|unable|avoid)\b"
)
_UNWANTED = re.compile(
    r"\b(?:(?:do|wo)n['’]?t|do not|will not|no longer) (?:be )?(?:need|want)(?:ing)?\b", re.IGNORECASE
)
_BOOKING = re.compile(
    r"\b(?:my|our|the|existing|current) (?:\w+ ){0,2}(?:booking|appointment|appt|apt|reservation)s?\b"
)
_BY = re.compile(r"\bby (?=\d)")
_FIRST_FEW = re.compile(r"\b(first|last) (two|2|three|3|couple)\b")


@dataclass(frozen=True, slots=True)
class Booked:
    """An open booking: its reference, the service as the business words it, its local date and minute of the day."""

    ref: str
    service: ServiceWords
    date: datetime.date
    minute: int


def which_booked(text: str, booked: Sequence[Booked], today: LocalNow, moving: bool = False) -> tuple[str, ...]:
    """The references a text names, in the order of `booked`: by place ("2", "the last one"), "both", service, day or time.

    Empty where it names none. A service narrows what a day leaves open, and the other way round. `moving`: the text may
    name a new time too, which names no booking.
    """
    words = spelt_out(mend(plain_reply(text)))
    parts = [part for part in stretches(words) if not (moving and says_goal(part) and not says_source(part))]
    found = _several(words, booked) or _by_place(parts, booked)
    return _in_order(booked, found or _together(_of_services(text, booked), _of_times(parts, booked, today, moving)))


def names_own_time(text: str, one: Booked, today: LocalNow) -> bool:
    """Whether a text names the time this booking has, and does not refuse it: "Thursday is better"."""
    words = spelt_out(mend(plain_reply(text)))
    return any(is_named_time(part, one, today) and find_when(part, today) for part in stretches(words))


def means_several(text: str) -> bool:
    """Whether a text speaks of more than one: "both", "the first two", "Thursday and Monday"."""
    words = plain_reply(text)
    return bool(_ALL.search(words) or _FIRST_FEW.search(words) or re.search(r"\band\b|&|,", words))


def speaks_of_booking(text: str) -> bool:
    """Whether something booked is spoken of: "my appointment", "the booking"."""
    return bool(_BOOKING.search(plain_reply(text)))


def is_named_time(part: str, one: Booked, today: LocalNow) -> bool:
    """Whether a stretch of plain words names this booking's own day, or its time of day alone; refused or not."""
    wish = _own_time(part, today)
    if wish is None or (wish.names_a_day and wish.day_from != wish.day_to) or not (wish.names_a_day or wish.exact):
        return False
    return fits(wish, one.date, one.minute) or fits_weekday(part, wish, one.date, one.minute)


def _own_time(part: str, today: LocalNow) -> When | None:
    """What a stretch names, "can't do Thursday" and "instead of 2" included."""
    if says_source(part):
        part = "at " + part.partition(" of " if " of " in part else " than ")[2]
    return find_when(_REFUSAL.sub(" ", _BY.sub("at ", part)), today)


def _several(words: str, booked: Sequence[Booked]) -> set[str]:
    if len(booked) < 2:
        return set()
    if few := _FIRST_FEW.search(words):
        count = min(3 if few[2] in ("three", "3") else 2, len(booked))
        by_clock = sorted(booked, key=lambda one: (one.date, one.minute))
        return {one.ref for one in (by_clock[:count] if few[1] == "first" else by_clock[-count:])}
    return {one.ref for one in booked} if _ALL.search(words) else set()


def _by_place(parts: Sequence[str], booked: Sequence[Booked]) -> set[str]:
    """A place in the list; with one booking only there is no list."""
    if len(booked) < 2:
        return set()
    listed = [OfferedTime(one.ref, place, one.date, one.minute) for place, one in enumerate(booked, start=1)]
    by_clock = sorted(listed, key=lambda one: (one.date, one.minute))
    for part in parts:
        if places := named_places(part, listed, by_clock):
            return {place.ref for place in places}
    return set()


def _of_services(text: str, booked: Sequence[Booked]) -> set[str]:
    services = {one.service.id: one.service for one in booked}
    named = match_services(_UNWANTED.sub(" ", text), list(services.values())).ids
    return {one.ref for one in booked if one.service.id in named}


def _of_times(parts: Sequence[str], booked: Sequence[Booked], today: LocalNow, moving: bool) -> set[str]:
    """The first stretch that names the time of a booking counts; a wide one ("this week") only where none is moved."""
    for part in parts:
        wish = _own_time(part, today)
        if wish is None or not (wish.names_a_day or wish.exact):
            continue
        wide = wish.names_a_day and wish.day_from != wish.day_to
        found = {one.ref for one in booked if fits(wish, one.date, one.minute) and not (wide and moving)}
        if found := found or {one.ref for one in booked if fits_weekday(part, wish, one.date, one.minute)}:
            return found
    return set()


def _together(by_service: set[str], by_time: set[str]) -> set[str]:
    return (by_service & by_time) or by_service or by_time


def _in_order(booked: Sequence[Booked], refs: set[str]) -> tuple[str, ...]:
    return tuple(one.ref for one in booked if one.ref in refs)
