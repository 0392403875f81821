"""Drive times without a network: the distance as the crow flies, a road factor, and a speed that grows with the distance.

The first ten kilometres of road are streets with lights, the next thirty are main roads, the rest is highway. On the
cautious side: on known pairs it allows from 0.8 (over a harbour) to 1.6 times (all the way by motorway) of a quiet drive.
"""

from collections.abc import Mapping, Sequence

from edge_bridge.travel.drives import Drive, allowed, kilometres

ROAD_FACTOR = 1.3  # road over crow's distance was 1.12 to 1.47 on known pairs
BANDS = ((10.0, 35.0), (30.0, 60.0), (float("inf"), 95.0))  # so many kilometres, at so many an hour


class Offline:
    """The provider that always answers."""

    name = "offline"

    def minutes(self, drives: Sequence[Drive], seconds: float) -> Mapping[Drive, int]:
        """All of them, at once."""
        return {drive: allowed(road_minutes(kilometres(*drive) * ROAD_FACTOR)) for drive in drives}


def road_minutes(road_km: float) -> float:
    """Minutes for so many kilometres of road."""
    minutes = 0.0
    for length, speed in BANDS:
        part = min(road_km, length)
        minutes += part / speed * 60
        road_km -= part
    return minutes
