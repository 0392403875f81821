"""A call rings one phone, is stored once, and ends in one way whatever order the carrier's words come in."""

from __future__ import annotations

import itertools
from collections.abc import Callable

import pytest

from tests.supabase.rules.calls.ringing import end, miss, outcomes, ring, whole
from tests.supabase.rules.desk import Desk
from tests.supabase.rules.race import race
from tests.supabase.rules.shop import open_shop
from tests.support.cast import CUSTOMER

SHOP = "+61731000999"


def test_a_call_is_stored_and_rings_the_first_owner(desk: Desk) -> None:
    told = ring(desk, p_provider_id="CA1")
    assert (told["outcome"], told["ring"], told["business_id"]) == ("ring", desk.cast.owner.phone, desk.cast.lawns.id)
    row = desk.row("select * from public.calls")
    assert (row["from_number"], row["to_number"], row["forwarded_to"]) == (
        CUSTOMER,
        desk.cast.lawns.sms_number,
        desk.cast.owner.phone,
    )
    assert (row["started_at"], row["ended_at"], row["outcome"], row["customer_id"]) == (desk.now, None, None, None)


def test_the_phone_the_business_named_goes_before_the_owner_s(desk: Desk) -> None:
    desk.settings(desk.cast.lawns, forward_calls_to=SHOP)
    assert ring(desk)["ring"] == SHOP


def test_a_colleague_s_phone_does_not_ring(desk: Desk) -> None:
    desk.do("update public.members set phone = null where user_id = %s", desk.cast.owner.user_id)
    assert ring(desk)["outcome"] == "missed"


def test_the_number_printed_for_calls_is_the_business_s_too_unless_two_have_it(desk: Desk) -> None:
    told = desk.call("receive_call", "+61731000101", CUSTOMER, "CA1", p_now=desk.now)
    assert (told["business_id"], told["ring"]) == (desk.cast.lawns.id, desk.cast.owner.phone)
    desk.settings(desk.cast.salon, call_number="+61731000101")
    assert desk.call("receive_call", "+61731000101", CUSTOMER, "CA2", p_now=desk.now) == {"outcome": "unknown_number"}


@pytest.mark.parametrize("loop", ["own number", "another business's number", "the caller", "who forwarded it"])
def test_a_call_never_goes_back_where_it_came_from(desk: Desk, loop: str) -> None:
    caller = "+61400555666"
    phone = {
        "own number": desk.cast.lawns.sms_number,
        "another business's number": desk.cast.salon.sms_number,
        "the caller": caller,
        "who forwarded it": SHOP,
    }[loop]
    desk.settings(desk.cast.lawns, forward_calls_to=phone)
    told = ring(desk, caller, p_forwarded_from=SHOP if loop == "who forwarded it" else None)
    assert told["ring"] == desk.cast.owner.phone


def test_the_number_that_was_called_does_not_ring_itself(desk: Desk) -> None:
    desk.settings(desk.cast.lawns, forward_calls_to="+61731000101")
    assert desk.call("receive_call", "+61731000101", CUSTOMER, "CA1")["ring"] == desk.cast.owner.phone


def test_an_owner_who_calls_their_own_business_is_not_rung_and_gets_no_text(desk: Desk) -> None:
    told = ring(desk, desk.cast.owner.phone)
    assert (told["outcome"], told["texted"]) == ("missed", False)
    assert desk.texts() == []


def test_with_nobody_to_ring_the_call_is_missed_at_once_and_texted_back(desk: Desk) -> None:
    desk.do("update public.members set phone = null")
    told = ring(desk)
    assert (told["outcome"], told["texted"]) == ("missed", True)
    assert outcomes(desk) == ["missed"]
    assert desk.kinds() == ["missed_call"]


def test_a_number_nobody_has_keeps_nothing(desk: Desk) -> None:
    assert desk.call("receive_call", "+61480999999", CUSTOMER, "CA1") == {"outcome": "unknown_number"}
    assert desk.call("note_call_status", "+61480999999", CUSTOMER, "CA1", "no-answer") is False
    assert outcomes(desk) == []


def test_a_repeated_webhook_is_one_call_and_rings_the_same_phone(desk: Desk) -> None:
    first, again = ring(desk, p_provider_id="CA1"), ring(desk, p_provider_id="CA1")
    assert first == again
    assert len(outcomes(desk)) == 1


@pytest.mark.parametrize("sid", ["", None])
def test_a_call_without_an_id_is_refused(desk: Desk, sid: str | None) -> None:
    with desk.refused("PT400"):
        desk.call("receive_call", desk.cast.lawns.sms_number, CUSTOMER, sid)


