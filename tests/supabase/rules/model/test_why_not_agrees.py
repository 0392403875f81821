"""The reasons an owner is given against a start are the rules the model says refuse it."""

from __future__ import annotations

from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as some

from tests.supabase.rules.desk import Desk
from tests.supabase.rules.model.build import built, free_starts, reasons
from tests.supabase.rules.model.effort import effort
from tests.supabase.rules.model.model import Law
from tests.supabase.rules.model.walls import DAY, every
from tests.supabase.rules.model.world import World
from tests.supabase.rules.model.worlds import worlds

parts = some.lists(some.floats(0, 1, exclude_max=True), min_size=1, max_size=8)


def test_the_reasons_against_a_start_are_the_rules_that_refuse_it(desk: Desk) -> None:
    """No reason exactly when the start is free; starts on the grid and anywhere, before the window and after it too."""

    @effort(30)
    @given(worlds(), parts, parts)
    def agree(world: World, on_grid: list[float], anywhere: list[float]) -> None:
        law = Law(world)
        first, last = world.first - DAY, world.last + DAY
        minutes, grid = list(every(1, first, last)), law.grid(first, last)
        starts = [grid[int(part * len(grid))] for part in on_grid] + [
            minutes[int(part * len(minutes))] for part in anywhere
        ]
        starts += [edge for edge in (law.earliest, law.latest) if first <= edge < last and edge.second == 0]
        with built(desk, world):
            told = {start: reasons(desk, world, start) for start in starts}
            free = {start for start in starts if free_starts(desk, world, start, _just_after(start)) == [start]}
        assert told == {start: law.refusals(start) for start in starts}
        assert free == {start for start in starts if not told[start]}

    agree()


def _just_after(start: datetime) -> datetime:
    return start + timedelta(microseconds=1)
