"""How many of the random worlds put what to the test."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from tests.supabase.rules.model.model import Law, Rule
from tests.supabase.rules.model.walls import instant_of, number

Judged = Mapping[datetime, frozenset[Rule]]

TAKEN = {Rule.BLOCKED, Rule.BOOKED, Rule.KEPT, Rule.BUFFER, Rule.TRAVEL}


class Shares:
    """Counts the worlds in which something makes a difference to what is free."""

    def __init__(self) -> None:
        self.worlds, self.counts = 0, Counter[str]()

    def add(self, law: Law, judged: Judged) -> None:
        self.worlds += 1
        self.counts.update(name for name, tells in QUESTIONS.items() if tells(law, judged))

    def of(self, name: str) -> float:
        return self.counts[name] / self.worlds

    def report(self) -> str:
        """One line, in percent."""
        return f"{self.worlds} worlds: " + ", ".join(f"{name} {100 * self.of(name):.0f} %" for name in QUESTIONS)


def clocks_forward(law: Law, judged: Judged) -> bool:
    """The window has a gap in its wall times."""
    return _gained(law) > timedelta(0)


def clocks_back(law: Law, judged: Judged) -> bool:
    """The window has wall times that happen twice."""
    return _gained(law) < timedelta(0)


def _gained(law: Law) -> timedelta:
    first, last = (edge.astimezone(law.zone).utcoffset() or timedelta(0) for edge in (law.world.first, law.world.last))
    return last - first


def overnight(law: Law, judged: Judged) -> bool:
    """Some start belongs to the shift of the day before."""
    for stretch in (stretch for shifts in law.shifts for stretch in shifts):
        day = datetime.fromtimestamp(60 * stretch.start, law.zone).date()
        after = range(number(instant_of(day, 1440, law.zone)), stretch.stop)
        if any(number(start) in after for start in judged):
            return True
    return False


def travel(law: Law, judged: Judged) -> bool:
    """Some start is refused for a drive and nothing else."""
    return any(refusals and refusals <= {Rule.TRAVEL, Rule.BASE} for refusals in judged.values())


def recurring(law: Law, judged: Judged) -> bool:
    """Some start is refused for a recurring block and nothing else."""
    lasts = law.world.service.minutes
    return any(
        refusals == {Rule.BLOCKED} and not law.recurring.isdisjoint(range(number(start), number(start) + lasts))
        for start, refusals in judged.items()
    )


def full_day(law: Law, judged: Judged) -> bool:
    """A day that would have had a free start, were it not for what is on it, has none."""
    chances = [(start.astimezone(law.zone).date(), refusals) for start, refusals in judged.items() if refusals <= TAKEN]
    return bool({day for day, _ in chances} - {day for day, refusals in chances if not refusals})


QUESTIONS: dict[str, Callable[[Law, Judged], bool]] = {
    "clocks forward": clocks_forward,
    "clocks back": clocks_back,
    "overnight hours": overnight,
    "travel": travel,
    "recurring blocks": recurring,
    "full day": full_day,
}
