"""What members read of calls, opt-outs and each other's phones, through the data API with their own tokens."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from joserfc import jwk, jwt

from edge_bridge.db import Database, NotFound, calls, opt_outs
from tests.stack import Stack
from tests.supabase.rules.calls.ringing import end, ring
from tests.supabase.rules.desk import Desk, connect
from tests.support.cast import CUSTOMER, OTHER_CUSTOMER, Person, make_cast


@pytest.fixture
def desk(stack: Stack) -> Iterator[Desk]:
    with connect(stack.database_url, autocommit=True) as connection:
        yield Desk(connection, make_cast(connection))


def as_member(stack: Stack, person: Person) -> Database:
    claims = {"sub": person.user_id, "role": "authenticated", "aud": "authenticated", "exp": 4_000_000_000}
    token = jwt.encode({"alg": "HS256"}, claims, jwk.OctKey.import_key(stack.jwt_secret))
    return Database(stack.url, stack.publishable_key, token)


def test_members_read_their_calls_opt_outs_and_phones_and_outsiders_do_not(desk: Desk, stack: Stack) -> None:
    lawns, owner = desk.cast.lawns.id, desk.cast.owner
    end(desk, ring(desk, CUSTOMER), "no-answer")
    desk.later(hours=1)
    end(desk, ring(desk, OTHER_CUSTOMER), "completed")
    desk.receive("STOP", owner.phone)
    with as_member(stack, desk.cast.colleague) as kim, as_member(stack, desk.cast.outsider) as mia:
        newest, oldest = kim.run(calls.calls(lawns))
        assert (newest.from_number, newest.outcome, newest.forwarded_to) == (OTHER_CUSTOMER, "answered", owner.phone)
        assert (oldest.from_number, oldest.outcome, oldest.conversation_id is None) == (CUSTOMER, "missed", False)
        assert kim.run(calls.calls(lawns, missed_only=True)) == [oldest]
        assert kim.run(calls.calls(lawns, since=desk.now - timedelta(minutes=1))) == [newest]
        assert mia.run(calls.calls(lawns)) == []
        (entry,) = kim.run(opt_outs.export_opt_outs(lawns))
        assert (entry.phone, entry.opted_out, entry.at, entry.words.time) == (owner.phone, True, desk.now, "10:00 AM")
        out = {one.name: one.opted_out_at for one in kim.run(opt_outs.member_phones(lawns))}
        assert out == {owner.name: desk.now, desk.cast.colleague.name: None}
        for question in (opt_outs.export_opt_outs(lawns), opt_outs.member_phones(lawns)):
            with pytest.raises(NotFound):
                mia.run(question)
