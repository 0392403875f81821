"""Times that come free, whichever engine speaks; and what a declined booking hands on to the next."""

from typing import Any

import pytest

from edge_bridge.db.conversations import Turn
from edge_bridge.receptionist.answer import Receptionist
from edge_bridge.receptionist.claude import prompt
from edge_bridge.receptionist.draft import Draft
from edge_bridge.receptionist.freed import INVITATION, NOTED, REFUSED
from tests.edge_bridge.receptionist.claude.turns import OFFERS, THURSDAY, SomeTools, booking, turn
from tests.edge_bridge.receptionist.offline.talk import Talk

DECLINED = booking(THURSDAY, "cancelled", customer="Ann Lee", address="7 Oak St", notes="dog in yard")
TOLD = [("system", "A time has come free\nReply 1 to take it. It's kept for you until 2:15 PM.")]


def said_by(reply: str, *tools: str, **changes: Any) -> tuple[str, SomeTools]:
    """What goes out when an engine says this after these leads."""
    now = turn("ok thanks", before=[("receptionist", "We're fully booked.")], **changes)
    doing = SomeTools(now)

    def engine(_: Turn, using: Any) -> Draft:
        for kind in tools:
            using.create_lead(kind, "wants a mow", {})
        return Draft([reply], {})

    answer = Receptionist(engine, "claude").answer(now, doing)  # type: ignore[arg-type]
    assert answer.facts.get("freed_asked", False) == answer.replies[0].endswith(INVITATION)
    return "\n".join(answer.replies), doing


def test_the_closing_reply_asks_once_in_a_sentence_of_its_own() -> None:
    customer = Talk(freed_times="off")
    customer.says("can you mow on Thursday", match="none")
    customer.changes["freed_times"] = "may_ask"
    assert customer.says("that's my mobile").endswith(f"\n\n{INVITATION}")
    assert INVITATION not in customer.says("ok and thanks for that")
    assert customer.blocked == []


def test_what_was_wanted_goes_with_the_lead() -> None:
    customer = Talk()
    customer.says("can you mow on Thursday", match="none")
    (lead,) = customer.did("create_lead")
    assert lead[0] == "full"
    assert lead[2]["service_id"] == "s-3333"
    assert lead[2]["wish"] == {"day_from": "2026-11-05", "day_to": "2026-11-05"}


@pytest.mark.parametrize("state", ["may_ask", "no_lead"])
def test_another_engines_closing_reply_asks_too(state: str) -> None:
    said, _ = said_by("Thanks, noted.", "full", freed_times=state)
    assert said == f"Thanks, noted.\n\n{INVITATION}"


@pytest.mark.parametrize(
    ("reply", "tools", "changes"),
    [
        ("What's your name?", ["full"], {"freed_times": "may_ask"}),  # it does not close
        ("Thanks, noted.", ["full"], {"freed_times": "off"}),
        ("Thanks, noted.", ["full"], {"freed_times": "wanted"}),
        ("Thanks, noted.", ["message"], {"freed_times": "no_lead"}),  # nothing was full
        ("No worries.", [], {"freed_times": "may_ask"}),
        ("Thanks, noted.", ["full"], {"freed_times": "may_ask", "facts": {"freed_asked": True}}),
    ],
)
def test_who_is_not_asked(reply: str, tools: list[str], changes: dict[str, Any]) -> None:
    now = turn("ok", **changes)
    doing = SomeTools(now)

    def engine(_: Turn, using: Any) -> Draft:
        for kind in tools:
            using.create_lead(kind, "wants a mow", {})
        return Draft([reply], {})

    assert Receptionist(engine, "claude").answer(now, doing).replies == [reply]  # type: ignore[arg-type]


@pytest.mark.parametrize("word", ["FREE", "free", "Free please!", "“FREE”", "FREE thanks mate"])
@pytest.mark.parametrize("state", ["may_ask", "wanted"])
def test_the_word_is_noted_as_written(word: str, state: str) -> None:
    customer = Talk(freed_times=state)
    assert customer.says(word) == NOTED
    assert customer.did("want_freed_times") == [word]


