"""Drive times from a router or maps API, within a time; what it cannot tell by then is for the offline provider."""

import math
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import structlog

from edge_bridge.travel.drives import Drive, Spot, allowed, kilometres
from edge_bridge.travel.matrix import Matrix

MOST_PLACES = 24  # beside the one they all share: Google takes 25
REST_SECONDS = 30.0  # after a failure the router is left alone, so that an outage costs one wait, not one a text
FASTEST_KMH = 160.0  # as the crow flies; whoever says less time is mistaken

log = structlog.get_logger()


class Router:
    """The provider behind TRAVEL_ROUTER. Safe to share between threads."""

    def __init__(self, name: str, matrix: Matrix, clock: Callable[[], float] = time.monotonic) -> None:
        self.name, self._matrix, self._clock = name, matrix, clock
        self._pool = ThreadPoolExecutor(4, thread_name_prefix="router")
        self._rests_until = -math.inf

    def minutes(self, drives: Sequence[Drive], seconds: float) -> Mapping[Drive, int]:
        """The drives it told within so many seconds, from a name that does not resolve to an answer that never ends."""
        found: dict[Drive, int] = {}
        ends_at = self._clock() + seconds
        for starts, ends in stars(drives):
            now = self._clock()
            if now < self._rests_until or now >= ends_at:
                break
            asked = self._pool.submit(self._matrix, starts, ends)
            try:
                rows = asked.result(ends_at - now)
            except Exception as error:  # whatever it is, a reply does not wait for it
                asked.cancel()
                self._rests_until = self._clock() + REST_SECONDS
                log.warning(
                    "router failed", router=self.name, error=type(error).__name__
                )  # no more: addresses hold keys
                break
            found |= _told(starts, ends, rows)
        return {drive: found[drive] for drive in drives if drive in found}


def stars(drives: Iterable[Drive]) -> Iterator[tuple[list[Spot], list[Spot]]]:
    """The drives as matrices of one place with many, as few as there can be: routers charge by the cell."""
    left = set(drives)
    while left:
        starting, ending = (Counter(drive[side] for drive in left) for side in (0, 1))
        (start, outward), (end, inward) = starting.most_common(1)[0], ending.most_common(1)[0]
        if outward >= inward:
            star = sorted(drive for drive in left if drive.start == start)[:MOST_PLACES]
            yield [start], [drive.end for drive in star]
        else:
            star = sorted(drive for drive in left if drive.end == end)[:MOST_PLACES]
            yield [drive.start for drive in star], [end]
        left.difference_update(star)


def _told(starts: Sequence[Spot], ends: Sequence[Spot], rows: list[list[Any]]) -> dict[Drive, int]:
    found = {}
    for start, row in zip(starts, rows, strict=True):
        for end, seconds in zip(ends, row, strict=True):
            if _believable(drive := Drive(start, end), seconds):
                found[drive] = allowed(seconds / 60)
    return found


def _believable(drive: Drive, seconds: Any) -> bool:
    """A number of seconds in which a car can do it. No road at all is none."""
    if not isinstance(seconds, int | float) or not math.isfinite(seconds) or seconds < 0:
        return False
    return seconds / 3600 * FASTEST_KMH >= kilometres(*drive)
