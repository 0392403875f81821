"""Several workers measure the same at the same moment."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from typing import Any

from psycopg.types.json import Jsonb

from tests.supabase.rules.desk import Desk
from tests.supabase.rules.race import race
from tests.supabase.rules.travel.known import (
    add_job,
    known,
    mower,
    place,
    recognised,
    time,
    unmeasured,
)


def test_two_dozen_that_keep_the_same_in_any_order_neither_wait_for_each_other_nor_disagree(
    own: Desk, open_desk: Callable[..., Desk]
) -> None:
    shop = mower(own)
    for hour in range(8, 14):
        add_job(own, shop, f"2026-11-04T{hour:02d}:00:00+10:00", f"Place {hour}")
    places = [place(own, shop, f"Place {hour}") for hour in range(8, 14)]
    (sheet,) = unmeasured(own)
    told = [recognised(spot, -27 - n / 100, 153) for n, spot in enumerate(places)]
    times = [time(*pair, 15) for pair in itertools.permutations(places, 2)]

    def keeper(n: int) -> Callable[[Desk], Any]:
        turned = [(rows[n % len(rows) :] + rows[: n % len(rows)])[:: 1 if n % 2 else -1] for rows in (told, times)]
        given = [shop.id, Jsonb(turned[0]), Jsonb(turned[1]), sheet["gaps"], own.now]
        return lambda desk: desk.call("keep_travel_times", *given)

    race(open_desk, [keeper(n) for n in range(24)])
    assert set(known(own, shop).values()) == {(15, "offline")}
    assert len(known(own, shop)) == len(times)
    assert own.value("select count(*) from public.places where latitude is null and business_id = %s", shop.id) == 0
    assert own.value("select count(*) from public.bookings where travel_assumed and business_id = %s", shop.id) == 0
    assert unmeasured(own) == []
