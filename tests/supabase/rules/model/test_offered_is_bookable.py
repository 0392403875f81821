"""What is offered can be booked, and nothing else: through the tools of the receptionist, in random worlds."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from hypothesis import assume, given
from hypothesis import strategies as some

from tests.supabase.rules.desk import Desk
from tests.supabase.rules.model.build import built, holds_in, offer, shop
from tests.supabase.rules.model.diary import read
from tests.supabase.rules.model.effort import effort
from tests.supabase.rules.model.model import Law
from tests.supabase.rules.model.named import BUSINESS, PEERS
from tests.supabase.rules.model.truths import untrue
from tests.supabase.rules.model.walls import DAY
from tests.supabase.rules.model.world import World
from tests.supabase.rules.model.worlds import worlds

MOMENT = timedelta(microseconds=1)  # what starts now can be offered no longer

parts = some.floats(0, 1, exclude_max=True)
askable = worlds().map(lambda world: replace(world, moving=None))


def test_a_start_can_be_booked_exactly_when_the_model_says_it_is_free(desk: Desk) -> None:
    """Whatever was offered once: the booking itself asks about every rule again."""

    @effort(40)
    @given(askable, parts, some.booleans())
    def agree(world: World, part: float, wants_free: bool) -> None:
        judged = Law(world).judged(world.first, world.last)
        starts = [start for start, refusals in judged.items() if not (wants_free and refusals)]
        assume(starts)
        start = starts[int(part * len(starts))]
        with built(desk, world):
            before = untrue(read(desk, BUSINESS))
            turn = desk.turn("Hello", PEERS[0] if world.asks else "+61400000109", shop(world))
            held = desk.hold(turn, offer(desk, world, turn, start), name="Jo")
            assert (held["outcome"] == "pencilled") == (not judged[start]), (held, start, judged[start])
            assert set(untrue(read(desk, BUSINESS))) <= set(before)

    agree()


def test_what_is_offered_is_free_and_can_be_booked(desk: Desk) -> None:
    """Customers ask one after the other, each takes a time and then asks for another one. Only when none is free are none offered."""

    @effort(20)
    @given(askable, some.lists(parts, min_size=2, max_size=2))
    def book(world: World, picks: list[float]) -> None:
        first, last = world.now + MOMENT, world.now + 3 * DAY
        world = replace(world, horizon_days=min(world.horizon_days, 3), first=first, last=last)
        with built(desk, world):
            before = untrue(read(desk, BUSINESS))
            for n, pick in enumerate(picks):
                booking = _asks_and_takes(desk, world, f"+6140000020{n}", pick)
                if booking:
                    _asks_and_takes(desk, world, f"+6140000020{n}", pick, moving=booking)
                assert set(untrue(read(desk, BUSINESS))) <= set(before)

    book()


def _asks_and_takes(desk: Desk, world: World, phone: str, pick: float, moving: Any = None) -> Any:
    """The booking, if there was a time to be had: its own for one that moves does not count as another."""
    free = Law(replace(world, holds=holds_in(desk, moving and moving["id"]))).free_starts(world.first, world.last)
    if moving:
        free = [start for start in free if start != datetime.fromisoformat(moving["starts_at"])]
    turn = desk.turn("Hello", phone, shop(world))
    suburb = "" if world.place is None else f"Place {world.place}"
    offers = desk.slots(turn, p_suburb=suburb, p_booking=moving and moving["ref"])["offers"]
    assert {datetime.fromisoformat(offered["starts_at"]) for offered in offers} <= set(free)
    assert bool(offers) == bool(free)
    if not offers:
        return None
    held = desk.hold(turn, offers[int(pick * len(offers))]["ref"], name="Jo")
    assert held["outcome"] == "pencilled"
    desk.finish(turn)
    return held["booking"]