@pytest.mark.parametrize(
    ("word", "outcome"),
    [
        ("completed", "answered"),
        ("answered", "answered"),
        ("busy", "missed"),
        ("no-answer", "missed"),
        ("failed", "missed"),
        ("canceled", "missed"),
        ("ringing", None),
        ("", None),
    ],
)
def test_the_carrier_s_word_decides_what_became_of_it(desk: Desk, word: str, outcome: str | None) -> None:
    assert end(desk, ring(desk), word)["outcome"] == outcome
    assert outcomes(desk) == [outcome]
    assert desk.kinds() == (["missed_call"] if outcome == "missed" else [])


def test_an_end_of_a_call_of_another_business_is_not_found(desk: Desk) -> None:
    told = ring(desk)
    with desk.refused("PT404"):
        desk.call("end_call", desk.cast.salon.id, told["call_id"], "completed")


@pytest.mark.parametrize(
    "order", [("voice", "action", "status"), ("voice", "status", "action"), ("status", "voice", "action")]
)
def test_a_caller_who_hung_up_first_was_missed_once_in_whatever_order_we_hear_of_it(
    desk: Desk, order: tuple[str, ...]
) -> None:
    told = {}
    for step in [*order, *order]:
        if step == "voice":
            told = ring(desk, p_provider_id="CA1")
        elif step == "action":
            end(desk, told, "canceled")
        else:
            whole(desk, "no-answer", "CA1")
    assert outcomes(desk) == ["missed"]
    assert desk.kinds() == ["missed_call"]


@pytest.mark.parametrize("order", list(itertools.permutations(["completed", "no-answer", "whole"])))
def test_answered_stays_answered_in_any_order_and_then_nobody_is_texted(desk: Desk, order: tuple[str, ...]) -> None:
    told = ring(desk, p_provider_id="CA1")
    for word in order:
        whole(desk, "completed", "CA1") if word == "whole" else end(desk, told, word)
    assert outcomes(desk) == ["answered"]
    assert desk.claim() == []
    assert {text["error"] for text in desk.texts()} <= {"the call was answered"}


def test_that_a_whole_call_is_completed_does_not_say_that_anybody_took_it(desk: Desk) -> None:
    told = ring(desk, p_provider_id="CA1")
    whole(desk, "completed", "CA1")
    assert outcomes(desk) == [None]
    assert end(desk, told, "no-answer") == {"outcome": "missed", "texted": True}


@pytest.mark.parametrize("word", ["ringing", "in-progress", "queued", "answered", ""])
def test_a_call_that_is_going_on_is_not_over(desk: Desk, word: str) -> None:
    assert whole(desk, word, "CA1") is True
    assert outcomes(desk) == []


def test_the_same_call_by_many_webhooks_at_once_is_one_call_and_one_text(
    own: Desk, open_desk: Callable[..., Desk]
) -> None:
    def says(number: int) -> Callable[[Desk], str]:
        if number % 2:
            return lambda desk: str(whole(desk, "no-answer", "CA1"))
        return lambda desk: str(ring(desk, p_provider_id="CA1")["outcome"])

    race(open_desk, [says(number) for number in range(16)])
    assert outcomes(own) == ["missed"]
    assert own.kinds() == ["missed_call"]


def test_calls_of_one_caller_at_once_make_one_text(own: Desk, open_desk: Callable[..., Desk]) -> None:
    def misses(number: int) -> Callable[[Desk], str]:
        return lambda desk: str(miss(desk, p_provider_id=f"CA{number}")["texted"])

    assert set(race(open_desk, [misses(number) for number in range(8)])) == {"True"}
    assert own.kinds() == ["missed_call"]
    assert own.value("select count(*) from public.calls") == 8


def test_a_business_s_file_names_the_phone_that_rings(desk: Desk) -> None:
    shop = open_shop(desk, forward_calls_to=SHOP)
    assert ring(desk, to=shop)["ring"] == SHOP
    open_shop(desk)  # a file that says nothing of it changes nothing
    assert ring(desk, to=shop)["ring"] == SHOP


def test_a_call_that_is_over_rings_nobody_when_twilio_repeats_itself(desk: Desk) -> None:
    told = ring(desk, p_provider_id="CA1")
    end(desk, told, "completed")
    again = ring(desk, p_provider_id="CA1")
    assert (again["outcome"], again.get("ring")) == ("over", None)
    assert outcomes(desk) == ["answered"]
