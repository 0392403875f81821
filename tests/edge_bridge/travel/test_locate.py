"""A suburb and postcode are found however they are written; no town is taken for another of its name."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge_bridge.travel.drives import Spot
from edge_bridge.travel.gazetteer import Gazetteer
from edge_bridge.travel.locate import locate
from edge_bridge.travel.names import plain, without_state
from tests.edge_bridge.travel.suburbs import BRISBANE, GOLD_COAST, ROWS, SYDNEY, TOOWOOMBA, TOWNSVILLE, gazetteer


@pytest.fixture(scope="module")
def known(tmp_path_factory: pytest.TempPathFactory) -> Gazetteer:
    return gazetteer(tmp_path_factory.mktemp("suburbs"))


def found(known: Gazetteer, suburb: str, postcode: str = "", state: str | None = "QLD", *near: Spot) -> str | None:
    """As 'suburb postcode', or None."""
    town = locate(known, suburb, postcode, state, near)
    return town and f"{town.name} {town.postcode}".strip()


@pytest.mark.parametrize(
    ("suburb", "postcode", "town"),
    [
        ("Toowong", "4066", "toowong 4066"),
        ("  TOOWONG ", "4066", "toowong 4066"),
        ("Mt Gravatt", "4122", "mount gravatt 4122"),
        ("Mt. Gravatt East", "4122", "mount gravatt east 4122"),
        ("East Mount-Gravatt", "4122", "mount gravatt east 4122"),
        ("St Kilda", "3182", "saint kilda 3182"),
        ("St. Kilda", "3182", "saint kilda 3182"),
        ("East St Kilda", "3183", "saint kilda east 3183"),
        ("Brisbane East", "4169", "east brisbane 4169"),
        ("Brisbane", "4000", "brisbane 4000"),
        ("Brisbane CBD", "4000", "brisbane 4000"),
        ("Pt Cook", "3030", "point cook 3030"),
        ("Pt Macquarie", "2444", "port macquarie 2444"),
        ("Richmond VIC", "3121", "richmond 3121"),
    ],
)
def test_with_its_postcode_a_suburb_is_found_however_it_is_written(
    known: Gazetteer, suburb: str, postcode: str, town: str
) -> None:
    assert found(known, suburb, postcode) == town
    assert found(known, suburb, postcode, "WA", SYDNEY) == town, "whoever is asked"


def test_a_typo_is_forgiven_within_the_postcode_only(known: Gazetteer) -> None:
    assert found(known, "Toowog", "4066") == "toowong 4066"
    assert found(known, "Auchenflour", "4066", "QLD", BRISBANE) == "auchenflower 4066"
    assert found(known, "Toowog", "", "QLD", BRISBANE) is None


def test_the_suburb_is_believed_where_the_postcode_is_that_of_next_door(known: Gazetteer) -> None:
    assert found(known, "West End", "4000") == "west end 4101"


def test_a_town_and_the_postcode_of_another_place_are_not_reconciled(known: Gazetteer) -> None:
    assert found(known, "Kingscliff", "4000") is None
    assert found(known, "Richmond", "4000", "QLD", BRISBANE) is None


def test_a_postcode_alone_or_with_a_name_nobody_knows_is_its_middle(known: Gazetteer) -> None:
    for suburb in ("", "Whatever Estate"):
        town = locate(known, suburb, "4066")
        assert town is not None
        assert (round(town.spot.latitude, 3), round(town.spot.longitude, 3)) == (-27.48, 152.988)


def test_a_postcode_as_wide_as_a_country_has_no_middle(known: Gazetteer) -> None:
    assert found(known, "", "0872") is None
    assert found(known, "Yulara", "0872") == "yulara 0872"


def test_without_a_postcode_the_one_of_the_businesss_state_is_meant(known: Gazetteer) -> None:
    assert found(known, "Paddington") == "paddington 4064"
    assert found(known, "Paddington", "", "NSW") == "paddington 2021"
    assert found(known, "Paddington", "", None) is None, "whose state is not known"


def test_a_state_that_is_named_is_believed_before_the_businesss(known: Gazetteer) -> None:
    assert found(known, "Paddington NSW") == "paddington 2021"
    assert found(known, "Paddington, nsw") == "paddington 2021"


def test_among_several_of_one_state_the_one_near_the_business_is_meant(known: Gazetteer) -> None:
    assert found(known, "West End", "", "QLD", BRISBANE) == "west end 4101"
    assert found(known, "West End", "", "QLD", TOWNSVILLE) == "west end 4810"
    assert found(known, "Springfield", "", "QLD", GOLD_COAST) == "springfield 4300"


def test_where_none_is_clearly_nearer_none_is_meant(known: Gazetteer) -> None:
    assert found(known, "West End") is None, "nothing is known of where the business is"
    assert found(known, "West End", "", "QLD", BRISBANE, TOWNSVILLE) is None, "it works in both cities"


def test_one_town_with_several_postcodes_is_one(known: Gazetteer) -> None:
    assert found(known, "North Sydney", "", "NSW") in ("north sydney 2060", "north sydney 2055")


def test_across_a_border_a_town_is_meant_only_if_it_is_close(known: Gazetteer) -> None:
    assert found(known, "Kingscliff", "", "QLD", GOLD_COAST) == "kingscliff 2487"
    assert found(known, "Kingscliff", "", "QLD", TOOWOOMBA) is None, "177 km"
    assert found(known, "Kingscliff", "", "QLD", TOWNSVILLE) is None
    assert found(known, "Kingscliff", "", "QLD") is None


def test_a_name_that_only_a_town_far_away_has_is_not_believed(known: Gazetteer) -> None:
    assert found(known, "Kingscliff", "", "NSW") == "kingscliff 2487"
    assert found(known, "Kingscliff", "", "NSW", SYDNEY) is None
    assert found(known, "Richmond", "", "QLD", BRISBANE) is None


def test_what_nobody_knows_is_unknown(known: Gazetteer) -> None:
    for suburb, postcode in (("", ""), ("Atlantis", ""), ("", "9999"), ("!!!", ""), ("Atlantis", "9999")):
        assert found(known, suburb, postcode, "QLD", BRISBANE) is None


def test_an_unknown_postcode_is_no_reason_not_to_know_the_suburb(known: Gazetteer) -> None:
    assert found(known, "Toowong", "4999", "QLD", BRISBANE) == "toowong 4066"


WRITTEN = [str.upper, str.title, lambda name: f" {name} ", lambda name: name.replace(" ", "-")]


@given(st.sampled_from(ROWS), st.sampled_from(WRITTEN))
def test_every_suburb_is_found_where_it_is(
    known: Gazetteer, row: tuple[str, str, str, float, float], written: Callable[[str], str]
) -> None:
    town = locate(known, written(row[1]), row[0])
    assert town is not None
    assert town.spot == Spot(row[3], row[4])


@given(st.text(max_size=80), st.text(max_size=8), st.sampled_from([None, "QLD", "nowhere"]))
def test_whatever_is_written_is_a_place_or_none(
    known: Gazetteer, suburb: str, postcode: str, state: str | None
) -> None:
    town = locate(known, suburb, postcode, state, [BRISBANE])
    assert town is None or town.postcode in {row[0] for row in ROWS}


@given(st.text(max_size=40))
def test_a_plain_name_stays_as_it_is(name: str) -> None:
    assert plain(plain(name)) == plain(name)


def test_a_state_is_not_taken_for_a_suburb() -> None:
    assert without_state("Victoria Park WA") == ("Victoria Park", "WA")
    assert without_state("Wa") == ("Wa", None)
