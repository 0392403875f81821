"""Commands that are words: today, late 20, away until Mon, back, done. One stands alone on its line."""

import datetime
import re
from collections.abc import Callable
from re import Match

from edge_bridge.receptionist.understand import LocalNow

from .actions import Action, Do, Why, unclear
from .moments import end_of_absence

LONGEST_DELAY = 240
"""Minutes; more than that is a new time, not a delay."""

_CODE = r"(?P<{}>[2-9][bcdfghjklmpqrstvwxz]{{1,2}})"
_ME = r"(?:i'?m |i am |we'?re |we are )?"
_LATE = re.compile(
    rf"{_ME}(?:running )?(?:late|behind)(?: (?:by|for|about))?(?: {_CODE.format('before')}(?: by| about)?)?"
    r" (?P<number>\d{1,3}) ?(?P<unit>m|mins?|minutes?|h|hrs?|hours?)?"
    rf"(?: (?:for )?{_CODE.format('after')})?"
)
_LATE_TOO = re.compile(
    rf"{_ME}(?:running )?(?P<number>\d{{1,3}}) ?(?P<unit>m|mins?|minutes?|h|hrs?|hours?)? (?:late|behind)"
    rf"(?: for)?(?: {_CODE.format('after')})?(?P<before>)"
)
_DAY = re.compile(
    r"(?:(?:list|show|what'?s|who'?s|jobs|bookings|schedule|run ?sheet)(?: on)?(?: for)? )?"
    r"(?P<day>today|tomorrow|tomorow|tmrw|tmr|tomoz)(?:'?s)?(?: (?:jobs|bookings|list|schedule))?"
)
_AWAY = re.compile(rf"{_ME}(?:going )?away(?: (?:un)?till? (?P<until>.+))?")
_BACK = re.compile(rf"{_ME}back(?: (?:at work|on|again))?")
_DONE = re.compile(r"(?:all )?(?:of them )?done|done all|all of them")
_BEGINS = (("late", Why.MINUTES), ("running late", Why.MINUTES), ("away", Why.AWAY), ("back", Why.AWAY))


def read_words(line: str, now: LocalNow) -> Action | None:
    """The command that a line is, whole; None: it is none."""
    words = " ".join(line.lower().split())
    rules: tuple[tuple[re.Pattern[str], Callable[[Match[str], LocalNow], Action]], ...] = (
        (_LATE, _late), (_LATE_TOO, _late), (_DAY, _day), (_AWAY, _away),
        (_BACK, lambda _m, _n: Action(Do.BACK)), (_DONE, lambda _m, _n: Action(Do.ALL_DONE)),
    )  # fmt: skip
    for pattern, act in rules:
        if match := pattern.fullmatch(words):
            return act(match, now)
    return None


def half_said(line: str) -> Action | None:
    """What is unclear about a line that begins like one of these commands."""
    words = line.lower().strip()
    return next((unclear(why, line) for start, why in _BEGINS if re.match(rf"{start}\b", words)), None)


def _late(match: Match[str], now: LocalNow) -> Action:
    minutes = int(match["number"]) * (60 if (match["unit"] or "m")[0] == "h" else 1)
    if not 1 <= minutes <= LONGEST_DELAY:
        return unclear(Why.MINUTES, match[0])
    code = match["before"] or match["after"]
    return Action(Do.LATE, code.upper() if code else None, minutes=minutes)


def _day(match: Match[str], now: LocalNow) -> Action:
    return Action(Do.DAY, date=now.date + datetime.timedelta(days=match["day"] != "today"))


def _away(match: Match[str], now: LocalNow) -> Action:
    if match["until"] is None:
        return Action(Do.AWAY)
    until = end_of_absence(match["until"], now)
    return unclear(until, match[0]) if isinstance(until, Why) else Action(Do.AWAY, until=until)
