"""Two customers who are one person: nothing of either is lost, and both numbers reach the one that is kept."""

from __future__ import annotations

import uuid
from typing import Any

import pytest

from tests.supabase.rules.customers.people import REFERRING, do, fill, refusal
from tests.supabase.rules.desk import Desk
from tests.support.cast import CUSTOMER, OTHER_CUSTOMER

REFERENCES = """
select k.conrelid::regclass::text as relation, a.attname as column_name from pg_constraint k
join pg_attribute a on a.attrelid = k.conrelid and a.attnum = k.conkey[2]
where k.contype = 'f' and k.confrelid = 'public.customers'::regclass order by 1, 2
"""


@pytest.fixture(autouse=True)
def _undone(desk: Desk) -> None:
    """Begins what is undone after the test: a role's own transaction would be kept if it were the first."""
    desk.value("select 1")


@pytest.fixture
def two(desk: Desk) -> tuple[str, str]:
    """The one to keep, who has texted, and the one to drop, with a row in every table that refers to customers."""
    desk.pencil({"day_from": "2026-11-05"})
    keep = desk.value("select id::text from public.customers where phone = %s", CUSTOMER)
    return keep, fill(desk, OTHER_CUSTOMER)


def counts(desk: Desk, customer: str) -> dict[str, int]:
    """How many rows of each table refer to a customer."""
    return {
        f"{one['relation']}.{one['column_name']}": desk.value(
            f"select count(*) from {one['relation']} where {one['column_name']} = %s", customer
        )
        for one in desk.rows(REFERENCES)
    }


def test_every_row_that_referred_to_the_one_refers_to_the_other(desk: Desk, two: tuple[str, str]) -> None:
    keep, drop = two
    before = counts(desk, drop)
    assert {name.partition(".")[0] for name in before} == REFERRING, "a new table refers to customers: fill it too"
    assert min(before.values()) > 0, before
    kept = counts(desk, keep)
    assert do(desk, "merge_customers", keep, drop) == {"outcome": "merged", "again": False}
    assert counts(desk, drop) == dict.fromkeys(before, 0)
    after = {name: kept[name] + before[name] for name in kept}
    assert counts(desk, keep) == after | {"customers.merged_into": after["customers.merged_into"] + 1}


def test_the_dropped_number_reaches_the_kept_customer_by_text_and_by_call(desk: Desk, two: tuple[str, str]) -> None:
    keep, drop = two
    do(desk, "merge_customers", keep, drop)
    customers = desk.value("select count(*) from public.customers")
    got = desk.receive("Hi, it's me from my other phone", OTHER_CUSTOMER)
    assert (
        desk.value("select customer_id::text from public.conversations where id = %s", got["conversation_id"]) == keep
    )
    lawns = desk.cast.lawns
    desk.call("receive_call", lawns.sms_number, OTHER_CUSTOMER, "CA" + "1" * 32, p_now=desk.now)
    assert desk.value("select customer_id::text from public.calls where provider_id = %s", "CA" + "1" * 32) == keep
    assert desk.value("select count(*) from public.customers") == customers
    numbers = do(desk, "customer_details", keep)["numbers"]
    assert [one["phone"] for one in numbers] == [CUSTOMER, OTHER_CUSTOMER]


def test_merged_twice_changes_nothing_and_who_did_it_is_kept(desk: Desk, two: tuple[str, str]) -> None:
    keep, drop = two
    do(desk, "merge_customers", keep, drop, person=desk.cast.colleague)
    row = desk.row(
        "select merged_into::text, merged_by::text, deleted_at, phone, name from public.customers where id = %s", drop
    )
    assert (row["merged_into"], row["merged_by"]) == (keep, desk.cast.colleague.user_id)
    assert (row["phone"], row["name"], row["deleted_at"] is not None) == (OTHER_CUSTOMER, "Jo Smith", True)
    kept = counts(desk, keep)
    assert do(desk, "merge_customers", keep, drop) == {"outcome": "merged", "again": True}
    assert counts(desk, keep) == kept
    assert do(desk, "customer_details", drop) == {"merged_into": keep}
    merged = do(desk, "customer_details", keep)["merged"]
    assert [(one["phone"], one["by"]) for one in merged] == [(OTHER_CUSTOMER, "Kim Lee"), (None, "")]


