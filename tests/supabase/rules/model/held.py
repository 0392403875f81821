"""Random holds on a calendar."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from hypothesis import strategies as some

from tests.supabase.rules.model.walls import MINUTE
from tests.supabase.rules.model.world import Hold, Offered, Whose

lasting = some.one_of(some.integers(1, 96).map(lambda n: 5 * n), some.integers(1, 600))
mostly = some.sampled_from([True, True, True, False])


@some.composite
def held(draw: some.DrawFn, midnight: datetime, now: datetime, places: int) -> list[Hold]:
    """Holds one after the other: close together, or here and there; now and then a booking's second one over its first."""
    packed = draw(some.integers(0, 3)) == 0
    gaps = some.sampled_from([0, 0, 5, 10]) if packed else some.one_of(some.just(0), lasting, some.integers(0, 1000))
    lengths = (
        some.sampled_from([120, 240, 300, 480]) if packed else some.one_of(lasting, lasting, some.integers(600, 2400))
    )
    at = midnight if packed else midnight - draw(some.integers(-300, 1500)) * MINUTE
    holds: list[Hold] = []
    for booking in range(draw(some.integers(6, 12) if packed else some.integers(3, 12))):
        starts = at + draw(gaps) * MINUTE
        at = starts + draw(lengths) * MINUTE
        lasts = None if packed else draw(some.sampled_from([None, None, 300, 1, 0, -45]))
        offered = None if lasts is None else draw(some.sampled_from([Offered.US, Offered.THEM, Offered.US, None]))
        hold = Hold(
            starts,
            at,
            booking=None if offered else booking,
            offered=offered,
            at_customer=draw(mostly),
            place=draw(some.sampled_from([None, *range(places)])),
            expires=None if lasts is None else now + lasts * MINUTE,
            whose=Whose.SAM if packed else draw(some.sampled_from([Whose.SAM, Whose.SAM, Whose.SAM, Whose.KIM])),
        )
        holds.append(hold)
        if not offered and draw(some.integers(0, 7)) == 7:
            moved = starts + draw(some.integers(0, int((at - starts) / MINUTE) - 1)) * MINUTE
            second = replace(hold, starts=moved, ends=moved + draw(lasting) * MINUTE)
            holds.append(
                replace(second, offered=Offered.US, expires=now + 5 * MINUTE) if draw(some.booleans()) else second
            )
            at = max(at, second.ends)
    return holds
