"""Whatever is done to a shop's calendars, in whatever order, what must always be true of them stays true."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis.stateful import run_state_machine_as_test

from tests.supabase.rules.desk import Desk
from tests.supabase.rules.model.effort import settings_for
from tests.supabase.rules.model.walk import Walk

AT_LEAST = {"pencilled", "confirmed", "cancelled", "booked", "edited", "moved", "move_requested", "refused"}


def test_nothing_becomes_untrue_on_a_random_walk(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    outcomes: Counter[str] = Counter()

    class Steps(Walk):
        def __init__(self) -> None:
            super().__init__(desk, outcomes)

    run_state_machine_as_test(Steps, settings=settings_for(15, steps=30))
    with capsys.disabled():
        print(f"\nRandom walks came to {', '.join(f'{n} {name}' for name, n in outcomes.most_common())}")
    assert outcomes.keys() >= AT_LEAST