def test_what_the_kept_one_lacks_is_taken_over_and_nothing_else(desk: Desk) -> None:
    def made(**columns: Any) -> str:
        names = ", ".join(columns)
        statement = (
            f"insert into public.customers (business_id, {names}) values (%s{', %s' * len(columns)}) returning id::text"
        )
        return str(desk.value(statement, desk.cast.lawns.id, *columns.values()))

    keep = made(name="Jo", address="", notes="Side gate", email="jo@kept.example")
    drop = made(
        name="Joanna",
        address="1 Oak St",
        notes="Dog",
        phone=OTHER_CUSTOMER,
        email="jo@dropped.example",
        gets_reminders=False,
    )
    do(desk, "merge_customers", keep, drop)
    row = desk.row(
        "select name, address, notes, phone, email, gets_reminders from public.customers where id = %s", keep
    )
    assert row == {
        "name": "Jo", "address": "1 Oak St", "notes": "Side gate\nDog", "phone": OTHER_CUSTOMER, "email": "jo@kept.example",
        "gets_reminders": False,
    }  # fmt: skip


def test_blocked_stays_blocked_whichever_of_the_two_it_was(desk: Desk, two: tuple[str, str]) -> None:
    keep, drop = two
    do(desk, "block_customer", drop, "Rude")
    do(desk, "merge_customers", keep, drop)
    row = desk.row("select blocked_at, blocked_reason from public.customers where id = %s", keep)
    assert (row["blocked_at"] is not None, row["blocked_reason"]) == (True, "Rude")
    for phone in (CUSTOMER, OTHER_CUSTOMER):
        desk.receive("Hello?", phone)
    assert desk.turns() == []


def test_an_opt_out_stays_with_its_number(desk: Desk, two: tuple[str, str]) -> None:
    keep, drop = two
    desk.receive("STOP", OTHER_CUSTOMER)
    do(desk, "merge_customers", keep, drop)
    numbers = do(desk, "customer_details", keep)["numbers"]
    assert [one["stopped_at"] is not None for one in numbers] == [False, True]


def test_merged_into_one_who_is_merged_on_both_numbers_reach_the_last(desk: Desk, two: tuple[str, str]) -> None:
    keep, drop = two
    last = fill(desk, "+61400123458")
    do(desk, "merge_customers", keep, drop)
    do(desk, "merge_customers", last, keep)
    for phone in (CUSTOMER, OTHER_CUSTOMER, "+61400123458"):
        got = desk.receive("Hi", phone)
        found = desk.value("select customer_id::text from public.conversations where id = %s", got["conversation_id"])
        assert found == last, phone
    assert "merged meanwhile" in refusal(desk, "merge_customers", keep, drop)


def test_with_oneself_or_with_nobody_is_refused_and_an_outsider_sees_nothing(desk: Desk, two: tuple[str, str]) -> None:
    keep, drop = two
    assert "same customer twice" in refusal(desk, "merge_customers", keep, keep)
    with desk.refused("PT404"):
        do(desk, "merge_customers", keep, str(uuid.uuid4()))
    cast = desk.cast
    for business in (cast.lawns, cast.salon):
        for name, values in (
            ("merge_customers", (keep, drop)),
            ("customer_details", (keep,)),
            ("edit_customer", (keep, {"name": "Mine"})),
        ):
            with desk.refused("PT404"):
                do(desk, name, *values, person=cast.outsider, business=business)
    with desk.refused("PT404"):
        do(desk, "customers_page", person=cast.outsider)
    assert do(desk, "customers_page", person=cast.outsider, business=cast.salon)["customers"] == []
