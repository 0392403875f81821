"""Conversations played on the real SQL: a few of every kind come out well, and engines that do wrong are caught."""

from collections.abc import Callable
from typing import Any

import pytest

from edge_bridge.db.conversations import Turn
from edge_bridge.receptionist.answer import Answer
from edge_bridge.receptionist.tools import Tools
from seed.rehearsal import score
from seed.rehearsal.played import Played
from tests.seed.rehearsal.conftest import Stage

Plays = Callable[..., Played]
A_FEW = (
    "hedge-next-week", "none-then-day", "no-free-time-at-all", "landscaping", "price-all", "date-fifth-by-number",
    "pick-last-one", "move-to-friday", "cancel-which", "chat-mobile", "stop-word", "declined-picks-another",
)  # fmt: skip


class Says:
    """A receptionist that says one thing, whatever it is asked."""

    def __init__(self, *replies: str) -> None:
        self.replies = list(replies)

    def answer(self, turn: Turn, tools: Tools) -> Answer:
        return Answer(self.replies, {}, "liar", {"tools": tools.calls, "gate": []})


class Grabs:
    """A receptionist that offers times, and takes another than the one picked; `at_once`, before anybody picks."""

    def __init__(self, at_once: bool) -> None:
        self.at_once = at_once

    def answer(self, turn: Turn, tools: Tools) -> Answer:
        if self.at_once or turn.offers:
            offers = turn.offers or tools.find_slots(turn.services[0].id).offers
            tools.hold_booking(offers[-1].ref, {"name": "Sam"})
            return Answer(["All done."], {}, "liar", {"tools": tools.calls, "gate": []})
        offers = tools.find_slots(turn.services[0].id).offers
        lines = [f"• {o.words.medium} at {o.words.time}" for o in offers]
        return Answer(["\n".join(lines)], {}, "liar", {"tools": tools.calls, "gate": []})


def test_a_few_of_every_kind_come_out_well(plays: Plays) -> None:
    played = [plays(name) for name in A_FEW]
    assert score.failures(played) == []
    figures = score.figures(played)
    assert (figures["conversations"], figures["goals_reached"]) == (len(A_FEW), len(A_FEW))
    assert figures["turns_ratio"] <= 1.3


@pytest.mark.parametrize(
    ("lie", "what"),
    [
        ("I can do Thursday at 3:17 AM.", "wrong_times"),
        ("We're fully booked this week.", "wrong_times"),
        ("See you Friday, November 5th.", "wrong_times"),
        ("Lawn Mowing is $10.", "wrong_prices"),
        ("This one is free of charge.", "wrong_prices"),
    ],
)
def test_an_engine_that_says_what_is_not_so_is_caught(plays: Plays, lie: str, what: str) -> None:
    played = plays("lawn-this-week", Says(lie))
    assert played.all(what)
    assert score.figures([played])[what] == len(played.all(what))


@pytest.mark.parametrize("at_once", [True, False])
def test_an_engine_that_books_what_nobody_picked_is_caught(plays: Plays, at_once: bool) -> None:
    played = plays("pick-number" if at_once else "pick-earliest", Grabs(at_once))
    assert score.figures([played])["bookings_without_agreement"] >= 1
    assert not plays("pick-number").all("unagreed")


def test_an_engine_that_hands_nobody_over_is_caught(plays: Plays) -> None:
    played = plays("asks-for-a-person", Says("What day works best for you?"))
    assert (played.reached, played.handoff_missed) == (False, True)
    assert score.figures([played])["handoffs_missed"] == 1
    assert not plays("asks-for-a-person").handoff_missed


def test_a_text_while_it_is_thinking_discards_what_was_not_said_yet(plays: Plays) -> None:
    played = plays("newer-text-adds-day")
    outcomes = [record["outcome"] for record in played.exchanges[0].records]
    assert outcomes == ["superseded", "answered"]
    assert len(played.exchanges[0].replies) == 1


def test_nothing_of_a_conversation_is_left(plays: Plays, demo: Stage) -> None:
    connection, _ = demo
    plays("lawn-this-week")
    for table in ("customers", "conversations", "messages", "bookings", "holds", "outbox", "leads", "turns"):
        row = connection.execute(f"select count(*) from public.{table}").fetchone()
        assert row == (0,), table


def test_a_conversation_can_be_read_in_full(plays: Plays) -> None:
    lines = "\n".join(score.transcript(plays("pick-number")))
    assert "find_slots" in lines
    assert "hold_booking" in lines
    assert "gate: passed" in lines
    assert "[offline, answered" in lines
    assert "Goal reached" in lines


def test_held_out_conversations_are_counted_apart(plays: Plays) -> None:
    played = [plays("pick-number"), plays("h-backyard-renovation"), plays("asks-for-a-person")]
    figures: dict[str, Any] = score.scored(played)
    assert (figures["conversations"], figures["held_out"]["conversations"]) == (3, 1)
    named = {"conversations", "goals_reached", "turns_ratio", "wrong_times", "wrong_prices", "bookings_without_agreement",
             "handoffs_missed"}  # fmt: skip
    assert named <= figures.keys() & figures["held_out"].keys() & figures["tuned"].keys()
