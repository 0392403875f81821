"""When the owner is nagged about a request and when it lapses."""

from __future__ import annotations

from typing import Any

import pytest

from tests.supabase.rules.desk import Desk, instant

NEXT_WEEK = "2026-11-09T14:00+10:00"


def deadlines(desk: Desk, asked: str, starts: str, **settings: Any) -> tuple[Any, Any]:
    """(nag, expiry) in a business of Brisbane with these settings."""
    desk.settings(desk.cast.lawns, **settings)
    query = "select d.nag_at, d.expires_at from public.businesses b, private.deadlines(b, %s, %s) d where b.id = %s"
    row = desk.row(query, instant(asked), instant(starts), desk.cast.lawns.id)
    return row["nag_at"], row["expires_at"]


@pytest.mark.parametrize(
    ("asked", "nag", "expiry"),
    [
        ("2026-11-02T09:00+10:00", "2026-11-02T11:00+10:00", "2026-11-02T13:00+10:00"),
        ("2026-11-02T21:00+10:00", "2026-11-03T10:00+10:00", "2026-11-03T12:00+10:00"),
        ("2026-11-02T18:30+10:00", "2026-11-03T08:30+10:00", "2026-11-03T10:30+10:00"),
    ],
)
def test_two_hours_to_the_nag_and_four_to_expiry_count_contact_hours(
    desk: Desk, asked: str, nag: str, expiry: str
) -> None:
    assert deadlines(desk, asked, NEXT_WEEK) == (instant(nag), instant(expiry))


def test_the_plain_clock_runs_through_the_night(desk: Desk) -> None:
    found = deadlines(desk, "2026-11-02T21:00+10:00", NEXT_WEEK, deadline_clock="plain")
    assert found == (instant("2026-11-02T23:00+10:00"), instant("2026-11-03T01:00+10:00"))


def test_a_business_reached_round_the_clock_has_plain_deadlines(desk: Desk) -> None:
    found = deadlines(desk, "2026-11-02T21:00+10:00", NEXT_WEEK, contact_from="00:00", contact_to="00:00")
    assert found == (instant("2026-11-02T23:00+10:00"), instant("2026-11-03T01:00+10:00"))


def test_contact_hours_past_midnight_count_for_deadlines(desk: Desk) -> None:
    found = deadlines(desk, "2026-11-02T23:00+10:00", NEXT_WEEK, contact_from="18:00", contact_to="02:00")
    assert found == (instant("2026-11-03T01:00+10:00"), instant("2026-11-03T19:00+10:00"))


def test_a_same_day_request_lapses_half_an_hour_before_its_start_and_is_nagged_half_way(desk: Desk) -> None:
    found = deadlines(desk, "2026-11-02T09:00+10:00", "2026-11-02T11:00+10:00")
    assert found == (instant("2026-11-02T09:45+10:00"), instant("2026-11-02T10:30+10:00"))


def test_the_usual_nag_stays_when_it_still_comes_before_an_earlier_deadline(desk: Desk) -> None:
    found = deadlines(desk, "2026-11-02T09:00+10:00", "2026-11-02T12:30+10:00")
    assert found == (instant("2026-11-02T11:00+10:00"), instant("2026-11-02T12:00+10:00"))


def test_an_evening_request_for_early_next_morning_lapses_before_the_job(desk: Desk) -> None:
    _, expiry = deadlines(desk, "2026-11-02T21:00+10:00", "2026-11-03T08:00+10:00")
    assert expiry == instant("2026-11-03T07:30+10:00")


@pytest.mark.parametrize("starts", ["2026-11-02T09:40+10:00", "2026-11-02T09:05+10:00"])
def test_the_owner_always_has_a_quarter_of_an_hour(desk: Desk, starts: str) -> None:
    nag, expiry = deadlines(desk, "2026-11-02T09:00+10:00", starts)
    assert expiry == instant("2026-11-02T09:15+10:00")
    assert nag == instant("2026-11-02T09:07:30+10:00")


def test_the_answer_margin_is_the_businesss_own(desk: Desk) -> None:
    _, expiry = deadlines(desk, "2026-11-02T09:00+10:00", "2026-11-02T11:00+10:00", answer_margin_minutes=60)
    assert expiry == instant("2026-11-02T10:00+10:00")


@pytest.mark.parametrize(
    ("asked", "nag", "expiry"),
    [
        ("2026-10-03T19:00+10:00", "2026-10-04T09:00+11:00", "2026-10-04T11:00+11:00"),
        ("2027-04-03T19:00+11:00", "2027-04-04T09:00+10:00", "2027-04-04T11:00+10:00"),
    ],
)
def test_deadlines_over_a_clock_change_keep_to_local_contact_hours(
    desk: Desk, asked: str, nag: str, expiry: str
) -> None:
    found = deadlines(desk, asked, "2027-06-01T14:00+10:00", time_zone="Australia/Sydney")
    assert found == (instant(nag), instant(expiry))


def test_a_nag_never_comes_at_or_after_the_deadline(desk: Desk) -> None:
    for clock in ("plain", "contact_hours"):
        for minutes in range(0, 2000, 37):
            query = f"""
              select d.nag_at < d.expires_at and d.nag_at > %s and d.expires_at >= %s + interval '15 minutes' as good
              from (select b.* from public.businesses b where b.id = %s) b,
                private.deadlines(b, %s, %s + interval '{minutes} minutes') d"""
            desk.settings(desk.cast.lawns, deadline_clock=clock)
            assert desk.value(query, desk.now, desk.now, desk.cast.lawns.id, desk.now, desk.now), (clock, minutes)
