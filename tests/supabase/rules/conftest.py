"""The cast in a database, and a desk over it.

Most rules are about one transaction, so those tests share one database and undo what they did. The others, about
several connections, have a database of their own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import psycopg
import pytest

from tests.stack import PostgresServer
from tests.supabase.rules.desk import Desk, connect
from tests.support.cast import Cast, make_cast


@pytest.fixture(scope="session")
def shared(postgres: PostgresServer, template: str) -> Iterator[tuple[psycopg.Connection[dict[str, Any]], Cast]]:
    """A connection to a database with the cast in it, to be left as it was found."""
    url = postgres.create(template)
    with connect(url) as connection:
        connection.prepare_threshold = None  # tests change tables, and undo it
        cast = make_cast(connection)
        connection.commit()
        yield connection, cast
    postgres.drop(url)


@pytest.fixture
def desk(shared: tuple[psycopg.Connection[dict[str, Any]], Cast]) -> Iterator[Desk]:
    """A desk in one transaction that is undone afterwards, after checking that it could have been kept."""
    connection, cast = shared
    yield Desk(connection, cast)
    if connection.info.transaction_status == psycopg.pq.TransactionStatus.INTRANS:
        connection.execute("set constraints all immediate")
    connection.rollback()


@pytest.fixture
def own(database: str) -> Iterator[Desk]:
    """A desk that keeps what it does at once, in a database of its own."""
    with connect(database, autocommit=True) as connection:
        yield Desk(connection, make_cast(connection))


@pytest.fixture
def open_desk(database: str, own: Desk) -> Iterator[Callable[..., Desk]]:
    """Opens further desks beside `own`, each with a connection of its own that commits when told to, or at once."""
    desks: list[Desk] = []

    def open_one(*, autocommit: bool = False) -> Desk:
        desks.append(Desk(connect(database, autocommit=autocommit), own.cast, own.now))
        return desks[-1]

    yield open_one
    for desk in desks:
        desk.connection.close()
