"""The timed duties: reminding the owner, and letting a request lapse."""

from __future__ import annotations

from tests.supabase.rules.desk import Desk, instant
from tests.support.cast import CUSTOMER, OTHER_CUSTOMER

THURSDAY = {"day_from": "2026-11-05"}


def test_a_nag_comes_once_after_two_hours(desk: Desk) -> None:
    booking = desk.pencil(THURSDAY)
    desk.later(minutes=119)
    assert desk.call("nag_due", desk.now) == 0
    desk.later(minutes=1)
    assert [desk.call("nag_due", desk.now), desk.call("nag_due", desk.now)] == [1, 0]
    assert [text["recipient"] for text in desk.texts("nag")] == [desk.cast.owner.phone, desk.cast.colleague.phone]
    assert desk.booking(booking)["nagged_at"] == desk.now
    assert "nagged" in desk.column("select kind from public.booking_events where booking_id = %s", booking["id"])


def test_nobody_is_nagged_about_an_answered_or_lapsed_request(desk: Desk) -> None:
    desk.confirm(desk.pencil(THURSDAY))
    desk.decline(desk.pencil(THURSDAY))
    desk.pencil(THURSDAY)
    desk.later(hours=4)
    assert desk.call("nag_due", desk.now) == 0
    assert desk.texts("nag") == []


def test_a_request_lapses_at_its_deadline_and_not_before(desk: Desk) -> None:
    booking = desk.pencil(THURSDAY)
    desk.later(minutes=239)
    assert desk.call("expire_due", desk.now) == 0
    desk.later(minutes=1)
    assert [desk.call("expire_due", desk.now), desk.call("expire_due", desk.now)] == [1, 0]
    row = desk.booking(booking)
    assert (row["status"], row["ended_by"]) == ("expired", "system")


def test_a_lapsed_request_frees_its_time_leaves_a_lead_and_tells_both_sides_once(desk: Desk) -> None:
    booking = desk.pencil(THURSDAY)
    desk.later(hours=4)
    desk.call("expire_due", desk.now)
    desk.call("private.expire_booking", desk.cast.lawns.id, booking["id"], desk.now)
    assert desk.value("select count(*) from public.holds") == 0
    lead = desk.row("select kind, state, phone, booking_id::text from public.leads")
    assert lead == {"kind": "expired", "state": "open", "phone": CUSTOMER, "booking_id": booking["id"]}
    assert [text["recipient"] for text in desk.texts("expired")] == [CUSTOMER]
    assert len(desk.texts("request_expired")) == 2
    assert {text["class"] for text in desk.texts("%expired")} == {"proactive"}


def test_every_due_request_lapses_in_one_run(desk: Desk) -> None:
    days = ["2026-11-04", "2026-11-05", "2026-11-06"]
    for phone in (CUSTOMER, OTHER_CUSTOMER):
        for day in days:
            desk.pencil({"day_from": day}, phone)
    desk.later(hours=4)
    assert desk.call("expire_due", desk.now) == 6


def test_confirmed_bookings_do_not_lapse(desk: Desk) -> None:
    booking = desk.pencil(THURSDAY)
    desk.confirm(booking)
    desk.later(days=30)
    assert desk.call("expire_due", desk.now) == 0
    assert desk.booking(booking)["status"] == "confirmed"


def test_what_lapses_in_the_evening_is_told_in_the_morning(desk: Desk) -> None:
    desk.settings(desk.cast.lawns, deadline_clock="plain")
    desk.now = instant("2026-11-02T17:00+10:00")
    desk.pencil(THURSDAY)
    desk.later(hours=4)
    desk.call("expire_due", desk.now)
    assert {text["due_at"] for text in desk.texts("%expired")} == {instant("2026-11-03T08:00+10:00")}
    assert desk.texts("request")[0]["due_at"] == instant("2026-11-02T17:00+10:00")


def due(desk: Desk) -> set[str]:
    work = desk.call("due_work", desk.now)
    return {duty for duty, is_due in work.items() if is_due is True}


def test_due_work_names_each_duty_when_it_is_due_and_not_before(desk: Desk) -> None:
    assert due(desk) == {"day_end", "run_sheet"}, "a new business has its times of day worked out"
    desk.call("day_ends_due", desk.now)
    desk.call("run_sheets_due", desk.now)
    assert due(desk) == set()
    desk.receive()
    assert due(desk) == {"answer"}
    (turn,) = desk.turns()
    assert due(desk) == set()
    desk.hold(turn, desk.slots(turn, THURSDAY)["offers"][0]["ref"])
    desk.finish(turn, "Done")
    assert due(desk) == {"send"}
    desk.claim()
    assert due(desk) == set()
    desk.later(seconds=60)
    assert due(desk) == {"settle"}
    desk.later(hours=2)
    assert due(desk) == {"settle", "nag"}
    desk.later(hours=2)
    assert due(desk) == {"settle", "expire"}


def test_due_work_says_when_to_look_again(desk: Desk) -> None:
    assert desk.call("due_work", desk.now)["next_at"] is None
    desk.settings(desk.cast.lawns, settle_seconds=4)
    desk.receive()
    assert instant(desk.call("due_work", desk.now)["next_at"]) == instant("2026-11-02T09:00:04+10:00")
