"""The duty that suggests public holidays before they can be booked over."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import psycopg
import pytest

from edge_bridge.db import Database
from tests.stack import Stack
from tests.support.cast import Cast, make_cast
from workers import holidays

NOW = datetime.fromisoformat("2026-11-02T09:00:00+10:00")


@pytest.fixture
def connection(stack: Stack) -> Iterator[psycopg.Connection[tuple[Any, ...]]]:
    with psycopg.connect(stack.database_url, autocommit=True) as connection:
        yield connection


@pytest.fixture
def cast(connection: psycopg.Connection[tuple[Any, ...]]) -> Cast:
    return make_cast(connection)


def drain(stack: Stack, now: datetime) -> int:
    """The steps taken until nothing is due."""
    steps = 0
    with Database(stack.url, stack.secret_key) as db:
        while holidays.run_once(db, now):
            steps += 1
    return steps


def test_each_business_with_a_state_gets_its_own_states_holidays_once(
    stack: Stack, connection: psycopg.Connection[tuple[Any, ...]], cast: Cast
) -> None:
    assert drain(stack, NOW) == 0
    connection.execute("update public.businesses set state = case slug when 'green-blade' then 'QLD' else 'VIC' end")
    assert drain(stack, NOW) == 2
    assert drain(stack, NOW) == 0
    query = """select b.slug, h.on_date::text, h.name from public.holidays h join public.businesses b on b.id = h.business_id
      where h.closed and (h.name like '%%Cup%%' or h.name like '%%Queensland Show%%' or h.on_date = '2026-12-25') order by 1, 2"""
    assert connection.execute(query).fetchall() == [
        ("green-blade", "2026-12-25", "Christmas Day"),
        ("green-blade", "2027-08-11", "The Royal Queensland Show"),
        ("harbour-hair", "2026-11-03", "Melbourne Cup Day"),
        ("harbour-hair", "2026-12-25", "Christmas Day"),
        ("harbour-hair", "2027-11-02", "Melbourne Cup Day"),
    ]


def test_a_year_on_the_next_years_are_suggested_and_the_owners_word_stands(
    stack: Stack, connection: psycopg.Connection[tuple[Any, ...]], cast: Cast
) -> None:
    connection.execute("update public.businesses set state = 'QLD' where slug = 'green-blade'")
    drain(stack, NOW)
    said = ("select private.set_holiday(%s, '2027-12-25', '', false, %s)", [cast.lawns.id, NOW])
    connection.execute(*said)
    assert drain(stack, NOW.replace(year=2027, month=12)) == 1
    query = "select on_date::text, closed from public.holidays where on_date in ('2027-12-25', '2028-12-25') order by 1"
    assert connection.execute(query).fetchall() == [("2027-12-25", False), ("2028-12-25", True)]
