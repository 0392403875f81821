"""The steps of Green Blade's bookings."""

from __future__ import annotations

from typing import Any

import pytest

from tests.supabase.rules.bookings.steps import Steps
from tests.supabase.rules.desk import Desk


@pytest.fixture
def steps(desk: Desk) -> Steps:
    return Steps(desk)


@pytest.fixture
def asked(steps: Steps) -> Any:
    """Confirmed for Thursday at two, and its customer would rather have Friday at ten."""
    booking = steps.confirmed("Thu 14:00")
    steps.news()
    steps.desk.later(minutes=10)
    assert steps.ask(booking, "Fri 10:00")["outcome"] == "move_requested"
    return booking


@pytest.fixture
def proposed(steps: Steps) -> Any:
    """Confirmed for Thursday at two; the owner would rather come on Friday at ten."""
    booking = steps.confirmed("Thu 14:00")
    steps.news()
    steps.desk.later(minutes=10)
    told = steps.move(booking, "Fri 10:00")
    assert told["outcome"] == "proposed", told
    return booking


@pytest.fixture
def booking(steps: Steps) -> Any:
    """An hour's mowing, confirmed for Thursday at two ten minutes ago."""
    booking = steps.confirmed("Thu 14:00")
    steps.news()
    steps.desk.later(minutes=10)
    return booking
