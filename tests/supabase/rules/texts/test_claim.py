"""Texts wait in the outbox, leave it once, and only while they are still true and wanted."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from tests.supabase.rules.desk import Desk, instant
from tests.support.cast import CUSTOMER, OTHER_CUSTOMER

THURSDAY = {"day_from": "2026-11-05", "minute_from": 840, "minute_to": 841}


def queue(desk: Desk, key: str = "one", recipient: str | None = CUSTOMER, *, text_class: str = "reply") -> None:
    """Puts a text into the outbox at the desk's time; its detail names its key."""
    query = """
      select private.queue_text(b, 'kind', %s, %s, %s, %s, p_detail => jsonb_build_object('key', %s::text))
      from public.businesses b where b.id = %s"""
    desk.rows(query, text_class, recipient, key, desk.now, key, desk.cast.lawns.id)


def states(desk: Desk) -> list[tuple[str, str | None]]:
    return [(text["state"], text["error"]) for text in desk.texts()]


def test_the_same_cause_never_makes_a_second_text(desk: Desk) -> None:
    queue(desk, "cause")
    queue(desk, "cause")
    queue(desk, "another")
    assert len(desk.texts()) == 2


def test_without_a_recipient_there_is_no_text(desk: Desk) -> None:
    queue(desk, recipient=None)
    assert desk.texts() == []


def test_an_address_with_an_at_is_written_to_by_email(desk: Desk) -> None:
    queue(desk, "1", "john@x.example")
    queue(desk, "2")
    assert [text["medium"] for text in desk.texts()] == ["email", "sms"]


def test_a_claimed_text_says_all_a_template_may_print(desk: Desk) -> None:
    booking = desk.pencil(THURSDAY)
    claimed = desk.claim()[0]
    assert (claimed["kind"], claimed["recipient"], claimed["sender"]) == ("request", "+61400000001", "+61480000101")
    assert (claimed["business_id"], claimed["attempts"]) == (desk.cast.lawns.id, 1)
    context = claimed["context"]
    known = {"id": desk.cast.lawns.id, "name": "Green Blade", "call_number": "+61731000101", "style": "brief"}
    assert known.items() <= context["business"].items()
    assert context["booking"] == booking
    assert (context["booking"]["words"]["long"], context["booking"]["words"]["time"]) == (
        "Thursday, November 5th",
        "2:00 PM",
    )


def test_a_text_is_claimed_once_and_only_when_it_is_due(desk: Desk) -> None:
    queue(desk)
    desk.later(seconds=-1)
    assert desk.claim() == []
    desk.later(seconds=1)
    assert len(desk.claim()) == 1
    assert desk.claim() == []
    assert [text["state"] for text in desk.texts()] == ["sending"]


def test_texts_due_together_leave_in_the_order_they_were_queued_and_those_due_earlier_first(desk: Desk) -> None:
    for key in ("b", "a", "c"):
        queue(desk, key)
    desk.later(seconds=-1)
    queue(desk, "sooner")
    desk.later(seconds=2)
    assert [text["context"]["detail"]["key"] for text in desk.claim()] == ["sooner", "b", "a", "c"]


def test_no_more_are_claimed_than_asked_for(desk: Desk) -> None:
    for key in "abc":
        queue(desk, key)
    assert [len(desk.claim(p_most=2)), len(desk.claim(p_most=2))] == [2, 1]


def test_two_workers_claim_different_texts(own: Desk, open_desk: Callable[..., Desk]) -> None:
    for key in "abcde":
        queue(own, key)
    first, second = open_desk(), open_desk()
    mine, theirs = first.claim(p_most=3), second.claim(p_most=10)  # neither has committed
    assert (len(mine), len(theirs)) == (3, 2)
    assert not {text["id"] for text in mine} & {text["id"] for text in theirs}


def test_a_proactive_text_is_due_in_contact_hours(desk: Desk) -> None:
    desk.now = instant("2026-11-02T21:00+10:00")
    queue(desk, text_class="proactive")
    queue(desk, "reply")
    assert [text["due_at"] for text in desk.texts()] == [instant("2026-11-03T08:00+10:00"), desk.now]
    assert [text["context"]["detail"]["key"] for text in desk.claim()] == ["reply"]


def test_a_proactive_text_that_could_not_leave_in_time_is_put_off_to_the_morning(desk: Desk) -> None:
    queue(desk, text_class="proactive")
    desk.now = instant("2026-11-02T20:00+10:00")
    assert desk.claim() == []
    (text,) = desk.texts()
    assert (text["state"], text["due_at"], text["attempts"]) == ("waiting", instant("2026-11-03T08:00+10:00"), 0)
    desk.now = instant("2026-11-03T08:00+10:00")
    assert len(desk.claim()) == 1


