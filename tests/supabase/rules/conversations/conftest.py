"""A business's steps with bookings, and one of them."""

from typing import Any

import pytest

from tests.supabase.rules.bookings.steps import Steps
from tests.supabase.rules.desk import Desk


@pytest.fixture
def steps(desk: Desk) -> Steps:
    """Of the business with lawns."""
    return Steps(desk)


@pytest.fixture
def booking(steps: Steps) -> Any:
    """Confirmed for Thursday at two."""
    booking = steps.confirmed("Thu 14:00")
    steps.news()
    return booking
