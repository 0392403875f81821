"""Confirming and declining: one winner, one set of texts."""

from __future__ import annotations

from typing import Any

import pytest

from tests.supabase.rules.desk import Desk, instant
from tests.support.cast import CUSTOMER

THURSDAY = {"day_from": "2026-11-05", "minute_from": 840, "minute_to": 841}
# So far off that the real clock, which members' functions read, is always before or after it.
LONG_AGO = instant("2020-01-06T09:00:00+10:00")
FAR_AHEAD = instant("2120-01-01T09:00:00+10:00")


def events(desk: Desk, booking: Any) -> list[tuple[str, str]]:
    query = "select kind, actor::text from public.booking_events where booking_id = %s and kind <> 'requested'"
    return [(row["kind"], row["actor"]) for row in desk.rows(query, booking["id"])]


def holds(desk: Desk) -> int:
    return int(desk.value("select count(*) from public.holds"))


def test_a_confirmed_booking_keeps_its_time_and_everybody_hears_of_it(desk: Desk) -> None:
    booking = desk.pencil(THURSDAY)
    told = desk.confirm(booking)
    assert (told["outcome"], told["booking"]["status"]) == ("confirmed", "confirmed")
    row = desk.booking(booking)
    assert (str(row["decided_by"]), row["decided_at"]) == (desk.cast.owner.user_id, desk.now)
    assert events(desk, booking) == [("confirmed", "owner")]
    assert [text["recipient"] for text in desk.texts("confirmed")] == [CUSTOMER]
    assert [text["recipient"] for text in desk.texts("confirmed_copy")] == [
        desk.cast.owner.phone,
        desk.cast.colleague.phone,
    ]
    assert desk.value("select expires_at is null from public.holds")


@pytest.mark.parametrize("second", ["confirm", "decline"])
@pytest.mark.parametrize(("first", "outcome"), [("confirm", "already_confirmed"), ("decline", "already_ended")])
def test_a_second_decision_changes_nothing_and_queues_nothing(
    desk: Desk, first: str, second: str, outcome: str
) -> None:
    booking = desk.pencil(THURSDAY)
    getattr(desk, first)(booking)
    before, kinds, history = desk.booking(booking), desk.kinds(), events(desk, booking)
    desk.later(minutes=1)
    told = getattr(desk, second)(booking)
    assert told["outcome"] == outcome
    assert told["booking"]["status"] == before["status"]
    assert (desk.booking(booking), desk.kinds(), events(desk, booking)) == (before, kinds, history)


@pytest.mark.parametrize("decision", ["confirm", "decline"])
def test_a_decision_past_the_deadline_is_too_late_and_the_request_is_expired_at_once(desk: Desk, decision: str) -> None:
    booking = desk.pencil(THURSDAY)
    desk.now = desk.booking(booking)["expires_at"]
    assert getattr(desk, decision)(booking)["outcome"] == "too_late"
    assert desk.booking(booking)["status"] == "expired"
    assert events(desk, booking) == [("expired", "system")]
    assert desk.texts("confirmed") == []
    assert desk.texts("declined") == []
    assert len(desk.texts("expired")) == 1
    assert holds(desk) == 0


def test_a_decision_just_before_the_deadline_counts(desk: Desk) -> None:
    booking = desk.pencil(THURSDAY)
    desk.now = desk.booking(booking)["expires_at"]
    desk.later(microseconds=-1)
    assert desk.confirm(booking)["outcome"] == "confirmed"


def test_a_declined_request_frees_its_time_and_offers_others(desk: Desk) -> None:
    booking = desk.pencil(THURSDAY)
    told = desk.decline(booking, "we are away")
    assert (told["outcome"], told["booking"]["reason"]) == ("declined", "we are away")
    row = desk.booking(booking)
    assert (row["status"], row["ended_by"], row["ended_reason"]) == ("cancelled", "owner", "we are away")
    assert events(desk, booking) == [("declined", "owner")]
    assert holds(desk) == 3  # the times the text lists are kept for a while
    (text,) = desk.texts("declined")
    (claimed,) = [text for text in desk.claim() if text["kind"] == "declined"]
    offered = claimed["context"]["offers"]
    assert (text["recipient"], text["offer_set"], len(offered)) == (CUSTOMER, 2, 3)
    assert booking["starts_at"] not in [offer["starts_at"] for offer in offered]


