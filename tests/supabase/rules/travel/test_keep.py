"""What was measured is kept: once, and never over what the owner said."""

from __future__ import annotations

from tests.supabase.rules.desk import Desk
from tests.supabase.rules.travel.known import (
    WHERE,
    add_job,
    allowed,
    keep,
    known,
    known_place,
    mower,
    place,
    recognised,
    time,
    unmeasured,
)


def test_the_search_allows_what_was_measured_each_way(desk: Desk) -> None:
    shop = mower(desk)
    here, there = place(desk, shop, "Toowong"), place(desk, shop, "Ashgrove")
    keep(desk, shop, times=[time(here, there, 15), time(there, here, 25)])
    assert (allowed(desk, shop, here, there), allowed(desk, shop, there, here)) == (15, 25)


def test_an_unknown_place_takes_the_businesss_own_figure_and_nothing_is_stored_of_it(desk: Desk) -> None:
    shop = mower(desk, travel_minutes=35)
    booking = add_job(desk, shop, "2026-11-04T10:00:00+10:00", "Nowhere In Particular")
    (sheet,) = unmeasured(desk)
    keep(desk, shop, gaps=sheet["gaps"])
    assert known(desk, shop) == {}
    here = str(booking["place_id"])
    assert allowed(desk, shop, here, here) == 35
    assert desk.booking(booking)["travel_assumed"] is True


def test_keeping_the_same_twice_changes_nothing_but_the_date(desk: Desk) -> None:
    shop = mower(desk)
    here, there = place(desk, shop, "Toowong", "4066"), place(desk, shop, "Ashgrove")
    told = {"places": [recognised(here, *WHERE["Toowong", "4066"])], "times": [time(here, there, 15)]}
    keep(desk, shop, **told)
    first = known(desk, shop), desk.rows("select * from public.places where business_id = %s order by id", shop.id)
    keep(desk, shop, **told)
    assert (
        known(desk, shop),
        desk.rows("select * from public.places where business_id = %s order by id", shop.id),
    ) == first


def test_nothing_measured_goes_over_the_owners_word_and_nothing_offline_over_a_routers(desk: Desk) -> None:
    shop = mower(desk)
    here, there = place(desk, shop, "Toowong"), place(desk, shop, "Ashgrove")
    desk.call("private.set_travel_minutes", shop.id, "Toowong", "", "Ashgrove", "", 45, False, desk.now)
    keep(desk, shop, times=[time(here, there, 15, "osrm"), time(there, here, 20, "osrm")])
    keep(desk, shop, times=[time(here, there, 10), time(there, here, 10)])
    assert known(desk, shop) == {(here, there): (45, "owner"), (there, here): (20, "osrm")}
    keep(desk, shop, times=[time(there, here, 30, "google")])
    assert known(desk, shop)[there, here] == (30, "google")


def test_no_worker_speaks_for_the_owner(desk: Desk) -> None:
    shop = mower(desk)
    here = place(desk, shop, "Toowong")
    keep(desk, shop, times=[time(here, here, 1, "owner")])
    assert known(desk, shop) == {}


def test_a_booking_says_that_drives_are_assumed_until_its_place_is_recognised(desk: Desk) -> None:
    shop = mower(desk)
    booking = add_job(desk, shop, "2026-11-04T10:00:00+10:00", "Toowong", "4066")
    assert booking["travel_assumed"] is True
    keep(desk, shop, places=[recognised(str(booking["place_id"]), *WHERE["Toowong", "4066"])])
    assert desk.booking(booking)["travel_assumed"] is False
    assert add_job(desk, shop, "2026-11-05T10:00:00+10:00", "Toowong", "4066")["travel_assumed"] is False


def test_a_drive_between_places_of_two_businesses_is_refused(desk: Desk) -> None:
    shop = mower(desk)
    mine = place(desk, shop, "Toowong")
    theirs = str(desk.call("private.place_of", desk.cast.lawns.id, "Ashgrove", ""))
    with desk.refused("23503"):
        keep(desk, shop, times=[time(mine, theirs, 15)])


def test_another_businesss_place_is_not_moved(desk: Desk) -> None:
    shop = mower(desk)
    theirs = known_place(desk, desk.cast.lawns, "Ashgrove", "4060")
    keep(desk, shop, places=[recognised(theirs, -30, 150)])
    assert desk.value("select latitude::float8 from public.places where id = %s", theirs) == -27.4412
