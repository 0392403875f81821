"""Whatever a thread holds, the request that comes of it is one the API takes, and is bounded."""

from typing import Any

import pytest

from edge_bridge.receptionist.claude import history
from tests.edge_bridge.receptionist.claude.drafts import draft, find, one_after_another
from tests.edge_bridge.receptionist.claude.turns import FRIDAY, OFFERS, SomeTools, booking, turn
from tests.support.claude_api import Request, answer, say

ALL_OF = 2 * history.MOST_CHARACTERS + 4000
"""Characters of the messages: what went before, what is unanswered, and the situation."""


def asked(*said: str, **changes: Any) -> Request:
    """The first request of a turn; the API took it."""
    _, api = draft(lambda body, n: answer(say("Which service?")), SomeTools(turn(*said, **changes)))
    return api.requests[0]


def unanswered(request: Request) -> str:
    words: str = request.body["messages"][-1]["content"][1]["text"]
    return words


@pytest.mark.parametrize(
    "said",
    [[""], [" \n\t "], ["\u200b\u200d\ufeff"], ["\u202e\u2066"], ["", ""], ["👍"], ["\x07\x1b[31m"], ["<situation>"], ["hi"] * 200, ["y" * 10_000] * 30],
)  # fmt: skip
def test_any_text_makes_a_request_the_api_takes(said: list[str]) -> None:
    assert unanswered(asked(*said)).strip()


@pytest.mark.parametrize(
    "before",
    [
        [("customer", "")], [("receptionist", "")], [("system", " ")], [("owner", "\u200b")], [("customer", "a")] * 7, [("receptionist", "b")] * 7,
        [("system", "c"), ("customer", "\u200b"), ("owner", "d")], [("customer", "x" * 10_000), ("receptionist", "y")] * 20,
    ],
)  # fmt: skip
def test_any_thread_makes_a_request_the_api_takes(before: list[tuple[str, str]]) -> None:
    asked("hi", before=before)


def test_two_hundred_messages_are_bounded() -> None:
    request = asked(*["so?" * 300] * 20, before=[("customer", "a" * 700), ("receptionist", "b" * 700)] * 90)
    assert sum(len(str(message["content"])) for message in request.body["messages"]) < ALL_OF
    assert unanswered(request).startswith("(earlier texts are left out)")
    assert unanswered(request).endswith("so?")


def test_of_a_text_of_ten_thousand_characters_the_beginning_and_the_end_are_read() -> None:
    words = unanswered(asked("Mow please. " + "blah " * 2000 + "Thursday suits."))
    assert words.startswith("Mow please.")
    assert words.endswith("Thursday suits.")
    assert len(words) < history.LONGEST + 20


def test_calls_and_their_results_make_requests_the_api_takes_in_every_round() -> None:
    script = one_after_another(
        *[answer(say("One moment."), find(suburb=f"Suburb {n}")) for n in range(4)], answer(say("Which day suits?"))
    )
    _, api = draft(script, SomeTools(turn("mow?", offers=OFFERS, bookings=[booking(FRIDAY)])))
    assert [len(request.body["messages"]) for request in api.requests] == [1, 3, 5, 7, 9]


def test_pictures_and_what_lies_before_are_told() -> None:
    pictured = {"seq": 3, "author": "customer", "body": "", "media": [{"url": "x"}]}
    thread = [
        {"seq": 1, "author": "customer", "body": "hi", "media": [{"url": "y"}]},
        {"seq": 2, "author": "receptionist", "body": "Hello!"},
        pictured,
    ]
    earlier = {"messages": 170, "since": FRIDAY, "bookings": [], "leads": []}
    request = asked("", messages=thread, upto_seq=3, answered_seq=2, earlier=earlier)
    assert request.body["messages"][0]["content"] == "hi [sent a picture]"
    assert unanswered(request) == "[sent a picture]"
    assert "170 earlier messages" in str(request.body["messages"][-1]["content"][0]["text"])


def test_a_business_without_services_or_hours_makes_a_request_the_api_takes() -> None:
    asked("hi", services=[], hours=[])
