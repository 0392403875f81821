"""What becomes of a text that was claimed: sent, tried again, given up, or unknown; and the carrier's own word on it."""

from __future__ import annotations

import itertools
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.supabase.rules.desk import Desk
from tests.support.cast import CUSTOMER

FOREIGN = "00000000-0000-0000-0000-000000000000"


@pytest.fixture
def text(desk: Desk) -> Any:
    """A claimed reply."""
    desk.finish(desk.turn(), "Hello!")
    (claimed,) = desk.claim()
    return claimed


def row(desk: Desk) -> dict[str, Any]:
    (only,) = desk.texts()
    return only


def finish(desk: Desk, text: Any, **changed: Any) -> bool:
    given = {"p_token": text["token"], "p_provider_id": "SM1", "p_body": "Hello!"} | changed
    result = desk.call(
        "finish_text", text["business_id"], text["id"], p_encoding="GSM-7", p_segments=1, p_now=desk.now, **given
    )
    assert isinstance(result, bool)
    return result


def fail(desk: Desk, text: Any, outcome: str, code: int | None = None, **changed: Any) -> bool:
    given = {"p_token": text["token"], "p_error": "no luck"} | changed
    result = desk.call(
        "fail_text", text["business_id"], text["id"], p_outcome=outcome, p_error_code=code, p_now=desk.now, **given
    )
    assert isinstance(result, bool)
    return result


def carrier(desk: Desk, text: Any, status: str, code: int | None = None, sid: str = "SM1") -> bool:
    result = desk.call("record_delivery", text["business_id"], text["id"], sid, status, code, desk.now)
    assert isinstance(result, bool)
    return result


def test_a_text_the_carrier_took_is_sent(desk: Desk, text: Any) -> None:
    assert finish(desk, text)
    sent = row(desk)
    assert (sent["state"], sent["provider_id"], sent["body"], sent["segments"]) == ("sent", "SM1", "Hello!", 1)
    assert (sent["sent_at"], sent["claim_token"], sent["leased_until"]) == (desk.now, None, None)


@pytest.mark.parametrize("token", [FOREIGN, None])
def test_a_claim_that_is_not_ones_own_changes_nothing(desk: Desk, text: Any, token: str | None) -> None:
    before = row(desk)
    assert not finish(desk, text, p_token=token)
    assert not fail(desk, text, "failed", p_token=token)
    assert row(desk) == before


def test_a_claim_ends_with_its_first_report(desk: Desk, text: Any) -> None:
    assert finish(desk, text)
    assert not finish(desk, text, p_provider_id="SM2")
    assert not fail(desk, text, "failed")
    assert (row(desk)["state"], row(desk)["provider_id"]) == ("sent", "SM1")


def test_another_businesss_text_cannot_be_reported_on(desk: Desk, text: Any) -> None:
    assert not finish(desk, text | {"business_id": desk.cast.salon.id})
    assert not carrier(desk, text | {"business_id": desk.cast.salon.id}, "delivered")


def test_an_outcome_text_to_a_customer_joins_the_thread_and_a_reply_is_there_already(desk: Desk) -> None:
    booking = desk.pencil({"day_from": "2026-11-05"})
    desk.confirm(booking)
    for number, text in enumerate(desk.claim()):
        finish(desk, text, p_provider_id=f"SM{number}", p_body=text["kind"])
    messages = desk.rows("select author::text, body from public.messages order by seq")
    assert messages == [
        {"author": "customer", "body": "I'd like a time"},
        {"author": "system", "body": "confirmed"},
    ]


def test_a_reply_that_was_sent_is_not_put_into_the_thread_again(desk: Desk, text: Any) -> None:
    finish(desk, text)
    assert desk.column("select body from public.messages order by seq") == ["Hi", "Hello!"]


def test_a_retry_waits_longer_each_time_and_gives_up_after_twelve_tries(desk: Desk, text: Any) -> None:
    pauses = []
    for attempt in range(1, 13):
        assert (row(desk)["state"], text["attempts"]) == ("sending", attempt)
        assert fail(desk, text, "retry", 30001)
        pauses.append((row(desk)["due_at"] - desk.now).total_seconds())
        if attempt < 12:
            assert row(desk)["state"] == "waiting"
            assert desk.claim() == []
            desk.now = row(desk)["due_at"]
            (text,) = desk.claim()
    for attempt, pause in enumerate(pauses, start=1):
        assert 0.75 * min(900, 2**attempt) <= pause <= 1.25 * min(900, 2**attempt)
    failed = row(desk)
    assert (failed["state"], failed["error"], failed["error_code"]) == ("failed", "no luck", 30001)
    assert failed["settled_at"] == desk.now
    desk.later(days=1)
    assert desk.claim() == []