@pytest.mark.parametrize("clock_change", ["2026-10-03T21:00+10:00", "2027-04-03T21:00+11:00"])
def test_contact_hours_of_texts_are_local_over_a_clock_change(desk: Desk, clock_change: str) -> None:
    desk.settings(desk.cast.lawns, time_zone="Australia/Sydney")
    desk.now = instant(clock_change)
    queue(desk, text_class="proactive")
    query = "select to_char(due_at at time zone 'Australia/Sydney', 'Dy HH24:MI') from public.outbox"
    assert desk.value(query) == "Sun 08:00"


def test_a_request_answered_meanwhile_is_not_asked_again(desk: Desk) -> None:
    booking = desk.pencil(THURSDAY)
    desk.later(hours=2)
    desk.call("nag_due", desk.now)
    desk.confirm(booking)
    assert {text["kind"] for text in desk.claim()} == {"confirmed", "confirmed_copy"}
    skipped = desk.texts("request") + desk.texts("nag")
    assert {(text["state"], text["error"]) for text in skipped} == {("skipped", "the booking is confirmed")}
    assert {text["settled_at"] for text in skipped} == {desk.now}


@pytest.mark.parametrize("status", ["cancelled", "expired", "completed", "no_show"])
def test_a_confirmation_overtaken_by_events_does_not_leave(desk: Desk, status: str) -> None:
    desk.confirm(desk.pencil(THURSDAY))
    desk.do("update public.bookings set status = %s", status)
    assert "confirmed" not in [text["kind"] for text in desk.claim()]
    (text,) = desk.texts("confirmed")
    assert (text["state"], text["error"]) == ("skipped", f"the booking is {status}")


def test_word_that_a_request_lapsed_leaves_only_while_it_is_so(desk: Desk) -> None:
    desk.pencil(THURSDAY)
    desk.later(hours=4)
    desk.call("expire_due", desk.now)
    desk.do("update public.bookings set status = 'confirmed'")
    assert "expired" not in [text["kind"] for text in desk.claim()]


def test_a_note_leaves_while_the_booking_is_open_confirmed_or_not(desk: Desk) -> None:
    booking = desk.pencil(THURSDAY)
    turn = desk.turn()
    desk.call("add_booking_note", turn["business_id"], turn["conversation_id"], turn["lease"], "dog", p_now=desk.now)
    desk.confirm(booking)
    assert [text["kind"] for text in desk.claim()].count("note") == 2


@pytest.mark.parametrize("word", ["STOP", "21610"])
def test_nothing_leaves_to_a_number_that_opted_out(desk: Desk, word: str) -> None:
    queue(desk, "1")
    if word == "STOP":
        desk.receive("STOP")
    else:
        (text,) = desk.claim()
        desk.call(
            "fail_text", text["business_id"], text["id"], text["token"], "failed", 21610, "Stopped", p_now=desk.now
        )
    desk.later(seconds=1)
    queue(desk, "2")
    queue(desk, "3", OTHER_CUSTOMER)
    assert [text["recipient"] for text in desk.claim()] == [OTHER_CUSTOMER]
    assert ("skipped", "opted out") in states(desk)


def test_the_owner_may_opt_out_too(desk: Desk) -> None:
    desk.receive("STOP", desk.cast.owner.phone)
    desk.later(seconds=1)
    desk.pencil(THURSDAY)
    assert [text["recipient"] for text in desk.claim() if text["kind"] == "request"] == [desk.cast.colleague.phone]


def test_start_lets_texts_leave_again(desk: Desk) -> None:
    desk.receive("STOP")
    desk.later(seconds=1)
    desk.receive("START", p_opt_out_type="START")
    queue(desk)
    assert len(desk.claim()) == 1


def test_nothing_leaves_to_a_customer_who_is_blocked(desk: Desk) -> None:
    desk.finish(desk.turn(), "Hello!")
    desk.do("update public.customers set blocked_at = now()")
    assert desk.claim() == []
    assert states(desk) == [("skipped", "blocked")]


def test_offers_in_a_text_are_those_still_open_when_it_leaves(desk: Desk) -> None:
    desk.decline(desk.pencil(THURSDAY))
    desk.later(days=3)
    (declined,) = [text for text in desk.claim() if text["kind"] == "declined"]
    assert declined["context"]["offers"] == []


def test_a_claim_is_kept_for_as_long_as_asked(desk: Desk) -> None:
    queue(desk)
    desk.claim(p_lease_seconds=30)
    (text,) = desk.texts()
    assert (text["leased_until"], text["attempts"]) == (desk.now + timedelta(seconds=30), 1)
