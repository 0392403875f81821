"""A business's file becomes its rows: again and again, losing nothing."""

from __future__ import annotations

import copy
from typing import Any

import psycopg
import pytest

from tests.supabase.rules.desk import Desk
from tests.support.cast import LAWNS, Business, as_member, hours, provision

KEPT = ["businesses", "staff", "working_hours", "services", "service_staff", "members"]


def file(**changed: Any) -> dict[str, Any]:
    return copy.deepcopy(LAWNS) | changed


def again(desk: Desk, **changed: Any) -> Business:
    """Green Blade's file once more, with changes."""
    members = [as_member(desk.cast.owner), as_member(desk.cast.colleague, "member")]
    return provision(desk.connection, file(**changed), *members)


def rows(desk: Desk) -> dict[str, list[str]]:
    return {table: sorted(desk.column(f"select t::text from public.{table} t")) for table in KEPT}


def test_the_same_file_again_changes_nothing(desk: Desk) -> None:
    before = rows(desk)
    assert again(desk) == desk.cast.lawns
    assert rows(desk) == before


def test_a_changed_file_changes_the_rows_and_keeps_their_ids(desk: Desk) -> None:
    services = copy.deepcopy(LAWNS["services"])
    services[0] |= {"name": "LAWN mowing", "price_cents": 7500, "minutes": 45}
    made = again(
        desk,
        name="Green Blade Pty Ltd",
        services=services,
        staff=[{"name": "dave", "hours": hours([1], "07:00", "09:00")}],
    )
    assert made.id == desk.cast.lawns.id
    assert list(made.services.values()) == list(desk.cast.lawns.services.values())
    assert list(made.staff.values()) == list(desk.cast.lawns.staff.values())
    price = desk.row("select price_cents, minutes from public.services where id = %s", made.services["Lawn Mowing"])
    assert price == {"price_cents": 7500, "minutes": 45}
    assert desk.column("select opens::text from public.working_hours where business_id = %s", made.id) == ["07:00:00"]


def test_what_a_file_does_not_name_keeps_its_setting(desk: Desk) -> None:
    desk.settings(desk.cast.lawns, notice_minutes=15, contact_from="07:00", tone="dry")
    again(desk)
    settings = desk.row(
        "select notice_minutes, contact_from::text, tone from public.businesses where id = %s", desk.cast.lawns.id
    )
    assert settings == {"notice_minutes": 15, "contact_from": "07:00:00", "tone": "dry"}


def test_what_is_no_longer_named_is_retired_and_its_bookings_stay(desk: Desk) -> None:
    booking = desk.pencil({"day_from": "2026-11-05"})
    made = again(
        desk,
        services=[{"name": "Edging", "minutes": 30}],
        staff=[{"name": "Bob", "hours": hours([1], "07:00", "09:00")}],
    )
    assert (list(made.services), list(made.staff)) == (["Edging"], ["Bob"])
    assert desk.booking(booking)["status"] == "pending"
    assert desk.value("select count(*) from public.holds") == 1
    retired = "select name from public.{} where business_id = %s and deleted_at is not null order by name"
    assert desk.column(retired.format("services"), made.id) == ["Hedge Trimming", "Lawn Mowing"]
    assert desk.column(retired.format("staff"), made.id) == ["Dave"]
    assert desk.confirm(booking)["booking"]["service"] == "Lawn Mowing"


def test_what_was_retired_is_neither_told_nor_offered(desk: Desk) -> None:
    again(desk, services=[{"name": "Edging", "minutes": 30}])
    turn = desk.turn()
    assert [service["name"] for service in turn["services"]] == ["Edging"]
    assert desk.slots(turn)["offers"]


def test_a_service_without_named_staff_is_done_by_everyone_and_one_with_by_those(desk: Desk) -> None:
    query = """
      select s.name as service, array_agg(t.name order by t.name) as staff from public.service_staff x
      join public.services s on s.id = x.service_id join public.staff t on t.id = x.staff_id
      where x.business_id = %s group by s.name order by s.name"""
    assert desk.rows(query, desk.cast.salon.id) == [
        {"service": "Colour", "staff": ["Mia"]},
        {"service": "Women's Cut", "staff": ["Mia", "Priya"]},
    ]


