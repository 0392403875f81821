"""Several workers at the same moment offer one freed time to one lead, once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.supabase.rules.desk import Desk
from tests.supabase.rules.freed.shop_floor import ANN, BEN, CAT, DAN, Floor
from tests.supabase.rules.race import meanwhile, race


def step(desk: Desk) -> Any:
    return desk.call("backfill_due", desk.now)


def test_eight_workers_ask_one_lead(own: Desk, open_desk: Callable[..., Desk]) -> None:
    floor = Floor(own)
    for phone in (ANN, BEN, CAT):
        floor.lead(phone)
    floor.cancel(floor.confirmed("Thu 14:00", DAN))

    def act(desk: Desk) -> Any:
        desk.now = own.now
        return step(desk)

    race(open_desk, [act] * 8)
    assert floor.asked() == [ANN]


def test_two_freed_times_at_once_do_not_both_go_to_one_lead(own: Desk, open_desk: Callable[..., Desk]) -> None:
    floor = Floor(own)
    for phone in (ANN, BEN):
        floor.lead(phone)
    for when in ("Thu 14:00", "Fri 14:00"):
        floor.cancel(floor.confirmed(when, DAN))
    first, second = open_desk(), open_desk(autocommit=True)
    first.now = second.now = own.now
    assert step(first) == 1
    meanwhile(own, second, lambda: step(second), first.connection.commit)  # it waits for the calendar, not for the lead
    assert sorted(floor.asked()) == [ANN, BEN]


def test_a_yes_in_progress_as_the_offer_runs_out_wins(own: Desk, open_desk: Callable[..., Desk]) -> None:
    floor = Floor(own)
    for phone in (ANN, BEN):
        floor.lead(phone)
    floor.cancel(floor.confirmed("Thu 14:00", DAN))
    floor.backfill()
    floor.send()
    turn = own.turn("1", ANN, floor.shop)
    picking, worker = open_desk(), open_desk(autocommit=True)
    picking.now = own.now
    ref = turn["offers"][0]["ref"]
    assert picking.hold(turn, ref)["outcome"] == "pencilled"
    worker.now = own.later(minutes=17)
    meanwhile(own, worker, lambda: step(worker), picking.connection.commit)
    assert floor.states() == ["taken"]
    assert floor.asked() == [ANN]
