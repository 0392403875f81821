"""What the owner says of a drive goes before everything, under every spelling; and where a day starts."""

from __future__ import annotations

from typing import Any

import pytest

from tests.supabase.rules.desk import Desk
from tests.supabase.rules.travel.known import (
    add_job,
    allowed,
    keep,
    known,
    known_place,
    mower,
    pairs,
    place,
    recognised,
    time,
    unmeasured,
    wanted,
)
from tests.support.cast import Business


def say(desk: Desk, shop: Business, start: str, end: str, minutes: int | None, both_ways: bool = True) -> Any:
    """Places are 'Toowong', '4066' or 'Toowong 4066'."""
    ends = [part for at in (start, end) for part in _parts(at)]
    return desk.call("private.set_travel_minutes", shop.id, *ends, minutes, both_ways, desk.now)


def _parts(at: str) -> tuple[str, str]:
    return (at[:-5], at[-4:]) if at[-5:-4] == " " and at[-4:].isdecimal() else (at, "")


def test_a_drive_is_as_long_as_the_owner_says_both_ways_or_one(desk: Desk) -> None:
    shop = mower(desk)
    here, there = place(desk, shop, "Toowong"), place(desk, shop, "Ashgrove")
    assert say(desk, shop, "Toowong", "Ashgrove", 45) == {"outcome": "set"}
    assert (allowed(desk, shop, here, there), allowed(desk, shop, there, here)) == (45, 45)
    say(desk, shop, "Ashgrove", "Toowong", 50, both_ways=False)
    assert (allowed(desk, shop, here, there), allowed(desk, shop, there, here)) == (45, 50)


def test_it_replaces_what_was_measured_and_taking_it_back_has_it_measured_again(desk: Desk) -> None:
    shop = mower(desk)
    here, there = known_place(desk, shop, "Toowong", "4066"), known_place(desk, shop, "Ashgrove", "4060")
    add_job(desk, shop, "2026-11-04T08:00:00+10:00", "Ashgrove", "4060")
    keep(desk, shop, times=[time(here, there, 15, "osrm"), time(there, here, 15, "osrm")])
    say(desk, shop, "Toowong 4066", "Ashgrove 4060", 45)
    assert set(known(desk, shop).values()) == {(45, "owner")}
    assert say(desk, shop, "Toowong 4066", "Ashgrove 4060", None) == {"outcome": "removed"}
    assert known(desk, shop) == {}
    (sheet,) = unmeasured(desk)
    assert {(here, there), (there, here)} <= pairs(sheet)
    assert allowed(desk, shop, here, there) == 20


def test_taking_back_one_way_leaves_the_other_and_what_was_measured(desk: Desk) -> None:
    shop = mower(desk)
    here, there = place(desk, shop, "Toowong"), place(desk, shop, "Ashgrove")
    keep(desk, shop, times=[time(here, here, 5)])
    say(desk, shop, "Toowong", "Ashgrove", 45)
    say(desk, shop, "Toowong", "Ashgrove", None, both_ways=False)
    assert known(desk, shop) == {(there, here): (45, "owner"), (here, here): (5, "offline")}


def test_it_holds_for_a_place_spelt_otherwise_once_both_are_recognised(desk: Desk) -> None:
    shop = mower(desk)
    gravatt, mount = place(desk, shop, "Mt Gravatt"), place(desk, shop, "Mount Gravatt", "4122")
    there = place(desk, shop, "Ashgrove")
    say(desk, shop, "Mount Gravatt 4122", "Ashgrove", 45)
    keep(desk, shop, times=[time(gravatt, there, 15), time(there, gravatt, 15)])
    assert allowed(desk, shop, gravatt, there) == 15
    keep(desk, shop, places=[recognised(spot, -27.53, 153.06) for spot in (gravatt, mount)])
    assert (allowed(desk, shop, gravatt, there), allowed(desk, shop, there, gravatt)) == (45, 45)


def test_a_place_that_is_new_hears_of_it_before_times_are_looked_for(desk: Desk) -> None:
    shop = mower(desk)
    add_job(desk, shop, "2026-11-04T08:00:00+10:00", "Ashgrove", "4060")
    say(desk, shop, "Toowong", "Ashgrove 4060", 45)
    sheet = wanted(desk, shop, "Toowong", "4066")
    here, there = place(desk, shop, "Toowong", "4066"), place(desk, shop, "Ashgrove", "4060")
    assert pairs(sheet) == {(here, here)}
    assert (allowed(desk, shop, here, there), allowed(desk, shop, there, here)) == (45, 45)


