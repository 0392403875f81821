"""What is to be measured before times are looked for at a place."""

from __future__ import annotations

from tests.supabase.rules.desk import Desk
from tests.supabase.rules.travel.known import (
    add_job,
    both,
    keep,
    known_place,
    mower,
    pairs,
    place,
    time,
    wanted,
)


def test_nothing_is_wanted_of_no_place(desk: Desk) -> None:
    shop = mower(desk)
    sheet = wanted(desk, shop, "")
    assert (sheet["places"], sheet["pairs"], sheet["near"]) == ([], [], [])
    assert desk.value("select count(*) from public.places where business_id = %s", shop.id) == 0


def test_a_new_place_is_made_and_to_be_recognised_near_where_the_business_is(desk: Desk) -> None:
    shop = mower(desk)
    known_place(desk, shop, "Ashgrove", "4060")
    sheet = wanted(desk, shop, "Toowong", "4066")
    assert [(p["suburb"], p["postcode"], p["latitude"]) for p in sheet["places"]] == [("Toowong", "4066", None)]
    assert sheet["state"] == "QLD"
    assert sheet["near"] == [{"latitude": -27.4412, "longitude": 152.9824}]
    assert wanted(desk, shop, "toowong", "4066")["places"] == sheet["places"]


def test_two_jobs_in_one_suburb_are_a_drive_too(desk: Desk) -> None:
    shop = mower(desk)
    here = place(desk, shop, "Toowong")
    assert pairs(wanted(desk, shop, "Toowong")) == {(here, here)}


def test_a_base_says_best_where_the_business_is(desk: Desk) -> None:
    shop = mower(desk)
    known_place(desk, shop, "Springfield", "4300")
    known_place(desk, shop, "Ashgrove", "4060")
    desk.call("private.set_base", shop.id, shop.staff["Sam"], "Springfield", "4300")
    assert wanted(desk, shop, "Toowong")["near"] == [{"latitude": -27.65, "longitude": 152.9}]


def test_drives_to_live_jobs_and_bases_are_wanted_both_ways(desk: Desk) -> None:
    shop = mower(desk)
    add_job(desk, shop, "2026-11-04T10:00:00+10:00", "Ashgrove", "4060")
    desk.call("private.set_base", shop.id, shop.staff["Sam"], "Springfield", "4300")
    job, base, here = (
        place(desk, shop, *at) for at in (("Ashgrove", "4060"), ("Springfield", "4300"), ("Toowong", ""))
    )
    sheet = wanted(desk, shop, "Toowong")
    assert pairs(sheet) == both(here, job) | both(here, base) | {(here, here)}
    assert {p["suburb"] for p in sheet["places"]} == {"Toowong", "Ashgrove", "Springfield"}


def test_what_is_known_is_not_wanted_again(desk: Desk) -> None:
    shop = mower(desk)
    here, job = known_place(desk, shop, "Toowong", "4066"), known_place(desk, shop, "Ashgrove", "4060")
    add_job(desk, shop, "2026-11-04T10:00:00+10:00", "Ashgrove", "4060")
    keep(desk, shop, times=[time(here, job, 15)])
    assert pairs(wanted(desk, shop, "Toowong", "4066")) == {(job, here), (here, here)}
    keep(desk, shop, times=[time(job, here, 15), time(here, here, 5)])
    sheet = wanted(desk, shop, "Toowong", "4066")
    assert (sheet["places"], sheet["pairs"], sheet["near"]) == ([], [], [])


def test_jobs_that_no_longer_hold_their_time_or_lie_behind_or_past_the_horizon_are_not_wanted(desk: Desk) -> None:
    shop = mower(desk, horizon_days=7)
    asked = desk.booking({"id": add_job(desk, shop, "2026-11-03T10:00:00+10:00", "Asked")["id"]})
    desk.do("update public.holds set expires_at = %s where booking_id = %s", desk.now, asked["id"])
    add_job(desk, shop, "2026-11-02T09:00:00+10:00", "Done")
    add_job(desk, shop, "2026-11-12T10:00:00+10:00", "Later")
    add_job(desk, shop, "2026-11-08T10:00:00+10:00", "Live")
    desk.later(days=2)
    assert {p["suburb"] for p in wanted(desk, shop, "Toowong")["places"]} == {"Toowong", "Live"}


def test_what_another_provider_measured_is_wanted_again_after_a_day_but_never_the_owners_word(desk: Desk) -> None:
    shop = mower(desk)
    here, job = known_place(desk, shop, "Toowong", "4066"), known_place(desk, shop, "Ashgrove", "4060")
    add_job(desk, shop, "2026-11-04T10:00:00+10:00", "Ashgrove", "4060")
    keep(desk, shop, times=[time(here, job, 15), time(job, here, 15, "osrm"), time(here, here, 5, "osrm")])
    assert pairs(wanted(desk, shop, "Toowong", "4066", "osrm")) == set(), "not so soon"
    desk.later(hours=25)
    assert pairs(wanted(desk, shop, "Toowong", "4066")) == set(), "without a router it lasts"
    assert pairs(wanted(desk, shop, "Toowong", "4066", "osrm")) == {(here, job)}
    desk.call("private.set_travel_minutes", shop.id, "Toowong", "4066", "Ashgrove", "4060", 40, True, desk.now)
    desk.later(hours=25)
    assert pairs(wanted(desk, shop, "Toowong", "4066", "google")) == {(here, here)}