@pytest.mark.parametrize(
    ("words", "state"),
    [("are you free friday?", "may_ask"), ("free quote please", "may_ask"), ("FREE", "no_lead"), ("FREE", "off")],
)
def test_other_words_and_other_people_are_not(words: str, state: str) -> None:
    customer = Talk(freed_times=state)
    customer.says(words)
    assert customer.did("want_freed_times") == []


def test_a_word_among_others_is_noted_and_the_rest_answered() -> None:
    now = turn("FREE", "and what does a mow cost?", before=[("receptionist", "Hi")], freed_times="may_ask")
    doing = SomeTools(now)
    (reply,) = Receptionist().answer(now, doing).replies  # type: ignore[arg-type]
    assert "$55" in reply
    assert reply.endswith(NOTED)
    assert [name for name, _ in doing.calls].count("want_freed_times") == 1


@pytest.mark.parametrize("words", ["no", "no thanks", "Nah can't make it"])
def test_a_no_to_a_freed_time_passes_it_on(words: str) -> None:
    customer = Talk(offers=OFFERS[:1], before=TOLD, freed_offer="t1-1", freed_times="wanted")
    assert customer.says(words) == REFUSED
    assert [name for name, _ in customer.calls] == ["refuse_freed_time"]


def test_a_yes_to_it_is_pencilled_in() -> None:
    for words in ("1", "yes please"):
        customer = Talk(offers=OFFERS[:1], before=TOLD, freed_offer="t1-1", freed_times="wanted")
        assert "penciled you in for" in customer.says(words)
        assert customer.did("hold_booking")[0][0] == "t1-1"


def test_a_yes_that_comes_too_late_is_told_so() -> None:
    customer = Talk(offers=[], before=TOLD, freed_times="wanted")
    customer.facts |= {"stage": "lead", "service_id": "s-3333"}
    said = customer.says("1")
    assert "Sorry, what we suggested has run out by now." in said
    assert customer.did("hold_booking") == []
    assert customer.did("find_slots")


def test_another_day_instead_is_looked_for() -> None:
    customer = Talk(offers=OFFERS[:1], before=TOLD, freed_offer="t1-1", freed_times="wanted")
    customer.says("no but any time next Monday is ok")
    assert customer.did("refuse_freed_time") == []
    assert customer.did("find_slots")


def test_a_declined_booking_hands_on_who_where_and_what_else() -> None:
    for words, ref in (("1", "t1-1"), ("the second one", "t1-2"), ("friday", "t1-2")):
        customer = Talk(offers=OFFERS, in_place_of=DECLINED, before=[("system", "Sorry, that time slot")])
        customer.facts = {
            "stage": "booked",
            "name": "Sam Lee",
            "address": "12 Friday Street",
            "suburb": "Milton",
            "spent_set": "t0",
        }
        assert "penciled you in for" in customer.says(words)
        ((taken, details),) = customer.did("hold_booking")
        assert (taken, details) == (ref, {"name": "Ann Lee", "address": "7 Oak St", "notes": "dog in yard"})


def test_what_they_say_now_goes_before_what_it_handed_on() -> None:
    customer = Talk(offers=OFFERS, in_place_of=DECLINED, before=[("system", "Sorry, that time slot")])
    customer.facts = {}
    customer.says("it's 4 Elm St, Ashgrove now")
    customer.says("1")
    ((_, details),) = customer.did("hold_booking")
    assert details["address"].startswith("4 Elm St")
    assert details["name"] == "Ann Lee"


def test_claude_is_told_what_the_times_stand_in_for_and_what_came_free() -> None:
    told = prompt.situation(turn("1", offers=OFFERS, in_place_of=DECLINED))
    assert "They stand in for their Lawn Mowing on Thursday, November 5th at 2:00 PM" in told
    assert '"Ann Lee", "7 Oak St"' in told
    assert "came free" not in told
    assert "came free" in prompt.situation(turn("1", offers=OFFERS[:1], freed_offer="t1-1"))
    assert "stand in for" not in prompt.situation(turn("1", offers=OFFERS))
