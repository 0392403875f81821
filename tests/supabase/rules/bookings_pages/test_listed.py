"""The list: each booking in one tab, found by name and phone, paged by key."""

from __future__ import annotations

from typing import Any

import pytest

from tests.supabase.rules.bookings.steps import at
from tests.supabase.rules.bookings_pages.conftest import Pages
from tests.support.cast import OTHER_CUSTOMER

MANY = """
insert into public.bookings (business_id, customer_id, service_id, staff_id, source, starts_at, ends_at, service_name, customer_name, currency, requested_at, status)
select b.business_id, b.customer_id, b.service_id, b.staff_id, 'manual', b.starts_at + (n / 3) * interval '1 day', b.ends_at + (n / 3) * interval '1 day',
  b.service_name, 'n' || n, 'AUD', b.requested_at, 'confirmed'
from public.bookings b, generate_series(3, 122) n where b.id = %s
"""


def test_each_booking_is_in_one_tab(steps: Pages) -> None:
    """Cancelled and expired ones under Archived and nowhere else; done, missed and unmarked ones under Past."""
    names = ("cancelled", "done", "missed", "unmarked", "running")
    made = {name: steps.added(f"Thu {9 + n:02}:00", name=name, override=True) for n, name in enumerate(names)}
    steps.cancel(made["cancelled"])
    lapsed, waits = steps.pending("Fri 10:00"), steps.pending("Fri 14:00", OTHER_CUSTOMER)
    change = "update public.bookings set customer_name = %s, status = %s, expires_at = starts_at where id = %s"
    steps.desk.do(change, "expired", "expired", lapsed["id"])
    steps.desk.do(change, "pending", "pending", waits["id"])
    steps.desk.now = at("Thu 13:30")
    steps.finish(made["done"], "completed")
    steps.finish(made["missed"], "no_show")
    assert steps.names() == ["running", "pending"]
    assert steps.names("past") == ["done", "missed", "unmarked"]
    assert steps.names("archived") == ["cancelled", "expired"]
    assert steps.names("past", status="no_show") == ["missed"]
    assert steps.names("archived", status="expired") == ["expired"]
    steps.delete(made["done"])
    assert steps.names("past") == ["missed", "unmarked"]


@pytest.mark.parametrize(
    ("search", "found"),
    [
        ("ann", ["Ann O'Hara", "100% Joanne_B"]),
        ("HARA ann", ["Ann O'Hara"]),
        ("o'h", ["Ann O'Hara"]),
        ("%", ["100% Joanne_B"]),
        ("_", ["100% Joanne_B"]),
        ("0400 123", ["Ann O'Hara"]),
        ("+61 400 123 456", ["Ann O'Hara"]),
        ("(0400) 123-456", ["Ann O'Hara"]),
        ("3 456", ["Ann O'Hara"]),
        ("21 555", ["100% Joanne_B"]),
        ("Smith, (Jr.)", ['Smith, (Jr.) "Bob"']),
        ('"bob"', ['Smith, (Jr.) "Bob"']),
        ("') or true --", []),
        ("\\", []),
        ("zed", []),
        ("", ["Ann O'Hara", "100% Joanne_B", 'Smith, (Jr.) "Bob"']),
    ],
)
def test_any_part_of_a_name_or_phone_finds_and_nothing_means_anything_else(
    steps: Pages, search: str, found: list[str]
) -> None:
    steps.added("Thu 09:00", name="Ann O'Hara", phone="+61400123456")
    steps.added("Thu 12:00", name="100% Joanne_B", phone="+64215550000")
    steps.added("Thu 15:00", name='Smith, (Jr.) "Bob"')
    assert steps.names(search=search) == found


@pytest.mark.parametrize("newest_first", [False, True])
def test_paging_both_ways_leaves_no_gap_and_repeats_nothing(steps: Pages, newest_first: bool) -> None:
    """Three bookings share each start."""
    first = steps.added("Thu 09:00", name="n0")
    assert steps.desk.do(MANY, first["id"]) == 120
    pages, last = [], dict[str, Any]()
    while True:
        page = steps.page(newest_first=newest_first, most=50, **last)
        pages.append([line["id"] for line in page["lines"]])
        if not page["more"]:
            break
        last = {"at": page["lines"][-1]["starts_at"], "id": page["lines"][-1]["id"]}
    assert [len(page) for page in pages] == [50, 50, 21]
    everything = [one for page in pages for one in page]
    order = "desc" if newest_first else "asc"
    assert everything == [
        str(i) for i in steps.desk.column(f"select id from public.bookings order by starts_at {order}, id {order}")
    ]
    row = steps.desk.row("select starts_at, id from public.bookings where id = %s", pages[2][0])
    back = steps.page(newest_first=newest_first, back=True, most=50, at=row["starts_at"], id=row["id"])
    assert ([line["id"] for line in back["lines"]], back["more"]) == (pages[1], True)
    row = steps.desk.row("select starts_at, id from public.bookings where id = %s", pages[1][0])
    back = steps.page(newest_first=newest_first, back=True, most=50, at=row["starts_at"], id=row["id"])
    assert ([line["id"] for line in back["lines"]], back["more"]) == (pages[0], False)


def test_filters_narrow_and_name_what_there_is_to_choose(steps: Pages) -> None:
    one = steps.added("Thu 09:00", name="One")
    staff, service = (steps.desk.booking(one)[column] for column in ("staff_id", "service_id"))
    assert steps.names(staff=staff, service=service) == ["One"]
    nobody = "00000000-0000-0000-0000-000000000000"
    assert (steps.names(staff=nobody), steps.names(service=nobody)) == ([], [])
    page = steps.page()
    assert str(staff) in [each["id"] for each in page["staff"]]
    assert str(service) in [each["id"] for each in page["services"]]


def test_an_outsider_is_told_nothing(steps: Pages, booking: Any) -> None:
    who = steps.shop.id
    calls: list[tuple[Any, ...]] = [
        ("day_page", who),
        ("list_bookings", who, "upcoming"),
        ("booking_trail", who, booking["id"]),
        ("on_my_way", who, booking["id"]),
        ("delete_booking", who, booking["id"]),
        ("message_customer", who, booking["id"], "Hi", booking["id"]),
    ]
    for function, *values in calls:
        with steps.desk.signed_in(steps.desk.cast.outsider), steps.desk.refused("PT404"):
            steps.desk.call(function, *values)
