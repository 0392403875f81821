"""Asking for a time with eight clients, beside a bare function that takes the same locks, does the floor's reads and inserts the same rows;
and being refused a time that somebody has, beside a bare `insert ... on conflict do nothing` of the hold.

What is measured is the receptionist's own tool, public.hold_booking. Leases and offers were made beforehand.
"""

import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, LiteralString

import psycopg
from psycopg.rows import dict_row

from tests.bench.figures import Figure, Round, of_rounds

Connection = psycopg.Connection[tuple[Any, ...]]
Request = dict[str, Any]

CLIENTS, EACH, ROUNDS = 8, 25, 5  # a round is a batch of requests of each client; one round more warms up
BATCH = CLIENTS * EACH
ASKED = (ROUNDS + 1) * BATCH
GOALS = {"asking": 1.43, "refusing": 2.0}  # 0.7 and 0.5 times the rate, as times the time

SET_UP = (Path(__file__).parent / "requests.sql").read_bytes()
PREPARED: LiteralString = "select * from public.bench_requests where way = %s order by md5(conversation::text)"
HOLD: LiteralString = "select public.hold_booking(%(business)s, %(conversation)s, 1, 't1-1') ->> 'outcome'"
ASK: LiteralString = """
select public.bench_ask(%(business)s, %(service)s, %(staff)s, %(place)s, %(starts_at)s, %(customer)s, %(conversation)s, %(offer)s)"""
INSERT: LiteralString = """
with inserted as (
  insert into public.holds (business_id, staff_id, booking_id, occupied)
  values (%(business)s, %(staff)s, %(conversation)s, tstzrange(%(starts_at)s, %(starts_at)s + interval '1 hour'))
  on conflict do nothing returning 1)
select case when exists (select from inserted) then 'inserted' else 'slot_taken' end"""
LEFT: LiteralString = """
select count(*), count(h.id), sum((select count(*) from public.booking_events e where e.business_id = b.business_id and e.booking_id = b.id)),
  sum((select count(*) from public.outbox o where o.business_id = b.business_id and o.booking_id = b.id))
from public.bench_requests r
join public.bookings b on b.business_id = r.business and b.offer_id = r.offer
left join public.holds h on h.business_id = b.business_id and h.booking_id = b.id where r.way = %s"""


def measure(url: str) -> list[Figure]:
    """Needs the population and the floor in this database. Every request must come to what it should, and leave the same rows."""
    with psycopg.connect(url, row_factory=dict_row) as connection:
        connection.execute(SET_UP)
        ours, bare, taken = (connection.execute(PREPARED, [way]).fetchall() for way in ("ours", "bare", "refused"))
    with _clients(url) as clients:
        asking = _in_turns(clients, (HOLD, ours), (ASK, bare), "pencilled")
        refusing = _in_turns(clients, (HOLD, taken * ROUNDS), (INSERT, taken * ROUNDS), "slot_taken")
    with psycopg.connect(url) as connection:
        for way in ("ours", "bare"):
            assert connection.execute(LEFT, [way]).fetchone() == (ASKED,) * 4, way
    return [
        of_rounds(f"asking for a time, {CLIENTS} clients, vs the same rows alone", "ms", asking, GOALS["asking"]),
        of_rounds(
            f"being refused one, {CLIENTS} clients, vs on conflict do nothing", "ms", refusing, GOALS["refusing"]
        ),
    ]


@contextmanager
def _clients(url: str) -> Iterator[Sequence[Connection]]:
    with ExitStack() as stack:
        yield [stack.enter_context(psycopg.connect(url, autocommit=True, prepare_threshold=0)) for _ in range(CLIENTS)]


def _in_turns(
    clients: Sequence[Connection],
    ours: tuple[LiteralString, Sequence[Request]],
    bare: tuple[LiteralString, Sequence[Request]],
    outcome: str,
) -> list[Round]:
    """Batch by batch, ours and the bare one; milliseconds of the wall clock for each request."""
    rounds = []
    for first in range(0, ASKED, BATCH):
        took = []
        for statement, requests in (ours, bare):
            batch = requests[first : first + BATCH]
            assert len(batch) == BATCH, "the calendars have no room for so many requests"
            took.append(_batch(clients, statement, batch, outcome))
        rounds.append(Round(*took))
    return rounds[1:]


def _batch(clients: Sequence[Connection], statement: LiteralString, requests: Sequence[Request], outcome: str) -> float:
    together = threading.Barrier(CLIENTS + 1)

    def run(number: int) -> None:
        together.wait()
        for request in requests[number::CLIENTS]:
            row = clients[number].execute(statement, request).fetchone()
            assert row == (outcome,), row

    with ThreadPoolExecutor(CLIENTS) as pool:
        running = [pool.submit(run, number) for number in range(CLIENTS)]
        together.wait()
        started = time.perf_counter()
        for each in running:
            each.result()
        return (time.perf_counter() - started) * 1000 / len(requests)
