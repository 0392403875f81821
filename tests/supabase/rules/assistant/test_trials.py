"""Trying the receptionist: every tool does what it does for a customer, and nothing of it stays."""

from __future__ import annotations

from typing import Any

import pytest
from psycopg import sql
from psycopg.types.json import Jsonb

from tests.supabase.rules.desk import Desk
from tests.support.cast import Person

MAY_GROW = {"public.conversations", "public.customers", "public.messages", "public.turns", "public.usage_days"}


@pytest.fixture(autouse=True)
def _undone(desk: Desk) -> None:
    """Begins what is undone after the test: a role's own transaction would be kept if it were the first."""
    desk.value("select 1")


def say(desk: Desk, words: str = "Hi", person: Person | None = None) -> Any:
    """A member writes in their trial; the turn that is claimed to answer it."""
    with desk.signed_in(person or desk.cast.owner):
        assert desk.call("try_message", desk.cast.lawns.id, words) == {"outcome": "stored"}
    desk.do(
        "update public.conversations set answer_due_at = %s where trial is not null and answer_due_at is not null",
        desk.now,
    )
    (turn,) = desk.turns()
    assert turn["trial"]
    return turn


def use(desk: Desk, turn: Any, tool: str, **said: Any) -> Any:
    who = (turn["business_id"], turn["conversation_id"], turn["lease"])
    return desk.call("try_tool", *who, tool, said, desk.now)


def shown(desk: Desk, person: Person | None = None) -> Any:
    with desk.signed_in(person or desk.cast.owner):
        return desk.call("my_trial", desk.cast.lawns.id)


def everything(desk: Desk) -> dict[str, list[str]]:
    """Every row of every table but those that may grow, as text."""
    tables = desk.column(
        "select schemaname || '.' || tablename from pg_tables where schemaname in ('public', 'private', 'auth') order by 1"
    )
    return {
        name: sorted(desk.column(sql.SQL("select t::text from {} t").format(sql.Identifier(*name.split(".")))))  # type: ignore[arg-type]
        for name in tables
        if name not in MAY_GROW
    }


def of_customers(desk: Desk) -> list[Any]:
    """What the tables that may grow hold of anybody real."""
    return [
        desk.column("select c::text from public.customers c where deleted_at is null order by 1"),
        desk.column("select c::text from public.conversations c where trial is null order by 1"),
        desk.column(
            "select m::text from public.messages m join public.conversations c on c.id = m.conversation_id"
            " where c.trial is null order by 1"
        ),
    ]


def search(desk: Desk, turn: Any, **said: Any) -> Any:
    return use(desk, turn, "find_slots", service=desk.cast.lawns.services["Lawn Mowing"], wish={}, **said)


def test_every_tool_has_its_own_outcome_and_leaves_no_row(desk: Desk) -> None:
    desk.pencil()  # somebody real, with a request that waits
    desk.settings(desk.cast.lawns, fills_freed_times=True)
    before, real = everything(desk), of_customers(desk)
    assert before["public.bookings"]
    assert before["public.outbox"]
    turn = say(desk, "Can you mow my lawn?")
    found = search(desk, turn, suburb="Nowhere Known", postcode="4999")
    assert (found["match"], len(found["offers"])) == ("wished", 3)
    details = {"name": "Pat Trial", "address": "1 Oak St", "suburb": "Nowhere Known", "postcode": "4999"}
    held = use(desk, turn, "hold_booking", offer=found["offers"][0]["ref"], details=details)
    assert (held["outcome"], held["booking"]["customer"]) == ("pencilled", "Pat Trial")
    assert use(desk, turn, "hold_booking", offer=found["offers"][0]["ref"])["booking"]["id"] == held["booking"]["id"]
    noted = use(desk, turn, "add_booking_note", note="Dog in the yard")
    assert (noted["outcome"], noted["booking"]["notes"]) == ("noted", "Dog in the yard")
    ref = held["booking"]["ref"]
    assert use(desk, turn, "refuse_proposal", booking=ref)["outcome"] == "no_proposal"
    newer = search(desk, turn, booking=ref)
    moved = use(desk, turn, "hold_booking", offer=newer["offers"][-1]["ref"])
    assert (moved["outcome"], moved["booking"]["id"]) == ("pencilled", held["booking"]["id"])
    assert moved["booking"]["starts_at"] == newer["offers"][-1]["starts_at"]
    assert use(desk, turn, "create_lead", kind="full", summary="Wants Friday")["outcome"] == "noted"
    assert use(desk, turn, "want_freed_times", words="yes please")["outcome"] == "noted"
    assert use(desk, turn, "refuse_freed_time")["outcome"] == "no_offer"
    assert use(desk, turn, "cancel_own_booking", booking=ref, reason="Rain")["outcome"] == "cancelled"
    assert use(desk, turn, "hand_off", context="Wants a person")["outcome"] == "handed_off"
    assert desk.finish(turn, "Somebody will be with you.", must_say=True) == "answered"
    assert everything(desk) == before
    assert of_customers(desk) == real


