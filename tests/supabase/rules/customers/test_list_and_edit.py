"""The list of customers, searched and paged, and what is changed of one."""

from __future__ import annotations

import pytest

from tests.supabase.rules.customers.people import do, fill, refusal
from tests.supabase.rules.desk import Desk
from tests.support.cast import CUSTOMER, OTHER_CUSTOMER

THURSDAY = {"day_from": "2026-11-05"}


@pytest.fixture(autouse=True)
def _undone(desk: Desk) -> None:
    """Begins what is undone after the test: a role's own transaction would be kept if it were the first."""
    desk.value("select 1")


def add(desk: Desk, name: str, phone: str | None = None, suburb: str = "", **more: str) -> str:
    place = desk.value("select private.place_of(%s, %s, %s)", desk.cast.lawns.id, suburb, more.get("postcode", ""))
    return str(
        desk.value(
            "insert into public.customers (business_id, name, phone, place_id, email) values (%s, %s, %s, %s, %s) returning id",
            desk.cast.lawns.id,
            name,
            phone,
            place,
            more.get("email"),
        )
    )


def found(desk: Desk, query: str) -> list[str]:
    return [one["name"] for one in do(desk, "customers_page", query)["customers"]]


def test_they_are_found_by_name_number_e_mail_suburb_and_postcode_whatever_is_typed(desk: Desk) -> None:
    add(desk, "Ana 100% O'Neil_x", "+61400111222", "Toowong", postcode="4066", email="Ana@Mail.example")
    add(desk, "Bo Li", "+6421123456", "Ashgrove", postcode="4060")
    for query in (
        "ana",
        "O'NEIL",
        "100%",
        "_x",
        "0400 111 222",
        "+61 400 111 222",
        "111222",
        "toow",
        "4066",
        "ana@mail",
    ):
        assert found(desk, query) == ["Ana 100% O'Neil_x"], query
    assert found(desk, "+64 21 123456") == ["Bo Li"]
    assert found(desk, "Li") == ["Bo Li"]
    for query in ("%", "_", "\\", "'; drop table x; --", "()", "+", "zzz", "\u202e", "%%"):
        assert found(desk, query) in ([], ["Ana 100% O'Neil_x"]), query
    assert found(desk, "\\") == found(desk, "zzz") == []


def test_pages_follow_one_another_without_a_gap_and_those_without_a_name_come_last(desk: Desk) -> None:
    for name in ("cy", "Ann", "", "Bea", "ann", "", "Dee"):
        add(desk, name)
    seen, after = [], None
    while True:
        page = do(desk, "customers_page", "", after, 2)
        seen += [one["name"] for one in page["customers"]]
        assert len(page["customers"]) <= 2
        if (after := page["after"]) is None:
            break
    assert [name.lower() for name in seen] == ["ann", "ann", "bea", "cy", "dee", "", ""]


def test_a_line_says_when_they_were_here_when_they_come_and_how_often_they_did_not(desk: Desk) -> None:
    customer = fill(desk, CUSTOMER)
    desk.do("update public.bookings set status = 'no_show'")
    desk.receive("STOP", CUSTOMER)
    (line,) = do(desk, "customers_page")["customers"]
    assert (line["id"], line["no_shows"], line["opted_out"], line["next_at"]) == (customer, 1, True, None)
    assert line["last_at"] is not None
    details = do(desk, "customer_details", customer)
    assert (details["counts"]["no_shows"], len(details["bookings"]), len(details["conversations"])) == (1, 1, 1)
    assert (details["marks"]["count"], details["marks"]["mean"]) == (1, 5.0)


def test_the_history_is_paged_and_whole(desk: Desk) -> None:
    customer = fill(desk, CUSTOMER)
    desk.do(
        """insert into public.bookings (business_id, customer_id, service_id, staff_id, status, source, starts_at, ends_at, service_name,
             currency, requested_at)
           select business_id, customer_id, service_id, staff_id, status, source, starts_at - n / 2 * interval '1 day',
             ends_at - n / 2 * interval '1 day', service_name, currency, requested_at
           from public.bookings, generate_series(1, 64) n where customer_id = %s""",
        customer,
    )
    seen: list[str] = []
    before = None
    while True:
        page = do(desk, "customer_details", customer, before)
        seen += [one["id"] for one in page["bookings"]]
        if (before := page["before"]) is None:
            break
    assert len(seen) == len(set(seen)) == 65


def test_a_new_number_is_on_the_bookings_to_come_and_in_their_history(desk: Desk) -> None:
    booking = desk.pencil(THURSDAY)
    customer = str(desk.value("select id from public.customers"))
    changes = {
        "name": "Joan",
        "phone": OTHER_CUSTOMER,
        "email": "joan@example.com",
        "suburb": "Toowong",
        "postcode": "4066",
        "notes": "Dog",
    }
    desk.do(
        "update public.bookings set starts_at = now() + interval '2 days', ends_at = now() + interval '50 hours', expires_at = now() + interval '1 day'"
    )
    assert do(desk, "edit_customer", customer, changes) == {"outcome": "edited"}
    row = desk.booking(booking)
    assert (row["customer_name"], row["customer_phone"], row["address"]) == ("Joan", OTHER_CUSTOMER, "")
    event = desk.row("select detail, actor_id::text from public.booking_events where kind = 'edited'")
    assert event["actor_id"] == desk.cast.owner.user_id
    assert event["detail"]["customer_phone"] == [CUSTOMER, OTHER_CUSTOMER]
    assert do(desk, "edit_customer", customer, changes) == {"outcome": "unchanged"}
    details = do(desk, "customer_details", customer)
    assert (details["suburb"], details["notes"], details["email"]) == ("Toowong", "Dog", "joan@example.com")
    assert do(desk, "edit_customer", customer, {"email": "", "gets_reminders": False}) == {"outcome": "edited"}
    assert desk.row("select email, gets_reminders, name from public.customers") == {
        "email": None,
        "gets_reminders": False,
        "name": "Joan",
    }


def test_a_past_booking_keeps_what_it_was_made_with(desk: Desk) -> None:
    customer = fill(desk, CUSTOMER)
    do(desk, "edit_customer", customer, {"name": "Somebody", "phone": ""})
    assert desk.row("select customer_name, customer_phone from public.bookings") == {
        "customer_name": "Jo Smith",
        "customer_phone": CUSTOMER,
    }


def test_a_number_of_somebody_else_their_second_one_too_changes_nothing(desk: Desk) -> None:
    one, other = add(desk, "One"), add(desk, "Other", OTHER_CUSTOMER)
    told = do(desk, "edit_customer", one, {"name": "New", "phone": OTHER_CUSTOMER})
    assert told == {"outcome": "phone_taken", "other": {"id": other, "name": "Other"}}
    last = add(desk, "Last", "+61400123458")
    do(desk, "merge_customers", last, other)
    told = do(desk, "edit_customer", one, {"phone": OTHER_CUSTOMER})
    assert told == {"outcome": "phone_taken", "other": {"id": last, "name": "Last"}}
    assert desk.value("select name from public.customers where id = %s", one) == "One"


def test_what_cannot_be_is_refused_in_words(desk: Desk) -> None:
    customer = add(desk, "One")
    assert "phone number" in refusal(desk, "edit_customer", customer, {"phone": "0400"})
    for email in ("jane", "a@b", "a b@c.d", "a@b.c d"):
        assert "e-mail" in refusal(desk, "edit_customer", customer, {"email": email})
