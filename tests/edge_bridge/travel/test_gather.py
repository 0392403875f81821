"""What set-up makes of the package of postcodes, and what is known without it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import structlog.testing

from edge_bridge.travel import gather
from edge_bridge.travel.drives import Spot, kilometres
from edge_bridge.travel.gazetteer import Gazetteer
from edge_bridge.travel.locate import locate


def entry(locality: str, latitude: float, longitude: float, **more: Any) -> dict[str, Any]:
    """A line of the package, its two coordinates alike unless told otherwise."""
    where = {"lat": latitude, "long": longitude, "Lat_precise": latitude, "Long_precise": longitude}
    return {"postcode": "4066", "locality": locality, "state": "QLD", "type": "Delivery Area"} | where | more


TOOWONG = entry("TOOWONG", -27.4843, 152.9837)
NEIGHBOURS = [TOOWONG, entry("AUCHENFLOWER", -27.475, 152.993), entry("MT COOT-THA", -27.4775, 152.95)]


def gathered(*entries: dict[str, Any]) -> dict[str, Spot]:
    return {name: Spot(*where) for _, name, _, *where in gather.gathered(entries)}


def test_names_are_plain_and_the_precise_coordinates_are_taken() -> None:
    coarse = entry("TARINGA", -27.4931, 152.9783, lat=-27.6, long=153.1)
    assert gathered(*NEIGHBOURS, coarse) == {
        "toowong": Spot(-27.4843, 152.9837),
        "auchenflower": Spot(-27.475, 152.993),
        "mount coot tha": Spot(-27.4775, 152.95),
        "taringa": Spot(-27.4931, 152.9783),
    }


@pytest.mark.parametrize("wrong", [(0, 0), ("", ""), (40.6, -75.8), (-15.0, 145.0)])
def test_a_suburb_far_from_its_postcode_is_taken_from_the_coarse_coordinates(wrong: tuple[Any, Any]) -> None:
    astray = entry("TARINGA", -27.49, 152.97, Lat_precise=wrong[0], Long_precise=wrong[1])
    assert gathered(*NEIGHBOURS, astray)["taringa"] == Spot(-27.49, 152.97)


def test_a_suburb_that_is_nowhere_near_is_left_out() -> None:
    assert "taringa" not in gathered(*NEIGHBOURS, entry("TARINGA", -15.0, 145.0))


def test_a_wide_postcode_keeps_its_far_suburbs() -> None:
    wide = [entry(f"PLACE {n}", -20 - n, 130.0 + n) for n in range(6)]
    assert len(gathered(*wide)) == 6


def test_post_office_boxes_are_left_out_and_quarters_of_a_suburb_kept() -> None:
    box = entry("TOOWONG", -27.7, 152.8, postcode="4999", type="Post Office Boxes")
    assert gathered(box) == {}
    quarter = entry("MILTON BASIN", -27.48, 152.99, type="")
    assert gathered(*NEIGHBOURS, quarter)["milton basin"] == Spot(-27.48, 152.99)
    again = entry("TOOWONG", -27.49, 152.99, type="")
    assert gathered(*NEIGHBOURS, again)["toowong"] == Spot(-27.4843, 152.9837)


def test_the_file_is_written_whole_and_read_when_first_asked(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    package, file = tmp_path / "package.json", tmp_path / "centroids.csv"
    package.write_text(json.dumps(NEIGHBOURS))
    known = Gazetteer(file)
    gather.main(package, file)
    assert capsys.readouterr().out == "3 suburbs in centroids.csv\n"
    town = locate(known, "Toowong", "4066")
    assert town is not None
    assert (town.state, town.spot) == ("QLD", Spot(-27.4843, 152.9837))
    package.write_text("[{")
    with pytest.raises(ValueError, match="Expecting"):
        gather.main(package, file)
    assert locate(Gazetteer(file), "Toowong", "4066") == town, "a failure leaves what there was"


def test_without_the_file_no_place_is_known_and_the_log_says_so_once(tmp_path: Path) -> None:
    with structlog.testing.capture_logs() as logs:
        nothing = Gazetteer(tmp_path / "centroids.csv")
        assert [locate(nothing, "Toowong", "4066"), locate(nothing, "Toowong", "", "QLD")] == [None, None]
    assert [entry["event"] for entry in logs] == [
        "no suburbs known: run make setup; drives take each business's own figure"
    ]


def test_what_set_up_gathered_is_right_about_the_capitals() -> None:
    known = Gazetteer()
    capitals = {
        ("Brisbane City", "4000"): Spot(-27.470, 153.025),
        ("Sydney", "2000"): Spot(-33.869, 151.209),
        ("Melbourne", "3000"): Spot(-37.814, 144.963),
        ("Adelaide", "5000"): Spot(-34.929, 138.601),
        ("Perth", "6000"): Spot(-31.953, 115.857),
        ("Hobart", "7000"): Spot(-42.882, 147.327),
        ("Canberra", "2601"): Spot(-35.281, 149.129),
    }
    for (suburb, postcode), centre in capitals.items():
        town = locate(known, suburb, postcode)
        assert town is not None, "make setup gathers them"
        assert kilometres(town.spot, centre) < 2.5, suburb