def test_a_refusal_for_good_gives_up_at_once(desk: Desk, text: Any) -> None:
    assert fail(desk, text, "failed", 21211)
    assert (row(desk)["state"], row(desk)["error_code"], row(desk)["settled_at"]) == ("failed", 21211, desk.now)


def test_a_carriers_opt_out_goes_into_the_ledger_once(desk: Desk, text: Any) -> None:
    fail(desk, text, "failed", 21610)
    entry = desk.row("select phone, opted_out, source from public.opt_outs")
    assert entry == {"phone": CUSTOMER, "opted_out": True, "source": "carrier refused: 21610"}
    desk.do("update public.outbox set state = 'sending', claim_token = %s", FOREIGN)
    fail(desk, text | {"token": FOREIGN}, "failed", 21610)
    assert desk.value("select count(*) from public.opt_outs") == 1


def test_a_carriers_opt_out_may_come_in_its_callback(desk: Desk, text: Any) -> None:
    finish(desk, text)
    for _ in range(2):
        carrier(desk, text, "failed", 21610)
    assert desk.column("select phone from public.opt_outs where opted_out") == [CUSTOMER]


def test_any_other_refusal_is_no_opt_out(desk: Desk, text: Any) -> None:
    fail(desk, text, "failed", 21211)
    carrier(desk, text, "failed", 30003)
    assert desk.value("select count(*) from public.opt_outs") == 0


def test_an_outcome_nobody_knows_is_refused(desk: Desk, text: Any) -> None:
    with desk.refused("PT400"):
        fail(desk, text, "delivered")


def test_a_text_whose_worker_died_is_unknown_and_not_repeated(desk: Desk, text: Any) -> None:
    desk.later(seconds=59)
    assert desk.call("release_stuck_texts", desk.now) == 0
    desk.later(seconds=1)
    assert desk.call("release_stuck_texts", desk.now) == 1
    assert row(desk)["state"] == "unknown"
    assert desk.claim() == []


def test_the_carriers_answer_counts_also_after_the_lease(desk: Desk, text: Any) -> None:
    desk.later(minutes=3)
    desk.call("release_stuck_texts", desk.now)
    unknown(desk)  # and another worker has begun to ask about it
    assert finish(desk, text)
    assert (row(desk)["state"], row(desk)["provider_id"]) == ("sent", "SM1")
    desk.later(days=1)
    assert (unknown(desk), desk.claim()) == ([], [])


def test_the_carriers_answer_counts_also_when_the_text_waits_for_another_try(desk: Desk, text: Any) -> None:
    fail(desk, text, "retry")
    assert finish(desk, text)
    desk.later(days=1)
    assert (row(desk)["state"], desk.claim()) == ("sent", [])


def test_a_lease_found_late_gives_the_text_two_more_minutes(desk: Desk, text: Any) -> None:
    """The clock was set while its worker was at it: nobody may repeat it at once."""
    desk.later(days=2)
    desk.call("release_stuck_texts", desk.now)
    assert [asked["give_up"] for asked in unknown(desk)] == [False]
    desk.later(seconds=121)
    assert [asked["give_up"] for asked in unknown(desk)] == [True]


def test_a_lease_that_a_fast_clock_gave_ends_when_the_clock_is_put_back(desk: Desk, text: Any) -> None:
    desk.later(days=-3)
    assert desk.call("due_work", desk.now)["settle"]
    assert desk.call("release_stuck_texts", desk.now) == 1
    assert [asked["give_up"] for asked in unknown(desk)] == [False]
    desk.later(seconds=121)
    assert [asked["give_up"] for asked in unknown(desk)] == [True]


def test_a_text_that_was_not_tried_goes_back_as_it_was(desk: Desk, text: Any) -> None:
    due = row(desk)["due_at"]
    assert fail(desk, text, "unsent", p_error="")
    assert (row(desk)["state"], row(desk)["attempts"], row(desk)["due_at"]) == ("waiting", 0, due)
    assert [again["id"] for again in desk.claim()] == [text["id"]]


