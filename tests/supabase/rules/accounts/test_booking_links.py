"""The link in a member's text: it answers one booking, as that member, for a while, and does nothing else."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any

import pytest

from tests.supabase.rules.desk import Desk
from tests.supabase.rules.race import race
from tests.support.cast import Person

UNKNOWN = "A" * 22


def token_of(desk: Desk, person: Person | None = None, kind: str = "request") -> str:
    """The newest such text's, as its template gets it."""
    whom = (person or desk.cast.owner).user_id
    query = """select private.text_context(o, %s) ->> 'answer_token' from public.outbox o
      where kind = %s and member_id = %s order by queue_no desc limit 1"""
    return str(desk.value(query, desk.now, kind, whom))


def opened(desk: Desk, token: str) -> Any:
    return desk.call("private.open_booking_link", token, desk.now)


def answered(desk: Desk, token: str, answer: str = "confirm", reason: str = "", move: str | None = None) -> Any:
    return desk.call("private.answer_booking_link", token, answer, reason, move, desk.now)


def wish(desk: Desk, booking: Any) -> str:
    """Its customer's, for the same time a day later; the move's id. Members are texted."""
    asked = """with asked as (
      select k, b, private.open_move(b, k, private.service_of(k), k.staff_id, k.starts_at + interval '1 day', 'customer', null, null,
        %s::timestamptz + interval '3 hours', %s) as move
      from public.bookings k join public.businesses b on b.id = k.business_id where k.id = %s)
    select (move).id, private.tell_members(b, 'requests', 'move_request', 'caused', 'move_request:' || (move).id, %s,
      p_booking => (k).id, p_detail => private.move_words(b, move)) from asked"""
    return str(desk.row(asked, desk.now, desk.now, booking["id"], desk.now)["id"])


def test_each_member_gets_a_link_of_their_own_and_it_shows_the_booking(desk: Desk) -> None:
    booking = desk.pencil()
    tokens = {token_of(desk, person) for person in (desk.cast.owner, desk.cast.colleague)}
    assert len(tokens) == 2
    for token in tokens:
        assert len(token) == 22
        shown = opened(desk, token)
        assert (shown["booking"]["id"], shown["asks"]) == (booking["id"], "request")
        assert set(shown["business"]) == {"id", "name", "time_zone"}


def test_only_a_hash_of_the_token_is_kept(desk: Desk) -> None:
    desk.pencil()
    token = token_of(desk)
    hashes = [bytes(one) for one in desk.column("select token_hash from private.booking_links")]
    assert hashlib.sha256(token.encode()).digest() in hashes
    kept = desk.column("select o::text from public.outbox o") + desk.column(
        "select l::text from private.booking_links l"
    )
    assert all(token not in row for row in kept)


def test_a_text_that_is_worded_again_says_the_same(desk: Desk) -> None:
    desk.pencil()
    first = {text["id"]: text["context"]["answer_token"] for text in desk.claim() if text["kind"] == "request"}
    assert first
    desk.do("update public.outbox set state = 'waiting' where kind = 'request'")
    again = {text["id"]: text["context"]["answer_token"] for text in desk.claim() if text["kind"] == "request"}
    assert again == first


def test_no_other_text_carries_one(desk: Desk) -> None:
    booking = desk.pencil()
    desk.confirm(booking)
    with_one = "select distinct kind from public.outbox o join private.booking_links l on l.text_id = o.id"
    assert desk.column(with_one) == ["request"]


def test_the_answer_is_the_members_and_a_second_one_changes_nothing(desk: Desk) -> None:
    booking = desk.pencil()
    token = token_of(desk, desk.cast.colleague)
    assert answered(desk, token)["outcome"] == "confirmed"
    assert str(desk.booking(booking)["decided_by"]) == desk.cast.colleague.user_id
    kinds = desk.kinds()
    assert answered(desk, token)["outcome"] == "already_confirmed"
    assert answered(desk, token_of(desk), "decline")["outcome"] == "already_confirmed"
    assert desk.kinds() == kinds
    assert (opened(desk, token)["booking"]["status"], opened(desk, token)["asks"]) == ("confirmed", None)


def test_declining_keeps_the_reason(desk: Desk) -> None:
    booking = desk.pencil()
    assert answered(desk, token_of(desk), "decline", "x" * 5000)["outcome"] == "declined"
    assert desk.booking(booking)["ended_reason"] == "x" * 500


