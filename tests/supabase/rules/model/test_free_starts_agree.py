"""The free starts of random worlds are what the model says, over changes of clocks in both directions."""

from __future__ import annotations

from datetime import datetime
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as some

from tests.supabase.rules.desk import Desk
from tests.supabase.rules.model.build import built, free_starts
from tests.supabase.rules.model.effort import effort
from tests.supabase.rules.model.model import Law
from tests.supabase.rules.model.shares import QUESTIONS, Shares
from tests.supabase.rules.model.world import World
from tests.supabase.rules.model.worlds import ANY_DAY, BACK, FORWARD, THEMES, worlds


def test_free_starts_are_what_the_model_says(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    """Nothing illegal, nothing legal missing, ascending and distinct; and the worlds are not tame ones."""
    shares = Shares()

    def agree(world: World) -> None:
        law = Law(world)
        judged = law.judged(world.first, world.last)
        with built(desk, world):
            found = free_starts(desk, world, world.first, world.last)
        assert found == [start for start, refusals in judged.items() if not refusals]
        shares.add(law, judged)

    for n, (days, theme) in enumerate(product((FORWARD, BACK, ANY_DAY), THEMES)):
        effort(9, n)(given(worlds(days, [theme]))(agree))()
    with capsys.disabled():
        print(f"\nFree starts against the model in {shares.report()}")
    assert {name: shares.of(name) for name in QUESTIONS if shares.of(name) < 0.1} == {}


def test_a_window_has_the_free_starts_of_its_halves(desk: Desk) -> None:
    @effort(40)
    @given(worlds(), some.floats(0, 1), some.booleans())
    def same(world: World, part: float, at_a_start: bool) -> None:
        with built(desk, world):
            whole = free_starts(desk, world, world.first, world.last)
            cut = world.first + part * (world.last - world.first)
            if at_a_start and whole:
                cut = whole[int(part * (len(whole) - 1))]
            halves: list[datetime] = [
                *free_starts(desk, world, world.first, cut),
                *free_starts(desk, world, cut, world.last),
            ]
        assert halves == whole

    same()
