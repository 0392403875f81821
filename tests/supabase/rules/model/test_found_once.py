"""Worlds in which the product and the model once disagreed, as small as they could be made."""

from __future__ import annotations

from datetime import date

import pytest

from tests.supabase.rules.desk import Desk, instant
from tests.supabase.rules.model.build import built, free_starts
from tests.supabase.rules.model.model import Law
from tests.supabase.rules.model.world import Recurring, Weekly, World

OPEN_DAILY = tuple(Weekly(day, 540, 720) for day in range(1, 8))
MIDNIGHT = instant("2026-10-11T00:00+11:00")
FOUND = {
    "a weekly block that ends before one of its weekdays first comes": World(
        zone="Australia/Sydney",
        now=MIDNIGHT,
        first=MIDNIGHT,
        last=instant("2026-10-12T00:00+11:00"),
        weekly=OPEN_DAILY,
        recurring=(Recurring(date(2026, 10, 5), date(2026, 10, 8), 0, 0, weekdays=frozenset({1, 7})),),
    ),
}


@pytest.mark.parametrize("world", FOUND.values(), ids=FOUND)
def test_what_once_went_wrong_is_right(desk: Desk, world: World) -> None:
    with built(desk, world):
        assert free_starts(desk, world, world.first, world.last) == Law(world).free_starts(world.first, world.last)
