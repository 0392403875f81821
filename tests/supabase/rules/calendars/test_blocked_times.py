"""A member blocks time, once or again and again, and takes it back."""

from __future__ import annotations

from typing import Any

import pytest

from tests.supabase.rules.calendars.office import EVERYONE, Office, book, clashing, refused
from tests.supabase.rules.desk import Desk, instant
from tests.supabase.rules.shop import BRISBANE, SYDNEY, free, local, open_shop

LUNCH: dict[str, Any] = {
    "frequency": "weekly",
    "weekdays": [1, 2, 3, 4, 5],
    "first_date": "2026-11-02",
    "from_time": "12:00",
    "to_time": "13:00",
}
NIL = "00000000-0000-0000-0000-000000000000"


@pytest.fixture
def office(desk: Desk) -> Office:
    """Open every day from eleven to two in Sydney."""
    return Office(desk, open_shop(desk, SYDNEY, "11:00", "14:00"))


def starts(office: Office, first: str = "2026-11-02T00:00+11:00", last: str = "2026-11-04T00:00+11:00") -> list[str]:
    return local(free(office.desk, office.business, first, last), office.business.time_zone)


def stored(office: Office) -> dict[str, Any]:
    return office.desk.row("select * from public.blocked_times where business_id = %s", office.business.id)


def test_a_stretch_of_local_time_is_blocked(office: Office) -> None:
    answer = office.block("2026-11-02 12:00", "2026-11-03 12:00", reason="Dentist")
    assert (answer["outcome"], answer["clashes"]) == ("added", [])
    block = stored(office)
    assert str(block["id"]) == answer["block"]
    assert (block["during"].lower, block["during"].upper) == (
        instant("2026-11-02T12:00+11:00"),
        instant("2026-11-03T12:00+11:00"),
    )
    assert block["reason"] == "Dentist"
    assert starts(office) == ["Mon 11:00", "Tue 12:00", "Tue 13:00"]


@pytest.mark.parametrize("ends", ["2026-11-02 12:00", "2026-11-02 11:59", "2026-11-01 23:00"])
def test_a_stretch_that_ends_before_or_as_it_starts_is_refused(office: Office, ends: str) -> None:
    with refused(office.desk, "bad_range"):
        office.block("2026-11-02 12:00", ends)
    assert office.rows("blocked_times") == []


@pytest.mark.parametrize(
    ("start", "end", "hint"),
    [
        ("2026-10-04 02:30", "2026-10-04 05:00", "no_such_time"),
        ("2026-10-04 01:00", "2026-10-04 02:30", "no_such_time"),
        ("2026-11-02 12:00", "9999-12-31 00:00", "bad_date"),
        ("1066-10-14 09:00", "2026-11-02 12:00", "bad_date"),
        (None, "2026-11-02 12:00", "bad_date"),
        ("2026-11-02 12:00", None, "bad_date"),
        ("-infinity", "infinity", "bad_date"),
    ],
)
def test_a_stretch_nobody_can_mean_is_refused_by_name(
    office: Office, start: str | None, end: str | None, hint: str
) -> None:
    with refused(office.desk, hint):
        office.block(start, end)
    assert office.rows("blocked_times") == []


def test_what_happens_twice_is_blocked_from_its_first_time_to_its_first_time(office: Office) -> None:
    office.block("2027-04-04 02:30", "2027-04-04 03:00")
    during = stored(office)["during"]
    assert (during.lower, during.upper) == (instant("2027-04-04T02:30+11:00"), instant("2027-04-04T03:00+10:00"))


def test_what_is_booked_in_a_new_block_is_named_and_stays(office: Office) -> None:
    book(office.desk, office.business, "2026-11-02 11:30+11", "Ann")
    book(office.desk, office.business, "2026-11-02 13:00+11", "Bob")
    rows = office.rows("bookings")
    assert clashing(office.block("2026-11-02 12:00", "2026-11-02 13:00")) == [("Ann", "Mon, Nov 2", "11:30 AM")]
    assert clashing(office.repeat(LUNCH)) == [("Ann", "Mon, Nov 2", "11:30 AM")]
    assert clashing(office.repeat(LUNCH | {"except_dates": ["2026-11-02"]})) == []
    assert office.rows("bookings") == rows


