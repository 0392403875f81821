"""Which new times an owner may put to a customer, and to whom."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.supabase.rules.bookings.steps import Steps, at, refused, wish
from tests.supabase.rules.desk import Desk
from tests.support.cast import CUSTOMER, OTHER_CUSTOMER


def test_a_manual_booking_with_a_phone_is_put_to_that_phone(steps: Steps) -> None:
    booking = steps.added("Thu 14:00", name="Ann", phone=OTHER_CUSTOMER)
    assert steps.move(booking, "Fri 10:00")["outcome"] == "proposed"
    assert steps.news()["proposal"] == ["other customer"]
    assert steps.pick(phone=OTHER_CUSTOMER)["outcome"] == "moved"
    assert steps.time(booking) == "Fri 10:00"


@pytest.mark.parametrize("why", ["no phone", "stopped", "blocked"])
def test_a_customer_who_cannot_be_asked_is_unreachable_and_nothing_changes(steps: Steps, why: str) -> None:
    booking = steps.added("Thu 14:00", name="Ann") if why == "no phone" else steps.confirmed("Thu 14:00")
    if why == "stopped":
        steps.desk.receive("STOP")
    elif why == "blocked":
        steps.desk.do("update public.customers set blocked_at = now() where phone = %s", CUSTOMER)
    before = steps.everything()
    assert steps.move(booking, "Fri 10:00")["outcome"] == "unreachable"
    assert steps.everything() == before
    assert steps.move(booking, "Fri 10:00", agreed=True)["outcome"] == "moved"


@pytest.mark.parametrize(
    ("in_chat", "email", "outcome"),
    [
        (True, "ann@example.com", "proposed"),
        (True, None, "unreachable"),  # who closed the page hears of nothing
        (False, "ann@example.com", "unreachable"),  # a letter they could not answer
    ],
)
def test_without_a_phone_it_takes_a_chat_and_an_address(
    steps: Steps, in_chat: bool, email: str | None, outcome: str
) -> None:
    booking = steps.confirmed("Thu 14:00")
    change = "update public.bookings set customer_phone = null, customer_email = %s where id = %s"
    steps.desk.do(change, email, booking["id"])
    if not in_chat:
        steps.desk.do("update public.bookings set conversation_id = null where id = %s", booking["id"])
    steps.news()
    assert steps.move(booking, "Fri 10:00")["outcome"] == outcome
    assert steps.news() == ({"proposal": [email]} if outcome == "proposed" else {})


def test_a_time_that_has_passed_is_not_proposed(steps: Steps, proposed: Any) -> None:
    before = steps.everything()
    with refused(steps.desk, "bad_date"):
        steps.move(proposed, "Mon 09:00")
    assert steps.everything() == before


def test_a_proposal_needs_the_owners_word_against_hours_and_drives(steps: Steps, proposed: Any) -> None:
    for start, rule in [("Sun 10:00", "hours"), ("Sat 16:30", "hours")]:
        told = steps.move(proposed, start)
        assert (told["outcome"], [reason["rule"] for reason in told["reasons"]]) == ("refused", [rule])
    assert steps.states(proposed) == ["waiting"]
    told = steps.move(proposed, "Sun 10:00", override=True)
    assert (told["outcome"], [reason["rule"] for reason in told["reasons"]]) == ("proposed", ["hours"])
    assert steps.pick()["booking"]["words"]["weekday"] == "Sunday"


def test_somebody_elses_time_is_never_proposed(steps: Steps, proposed: Any) -> None:
    steps.added("Sat 10:00")
    with steps.turn(phone=OTHER_CUSTOMER) as turn:
        steps.desk.slots(turn, wish("next Mon 10:00"))
    for start, rule in [("Sat 10:30", "booked"), ("next Mon 10:00", "kept")]:
        told = steps.move(proposed, start, override=True)
        assert (told["outcome"], told["reasons"][0]["rule"]) == ("refused", rule)


def test_the_same_time_with_somebody_else_is_a_proposal_too(desk: Desk) -> None:
    steps = Steps(desk, desk.cast.salon)
    booking = steps.confirmed("Thu 14:00")
    assert steps.move(booking, "Thu 14:00", staff="Priya")["outcome"] == "proposed"
    assert steps.pick()["booking"]["staff"] == "Priya"


def test_one_who_does_not_do_the_service_is_not_proposed(desk: Desk) -> None:
    steps = Steps(desk, desk.cast.salon)
    booking = steps.confirmed("Thu 14:00", service="Colour")
    for staff in ("Priya",):
        with refused(desk, "bad_staff"):
            steps.move(booking, "Fri 10:00", staff=staff)
    desk.do("update public.staff set deleted_at = now() where name = 'Mia'")
    with refused(desk, "bad_staff"):
        steps.move(booking, "Fri 10:00")


def test_the_time_it_has_is_no_change(steps: Steps, proposed: Any) -> None:
    before = steps.everything()
    assert steps.move(proposed, "Thu 14:00")["outcome"] == "unchanged"
    assert steps.everything() == before


def test_what_has_ended_is_not_moved(steps: Steps, proposed: Any) -> None:
    steps.cancel(proposed)
    before = steps.everything()
    assert steps.move(proposed, "Fri 10:00")["outcome"] == "already_ended"
    assert steps.move(proposed, "Fri 10:00", agreed=True)["outcome"] == "already_ended"
    assert steps.everything() == before


@pytest.mark.parametrize("words", ["next Mon 10:00", "Mon 09:00"])
def test_starts_that_cannot_be_meant_are_refused(steps: Steps, proposed: Any, words: str) -> None:
    steps.desk.now = at(words) + (timedelta(days=40) if words == "Mon 09:00" else timedelta(days=-740))
    with refused(steps.desk, "bad_date"):
        steps.move(proposed, words, agreed=True)


def test_offers_kept_for_the_customer_before_are_free_again(steps: Steps) -> None:
    booking = steps.confirmed("Thu 14:00")
    with steps.turn() as turn:
        steps.desk.slots(turn, wish("Fri 12:00"))
    assert not steps.is_free("Fri 12:00")
    steps.move(booking, "Sat 10:00")
    assert steps.is_free("Fri 12:00")
    assert datetime.fromisoformat(steps.move(booking, "Fri 12:00")["move"]["starts_at"]) == at("Fri 12:00")
