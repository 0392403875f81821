"""Tries are counted in the database, for all processes alike."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from tests.supabase.rules.desk import Desk
from tests.supabase.rules.race import race

ADDRESS, ELSEWHERE, ACCOUNT, ANOTHER = ("a" * 64, "b" * 64, "c" * 64, "d" * 64)


def take(desk: Desk, *keys: str, what: str = "link", back: bool = False) -> Any:
    return desk.call("private.take_try", what, list(keys), back, desk.now)


def test_an_account_has_so_many_tries_from_anywhere_and_then_waits(desk: Desk) -> None:
    for n in range(5):
        assert take(desk, (ADDRESS, ELSEWHERE)[n % 2], ACCOUNT)["outcome"] == "taken"
    assert take(desk, ADDRESS, ACCOUNT) == {"outcome": "too_many", "wait_seconds": 600}
    assert take(desk, ADDRESS, ANOTHER)["outcome"] == "taken"
    desk.later(minutes=9, seconds=59)
    assert take(desk, ADDRESS, ACCOUNT) == {"outcome": "too_many", "wait_seconds": 1}
    desk.later(seconds=1)
    assert take(desk, ADDRESS, ACCOUNT)["outcome"] == "taken"


def test_an_address_has_so_many_for_all_accounts_and_a_no_costs_the_account_nothing(desk: Desk) -> None:
    for n in range(20):
        assert take(desk, ADDRESS, f"{n:064x}")["outcome"] == "taken"
    for _ in range(9):
        assert take(desk, ADDRESS, ACCOUNT)["outcome"] == "too_many"
    assert take(desk, ELSEWHERE, ACCOUNT)["outcome"] == "taken"


def test_what_went_well_does_not_count(desk: Desk) -> None:
    for _ in range(30):
        assert take(desk, ADDRESS, ACCOUNT)["outcome"] == "taken"
        take(desk, ADDRESS, ACCOUNT, back=True)
    for _ in range(3):
        take(desk, ADDRESS, ACCOUNT, back=True)  # nobody can put by more than there is
    assert [take(desk, ADDRESS, ACCOUNT)["outcome"] for _ in range(6)] == ["taken"] * 5 + ["too_many"]


def test_sorts_are_counted_apart(desk: Desk) -> None:
    for _ in range(5):
        take(desk, ADDRESS, ACCOUNT)
    assert take(desk, ADDRESS, ACCOUNT)["outcome"] == "too_many"
    assert take(desk, ADDRESS, ACCOUNT, what="sign_in")["outcome"] == "taken"
    assert take(desk, ADDRESS, what="tap")["outcome"] == "taken"


@pytest.mark.parametrize(
    ("what", "keys"),
    [
        ("link", [ADDRESS]),
        ("tap", [ADDRESS, ACCOUNT]),
        ("link", ["x", "y"]),
        ("other", [ADDRESS]),
        ("tap", []),
        ("tap", [None]),
    ],
)
def test_nonsense_is_not_counted(desk: Desk, what: str, keys: list[Any]) -> None:
    with desk.refused("PT400"):
        take(desk, *keys, what=what)


def test_what_counts_no_longer_goes(desk: Desk) -> None:
    for n in range(30):
        take(desk, f"{n:064x}", what="tap")
    desk.now += timedelta(minutes=10)
    for _ in range(2):
        take(desk, ADDRESS, what="tap")
    assert desk.value("select count(*) from private.tries") == 1


def test_of_many_at_one_moment_exactly_so_many_get_through(own: Desk, open_desk: Callable[..., Desk]) -> None:
    def try_once(desk: Desk, n: int) -> str:
        with desk.role("anon"):
            return str(desk.call("take_try", "link", [(ADDRESS, ELSEWHERE)[n % 2], ACCOUNT])["outcome"])

    def try_six_times(order: int) -> Callable[[Desk], list[str]]:
        return lambda desk: [try_once(desk, n + order) for n in range(6)]

    outcomes = [one for many in race(open_desk, [try_six_times(n) for n in range(4)]) for one in many]
    assert outcomes.count("taken") == 5
    assert outcomes.count("too_many") == 19
