"""Odd texts are flagged: too long for their kind, or promotion where there should be service."""

import pytest

from edge_bridge.texts import lint


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ("Get 20% off your next visit", ["20% off"]),
        ("$10 off if you book again", ["$10 off"]),
        ("Don’t miss out: our Christmas sale is on", ["Don't miss out", "Christmas sale"]),
        ("Leave us a review and win a prize", ["Leave us a review", "prize"]),
        ("Refer a mate, get a gift card", ["Refer a mate", "gift card"]),
        ("The mower is half price this week", ["half price"]),
        ("20 per cent off, this week only. 20 per cent off!", ["20 per cent off"]),
    ],
)
def test_words_of_promotion_are_found_as_written(body: str, found: list[str]) -> None:
    assert lint.promotion(body) == found
    assert lint.flags("confirmed", "brief", body, 1) == [f"sounds like promotion: {words}" for words in found]


@pytest.mark.parametrize(
    "body",
    [
        "Your lawn mowing is booked for:\nThursday, Nov 5 at 2:00 PM",
        "The time is free again.",
        "Notes: please take off the side gate, wholesale nursery next door",
        "Reason: I'm off on Friday",
        "Lot 4, Salesyard Rd. Drop-off at the dealership",
        "It's a special occasion, promise",
    ],
)
def test_words_of_service_are_none(body: str) -> None:
    assert lint.promotion(body) == []


def test_a_text_over_its_budget_is_flagged_and_one_within_is_not() -> None:
    assert lint.flags("expired", "brief", "Sorry", 2) == []
    assert lint.flags("expired", "brief", "Sorry", 3) == ["3 segments, and 2 are enough for most"]
    assert lint.flags("request", "plain", "A request", 4) == []
    assert lint.flags("request", "plain", "A request", 5) == ["5 segments, and 4 are enough for most"]


def test_what_answers_somebody_is_neither_counted_nor_read_for_promotion() -> None:
    assert lint.flags("reply", "brief", "Pensioners get 10% off, yes!", 9) == []
