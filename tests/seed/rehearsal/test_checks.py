"""The independent reader of what was said: what agrees with the rows passes, what does not is found."""

from datetime import date

import pytest

from seed.rehearsal.checks import Known, said_full, wrong_prices, wrong_times

TODAY = date(2026, 11, 2)
WEEK = [(450, 990)]
KNOWN = Known(
    TODAY,
    frozenset({(date(2026, 11, 5), 840), (date(2026, 11, 6), 630), (date(2026, 11, 3), 480)}),
    {1: WEEK, 2: WEEK, 3: WEEK, 4: WEEK, 5: WEEK, 6: [(480, 750)]},
    {"Lawn Mowing": 6500, "Hedge Trimming": None, "Garden Clean-up": 18000},
)


@pytest.mark.parametrize(
    "reply",
    [
        "• Thursday 2:00 PM\n• Friday 10:30 AM",
        "I've penciled you in for Thursday, November 5th at 2:00 PM.",
        "How about 2pm on Thursday or Friday at 10.30am?",
        "Tomorrow at 8am works",
        "Monday to Friday: 7:30 AM to 4:30 PM\nSaturday: 8:00 AM to 12:30 PM",
        "We're open from 8:00 AM to 12:30 PM on Saturday.",
        "Thursday, Nov 5 is a good day.",
        "What day works best for you? Next week is fine.",
    ],
)
def test_true_times_pass(reply: str) -> None:
    assert wrong_times(reply, KNOWN) == []


@pytest.mark.parametrize(
    "reply",
    [
        "• Thursday 2:30 PM",
        "Penciled in for Friday, November 5th at 2:00 PM.",
        "Friday 2:00 PM",
        "2pm on Friday",
        "Thursday 14:30",
        "Thursday at noon",
        "Today at 2pm",
        "Monday to Saturday: 7:30 AM to 4:30 PM",
        "Sunday: 8:00 AM to 12:30 PM",
        "Saturday, Nov 5 suits us.",
        "Thursday, Nov 12 at 2:00 PM",
        "Thursday 2:00 PM or Friday 11:30 AM",
    ],
)
def test_wrong_times_are_found(reply: str) -> None:
    assert wrong_times(reply, KNOWN) != []


@pytest.mark.parametrize(
    "reply", ["Lawn Mowing is $65.", "Garden Clean-up: $180", "It's $65.00", "Hedge Trimming: the team will quote you."]
)
def test_true_prices_pass(reply: str) -> None:
    assert wrong_prices(reply, KNOWN) == []


@pytest.mark.parametrize(
    "reply", ["Lawn Mowing is $180.", "It's $60", "Hedge Trimming is $65", "That's free of charge", "about 70 dollars"]
)
def test_wrong_prices_are_found(reply: str) -> None:
    assert wrong_prices(reply, KNOWN) != []


def test_a_claim_that_days_are_full_is_read() -> None:
    assert said_full("We're fully booked this week, sorry.", TODAY) == [
        ("fully booked this week", date(2026, 11, 2), date(2026, 11, 8))
    ]
    assert said_full("No times tomorrow", TODAY)[0][1:] == (date(2026, 11, 3), date(2026, 11, 3))
    assert said_full("See you this week", TODAY) == []
