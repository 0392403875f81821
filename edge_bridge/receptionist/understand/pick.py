"""Which of the offered times does a reply take?"""

import re
from collections.abc import Sequence

from .fitting import fits, fits_weekday
from .moments import LocalNow, When
from .offered import OfferedTime, Pick, PickKind
from .pick_answers import accepts, refuses, says_no_good, takes_any, wants_others
from .pick_places import named_places
from .reply_words import clauses, core, plain_reply
from .spelling import mend
from .time_words import WEEKDAY, weekday_number
from .when import find_when

_WEEKDAY = re.compile(rf"\b{WEEKDAY}\b")
_NOT = re.compile(
    r"\bno[tr]?\b|n't\b|\bcannot\b|\bcant\b|\bdont\b|\bdoesnt\b|\bwont\b|\bexcept\b|\bbusy\b"
    r"|\bworking\b|\banything but\b"
)
_END_OF_DAY = re.compile(
    rf"\b(earlier|earliest|first|sooner|later|latest|last) (?:one |option |time |slot |appointment )?(?:(?:on"
    rf"|for) )?{WEEKDAY}\b"
    rf"|\b{WEEKDAY},? the (earlier|earliest|first|later|latest|last)\b"
)
_NTH = re.compile(r"\bthe (1st|2nd|3rd|4th|5th)\b")
_CORRECTS = re.compile(
    r"(?:\bno,? (?:sorry|wait)|\b(?:sorry|wait|oops|hang on),? no|\bscratch that|\bi meant?|\bactually"
    r"|\bor rather|(?:\.\.+|,)\s?no\b(?! \w+ (?:is|does|do))"
    r"(?! (?:worries|problem|probs|rush|thanks)))[\s,.]+"
)
_ASKS = re.compile(r"\b(?:anything|something|any (?:spots?|times?|slots?|openings?))\b")


_NOT_A_PICK = Pick(PickKind.NOT_A_PICK)
_NONE_WORK = Pick(PickKind.NONE_WORK)


def pick_offer(text: str, offers: Sequence[OfferedTime], today: LocalNow) -> Pick:
    """The offer a reply takes.

    A bare number is a place in the list ("2" is the second, "2pm" a time), and an hour only beyond its end. Yes to one offer
    takes it, to several is unclear; "any of them" takes the first. A day or time that was not offered is no pick: it is a
    new wish, which find_when reads.
    """
    listed = sorted(offers, key=lambda offer: offer.position)
    reply = mend(plain_reply(text))
    if not listed or not reply:
        return _NOT_A_PICK
    *before, last = _CORRECTS.split(reply)
    if before and last and (corrected := _picked(last, listed, today)).kind is PickKind.CHOSEN:
        return corrected
    return _picked(reply, listed, today)


def _picked(reply: str, listed: list[OfferedTime], today: LocalNow) -> Pick:
    if wants_others(reply):
        return _NOT_A_PICK if _wish(reply, today) else _NONE_WORK
    if end := _END_OF_DAY.search(reply):
        return _among(_end_of_day(end[1] or end[2], reply, listed, today))
    places = named_places(reply, listed, _by_clock(listed))
    if places:
        return _among(_with_date(reply, places, listed))
    if refuses(reply):
        return _NONE_WORK
    return _by_time(reply, listed, today) or _left_over(reply, listed) or _by_answer(reply, listed)


def _among(found: Sequence[OfferedTime]) -> Pick:
    if not found:
        return _NOT_A_PICK
    refs = tuple(offer.ref for offer in found)
    return Pick(PickKind.CHOSEN, refs[0], refs) if len(refs) == 1 else Pick(PickKind.UNCLEAR, None, refs)


def _by_clock(listed: Sequence[OfferedTime]) -> list[OfferedTime]:
    return sorted(listed, key=lambda offer: (offer.date, offer.minute))


def _end_of_day(end: str, reply: str, listed: list[OfferedTime], today: LocalNow) -> list[OfferedTime]:
    """ "The later one on Thursday": the first or last of that day's."""
    wish = find_when(reply, today)
    fitting = _by_clock([offer for offer in listed if wish and fits(wish, offer.date, offer.minute)])
    return fitting[:1] if end in ("earlier", "earliest", "first", "sooner") else fitting[-1:]


def _with_date(reply: str, places: list[OfferedTime], listed: list[OfferedTime]) -> list[OfferedTime]:
    """ "The 3rd" may be the third offer or the one on the 3rd."""
    match = _NTH.search(reply)
    return [offer for offer in listed if offer in places or (match and offer.date.day == int(match[1][0]))]


def _wish(reply: str, today: LocalNow) -> When | None:
    """The day or time named, if one was; "any time" names neither."""
    wish = find_when(reply, today)
    open_ended = wish and wish.day_to is None and wish.day_from == today.date and not wish.names_a_time
    return None if open_ended else wish


def _by_time(reply: str, listed: list[OfferedTime], today: LocalNow) -> Pick | None:
    """Whatever days and times were named, matched against what is on offer; None when none was named."""
    wish = _wish(reply, today)
    fitting = _fitting(reply, wish, listed)
    if not wish or (not fitting and takes_any(reply)):
        hour = _bare_hour(reply)
        return _among([offer for offer in listed if offer.minute % 720 == hour % 12 * 60]) if hour else None
    if takes_any(reply):
        return _among(fitting[:1])
    if len(fitting) == 1 and _ASKS.search(reply):
        return Pick(PickKind.UNCLEAR, None, (fitting[0].ref,))
    return _among(fitting)


def _fitting(reply: str, wish: When | None, listed: list[OfferedTime]) -> list[OfferedTime]:
    if wish is None:
        return []
    return [offer for offer in listed if fits(wish, offer.date, offer.minute)] or [
        offer for offer in listed if fits_weekday(reply, wish, offer.date, offer.minute)
    ]


def _bare_hour(reply: str) -> int | None:
    """The hour in a reply that has nothing but a number to say."""
    said = [word for words in clauses(reply) for word in core(words)]
    return int(said[0]) if len(said) == 1 and said[0].isdecimal() and 1 <= int(said[0]) <= 12 else None


def _left_over(reply: str, listed: list[OfferedTime]) -> Pick | None:
    """ "Not Thursday" alone leaves the other days to ask about."""
    if not _NOT.search(reply) and not says_no_good(reply):
        return None
    refused = {weekday_number(match[0]) for match in _WEEKDAY.finditer(reply)}
    left = [offer for offer in listed if offer.date.isoweekday() not in refused]
    if not refused:
        return _NONE_WORK if says_no_good(reply) else None
    return Pick(PickKind.UNCLEAR, None, tuple(offer.ref for offer in left)) if left else _NONE_WORK


def _by_answer(reply: str, listed: list[OfferedTime]) -> Pick:
    if takes_any(reply):
        return _among(listed[:1])
    return _among(listed) if accepts(reply) else _NOT_A_PICK
