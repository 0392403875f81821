"""64 connections fight for one day: whatever they do to each other, the rules hold afterwards and every loser was told why by name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from functools import partial
from typing import Any

import psycopg
import pytest

from tests.supabase.rules.concurrency.fighter import DAY, Fighter
from tests.supabase.rules.desk import Desk
from tests.supabase.rules.model.diary import read
from tests.supabase.rules.model.truths import untrue
from tests.supabase.rules.race import race
from tests.supabase.rules.shop import BRISBANE, job, open_shop
from tests.support.cast import Business, as_member, hours

FIGHTERS, ACTS = 64, 8
NAMED = {
    "pencilled", "move_requested", "moved", "slot_taken", "unknown_offer", "too_many", "confirmed", "already_confirmed",
    "too_late", "already_ended", "declined", "cancelled", "proposed", "unchanged", "refused", "unreachable", "booked",
    "edited", "move_declined", "withdrawn", "already_answered", "swept", "not_found", "bad_staff", "bad_date",
    "offers wished", "offers same_days", "offers later", "offers none",
}  # fmt: skip


@pytest.fixture
def shop(own: Desk) -> Business:
    """Two calendars; jobs at customers' addresses, twenty minutes apart."""
    staff = [{"name": name, "hours": hours(range(1, 8), "08:00", "17:00")} for name in ("Sam", "Kim")]
    services = [job(60, at_customer=True), job(30, name="Fitting", buffer_after_minutes=15)]
    members = {"members": [as_member(own.cast.owner)]}
    shop = open_shop(own, BRISBANE, services=services, staff=staff, slot_step_minutes=30, **members)
    own.settings(shop, open_requests_per_customer=5)
    return shop


def test_whatever_they_do_to_each_other_the_rules_hold(
    own: Desk, open_desk: Callable[..., Desk], shop: Business
) -> None:
    turns = [own.turn(phone=f"+61401{number:06}", to=shop) for number in range(FIGHTERS)]

    def fights(n: int, desk: Desk) -> Counter[str]:
        return Fighter(desk, shop, turns[n], own.cast.owner.user_id, n).fight(ACTS)

    outcomes: Counter[str] = sum(race(open_desk, [partial(fights, n) for n in range(FIGHTERS)]), Counter())
    assert untrue(read(own, shop.id)) == []
    assert set(outcomes) <= NAMED, outcomes
    for happened in ("pencilled", "slot_taken", "confirmed", "refused", "cancelled"):
        assert outcomes[happened] > 0, outcomes
    assert outcomes["moved"] + outcomes["move_requested"] + outcomes["proposed"] > 0, outcomes


def offer_at(desk: Desk, turn: Any, minute: int, **named: Any) -> str:
    """The reference of one start of the day."""
    (offer,) = desk.slots(turn, DAY | {"minute_from": minute, "minute_to": minute + 1}, **named)["offers"]
    return str(offer["ref"])


@pytest.mark.parametrize("how", ["two requests", "two moves", "a move and a request"])
def test_two_jobs_possible_alone_and_not_together_by_the_drive_have_one_winner(
    own: Desk, open_desk: Callable[..., Desk], how: str
) -> None:
    """Ten and eleven do not overlap; with twenty minutes between them, only one can be."""
    own.settings(own.cast.lawns, offer_hold_minutes=0)
    picks = []
    for n, minute in enumerate((600, 660)):
        turn = own.turn(phone=f"+61401{n:06}")
        moves = how == "two moves" or (how == "a move and a request" and n == 0)
        if moves:
            booked = own.hold(turn, offer_at(own, turn, 840 + 90 * n), name="Jo")
            own.call("private.confirm_booking", own.cast.lawns.id, booked["booking"]["id"], None, own.now)
            ref = offer_at(own, turn, minute, p_booking=booked["booking"]["ref"])
        else:
            ref = offer_at(own, turn, minute)
        picks.append((turn, ref))
    outcomes = race(open_desk, [partial(_picks, turn, ref) for turn, ref in picks])
    won = [outcome for outcome in outcomes if outcome in ("pencilled", "move_requested")]
    assert (len(won), Counter(outcomes)["slot_taken"]) == (1, 1)
    assert untrue(read(own, own.cast.lawns.id)) == []


def _picks(turn: Any, ref: str, desk: Desk) -> Any:
    return desk.hold(turn, ref)["outcome"]


def _call(function: str, values: tuple[Any, ...], desk: Desk) -> None:
    """Who comes too late may be told so by an error with a name."""
    try:
        desk.call(function, *values)
    except psycopg.Error as error:
        if error.sqlstate != "PT404":
            raise


@pytest.mark.parametrize("round_", range(6))
def test_confirming_expiring_and_calling_off_at_once_has_one_winner_and_the_losers_send_nothing(
    own: Desk, open_desk: Callable[..., Desk], round_: int
) -> None:
    lawns, owner = own.cast.lawns, own.cast.owner.user_id
    turn = own.turn()
    booking = own.hold(turn, offer_at(own, turn, 840), name="Jo")["booking"]
    deadline = own.booking(booking)["expires_at"]
    who = [turn["business_id"], turn["conversation_id"], turn["lease"]]
    acts = [
        partial(
            _call,
            "private.confirm_booking",
            (
                lawns.id,
                booking["id"],
                owner,
                own.now,
            ),
        ),
        partial(_call, "expire_due", (deadline,)),
        partial(
            _call,
            "cancel_own_booking",
            (
                *who,
                booking["ref"],
                "",
                own.now,
            ),
        ),
        partial(
            _call,
            "private.decline_booking",
            (
                lawns.id,
                booking["id"],
                owner,
                "",
                own.now,
            ),
        ),
    ]
    race(open_desk, acts[round_ % 3 :])
    status = own.booking(booking)["status"]
    ended_by = own.booking(booking)["ended_by"]
    told = {
        kind for kind in own.kinds() if kind in ("confirmed", "expired", "declined", "customer_cancelled", "cancelled")
    }
    events = set(own.column("select kind from public.booking_events where booking_id = %s", booking["id"]))
    assert len(events & {"expired", "declined", "cancelled"}) == (status != "confirmed")
    assert ("expired" in told) == (status == "expired")
    assert ("declined" in told) == (status == "cancelled" and ended_by == "owner")
    assert ("customer_cancelled" in told) == (status == "cancelled" and ended_by == "customer")
    assert untrue(read(own, lawns.id)) == []
