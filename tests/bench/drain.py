"""Draining the outbox: claiming due texts and recording that they left, beside the least a crash-safe queue must do.

The least is two updates of a bare copy of the table with the same indexes and rows: 'sending' for a batch that nobody else has, committed; then
'sent' for the same rows, committed. Ours also looks whether each text is still true and may leave now, gives all that its words need, and
keeps it as a message of its conversation. Half of the texts are replies, a quarter go to customers about a
booking, a quarter to members.
"""

import time
from collections.abc import Callable
from typing import Any, LiteralString

import psycopg

from tests.bench.figures import Figure, Round, of_rounds

Connection = psycopg.Connection[tuple[Any, ...]]

BATCH, BATCHES, ROUNDS = 50, 30, 5  # a round is so many batches of each; one round more warms up
TEXTS = BATCH * BATCHES * (ROUNDS + 1)
GOAL = 1.67  # 0.6 of the rate, as times the time

QUEUE = """
drop table if exists public.bench_conversations;
create table public.bench_conversations as
  select b.business_id, b.customer_id, b.id as booking_id, gen_random_uuid() as id, c.phone, m.user_id, m.phone as member_phone, n
  from (select *, row_number() over (order by md5(id::text)) as n from public.bookings where status = 'confirmed' and starts_at > now()) b
  join public.customers c on c.business_id = b.business_id and c.id = b.customer_id
  join public.members m on m.business_id = b.business_id
  where n <= {texts};
insert into public.conversations (business_id, id, customer_id, channel, peer)
  select business_id, id, customer_id, 'chat', id::text from public.bench_conversations;
with written as (
  insert into public.messages (business_id, conversation_id, seq, author, body, created_at)
    select business_id, id, 1, 'receptionist', 'I have these times available:', now() from public.bench_conversations where n % 2 = 0
    returning *)
insert into public.outbox (business_id, kind, class, recipient, conversation_id, customer_id, message_id, dedupe_key, due_at, created_at)
  select w.business_id, 'reply', 'reply', c.phone, c.id, c.customer_id, w.id, 'bench:' || w.id, now() - interval '1 hour', now()
  from written w join public.bench_conversations c on c.business_id = w.business_id and c.id = w.conversation_id;
insert into public.outbox (business_id, kind, class, recipient, conversation_id, customer_id, booking_id, dedupe_key, due_at, created_at)
  select business_id, 'confirmed', 'caused', phone, id, customer_id, booking_id, 'bench:' || id, now() - interval '1 hour', now()
  from public.bench_conversations where n % 4 = 1;
insert into public.outbox (business_id, kind, class, recipient, member_id, booking_id, dedupe_key, due_at, created_at)
  select business_id, 'confirmed_copy', 'caused', member_phone, user_id, booking_id, 'bench:' || id, now() - interval '1 hour', now()
  from public.bench_conversations where n % 4 = 3;
analyze public.outbox, public.conversations, public.messages;
"""
COPY: LiteralString = """
create table public.bench_outbox (like public.outbox including all excluding identity);
insert into public.bench_outbox select * from public.outbox where dedupe_key like 'bench:%';
analyze public.bench_outbox;
"""
BODY = "Booking Confirmed!\n\nYour lawn mowing is booked for:\nThursday, Nov 5 at 2:00 PM"
CLAIM: LiteralString = "select public.claim_texts(now(), %s)"
FINISH: LiteralString = """
select public.finish_texts(%s::uuid[], %s::uuid[], %s::uuid[], %s, %s, %s, %s)"""
BARE_CLAIM: LiteralString = """
update public.bench_outbox o set state = 'sending', attempts = attempts + 1
from (select business_id, id from public.bench_outbox where state = 'waiting' and due_at <= now() order by due_at, queue_no limit %s
  for update skip locked) due
where o.business_id = due.business_id and o.id = due.id returning o.business_id, o.id, o.recipient, o.kind"""
BARE_FINISH: LiteralString = """
update public.bench_outbox o set state = 'sent', sent_at = now()
from unnest(%s::uuid[], %s::uuid[]) as d (business_id, id) where o.business_id = d.business_id and o.id = d.id"""
LEFT: LiteralString = "select count(*) from public.outbox where dedupe_key like 'bench:%' and state = 'sent'"


def measure(url: str) -> list[Figure]:
    """Needs the population in this database. Every text must have been sent in the end."""
    with psycopg.connect(url, autocommit=True) as connection:
        queue(connection, TEXTS)
        connection.execute(COPY)
        rounds = [Round(_drained(connection, _ours), _drained(connection, _bare)) for _ in range(ROUNDS + 1)]
        assert connection.execute(LEFT).fetchone() == (TEXTS,)
    return [
        of_rounds(
            f"claiming and recording texts in batches of {BATCH} vs a bare two-step", "ms a text", rounds[1:], GOAL
        )
    ]


def queue(connection: Connection, texts: int) -> None:
    """Puts so many due texts into the outbox."""
    connection.execute(QUEUE.replace("{texts}", str(texts)).encode())


def _drained(connection: Connection, batch: Callable[[Connection], int]) -> float:
    """Milliseconds for one text."""
    started = time.perf_counter()
    for _ in range(BATCHES):
        assert batch(connection) == BATCH, "the queue ran dry"
    return (time.perf_counter() - started) * 1000 / (BATCH * BATCHES)


def _ours(connection: Connection) -> int:
    claimed = [row for (row,) in connection.execute(CLAIM, [BATCH])]
    ids = [[text[key] for text in claimed] for key in ("business_id", "id", "token")]
    sids, bodies = [f"SM{text['id']}" for text in claimed], [BODY] * BATCH
    connection.execute(FINISH, [*ids, sids, bodies, ["GSM-7"] * BATCH, [1] * BATCH])
    return len(claimed)


def _bare(connection: Connection) -> int:
    claimed = connection.execute(BARE_CLAIM, [BATCH]).fetchall()
    connection.execute(BARE_FINISH, [[row[0] for row in claimed], [row[1] for row in claimed]])
    return len(claimed)
