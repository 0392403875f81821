"""A text whose rows make the claim stumble fails alone, and the others leave."""

from __future__ import annotations

from typing import Any

import psycopg
import pytest

from tests.supabase.rules.desk import Desk
from tests.supabase.rules.texts.test_claim import queue, states


def test_one_odd_row_fails_alone_and_says_why(desk: Desk) -> None:
    desk.confirm(desk.pencil())
    desk.do("delete from public.outbox where kind <> 'confirmed'")
    desk.do("""update public.outbox set kind = 'moved', detail = '{"starts_at": "never"}'""")
    queue(desk, "fine")
    with desk.refused("22007"):
        desk.claim()
    assert desk.call("fail_poisoned_texts", desk.now) == 1
    first, second = states(desk)
    assert first == (
        "failed",
        'The text could not be prepared: invalid input syntax for type timestamp with time zone: "never"',
    )
    assert second == ("waiting", None)
    assert [text["context"]["detail"]["key"] for text in desk.claim()] == ["fine"]
    assert desk.call("fail_poisoned_texts", desk.now) == 0


def test_looking_for_odd_rows_changes_no_others(desk: Desk) -> None:
    desk.decline(desk.pencil())
    poison_free: list[dict[str, Any]] = desk.texts()
    holds = desk.rows("select * from public.holds order by 1, 2")
    assert desk.call("fail_poisoned_texts", desk.now) == 0
    assert (desk.texts(), desk.rows("select * from public.holds order by 1, 2")) == (poison_free, holds)


def test_the_databases_own_trouble_fails_no_text(own: Desk, database: str) -> None:
    queue(own, "fine")
    own.do("alter function private.may_leave_at rename to may_leave_at_really")
    trouble = "create function private.may_leave_at(public.outbox, public.businesses, timestamptz) returns timestamptz"
    own.do(
        trouble + " language plpgsql as $$ begin raise exception sqlstate '53100' using message = 'disk full'; end $$"
    )
    with pytest.raises(psycopg.errors.DiskFull):
        own.call("fail_poisoned_texts", own.now)
    assert states(own) == [("waiting", None)]
