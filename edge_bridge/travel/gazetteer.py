"""Every suburb there is, by name and by postcode: read when first asked, from the file set-up gathered."""

import csv
from collections import defaultdict
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

import structlog

from edge_bridge.travel.drives import Spot
from edge_bridge.travel.names import spellings

CENTROIDS = Path(__file__).parent / "centroids.csv"

log = structlog.get_logger()


class Suburb(NamedTuple):
    """A suburb in one postcode. `name` is in its plain spelling."""

    name: str
    postcode: str
    state: str
    spot: Spot


class Gazetteer:
    """The suburbs of a file; none when there is no such file, which is logged once."""

    def __init__(self, path: Path = CENTROIDS) -> None:
        self._path = path

    def named(self, name: str) -> list[Suburb]:
        """All suburbs of this plain name, in the likeliest spelling that there is."""
        return next((found for spelling in spellings(name) if (found := self._by_name.get(spelling))), [])

    def within(self, postcode: str) -> list[Suburb]:
        """All suburbs of a postcode."""
        return self._by_postcode.get(postcode, [])

    @cached_property
    def _by_name(self) -> dict[str, list[Suburb]]:
        found: dict[str, list[Suburb]] = defaultdict(list)
        for suburbs in self._by_postcode.values():
            for suburb in suburbs:
                found[suburb.name].append(suburb)
        return dict(found)

    @cached_property
    def _by_postcode(self) -> dict[str, list[Suburb]]:
        found: dict[str, list[Suburb]] = defaultdict(list)
        try:
            with self._path.open(newline="", encoding="utf-8") as file:
                rows = csv.reader(file)
                next(rows)
                for postcode, name, state, latitude, longitude in rows:
                    spot = Spot(float(latitude), float(longitude))
                    found[postcode].append(Suburb(name, postcode, state, spot))
        except FileNotFoundError:
            log.warning(
                "no suburbs known: run make setup; drives take each business's own figure", file=str(self._path)
            )
        return dict(found)
