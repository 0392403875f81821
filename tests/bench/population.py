"""Many businesses with full calendars, loaded in bulk: a database as it is after months of use.

Every business has one calendar with four jobs a weekday, from weeks ago to three weeks ahead, so that any fortnight holds forty of them
however many there are in all. Those with an even number also have ten recurring blocks, a base, and known drives between twelve suburbs.
The numbers are the same on every run; what is stored hangs on today's date, for the members' search asks from now on.
"""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from typing import LiteralString

import psycopg
from psycopg import sql

from tests.stack import MIGRATIONS, PostgresServer, database_name, prepare

FEW, MANY = (1_000, 500), (10_000, 200)  # businesses, and bookings of each

ID: LiteralString = """
create function private.bench_id(kind text, n bigint) returns uuid language sql immutable as $$ select md5(kind || n::text)::uuid $$
"""

# All but what is in their calendars.
BUSINESSES: LiteralString = """
insert into auth.users (id, email) select private.bench_id('user', n), n || '@people.example' from generate_series(1, {count}) n;
insert into public.businesses (id, slug, name, time_zone, settle_seconds, offer_hold_minutes, sms_number)
select private.bench_id('business', n), 'business-' || n, 'Business ' || n,
  (array['Australia/Brisbane', 'Australia/Sydney', 'Australia/Adelaide', 'Australia/Perth'])[1 + n / 2 % 4], 0, 0, '+6148' || 1000000 + n
from generate_series(1, {count}) n;
insert into public.members (business_id, user_id, email, phone)
select private.bench_id('business', n), private.bench_id('user', n), n || '@people.example', '+6149' || 1000000 + n
from generate_series(1, {count}) n;
insert into public.places (business_id, id, suburb, postcode, latitude, longitude)
select private.bench_id('business', n), private.bench_id('place', 12 * n + k), 'Suburb ' || k, 4000 + k, -27.4 - k / 100.0, 153
from generate_series(1, {count}) n, generate_series(0, 11) k;
insert into public.staff (business_id, id, name, base_place_id)
select private.bench_id('business', n), private.bench_id('staff', n), 'Sam', case when n % 2 = 0 then private.bench_id('place', 12 * n) end
from generate_series(1, {count}) n;
insert into public.services (business_id, id, name, minutes, at_customer)
select private.bench_id('business', n), private.bench_id('service', n), 'Job', 60, n % 2 = 0 from generate_series(1, {count}) n;
insert into public.service_staff
select private.bench_id('business', n), private.bench_id('service', n), private.bench_id('staff', n) from generate_series(1, {count}) n;
insert into public.working_hours
select private.bench_id('business', n), private.bench_id('staff', n), day, '08:00', '17:30'
from generate_series(1, {count}) n, generate_series(1, 6) day;
insert into public.date_hours (business_id, staff_id, on_date, opens, closes)
select private.bench_id('business', n), private.bench_id('staff', n), current_date + 3 + n % 5, '10:00', '15:00' from generate_series(1, {count}) n;
insert into public.holidays (business_id, on_date, name)
select private.bench_id('business', n), current_date + 9 + 30 * k, 'Holiday' from generate_series(1, {count}) n, generate_series(-1, 6) k;
insert into public.travel_times (business_id, from_place_id, to_place_id, minutes, source)
select private.bench_id('business', n), private.bench_id('place', 12 * n + a), private.bench_id('place', 12 * n + b), 5 + 5 * ((n + a * b) % 6), 'owner'
from generate_series(2, {count}, 2) n, generate_series(0, 11) a, generate_series(0, 11) b where n % 30 > 0 or (a + b) % 2 = 0;
insert into public.blocked_times (
  business_id, staff_id, frequency, every_n, weekdays, month_day, first_date, last_date, from_time, to_time, except_dates)
select private.bench_id('business', n), case when k % 2 = 0 then private.bench_id('staff', n) end,
  (case when k < 8 then 'weekly' when k = 8 then 'daily' else 'monthly' end)::public.block_frequency, 1 + k % 4 / 3,
  case when k < 8 then array[1 + k % 6, 1 + (k + 2) % 6] end, case when k = 9 then 1 + n % 28 end,
  current_date - 300 - n % 50, case when k = 7 then current_date + 200 end,
  make_time(8 + (5 * k + n) % 9, 0, 0), make_time(8 + (5 * k + n) % 9, 15 + k % 3 * 15, 0), case when k = 8 then array[current_date + 4] else '{{}}' end
from generate_series(2, {count}, 2) n, generate_series(0, 9) k;
insert into public.customers (business_id, id, name, phone, place_id)
select private.bench_id('business', n), private.bench_id('customer', 10 * n + k), 'Customer ' || k, '+6141' || 1000000 + k,
  private.bench_id('place', 12 * n + k)
from generate_series(1, {count}) n, generate_series(0, 9) k
"""

