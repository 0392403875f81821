"""A booking an owner adds: confirmed at once, for anybody, at any time that is not somebody else's."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

import pytest

from tests.supabase.rules.bookings.steps import NOBODY, Steps, at, refused, wish
from tests.supabase.rules.desk import Desk, instant
from tests.support.cast import CUSTOMER, OTHER_CUSTOMER

ANN: dict[str, Any] = {"name": "Ann", "phone": OTHER_CUSTOMER}


def test_it_is_confirmed_at_once_holds_its_time_and_tells_the_customer(steps: Steps) -> None:
    where = {"address": "1 Elm St", "suburb": "Ashgrove", "postcode": "4060"}
    booking = steps.added("Thu 14:00", **ANN, **where, email="ann@example.com", notes="dog in yard")
    row = steps.desk.booking(booking)
    assert (row["status"], row["source"], row["starts_at"]) == ("confirmed", "manual", at("Thu 14:00"))
    assert (row["ends_at"], row["service_name"], row["price_cents"]) == (at("Thu 15:00"), "Lawn Mowing", 6000)
    assert (row["customer_name"], row["customer_phone"], row["customer_email"]) == (
        "Ann",
        OTHER_CUSTOMER,
        "ann@example.com",
    )
    assert (row["address"], row["notes"]) == ("1 Elm St", "dog in yard")
    assert (row["decided_at"], str(row["decided_by"])) == (steps.desk.now, steps.desk.cast.owner.user_id)
    assert steps.desk.row("select suburb, postcode from public.places where id = %s", row["place_id"]) == {
        "suburb": "Ashgrove",
        "postcode": "4060",
    }
    hold = steps.desk.row("select * from public.holds")
    assert (hold["booking_id"], hold["expires_at"], hold["at_customer"]) == (row["id"], None, True)
    assert hold["place_id"] == row["place_id"]
    assert steps.news() == {"confirmed": ["other customer"]}
    events = steps.desk.rows("select kind, actor::text, detail from public.booking_events")
    assert events == [{"kind": "added", "actor": "owner", "detail": {"overrode": []}}]


def test_the_customer_is_not_told_when_the_owner_unticks_it(steps: Steps) -> None:
    steps.added("Thu 14:00", **ANN, tell=False)
    assert steps.news() == {}


def test_the_phone_is_who_they_are(steps: Steps) -> None:
    """One customer by text, at the desk, and by text again."""
    steps.pending("Wed 10:00")
    known = steps.desk.value("select id from public.customers where phone = %s", CUSTOMER)
    booking = steps.added("Thu 14:00", name="John S", phone=CUSTOMER)
    assert steps.desk.booking(booking)["customer_id"] == known
    assert steps.desk.row("select name, claimed_phone from public.customers") == {
        "name": "John S",
        "claimed_phone": None,
    }
    with steps.turn() as turn:
        assert [one["ref"] for one in turn["bookings"]][-1] == booking["ref"]


def test_where_they_live_is_known_from_the_last_time(steps: Steps) -> None:
    first = steps.added("Wed 10:00", **ANN, address="1 Elm St", suburb="Ashgrove", postcode="4060")
    row, again = steps.desk.booking(first), steps.desk.booking(steps.added("Thu 14:00", **ANN))
    assert (again["address"], again["place_id"]) == ("1 Elm St", row["place_id"])


def test_work_on_site_is_at_no_address_whatever_is_known(desk: Desk) -> None:
    steps = Steps(desk, desk.cast.salon)
    row = desk.booking(steps.added("Thu 14:00", **ANN, address="1 Elm St", suburb="Ashgrove", postcode="4060"))
    assert (row["address"], row["place_id"], row["travel_assumed"]) == ("", None, False)
    assert desk.value("select address from public.customers where phone = %s", OTHER_CUSTOMER) == "1 Elm St"


def test_a_walk_in_needs_neither_name_nor_phone(steps: Steps) -> None:
    for given in ({}, {"phone": ""}, {"name": "Bob", "phone": None}):
        booking = steps.added(f"Thu {10 + 2 * len(given)}:00", **given)
        row = steps.desk.booking(booking)
        assert (row["customer_phone"], row["customer_name"]) == (None, given.get("name", ""))
    assert steps.news() == {}
    assert steps.desk.value("select count(*) from public.customers") == 3


def test_a_walk_in_with_an_email_is_told_there(steps: Steps) -> None:
    steps.added("Thu 14:00", email="bob@example.com")
    assert steps.news() == {"confirmed": ["bob@example.com"]}


def test_a_known_customer_may_be_picked_and_is_texted_at_the_phone_given(steps: Steps) -> None:
    walk_in = steps.desk.booking(steps.added("Wed 10:00", name="Bob"))
    again = steps.added("Thu 14:00", customer_id=str(walk_in["customer_id"]), phone=OTHER_CUSTOMER)
    row = steps.desk.booking(again)
    assert (row["customer_id"], row["customer_name"]) == (walk_in["customer_id"], "Bob")
    assert row["customer_phone"] == OTHER_CUSTOMER
    steps.desk.do("update public.customers set deleted_at = now() where id = %s", walk_in["customer_id"])
    for unknown in (NOBODY, _foreign_customer(steps), str(walk_in["customer_id"])):
        with refused(steps.desk, "not_found", "PT404"):
            steps.add("Fri 14:00", customer_id=unknown)


def _foreign_customer(steps: Steps) -> str:
    salon = steps.desk.cast.salon.id
    return str(steps.desk.value("insert into public.customers (business_id) values (%s) returning id", salon))


@pytest.mark.parametrize("minutes", [5, 45, 1440])
def test_a_job_may_have_a_length_of_its_own(steps: Steps, minutes: int) -> None:
    row = steps.desk.booking(steps.added("Thu 08:00", minutes=minutes, override=True))
    assert row["ends_at"] - row["starts_at"] == timedelta(minutes=minutes)
    assert steps.desk.value("select upper(occupied) - lower(occupied) from public.holds") == timedelta(minutes=minutes)


def test_a_job_done_last_week_may_be_written_down_and_its_customer_is_not_told(steps: Steps) -> None:
    steps.added("", at=instant("2026-10-29T10:00:00+10:00"), **ANN)
    assert steps.news() == {}
    steps.added("", at=steps.desk.now - timedelta(minutes=10), **ANN)  # one going on is
    assert steps.news() == {"confirmed": ["other customer"]}


def test_sending_the_form_twice_adds_one_and_says_so(steps: Steps) -> None:
    name = str(uuid.uuid4())
    first = steps.add("Thu 14:00", id=name)
    before = steps.everything()
    second = steps.add("Thu 14:00", id=name)
    assert (first["booking"]["id"], second["booking"]["id"]) == (name, name)
    assert (first.get("again"), second["outcome"], second["again"]) == (None, "booked", True)
    assert steps.everything() == before


def test_quoted_work_has_no_price_unless_one_is_named(steps: Steps) -> None:
    one: dict[str, Any] = {"price_cents": 12000}
    for start, given, price in [("Thu 10:00", {}, None), ("Thu 14:00", one, 12000)]:
        booking = steps.added(start, service="Hedge Trimming", **given)
        assert steps.desk.booking(booking)["price_cents"] == price


def test_a_customer_with_requests_open_or_blocked_may_still_be_booked_in_by_hand(steps: Steps) -> None:
    steps.desk.settings(steps.shop, open_requests_per_customer=1)
    steps.pending("Wed 10:00")
    steps.added("Thu 14:00", phone=CUSTOMER)
    steps.desk.do("update public.customers set blocked_at = now()")
    steps.added("Fri 14:00", phone=CUSTOMER)
    assert [text["kind"] for text in steps.desk.claim() if text["recipient"] == CUSTOMER] == []


def test_a_start_declined_before_may_be_booked_by_hand(steps: Steps) -> None:
    steps.decline(steps.pending("Thu 14:00"))
    steps.desk.later(minutes=10)  # the times its text listed are kept no longer
    assert steps.added("Thu 14:00", phone=CUSTOMER)["status"] == "confirmed"


def test_a_booked_hand_frees_nothing_and_is_nobody_elses(steps: Steps) -> None:
    booking = steps.added("Thu 14:00", **ANN)
    assert not steps.is_free("Thu 14:00")
    with steps.turn() as turn:
        assert turn["bookings"] == []
        assert steps.desk.slots(turn, wish("Thu 14:00"))["match"] == "same_days"
    assert steps.held(booking) == ["Thu 14:00"]
