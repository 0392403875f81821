"""A file of customers or events: previewed, imported once, and harmless the second time."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from psycopg.types.json import Jsonb

from tests.supabase.rules.customers.people import do, refusal
from tests.supabase.rules.desk import Desk
from tests.support.cast import CUSTOMER

PEOPLE = [
    {"line": 2, "name": "Ana O'Neil", "phone": CUSTOMER, "email": "ana@x.example", "address": "1 Oak St", "suburb": "Toowong", "postcode": "4066"},
    {"line": 3, "name": "Only E-Mail", "email": "MAIL@x.example", "notes": "Dog"},
    {"line": 4, "name": "Only Name", "address": "2 Elm St"},
    {"line": 5, "name": "Ana's husband", "phone": CUSTOMER},
    {"line": 7, "name": "=cmd|' /C calc'!A0", "phone": "+61400000777"},
]  # fmt: skip
EVENTS = [
    {"line": 1, "uid": "a", "title": "Lawn Mowing - Jo Smith", "location": "1 Oak St", "phone": "+61400000778"},
    {"line": 2, "uid": "b", "title": "Dentist"},
    {"line": 3, "uid": "c", "title": "Bo Li (mow)"},
    {"line": 4, "uid": "d", "title": "Mowing championship"},
]


@pytest.fixture(autouse=True)
def _undone(desk: Desk) -> None:
    """Begins what is undone after the test: a role's own transaction would be kept if it were the first."""
    desk.value("select 1")


def keep(desk: Desk, kind: str, rows: list[dict[str, Any]], staff: str | None = None) -> str:
    draft = str(uuid.uuid4())
    do(desk, "keep_import", draft, kind, "file", Jsonb(rows), Jsonb([]), staff)
    return draft


def run(desk: Desk, kind: str, rows: list[dict[str, Any]], staff: str | None = None) -> Any:
    return do(desk, "run_import", keep(desk, kind, rows, staff))["result"]


def timed(desk: Desk) -> list[dict[str, Any]]:
    """The events, an hour each, from ten days ahead on."""
    hours = desk.rows("select to_char(date_trunc('day', now()) + interval '10 days' + n * interval '4 hours', 'YYYY-MM-DD\"T\"HH24:MI') as s,"
                      " to_char(date_trunc('day', now()) + interval '10 days 1 hour' + n * interval '4 hours', 'YYYY-MM-DD\"T\"HH24:MI') as e"
                      " from generate_series(1, 4) n")  # fmt: skip
    return [
        event | {"starts": at["s"], "ends": at["e"], "floating": True, "all_day": False}
        for event, at in zip(EVENTS, hours, strict=True)
    ]


def test_the_same_file_twice_adds_nothing_and_nobody_is_texted(desk: Desk) -> None:
    assert run(desk, "customers", PEOPLE) == {"added": 4, "filled": 0, "known": 0, "same": 1}
    rows = desk.rows("select * from public.customers order by name")
    assert run(desk, "customers", PEOPLE) == {"added": 0, "filled": 0, "known": 4, "same": 1}
    assert desk.rows("select * from public.customers order by name") == rows
    assert desk.texts() == []
    ana = next(row for row in rows if row["name"] == "Ana O'Neil")
    place = desk.row("select suburb, postcode from public.places where id = %s", ana["place_id"])
    assert (ana["phone"], ana["email"], ana["address"], place) == (
        CUSTOMER,
        "ana@x.example",
        "1 Oak St",
        {"suburb": "Toowong", "postcode": "4066"},
    )


def test_what_is_known_is_filled_in_and_never_overwritten(desk: Desk) -> None:
    desk.receive("Hi", CUSTOMER)
    desk.do("update public.customers set name = 'Ana', notes = 'Key under the pot'")
    draft = keep(desk, "customers", [*PEOPLE[:1], PEOPLE[1]])
    preview = do(desk, "import_preview", draft)
    assert preview["counts"] == {"known": 1, "new": 1}
    assert do(desk, "run_import", draft)["result"] == {"added": 1, "filled": 1, "known": 0, "same": 0}
    row = desk.row("select name, notes, email, address from public.customers where phone = %s", CUSTOMER)
    assert row == {"name": "Ana", "notes": "Key under the pot", "email": "ana@x.example", "address": "1 Oak St"}
    assert do(desk, "run_import", draft)["again"] is True


