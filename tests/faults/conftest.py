"""For each file one Supabase, one Twilio and one business; every test begins with an empty outbox and ends with the promise kept."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from tests.faults.house import House
from tests.stack import Stack
from tests.supabase.rules.desk import Desk, connect
from tests.support.cast import Cast, make_cast
from tests.support.twilio_wire import Wire, twilio_wire


@pytest.fixture(scope="module")
def module_wire() -> Iterator[Wire]:
    with twilio_wire() as running:
        yield running


@pytest.fixture(scope="module")
def cast(module_stack: Stack) -> Iterator[Cast]:
    """With one conversation, answered, for the messages that texts carry."""
    with connect(module_stack.database_url, autocommit=True) as connection:
        desk = Desk(connection, make_cast(connection), datetime.now(UTC))
        desk.finish(desk.turn())
        yield desk.cast


@pytest.fixture
def wire(module_wire: Wire) -> Iterator[Wire]:
    yield module_wire
    module_wire.forget()


@pytest.fixture
def house(module_stack: Stack, cast: Cast, wire: Wire) -> Iterator[House]:
    with connect(module_stack.database_url, autocommit=True) as connection:
        connection.execute("delete from public.outbox")
        connection.execute("delete from public.opt_outs")
    house = House(wire, cast, module_stack.database_url, module_stack.url, module_stack.secret_key)
    yield house
    house.end()
    house.assert_accounted()
    house.close()