def test_a_block_of_one_calendar_clashes_with_that_one_alone(desk: Desk) -> None:
    salon = Office(desk, desk.cast.salon)
    theirs = desk.pencil({"day_from": "2026-11-05"}, to=salon.business)
    (mine, other) = ("Mia", "Priya") if theirs["staff"] == "Mia" else ("Priya", "Mia")
    day = ("2026-11-05 00:00", "2026-11-06 00:00")
    assert clashing(salon.block(*day, staff=other)) == []
    assert len(clashing(salon.block(*day, staff=mine))) == 1
    assert len(clashing(salon.block(*day, staff=EVERYONE))) == 1
    with desk.refused("PT404"):
        salon.block(*day, staff=desk.cast.lawns.staff["Dave"])


def test_a_recurring_block_is_kept_as_it_was_said(office: Office) -> None:
    answer = office.repeat(
        LUNCH | {"weekdays": [5, 1, 5], "every_n": 2, "to_time": "24:00"}, staff="Sam", reason="Lunch"
    )
    block = stored(office)
    assert str(block["id"]) == answer["block"]
    assert (block["frequency"], block["weekdays"], block["every_n"]) == ("weekly", [1, 5], 2)
    assert (str(block["from_time"]), str(block["to_time"])) == ("12:00:00", "00:00:00")
    assert (block["last_date"], block["occurrences"], block["reason"]) == (None, None, "Lunch")
    assert str(block["staff_id"]) == office.business.staff["Sam"]


def test_a_recurring_block_recurs(office: Office) -> None:
    office.repeat(LUNCH)
    assert starts(office) == ["Mon 11:00", "Mon 13:00", "Tue 11:00", "Tue 13:00"]


def end_of(office: Office, **said: Any) -> str:
    """The last date a rule is given."""
    rule = {key: value for key, value in (LUNCH | said).items() if value is not None}
    answer = office.repeat(rule)
    return str(office.desk.value("select last_date from public.blocked_times where id = %s", answer["block"]))


@pytest.mark.parametrize(
    ("said", "last"),
    [
        ({"occurrences": 1}, "2026-11-02"),
        ({"occurrences": 6}, "2026-11-09"),
        ({"occurrences": 6, "first_date": "2026-11-07"}, "2026-11-16"),
        ({"occurrences": 6, "every_n": 2}, "2026-11-16"),
        ({"occurrences": 2, "except_dates": ["2026-11-03"]}, "2026-11-03"),
        ({"occurrences": 3, "frequency": "daily", "every_n": 10, "weekdays": None}, "2026-11-22"),
        ({"occurrences": 3, "frequency": "monthly", "month_day": 31, "weekdays": None}, "2027-03-31"),
        ({"occurrences": 2, "frequency": "monthly", "month_day": 29, "every_n": 12, "weekdays": None, "first_date": "2027-02-01"}, "2032-02-29"),
        ({"occurrences": 1000, "frequency": "daily", "weekdays": None}, "2029-07-28"),
    ],
)  # fmt: skip
def test_how_often_it_happens_comes_to_a_last_date(office: Office, said: dict[str, Any], last: str) -> None:
    assert end_of(office, **said) == last


@pytest.mark.parametrize(
    ("until", "last"),
    [
        ("2026-11-06T01:00:00Z", "2026-11-06"),  # noon in Sydney, at which it still starts
        ("2026-11-06T00:59:59Z", "2026-11-05"),
        ("2026-11-06T12:00:00+11:00", "2026-11-06"),
        ("2026-11-05T20:00:00Z", "2026-11-05"),  # seven in the morning of the 6th
        ("2027-04-05T02:00:00Z", "2027-04-05"),  # noon, after the clocks went back
    ],
)
def test_an_instant_until_which_it_repeats_comes_to_a_local_date(office: Office, until: str, last: str) -> None:
    assert end_of(office, until=until) == last