def test_a_merged_number_is_known(desk: Desk) -> None:
    run(desk, "customers", PEOPLE)
    keep_id, drop = desk.column("select id::text from public.customers where phone is not null order by phone")
    do(desk, "merge_customers", keep_id, drop)
    assert run(desk, "customers", PEOPLE)["added"] == 0


def test_events_become_bookings_where_they_name_a_service_and_blocked_times_otherwise(desk: Desk) -> None:
    events, dave = timed(desk), desk.cast.lawns.staff["Dave"]
    preview = do(desk, "import_preview", keep(desk, "calendar", events, dave))
    assert [(row["what"], row["customer"]) for row in preview["rows"]] == [
        ("booking", "Jo Smith"),
        ("block", ""),
        ("booking", "Bo Li"),
        ("block", ""),
    ]
    assert run(desk, "calendar", events, dave) == {"bookings": 2, "blocks": 2, "known": 0, "taken": []}
    bookings = desk.rows(
        "select customer_name, service_name, status, address, customer_phone from public.bookings order by starts_at"
    )
    assert bookings[0] == {
        "customer_name": "Jo Smith",
        "service_name": "Lawn Mowing",
        "status": "confirmed",
        "address": "1 Oak St",
        "customer_phone": "+61400000778",
    }
    assert bookings[1]["customer_name"] == "Bo Li"
    assert desk.column("select reason from public.blocked_times order by during") == ["Dentist", "Mowing championship"]
    assert run(desk, "calendar", events, dave) == {"bookings": 0, "blocks": 0, "known": 4, "taken": []}
    assert desk.texts() == []


def test_an_event_on_somebodys_time_is_named_and_left_out(desk: Desk) -> None:
    events, dave = timed(desk), desk.cast.lawns.staff["Dave"]
    twice = [events[0], events[0] | {"line": 9, "uid": "z", "title": "Lawn Mowing for Al"}]
    told = run(desk, "calendar", twice, dave)
    assert (told["bookings"], told["taken"]) == (1, [{"line": 9, "title": "Lawn Mowing for Al"}])


def test_a_wall_time_of_the_file_is_the_businesss_own_and_an_instant_is_an_instant(desk: Desk) -> None:
    event = {"line": 1, "uid": "w", "title": "Away", "all_day": False}
    run(desk, "calendar", [
        event | {"starts": "2027-01-05T10:00", "ends": "2027-01-05T11:00", "floating": True},
        event | {"line": 2, "starts": "2027-01-05T10:00:00+11:00", "ends": "2027-01-05T11:00:00+11:00", "floating": False},
    ])  # fmt: skip
    starts = desk.column(
        "select to_char(lower(during) at time zone 'UTC', 'HH24:MI') from public.blocked_times order by 1 desc"
    )
    assert starts == ["23:00", "00:00"]


def test_only_owners_import_and_only_for_a_day(desk: Desk) -> None:
    draft, cast = keep(desk, "customers", PEOPLE), desk.cast
    desk.do("update public.members set role = 'member' where user_id = %s", cast.colleague.user_id)
    for name in ("import_preview", "run_import"):
        assert "owner" in refusal(desk, name, draft, person=cast.colleague)
        for business in (cast.lawns, cast.salon):
            with desk.refused("PT404"):
                do(desk, name, draft, person=cast.outsider, business=business)
    for person in (cast.colleague, cast.outsider):
        with desk.signed_in(person):
            assert desk.rows("select * from public.import_drafts") == []
    with desk.signed_in(cast.owner):
        assert len(desk.rows("select * from public.import_drafts")) == 1
    desk.do("update public.import_drafts set expires_at = now()")
    with desk.refused("PT404"):
        do(desk, "run_import", draft)
    keep(desk, "customers", PEOPLE)
    assert desk.value("select count(*) from public.import_drafts") == 1


def test_a_file_that_is_too_long_is_refused(desk: Desk) -> None:
    rows = [{"line": n, "name": f"N{n}"} for n in range(2001)]
    assert "2,000" in refusal(desk, "keep_import", str(uuid.uuid4()), "customers", "f", Jsonb(rows))
    assert run(desk, "customers", rows[:2000])["added"] == 2000
