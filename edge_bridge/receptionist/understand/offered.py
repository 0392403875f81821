"""An offered time, and what a reply to a list of them comes to."""

import datetime
from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class OfferedTime:
    """One time on offer: its reference, its place in the list (1 first), and its local date and minute of the day."""

    ref: str
    position: int
    date: datetime.date
    minute: int


class PickKind(StrEnum):
    """What a reply to an offer is."""

    CHOSEN = "chosen"  # one of them, in `ref`
    NONE_WORK = "none_work"  # none suits, or others are asked for
    UNCLEAR = "unclear"  # could be any of `candidates`
    NOT_A_PICK = "not_a_pick"  # something else, maybe a new wish for find_when


@dataclass(frozen=True, slots=True)
class Pick:
    """The offer taken, if any; `candidates` are the references it could be, in the order offered."""

    kind: PickKind
    ref: str | None = None
    candidates: tuple[str, ...] = ()
