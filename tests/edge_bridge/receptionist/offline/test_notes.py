"""What whoever comes should know is kept wherever it is said; courtesies are not notes."""

from __future__ import annotations

import pytest

from edge_bridge.receptionist.offline.notes import says_more, without_notes, worth_knowing


@pytest.mark.parametrize(
    ("text", "noted"),
    [
        ("1 please, and there's a dog out the back", "there's a dog out the back"),
        ("yes, dog in yard, he's friendly", "dog in yard"),
        ("Need my lawn mowed. Gate code is 4412!", "Gate code is 4412"),
        ("I'm allergic to ammonia and please call me first", "I'm allergic to ammonia, please call me first"),
        ("Thursday 2pm works", ""),
        ("Is there parking?", ""),
        ("do you have a dog", ""),
        ("12 Park St, Gatton", ""),
    ],
)
def test_clauses_worth_knowing(text: str, noted: str) -> None:
    assert worth_knowing(text) == noted


def test_what_is_left_of_a_text_is_the_rest() -> None:
    assert without_notes("1 please and theres a dog out back") == "1 please"


@pytest.mark.parametrize(
    "text", ["no thanks mate", "Nah all good, see you Thursday", "that's everything, thanks so much!", "👍"]
)
def test_courtesies_say_nothing_more(text: str) -> None:
    assert not says_more(text)


@pytest.mark.parametrize(
    "text", ["yes, dog in yard", "thanks. key under mat", "no, but 4412 opens the gate", "bring a ladder"]
)
def test_anything_else_does(text: str) -> None:
    assert says_more(text)
