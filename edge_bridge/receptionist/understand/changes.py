"""What a customer with open bookings wants changed: called off, moved, and to when."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from . import change_words as says
from .booked import Booked, is_named_time, which_booked
from .calendar_days import monday_of
from .fitting import bare_weekday
from .intent import Intent, find_intents
from .moments import LocalNow, When
from .relative import is_relative, is_shifted, relative_wish, wants_other_day
from .reply_words import plain_reply
from .spelling import mend
from .stretches import says_goal, says_source, spelt_out, stretches
from .when import find_when


class ChangeKind(StrEnum):
    """What is wanted of a booking."""

    CANCEL = "cancel"
    UNABLE = "unable"  # they cannot make it; neither moving nor calling off was asked for
    MOVE = "move"


@dataclass(frozen=True, slots=True)
class Change:
    """A change asked for. `named` are the bookings it names, none where it names none; `wish` is the new time, if said."""

    kind: ChangeKind
    named: tuple[str, ...] = ()
    wish: When | None = None


def find_change(text: str, booked: Sequence[Booked], today: LocalNow) -> Change | None:
    """The change a text asks for, or None. The wish is that of any booking that can be meant; see `new_time`."""
    words = spelt_out(mend(plain_reply(text)))
    kind = change_kind(words, today)
    if kind is None:
        return None
    named = _to_cancel(words, booked, today) if kind is ChangeKind.CANCEL else ()
    named = named or which_booked(text, booked, today, moving=kind is not ChangeKind.CANCEL)
    meant = [one for one in booked if one.ref in named] or list(booked)
    wish = _agreed(text, meant, today) if kind is not ChangeKind.CANCEL else None
    if kind is ChangeKind.UNABLE and wish:
        kind = ChangeKind.MOVE
    return Change(kind, named, wish)


def _to_cancel(words: str, booked: Sequence[Booked], today: LocalNow) -> tuple[str, ...]:
    """What the very stretch that cancels names: "I still want the mow, cancel the hedges"."""
    named = (which_booked(part, booked, today) for part in stretches(words) if says.CANCELS.search(part))
    return next((refs for refs in named if refs), ())


def _agreed(text: str, meant: Sequence[Booked], today: LocalNow) -> When | None:
    """The new time, where it is the same whichever booking is meant."""
    wishes = {new_time(text, one, today) for one in meant}
    return wishes.pop() if len(wishes) == 1 else None


def change_kind(words: str, today: LocalNow) -> ChangeKind | None:
    """What plain words ask for, whichever booking it is about."""
    intents = find_intents(words)
    soft = Intent.CANCEL in intents or says.UNABLE.search(words)
    cancels = says.CANCELS.search(words) and not says.CANCELS_NOT.search(words)
    moves = _moves(words, intents, today)
    if cancels and (not moves or says.REBOOKS_LATER.search(words)):
        return ChangeKind.CANCEL
    if moves:
        return ChangeKind.MOVE
    return (
        ChangeKind.UNABLE if soft and not says.CANCELS_NOT.search(words) and not says.UNABLE_NOT.search(words) else None
    )


def _moves(words: str, intents: frozenset[Intent], today: LocalNow) -> bool:
    if says.MOVES_NOT.search(words):
        return False
    if Intent.MOVE in intents or says.MOVES.search(words) or is_shifted(words):
        return True
    return bool(says.MOVES_WITH_TIME.search(words)) and (is_relative(words) or find_when(words, today) is not None)


def new_time(text: str, one: Booked, today: LocalNow) -> When | None:
    """The time a text wants this booking to have; None where it names none.

    The booking's own time ("can't do Thursday") is no wish. What is said by the old time is seen from there ("an hour
    later", "the following week"), a bare weekday is that of the booking's own week, and a time without a day means its day.
    """
    words = spelt_out(mend(plain_reply(text)))
    goal = _goal([part for part in stretches(words) if not _is_old(part, one, today)], today)
    named = find_when(goal, today)
    if named and bare_weekday(goal):
        named = _in_week_of(one, named, today)
    wish = relative_wish(words, one.date, one.minute, today.date, named) or named
    if wish is None or wish.names_a_day or wants_other_day(words):
        return wish
    return replace(wish, day_from=one.date, day_to=one.date) if one.date >= today.date else wish


def _is_old(part: str, one: Booked, today: LocalNow) -> bool:
    """A stretch that says where it is now, or when they are not able to."""
    refused = says.UNABLE.search(part) or is_named_time(part, one, today)
    return says_source(part) or (not says_goal(part) and bool(refused))


def _goal(parts: list[str], today: LocalNow) -> str:
    """The first stretch that names a goal, with all that follows, as "move it to Friday"; else all of them."""
    for place, part in enumerate(parts):
        if says_goal(part):
            words = "move it " + re.sub(r"^(?:till?|until)\b", "to", ", ".join(parts[place:]))
            if find_when(words, today):
                return words
    return ", ".join(parts)


def _in_week_of(one: Booked, wish: When, today: LocalNow) -> When:
    """The weekdays wished in the booking's own week, as far as that is not behind us."""
    if wish.day_from is None or wish.day_to is None or wish.weekday:
        return wish
    on = monday_of(one.date) - monday_of(wish.day_from)
    first, last = wish.day_from + on, wish.day_to + on
    own_day = first == last == one.date and not wish.names_a_time
    if first < today.date or own_day:
        return wish
    return replace(wish, day_from=first, day_to=last, ambiguous=None if on else wish.ambiguous,
                   others=tuple(_in_week_of(one, other, today) for other in wish.others))  # fmt: skip
