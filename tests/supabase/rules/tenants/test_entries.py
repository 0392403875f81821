"""Dates, blocked times, holidays, bases and drives of a file: applied once, and what members changed since stays."""

from __future__ import annotations

from typing import Any

import psycopg
import pytest
from psycopg.types.json import Jsonb

from tests.supabase.rules.desk import Desk
from tests.support.cast import LAWNS, Business, as_member, hours, provision

CHRISTMAS_EVE = {
    "kind": "date_hours",
    "staff": "Dave",
    "on_date": "2026-12-24",
    "hours": [{"opens": "08:00", "closes": "12:00"}],
    "reason": "Early finish",
}
CLOSED = {"kind": "date_hours", "staff": "Dave", "on_date": "2026-12-31", "hours": [], "reason": ""}
SHUTDOWN = {"kind": "block", "from": "2026-12-25T00:00", "to": "2027-01-05T00:00", "reason": "Summer"}
LUNCH = {
    "kind": "block", "staff": "Dave", "reason": "Lunch",
    "rule": {"frequency": "weekly", "weekdays": [1, 2], "first_date": "2026-11-02", "from_time": "12:00", "to_time": "12:30"},
}  # fmt: skip
SHOW_DAY = {"kind": "holiday", "on_date": "2027-08-11", "name": "Show day", "closed": False}
BASE = {"kind": "base", "staff": "Dave", "suburb": "Ashgrove", "postcode": "4060"}
DRIVE = {
    "kind": "drive", "from_suburb": "Ashgrove", "from_postcode": "4060", "to_suburb": "Wynnum", "to_postcode": "4178",
    "minutes": 40, "both_ways": True,
}  # fmt: skip
EVERYTHING: list[dict[str, Any]] = [CHRISTMAS_EVE, CLOSED, SHUTDOWN, LUNCH, SHOW_DAY, BASE, DRIVE]
TABLES = ["date_hours", "blocked_times", "holidays", "places", "travel_times", "staff", "business_files"]


def apply(desk: Desk, *entries: dict[str, Any], **changed: Any) -> Business:
    members = [as_member(desk.cast.owner), as_member(desk.cast.colleague, "member")]
    return provision(desk.connection, LAWNS | changed | {"entries": list(entries)}, *members)


def rows(desk: Desk) -> dict[str, list[str]]:
    query = "select t::text from public.{} t where business_id = %s order by 1"
    return {table: desk.column(query.format(table), desk.cast.lawns.id) for table in TABLES}


def count(desk: Desk, table: str) -> int:
    live = " and deleted_at is null" if table == "blocked_times" else ""
    return int(desk.value(f"select count(*) from public.{table} where business_id = %s{live}", desk.cast.lawns.id))


def as_owner(desk: Desk, function: str, *said: Any) -> Any:
    with desk.signed_in(desk.cast.owner):
        return desk.call(function, desk.cast.lawns.id, *said)


def test_everything_a_file_says_is_there(desk: Desk) -> None:
    apply(desk, *EVERYTHING)
    lawns = desk.cast.lawns.id
    special = "select on_date::text, opens::text, reason from public.date_hours where business_id = %s order by 1"
    assert [tuple(r.values()) for r in desk.rows(special, lawns)] == [
        ("2026-12-24", "08:00:00", "Early finish"),
        ("2026-12-31", None, ""),
    ]
    blocks = "select reason, staff_id is null as everyone, created_by from public.blocked_times where business_id = %s order by 1"
    assert [tuple(r.values()) for r in desk.rows(blocks, lawns)] == [("Lunch", False, None), ("Summer", True, None)]
    holiday = "select name, closed, edited_at is not null as decided from public.holidays where business_id = %s"
    assert desk.row(holiday, lawns) == {"name": "Show day", "closed": False, "decided": True}
    base = "select p.suburb from public.staff s join public.places p on p.id = s.base_place_id where s.business_id = %s"
    assert desk.value(base, lawns) == "Ashgrove"
    drives = "select minutes, source from public.travel_times where business_id = %s"
    assert [tuple(r.values()) for r in desk.rows(drives, lawns)] == [(40, "owner")] * 2


def test_the_same_file_again_changes_nothing(desk: Desk) -> None:
    apply(desk, *EVERYTHING)
    before = rows(desk)
    apply(desk, *reversed(EVERYTHING))
    apply(desk, *EVERYTHING, *EVERYTHING)
    assert rows(desk) == before


def test_what_the_file_no_longer_says_goes(desk: Desk) -> None:
    apply(desk, *EVERYTHING)
    apply(desk)
    assert {t: count(desk, t) for t in ("date_hours", "blocked_times", "holidays", "travel_times")} == dict.fromkeys(
        ("date_hours", "blocked_times", "holidays", "travel_times"), 0
    )
    assert desk.column("select base_place_id from public.staff where business_id = %s", desk.cast.lawns.id) == [None]


