"""Which starts are free, slowly and obviously: every point of the grid is tried, and every rule is asked about each one by itself.

Written from the promise made to businesses, never from the SQL. Stretches of time are sets of minutes.
"""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from math import gcd
from zoneinfo import ZoneInfo

from tests.supabase.rules.model.walls import DAY, MINUTE, every, minutes, number, shift, starts_on
from tests.supabase.rules.model.world import Hold, Offered, World

MARGIN = 4 * DAY  # further than any shift, drive or job reaches
OFFSETS = 15  # minutes of which every zone's offset from UTC is a multiple


class Rule(StrEnum):
    """Why a start is refused."""

    NOTICE = "notice"
    HORIZON = "horizon"
    GRID = "grid"
    HOURS = "hours"
    DATE_HOURS = "date_hours"
    HOLIDAY = "holiday"
    BASE = "base"
    BLOCKED = "blocked"
    BOOKED = "booked"
    KEPT = "kept"
    BUFFER = "buffer"
    TRAVEL = "travel"


class Law:
    """The rules of one world."""

    def __init__(self, world: World) -> None:
        self.world, self.zone = world, ZoneInfo(world.zone)
        first, last = (edge.astimezone(self.zone).date() for edge in (world.first - MARGIN, world.last + MARGIN))
        self.days = [first + n * DAY for n in range((last - first).days + 1)]
        self.shifts = [shifts for day in self.days if (shifts := [s for s in self._shifts(day) if s])]
        self.open = minutes(s for shifts in self.shifts for s in shifts)
        self.tours = minutes(range(min(s.start for s in shifts), max(s.stop for s in shifts)) for shifts in self.shifts)
        self.recurring = minutes(
            shift(day, block.starts, block.ends, self.zone)
            for block in world.recurring
            for day in self.days
            if block.whose.is_sams and starts_on(block, day)
        )
        one_offs = (range(number(b.starts), number(b.ends)) for b in world.one_offs if b.whose.is_sams)
        self.blocked = self.recurring | minutes(one_offs)
        self.holds = [hold for hold in world.holds if self._counts(hold)]
        notice = world.notice if world.service.notice is None else world.service.notice
        self.earliest, self.latest = world.now + notice * MINUTE, world.now + world.horizon_days * DAY

    def grid(self, first: datetime, last: datetime) -> list[datetime]:
        """The points of the business's grid from `first` on and before `last`, in order."""
        return [start for start in every(gcd(self.world.step, OFFSETS), first, last) if self.on_grid(start)]

    def judged(self, first: datetime, last: datetime) -> dict[datetime, frozenset[Rule]]:
        """Every start of the grid from `first` on and before `last`, in order, with the rules that refuse it."""
        return {start: self.refusals(start) for start in self.grid(first, last)}

    def free_starts(self, first: datetime, last: datetime) -> list[datetime]:
        """Those no rule refuses."""
        return [start for start, refusals in self.judged(first, last).items() if not refusals]

    def refusals(self, start: datetime) -> frozenset[Rule]:
        """Every rule that refuses a start; none: it is free."""
        open_then = self.open.issuperset(self._job(start))
        broken = {
            Rule.NOTICE: start < self.earliest,
            Rule.HORIZON: start >= self.latest,
            Rule.GRID: not self.on_grid(start),
            self._hours_of(start): not open_then,
            Rule.BASE: open_then and not self._tour_fits(start),
            Rule.BLOCKED: not self.blocked.isdisjoint(self._job(start)),
        }
        by_holds = (self._refusal(start, hold) for hold in self.holds)
        return frozenset([*(rule for rule, is_broken in broken.items() if is_broken), *filter(None, by_holds)])

    def on_grid(self, start: datetime) -> bool:
        wall = start.astimezone(self.zone)
        return wall.second == wall.microsecond == 0 and (60 * wall.hour + wall.minute) % self.world.step == 0

    def _shifts(self, day: date) -> list[range]:
        """The stretches of this day's shift: its own hours, else none on a holiday, else its weekday's."""
        own = [special.hours for special in self.world.on_dates if special.on == day]
        if own:
            walls = [hours for hours in own if hours is not None]
        elif self.world.holidays.get(day, False):
            walls = []
        else:
            walls = [(week.opens, week.closes) for week in self.world.weekly if week.weekday == day.isoweekday()]
        return [shift(day, opens, closes, self.zone) for opens, closes in walls]

    def _hours_of(self, start: datetime) -> Rule:
        """What is said of a start outside the hours: the day it starts on is special, a holiday, or neither."""
        day = start.astimezone(self.zone).date()
        if any(special.on == day for special in self.world.on_dates):
            return Rule.DATE_HOURS
        return Rule.HOLIDAY if self.world.holidays.get(day, False) else Rule.HOURS

    def _job(self, start: datetime) -> range:
        return range(number(start), number(start) + self.world.service.minutes)

    def _counts(self, hold: Hold) -> bool:
        """Whether a hold stands in the way of this search at all."""
        world = self.world
        lives = hold.expires is None or hold.expires > world.now
        moves = hold.booking is not None and hold.booking == world.moving
        return lives and hold.whose.is_sams and not moves and not (world.asks and hold.offered is Offered.US)

    def _refusal(self, start: datetime, hold: Hold) -> Rule | None:
        """Why a hold does not let a job start then."""
        service, job_ends = self.world.service, start + self.world.service.minutes * MINUTE
        leaves, returns = start - service.before * MINUTE, job_ends + service.after * MINUTE
        if leaves < hold.ends and hold.starts < returns:
            if hold.offered:
                return Rule.KEPT
            return Rule.BOOKED if start < hold.ends and hold.starts < job_ends else Rule.BUFFER
        if service.at_customer and hold.at_customer:
            from_it = hold.ends + self.drive(hold.place, self.world.place) * MINUTE <= leaves
            to_it = returns + self.drive(self.world.place, hold.place) * MINUTE <= hold.starts
            return None if from_it or to_it else Rule.TRAVEL
        return None

    def drive(self, here: int | None, there: int | None) -> int:
        """Minutes from one place to another."""
        if here is None or there is None:
            return self.world.default_drive
        return self.world.drives.get((here, there), self.world.default_drive)

    def _tour_fits(self, start: datetime) -> bool:
        """Whether the drives from and to the base fit into the day's tour."""
        base, job = self.world.base, self._job(start)
        if base is None or not self.world.service.at_customer:
            return True
        there, back = self.drive(base, self.world.place), self.drive(self.world.place, base)
        return self.tours.issuperset(range(job.start - there, job.stop + back))
