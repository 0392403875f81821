"""`python -m seed rehearse`: the corpus on the demo businesses, or its generic part on a live business's own settings."""

import argparse
from collections.abc import Iterator, Sequence
from datetime import date

import psycopg

from edge_bridge.db import Database
from edge_bridge.settings import Settings, read_settings
from seed.rehearsal import score
from seed.rehearsal.corpus import Conversation, read_corpus
from seed.rehearsal.evaluate import MONDAY, demo_houses, engines, quiet
from seed.rehearsal.house import Connection, House
from seed.rehearsal.live import copied, next_monday
from seed.rehearsal.played import Played
from seed.rehearsal.run import play
from seed.rehearsal.scratch import scratch_database


class NoSuchConversation(Exception):
    """The corpus has none of this name; the message says which one was asked for."""


def add_to(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Its arguments."""
    rehearse = commands.add_parser("rehearse", help="play customers against the receptionist, leaving no trace")
    rehearse.add_argument("business", nargs="?", help="a live business's slug: the generic part, on its own settings")
    rehearse.add_argument("--show", metavar="CONVERSATION", help="one conversation in full: words, tools, gate, engine")


def rehearse(wanted: argparse.Namespace) -> Iterator[str]:
    """Lines to print."""
    quiet()
    corpus = _chosen(wanted.business is not None, wanted.show)
    with scratch_database() as url, psycopg.connect(url) as connection:
        houses, monday = _houses(connection, wanted.business)
        for engine, receptionist in engines().items():
            played = [play(connection, houses[told.on], told, receptionist, monday) for told in corpus]
            yield from _shown(played) if wanted.show else [*score.table(engine, played), "", *score.failures(played)]


def _chosen(generic: bool, name: str | None) -> Sequence[Conversation]:
    corpus = [told for told in read_corpus() if told.generic or not generic]
    if name is None:
        return corpus
    if not (found := [told for told in corpus if told.id == name]):
        raise NoSuchConversation(
            f"There is no conversation called {name}{' that fits any business' if generic else ''}."
        )
    return found


def _houses(connection: Connection, slug: str | None) -> tuple[dict[str, House], date]:
    if slug is None:
        return demo_houses(connection), MONDAY
    settings = read_settings(Settings)
    with Database(settings.supabase_url, settings.supabase_secret_key) as db:
        home = copied(db, slug, connection)
    return {"lawn": home, "salon": home}, next_monday(date.today())


def _shown(played: Sequence[Played]) -> Iterator[str]:
    for each in played:
        yield from score.transcript(each)
