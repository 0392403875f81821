"""The same steps as signed-in people take them: members only, by the real clock, in wall time of the business."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tests.supabase.rules.bookings.steps import Steps, refused
from tests.supabase.rules.desk import Desk
from tests.support.cast import Person

SYDNEY = ZoneInfo("Australia/Sydney")


@pytest.fixture
def steps(desk: Desk) -> Steps:
    """The desk's clock is the database's, which members' functions read."""
    steps = Steps(desk)
    desk.now = desk.value("select now()")
    return steps


@pytest.fixture
def booking(steps: Steps) -> Any:
    """In the morning in ten days' time, by the owner's word."""
    return _add(steps, steps.desk.cast.owner, _morning(steps))["booking"]


def _morning(steps: Steps, days: int = 10) -> datetime:
    there = steps.desk.now.astimezone(ZoneInfo(steps.shop.time_zone)) + timedelta(days=days)
    return there.replace(hour=10, minute=0, second=0, microsecond=0, tzinfo=None)


def _add(steps: Steps, person: Person, starts: Any, **more: Any) -> Any:
    with steps.desk.signed_in(person):
        given = {"p_service": steps.shop.services["Lawn Mowing"], "p_starts": starts, "p_override": True}
        return steps.desk.call("add_booking", p_business=steps.shop.id, **given | more)


def _acts(steps: Steps, booking: Any, move: str) -> list[tuple[str, dict[str, Any]]]:
    job = {"p_booking": booking["id"]}
    return [
        ("add_booking", {"p_service": steps.shop.services["Lawn Mowing"], "p_starts": _morning(steps, 5)}),
        ("move_booking", job | {"p_starts": _morning(steps, 5), "p_agreed": True, "p_override": True}),
        ("answer_move", {"p_move": move, "p_accept": True}),
        ("edit_booking", job | {"p_changes": {"notes": "x"}}),
        ("cancel_booking", job),
        ("complete_booking", job),
        ("mark_no_show", job),
        ("confirm_booking", job),
        ("decline_booking", job),
    ]


def test_an_outsider_takes_no_step_in_neither_business_and_sees_no_move(steps: Steps, booking: Any) -> None:
    steps.desk.do("update public.bookings set customer_phone = '+61400123456' where id = %s", booking["id"])
    with steps.desk.signed_in(steps.desk.cast.owner):
        steps.desk.call("move_booking", steps.shop.id, booking["id"], _morning(steps, 5), p_override=True)
    (move,) = steps.moves(booking)
    before = steps.everything()
    for business in (steps.shop, steps.desk.cast.salon):  # neither in its own name nor through their own business
        for function, named in _acts(steps, booking, str(move["id"])):
            with refused(steps.desk, "not_found", "PT404"), steps.desk.signed_in(steps.desk.cast.outsider):
                steps.desk.call(function, p_business=business.id, **named)
    assert steps.everything() == before
    for person, seen in [(steps.desk.cast.outsider, 0), (steps.desk.cast.colleague, 1)]:
        with steps.desk.signed_in(person):
            assert steps.desk.value("select count(*) from public.moves") == seen


def test_neither_a_visitor_nor_the_service_takes_an_owners_step(steps: Steps, booking: Any) -> None:
    for function, named in _acts(steps, booking, str(uuid.uuid4())):
        for role in ("anon", "service_role"):
            with steps.desk.refused("42501"), steps.desk.role(role):
                steps.desk.call(function, p_business=steps.shop.id, **named)


def test_a_member_takes_no_customers_step(steps: Steps, booking: Any) -> None:
    for function in ("cancel_own_booking", "refuse_proposal"):
        with steps.desk.refused("42501"), steps.desk.signed_in(steps.desk.cast.owner):
            steps.desk.call(function, steps.shop.id, steps.shop.id, 1, booking["ref"])


def test_each_member_takes_every_step_and_is_written_down(steps: Steps, booking: Any) -> None:
    colleague = steps.desk.cast.colleague
    with steps.desk.signed_in(colleague):
        moved = steps.desk.call(
            "move_booking", steps.shop.id, booking["id"], _morning(steps, 12), p_agreed=True, p_override=True
        )
        edited = steps.desk.call("edit_booking", steps.shop.id, booking["id"], {"notes": "gate code 12"})
        early = steps.desk.call("complete_booking", steps.shop.id, booking["id"])
        ended = steps.desk.call("cancel_booking", steps.shop.id, booking["id"], "rain")
    told = [answer["outcome"] for answer in (moved, edited, early, ended)]
    assert told == ["moved", "edited", "not_yet", "cancelled"]
    query = "select distinct actor_id::text from public.booking_events where kind in ('moved', 'edited', 'cancelled')"
    assert steps.desk.column(query) == [colleague.user_id]


