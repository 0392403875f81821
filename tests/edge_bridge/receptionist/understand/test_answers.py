"""Which of a business's own questions a text asks, and what is taken for none of them."""

import pytest

from edge_bridge.receptionist.understand import find_answers

QUESTIONS = [
    "Do you accept credit cards?",
    "Do I need to be home?",
    "Are you insured?",
    "Do you take the clippings away?",
    "Do you bring your own equipment?",
    "Do you mow acreage lawns?",
    "Do you cut kids' hair?",
    "Is there parking?",
    "Do you offer a pensioner discount?",
    "What is your cancellation policy?",
    "Do I need to book?",
]


def asked(text: str) -> list[str]:
    return [QUESTIONS[number] for number in find_answers(text, QUESTIONS)[0]]


@pytest.mark.parametrize(
    ("text", "question"),
    [
        ("do you take card?", 0),
        ("hi, do u take cards", 0),
        ("Can I pay by card?", 0),
        ("do you accpet credit cards", 0),
        ("do i need to be home for it?", 1),
        ("Hey mate, do I have to be home", 1),
        ("are you guys insured?", 2),
        ("will you take the clippings away?", 3),
        ("do you bring your own gear", 4),
        ("do you cut kids hair", 6),
        ("Is there parking nearby?", 7),
        ("any pensioner discounts?", 8),
        ("what's your cancellation policy", 9),
        ("do i need to book", 10),
    ],
)
def test_the_same_question_in_other_words(text: str, question: int) -> None:
    assert asked(text) == [QUESTIONS[question]]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2",
        "the second one please",
        "yes",
        "card",
        "I'd like my lawn mowed on Thursday",
        "Can you mow my lawn?",
        "Can you mow my lawn on Thursday at 2?",
        "could you take the kids to get a hair cut",
        "can I get a haircut for my kids tomorrow",
        "Can I get my kids' hair cut?",
        "do you take the kids",
        "are you free Thursday?",
        "Do you have anything available Thursday?",
        "Can I book for Thursday?",
        "do you do hedges?",
        "How much is a mow?",
        "what time do you open",
        "I need to be home by 5",
        "Do you offer gift cards?",
        "is your home address 12 Card Street?",
        "My name is Ash Card, 4 Home St",
        "do you need a deposit",
        "can I cancel my booking?",
        "who is Dave?",
    ],
)
def test_bookings_and_other_questions_are_not_taken_for_one(text: str) -> None:
    assert asked(text) == []


def test_what_else_was_said_is_left_over() -> None:
    found, rest = find_answers("How much is a mow and do you take card?", QUESTIONS)
    assert (found, rest.strip()) == ([0], "how much is a mow")


def test_two_questions_are_found_in_their_order_and_a_repeated_one_once() -> None:
    assert asked("Are you insured? Do you take card? And are you insured?") == [QUESTIONS[2], QUESTIONS[0]]


def test_without_questions_there_is_nothing_to_find() -> None:
    assert find_answers("do you take card?", []) == ([], "do you take card")
