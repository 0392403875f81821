"""Random worlds, many of them near a change of clocks, busy, or at odd hours."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from itertools import product
from zoneinfo import ZoneInfo

from hypothesis import strategies as some

from tests.supabase.rules.model.held import held, lasting, mostly
from tests.supabase.rules.model.walls import DAY, MINUTE, instant_of
from tests.supabase.rules.model.world import OnDate, OneOff, Recurring, Service, Weekly, Whose, World

SHIFTING = ["Australia/Sydney", "Australia/Adelaide", "Australia/Lord_Howe"]
ZONES = [*SHIFTING, *SHIFTING, "Australia/Eucla", "Australia/Brisbane"]
CHANGES = [date(2026, 10, 4), date(2027, 4, 4)]  # clocks forward, clocks back
SHIFTS = [
    [(540, 1020)],
    [(480, 720), (780, 1080)],
    [(1320, 210)],
    [(0, 0)],
    [(0, 360), (1080, 1440)],
    [(1080, 0), (0, 480)],
    [(60, 300)],
    [(150, 195), (600, 960)],
    [],
]

days = some.one_of(
    some.builds(lambda change, n: change + timedelta(days=n), some.sampled_from(CHANGES), some.integers(-2, 0)),
    some.builds(lambda change, n: change + timedelta(days=n), some.sampled_from(CHANGES), some.integers(-1, 0)),
    some.dates(date(2026, 6, 1), date(2027, 12, 20)),
)
walls = some.one_of(
    some.integers(0, 96).map(lambda n: 15 * n), some.integers(0, 288).map(lambda n: 5 * n), some.integers(0, 1440)
)
odd_shifts = some.lists(some.tuples(walls, walls), max_size=3, unique_by=lambda shift: shift[0])
shifts = some.one_of(some.sampled_from(SHIFTS), some.sampled_from(SHIFTS), odd_shifts)
weeks = some.one_of(shifts.map(lambda every_day: [every_day] * 7), some.lists(shifts, min_size=7, max_size=7))
whose = some.sampled_from([Whose.SAM, Whose.ALL, Whose.SAM, Whose.ALL, Whose.KIM])
drives = some.sampled_from([None, 30, 10, 20, 45, 5, 75, 0, 120, 200, 1440])
services = some.builds(
    Service,
    minutes=some.one_of(some.sampled_from([60, 30, 90, 120, 5]), some.integers(5, 300), some.integers(5, 1440)),
    before=some.sampled_from([0, 0, 0, 5, 15, 30, 37, 480]),
    after=some.sampled_from([0, 0, 0, 5, 10, 30, 41, 480]),
    notice=some.sampled_from([None, None, 0, 45, 600]),
    at_customer=mostly,
)
steps = some.sampled_from([30, 15, 60, 20, 45, 90, 120, 5, 25, 50, 240, 7])


@some.composite
def worlds(draw: some.DrawFn) -> World:
    """A business with Sam's calendar, Kim's beside it, and a question about a few days of Sam's."""
    zone = draw(some.sampled_from(ZONES))
    day = draw(days)
    midnight = instant_of(day, 0, ZoneInfo(zone))
    first = midnight + draw(some.sampled_from([0, 0, 0, 95, 600, 1410])) * MINUTE
    last = first + draw(some.sampled_from([2, 1, 3, 4, 7])) * DAY + draw(some.sampled_from([0, 0, 17, 390])) * MINUTE
    now = midnight - draw(some.one_of(some.integers(0, 2880), some.integers(-4000, 0))) * MINUTE
    now += draw(some.sampled_from([0, 0, 17])) * timedelta(seconds=1)
    places = draw(some.sampled_from([2, 2, 2, 1, 3, 0]))
    place = some.sampled_from([None, *range(places), *range(places)])
    holds = draw(held(midnight, now, places))
    return World(
        zone=zone,
        now=now,
        first=first,
        last=last,
        service=draw(services),
        step=draw(steps),
        notice=draw(some.sampled_from([0, 0, 60, 120, 1440])),
        horizon_days=draw(some.sampled_from([28, 28, 28, 10, 4, 1])),
        weekly=tuple(Weekly(n + 1, *hours) for n, shift in enumerate(draw(weeks)) for hours in shift),
        on_dates=tuple(special for date in draw(some.lists(special_hours(day), max_size=2)) for special in date),
        holidays=draw(some.dictionaries(near(day, -1, 3), some.sampled_from([True, True, False]), max_size=2)),
        one_offs=tuple(draw(some.lists(one_offs(midnight), max_size=2))),
        recurring=tuple(draw(some.lists(recurring(day), max_size=4))),
        holds=tuple(holds),
        places=places,
        drives={(a, b): drive for a, b in product(range(places), repeat=2) if (drive := draw(drives)) is not None},
        default_drive=draw(some.sampled_from([20, 0, 15, 30, 60, 90, 480])),
        base=draw(place),
        place=draw(place),
        moving=draw(some.sampled_from([None, *[h.booking for h in holds if h.whose is Whose.SAM and h.ends > first]])),
        asks=draw(some.sampled_from([True, False])),
    )


def near(day: date, least: int, most: int) -> some.SearchStrategy[date]:
    return some.integers(least, most).map(lambda n: day + timedelta(days=n))


@some.composite
def special_hours(draw: some.DrawFn, day: date) -> list[OnDate]:
    """A date's own hours; none at all: closed."""
    on = draw(near(day, -1, 3))
    return [OnDate(on, hours) for hours in draw(shifts)] or [OnDate(on, None)]


@some.composite
def one_offs(draw: some.DrawFn, midnight: datetime) -> OneOff:
    starts = midnight + draw(some.integers(-1440, 5 * 1440)) * MINUTE
    return OneOff(starts, starts + draw(some.one_of(lasting, some.integers(600, 4000))) * MINUTE, draw(whose))


@some.composite
def recurring(draw: some.DrawFn, day: date) -> Recurring:
    """A daily, weekly or monthly block that began some time ago or begins soon."""
    kind = draw(some.sampled_from(["weekly", "weekly", "daily", "monthly"]))
    first = draw(some.one_of(near(day, -70, 5), near(day, -7, 3)))
    return Recurring(
        first=first,
        last=draw(some.one_of(some.none(), some.none(), near(day, -2, 6), near(first, 0, 80))),
        starts=draw(walls),
        ends=draw(walls),
        every=draw(some.sampled_from([1, 1, 1, 2, 3, 10])),
        weekdays=draw(some.frozensets(some.integers(1, 7), min_size=1)) if kind == "weekly" else frozenset(),
        month_day=draw(near(day, -1, 5).map(lambda on: on.day) | some.integers(28, 31)) if kind == "monthly" else None,
        excepted=draw(some.frozensets(near(day, -1, 5), max_size=3)),
        whose=draw(whose),
    )
