"""A business pauses its receptionist."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from tests.supabase.rules.desk import Desk, instant
from tests.support.cast import CUSTOMER


def pause(desk: Desk, until: str | None = None) -> Any:
    local = datetime.fromisoformat(until) if until else None
    return desk.call("private.pause_receptionist", desk.cast.lawns.id, local, desk.now)


def told(desk: Desk) -> Any:
    """The pause as an engine is told of it."""
    turn = desk.turn("Hi", CUSTOMER)
    desk.finish(turn)
    return turn["business"]["paused"]


def test_a_pause_is_told_with_its_end_and_ends_by_itself(desk: Desk) -> None:
    assert told(desk) is None
    paused = pause(desk, "2026-11-09T08:00")
    assert (paused["outcome"], paused["again"], paused["until"]["long"]) == ("paused", False, "Monday, November 9th")
    assert told(desk)["until"]["long"] == "Monday, November 9th"
    desk.now = instant("2026-11-09T07:59+10:00")
    assert told(desk)
    desk.later(minutes=1)
    assert told(desk) is None


def test_without_an_end_it_lasts_until_a_member_ends_it(desk: Desk) -> None:
    pause(desk)
    desk.later(days=90)
    assert told(desk)["until"] is None
    with desk.signed_in(desk.cast.colleague):
        assert desk.call("resume_receptionist", desk.cast.lawns.id) == {"outcome": "resumed", "again": False}
        assert desk.call("resume_receptionist", desk.cast.lawns.id) == {"outcome": "resumed", "again": True}
    assert told(desk) is None


def test_the_same_pause_again_is_the_same_and_another_end_is_another(desk: Desk) -> None:
    first = pause(desk, "2026-11-09T08:00")
    desk.later(hours=1)
    assert pause(desk, "2026-11-09T08:00") == first | {"again": True}
    longer = pause(desk, "2026-11-16T08:00")
    assert (longer["again"], longer["since"] == first["since"]) == (False, False)


def test_the_pause_of_one_business_is_not_anothers(desk: Desk) -> None:
    pause(desk)
    turn = desk.turn("Hi", CUSTOMER, desk.cast.salon)
    assert turn["business"]["paused"] is None


def test_a_time_that_has_passed_is_refused(desk: Desk) -> None:
    for until in ("2026-11-02T09:00", "2026-11-01T09:00"):
        with desk.refused("PT400"):
            pause(desk, until)
    assert told(desk) is None


def test_members_alone_pause_and_resume(desk: Desk) -> None:
    with desk.signed_in(desk.cast.owner):
        paused = desk.call("pause_receptionist", desk.cast.lawns.id)
        assert (paused["outcome"], paused["until"]) == ("paused", None)
    for name in ("pause_receptionist", "resume_receptionist"):
        with desk.refused("PT404"), desk.signed_in(desk.cast.outsider):
            desk.call(name, desk.cast.lawns.id)
