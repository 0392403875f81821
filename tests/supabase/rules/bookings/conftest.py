"""The steps of Green Blade's bookings."""

from __future__ import annotations

import pytest

from tests.supabase.rules.bookings.steps import Steps
from tests.supabase.rules.desk import Desk


@pytest.fixture
def steps(desk: Desk) -> Steps:
    return Steps(desk)
