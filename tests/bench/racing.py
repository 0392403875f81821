"""Many at once for one start: 60 rounds of 50 racers who ask for it, confirm it or move to it, beside a bare statement they race with.

The bare statement is the hold's insert alone, `on conflict do nothing`. Every round must have one winner; anything but a named outcome,
a deadlock above all, fails the benchmark.
"""

import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from typing import Any, LiteralString

import psycopg
from psycopg.types.json import Jsonb

from tests.bench.figures import Figure
from tests.stack import MIGRATIONS, PostgresServer, prepare

Connection = psycopg.Connection[tuple[Any, ...]]
Race = tuple[str, LiteralString, LiteralString, set[str]]

ROUNDS, RACERS, WARM_UP = 60, 50, 5
FILE = {
    "slug": "race",
    "name": "Race",
    "time_zone": "Australia/Brisbane",
    "sms_number": "+61480000404",
    "slot_step_minutes": 60,
    "notice_minutes": 0,
    "members": [],
    "staff": [{"name": "Sam", "hours": [{"weekday": day, "opens": "00:00", "closes": "00:00"} for day in range(1, 8)]}],
    "services": [{"name": "Job", "minutes": 60}],
}

# Everybody has a conversation under lease, an offer of the same start, a confirmed booking of their own, and an offer to move it there.
SET_UP = """
create table public.bench_racers as
select n, gen_random_uuid() as customer, gen_random_uuid() as conversation, gen_random_uuid() as booking,
  date_trunc('day', now(), 'Australia/Brisbane') + interval '2 days' as wanted,
  date_trunc('day', now(), 'Australia/Brisbane') + interval '4 days' + n * interval '1 hour' as own
from generate_series(1, {racers}) n;
insert into public.customers (business_id, id, phone) select b.id, r.customer, '+614' || 10000000 + n from public.bench_racers r, public.businesses b;
insert into public.conversations (business_id, id, customer_id, channel, peer, offer_set, lease_token, leased_until)
select b.id, r.conversation, r.customer, 'sms', '+614' || 10000000 + n, 1, 1, now() + interval '1 day' from public.bench_racers r, public.businesses b;
insert into public.bookings (business_id, id, customer_id, service_id, staff_id, conversation_id, status, source, starts_at, ends_at,
  service_name, currency, requested_at)
select b.id, r.booking, r.customer, s.id, t.id, r.conversation, 'confirmed', 'sms', r.own, r.own + interval '1 hour', 'Job', 'AUD', now()
from public.bench_racers r, public.businesses b, public.services s, public.staff t;
insert into public.holds (business_id, staff_id, booking_id, occupied)
select business_id, staff_id, id, tstzrange(starts_at, ends_at) from public.bookings;
insert into public.offers (business_id, conversation_id, set_no, position, ref, service_id, staff_id, starts_at, ends_at, expires_at, for_booking_id)
select b.id, r.conversation, 1, p, 't1-' || p, s.id, t.id, r.wanted, r.wanted + interval '1 hour', now() + interval '1 day',
  case p when 2 then r.booking end
from public.bench_racers r, public.businesses b, public.services s, public.staff t, generate_series(1, 2) p
"""
RESET = """
delete from public.outbox; delete from public.holds h using public.bench_racers r where lower(h.occupied) = r.wanted;
delete from public.moves;
delete from public.booking_events;
delete from public.bookings where offer_id is not null;
update public.bookings b set status = 'confirmed', expires_at = null where status <> 'confirmed';
"""
# One request is there to be confirmed.
PENDING = """
update public.bookings b set status = 'pending', expires_at = now() + interval '1 day'
from public.bench_racers r where r.n = 1 and b.id = r.booking
"""
ASK: LiteralString = "select public.hold_booking(b.id, r.conversation, 1, '{}') ->> 'outcome' from public.businesses b, public.bench_racers r where r.n = %s"
BARE: LiteralString = """
insert into public.holds (business_id, staff_id, booking_id, occupied)
select b.id, t.id, r.booking, tstzrange(r.wanted, r.wanted + interval '1 hour')
from public.bench_racers r, public.businesses b, public.staff t where r.n = %s on conflict do nothing returning 'won'
"""
RACES: list[Race] = [
    ("ask for it", "", ASK.replace("{}", "t1-1"), {"pencilled"}),
    (
        "confirm it",
        PENDING,
        "select private.confirm_booking(b.id, r.booking, null, now()) ->> 'outcome' from public.businesses b, public.bench_racers r where r.n = 1 and %s > 0",
        {"confirmed"},
    ),
    ("move to it", "", ASK.replace("{}", "t1-2"), {"move_requested"}),
]


def measure() -> list[Figure]:
    """The worst round of each race over the worst of the bare statement, in milliseconds."""
    server = PostgresServer()
    try:
        return list(_figures(server))
    finally:
        server.stop()


def _figures(server: PostgresServer) -> Iterator[Figure]:
    url = server.create()
    prepare(url, MIGRATIONS)
    with psycopg.connect(url, autocommit=True) as judge, _racers(url) as racers:
        judge.execute("select public.provision_business(%s)", [Jsonb(FILE)])
        judge.execute(SET_UP.format(racers=RACERS))
        judge.execute("vacuum analyze")
        for name, before, act, won in RACES:
            ours, bare = [], []
            for number in range(WARM_UP + ROUNDS):
                for times, preparing, statement, winning in ((ours, before, act, won), (bare, "", BARE, {"won"})):
                    judge.execute(RESET + preparing)
                    took, outcomes = _race(racers, statement)
                    assert sum(outcome in winning for outcome in outcomes) == 1, (name, outcomes)
                    times.extend([took] if number >= WARM_UP else [])
            worst, limit = max(ours), max(bare)
            yield Figure(f"{RACERS} racers {name}, worst of {ROUNDS} rounds", worst, "ms", limit, worst / limit, 3)


@contextmanager
def _racers(url: str) -> Iterator[Sequence[Connection]]:
    with ExitStack() as stack:
        yield [
            stack.enter_context(
                psycopg.connect(url, autocommit=True, prepare_threshold=0, options="-c lock_timeout=5s")
            )
            for _ in range(RACERS)
        ]


def _race(racers: Sequence[Connection], statement: LiteralString) -> tuple[float, list[str | None]]:
    """How long until the last one knew, and what each was told."""
    together = threading.Barrier(RACERS)
    waited: list[float] = [0.0] * RACERS

    def run(number: int) -> str | None:
        together.wait()
        started = time.perf_counter()
        row = racers[number].execute(statement, [number + 1]).fetchone()
        waited[number] = (time.perf_counter() - started) * 1000
        return row and str(row[0])

    with ThreadPoolExecutor(RACERS) as pool:
        outcomes = list(pool.map(run, range(RACERS)))
    return max(waited), outcomes
