"""A member sets the weekly hours of a calendar."""

from __future__ import annotations

from typing import Any

import pytest
from psycopg.types.json import Jsonb

from tests.supabase.rules.calendars.office import Office, book, clashing, refused, stretch
from tests.supabase.rules.desk import Desk
from tests.supabase.rules.shop import BRISBANE, SYDNEY, free, local, open_shop

WEEK = ("2026-11-02T00:00+10:00", "2026-11-09T00:00+10:00")


@pytest.fixture
def office(desk: Desk) -> Office:
    """Open every day from nine to five in Brisbane."""
    return Office(desk, open_shop(desk, BRISBANE))


def hours(office: Office) -> list[tuple[int, str, str]]:
    query = """select weekday, opens::text, closes::text from public.working_hours
      where business_id = %s order by weekday, opens"""
    return [(r["weekday"], r["opens"][:5], r["closes"][:5]) for r in office.desk.rows(query, office.business.id)]


def starts(office: Office) -> list[str]:
    return local(free(office.desk, office.business, *WEEK), BRISBANE)


def test_the_new_hours_replace_all_the_old_ones(office: Office) -> None:
    answer = office.weekly(stretch("09:00", "12:00", 1), stretch("13:00", "15:00", 1), stretch("10:00", "11:00", 6))
    assert answer == {"outcome": "set", "clashes": []}
    assert hours(office) == [(1, "09:00", "12:00"), (1, "13:00", "15:00"), (6, "10:00", "11:00")]
    monday = ["Mon 09:00", "Mon 10:00", "Mon 11:00", "Mon 13:00", "Mon 14:00"]
    assert starts(office) == [*monday, "Sat 10:00"]


def test_no_hours_at_all_closes_the_calendar(office: Office) -> None:
    office.weekly()
    assert starts(office) == []


def test_a_stretch_may_run_past_midnight(office: Office) -> None:
    office.weekly(stretch("22:00", "01:00", 5))
    assert starts(office) == ["Fri 22:00", "Fri 23:00", "Sat 00:00"]


@pytest.mark.parametrize(("opens", "closes"), [("00:00", "24:00"), ("00:00", "00:00"), ("9:00", "09:00:00")])
def test_an_equal_pair_is_twenty_four_hours(office: Office, opens: str, closes: str) -> None:
    office.weekly(stretch(opens, closes, 1))
    assert len(starts(office)) == 24


def test_twenty_four_closes_at_midnight_and_is_kept_as_midnight(office: Office) -> None:
    office.weekly(stretch("21:00", "24:00", 1))
    assert hours(office) == [(1, "21:00", "00:00")]
    assert starts(office) == ["Mon 21:00", "Mon 22:00", "Mon 23:00"]


def test_a_night_shift_may_run_into_the_next_days_hours(office: Office) -> None:
    office.weekly(stretch("22:00", "06:00", 1), stretch("05:00", "08:00", 2))
    assert len(starts(office)) == 10


def test_stretches_of_one_day_may_touch(office: Office) -> None:
    office.weekly(stretch("09:00", "12:00", 1), stretch("12:00", "13:00", 1))
    assert starts(office) == ["Mon 09:00", "Mon 10:00", "Mon 11:00", "Mon 12:00"]


@pytest.mark.parametrize(
    ("said", "hint"),
    [
        ({"opens": "09:00", "closes": "17:00"}, "bad_weekday"),
        (stretch("09:00", "17:00", 0), "bad_weekday"),
        (stretch("09:00", "17:00", 8), "bad_weekday"),
        ({"weekday": 1.5, "opens": "09:00", "closes": "17:00"}, "bad_weekday"),
        ({"weekday": "mon", "opens": "09:00", "closes": "17:00"}, "bad_weekday"),
        ({"weekday": None, "opens": "09:00", "closes": "17:00"}, "bad_weekday"),
        (stretch("24:00", "17:00", 1), "bad_time"),
        (stretch("09:00", "24:01", 1), "bad_time"),
        (stretch("09:00", "25:00", 1), "bad_time"),
        (stretch("9am", "17:00", 1), "bad_time"),
        (stretch("09:00", "17:00:30", 1), "bad_time"),
        (stretch("09:00", "17:60", 1), "bad_time"),
        (stretch("", "17:00", 1), "bad_time"),
        ({"weekday": 1, "opens": "09:00"}, "bad_time"),
        ("09:00-17:00", "bad_weekday"),
    ],
)
def test_what_makes_no_sense_is_refused_by_name_and_the_old_hours_stay(office: Office, said: Any, hint: str) -> None:
    before = hours(office)
    with refused(office.desk, hint):
        office.weekly(stretch("07:00", "08:00", 7), said)
    assert hours(office) == before


