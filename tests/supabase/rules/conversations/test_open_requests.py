"""What is not pencilled in: what is no longer sold, one request too many, and wishes that mean nothing."""

from __future__ import annotations

from typing import Any

import pytest

from tests.supabase.rules.bookings.steps import Steps, refused, wish
from tests.support.cast import CUSTOMER, OTHER_CUSTOMER


@pytest.mark.parametrize("what", ["the service", "who does it", "that they do it"])
def test_what_is_no_longer_sold_since_it_was_offered_is_not_to_be_had(steps: Steps, what: str) -> None:
    with steps.turn() as turn:
        ref = steps.desk.slots(turn, wish("Wed 10:00"))["offers"][0]["ref"]
        gone = {
            "the service": "update public.services set deleted_at = now()",
            "who does it": "update public.staff set deleted_at = now()",
            "that they do it": "delete from public.service_staff",
        }
        steps.desk.do(gone[what])
        assert steps.desk.hold(turn, ref)["outcome"] == "slot_taken"
    assert steps.desk.value("select count(*) from public.bookings") == 0


def test_a_service_that_lasts_longer_since_it_was_offered_is_not_to_be_had(steps: Steps) -> None:
    with steps.turn() as turn:
        ref = steps.desk.slots(turn, wish("Wed 10:00"))["offers"][0]["ref"]
        steps.desk.do("update public.services set minutes = 90 where name = 'Lawn Mowing'")
        assert steps.desk.hold(turn, ref)["outcome"] == "slot_taken"


def test_the_requests_of_one_phone_are_counted_over_all_its_customers(steps: Steps) -> None:
    """By text, and on the website under the same phone."""
    steps.desk.settings(steps.shop, open_requests_per_customer=2)
    steps.pending("Wed 10:00")
    visitor = steps.desk.value(
        "insert into public.customers (business_id, claimed_phone) values (%s, %s) returning id",
        steps.shop.id,
        CUSTOMER,
    )
    turn = steps.desk.turn(phone=OTHER_CUSTOMER)
    steps.desk.do("update public.conversations set customer_id = %s where id = %s", visitor, turn["conversation_id"])
    first = steps.desk.slots(turn, wish("Thu 10:00"))["offers"][0]["ref"]
    assert steps.desk.hold(turn, first)["outcome"] == "pencilled"
    second = steps.desk.slots(turn, wish("Fri 10:00"))["offers"][0]["ref"]
    assert steps.desk.hold(turn, second)["outcome"] == "too_many"
    steps.desk.finish(turn)
    with steps.turn() as turn:
        ref = steps.desk.slots(turn, wish("Sat 10:00"))["offers"][0]["ref"]
        assert steps.desk.hold(turn, ref)["outcome"] == "too_many"
    assert steps.desk.value("select count(*) from public.bookings") == 2


def test_visitors_without_a_phone_are_not_counted_together(steps: Steps) -> None:
    steps.desk.settings(steps.shop, open_requests_per_customer=1)
    for phone, start in [(CUSTOMER, "Wed 10:00"), (OTHER_CUSTOMER, "Thu 10:00")]:
        steps.desk.do("update public.customers set phone = null")
        turn = steps.desk.turn(phone=phone)
        visitor = steps.desk.value("insert into public.customers (business_id) values (%s) returning id", steps.shop.id)
        steps.desk.do(
            "update public.conversations set customer_id = %s where id = %s", visitor, turn["conversation_id"]
        )
        ref = steps.desk.slots(turn, wish(start))["offers"][0]["ref"]
        assert steps.desk.hold(turn, ref)["outcome"] == "pencilled"
        steps.desk.finish(turn)


@pytest.mark.parametrize(
    "wrong",
    [
        {"day_from": "2026-11-06", "day_to": "2026-11-05"},
        {"day_from": "9999-12-31"},
        {"day_to": "9999-12-31"},
        {"day_from": "infinity"},
        {"day_from": "2026-02-30"},
        {"day_from": "Thursday"},
        {"weekday": 0},
        {"weekday": 8},
        {"weekday": "Thu"},
        {"minute_from": -1},
        {"minute_from": 1440},
        {"minute_to": 0},
        {"minute_to": 1441},
        {"minute_from": 90.5},
    ],
)
def test_a_wish_that_means_nothing_is_refused(steps: Steps, booking: Any, wrong: dict[str, Any]) -> None:
    with steps.turn() as turn:
        for named in ({}, {"p_booking": booking["ref"]}):
            with refused(steps.desk, "bad_wish"):
                steps.desk.slots(turn, wrong, **named)
    assert steps.desk.value("select count(*) from public.offers where set_no > 1") == 0