@pytest.mark.parametrize(
    ("said", "hint"),
    [
        ({"weekdays": []}, "no_weekday"),
        ({"weekdays": None}, "no_weekday"),
        ({"weekdays": [None]}, "no_weekday"),
        ({"weekdays": [0]}, "bad_weekday"),
        ({"weekdays": ["MO"]}, "bad_weekday"),
        ({"weekdays": 1}, "bad_weekday"),
        ({"frequency": "daily"}, "bad_weekday"),
        ({"frequency": "monthly", "weekdays": None}, "no_month_day"),
        ({"frequency": "monthly", "weekdays": None, "month_day": 0}, "bad_month_day"),
        ({"frequency": "monthly", "weekdays": None, "month_day": 32}, "bad_month_day"),
        ({"month_day": 5}, "bad_month_day"),
        ({"frequency": "yearly"}, "bad_frequency"),
        ({"frequency": None}, "bad_frequency"),
        ({"every_n": 0}, "bad_interval"),
        ({"every_n": -1}, "bad_interval"),
        ({"every_n": 367}, "bad_interval"),
        ({"every_n": 1.5}, "bad_interval"),
        ({"every_n": "2"}, "bad_interval"),
        ({"first_date": None}, "bad_date"),
        ({"first_date": "9999-01-01"}, "bad_date"),
        ({"first_date": "2026-02-30"}, "bad_date"),
        ({"first_date": "02/11/2026"}, "bad_date"),
        ({"last_date": "9999-12-31"}, "bad_date"),
        ({"until": "9999-12-31T00:00:00Z"}, "bad_date"),
        ({"until": "2026-12-31T00:00:00"}, "bad_date"),
        ({"until": "2026-13-31T00:00:00Z"}, "bad_date"),
        ({"until": "soon"}, "bad_date"),
        ({"except_dates": ["9999-12-31"]}, "bad_date"),
        ({"except_dates": [None]}, "bad_date"),
        ({"except_dates": "2026-11-03"}, "bad_date"),
        ({"last_date": "2026-11-01"}, "bad_range"),
        ({"until": "2026-11-02T00:59:59Z"}, "bad_range"),
        ({"occurrences": 0}, "bad_occurrences"),
        ({"occurrences": -3}, "bad_occurrences"),
        ({"occurrences": 1001}, "bad_occurrences"),
        ({"occurrences": 900, "every_n": 52}, "bad_date"),
        ({"occurrences": 2, "last_date": "2026-12-01"}, "bad_rule"),
        ({"until": "2026-11-06T01:00:00Z", "last_date": "2026-12-01"}, "bad_rule"),
        ({"byday": "MO"}, "bad_rule"),
        ({"from_time": None}, "bad_time"),
        ({"to_time": None}, "bad_time"),
        ({"from_time": "24:00"}, "bad_time"),
        ({"to_time": "-01:00"}, "bad_time"),
        ({"weekdays": [7], "last_date": "2026-11-07"}, "no_date"),
        ({"frequency": "monthly", "weekdays": None, "month_day": 30, "every_n": 12, "first_date": "2027-02-01"}, "no_date"),
    ],
)  # fmt: skip
def test_a_rule_that_makes_no_sense_is_refused_by_name_and_nothing_is_blocked(
    office: Office, said: dict[str, Any], hint: str
) -> None:
    with refused(office.desk, hint):
        office.repeat(LUNCH | said)
    assert office.rows("blocked_times") == []


@pytest.mark.parametrize("rule", [None, [], "FREQ=DAILY", 5])
def test_a_rule_is_an_object(office: Office, rule: Any) -> None:
    with refused(office.desk, "bad_rule"):
        office.repeat(rule)


@pytest.fixture
def mowing(desk: Desk) -> Office:
    """Green Blade, whose people sign in."""
    return Office(desk, desk.cast.lawns)


