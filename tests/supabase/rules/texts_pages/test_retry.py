"""Texts that did not get through: listed, sent again, dismissed; and the carrier's late word on the attempt before."""

from __future__ import annotations

from typing import Any

import pytest

from tests.supabase.rules.desk import Desk
from tests.support.cast import CUSTOMER, OTHER_CUSTOMER, Person


def sent(desk: Desk, sid: str = "SM1") -> dict[str, Any]:
    """A confirmation that the carrier took under this id; the outbox row."""
    desk.confirm(desk.pencil())
    for text in desk.claim():
        taken = sid if text["kind"] == "confirmed" else f"{text['id'][:30]}"
        finish(desk, text, taken)
    (row,) = desk.texts("confirmed")
    return row


def finish(desk: Desk, text: Any, sid: str) -> Any:
    return desk.call(
        "finish_text", text["business_id"], text["id"], text["token"], sid, "Words", "GSM-7", 1, p_now=desk.now
    )


def hears(desk: Desk, row: Any, sid: str, status: str, code: int | None = None) -> Any:
    return desk.call("record_delivery", row["business_id"], row["id"], sid, status, code, p_now=desk.now)


def failed(desk: Desk) -> dict[str, Any]:
    row = sent(desk)
    hears(desk, row, "SM1", "undelivered", 30003)
    return row


def retry(desk: Desk, row: Any) -> Any:
    return desk.call("private.retry_text", row["business_id"], row["id"], desk.now)


def state(desk: Desk, row: Any) -> dict[str, Any]:
    return desk.row("select * from public.outbox where id = %s", row["id"])


def listed(desk: Desk, person: Person | None = None) -> list[Any]:
    with desk.signed_in(person or desk.cast.owner):
        return list(desk.call("failed_texts", desk.cast.lawns.id))


def test_a_failed_text_goes_back_into_the_queue_as_if_never_tried(desk: Desk) -> None:
    row = failed(desk)
    desk.later(minutes=20)
    assert retry(desk, row) == {"outcome": "retried", "state": "waiting"}
    again = state(desk, row)
    assert (again["state"], again["attempts"], again["due_at"], again["retried_at"]) == (
        "waiting",
        0,
        desk.now,
        desk.now,
    )
    empty = ("provider_id", "delivery", "error_code", "error", "sent_at", "settled_at", "claimed_at", "claim_token")
    assert [again[column] for column in empty] == [None] * len(empty)
    (text,) = desk.claim()
    assert (text["id"], text["attempts"]) == (str(row["id"]), 1)


def test_a_second_tap_changes_nothing_and_says_so(desk: Desk) -> None:
    row = failed(desk)
    retry(desk, row)
    before = state(desk, row)
    desk.later(minutes=1)
    assert retry(desk, row) == {"outcome": "not_failed", "state": "waiting"}
    assert state(desk, row) == before


@pytest.mark.parametrize("status", ["delivered", "undelivered", "sent"])
def test_the_carriers_late_word_on_the_old_attempt_is_not_taken_for_the_new_one(desk: Desk, status: str) -> None:
    row = failed(desk)
    retry(desk, row)
    waiting = state(desk, row)
    assert hears(desk, row, "SM1", status) is False
    assert state(desk, row) == waiting
    (text,) = desk.claim()
    assert hears(desk, row, "SM1", status) is False
    finish(desk, text, "SM2")
    assert hears(desk, row, "SM1", status) is False
    assert state(desk, row)["state"] == "sent"
    assert hears(desk, row, "SM2", "delivered") is True
    assert state(desk, row)["state"] == "delivered"


def test_two_old_attempts_are_both_remembered(desk: Desk) -> None:
    row = failed(desk)
    retry(desk, row)
    finish(desk, desk.claim()[0], "SM2")
    hears(desk, row, "SM2", "failed", 30005)
    retry(desk, row)
    assert state(desk, row)["detail"]["earlier_ids"] == ["SM1", "SM2"]
    assert not hears(desk, row, "SM1", "delivered")
    assert not hears(desk, row, "SM2", "delivered")


def test_what_is_no_longer_true_or_wanted_is_refused_and_stays_failed(desk: Desk) -> None:
    row = failed(desk)
    desk.receive("STOP")
    assert retry(desk, row)["reason"] == "opted out"
    desk.receive("START")
    desk.do("update public.bookings set status = 'cancelled', ended_by = 'owner' where id = %s", row["booking_id"])
    assert retry(desk, row) == {"outcome": "refused", "state": "failed", "reason": "the booking is cancelled"}
    assert state(desk, row)["state"] == "failed"