@pytest.mark.parametrize(("function", "status"), [("complete_booking", "completed"), ("mark_no_show", "no_show")])
def test_what_is_over_by_the_real_clock_may_be_finished(steps: Steps, function: str, status: str) -> None:
    booking = _add(steps, steps.desk.cast.owner, _morning(steps, -2))["booking"]
    with steps.desk.signed_in(steps.desk.cast.owner):
        assert steps.desk.call(function, steps.shop.id, booking["id"])["outcome"] == status


def test_the_owner_answers_a_customers_wish_signed_in(steps: Steps, booking: Any) -> None:
    move = uuid.uuid4()
    steps.desk.do(
        """insert into public.moves (business_id, id, booking_id, asked_by, staff_id, starts_at, ends_at, old_staff_id, old_starts_at, requested_at, expires_at)
           select business_id, %s, id, 'customer', staff_id, starts_at + interval '1 day', ends_at + interval '1 day', staff_id, starts_at, now(), now() + interval '1 hour'
           from public.bookings where id = %s""",
        move,
        booking["id"],
    )
    with steps.desk.signed_in(steps.desk.cast.owner):
        assert steps.desk.call("answer_move", steps.shop.id, move, False, "no")["outcome"] == "move_declined"


def test_a_form_sent_twice_adds_one(steps: Steps) -> None:
    name = str(uuid.uuid4())
    first, second = (_add(steps, steps.desk.cast.owner, _morning(steps), p_id=name) for _ in range(2))
    assert (first["booking"]["id"], second["booking"]["id"], second["again"]) == (name, name, True)


def _first_sunday(steps: Steps, month: int) -> datetime:
    """Of the next such month, at half past two in the morning."""
    today = steps.desk.now.astimezone(SYDNEY).replace(tzinfo=None)
    for year in (today.year, today.year + 1):
        first = datetime(year, month, 1, 2, 30)
        sunday = first + timedelta(days=(6 - first.weekday()) % 7)
        if sunday > today + timedelta(days=1):
            return sunday
    raise AssertionError


@pytest.fixture
def sydney(steps: Steps) -> Steps:
    steps.desk.settings(steps.shop, time_zone="Australia/Sydney")
    return steps


def test_a_wall_time_the_clocks_skip_is_refused_and_another_suggested(sydney: Steps) -> None:
    """Two o'clock becomes three on the first Sunday of October."""
    with (
        pytest.raises(Exception, match="clocks go forward and 2:30 AM is skipped"),
        sydney.desk.connection.transaction(),
    ):
        _add(sydney, sydney.desk.cast.owner, _first_sunday(sydney, 10))
    with refused(sydney.desk, "no_such_time"):
        _add(sydney, sydney.desk.cast.owner, _first_sunday(sydney, 10))
    booking = _add(sydney, sydney.desk.cast.owner, _first_sunday(sydney, 10) + timedelta(hours=1))["booking"]
    assert booking["words"]["time"] == "3:30 AM"


def test_a_wall_time_that_comes_twice_is_the_first_of_the_two(sydney: Steps) -> None:
    """Three o'clock becomes two on the first Sunday of April."""
    twice = _first_sunday(sydney, 4)
    booking = _add(sydney, sydney.desk.cast.owner, twice)["booking"]
    assert booking["words"]["time"] == "2:30 AM"
    starts = datetime.fromisoformat(booking["starts_at"])
    assert starts.astimezone(UTC).replace(tzinfo=None) == twice - timedelta(hours=11)  # daylight saving time still


def test_a_move_is_in_wall_time_of_the_business_too(sydney: Steps) -> None:
    booking = _add(sydney, sydney.desk.cast.owner, _morning(sydney))["booking"]
    for starts, hint in [(_first_sunday(sydney, 10), "no_such_time"), ("9999-12-31 10:00", "bad_date")]:
        with refused(sydney.desk, hint), sydney.desk.signed_in(sydney.desk.cast.owner):
            sydney.desk.call("move_booking", sydney.shop.id, booking["id"], starts, p_agreed=True, p_override=True)


@pytest.mark.parametrize(
    "starts", ["9999-12-31 10:00", "0001-01-01 10:00", "infinity", "-infinity", "2090-01-01 10:00"]
)
def test_a_date_that_cannot_be_meant_is_refused(steps: Steps, starts: str) -> None:
    with refused(steps.desk, "bad_date"):
        _add(steps, steps.desk.cast.owner, starts)


def test_no_date_is_refused(steps: Steps) -> None:
    with refused(steps.desk, "bad_date"):
        _add(steps, steps.desk.cast.owner, None)


def test_an_unknown_zone_is_refused(steps: Steps) -> None:
    steps.desk.settings(steps.shop, time_zone="Mars/Olympus")
    with refused(steps.desk, "bad_zone"):
        _add(steps, steps.desk.cast.owner, "2027-01-01 10:00")