@pytest.mark.parametrize("zone", ["Australia/Sidney", "", None, "AEST+10'; --"])
def test_a_zone_that_is_none_is_refused_and_nothing_is_kept(desk: Desk, zone: str | None) -> None:
    before = rows(desk)
    with desk.refused("PT400"):
        provision(desk.connection, file(slug="new-one", sms_number="+61480000999", time_zone=zone))
    assert rows(desk) == before


def test_a_number_belongs_to_one_business(desk: Desk) -> None:
    before = rows(desk)
    with desk.refused("23505"):
        provision(desk.connection, file(slug="new-one"))
    assert rows(desk) == before


@pytest.mark.parametrize(
    "changed",
    [
        {"slug": "No Spaces"},
        {"name": ""},
        {"sms_number": "0480 000 999"},
        {"slot_step_minutes": 0},
    ],
)
def test_a_file_that_makes_no_sense_is_refused(desk: Desk, changed: dict[str, Any]) -> None:
    with desk.refused("23514"):
        provision(desk.connection, file(slug="new-one", sms_number="+61480000999") | changed)


@pytest.mark.parametrize(
    ("changed", "hint"),
    [
        ({"services": [{"name": "Mow", "minutes": 0}]}, "bad_minutes"),
        ({"services": [{"name": "Mow", "minutes": 60, "price_cents": -1}]}, "bad_price"),
        ({"services": [{"name": "Mow", "minutes": -60}]}, "bad_minutes"),
        ({"services": [{"name": "Mow", "minutes": 1441}]}, "bad_minutes"),
        ({"services": [{"name": "Mow", "minutes": 7.5}]}, "bad_minutes"),
        ({"staff": [{"name": "Dave", "hours": [{"weekday": 8, "opens": "09:00", "closes": "17:00"}]}]}, "bad_weekday"),
        ({"staff": [{"name": "Dave", "hours": hours([1, 1], "09:00", "17:00")}]}, "overlapping_hours"),
        ({"staff": [{"name": "Dave", "hours": hours([1], "09:00", "25:00")}]}, "bad_time"),
        ({"staff": [{"name": "Dave"}]}, "bad_hours"),
        ({"contact_from": "8am"}, "bad_time"),
        ({"expire_after_minutes": 120}, "bad_deadlines"),
        ({"nag_after_minutes": 240}, "bad_deadlines"),
    ],
)
def test_what_a_file_says_wrongly_is_refused_by_name(desk: Desk, changed: dict[str, Any], hint: str) -> None:
    before = rows(desk)
    with pytest.raises(psycopg.Error) as refusal, desk.connection.transaction():
        provision(desk.connection, file(slug="new-one", sms_number="+61480000999") | changed)
    assert (refusal.value.sqlstate, refusal.value.diag.message_hint) == ("PT400", hint)
    if "staff" in changed:
        assert (refusal.value.diag.message_primary or "").startswith("hours of Dave: ")
    assert rows(desk) == before


def test_a_file_sets_every_rule_of_the_business(desk: Desk) -> None:
    said: dict[str, Any] = {
        "state": "QLD",
        "contact_from": "07:00",
        "contact_to": "24:00",
        "nag_after_minutes": 30,
        "expire_after_minutes": 60,
        "answer_margin_minutes": 15,
        "offer_hold_minutes": 0,
        "open_requests_per_customer": 1,
    }
    made = again(desk, **said)
    names = ", ".join(f"{name}::text" if name.startswith("contact") else name for name in said)
    kept = desk.row(f"select {names} from public.businesses where id = %s", made.id)
    assert kept == said | {"contact_from": "07:00:00", "contact_to": "00:00:00"}


def test_what_members_chose_themselves_stays_unless_the_file_says_otherwise(desk: Desk) -> None:
    owner = desk.cast.owner
    desk.do(
        "update public.members set gets_reminders = false, quiet_from = '21:00', quiet_to = '07:00' where user_id = %s",
        owner.user_id,
    )
    query = "select gets_reminders, gets_run_sheets, quiet_from::text from public.members where user_id = %s"
    again(desk)
    assert tuple(desk.row(query, owner.user_id).values()) == (False, False, "21:00:00")
    said = as_member(owner) | {
        "gets_reminders": True,
        "gets_run_sheets": True,
        "quiet_from": "22:00",
        "quiet_to": "06:00",
    }
    provision(desk.connection, file(), said, as_member(desk.cast.colleague, "member"))
    assert tuple(desk.row(query, owner.user_id).values()) == (True, True, "22:00:00")


