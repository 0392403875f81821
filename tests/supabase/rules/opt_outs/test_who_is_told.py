"""Whoever an opt-out concerns is told of it once, whether the person said so or the carrier did."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.supabase.rules.desk import Desk
from tests.supabase.rules.race import race
from tests.support.cast import CUSTOMER, Person

THURSDAY = {"day_from": "2026-11-05"}


def ledger(desk: Desk) -> list[tuple[str, bool, str, str]]:
    rows = desk.rows("select phone, opted_out, keyword, source from public.opt_outs order by ledger_no")
    return [tuple(row.values()) for row in rows]  # type: ignore[misc]


def refused_at_send(desk: Desk, text: Any, code: int = 21610) -> None:
    who = text["business_id"], text["id"], text["token"]
    assert desk.call("fail_text", *who, "failed", code, "Twilio answered 400", None, desk.now)


def refused_later(desk: Desk, text: Any, code: int = 21610) -> None:
    assert desk.call(
        "record_delivery",
        text["business_id"],
        text["id"],
        text.get("provider_id") or "SM1",
        "undelivered",
        code,
        desk.now,
    )


def confirmed_text(desk: Desk) -> Any:
    """A text to a customer with an open booking, claimed."""
    desk.confirm(desk.pencil(THURSDAY))
    return next(text for text in desk.claim() if text["recipient"] == CUSTOMER and text["kind"] == "confirmed")


BY_CARRIER = [(CUSTOMER, True, "", "carrier refused: 21610")]


@pytest.mark.parametrize("first", [refused_at_send, refused_later])
def test_a_refusal_by_the_carrier_is_an_opt_out_and_tells_of_the_open_booking(
    desk: Desk, first: Callable[..., None]
) -> None:
    first(desk, confirmed_text(desk))
    assert ledger(desk) == BY_CARRIER
    assert [text["recipient"] for text in desk.texts("opted_out")] == [desk.cast.owner.phone, desk.cast.colleague.phone]


def test_a_refusal_at_send_and_again_in_a_callback_is_one(desk: Desk) -> None:
    text = confirmed_text(desk)
    refused_at_send(desk, text)
    for _ in range(2):
        refused_later(desk, text)
    assert ledger(desk) == BY_CARRIER
    assert len(desk.texts("opted_out")) == 2
    events = "select count(*) from public.booking_events where kind = 'customer_opted_out'"
    assert desk.value(events) == 1


@pytest.mark.parametrize("code", [None, 21211, 21614, 30007])
def test_no_other_code_is_an_opt_out(desk: Desk, code: int) -> None:
    refused_at_send(desk, confirmed_text(desk), code)
    assert ledger(desk) == []
    assert desk.texts("opted_out") == []


def test_stop_and_then_the_carrier_s_word_for_it_tell_once(desk: Desk) -> None:
    text = confirmed_text(desk)
    desk.receive("STOP")
    refused_at_send(desk, text)
    desk.receive("STOP")
    assert len(desk.texts("opted_out")) == 2
    assert [row[3] for row in ledger(desk)] == ["text", "text"]


def test_a_new_stop_after_a_start_is_told_again(desk: Desk) -> None:
    desk.pencil(THURSDAY)
    for word in ("STOP", "START", "STOP"):
        desk.receive(word)
    assert len(desk.texts("opted_out")) == 4


def test_a_blocked_customer_s_stop_is_kept_and_told_to_nobody(desk: Desk) -> None:
    desk.pencil(THURSDAY)
    desk.do("update public.customers set blocked_at = now()")
    desk.receive("STOP")
    assert len(ledger(desk)) == 1
    assert desk.texts("opted_out") == []


def test_two_texts_refused_at_once_are_one_opt_out(own: Desk, open_desk: Callable[..., Desk]) -> None:
    own.confirm(own.pencil(THURSDAY))
    for number in range(6):
        own.do(
            """insert into public.outbox (business_id, kind, class, recipient, dedupe_key, due_at, created_at)
               values (%s, 'reply', 'reply', %s, %s, %s, %s)""",
            own.cast.lawns.id,
            CUSTOMER,
            f"one more {number}",
            own.now,
            own.now,
        )
    texts = [text for text in own.claim() if text["recipient"] == CUSTOMER]
    assert len(texts) > 4

    def refuses(text: Any) -> Callable[[Desk], str]:
        return lambda desk: str(refused_at_send(desk, text))

    race(open_desk, [refuses(text) for text in texts])
    assert ledger(own) == BY_CARRIER
    assert len(own.texts("opted_out")) == 2


def gone(desk: Desk) -> list[tuple[str, dict[str, Any]]]:
    return [(text["recipient"], text["detail"]) for text in desk.texts("member_opted_out")]


def test_an_owner_s_own_stop_is_told_to_the_others_once(desk: Desk) -> None:
    owner, colleague = desk.cast.owner, desk.cast.colleague
    for _ in range(2):
        desk.receive("STOP", owner.phone)
    told = {"name": owner.name, "phone": owner.phone, "number": desk.cast.lawns.sms_number}
    assert gone(desk) == [(colleague.phone, told)]
    assert [text["kind"] for text in desk.claim()] == ["member_opted_out"]


def test_a_refusal_by_the_carrier_of_a_text_to_the_owner_is_told_too(desk: Desk) -> None:
    desk.pencil(THURSDAY)
    text = next(t for t in desk.claim() if t["recipient"] == desk.cast.owner.phone)
    refused_at_send(desk, text)
    assert [recipient for recipient, _ in gone(desk)] == [desk.cast.colleague.phone]


def leaves(desk: Desk, person: Person) -> None:
    desk.do("update public.members set deleted_at = now() where user_id = %s", person.user_id)


@pytest.mark.parametrize("unreachable", ["out", "no phone", "left"])
def test_a_colleague_who_cannot_be_reached_is_not_told(desk: Desk, unreachable: str) -> None:
    colleague = desk.cast.colleague
    if unreachable == "out":
        desk.receive("STOP", colleague.phone)
    elif unreachable == "left":
        leaves(desk, colleague)
    else:
        desk.do("update public.members set phone = null where user_id = %s", colleague.user_id)
    before = len(gone(desk))
    desk.receive("STOP", desk.cast.owner.phone)
    assert len(gone(desk)) == before


def test_a_former_member_s_stop_concerns_nobody(desk: Desk) -> None:
    leaves(desk, desk.cast.colleague)
    desk.receive("STOP", desk.cast.colleague.phone)
    assert gone(desk) == []