def test_a_member_blocks_skips_and_removes_and_it_is_known_who(mowing: Office) -> None:
    desk, lawns = mowing.desk, mowing.business
    with desk.signed_in(desk.cast.colleague):
        once = desk.call("add_blocked_time", lawns.id, None, "2026-12-24 12:00", "2026-12-25 00:00", None)
        weekly = desk.call("add_recurring_block", lawns.id, lawns.staff["Dave"], LUNCH, "Lunch")
        assert desk.call("skip_blocked_date", lawns.id, weekly["block"], "2026-11-09") == {"outcome": "skipped"}
        assert desk.call("remove_blocked_time", lawns.id, once["block"]) == {"outcome": "removed"}
    assert desk.column("select distinct created_by::text from public.blocked_times") == [desk.cast.colleague.user_id]


def removed(desk: Desk, block: str) -> Any:
    with desk.signed_in(desk.cast.owner):
        return desk.call("remove_blocked_time", desk.cast.lawns.id, block)["outcome"]


def skipped(desk: Desk, block: str, day: str | None) -> Any:
    with desk.signed_in(desk.cast.owner):
        return desk.call("skip_blocked_date", desk.cast.lawns.id, block, day)["outcome"]


def blocked_days(mowing: Office) -> set[int]:
    """Days of November 2026 on which something is blocked."""
    lawns = mowing.business
    query = """select extract(day from lower(r.during) at time zone %s)::int
      from private.blocked_ranges(%s, %s, %s, '2026-11-01', '2026-12-01') r"""
    return set(mowing.desk.column(query, BRISBANE, lawns.id, lawns.staff["Dave"], BRISBANE))


def test_a_skipped_date_is_free_and_skipping_it_again_changes_nothing(mowing: Office) -> None:
    block = mowing.repeat(LUNCH | {"weekdays": [1]})["block"]
    assert blocked_days(mowing) == {2, 9, 16, 23, 30}
    assert skipped(mowing.desk, block, "2026-11-16") == "skipped"
    assert blocked_days(mowing) == {2, 9, 23, 30}
    assert skipped(mowing.desk, block, "2026-11-16") == "already_skipped"
    assert mowing.desk.value("select except_dates::text[] from public.blocked_times") == ["2026-11-16"]


@pytest.mark.parametrize("day", ["2026-11-17", "2026-10-26", "2027-01-04"])
def test_only_a_date_on_which_it_would_start_can_be_skipped(mowing: Office, day: str) -> None:
    block = mowing.repeat(LUNCH | {"weekdays": [1], "last_date": "2026-12-31"})["block"]
    with refused(mowing.desk, "not_its_date"):
        skipped(mowing.desk, block, day)


def test_a_stretch_that_happens_once_is_removed_not_skipped(mowing: Office) -> None:
    block = mowing.block("2026-11-16 00:00", "2026-11-17 00:00")["block"]
    with refused(mowing.desk, "not_recurring"):
        skipped(mowing.desk, block, "2026-11-16")


def test_a_date_nobody_means_cannot_be_skipped(mowing: Office) -> None:
    block = mowing.repeat(LUNCH)["block"]
    with refused(mowing.desk, "bad_date"):
        skipped(mowing.desk, block, "9999-12-31")
    with refused(mowing.desk, "bad_date"):
        skipped(mowing.desk, block, None)


def test_a_removed_block_blocks_nothing_and_a_second_removal_changes_nothing(mowing: Office) -> None:
    block = mowing.repeat(LUNCH)["block"]
    assert removed(mowing.desk, block) == "removed"
    assert blocked_days(mowing) == set()
    rows = mowing.rows("blocked_times")
    assert removed(mowing.desk, block) == "already_removed"
    assert skipped(mowing.desk, block, "2026-11-09") == "already_removed"
    assert mowing.rows("blocked_times") == rows


def test_another_businesss_block_is_not_found(desk: Desk) -> None:
    block = Office(desk, desk.cast.salon).repeat(LUNCH)["block"]
    with desk.refused("PT404"):
        removed(desk, block)
    with desk.refused("PT404"):
        skipped(desk, block, "2026-11-09")
    with desk.refused("PT404"):
        removed(desk, NIL)
