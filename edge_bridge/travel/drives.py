"""What is measured: drives between spots on the map, and who can measure them."""

import math
from collections.abc import Mapping, Sequence
from typing import NamedTuple, Protocol

EARTH_RADIUS_KM = 6371.0
STEP_MINUTES = 5
LEAST_MINUTES = 5
MOST_MINUTES = 1440  # nobody drives further between two jobs


class Spot(NamedTuple):
    """Degrees, WGS 84."""

    latitude: float
    longitude: float


class Drive(NamedTuple):
    """From one spot to another."""

    start: Spot
    end: Spot


class Provider(Protocol):
    """Measures drives. `name` is kept with what it measured."""

    name: str

    def minutes(self, drives: Sequence[Drive], seconds: float) -> Mapping[Drive, int]:
        """Whole minutes of the drives it can tell within this time, leaving out the others. Never raises."""
        ...


def kilometres(start: Spot, end: Spot) -> float:
    """As the crow flies."""
    south, north = math.radians(start.latitude), math.radians(end.latitude)
    across = math.radians(end.longitude - start.longitude)
    half = math.sin((north - south) / 2) ** 2 + math.cos(south) * math.cos(north) * math.sin(across / 2) ** 2
    return 2 * EARTH_RADIUS_KM * math.asin(min(1.0, math.sqrt(half)))


def allowed(minutes: float) -> int:
    """What to allow for a drive of so many minutes: up to the next five, never none, at most a day."""
    stepped = math.ceil(round(minutes / STEP_MINUTES, 6)) * STEP_MINUTES
    return min(MOST_MINUTES, max(LEAST_MINUTES, stepped))
