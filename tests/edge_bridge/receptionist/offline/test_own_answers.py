"""A business's own questions and answers, said by the offline engine as they are written."""

from typing import Any

from tests.edge_bridge.receptionist.claude.turns import OFFERS
from tests.edge_bridge.receptionist.offline.talk import Talk

CARDS = "Yes, card or cash. There's a $2 fee on cards, and we're fully booked before Christmas."
BUSINESS: dict[str, Any] = {
    "name": "Green Blade", "trade": "lawn mowing", "greeting": "G'day!", "tone": "", "notes": "", "call_number": None, "style": "brief",
    "currency": "AUD", "zone": "Australia/Brisbane", "answers": [
        {"question": "Do you accept credit cards?", "answer": CARDS}, {"question": "Are you insured?", "answer": "Yes, fully."}]
}  # fmt: skip


def test_a_question_the_business_answered_gets_its_answer_whatever_the_rows_say() -> None:
    customer = Talk(business=BUSINESS)
    customer.facts = {}
    assert customer.says("do you take card?").startswith(CARDS)
    assert customer.blocked == []


def test_it_is_answered_beside_other_questions_and_before_the_next_step() -> None:
    customer = Talk(business=BUSINESS)
    said = customer.says("How much is a mow and are you insured?")
    assert "Yes, fully.\nLawn Mowing is $55." in said
    assert customer.blocked == []


def test_with_times_on_offer_they_are_offered_again() -> None:
    customer = Talk(business=BUSINESS, offers=OFFERS)
    said = customer.says("are you insured?")
    assert said.startswith("Yes, fully.")
    assert "• Thursday 2:00 PM" in said


def test_a_booking_is_not_taken_for_a_question() -> None:
    customer = Talk(business=BUSINESS)
    said = customer.says("Can you mow my lawn on Thursday? I'll pay by card")
    assert CARDS not in said
    assert customer.did("find_slots")