@pytest.mark.parametrize("said", [None, {}, "09:00", 5])
def test_hours_are_a_list(office: Office, said: Any) -> None:
    with refused(office.desk, "bad_hours"):
        office.desk.call(
            "private.set_working_hours", office.business.id, office.business.staff["Sam"], Jsonb(said), office.desk.now
        )


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("09:00", "12:00"), ("11:59", "15:00")),
        (("09:00", "12:00"), ("09:00", "12:00")),
        (("22:00", "03:30"), ("23:00", "23:30")),
        (("22:00", "03:30"), ("23:00", "05:00")),
        (("00:00", "24:00"), ("09:00", "10:00")),
    ],
)
def test_two_stretches_of_one_day_may_not_overlap(office: Office, one: tuple[str, str], other: tuple[str, str]) -> None:
    for first, second in ((one, other), (other, one)):
        with refused(office.desk, "overlapping_hours") as sentence:
            office.weekly(stretch(*first, 3), stretch(*second, 3))
        assert sentence == [f"{second[0]} to {second[1]} overlaps other hours of Wednesday."]


def test_what_was_booked_and_now_falls_outside_is_named_and_not_touched(office: Office) -> None:
    desk = office.desk
    ann = book(desk, office.business, "2026-11-03 09:30+10", "Ann")
    book(desk, office.business, "2026-11-03 15:00+10", "Bob", "pending")
    book(desk, office.business, "2026-11-03 11:00+10", "Cid")
    rows = office.rows("bookings")
    answer = office.weekly(stretch("10:00", "15:30", 2))
    assert clashing(answer) == [("Ann", "Tue, Nov 3", "9:30 AM"), ("Bob", "Tue, Nov 3", "3:00 PM")]
    assert answer["clashes"][0]["booking"] == ann
    assert [c["status"] for c in answer["clashes"]] == ["confirmed", "pending"]
    assert office.rows("bookings") == rows


def test_only_what_the_change_puts_outside_is_named(office: Office) -> None:
    desk = office.desk
    book(desk, office.business, "2026-11-03 20:00+10", "Already outside")
    book(desk, office.business, "2026-11-01 09:00+10", "Over")
    book(desk, office.business, "2026-11-03 09:00+10", "Called off", "cancelled")
    lapsed = book(desk, office.business, "2026-11-03 10:00+10", "Lapsed", "pending")
    desk.do("update public.bookings set expires_at = %s where id = %s", desk.now, lapsed)
    under_way = book(desk, office.business, "2026-11-02 08:30+10", "Under way")
    assert clashing(office.weekly(stretch("09:00", "10:00", 1))) == []
    desk.do("update public.bookings set starts_at = '2026-11-02 09:00+10' where id = %s", under_way)
    assert clashing(office.weekly()) == [("Under way", "Mon, Nov 2", "9:00 AM")]


def test_a_new_time_that_waits_for_an_answer_counts_as_booked(office: Office) -> None:
    desk = office.desk
    booking = book(desk, office.business, "2026-11-03 09:00+10", "Ann")
    desk.do(
        """insert into public.moves (business_id, booking_id, asked_by, staff_id, starts_at, ends_at, old_staff_id,
             old_starts_at, requested_at, expires_at)
           select business_id, id, 'customer', staff_id, '2026-11-04 16:00+10', '2026-11-04 17:00+10', staff_id,
             starts_at, requested_at, requested_at + interval '4 hours' from public.bookings where id = %s""",
        booking,
    )
    answer = office.weekly(*[stretch("09:00", "16:30", day) for day in range(1, 8)])
    assert clashing(answer) == [("Ann", "Wed, Nov 4", "4:00 PM")]
    assert answer["clashes"][0]["booking"] == booking


def test_another_calendars_bookings_are_left_out(office: Office) -> None:
    salon = office.desk.cast.salon
    book(office.desk, office.business, "2026-11-03 09:00+10")
    assert clashing(Office(office.desk, salon).weekly(staff="Mia")) == []


def test_only_a_calendar_of_the_business_that_is_in_use_has_hours(office: Office) -> None:
    desk = office.desk
    with desk.refused("PT404"):
        office.weekly(staff=desk.cast.salon.staff["Mia"])
    desk.do("update public.staff set deleted_at = now() where id = %s", office.business.staff["Sam"])
    with desk.refused("PT404"):
        office.weekly()
    assert len(hours(office)) == 7


def test_a_member_sets_them_and_a_colleague_too(desk: Desk) -> None:
    lawns = Office(desk, desk.cast.lawns).business
    for person in (desk.cast.owner, desk.cast.colleague):
        with desk.signed_in(person):
            answer = desk.call(
                "set_working_hours", lawns.id, lawns.staff["Dave"], Jsonb([stretch("08:00", "09:00", 1)])
            )
        assert answer["outcome"] == "set"
    assert desk.value("select count(*) from public.working_hours where business_id = %s", lawns.id) == 1


def test_hours_over_a_change_of_clocks_clash_by_wall_time(desk: Desk) -> None:
    office = Office(desk, open_shop(desk, SYDNEY))
    book(desk, office.business, "2027-04-05 09:00+10", "After")
    book(desk, office.business, "2027-04-02 09:00+11", "Before")
    answer = office.weekly(*[stretch("10:00", "17:00", day) for day in range(1, 8)])
    assert clashing(answer) == [("Before", "Fri, Apr 2", "9:00 AM"), ("After", "Mon, Apr 5", "9:00 AM")]
