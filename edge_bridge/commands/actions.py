"""What a member's text asks for, as the database takes it."""

import datetime
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Do(StrEnum):
    """What to do. The last two do nothing: UNCLEAR asks about part of a text, HELP says what can be texted."""

    CONFIRM = "confirm"
    DECLINE = "decline"
    PROPOSE = "propose"
    DONE = "done"
    NO_SHOW = "no_show"
    ALL_DONE = "all_done"
    LATE = "late"
    DAY = "day"
    AWAY = "away"
    BACK = "back"
    UNCLEAR = "unclear"
    HELP = "help"


class Why(StrEnum):
    """What is unclear."""

    WHAT = "what"  # a code without a word of what to do
    MORE = "more"  # more than the answer itself: "Y7K but at 4"
    BOTH = "both"  # two different things about one code
    TIME = "time"  # a time that is none, or more than one
    WHICH_DAY = "which_day"  # "thu", when two Thursdays can be meant
    PAST = "past"
    MINUTES = "minutes"  # how late
    AWAY = "away"  # until when
    WORDS = "words"  # nothing we know, beside something we do


@dataclass(frozen=True, slots=True)
class Action:
    """One thing asked for. `at` and `until` are wall times of the business; `words` is what was not understood.

    A PROPOSE without `at` names a code that is not open: the database says what became of it. `bare`: the text says
    no more than "ok" or "thanks".
    """

    do: Do
    code: str | None = None
    reason: str = ""
    at: datetime.datetime | None = None
    until: datetime.datetime | None = None
    date: datetime.date | None = None
    minutes: int | None = None
    why: Why | None = None
    words: str = ""
    bare: bool = False

    def row(self) -> dict[str, Any]:
        """As JSON, without what is not said."""
        said = {name: getattr(self, name) for name in self.__slots__}
        return {name: _plain(value) for name, value in said.items() if value not in (None, "", False)}


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime.date) else value


def unclear(why: Why, words: str = "", code: str | None = None) -> Action:
    """A question instead of a guess."""
    return Action(Do.UNCLEAR, code, why=why, words=" ".join(words.split())[:60])
