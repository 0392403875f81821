"""Where a suburb and postcode are, or None: two towns of one name are never confused for the sake of an answer.

A wrong place is worse than none: an unknown one takes the business's own figure and the booking says so.
"""

import statistics
from collections.abc import Iterable, Sequence

from rapidfuzz import fuzz

from edge_bridge.travel.drives import Spot, kilometres
from edge_bridge.travel.gazetteer import Gazetteer, Suburb
from edge_bridge.travel.names import plain, spellings, without_state

SAME_TOWN_KM = 10.0  # one town may have several postcodes
NEXT_DOOR_KM = 15.0  # people give the postcode next door
CLOSE_KM = 100.0  # where a business may work across a border
FAR_KM = 250.0  # where nobody drives for a job on the strength of a name alone
TYPO = 85.0  # similarity of 100


def locate(
    gazetteer: Gazetteer, suburb: str, postcode: str, state: str | None = None, near: Sequence[Spot] = ()
) -> Suburb | None:
    """The place meant by somebody who texts a business of this state whose jobs are near those spots."""
    suburb, said_state = without_state(suburb)
    name, inside = plain(suburb), gazetteer.within(postcode.strip())
    named = gazetteer.named(name) if name else []
    if inside:
        return _in_postcode(name, named, inside)
    if said_state:
        named, state = [town for town in named if town.state == said_state], said_state
    return _by_name(named, state, near)


def _in_postcode(name: str, named: list[Suburb], inside: list[Suburb]) -> Suburb | None:
    """By name within the postcode, or with a typo; next door to it; else its middle, unless the name is a town elsewhere."""
    middle = _middle(inside)
    if name and (town := _spelt(name, inside) or _similar(name, inside)):
        return town
    if named:
        nearest = min(named, key=lambda town: kilometres(town.spot, middle.spot))
        return nearest if kilometres(nearest.spot, middle.spot) <= NEXT_DOOR_KM else None
    compact = all(kilometres(town.spot, middle.spot) <= NEXT_DOOR_KM for town in inside)
    return middle if compact else None


def _spelt(name: str, inside: Sequence[Suburb]) -> Suburb | None:
    return next((town for spelling in spellings(name) for town in inside if town.name == spelling), None)


def _similar(name: str, inside: Iterable[Suburb]) -> Suburb | None:
    """The one suburb whose name this nearly is."""
    close = [town for town in inside if fuzz.ratio(name, town.name) >= TYPO]
    return close[0] if len(close) == 1 else None


def _middle(inside: Sequence[Suburb]) -> Suburb:
    latitude = statistics.median(town.spot.latitude for town in inside)
    longitude = statistics.median(town.spot.longitude for town in inside)
    return Suburb("", inside[0].postcode, inside[0].state, Spot(latitude, longitude))


def _by_name(named: list[Suburb], state: str | None, near: Sequence[Spot]) -> Suburb | None:
    """The only one in the state or just across its border; of several, one that is clearly nearer than the rest."""

    def away(town: Suburb) -> float:
        return min((kilometres(town.spot, spot) for spot in near), default=0.0)

    towns = [town for town in named if state in (None, town.state) or (near and away(town) <= CLOSE_KM)]
    towns = sorted((town for town in towns if away(town) <= FAR_KM), key=away)
    if not towns:
        return None
    others = [town for town in towns if kilometres(town.spot, towns[0].spot) > SAME_TOWN_KM]
    if not others or (near and away(towns[0]) * 2 <= away(others[0])):
        return towns[0]
    return None
