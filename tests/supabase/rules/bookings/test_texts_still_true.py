"""Texts about moves and changes leave only while they are true: asked again from the rows just before sending."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.supabase.rules.bookings.steps import Steps
from tests.supabase.rules.desk import Desk
from tests.support.cast import CUSTOMER

Act = Callable[[Steps, Any], Any]


@pytest.fixture
def booking(steps: Steps) -> Any:
    """Confirmed for Thursday at two, and everything said so far has left."""
    booking = steps.confirmed("Thu 14:00")
    steps.desk.claim()
    steps.desk.later(minutes=5)
    return booking


def leave(desk: Desk) -> set[str]:
    """The kinds a worker sends now."""
    return {text["kind"] for text in desk.claim(p_most=100)}


def skipped(desk: Desk) -> dict[str, str]:
    return {text["kind"]: text["error"] for text in desk.texts() if text["state"] == "skipped"}


def asks(steps: Steps, booking: Any) -> Any:
    return steps.ask(booking, "Fri 10:00")


def proposes(steps: Steps, booking: Any) -> Any:
    return steps.move(booking, "Fri 10:00")


def agrees(steps: Steps, booking: Any) -> Any:
    return steps.move(booking, "Fri 10:00", agreed=True)


def agrees_elsewhere(steps: Steps, booking: Any) -> Any:
    return steps.move(booking, "Sat 10:00", agreed=True)


def cancels(steps: Steps, booking: Any) -> Any:
    return steps.cancel(booking, tell=False)


def accepts(steps: Steps, booking: Any) -> Any:
    return steps.answer(booking, accept=True)


def declines(steps: Steps, booking: Any) -> Any:
    return steps.answer(booking, accept=False)


def refuses(steps: Steps, booking: Any) -> Any:
    return steps.refuse(booking)


def picks(steps: Steps, booking: Any) -> Any:
    return steps.pick()


def edits(steps: Steps, booking: Any) -> Any:
    return steps.edit(booking, price_cents=1)


def nags(steps: Steps, booking: Any) -> Any:
    steps.desk.later(hours=2)
    return steps.desk.call("nag_due", steps.desk.now)


def lapses(steps: Steps, booking: Any) -> Any:
    steps.desk.later(hours=4)
    return steps.desk.call("expire_due", steps.desk.now)


@pytest.mark.parametrize(
    ("steps_taken", "kind", "error"),
    [
        ([asks, accepts], "move_request", "the move is accepted"),
        ([asks, declines], "move_request", "the move is declined"),
        ([asks, cancels], "move_request", "the move is withdrawn"),
        ([asks, lapses], "move_request", "the move is lapsed"),
        ([asks, nags, accepts], "move_nag", "the move is accepted"),
        ([asks, declines, cancels], "move_declined", "the booking is cancelled"),
        ([asks, lapses, cancels], "move_lapsed", "the booking is cancelled"),
        ([proposes, picks], "proposal", "the move is accepted"),
        ([proposes, refuses], "proposal", "the move is declined"),
        ([proposes, declines], "proposal", "the move is withdrawn"),
        ([proposes, declines, cancels], "withdrawn", "the booking is cancelled"),
        ([agrees, agrees_elsewhere], "moved", "moved again since"),
        ([agrees, agrees_elsewhere], "moved_copy", "moved again since"),
        ([agrees, cancels], "moved", "the booking is cancelled"),
        ([edits, cancels], "edited", "the booking is cancelled"),
    ],
)
def test_what_is_no_longer_true_when_its_turn_comes_is_skipped(
    steps: Steps, booking: Any, steps_taken: list[Act], kind: str, error: str
) -> None:
    for act in steps_taken:
        act(steps, booking)
    leave(steps.desk)
    assert skipped(steps.desk)[kind] == error


@pytest.mark.parametrize(
    ("steps_taken", "kinds"),
    [
        ([asks], {"move_request"}),
        ([asks, nags], {"move_request", "move_nag"}),
        ([asks, accepts], {"moved", "moved_copy"}),
        ([asks, declines], {"move_declined"}),
        ([asks, lapses], {"move_lapsed", "move_lapsed_copy"}),
        ([proposes], {"proposal"}),
        ([proposes, refuses], {"proposal_refused"}),
        ([proposes, declines], {"withdrawn"}),
        ([agrees], {"moved", "moved_copy"}),
        ([edits], {"edited"}),
    ],
)
def test_what_is_true_leaves(steps: Steps, booking: Any, steps_taken: list[Act], kinds: set[str]) -> None:
    for act in steps_taken:
        act(steps, booking)
    assert leave(steps.desk) - {"reply"} == kinds


def test_one_moved_twice_before_a_worker_came_is_told_of_the_last_time_only(steps: Steps, booking: Any) -> None:
    agrees(steps, booking)
    agrees_elsewhere(steps, booking)
    told = [text["context"]["detail"]["new"]["weekday"] for text in steps.desk.claim() if text["kind"] == "moved"]
    assert told == ["Saturday"]


def test_a_cancellation_is_told_only_of_what_is_cancelled(steps: Steps, booking: Any) -> None:
    steps.cancel(booking)
    steps.desk.do("update public.bookings set status = 'confirmed' where id = %s", booking["id"])
    leave(steps.desk)
    assert skipped(steps.desk)["cancelled"] == "the booking is confirmed"


@pytest.mark.parametrize(
    "steps_taken", [[asks, accepts], [asks, declines], [asks, lapses], [proposes], [agrees], [edits]]
)
@pytest.mark.parametrize("why", ["opted out", "blocked"])
def test_a_customer_who_sent_stop_or_is_blocked_gets_none_of_it(
    steps: Steps, booking: Any, steps_taken: list[Act], why: str
) -> None:
    for act in steps_taken:
        act(steps, booking)
    if why == "opted out":
        steps.desk.receive("STOP")
    else:
        steps.desk.do("update public.customers set blocked_at = now() where phone = %s", CUSTOMER)
    claimed = steps.desk.claim(p_most=100)
    assert [text["kind"] for text in claimed if text["recipient"] == CUSTOMER] == []
    assert set(skipped(steps.desk).values()) >= {why}


def test_what_lapses_at_night_is_told_in_the_morning(steps: Steps, booking: Any) -> None:
    steps.desk.settings(steps.shop, deadline_clock="plain", expire_after_minutes=12 * 60)
    asks(steps, booking)
    steps.desk.later(hours=12)
    steps.desk.call("expire_due", steps.desk.now)
    assert leave(steps.desk) & {"move_lapsed", "move_lapsed_copy"} == set()
    steps.desk.later(hours=12)
    assert leave(steps.desk) >= {"move_lapsed", "move_lapsed_copy"}