def test_the_times_a_declining_text_lists_can_be_picked(desk: Desk) -> None:
    desk.decline(desk.pencil(THURSDAY))
    turn = desk.turn("2")
    picked = turn["offers"][1]
    assert desk.hold(turn, picked["ref"])["booking"]["starts_at"] == picked["starts_at"]


def test_a_reason_of_any_length_is_kept_short(desk: Desk) -> None:
    booking = desk.pencil(THURSDAY)
    desk.decline(booking, "x" * 5000)
    assert len(desk.booking(booking)["ended_reason"]) == 500


def test_only_the_texts_a_member_wants_are_queued_and_only_to_a_phone(desk: Desk) -> None:
    desk.do("update public.members set gets_confirmations = false where user_id = %s", desk.cast.colleague.user_id)
    desk.do("update public.members set phone = null where user_id = %s", desk.cast.owner.user_id)
    desk.confirm(desk.pencil(THURSDAY))
    assert [text["recipient"] for text in desk.texts("request")] == [desk.cast.colleague.phone]
    assert desk.texts("confirmed_copy") == []


@pytest.mark.parametrize("decision", ["confirm_booking", "decline_booking"])
def test_an_outsider_decides_nothing(desk: Desk, decision: str) -> None:
    booking = desk.pencil(THURSDAY)
    kinds = desk.kinds()
    for business in (desk.cast.lawns, desk.cast.salon):  # neither in its own name nor through their own business
        with desk.refused("PT404"), desk.signed_in(desk.cast.outsider):
            desk.call(decision, business.id, booking["id"])
    assert desk.booking(booking)["status"] == "pending"
    assert desk.kinds() == kinds


@pytest.mark.parametrize("decision", ["confirm_booking", "decline_booking"])
def test_neither_a_visitor_nor_the_service_decides(desk: Desk, decision: str) -> None:
    booking = desk.pencil(THURSDAY)
    for role in ("anon", "service_role"):
        with desk.refused("42501"), desk.role(role):
            desk.call(decision, desk.cast.lawns.id, booking["id"])


@pytest.mark.parametrize("decision", ["confirm_booking", "decline_booking"])
def test_a_booking_that_is_not_there_is_not_found(desk: Desk, decision: str) -> None:
    with desk.refused("PT404"), desk.signed_in(desk.cast.owner):
        desk.call(decision, desk.cast.lawns.id, "00000000-0000-0000-0000-000000000000")


@pytest.mark.parametrize("who", ["owner", "colleague"])
def test_each_member_may_decide_and_is_written_down(desk: Desk, who: str) -> None:
    desk.now = FAR_AHEAD
    first, second = desk.pencil({"weekday": 4}), desk.pencil({"weekday": 5})
    person = getattr(desk.cast, who)
    with desk.signed_in(person):
        confirmed = desk.call("confirm_booking", desk.cast.lawns.id, first["id"])
        declined = desk.call("decline_booking", desk.cast.lawns.id, second["id"], "away")
    assert (confirmed["outcome"], declined["outcome"]) == ("confirmed", "declined")
    deciders = [str(desk.booking(booking)["decided_by"]) for booking in (first, second)]
    assert deciders == [person.user_id] * 2
    query = "select distinct actor_id::text from public.booking_events where kind in ('confirmed', 'declined')"
    assert desk.column(query) == [person.user_id]


def test_a_member_is_held_to_the_real_clock(desk: Desk) -> None:
    desk.now = LONG_AGO
    booking = desk.pencil({"weekday": 4})
    with desk.signed_in(desk.cast.owner):
        assert desk.call("confirm_booking", desk.cast.lawns.id, booking["id"])["outcome"] == "too_late"


def test_a_decision_undone_leaves_neither_events_nor_texts(desk: Desk) -> None:
    """Status, history and texts are one transaction."""
    booking = desk.pencil(THURSDAY)
    kinds = desk.kinds()
    with desk.connection.transaction(force_rollback=True):
        assert desk.confirm(booking)["outcome"] == "confirmed"
    assert (desk.booking(booking)["status"], events(desk, booking), desk.kinds()) == ("pending", [], kinds)
