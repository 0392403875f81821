"""Drives that came to matter without being measured are found by the duty, and only those."""

from __future__ import annotations

import pytest

from tests.supabase.rules.desk import Desk
from tests.supabase.rules.shop import open_shop, take
from tests.supabase.rules.travel.known import (
    add_job,
    both,
    due,
    keep,
    known_place,
    mower,
    pairs,
    place,
    time,
    unmeasured,
)


def agree(desk: Desk) -> list[object]:
    """The sheets, once it is checked that the worker would be told to look."""
    sheets = unmeasured(desk)
    assert due(desk) == bool(sheets)
    return sheets


def test_a_job_the_owner_adds_at_a_new_place_is_to_be_measured_against_its_neighbours(desk: Desk) -> None:
    shop = mower(desk)
    assert agree(desk) == []
    first = str(add_job(desk, shop, "2026-11-04T08:00:00+10:00", "Ashgrove", "4060")["place_id"])
    second = str(add_job(desk, shop, "2026-11-04T12:00:00+10:00", "Toowong", "4066")["place_id"])
    (sheet,) = agree(desk)
    assert sheet["business_id"] == shop.id
    assert pairs(sheet) == both(first, second) | {(first, first), (second, second)}


@pytest.mark.parametrize("hours", [("08", "12"), ("12", "08")], ids=["after", "before"])
def test_two_recognised_places_that_meet_for_the_first_time_are_measured(desk: Desk, hours: tuple[str, str]) -> None:
    shop = mower(desk)
    one, other = known_place(desk, shop, "Toowong", "4066"), known_place(desk, shop, "Ashgrove", "4060")
    add_job(desk, shop, f"2026-11-04T{hours[0]}:00:00+10:00", "Toowong", "4066")
    assert agree(desk) == []
    add_job(desk, shop, f"2026-11-04T{hours[1]}:00:00+10:00", "Ashgrove", "4060")
    (sheet,) = agree(desk)
    assert both(one, other) <= pairs(sheet)


def test_nothing_is_to_be_measured_where_everything_near_is_known(desk: Desk) -> None:
    shop = mower(desk)
    one, other = known_place(desk, shop, "Toowong", "4066"), known_place(desk, shop, "Ashgrove", "4060")
    keep(desk, shop, times=[time(one, other, 15), time(other, one, 15)])
    add_job(desk, shop, "2026-11-04T08:00:00+10:00", "Toowong", "4066")
    add_job(desk, shop, "2026-11-04T12:00:00+10:00", "Ashgrove", "4060")
    assert agree(desk) == []


def test_jobs_over_a_day_apart_are_no_neighbours(desk: Desk) -> None:
    shop = mower(desk)
    known_place(desk, shop, "Toowong", "4066"), known_place(desk, shop, "Ashgrove", "4060")
    add_job(desk, shop, "2026-11-04T08:00:00+10:00", "Toowong", "4066")
    add_job(desk, shop, "2026-11-05T10:00:00+10:00", "Ashgrove", "4060")
    assert agree(desk) == []
    add_job(desk, shop, "2026-11-05T08:30:00+10:00", "Ashgrove", "4060")
    assert len(agree(desk)) == 1


def test_a_new_base_is_measured(desk: Desk) -> None:
    shop = mower(desk)
    base, job = known_place(desk, shop, "Springfield", "4300"), known_place(desk, shop, "Toowong", "4066")
    add_job(desk, shop, "2026-11-04T08:00:00+10:00", "Toowong", "4066")
    desk.call("private.set_base", shop.id, shop.staff["Sam"], "Springfield", "4300")
    (sheet,) = agree(desk)
    assert pairs(sheet) == both(base, job) | {(base, base)}


def test_a_job_far_from_any_other_is_measured_against_the_base(desk: Desk) -> None:
    shop = mower(desk)
    base, job = known_place(desk, shop, "Springfield", "4300"), known_place(desk, shop, "Toowong", "4066")
    desk.call("private.set_base", shop.id, shop.staff["Sam"], "Springfield", "4300")
    keep(desk, shop, gaps=unmeasured(desk)[0]["gaps"])
    add_job(desk, shop, "2026-11-04T08:00:00+10:00", "Toowong", "4066")
    (sheet,) = agree(desk)
    assert both(base, job) <= pairs(sheet)


def test_a_settled_gap_is_not_looked_at_again_though_nothing_could_be_measured(desk: Desk) -> None:
    shop = mower(desk)
    add_job(desk, shop, "2026-11-04T08:00:00+10:00", "Nowhere In Particular")
    (sheet,) = agree(desk)
    keep(desk, shop, gaps=sheet["gaps"])
    assert agree(desk) == []


def test_a_gap_that_came_meanwhile_stays(desk: Desk) -> None:
    shop = mower(desk)
    add_job(desk, shop, "2026-11-04T08:00:00+10:00", "Nowhere")
    (sheet,) = agree(desk)
    add_job(desk, shop, "2026-11-04T12:00:00+10:00", "Elsewhere")
    keep(desk, shop, gaps=sheet["gaps"])
    (sheet,) = agree(desk)
    assert place(desk, shop, "Elsewhere") in {p["id"] for p in sheet["places"]}


def test_the_oldest_come_first_and_no_more_than_asked_for(desk: Desk) -> None:
    shop = mower(desk)
    for hour in (8, 10, 12):
        add_job(desk, shop, f"2026-11-04T{hour:02d}:00:00+10:00", f"Place {hour}")
    assert unmeasured(desk)[0]["gaps"][:2] == unmeasured(desk, 2)[0]["gaps"]


def test_a_job_on_site_leaves_nothing_to_measure(desk: Desk) -> None:
    shop = open_shop(desk)
    take(desk, shop, "[2026-11-04 08:00+11, 2026-11-04 09:00+11)", place=place(desk, shop, "Toowong"))
    assert agree(desk) == []


def test_a_kept_offer_leaves_nothing_to_measure_but_the_booking_made_of_it_does(desk: Desk) -> None:
    turn = desk.turn("Mow my lawn")
    found = desk.slots(turn, p_suburb="Toowong", p_postcode="4066")
    assert desk.value("select count(*) from public.holds where at_customer and place_id is not null") > 0
    assert agree(desk) == []
    assert desk.hold(turn, found["offers"][0]["ref"], name="Ann")["outcome"] == "pencilled"
    assert len(agree(desk)) == 1


def test_each_business_has_a_sheet_of_its_own(desk: Desk) -> None:
    shop = mower(desk)
    add_job(desk, shop, "2026-11-04T08:00:00+10:00", "Toowong", "4066")
    desk.call("private.set_base", desk.cast.lawns.id, desk.cast.lawns.staff["Dave"], "Ashgrove", "4060")
    assert {sheet["business_id"]: {p["suburb"] for p in sheet["places"]} for sheet in agree(desk)} == {
        shop.id: {"Toowong"},
        desk.cast.lawns.id: {"Ashgrove"},
    }
