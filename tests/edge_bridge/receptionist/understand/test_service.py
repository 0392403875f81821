"""Which services a text speaks of; the table is corpus/service*.txt."""

import pytest

from edge_bridge.receptionist.understand import ServiceKind, ServiceWords, match_services
from tests.edge_bridge.receptionist.understand.corpus_tables import rows

BUSINESSES = {
    "garden": (
        ServiceWords("mow", "Lawn Mowing", ("mow", "grass cutting")),
        ServiceWords("hedge", "Hedge Trimming"),
        ServiceWords("cleanup", "Garden Clean-up", ("green waste removal",)),
        ServiceWords("gutter", "Gutter Cleaning"),
    ),
    "salon": (
        ServiceWords("womens", "Women's Cut", ("ladies haircut",)),
        ServiceWords("mens", "Men's Cut", ("gents haircut",)),
        ServiceWords("colour", "Colour", ("roots", "tint")),
        ServiceWords("blow", "Blow Wave", ("blow dry",)),
    ),
}


@pytest.mark.parametrize(
    ("business", "cells"), rows("service", 2), ids=lambda value: value if isinstance(value, str) else value[0]
)
def test_a_text_asks_for_what_the_table_says(business: str, cells: list[str]) -> None:
    text, expected = cells
    match = match_services(text, BUSINESSES[business])
    if expected == "none":
        assert match.kind is ServiceKind.NONE
    elif expected.startswith("several"):
        assert match.kind is ServiceKind.SEVERAL
        assert set(match.ids) == set(expected.split()[1].split(","))
    else:
        assert (match.kind, match.ids) == (ServiceKind.ONE, (expected,))


def test_the_services_of_one_business_say_nothing_about_anothers() -> None:
    assert match_services("need a haircut", BUSINESSES["garden"][1:2]).kind is ServiceKind.NONE


def test_a_business_without_services_offers_none() -> None:
    assert match_services("lawn mowing", ()).kind is ServiceKind.NONE


def test_confidence_is_highest_for_the_services_own_name() -> None:
    named = match_services("lawn mowing", BUSINESSES["garden"]).ranked[0][1]
    hinted = match_services("gutters", BUSINESSES["garden"]).ranked[0][1]
    assert named == 1.0
    assert hinted < named
