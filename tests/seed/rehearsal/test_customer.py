"""The simulated customer: hears what is asked, answers from their facts, agrees to nothing they cannot do."""

from datetime import date

import pytest

from seed.rehearsal.corpus import Conversation, Goal, Raise
from seed.rehearsal.customer import Customer
from seed.rehearsal.hearing import hear

TODAY = date(2026, 11, 2)
OFFERS = "I have these times available:\n• Thursday 2:00 PM\n• Friday, Nov 13 at 10:30 AM\n\nWhich works best for you?"


def customer(**changes: object) -> Customer:
    told = {"id": "x", "subject": "x", "persona": "plain", "wants": "need a mow", "goal": Goal(), "ideal": 3} | changes
    return Customer(Conversation.model_validate(told), "Lawn Mowing", TODAY)


def test_times_on_offer_are_heard_with_their_days() -> None:
    heard = hear(OFFERS, TODAY)
    assert [(o.position, o.day, o.minute) for o in heard.options] == [
        (1, date(2026, 11, 5), 840), (2, date(2026, 11, 13), 630)]  # fmt: skip


@pytest.mark.parametrize(
    ("reply", "asks"),
    [
        ("I can help with that. What's your name and address?", {"name", "address"}),
        ("What's your name, address and mobile number or e-mail?", {"name", "address", "contact"}),
        ("Hi! Cancel your lawn mowing on Thursday, Nov 5 at 2:00 PM?", {"sure"}),
        ("Would you like to move your mow to another time, or cancel it?", {"either"}),
        ("No worries. What day works best for you?", {"day"}),
        ("What can we help you with? We do lawn mowing. And what's your name?", {"service", "name"}),
        ("What's the best number to reach you on?", {"number"}),
    ],
)
def test_what_is_asked_is_heard(reply: str, asks: set[str]) -> None:
    assert asks <= set(hear(reply, TODAY).asks)


def test_a_time_they_cannot_do_is_never_agreed_to() -> None:
    say = customer(accepts=["2026-11-06"]).answer(OFFERS, False, TODAY)
    assert say is not None
    assert say.agreed == []
    assert any(word in say.messages[0] for word in ("none", "can't do any"))


def test_the_first_time_they_can_do_is_picked_in_words_that_mean_it() -> None:
    say = customer(accepts=["2026-11-13"], picks="ordinal").answer(OFFERS, False, TODAY)
    assert say is not None
    assert say.agreed == [(date(2026, 11, 13), 630)]
    assert "second" in say.messages[0]


def test_a_weekday_that_two_times_share_is_not_used_to_pick_one() -> None:
    both = "• Thursday 2:00 PM\n• Thursday 3:00 PM"
    say = customer(picks="weekday").answer(both, False, TODAY)
    assert say is not None
    assert "1" in say.messages[0]


def test_what_they_bring_up_comes_at_its_moment_and_changes_what_they_want() -> None:
    one = customer(raises=[Raise(at="offers", say="Friday instead", then={"accepts": ["2026-11-13"]})])
    first = one.answer("What's your name?", False, TODAY)
    assert first is not None
    assert "Friday" not in first.messages[0]
    raised = one.answer(OFFERS, False, TODAY)
    assert raised is not None
    assert (raised.messages, raised.agreed) == (["Friday instead"], [])
    picked = one.answer(OFFERS, False, TODAY)
    assert picked is not None
    assert picked.agreed == [(date(2026, 11, 13), 630)]


def test_they_stop_when_they_are_content_or_not_helped() -> None:
    assert customer().answer("Great! I've penciled you in. Anything else you need?", True, TODAY) is None
    one = customer()
    assert [one.answer("Hm.", False, TODAY) is None for _ in range(3)] == [False, False, True]
