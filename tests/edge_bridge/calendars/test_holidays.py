"""Which holidays are suggested for a state."""

from __future__ import annotations

import subprocess
import sys
from datetime import date
from typing import get_args

import pytest

from edge_bridge.calendars.holidays import public_holidays
from seed.file import BusinessFile

STATES = get_args(get_args(BusinessFile.model_fields["state"].annotation)[0])


@pytest.mark.parametrize("state", STATES)
def test_every_state_keeps_christmas_and_names_its_days_as_australians_do(state: str) -> None:
    days = public_holidays(state, [2026, 2027])
    assert days[date(2026, 12, 25)] == "Christmas Day"
    assert {day.year for day in days} == {2026, 2027}
    assert list(days) == sorted(days)
    assert not any("Labor" in name for name in days.values())


def test_a_day_in_lieu_is_a_holiday_too_and_a_half_day_is_not() -> None:
    queensland = public_holidays("QLD", [2026])
    assert {date(2026, 12, 26), date(2026, 12, 28), date(2026, 8, 12)} <= queensland.keys()
    assert date(2026, 12, 24) not in queensland
    assert date(2026, 12, 24) not in public_holidays("SA", [2026])


def test_states_differ() -> None:
    assert date(2026, 11, 3) in public_holidays("VIC", [2026])
    assert date(2026, 11, 3) not in public_holidays("NSW", [2026])


@pytest.mark.parametrize("module", ["workers.holidays", "seed.provision", "seed.file", "edge_bridge.calendars.rrule"])
def test_what_is_rarely_needed_is_not_imported_at_the_start(module: str) -> None:
    heavy = f"import sys, {module}; print(*{{'holidays', 'icalendar', 'dateutil'}} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", heavy], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""
