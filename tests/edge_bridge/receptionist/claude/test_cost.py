"""What a booking costs with Claude, cache and all."""

import json

from edge_bridge.receptionist.claude.engine import ClaudeEngine
from edge_bridge.receptionist.claude.usage import Usage
from tests.edge_bridge.receptionist.claude.drafts import LIST, MODEL, draft, find, hold, one_after_another
from tests.edge_bridge.receptionist.claude.turns import OFFERS, SomeTools, turn
from tests.support.claude_api import ClaudeApi, answer, say

ASK = "Happy to help! What's your name and address, and which day suits?"
TALK = [
    ("customer", "hi, can I get my lawn mowed"),
    ("receptionist", ASK),
    ("customer", "Sam Lee, 12 Fig St Paddington, this week"),
    ("receptionist", LIST),
]
YOURS = ("receptionist", "Great! I've penciled you in for Thursday, November 5th at 2:00 PM.")


def booked_in_four_turns(api: ClaudeApi) -> list[dict[str, int]]:
    """Each turn's usage: asked, offered, held, thanked."""
    turns = [
        turn(TALK[0][1]), turn(TALK[2][1], before=TALK[:2]), turn("thursday please", before=TALK, offers=OFFERS),
        turn("thanks, that's all", before=[*TALK, ("customer", "thursday please"), YOURS]),
    ]  # fmt: skip
    engine = ClaudeEngine("sk", api.url, MODEL)
    try:
        return [engine(one, SomeTools(one)).usage for one in turns]  # type: ignore[arg-type]
    finally:
        engine.close()


def test_a_booking_of_four_turns_reads_the_rules_from_the_cache_and_costs_a_tenth_of_a_cent() -> None:
    script = one_after_another(
        answer(say(ASK)), answer(find()), answer(say(LIST)), answer(hold()), answer(say("No worries, see you then!"))
    )
    with ClaudeApi(script) as api:
        first, *later = booked_in_four_turns(api)
    assert first["cache_write_tokens"] > 1024
    assert [use["cache_write_tokens"] for use in later] == [0, 0, 0]
    assert all(use["cache_read_tokens"] == use["rounds"] * first["cache_write_tokens"] for use in later)
    assert sum(use["cost_microdollars"] for use in (first, *later)) < 1000


def test_the_mark_stands_behind_all_that_does_not_change_and_before_all_that_does() -> None:
    """Tools and rules are the same for every customer of a business; nothing after the mark is paid twice in the cache."""
    sent = [
        draft(lambda body, n: answer(say("Which service?")), SomeTools(one))[1].requests[0].body
        for one in (turn("hi"), turn("mow?", before=TALK, offers=OFFERS, facts={"name": "Sam"}))
    ]
    stable = [json.dumps([body["tools"], body["system"]]) for body in sent]
    assert stable[0] == stable[1]
    assert [json.dumps(body).count("cache_control") for body in sent] == [1, 1]
    assert sent[0]["system"][-1]["cache_control"] == {"type": "ephemeral", "ttl": "1h"}


def test_prices_follow_the_model_and_an_unknown_one_has_none() -> None:
    costs = [
        Usage(model, 1, 1_000_000, 100_000, 1_000_000, 100_000).micro_dollars
        for model in (MODEL, "claude-sonnet-5-5", "claude-nine")
    ]
    assert costs == [180_000, 3_600_000, None]