def test_two_suburbs_of_one_name_are_kept_apart(desk: Desk) -> None:
    shop = mower(desk)
    near, far = place(desk, shop, "Springfield", "4300"), place(desk, shop, "Springfield", "4871")
    there = place(desk, shop, "Ashgrove")
    say(desk, shop, "Springfield 4300", "Ashgrove", 45)
    assert (allowed(desk, shop, near, there), allowed(desk, shop, far, there)) == (45, 20)


def test_taking_it_back_goes_for_every_spelling_too(desk: Desk) -> None:
    shop = mower(desk)
    here, there = place(desk, shop, "Toowong", "4066"), place(desk, shop, "Ashgrove")
    say(desk, shop, "Toowong", "Ashgrove", 45)
    assert allowed(desk, shop, here, there) == 45
    say(desk, shop, "Toowong", "Ashgrove", None)
    assert known(desk, shop) == {}


def test_a_booking_to_a_place_the_owner_knows_the_way_to_is_not_assumed(desk: Desk) -> None:
    shop = mower(desk)
    booking = add_job(desk, shop, "2026-11-04T08:00:00+10:00", "Nowhere In Particular")
    say(desk, shop, "Ashgrove", "Nowhere In Particular", 45)
    assert desk.booking(booking)["travel_assumed"] is False
    say(desk, shop, "Ashgrove", "Nowhere In Particular", None)
    assert desk.booking(booking)["travel_assumed"] is True


@pytest.mark.parametrize("minutes", [-1, 1441])
def test_minutes_nobody_drives_are_refused(desk: Desk, minutes: int) -> None:
    shop = mower(desk)
    with desk.refused("PT400"):
        say(desk, shop, "Toowong", "Ashgrove", minutes)
    assert known(desk, shop) == {}


@pytest.mark.parametrize("start", ["", "   ", "x" * 61])
def test_a_place_that_is_none_is_refused(desk: Desk, start: str) -> None:
    shop = mower(desk)
    with desk.refused("PT400"):
        say(desk, shop, start, "Ashgrove", 10)


def test_a_postcode_that_is_none_is_refused(desk: Desk) -> None:
    shop = mower(desk)
    with desk.refused("PT400"):
        desk.call("private.set_travel_minutes", shop.id, "Toowong", "406", "Ashgrove", "", 10, True, desk.now)


def test_a_member_says_it_and_spaces_do_not_matter(desk: Desk) -> None:
    lawns = desk.cast.lawns
    assert known(desk, lawns) == {}
    with desk.signed_in(desk.cast.colleague):
        said = desk.call("set_travel_minutes", lawns.id, "  The   Gap ", " 4061 ", "Ashgrove", "", 10)
    assert said == {"outcome": "set"}
    assert place(desk, lawns, "The Gap", "4061") in {start for start, _ in known(desk, lawns)}


def test_a_day_starts_and_ends_at_the_base(desk: Desk) -> None:
    shop = mower(desk)
    sam = shop.staff["Sam"]
    assert desk.call("private.set_base", shop.id, sam, "Toowong", "4066") == {"outcome": "set"}
    assert str(desk.value("select base_place_id from public.staff where id = %s", sam)) == place(
        desk, shop, "Toowong", "4066"
    )
    assert desk.call("private.set_base", shop.id, sam, "toowong", "4066") == {"outcome": "unchanged"}
    assert desk.call("private.set_base", shop.id, sam, "", None) == {"outcome": "cleared"}
    assert desk.value("select base_place_id from public.staff where id = %s", sam) is None


def test_a_base_of_no_calendar_of_theirs_or_at_no_place_is_refused(desk: Desk) -> None:
    shop = mower(desk)
    with desk.refused("PT404"):
        desk.call("private.set_base", shop.id, desk.cast.lawns.staff["Dave"], "Toowong", "")
    with desk.refused("PT404"):
        desk.call("private.set_base", shop.id, None, "Toowong", "")
    with desk.refused("PT400"):
        desk.call("private.set_base", shop.id, shop.staff["Sam"], "Toowong", "40666")


def test_a_member_sets_the_base(desk: Desk) -> None:
    lawns = desk.cast.lawns
    assert unmeasured(desk) == []
    with desk.signed_in(desk.cast.owner):
        assert desk.call("set_base", lawns.id, lawns.staff["Dave"], "Ashgrove", "4060") == {"outcome": "set"}
        assert desk.call("set_base", lawns.id, lawns.staff["Dave"], None, None) == {"outcome": "cleared"}
