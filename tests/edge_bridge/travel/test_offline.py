"""Drive times that need no network."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge_bridge.travel.drives import LEAST_MINUTES, MOST_MINUTES, Drive, Spot, kilometres
from edge_bridge.travel.gazetteer import Gazetteer
from edge_bridge.travel.locate import locate
from edge_bridge.travel.offline import Offline, road_minutes

spots = st.builds(Spot, st.floats(-44, -10), st.floats(113, 154))


def minutes(start: Spot, end: Spot) -> int:
    drive = Drive(start, end)
    return Offline().minutes([drive], 0)[drive]


AUSTRALIA = Gazetteer()

# What a drive takes on a quiet day, in minutes, from general knowledge.
KNOWN = [
    (("Brisbane City", "4000"), ("Surfers Paradise", "4217"), 65),
    (("Brisbane City", "4000"), ("Ipswich", "4305"), 42),
    (("Brisbane City", "4000"), ("Toowoomba", "4350"), 95),
    (("Brisbane City", "4000"), ("Toowong", "4066"), 10),
    (("Sydney", "2000"), ("Parramatta", "2150"), 35),
    (("Sydney", "2000"), ("Newcastle", "2300"), 120),
    (("Sydney", "2000"), ("Manly", "2095"), 30),
    (("Melbourne", "3000"), ("Geelong", "3220"), 65),
    (("Melbourne", "3000"), ("Dandenong", "3175"), 38),
    (("Adelaide", "5000"), ("Glenelg", "5045"), 22),
    (("Perth", "6000"), ("Fremantle", "6160"), 28),
    (("Perth", "6000"), ("Joondalup", "6027"), 28),
    (("Hobart", "7000"), ("Launceston", "7250"), 145),
    (("Canberra", "2601"), ("Goulburn", "2580"), 62),
]


@pytest.mark.parametrize(("start", "end", "quiet"), KNOWN)
def test_known_drives_are_allowed_from_four_fifths_to_five_thirds_of_a_quiet_day(
    start: tuple[str, str], end: tuple[str, str], quiet: int
) -> None:
    towns = [locate(AUSTRALIA, *at) for at in (start, end)]
    assert towns[0] is not None, "make setup gathers them"
    assert towns[1] is not None
    assert 0.8 * quiet <= minutes(towns[0].spot, towns[1].spot) <= 5 / 3 * quiet


def test_most_known_drives_are_allowed_at_least_what_a_quiet_day_takes() -> None:
    towns = [(locate(AUSTRALIA, *start), locate(AUSTRALIA, *end), quiet) for start, end, quiet in KNOWN]
    ratios = sorted(minutes(a.spot, b.spot) / quiet for a, b, quiet in towns if a and b)
    assert len(ratios) == len(KNOWN)
    assert 1 <= ratios[len(ratios) // 2] <= 1.25


@given(spots, spots)
def test_there_and_back_take_the_same(start: Spot, end: Spot) -> None:
    assert minutes(start, end) == minutes(end, start)


@given(spots, spots, spots)
def test_further_is_never_sooner(start: Spot, one: Spot, other: Spot) -> None:
    near, far = sorted([one, other], key=lambda end: kilometres(start, end))
    assert minutes(start, near) <= minutes(start, far)


@given(spots, spots)
def test_minutes_come_in_fives_within_a_day(start: Spot, end: Spot) -> None:
    allowed = minutes(start, end)
    assert allowed % 5 == 0
    assert LEAST_MINUTES <= allowed <= MOST_MINUTES


@given(spots)
def test_the_same_place_takes_the_least(spot: Spot) -> None:
    assert minutes(spot, spot) == LEAST_MINUTES == 5


@given(st.floats(0, 5000), st.floats(0, 5))
def test_a_little_further_takes_a_little_longer_at_no_more_than_the_slowest_speed(km: float, more: float) -> None:
    assert -1e-6 <= road_minutes(km + more) - road_minutes(km) <= more / 35 * 60 + 1e-6


def test_each_band_has_its_speed() -> None:
    assert road_minutes(7) == pytest.approx(12)
    assert road_minutes(40) == pytest.approx(10 / 35 * 60 + 30)
    assert road_minutes(135) == pytest.approx(10 / 35 * 60 + 30 + 60)


def test_distances_are_those_of_the_globe() -> None:
    assert kilometres(Spot(-27.4698, 153.0251), Spot(-33.8688, 151.2093)) == pytest.approx(732, abs=3)
    assert kilometres(Spot(-12.4637, 130.8444), Spot(-42.8821, 147.3272)) == pytest.approx(3734, abs=15)