@pytest.mark.parametrize(("answer", "outcome"), [("confirm", "moved"), ("decline", "move_declined")])
def test_a_customers_wish_is_answered_by_its_own_link(desk: Desk, answer: str, outcome: str) -> None:
    booking = desk.pencil()
    desk.confirm(booking)
    move = wish(desk, booking)
    token = token_of(desk, kind="move_request")
    shown = opened(desk, token)
    assert (shown["asks"], shown["booking"]["move"]["move_id"]) == ("move", move)
    assert answered(desk, token, answer, move=move)["outcome"] == outcome
    assert answered(desk, token, answer, move=move)["outcome"] == "already_answered"


def test_the_wish_of_another_booking_cannot_be_answered(desk: Desk) -> None:
    first, second = desk.pencil(), desk.pencil(phone="+61400999888")
    token = token_of(desk)
    other = first if opened(desk, token)["booking"]["id"] == second["id"] else second
    desk.confirm(other)
    move = wish(desk, other)
    with desk.refused("PT404"):
        answered(desk, token, move=move)


def test_the_link_ends_a_day_after_the_time_to_answer(desk: Desk) -> None:
    booking = desk.pencil()
    token = token_of(desk)
    desk.now = desk.booking(booking)["expires_at"]
    assert opened(desk, token)["asks"] is None
    assert answered(desk, token)["outcome"] == "too_late"
    desk.later(hours=23, minutes=59)
    assert opened(desk, token)["booking"]["status"] == "expired"
    desk.later(minutes=1)
    for use in (opened, answered):
        with desk.refused("PT404"):
            use(desk, token)


@pytest.mark.parametrize("token", [UNKNOWN, "", "x" * 5000, "' or true --"])
def test_a_guessed_token_is_nothing(desk: Desk, token: str) -> None:
    desk.pencil()
    for use in (opened, answered):
        with desk.refused("PT404"):
            use(desk, token)


@pytest.mark.parametrize(
    "change",
    [
        "update public.members set deleted_at = now() where user_id = %(person)s",
        "update public.businesses set deleted_at = now() where id = %(business)s",
    ],
)
def test_whoever_is_no_longer_there_cannot_use_theirs(desk: Desk, change: str) -> None:
    desk.pencil()
    token = token_of(desk)
    desk.connection.execute(change, {"person": desk.cast.owner.user_id, "business": desk.cast.lawns.id})
    for use in (opened, answered):
        with desk.refused("PT404"):
            use(desk, token)


def test_another_answer_than_yes_or_no_is_refused(desk: Desk) -> None:
    desk.pencil()
    with desk.refused("PT400"):
        answered(desk, token_of(desk), "cancel")


def test_anybody_may_use_a_link_and_its_inside_stays_closed(desk: Desk) -> None:
    desk.now = desk.value("select now()")
    booking = desk.pencil()
    token = token_of(desk)
    with desk.role("anon"):
        assert desk.call("open_booking_link", token)["booking"]["id"] == booking["id"]
        assert desk.call("answer_booking_link", token, "confirm")["outcome"] == "confirmed"
        for closed in ("link_secret", "booking_links"):
            with desk.refused("42501"):
                desk.rows(f"select from private.{closed}")
    with desk.refused("42501"), desk.role("anon"):
        desk.call("confirm_booking", desk.cast.lawns.id, booking["id"])


def test_of_two_answers_at_once_one_counts(own: Desk, open_desk: Callable[..., Desk]) -> None:
    own.now = own.value("select now()")
    booking = own.pencil()

    def answer(token: str, what: str) -> Callable[[Desk], Any]:
        return lambda desk: desk.call("answer_booking_link", token, what)["outcome"]

    tokens = [token_of(own, person) for person in (own.cast.owner, own.cast.colleague)]
    outcomes = race(open_desk, [answer(token, what) for token in tokens for what in ("confirm", "decline")])
    assert len([one for one in outcomes if one in ("confirmed", "declined")]) == 1, outcomes
    assert set(outcomes) - {"confirmed", "declined"} <= {"already_confirmed", "already_ended"}
    history = "select from public.booking_events where booking_id = %s and kind <> 'requested'"
    assert len(own.rows(history, booking["id"])) == 1