def test_what_is_in_doubt_is_repeated_only_once_nobody_can_be_asked_about_it(desk: Desk) -> None:
    row = sent(desk)
    desk.do("update public.outbox set state = 'unknown', provider_id = null where id = %s", row["id"])
    assert retry(desk, row)["outcome"] == "not_failed"
    desk.do("update public.outbox set settled_at = %s where id = %s", desk.now, row["id"])
    assert retry(desk, row)["outcome"] == "retried"


def test_only_members_of_the_business_retry_and_dismiss(desk: Desk) -> None:
    row = failed(desk)
    for function in ("retry_text", "dismiss_text"):
        with desk.refused("PT404"), desk.signed_in(desk.cast.outsider):
            desk.call(function, desk.cast.lawns.id, row["id"])
        with desk.refused("PT404"), desk.signed_in(desk.cast.outsider):
            desk.call(function, desk.cast.salon.id, row["id"])
    assert state(desk, row)["dismissed_at"] is None
    with desk.signed_in(desk.cast.colleague):
        assert desk.call("retry_text", desk.cast.lawns.id, row["id"])["outcome"] == "retried"


def test_a_failed_text_is_listed_with_whom_it_was_to_and_what_it_was_about(desk: Desk) -> None:
    row = failed(desk)
    (text,) = listed(desk)
    assert (text["kind"], text["name"], text["recipient"], text["error_code"], text["can_retry"]) == (
        "confirmed",
        "John Smith",
        CUSTOMER,
        30003,
        True,
    )
    assert (text["booking"]["id"], text["booking"]["service"]) == (str(row["booking_id"]), "Lawn Mowing")
    with desk.refused("PT404"):
        listed(desk, desk.cast.outsider)


def test_a_dismissed_one_is_listed_no_more_until_it_fails_again(desk: Desk) -> None:
    row = failed(desk)
    with desk.signed_in(desk.cast.owner):
        assert desk.call("dismiss_text", desk.cast.lawns.id, row["id"])["again"] is False
        assert desk.call("dismiss_text", desk.cast.lawns.id, row["id"])["again"] is True
    assert listed(desk) == []
    retry(desk, row)
    assert listed(desk) == []
    with desk.signed_in(desk.cast.owner):
        assert desk.call("dismiss_text", desk.cast.lawns.id, row["id"])["outcome"] == "not_failed"
    finish(desk, desk.claim()[0], "SM2")
    hears(desk, row, "SM2", "failed", 30005)
    assert [text["error_code"] for text in listed(desk)] == [30005]


def test_what_is_in_doubt_is_listed_after_ten_minutes_or_once_it_is_settled(desk: Desk) -> None:
    row = sent(desk)
    desk.do(
        "update public.outbox set state = 'unknown', claimed_at = now() - interval '9 minutes' where id = %s", row["id"]
    )
    assert listed(desk) == []
    desk.do("update public.outbox set claimed_at = now() - interval '11 minutes' where id = %s", row["id"])
    assert [text["can_retry"] for text in listed(desk)] == [False]
    desk.do("update public.outbox set claimed_at = now(), settled_at = now() where id = %s", row["id"])
    assert [text["can_retry"] for text in listed(desk)] == [True]


def test_the_front_page_lists_six_of_the_last_fortnight_and_counts_who_waits(desk: Desk) -> None:
    row = failed(desk)
    front = ("update public.outbox set created_at = now() - interval '15 days' where id = %s", row["id"])
    columns = "business_id, kind, class, recipient, state, due_at, created_at"
    desk.do(
        f"insert into public.outbox ({columns}, dedupe_key) select {columns}, 'copy:' || n from public.outbox,"
        " generate_series(1, 7) n where id = %s",
        row["id"],
    )
    desk.do("update public.outbox set created_at = now() where dedupe_key like 'copy:%%'")
    desk.do(*front)
    desk.receive("Call me", OTHER_CUSTOMER)
    desk.do("update public.conversations set state = 'human' where peer = %s", OTHER_CUSTOMER)
    with desk.signed_in(desk.cast.owner):
        page = desk.call("open_front_page", desk.cast.lawns.id)
    assert (page["waiting"], len(page["failed_texts"])) == (1, 6)
    assert str(row["id"]) not in [text["id"] for text in page["failed_texts"]]
    assert len(listed(desk)) == 8
