"""One scratch database with the demo businesses for all rehearsals: each conversation undoes itself."""

from collections.abc import Callable, Iterator
from typing import Any

import psycopg
import pytest

from edge_bridge.receptionist.answer import Receptionist
from seed.rehearsal.corpus import read_corpus
from seed.rehearsal.evaluate import MONDAY, demo_houses
from seed.rehearsal.house import House
from seed.rehearsal.played import Played
from seed.rehearsal.run import play
from tests.stack import PostgresServer

Stage = tuple[psycopg.Connection[Any], dict[str, House]]


@pytest.fixture(scope="module")
def demo(postgres: PostgresServer, template: str) -> Iterator[Stage]:
    url = postgres.create(template)
    with psycopg.connect(url) as connection:
        yield connection, demo_houses(connection)
    postgres.drop(url)


@pytest.fixture
def plays(demo: Stage) -> Callable[..., Played]:
    """Plays a conversation of the corpus by its name, with the offline engine or another receptionist."""
    connection, houses = demo
    corpus = {told.id: told for told in read_corpus()}

    def one(name: str, receptionist: Any = None) -> Played:
        return play(connection, houses[corpus[name].on], corpus[name], receptionist or Receptionist(), MONDAY)

    return one