def test_another_time_of_day_is_worked_out_anew(desk: Desk) -> None:
    query = "select next_day_end_at, next_run_sheet_at from public.businesses where id = %s"
    desk.settings(desk.cast.lawns, next_day_end_at=desk.now, next_run_sheet_at=desk.now)
    again(desk, day_end_time="17:30")
    assert tuple(desk.row(query, desk.cast.lawns.id).values()) == (desk.now, desk.now)
    again(desk, day_end_time="18:30", run_sheet_time="06:00")
    assert tuple(desk.row(query, desk.cast.lawns.id).values()) == (None, None)


def test_twenty_four_is_midnight_and_said_again_changes_nothing(desk: Desk) -> None:
    owner = desk.cast.owner
    said = as_member(owner) | {"quiet_from": "21:00", "quiet_to": "24:00"}
    for _ in range(2):
        times = file(day_end_time="24:00", run_sheet_time="24:00")
        provision(desk.connection, times, said, as_member(desk.cast.colleague, "member"))
        query = "select quiet_to::text from public.members where business_id = %s and user_id = %s"
        assert desk.value(query, desk.cast.lawns.id, owner.user_id) == "00:00:00"
        query = "select day_end_time::text, run_sheet_time::text, next_day_end_at from public.businesses where id = %s"
        assert list(desk.row(query, desk.cast.lawns.id).values())[:2] == ["00:00:00", "00:00:00"]
        desk.settings(desk.cast.lawns, next_day_end_at=desk.now, next_run_sheet_at=desk.now)
    again(desk, day_end_time="24:00", run_sheet_time="24:00")
    query = "select next_day_end_at, next_run_sheet_at from public.businesses where id = %s"
    assert tuple(desk.row(query, desk.cast.lawns.id).values()) == (desk.now, desk.now)


def test_hours_of_a_file_may_end_at_twenty_four_or_be_the_next_days(desk: Desk) -> None:
    stretches = [*hours([1], "21:00", "24:00"), *hours([2], "00:00", "24:00"), *hours([3], "22:00", "03:30")]
    made = again(desk, staff=[{"name": "Dave", "hours": stretches}])
    query = "select closes::text from public.working_hours where business_id = %s order by weekday"
    assert desk.column(query, made.id) == ["00:00:00", "00:00:00", "03:30:00"]


def test_another_state_has_its_holidays_suggested_anew(desk: Desk) -> None:
    again(desk, state="QLD")
    desk.settings(desk.cast.lawns, holidays_until="2027-12-31")
    query = "select holidays_until::text from public.businesses where id = %s"
    again(desk, state="QLD")
    assert desk.value(query, desk.cast.lawns.id) == "2027-12-31"
    again(desk)
    assert desk.value(query, desk.cast.lawns.id) == "2027-12-31"
    again(desk, state="NSW")
    assert desk.value(query, desk.cast.lawns.id) is None


def test_a_member_needs_a_user(desk: Desk) -> None:
    nobody = as_member(desk.cast.owner) | {"user_id": "00000000-0000-0000-0000-000000000000"}
    with desk.refused("23503"):
        provision(desk.connection, file(slug="new-one", sms_number="+61480000999"), nobody)


def test_a_member_who_left_comes_back_with_the_file(desk: Desk) -> None:
    desk.do("update public.members set deleted_at = now() where user_id = %s", desk.cast.colleague.user_id)
    again(desk)
    assert desk.value("select deleted_at from public.members where user_id = %s", desk.cast.colleague.user_id) is None


def test_one_business_can_be_changed_without_touching_another(desk: Desk) -> None:
    query = "select md5(string_agg(t::text, ',' order by t::text)) from public.{} t where business_id = %s"
    tables = ["staff", "working_hours", "services", "service_staff", "members"]
    before = [desk.value(query.format(table), desk.cast.salon.id) for table in tables]
    again(desk, services=[], staff=[])
    assert [desk.value(query.format(table), desk.cast.salon.id) for table in tables] == before