def test_what_the_file_says_differently_is_changed(desk: Desk) -> None:
    apply(desk, *EVERYTHING)
    apply(
        desk,
        CHRISTMAS_EVE | {"hours": [{"opens": "08:00", "closes": "10:00"}]},
        SHUTDOWN | {"to": "2027-01-12T00:00"},
        SHOW_DAY | {"closed": True},
        BASE | {"suburb": "The Gap", "postcode": "4061"},
        DRIVE | {"minutes": 55},
    )
    lawns = desk.cast.lawns.id
    assert desk.column("select closes::text from public.date_hours where business_id = %s", lawns) == ["10:00:00"]
    ends = "select upper(during)::date::text from public.blocked_times where business_id = %s and deleted_at is null"
    assert desk.column(ends, lawns) == ["2027-01-11"]
    assert desk.value("select closed from public.holidays where business_id = %s", lawns) is True
    base = "select p.suburb from public.staff s join public.places p on p.id = s.base_place_id where s.business_id = %s"
    assert desk.value(base, lawns) == "The Gap"
    assert desk.column("select distinct minutes from public.travel_times where business_id = %s", lawns) == [55]


def test_what_a_member_changed_since_stays_while_the_file_says_the_same(desk: Desk) -> None:
    made = apply(desk, *EVERYTHING)
    dave = made.staff["Dave"]
    blocks = "select id from public.blocked_times where business_id = %s and reason = %s"
    as_owner(desk, "clear_date_hours", dave, "2026-12-24")
    as_owner(desk, "set_date_hours", dave, "2026-12-31", Jsonb([{"opens": "09:00", "closes": "10:00"}]), "Short day")
    as_owner(desk, "remove_blocked_time", desk.value(blocks, made.id, "Summer"))
    as_owner(desk, "skip_blocked_date", desk.value(blocks, made.id, "Lunch"), "2026-11-09")
    as_owner(desk, "set_holiday", "2027-08-11", "", True)
    as_owner(desk, "set_base", dave, "Milton", "4064")
    as_owner(desk, "set_travel_minutes", "Ashgrove", "4060", "Wynnum", "4178", 35)
    before = rows(desk)
    apply(desk, *EVERYTHING)
    assert rows(desk) == before


def test_what_a_member_changed_stays_also_when_the_file_drops_it(desk: Desk) -> None:
    made = apply(desk, CLOSED, SHOW_DAY, BASE, DRIVE)
    as_owner(
        desk, "set_date_hours", made.staff["Dave"], "2026-12-31", Jsonb([{"opens": "09:00", "closes": "10:00"}]), ""
    )
    as_owner(desk, "set_holiday", "2027-08-11", "", True)
    as_owner(desk, "set_base", made.staff["Dave"], "Milton", "4064")
    as_owner(desk, "set_travel_minutes", "Ashgrove", "4060", "Wynnum", "4178", 35)
    before = rows(desk)
    apply(desk)
    assert rows(desk) | {"business_files": []} == before | {"business_files": []}


def test_what_members_added_themselves_is_none_of_the_files_business(desk: Desk) -> None:
    made = apply(desk, LUNCH)
    as_owner(desk, "add_blocked_time", None, "2026-12-01 09:00", "2026-12-01 10:00", "Dentist")
    as_owner(desk, "set_holiday", "2026-12-24", "Picnic", True)
    as_owner(desk, "set_date_hours", made.staff["Dave"], "2026-12-30", None, "")
    apply(desk)
    assert [count(desk, t) for t in ("blocked_times", "holidays", "date_hours")] == [1, 1, 1]


def test_a_holiday_the_file_drops_is_suggested_again(desk: Desk) -> None:
    apply(desk, SHOW_DAY, state="QLD")
    desk.settings(desk.cast.lawns, holidays_until="2027-12-31")
    apply(desk, SHOW_DAY, state="QLD")
    query = "select holidays_until from public.businesses where id = %s"
    assert desk.value(query, desk.cast.lawns.id) is not None
    apply(desk, state="QLD")
    assert desk.value(query, desk.cast.lawns.id) is None


def test_somebody_retired_and_named_again_still_has_their_dates(desk: Desk) -> None:
    apply(desk, CLOSED)
    before = rows(desk)["date_hours"]
    apply(desk, staff=[{"name": "Bob", "hours": hours([1], "09:00", "10:00")}])
    assert count(desk, "date_hours") == 0
    apply(desk, CLOSED)
    assert len(rows(desk)["date_hours"]) == len(before) == 1


@pytest.mark.parametrize(
    ("entry", "hint", "sentence"),
    [
        (SHUTDOWN | {"to": "2026-12-25T00:00"}, "bad_range", "block Summer: It has to end after it starts."),
        (LUNCH | {"rule": {"frequency": "weekly"}}, "no_weekday", "block Dave Lunch: Say on which weekdays it repeats."),
        (CLOSED | {"on_date": "9999-12-31"}, "bad_date", "date hours Dave 9999-12-31: Give a date between the years 2000 and 2100."),
        (CLOSED | {"staff": "Nobody"}, "bad_staff", "date hours Nobody 2026-12-31: There is no calendar called 'Nobody'."),
        (DRIVE | {"minutes": -1}, "bad_minutes", "drive Wynnum: A drive takes from 0 to 1440 minutes, not -1."),
    ],
)  # fmt: skip
def test_an_entry_that_makes_no_sense_is_refused_with_what_it_is_and_nothing_is_kept(
    desk: Desk, entry: dict[str, Any], hint: str, sentence: str
) -> None:
    apply(desk, BASE)
    before = rows(desk)
    with pytest.raises(psycopg.Error) as refusal, desk.connection.transaction():
        apply(desk, CHRISTMAS_EVE, entry)
    assert (refusal.value.diag.message_hint, refusal.value.diag.message_primary) == (hint, sentence)
    assert rows(desk) == before