def test_a_doubt_for_good_is_asked_about_no_more(desk: Desk, text: Any) -> None:
    assert fail(desk, text, "doubtful")
    assert (row(desk)["state"], row(desk)["settled_at"]) == ("unknown", desk.now)
    desk.later(days=1)
    assert (unknown(desk), desk.claim()) == ([], [])


def unknown(desk: Desk) -> list[Any]:
    return desk.call_all("unknown_texts", p_now=desk.now)


def test_the_carrier_is_asked_about_an_unknown_text_every_thirty_seconds(desk: Desk, text: Any) -> None:
    fail(desk, text, "unknown", p_body="Hello!")
    assert unknown(desk) == []
    desk.later(seconds=30)
    (asked,) = unknown(desk)
    assert (asked["id"], asked["recipient"], asked["body"], asked["give_up"]) == (text["id"], CUSTOMER, "Hello!", False)
    assert asked["context"]["message"] == "Hello!"
    assert unknown(desk) == []
    desk.later(seconds=30)
    assert len(unknown(desk)) == 1
    desk.later(seconds=61)
    assert unknown(desk)[0]["give_up"] is True


def test_an_unknown_text_found_at_the_carrier_is_sent_and_one_not_found_is_tried_again(desk: Desk, text: Any) -> None:
    fail(desk, text, "unknown")
    desk.later(seconds=30)
    assert finish(desk, unknown(desk)[0])
    assert row(desk)["state"] == "sent"
    desk.do("update public.outbox set state = 'unknown', leased_until = %s, provider_id = null", desk.now)
    assert fail(desk, unknown(desk)[0], "retry")
    assert row(desk)["state"] == "waiting"


def test_one_text_of_the_carriers_is_never_two_of_ours(desk: Desk, text: Any) -> None:
    finish(desk, text)
    desk.finish(desk.turn("And?"), "Hello again!")
    (second,) = desk.claim()
    with desk.refused("23505"):
        finish(desk, second)


@pytest.mark.parametrize("order", list(itertools.permutations(["queued", "sent", "delivered"])))
def test_the_carriers_words_may_come_in_any_order_and_repeatedly(desk: Desk, text: Any, order: tuple[str, ...]) -> None:
    finish(desk, text)
    for status in (*order, *order):
        assert carrier(desk, text, status)
    assert (row(desk)["state"], row(desk)["delivery"]) == ("delivered", "delivered")
    assert (row(desk)["settled_at"], row(desk)["sent_at"]) == (desk.now, desk.now)


def test_a_delivery_is_settled_when_it_was_first_heard_of(desk: Desk, text: Any) -> None:
    finish(desk, text)
    carrier(desk, text, "delivered")
    settled = desk.now
    desk.later(minutes=5)
    carrier(desk, text, "delivered")
    assert row(desk)["settled_at"] == settled


@pytest.mark.parametrize("status", ["undelivered", "failed"])
def test_a_text_that_could_not_be_delivered_failed_with_the_carriers_code(desk: Desk, text: Any, status: str) -> None:
    finish(desk, text)
    carrier(desk, text, status, 30003)
    carrier(desk, text, "sent")
    failed = row(desk)
    assert (failed["state"], failed["delivery"], failed["error_code"]) == ("failed", status, 30003)
    assert failed["error"] == "The carrier could not deliver it."


@pytest.mark.parametrize(("first", "second"), [("delivered", "failed"), ("undelivered", "delivered")])
def test_the_carriers_first_final_word_stands(desk: Desk, text: Any, first: str, second: str) -> None:
    finish(desk, text)
    carrier(desk, text, first, 30003 if first == "undelivered" else None)
    before = row(desk)
    carrier(desk, text, second, 30005 if second == "failed" else None)
    assert row(desk) == before


def test_the_carriers_word_goes_before_our_own_belief_that_it_failed(desk: Desk, text: Any) -> None:
    fail(desk, text, "failed", 30001)
    carrier(desk, text, "delivered")
    assert (row(desk)["state"], row(desk)["error"], row(desk)["error_code"]) == ("delivered", None, None)


def test_a_failure_told_before_the_worker_recorded_the_text_keeps_its_reason(desk: Desk, text: Any) -> None:
    carrier(desk, text, "undelivered", 30003)
    finish(desk, text)
    kept = row(desk)
    assert (kept["state"], kept["error"], kept["error_code"]) == ("failed", "The carrier could not deliver it.", 30003)
    assert kept["body"] == "Hello!"


