"""Random worlds, many of them near a change of clocks, busy, or at odd hours."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import product
from zoneinfo import ZoneInfo

from hypothesis import strategies as some

from tests.supabase.rules.model.held import held, lasting
from tests.supabase.rules.model.walls import DAY, MINUTE, instant_of
from tests.supabase.rules.model.world import OnDate, OneOff, Recurring, Service, Weekly, Whose, World

SHIFTING = ["Australia/Sydney", "Australia/Adelaide", "Australia/Lord_Howe"]
ZONES = [*SHIFTING, *SHIFTING, "Australia/Eucla", "Australia/Brisbane"]
CHANGES = [date(2026, 10, 4), date(2027, 4, 4)]  # clocks forward, clocks back
MONTHS = [date(2026, 12, 1), date(2027, 3, 1), date(2027, 7, 1)]  # each after a month without a 31st
SHIFTS = [
    [(540, 1020)],
    [(480, 720), (780, 1080)],
    [(1320, 210)],
    [(1200, 420)],
    [(0, 0)],
    [(0, 360), (1080, 1440)],
    [(1080, 0), (0, 480)],
    [(60, 300)],
    [(150, 195), (600, 960)],
    [],
]

FORWARD, BACK = (some.sampled_from([change, change - DAY]) for change in CHANGES)
ANY_DAY = some.one_of(some.sampled_from(MONTHS), some.dates(date(2026, 6, 1), date(2027, 12, 20)))
DAYS = some.one_of(FORWARD, BACK, ANY_DAY)

walls = some.one_of(
    some.integers(0, 96).map(lambda n: 15 * n), some.integers(0, 288).map(lambda n: 5 * n), some.integers(0, 1440)
)
odd_shifts = some.lists(some.tuples(walls, walls), max_size=3, unique_by=lambda shift: shift[0])
shifts = some.one_of(some.sampled_from(SHIFTS), some.sampled_from(SHIFTS), odd_shifts)
weeks = some.one_of(shifts.map(lambda every_day: [every_day] * 7), some.lists(shifts, min_size=7, max_size=7))
whose = some.sampled_from([Whose.SAM, Whose.ALL, Whose.SAM, Whose.ALL, Whose.KIM])
drives = some.sampled_from([30, None, 60, 20, 45, 5, 75, 0, 120, 200, 1440])
services = some.builds(
    Service,
    minutes=some.one_of(some.sampled_from([60, 30, 90, 120, 5, 45, 240, 700, 1440]), some.integers(5, 200)),
    before=some.sampled_from([0, 0, 0, 5, 15, 30, 37, 480]),
    after=some.sampled_from([0, 0, 0, 5, 10, 30, 41, 480]),
    notice=some.sampled_from([None, None, 0, 45, 600]),
)
steps = some.sampled_from([30, 15, 60, 20, 45, 90, 120, 5, 25, 50, 240, 7])


THEMES = [
    "blocks",
    "holds",
    "blocks and holds",
    "blocks and places",
    "holds and places",
    "dates and places",
    "everything",
]


@some.composite
def worlds(draw: some.DrawFn, days: some.SearchStrategy[date] = DAYS, themes: Sequence[str] = THEMES) -> World:
    """A business with Sam's calendar, Kim's beside it, and a question about a few days of Sam's. Not everything happens in all of
    them, so that much is free and what is not shows."""
    theme = draw(some.sampled_from(themes))
    zone, day = draw(some.sampled_from(ZONES)), draw(days)
    midnight = instant_of(day, 0, ZoneInfo(zone))
    first = midnight + draw(some.sampled_from([0, 0, 0, 95, 600, 1410])) * MINUTE
    now = midnight - draw(some.one_of(some.integers(0, 2880), some.integers(-1440, 0))) * MINUTE
    world = World(
        zone=zone,
        now=now + draw(some.sampled_from([0, 0, 17])) * timedelta(seconds=1),
        first=first,
        last=first + draw(some.sampled_from([2, 1, 3, 4, 7])) * DAY + draw(some.sampled_from([0, 0, 17, 390])) * MINUTE,
        service=draw(services),
        step=draw(steps),
        notice=draw(some.sampled_from([0, 0, 60, 120, 1440])),
        horizon_days=draw(some.sampled_from([28, 28, 10, 4, 2, 1])),
        weekly=tuple(Weekly(n + 1, *hours) for n, shift in enumerate(draw(weeks)) for hours in shift),
    )
    if "dates" in theme or theme == "everything":
        world = draw(with_days_of_its_own(world, day))
    if "blocks" in theme or theme == "everything":
        world = draw(with_blocks(world, day, midnight))
    if "places" in theme or theme == "everything":
        world = draw(with_places(world))
    if "holds" in theme or theme == "everything":
        world = draw(with_holds(world, midnight))
    return world


@some.composite
def with_days_of_its_own(draw: some.DrawFn, world: World, day: date) -> World:
    closed = some.dictionaries(near(day, -1, 3), some.sampled_from([True, True, False]), max_size=3)
    dates = draw(some.lists(special_hours(day), max_size=3))
    return replace(world, holidays=draw(closed), on_dates=tuple(special for date in dates for special in date))


@some.composite
def with_blocks(draw: some.DrawFn, world: World, day: date, midnight: datetime) -> World:
    blocks, rules = (
        draw(some.lists(one_offs(midnight), max_size=2)),
        draw(some.lists(recurring(day), min_size=1, max_size=3)),
    )
    return replace(world, one_offs=tuple(blocks), recurring=tuple(rules))


@some.composite
def with_places(draw: some.DrawFn, world: World) -> World:
    count = draw(some.sampled_from([2, 2, 2, 1, 3, 0]))
    place = some.sampled_from([None, *range(count), *range(count)])
    table = {(a, b): minutes for a, b in product(range(count), repeat=2) if (minutes := draw(drives)) is not None}
    default = draw(some.sampled_from([20, 45, 15, 30, 60, 90, 0, 480]))
    service = replace(world.service, at_customer=draw(some.sampled_from([True, True, True, True, True, False])))
    world = replace(world, service=service, places=count, drives=table, default_drive=default)
    return replace(world, base=draw(place), place=draw(place))


@some.composite
def with_holds(draw: some.DrawFn, world: World, midnight: datetime) -> World:
    holds = draw(held(midnight, world.now, world.places))
    sams = [hold.booking for hold in holds if hold.whose is Whose.SAM and hold.ends > world.first]
    moving, asks = draw(some.sampled_from([None, *sams])), draw(some.sampled_from([True, False]))
    return replace(world, holds=tuple(holds), moving=moving, asks=asks)


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
    first = draw(some.one_of(near(day, -70, 0), near(day, -7, 2)))
    return Recurring(
        first=first,
        last=draw(
            some.sampled_from([None, None, None, *(day + n * DAY for n in (-2, 0, 2, 4)), first, first + 9 * DAY])
        ),
        starts=draw(walls),
        ends=draw(walls),
        every=draw(some.sampled_from([1, 1, 1, 1, 2, 3])),
        weekdays=draw(some.frozensets(some.integers(1, 7), min_size=1)) if kind == "weekly" else frozenset(),
        month_day=draw(near(day, -1, 5).map(lambda on: on.day) | some.integers(28, 31)) if kind == "monthly" else None,
        excepted=draw(some.frozensets(near(day, -1, 4), max_size=2)),
        whose=draw(whose),
    )