# In the order in which they come in over the months, so that one business's rows are scattered over the table. Of 22 a week two were cancelled.
BOOKINGS: LiteralString = """
do $$
begin
  for k in reverse {each} - 1..0 loop
    insert into public.bookings (
      business_id, id, customer_id, service_id, staff_id, status, source, starts_at, ends_at, service_name, customer_name, customer_phone,
      address, place_id, price_cents, currency, requested_at)
    select b.id, gen_random_uuid(), private.bench_id('customer', 10 * n + k % 10), private.bench_id('service', n), private.bench_id('staff', n),
      (case when k % 22 > 19 then 'cancelled' when x.at < now() then 'completed' else 'confirmed' end)::public.booking_status, 'sms',
      x.at, x.at + interval '1 hour', 'Job', 'Customer ' || k % 10, '+6141' || 1000000 + k % 10, k || ' Wattle Street',
      case when n % 2 = 0 then private.bench_id('place', 12 * n + (7 * k + n) % 12) end, 6000, 'AUD', x.at - interval '10 days'
    from generate_series(1, {count}) n
    join public.businesses b on b.id = private.bench_id('business', n)
    cross join lateral (
      select (date_trunc('week', now() at time zone b.time_zone) + interval '20 days' - k / 22 * interval '7 days' - k % 22 % 20 / 4 * interval '1 day'
        + (array['08:00', '10:15', '12:30', '15:00']::time[])[1 + k % 4] + (k * n % 4) * interval '15 minutes') at time zone b.time_zone as at) x;
  end loop;
end
$$;
insert into public.holds (business_id, staff_id, booking_id, occupied, at_customer, place_id)
select business_id, staff_id, id, tstzrange(starts_at, ends_at), place_id is not null, place_id from public.bookings where status <> 'cancelled'
"""

# What every row of these tables costs to keep up is cheaper to make once, afterwards: references, then keys, then indexes.
DERIVED = """
select kind, format('alter table %%s drop constraint %%I', conrelid::regclass, conname),
  format('alter table %%s add constraint %%I %%s', conrelid::regclass, conname, pg_get_constraintdef(oid))
from pg_constraint, lateral (select array_position(array['f', 'x', 'u', 'p'], contype::text) as kind) k
where case contype when 'f' then confrelid else conrelid end = any (%(tables)s::regclass[]) and contype in ('p', 'u', 'x', 'f')
union all
select 5, format('drop index %%s', indexrelid::regclass), pg_get_indexdef(indexrelid)
from pg_index i where indrelid = any (%(tables)s::regclass[]) and not exists (select from pg_constraint k where k.conindid = i.indexrelid)
order by 1
"""
FAST = "-c session_replication_role=replica -c maintenance_work_mem=512MB"


@dataclass(frozen=True)
class Databases:
    """The same calendars in a small database and in a big one, each by its URL."""

    few: str
    many: str


@contextmanager
def databases() -> Iterator[Databases]:
    """On a server of their own, gone in the end. Loading takes minutes."""
    server = PostgresServer()
    try:
        template = server.create()
        prepare(template, MIGRATIONS)
        urls = [server.create(database_name(template)) for _ in (FEW, MANY)]
        with ThreadPoolExecutor() as pool:
            list(pool.map(load, urls, *zip(FEW, MANY, strict=True)))
        yield Databases(*urls)
    finally:
        server.stop()


def load(url: str, businesses: int, bookings_each: int) -> None:
    """Fills an empty database. Nothing is checked row by row meanwhile; every index and constraint is there in the end."""
    numbers = {"count": sql.Literal(businesses), "each": sql.Literal(bookings_each)}
    with psycopg.connect(url, options=FAST) as connection:
        connection.execute(ID)
        connection.execute(sql.SQL(BUSINESSES).format(**numbers))
        derived = connection.execute(DERIVED, {"tables": ["public.bookings", "public.holds"]}).fetchall()
        for _, drop, _ in derived:
            connection.execute(drop)
        connection.execute(sql.SQL(BOOKINGS).format(**numbers))
        for _, _, make in reversed(derived):
            connection.execute(make)
        connection.commit()
        connection.autocommit = True
        connection.execute("vacuum (analyze)")
        connection.execute("checkpoint")