def test_what_was_brought_about_is_there_for_the_next_turn(desk: Desk) -> None:
    turn = say(desk)
    offers = search(desk, turn)["offers"]
    desk.finish(turn, "These are free")
    turn = say(desk, "The first")
    assert [o["ref"] for o in turn["offers"]] == [o["ref"] for o in offers]
    held = use(desk, turn, "hold_booking", offer=offers[0]["ref"], details={"name": "Pat"})
    desk.finish(turn, "Penciled in")
    turn = say(desk, "Thanks")
    assert [b["id"] for b in turn["bookings"]] == [held["booking"]["id"]]
    assert (turn["customer"]["name"], turn["customer"]["phone"], turn["channel"]) == ("Pat", "+61491570006", "sms")
    assert [(m["author"], m["body"]) for m in turn["messages"]][-1] == ("customer", "Thanks")


def test_the_page_is_told_what_would_have_happened(desk: Desk) -> None:
    assert shown(desk) == {"messages": [], "deeds": [], "waiting": False, "over": False}
    turn = say(desk)
    assert shown(desk)["waiting"]
    use(desk, turn, "hold_booking", offer=search(desk, turn)["offers"][0]["ref"], details={"name": "Pat"})
    use(desk, turn, "hand_off", context="Wants a person")
    desk.finish(turn, "Over to the team", must_say=True)
    page = shown(desk)
    assert [(m["author"], m["body"]) for m in page["messages"]] == [
        ("customer", "Hi"),
        ("receptionist", "Over to the team"),
    ]
    assert [(d["tool"], d["outcome"]) for d in page["deeds"]] == [
        ("find_slots", "wished"),
        ("hold_booking", "pencilled"),
        ("hand_off", "handed_off"),
    ]
    assert [[t["kind"] for t in d["texts"]] for d in page["deeds"]] == [[], ["request"], ["handoff"]]
    assert page["deeds"][1]["texts"][0]["context"]["booking"]["customer"] == "Pat"
    assert (page["waiting"], page["over"]) == (False, True)
    with desk.refused("PT400"), desk.signed_in(desk.cast.owner):
        desk.call("try_message", desk.cast.lawns.id, "Hello?")


def test_a_real_customer_is_not_kept_waiting_by_a_trial(desk: Desk) -> None:
    desk.settings(desk.cast.lawns, offer_hold_minutes=30)
    turn = say(desk)
    offers = search(desk, turn)["offers"]
    use(desk, turn, "hold_booking", offer=offers[0]["ref"], details={"name": "Pat"})
    desk.finish(turn, "Penciled in")
    real = desk.turn()
    assert [o["starts_at"] for o in desk.slots(real)["offers"]] == [o["starts_at"] for o in offers]
    desk.hold(real, "t1-1", name="Real")
    turn = say(desk, "And my note?")
    assert use(desk, turn, "add_booking_note", note="Gate code 12")["outcome"] == "noted"
    other = search(desk, turn)["offers"]
    assert offers[0]["starts_at"] not in [o["starts_at"] for o in other]


