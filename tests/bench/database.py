"""The benchmark's own doors to the database it measures: a bare RPC, a bare event, a text made due."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import UUID

import psycopg

from edge_bridge.db import Call
from edge_bridge.db.client import rpc

Connection = psycopg.Connection[tuple[object, ...]]

PREPARE = """
create function public.bench_nothing() returns int language sql as 'select 1';
grant execute on function public.bench_nothing to service_role;
create table public.bench_rows (body text);
create function public.bench_store() returns int language sql security definer
  as $$ insert into public.bench_rows values ('one row') returning 1 $$;
grant execute on function public.bench_store to service_role;
create table public.bench_events (like public.outbox including defaults including indexes);
grant select on public.bench_events to service_role;
alter publication supabase_realtime add table public.bench_events;
"""
A_CONVERSATION = "select id from public.conversations where channel = 'sms' limit 1"

# As `finish_turn` does it for a reply: the message and its text in one transaction.
QUEUE_REPLY = """
select private.queue_text(b, 'reply', 'reply', c.peer, 'bench:' || m.id, now(),
    p_customer => c.customer_id, p_conversation => c.id, p_message => m.id), m.id
from public.conversations c join public.businesses b on b.id = c.business_id,
    private.add_message(c.business_id, c.id, 'receptionist', 'The team will be in touch soon!', now()) m
where c.id = %s
"""
TEXT_STATE = "select state from public.outbox where message_id = %s"

# An event of the same shape and size, on a table that wakes no worker.
COPY_TEXT = "insert into public.bench_events select * from public.outbox where message_id = %s"


def bare_rpc() -> Call[int]:
    """The least a call through the API can cost."""
    return rpc("bench_nothing", {}, int)


def storing_rpc() -> Call[int]:
    """The same with one row to keep: what a durable commit adds."""
    return rpc("bench_store", {}, int)


@contextmanager
def opened(folder: Path) -> Iterator[Connection]:
    """A connection to the data in this folder."""
    with psycopg.connect((folder / "postgres.url").read_text().strip()) as connection:
        yield connection


def prepare(folder: Path) -> None:
    """Adds what only the benchmark needs, once, to a database that ends with it."""
    with opened(folder) as connection:
        connection.execute(PREPARE)


def a_conversation(connection: Connection) -> UUID:
    """One that somebody had by text."""
    found = connection.execute(A_CONVERSATION).fetchone()
    connection.commit()
    assert found is not None, "no conversation was played before"
    assert isinstance(found[0], UUID)
    return found[0]
