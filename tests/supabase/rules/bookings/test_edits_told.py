"""Which edits a customer hears of: those of what they were promised."""

from __future__ import annotations

from typing import Any

import pytest

from tests.supabase.rules.bookings.steps import Steps, at
from tests.support.cast import CUSTOMER, OTHER_CUSTOMER

PROMISED = [{"minutes": 90}, {"address": "2 Oak St"}, {"price_cents": 9900}, {"price_cents": None}]


@pytest.fixture
def booking(steps: Steps) -> Any:
    booking = steps.confirmed("Thu 14:00")
    steps.news()
    return booking


@pytest.mark.parametrize("changes", PROMISED)
def test_a_change_of_what_was_promised_is_told(steps: Steps, booking: Any, changes: dict[str, Any]) -> None:
    assert steps.edit(booking, **changes)["outcome"] == "edited"
    assert steps.news() == {"edited": ["customer"]}


def test_another_service_is_told_and_each_change_anew(steps: Steps, booking: Any) -> None:
    steps.edit(booking, service_id=steps.shop.services["Hedge Trimming"])
    steps.desk.later(minutes=1)
    steps.edit(booking, service_id=steps.shop.services["Lawn Mowing"])
    assert steps.news() == {"edited": ["customer", "customer"]}


@pytest.mark.parametrize("changes", PROMISED)
def test_nothing_is_told_when_the_owner_unticks_it(steps: Steps, booking: Any, changes: dict[str, Any]) -> None:
    assert steps.edit(booking, tell=False, **changes)["outcome"] == "edited"
    assert steps.news() == {}


@pytest.mark.parametrize(
    "changes",
    [
        {"notes": "gate code 12"},
        {"customer_name": "John Smyth"},
        {"customer_phone": OTHER_CUSTOMER},
        {"customer_email": "john@example.com"},
        {"suburb": "Ashgrove", "postcode": "4060"},
    ],
)
def test_what_is_the_owners_own_business_is_not_told(steps: Steps, booking: Any, changes: dict[str, Any]) -> None:
    assert steps.edit(booking, **changes)["outcome"] == "edited"
    assert steps.news() == {}
    assert steps.desk.value("select detail from public.booking_events where kind = 'edited'")


def test_what_changed_is_in_the_history(steps: Steps, booking: Any) -> None:
    steps.edit(booking, notes="gate code 12", customer_name="Jo", minutes=90)
    detail = steps.desk.value("select detail from public.booking_events where kind = 'edited'")
    assert set(detail) == {"notes", "customer_name", "ends_at", "overrode"}
    assert (detail["notes"], detail["customer_name"]) == (["", "gate code 12"], ["John Smith", "Jo"])


@pytest.mark.parametrize("changes", PROMISED)
def test_a_request_is_told_when_it_is_confirmed_and_not_before(steps: Steps, changes: dict[str, Any]) -> None:
    booking = steps.pending("Thu 14:00")
    steps.news()
    steps.edit(booking, **changes)
    assert steps.news() == {}


def test_what_has_begun_is_not_told(steps: Steps, booking: Any) -> None:
    steps.desk.now = at("Thu 14:00")
    assert steps.edit(booking, price_cents=1)["outcome"] == "edited"
    assert steps.news() == {}


def test_it_is_told_at_the_phone_it_has_now(steps: Steps, booking: Any) -> None:
    steps.edit(booking, customer_phone=OTHER_CUSTOMER, price_cents=1)
    assert steps.news() == {"edited": ["other customer"]}


def test_somebody_who_sent_stop_gets_nothing(steps: Steps, booking: Any) -> None:
    steps.desk.receive("STOP")
    steps.edit(booking, price_cents=1)
    assert [text["kind"] for text in steps.desk.claim() if text["recipient"] == CUSTOMER] == []


def test_a_price_may_become_one_to_be_quoted(steps: Steps, booking: Any) -> None:
    assert steps.edit(booking, price_cents=None)["booking"]["price_cents"] is None
    assert steps.edit(booking, minutes=90)["booking"]["price_cents"] is None
    assert steps.edit(booking, price_cents=7000)["booking"]["price_cents"] == 7000


def test_long_words_are_cut_to_what_a_page_shows(steps: Steps, booking: Any) -> None:
    longest = {"customer_name": 80, "customer_email": 200, "address": 200, "notes": 2000}
    far_too_long: dict[str, Any] = dict.fromkeys(longest, "x" * 5000)
    steps.edit(booking, **far_too_long)
    row = steps.desk.booking(booking)
    assert {name: len(row[name]) for name in longest} == longest