def test_a_tool_cannot_act_for_good_in_a_trial_nor_be_tried_on_a_customer(desk: Desk) -> None:
    turn = say(desk)
    with desk.refused("PT409"):
        desk.slots(turn)
    with desk.refused("PT409"):
        desk.hold(turn, "t1-1")
    with desk.refused("PT409"):
        desk.call("hand_off", turn["business_id"], turn["conversation_id"], turn["lease"], "x", {}, desk.now)
    desk.finish(turn)
    with desk.refused("PT400"):
        use(desk, desk.turn(), "hand_off", context="x")


def test_nobody_sees_a_trial_but_who_tries(desk: Desk) -> None:
    say(desk, "Mine")
    conversation = desk.value("select id from public.conversations where trial is not null")
    for person in (desk.cast.owner, desk.cast.colleague, desk.cast.outsider):
        with desk.signed_in(person):
            assert desk.column("select id from public.conversations where id = %s", conversation) == []
    assert shown(desk, desk.cast.colleague)["messages"] == []
    for function in ("take_over", "hand_back"):
        with desk.refused("PT404"), desk.signed_in(desk.cast.owner):
            desk.call(function, desk.cast.lawns.id, conversation)
    for call in (("try_message", "Hi"), ("my_trial",), ("start_trial_over",)):
        with desk.refused("PT404"), desk.signed_in(desk.cast.outsider):
            desk.call(call[0], desk.cast.lawns.id, *call[1:])
        with desk.refused("42501"), desk.role("anon"):
            desk.call(call[0], desk.cast.lawns.id, *call[1:])
    with desk.refused("42501"), desk.signed_in(desk.cast.owner):
        desk.call("try_tool", desk.cast.lawns.id, conversation, 1, "hand_off")


def test_starting_over_forgets_the_trial_and_the_worker_that_answers_it_stops(desk: Desk) -> None:
    turn = say(desk)
    search(desk, turn)
    say_again = desk.cast.lawns.id
    with desk.signed_in(desk.cast.owner):
        assert desk.call("start_trial_over", say_again) == {"outcome": "started_over", "again": False}
        assert desk.call("start_trial_over", say_again)["again"]
    for table in ("conversations", "messages", "turns", "customers"):
        assert desk.value(sql.SQL("select count(*) from {}").format(sql.Identifier("public", table))) == 0  # type: ignore[arg-type]
    with desk.refused("PT409"):
        desk.finish(turn, "Too late")
    assert say(desk)["messages"][0]["body"] == "Hi"


def test_what_it_costs_counts(desk: Desk) -> None:
    turn = say(desk)
    used = {"usage": {"input_tokens": 900, "output_tokens": 100, "cost_microdollars": 5000}}
    who = (turn["business_id"], turn["conversation_id"], turn["lease"], turn["upto_seq"])
    desk.call("finish_turn", *who, ["Hi"], Jsonb({}), "claude", Jsonb(used), False, desk.now)
    assert desk.column("select tokens from public.usage_days") == [1000]


@pytest.mark.parametrize("words", ["", "   ", "x" * 1001])
def test_an_odd_message_is_refused(desk: Desk, words: str) -> None:
    with desk.refused("PT400"), desk.signed_in(desk.cast.owner):
        desk.call("try_message", desk.cast.lawns.id, words)


def test_no_number_counts_a_trial(desk: Desk) -> None:
    desk.pencil()
    desk.do("update public.conversations set created_at = now()")
    span = "select (now() at time zone time_zone)::date - 7, (now() at time zone time_zone)::date from public.businesses where id = %s"
    first, last = desk.row(span, desk.cast.lawns.id).values()

    def numbers() -> Any:
        with desk.signed_in(desk.cast.owner):
            return desk.call("business_numbers", desk.cast.lawns.id, first, last)

    before = numbers()
    turn = say(desk)
    use(desk, turn, "hold_booking", offer=search(desk, turn)["offers"][0]["ref"], details={"name": "Pat"})
    desk.finish(turn, "Penciled in", must_say=True)
    desk.do("update public.conversations set created_at = now()")
    assert numbers() == before
