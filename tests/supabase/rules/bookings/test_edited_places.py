"""Another place for a booking: its drives are counted anew, and said to be assumed where nobody knows it."""

from __future__ import annotations

from typing import Any

from tests.supabase.rules.bookings.steps import Steps


def test_another_place_needs_its_drives_anew(steps: Steps) -> None:
    booking = steps.added("Thu 14:00", suburb="Ashgrove", postcode="4060", address="1 Elm St")
    steps.added("Thu 15:30", suburb="Ashgrove", postcode="4060", name="Ann")
    far = steps.desk.value("select private.place_of(%s, 'Ipswich', '4305')", steps.shop.id)
    near = steps.desk.booking(booking)["place_id"]
    statement = "insert into public.travel_times (business_id, from_place_id, to_place_id, minutes) values (%s, %s, %s, 45), (%s, %s, %s, 45)"
    steps.desk.do(statement, steps.shop.id, far, near, steps.shop.id, near, far)
    before = steps.everything()
    told = steps.edit(booking, suburb="Ipswich", postcode="4305", address="9 Far Rd")
    assert (told["outcome"], [reason["rule"] for reason in told["reasons"]]) == ("refused", ["travel"])
    assert steps.everything() == before
    assert steps.edit(booking, suburb="Ipswich", postcode="4305", override=True)["outcome"] == "edited"
    assert steps.desk.booking(booking)["place_id"] == far
    assert steps.desk.value("select place_id from public.holds where booking_id = %s", booking["id"]) == far


def test_a_place_nobody_knows_says_so(steps: Steps, booking: Any) -> None:
    assert steps.desk.booking(booking)["travel_assumed"]
    steps.desk.value("select private.place_of(%s, 'Ashgrove', '4060')", steps.shop.id)
    steps.desk.do("update public.places set latitude = -27.4, longitude = 153.0")
    assert not steps.edit(booking, suburb="Ashgrove", postcode="4060")["booking"]["travel_assumed"]
    assert steps.edit(booking, suburb="Ashgroove", postcode="")["booking"]["travel_assumed"]
    assert steps.edit(booking, suburb="", postcode="")["booking"]["travel_assumed"]
    assert steps.desk.booking(booking)["place_id"] is None


def test_a_postcode_alone_is_a_place(steps: Steps, booking: Any) -> None:
    steps.edit(booking, postcode="4060")
    place = "select suburb, postcode from public.places where id = %s"
    assert steps.desk.row(place, steps.desk.booking(booking)["place_id"]) == {"suburb": "", "postcode": "4060"}


def test_a_new_time_is_measured_from_the_bookings_own_place(steps: Steps) -> None:
    booking = steps.added("Thu 14:00", suburb="Ipswich", postcode="4305")
    there = steps.desk.booking(booking)["place_id"]
    here = steps.desk.booking(steps.added("Fri 10:00", suburb="Ashgrove", postcode="4060"))["place_id"]
    statement = (
        "insert into public.travel_times (business_id, from_place_id, to_place_id, minutes) values (%s, %s, %s, 45)"
    )
    steps.desk.do(statement, steps.shop.id, here, there)
    told = steps.move(booking, "Fri 11:40", agreed=True)
    assert (told["outcome"], [reason["rule"] for reason in told["reasons"]]) == ("refused", ["travel"])
    assert steps.move(booking, "Fri 11:45", agreed=True)["outcome"] == "moved"


def test_a_place_recognised_since_is_no_change_by_itself(steps: Steps) -> None:
    booking = steps.added("Thu 14:00", suburb="Ashgrove", postcode="4060")
    steps.desk.do("update public.places set latitude = -27.4, longitude = 153.0")
    assert steps.edit(booking)["outcome"] == "unchanged"
    assert not steps.edit(booking, notes="x")["booking"]["travel_assumed"]


def test_work_on_site_has_no_place_and_no_address(steps: Steps) -> None:
    booking = steps.added("Thu 14:00", suburb="Ashgrove", address="1 Elm St")
    steps.desk.do("update public.services set at_customer = false where name = 'Hedge Trimming'")
    told = steps.edit(booking, service_id=steps.shop.services["Hedge Trimming"])
    row = steps.desk.booking(booking)
    assert (row["place_id"], row["travel_assumed"], told["booking"]["address"]) == (None, False, "")
    assert steps.desk.row("select at_customer, place_id from public.holds") == {"at_customer": False, "place_id": None}
