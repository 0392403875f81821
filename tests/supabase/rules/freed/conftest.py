"""The shop of these tests, and a booking whose time will come free."""

from typing import Any

import pytest

from tests.supabase.rules.desk import Desk
from tests.supabase.rules.freed.shop_floor import DAN, Floor


@pytest.fixture
def floor(desk: Desk) -> Floor:
    return Floor(desk)


@pytest.fixture
def booking(floor: Floor) -> Any:
    """Dan's, on Thursday at two."""
    booking = floor.confirmed("Thu 14:00", DAN)
    floor.send()
    return booking
