"""What members do in the inbox, through the data API with their own tokens."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from joserfc import jwk, jwt

from edge_bridge.db import BadInput, Database, NotFound, inbox
from tests.stack import Stack
from tests.supabase.rules.conversations.handed import hand_off
from tests.supabase.rules.desk import Desk, connect
from tests.support.cast import Person, make_cast


@pytest.fixture
def desk(stack: Stack) -> Iterator[Desk]:
    with connect(stack.database_url, autocommit=True) as connection:
        yield Desk(connection, make_cast(connection))


@pytest.fixture
def db(stack: Stack) -> Iterator[Database]:
    with Database(stack.url, stack.publishable_key) as db:
        yield db


def token(stack: Stack, person: Person) -> str:
    """An access token of theirs."""
    claims = {"sub": person.user_id, "role": "authenticated", "aud": "authenticated", "exp": 4_000_000_000}
    return jwt.encode({"alg": "HS256"}, claims, jwk.OctKey.import_key(stack.jwt_secret))


def test_members_act_through_the_data_api_and_outsiders_do_not(desk: Desk, db: Database, stack: Stack) -> None:
    hand_off(desk)
    lawns = desk.cast.lawns.id
    conversation = desk.value("select id::text from public.conversations")
    customer = desk.value("select id::text from public.customers")
    dave = db.as_user(token(stack, desk.cast.owner))
    mia = db.as_user(token(stack, desk.cast.outsider))
    assert dave.run(inbox.take_over(lawns, conversation)).again is False
    sent = dave.run(inbox.reply_to_customer(lawns, conversation, "Dave here"))
    again = dave.run(inbox.reply_to_customer(lawns, conversation, "Dave here", sent.message_id))
    assert (sent.outcome, sent.again, again.again) == ("sent", False, True)
    assert dave.run(inbox.hand_back(lawns, conversation)).outcome == "handed_back"
    until = datetime.now() + timedelta(days=400)
    assert dave.run(inbox.pause_receptionist(lawns, until.replace(hour=8, minute=0))).until is not None
    with pytest.raises(BadInput):
        dave.run(inbox.pause_receptionist(lawns, datetime(2020, 1, 1)))
    assert dave.run(inbox.pause_receptionist(lawns, None)).until is None
    assert dave.run(inbox.resume_receptionist(lawns)).again is False
    assert dave.run(inbox.block_customer(lawns, customer, "Rude")).bookings == []
    with pytest.raises(BadInput, match="is blocked"):
        dave.run(inbox.reply_to_customer(lawns, conversation, "Hi"))
    assert dave.run(inbox.unblock_customer(lawns, customer)).again is False
    with pytest.raises(NotFound):
        mia.run(inbox.take_over(lawns, conversation))
    with pytest.raises(NotFound):
        mia.run(inbox.block_customer(lawns, customer))
