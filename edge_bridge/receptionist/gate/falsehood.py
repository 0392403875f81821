"""What the gate finds."""

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What sort of claim was false."""

    TIME = "time"  # a time, date or weekday the rows do not have
    PRICE = "price"  # an amount, or "free", that is no price of the service spoken of
    OUTCOME = "outcome"  # something said to have happened, or promised, that did not
    AVAILABILITY = "availability"  # free or full, against what was found
    HOURS = "hours"  # opening hours that are not ours
    NUMBER = "number"  # a number or duration with no source
    LANGUAGE = "language"  # words the gate cannot read, so cannot vouch for


@dataclass(frozen=True, slots=True)
class Falsehood:
    """A fragment of a reply that does not agree with the rows, and why."""

    kind: Kind
    fragment: str
    reason: str
