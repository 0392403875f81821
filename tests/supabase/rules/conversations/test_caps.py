"""What Claude may cost a business in a day."""

from __future__ import annotations

from typing import Any

import pytest
from psycopg.types.json import Jsonb

from tests.supabase.rules.desk import Desk, instant


def used(desk: Desk, **usage: int) -> None:
    """A turn that used this much."""
    turn = desk.turn("Hi")
    given = [turn["upto_seq"], ["Hello!"], Jsonb({}), "claude", Jsonb({"usage": usage})]
    desk.call("finish_turn", turn["business_id"], turn["conversation_id"], turn["lease"], *given, p_now=desk.now)


def capped(desk: Desk) -> Any:
    turn = desk.turn("Hi")
    desk.finish(turn)
    return turn["capped"]


@pytest.mark.parametrize(
    ("settings", "usage"),
    [
        ({"daily_tokens": 1000}, {"input_tokens": 300, "output_tokens": 100, "cache_read_tokens": 60, "cache_write_tokens": 40}),
        ({"daily_cost_microdollars": 1000}, {"input_tokens": 1, "cost_microdollars": 500}),
    ],
)  # fmt: skip
def test_a_day_is_capped_once_either_sum_is_reached(
    desk: Desk, settings: dict[str, int], usage: dict[str, int]
) -> None:
    desk.settings(desk.cast.lawns, **settings)
    used(desk, **usage)
    assert capped(desk) is False
    used(desk, **usage)
    assert capped(desk) is True


def test_the_next_local_day_begins_afresh(desk: Desk) -> None:
    desk.settings(desk.cast.lawns, daily_tokens=100)
    desk.now = instant("2026-11-02T23:58+10:00")
    used(desk, input_tokens=100)
    assert capped(desk) is True
    desk.later(minutes=2)
    assert capped(desk) is False
    assert desk.column("select on_date::text from public.usage_days") == ["2026-11-02"]


def test_turns_overtaken_by_a_newer_text_cost_too(desk: Desk) -> None:
    turn = desk.turn("Hi")
    desk.receive("And?")
    given = [turn["upto_seq"], ["Hello!"], Jsonb({}), "claude", Jsonb({"usage": {"input_tokens": 70}})]
    who = turn["business_id"], turn["conversation_id"], turn["lease"]
    assert desk.call("finish_turn", *who, *given, p_now=desk.now) == "superseded"
    assert desk.row("select turns, tokens from public.usage_days") == {"turns": 1, "tokens": 70}


def test_turns_that_used_nothing_write_nothing(desk: Desk) -> None:
    desk.finish(desk.turn(), "Hello!")
    assert desk.rows("select from public.usage_days") == []


def test_a_cap_of_nothing_means_never(desk: Desk) -> None:
    desk.settings(desk.cast.lawns, daily_tokens=0)
    assert capped(desk) is True


def test_another_businesss_use_does_not_count(desk: Desk) -> None:
    desk.settings(desk.cast.salon, daily_tokens=10)
    used(desk, input_tokens=100)
    assert desk.turn("Hi", to=desk.cast.salon)["capped"] is False


def test_replies_the_gate_stopped_are_counted_by_the_day(desk: Desk) -> None:
    stopped = [{"reply": "Booked!", "kind": "outcome"}, {"reply": "Booked!", "kind": "time"}, {"reply": "At 3!"}]
    for record in ({"gate": stopped}, {"gate": []}, {"gate": stopped[:1]}):
        turn = desk.turn("Hi")
        who = turn["business_id"], turn["conversation_id"], turn["lease"]
        desk.call("finish_turn", *who, turn["upto_seq"], ["Hello!"], Jsonb({}), "claude", Jsonb(record), p_now=desk.now)
    assert desk.column("select stopped_replies from public.usage_days") == [3]