WORDS = ["queued", "sent", "delivered"], ["queued", "sent", "undelivered", "failed"]


@given(
    data=st.sampled_from(WORDS).flatmap(
        lambda words: st.permutations(words).flatmap(
            lambda told: st.tuples(st.just(told), st.lists(st.sampled_from(told), max_size=4), st.integers(0, 8))
        )
    )
)
@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_end_is_right_in_whatever_order_the_carrier_and_the_worker_speak(
    desk: Desk, data: tuple[list[str], list[str], int]
) -> None:
    told, again, when = data
    with desk.connection.transaction(force_rollback=True):
        desk.finish(desk.turn(), "Hello!")
        (text,) = desk.claim()
        events = [*told, *again]
        for number, status in enumerate(events):
            if number == when:
                finish(desk, text)
            carrier(desk, text, status, 30003 if status in ("undelivered", "failed") else None)
        if when >= len(events):
            finish(desk, text)
        end, arrived = row(desk), "delivered" in told
        assert (end["state"], end["error_code"]) == (("delivered", None) if arrived else ("failed", 30003))
        assert end["delivery"] in (("delivered",) if arrived else ("undelivered", "failed"))
        assert (end["error"] is None) == arrived
        assert (end["attempts"], end["provider_id"], end["body"]) == (1, "SM1", "Hello!")
        assert end["settled_at"] == end["sent_at"] == desk.now
        desk.later(days=1)
        assert (unknown(desk), desk.claim()) == ([], [])
        desk.later(days=-1)


@pytest.mark.parametrize(("status", "state"), [("queued", "sent"), ("delivered", "delivered"), ("failed", "failed")])
def test_the_carriers_word_settles_an_unknown_text(desk: Desk, text: Any, status: str, state: str) -> None:
    fail(desk, text, "unknown")
    assert carrier(desk, text, status)
    assert (row(desk)["state"], row(desk)["provider_id"]) == (state, "SM1")
    desk.later(minutes=5)
    assert desk.claim() == []


def test_what_a_text_said_is_recorded_also_when_only_the_carrier_spoke_of_it(desk: Desk, text: Any) -> None:
    """The worker died before it could say so; the callback came."""
    carrier(desk, text, "delivered")
    assert unknown(desk) == []
    desk.later(seconds=60)
    assert desk.call("due_work", desk.now)["settle"]
    (told,) = unknown(desk)
    assert told["provider_id"] == "SM1"
    assert finish(desk, told)
    assert (row(desk)["state"], row(desk)["body"]) == ("delivered", "Hello!")
    desk.later(days=1)
    assert (unknown(desk), desk.claim()) == ([], [])


def test_a_callback_that_is_faster_than_the_worker_stands(desk: Desk, text: Any) -> None:
    carrier(desk, text, "delivered")
    assert finish(desk, text)
    assert (row(desk)["state"], row(desk)["body"]) == ("delivered", "Hello!")


@pytest.mark.parametrize("outcome", ["retry", "failed", "unknown"])
def test_a_workers_failure_does_not_undo_what_the_carrier_said_first(desk: Desk, text: Any, outcome: str) -> None:
    """The answer was lost on the way back to the worker, but the text had arrived."""
    carrier(desk, text, "delivered")
    fail(desk, text, outcome)
    kept = row(desk)
    assert (kept["state"], kept["settled_at"], kept["error"]) == ("delivered", desk.now, None)
    desk.later(days=1)
    assert desk.claim() == []


def test_a_callback_under_another_id_of_the_carriers_is_not_this_text(desk: Desk, text: Any) -> None:
    finish(desk, text)
    assert not carrier(desk, text, "delivered", sid="SM2")
    assert row(desk)["state"] == "sent"


def test_a_callback_for_a_text_that_is_not_there_says_so(desk: Desk, text: Any) -> None:
    assert not carrier(desk, text | {"id": FOREIGN}, "delivered")


def test_a_word_of_the_carriers_we_do_not_know_changes_no_stage(desk: Desk, text: Any) -> None:
    finish(desk, text)
    carrier(desk, text, "delivered")
    carrier(desk, text, "read")
    assert (row(desk)["state"], row(desk)["delivery"]) == ("delivered", "delivered")


def test_a_retry_is_not_claimed_before_its_pause_is_over(desk: Desk, text: Any) -> None:
    fail(desk, text, "retry")
    assert row(desk)["due_at"] >= desk.now + timedelta(seconds=1.5)
    assert desk.claim() == []
