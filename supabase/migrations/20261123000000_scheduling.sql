-- Scheduling: moves, holidays, kept offers, travel, and every step of a booking.

create type public.move_state as enum ('waiting', 'accepted', 'declined', 'lapsed', 'withdrawn');
comment on type public.move_state is
  'waiting: the other side has not answered; both times are held. accepted: the booking has its new time. declined: the other side said no. '
  'lapsed: nobody answered in time. withdrawn: the asker, or the end of the booking, took it back. In all but accepted the old time stands.';

alter table public.businesses
  add column state text check (state in ('ACT', 'NSW', 'NT', 'QLD', 'SA', 'TAS', 'VIC', 'WA')),
  add column holidays_until date,
  add column offer_hold_minutes int not null default 10 check (offer_hold_minutes between 0 and 60);
comment on column public.businesses.state is 'Whose public holidays it keeps; null: none are suggested.';
comment on column public.businesses.holidays_until is 'Public holidays have been suggested up to here.';
comment on column public.businesses.offer_hold_minutes is 'How long an offered time is kept for the customer it was offered to; 0: not at all.';
create index businesses_holidays_idx on public.businesses ((coalesce(holidays_until, '-infinity'::date) - horizon_days))
  where state is not null and deleted_at is null;

comment on table public.travel_times is 'Driving minutes from one place to another, as measured or as the owner said; where a pair is missing the business''s own figure is used.';
comment on column public.travel_times.source is 'owner: said by the business, never overwritten. Anything else names the provider that measured it.';

alter table public.offers add column for_booking_id uuid, add column move_id uuid;
comment on column public.offers.for_booking_id is 'Picking it moves this booking; null: it makes a new one.';
comment on column public.offers.move_id is 'Picking it accepts this proposal of the owner.';

alter table public.bookings add column travel_assumed boolean not null default false;
comment on column public.bookings.travel_assumed is 'Where it is was not recognised, so every drive to it takes the business''s own figure.';

alter table public.holds add column move_id uuid;
comment on column public.holds.move_id is 'The new time of a move that is not agreed yet; null: the time of the booking or offer itself.';

alter table public.holds add constraint no_longer_than_40_hours check (upper(occupied) - lower(occupied) <= interval '40 hours');

drop function private.open_hours(uuid, uuid, text, timestamptz, timestamptz);
drop function private.blocked_ranges(uuid, uuid, text, timestamptz, timestamptz);
drop function private.free_starts(public.businesses, public.services, uuid, uuid, timestamptz, timestamptz, timestamptz, uuid);
create index holds_lapsing_idx on public.holds (business_id, staff_id, expires_at) where expires_at is not null;
alter table public.holds drop constraint holds_check;
alter table public.holds add constraint holds_check check (booking_id is not null or offer_id is not null);
create index bookings_waiting_phone_idx on public.bookings (business_id, customer_phone) where status = 'pending';

drop function private.lock_calendar(uuid, uuid);
drop function private.expire_due_on(uuid, uuid, timestamptz);
drop function private.offer_candidates(public.businesses, public.services, uuid, uuid, uuid, jsonb, timestamptz);
drop function private.make_offers(public.businesses, uuid, uuid, public.services, uuid, uuid, jsonb, timestamptz, int);
drop function private.insert_pending(public.businesses, public.conversations, public.offers, public.customers, jsonb, timestamptz);
drop type private.candidate;
comment on column public.holds.offer_id is 'Kept for who was offered it. With a booking too: a new time offered for that booking.';
drop function private.tell_customer(public.businesses, public.bookings, text, public.text_class, text, timestamptz, int);
create index holds_kept_idx on public.holds (expires_at) where offer_id is not null;
drop function public.find_slots(uuid, uuid, bigint, uuid, jsonb, text, text, text, timestamptz);
create index travel_times_owner_idx on public.travel_times (business_id) where source = 'owner';
alter table public.holds drop constraint no_two_holds_overlap, add constraint no_two_holds_overlap
  exclude using gist (business_id with =, staff_id with =, occupied with &&, owner_id with <>);
drop index public.holds_calendar_idx;
create index holds_calendar_idx on public.holds (business_id, staff_id, upper(occupied))
  include (occupied, at_customer, place_id, expires_at, owner_id, offer_id, id);
create statistics public.holds_of_a_calendar (dependencies) on business_id, staff_id from public.holds;
drop index public.travel_times_to_place_idx;
create index travel_times_to_place_idx on public.travel_times (business_id, to_place_id, from_place_id);
create statistics public.travel_times_of_a_place (dependencies) on business_id, from_place_id, to_place_id from public.travel_times;

-- schemas/10_tables/06a_holidays.sql
create table public.holidays (
  business_id uuid not null references public.businesses (id),
  on_date date not null,
  name text not null check (length(name) between 1 and 120),
  closed boolean not null default true,
  edited_at timestamptz,
  primary key (business_id, on_date)
);

alter table public.holidays enable row level security;

create policy "Members see their business's holidays" on public.holidays for select to authenticated
  using (business_id in (select business_id from public.members where user_id = (select auth.uid()) and deleted_at is null));

grant select on public.holidays to authenticated, service_role;

comment on table public.holidays is 'Public holidays of a business''s state. A calendar with hours of its own for that date keeps those.';
comment on column public.holidays.closed is 'False: the business works on it, by its weekly hours.';
comment on column public.holidays.edited_at is 'When the owner decided about it; suggestions never overwrite that.';

-- schemas/10_tables/13a_moves.sql
create table public.moves (
  business_id uuid not null references public.businesses (id),
  id uuid not null default gen_random_uuid(),
  booking_id uuid not null,
  asked_by public.actor_kind not null check (asked_by in ('customer', 'owner')),
  asked_by_user uuid,
  state public.move_state not null default 'waiting',
  staff_id uuid not null,
  starts_at timestamptz not null,
  ends_at timestamptz not null,
  old_staff_id uuid not null,
  old_starts_at timestamptz not null,
  conversation_id uuid,
  offer_id uuid,
  requested_at timestamptz not null,
  nag_at timestamptz,
  nagged_at timestamptz,
  expires_at timestamptz not null,
  decided_at timestamptz,
  decided_by uuid,
  reason text not null default '',
  primary key (business_id, id),
  foreign key (business_id, booking_id) references public.bookings (business_id, id),
  foreign key (business_id, staff_id) references public.staff (business_id, id),
  foreign key (business_id, old_staff_id) references public.staff (business_id, id),
  foreign key (business_id, conversation_id) references public.conversations (business_id, id),
  foreign key (business_id, offer_id) references public.offers (business_id, id),
  check (ends_at > starts_at)
);
create unique index moves_waiting_idx on public.moves (business_id, booking_id) where state = 'waiting';
create index moves_booking_idx on public.moves (business_id, booking_id, requested_at);
create index moves_staff_idx on public.moves (business_id, staff_id);
create index moves_old_staff_idx on public.moves (business_id, old_staff_id);
create index moves_conversation_idx on public.moves (business_id, conversation_id);
create index moves_offer_idx on public.moves (business_id, offer_id);
create index moves_expires_idx on public.moves (expires_at) where state = 'waiting';
create index moves_nag_idx on public.moves (nag_at) where state = 'waiting' and nagged_at is null;

alter table public.holds add foreign key (business_id, move_id) references public.moves (business_id, id) deferrable initially deferred;
create index holds_move_idx on public.holds (business_id, move_id);

alter table public.offers add foreign key (business_id, for_booking_id) references public.bookings (business_id, id);
alter table public.offers add foreign key (business_id, move_id) references public.moves (business_id, id);
create index offers_for_booking_idx on public.offers (business_id, for_booking_id);
create index offers_move_idx on public.offers (business_id, move_id);

alter table public.moves enable row level security;

create policy "Members see their business's moves" on public.moves for select to authenticated
  using (business_id in (select business_id from public.members where user_id = (select auth.uid()) and deleted_at is null));

grant select on public.moves to authenticated, service_role;
alter publication supabase_realtime add table public.moves;

comment on table public.moves is 'A new time asked for an existing booking. Until the other side agrees both times are held and the old one stands.';
comment on column public.moves.asked_by is 'customer: the owner decides. owner: the customer decides.';

-- schemas/10_tables/17_business_files.sql
create table public.business_files (
  business_id uuid primary key references public.businesses (id),
  entries jsonb not null default '[]' check (jsonb_typeof(entries) = 'array')
);

alter table public.business_files enable row level security;

create policy "Members see what their business's file said" on public.business_files for select to authenticated
  using (business_id in (select business_id from public.members where user_id = (select auth.uid()) and deleted_at is null));

grant select on public.business_files to authenticated, service_role;

comment on table public.business_files is
  'What a business''s file said when it was last applied: dates, blocked times, holidays, bases and drives. What it still says the same is '
  'not applied again, so that what members changed since stays as they changed it.';

-- schemas/20_time/01_local_words.sql
-- An instant in the words a person reads, in a zone. The only place where a weekday meets a date.
create or replace function private.local_words(p_at timestamptz, p_zone text) returns jsonb
language plpgsql stable set search_path = ''
as $$
declare
  local_at timestamp := p_at at time zone p_zone;
begin
  return jsonb_build_object(
    'weekday', to_char(local_at, 'FMDay'),
    'weekday_short', to_char(local_at, 'Dy'),
    'long', to_char(local_at, 'FMDay, FMMonth FMDDth'),
    'medium', to_char(local_at, 'FMDay, Mon FMDD'),
    'short', to_char(local_at, 'Dy, Mon FMDD'),
    'time', to_char(local_at, 'FMHH12:MI AM'),
    'date', to_char(local_at, 'YYYY-MM-DD'),
    'minute', extract(hour from local_at)::int * 60 + extract(minute from local_at)::int,
    'zone', p_zone);
end
$$;

-- schemas/20_time/01a_instant_of.sql
-- The instant at which clocks in a zone (an IANA name) show p_local. A wall time that happens twice, when the clocks go back, is the first of the
-- two: it is the one still ahead of somebody who says "half past two tonight", and never an hour later than they meant.
-- Errors: 'no_such_time' the clocks skip it, 'bad_date' none or outside the years 2000 to 2100, 'bad_zone' no such zone.
create or replace function private.instant_of(p_local timestamp, p_zone text) returns timestamptz
language plpgsql stable set search_path = ''
as $$
declare
  guess timestamptz; -- PostgreSQL's own: at most the width of a change away
  instant timestamptz;
begin
  if p_local is null or extract(year from p_local) not between 2000 and 2100 then
    raise exception sqlstate 'PT400' using message = 'Give a date between the years 2000 and 2100, with a time.', hint = 'bad_date';
  end if;
  -- PostgreSQL would also take an abbreviation or a rule such as XYZ+3; only a name with a slash and no digit cannot be one
  if p_zone is null or (p_zone !~ '^[A-Za-z_]+(/[A-Za-z_-]+)+$' and not exists (select from pg_catalog.pg_timezone_names where name = p_zone)) then
    raise exception invalid_parameter_value;
  end if;
  guess := p_local at time zone p_zone;
  select min(possible.at) into instant
    from unnest(array[guess - interval '24 hours', guess + interval '24 hours']) as near (at),
      lateral (select (p_local - (near.at at time zone p_zone - near.at at time zone 'UTC')) at time zone 'UTC') as possible (at)
    where possible.at at time zone p_zone = p_local;
  if instant is null then
    raise exception sqlstate 'PT400' using hint = 'no_such_time', message = format(
      'On %s the clocks go forward and %s is skipped. Choose another time, such as %s.', private.local_words(guess, p_zone) ->> 'long',
      to_char(p_local, 'FMHH12:MI AM'), private.local_words(guess, p_zone) ->> 'time');
  end if;
  return instant;
exception when invalid_parameter_value then
  raise exception sqlstate 'PT400' using message = format('%L is not a time zone.', p_zone), hint = 'bad_zone';
end
$$;

-- schemas/20_time/02_contact_hours.sql
-- The instant at which p_minutes of contact hours have passed since p_from. Contact hours run daily from p_open to
-- p_close in local time; p_close <= p_open means the next day. With 0 minutes: p_from, or the next opening.
create or replace function private.add_contact_minutes(p_from timestamptz, p_minutes int, p_zone text, p_open time, p_close time) returns timestamptz
language plpgsql stable set search_path = ''
as $$
declare
  remaining interval := make_interval(mins => p_minutes);
  day date := (p_from at time zone p_zone)::date - 1;
  opens_at timestamptz;
  closes_at timestamptz;
begin
  if p_open = p_close then
    return p_from + remaining;
  end if;
  for step in 0..400 loop
    opens_at := greatest((day + p_open) at time zone p_zone, p_from);
    closes_at := (day + p_close + case when p_close <= p_open then interval '1 day' else interval '0' end) at time zone p_zone;
    if opens_at < closes_at then
      if opens_at + remaining < closes_at or (remaining > interval '0' and opens_at + remaining = closes_at) then
        return opens_at + remaining;
      end if;
      remaining := remaining - (closes_at - opens_at);
    end if;
    day := day + 1;
  end loop;
  raise exception sqlstate 'PT400' using message = 'Contact hours never add up to that long.', hint = 'bad_input';
end
$$;

-- p_at itself when it lies in the business's contact hours, else their next opening.
create or replace function private.in_contact_hours(p_business public.businesses, p_at timestamptz) returns timestamptz
language plpgsql stable set search_path = ''
as $$
begin
  return (
    select private.add_contact_minutes(p_at, 0, p_business.time_zone, p_business.contact_from, p_business.contact_to));
end
$$;

-- schemas/25_travel/00_travel_gaps.sql
create table public.travel_gaps (
  business_id uuid not null references public.businesses (id),
  id bigint not null generated always as identity,
  place_id uuid not null,
  primary key (business_id, id),
  foreign key (business_id, place_id) references public.places (business_id, id)
);
create index travel_gaps_place_idx on public.travel_gaps (business_id, place_id);
create index travel_gaps_oldest_idx on public.travel_gaps (id);

alter table public.travel_gaps enable row level security;

create policy "Members see which drives are still to be measured" on public.travel_gaps for select to authenticated
  using (business_id in (select business_id from public.members where user_id = (select auth.uid()) and deleted_at is null));

grant select on public.travel_gaps to authenticated, service_role;

comment on table public.travel_gaps is
  'Places that stand next to another one before the drives between them were measured: what the duty `measure` works off. Usually empty.';

-- schemas/25_travel/01_travel_pairs.sql
-- The drives a place needs and nobody knows: both ways between it and wherever the business will be, from a day ago to its horizon. That is
-- the places of its live jobs at customers' addresses and its bases, and the place itself, where there may be two jobs. With p_provider, what neither
-- the owner nor that provider said, more than a day ago, counts as not known: a router that failed is asked again.
create or replace function private.travel_pairs(p_business public.businesses, p_place uuid, p_now timestamptz, p_provider text)
returns table (from_place uuid, to_place uuid)
language plpgsql stable set search_path = '' set plan_cache_mode = force_generic_plan
as $$
declare
  horizon timestamptz := p_now + make_interval(days => p_business.horizon_days);
begin
  return query
    with others (place) as (
      select p_place
      union
      select h.place_id from public.staff s
        join public.holds h on h.business_id = s.business_id and h.staff_id = s.id
        where s.business_id = p_business.id and s.deleted_at is null
          and upper(h.occupied) > p_now - interval '1 day' and upper(h.occupied) < horizon + interval '40 hours' and lower(h.occupied) < horizon
          and h.at_customer and h.place_id is not null and (h.expires_at is null or h.expires_at > p_now)
      union
      select s.base_place_id from public.staff s
        where s.business_id = p_business.id and s.deleted_at is null and s.base_place_id is not null
    ), pairs (from_place, to_place) as (
      select p_place, o.place from others o union select o.place, p_place from others o
    )
    select p.from_place, p.to_place from pairs p
      left join public.travel_times t
        on t.business_id = p_business.id and t.from_place_id = p.from_place and t.to_place_id = p.to_place
      where t.minutes is null
        or (p_provider is not null and t.source not in ('owner', p_provider) and t.created_at <= p_now - interval '1 day');
end
$$;

-- schemas/25_travel/02_owners_minutes.sql
-- The places that are the same as this one under another spelling, and itself: recognised at the same spot ("Mt Gravatt", "Mount Gravatt 4122"),
-- or, while one of them is not recognised, of the same name where one goes without the postcode.
create or replace function private.same_places(p_business uuid, p_place uuid) returns setof uuid
language sql stable set search_path = ''
as $$
  select other.id from public.places this
  join public.places other on other.business_id = this.business_id
    and (other.id = this.id or (other.latitude = this.latitude and other.longitude = this.longitude)
      or ((other.latitude is null or this.latitude is null) and this.suburb <> '' and lower(other.suburb) = lower(this.suburb)
        and '' in (other.postcode, this.postcode)))
  where this.business_id = p_business and this.id = p_place
$$;

-- What the owner said of a drive goes for every spelling of its ends, also those that came later. How many drives learnt of it.
create or replace function private.spread_owners_minutes(p_business uuid, p_now timestamptz) returns int
language plpgsql set search_path = ''
as $$
declare
  spread int;
begin
  insert into public.travel_times as known (business_id, from_place_id, to_place_id, minutes, source, created_at)
    select distinct on (a.place, b.place) p_business, a.place, b.place, t.minutes, 'owner', p_now
      from public.travel_times t
      cross join lateral private.same_places(p_business, t.from_place_id) as a (place)
      cross join lateral private.same_places(p_business, t.to_place_id) as b (place)
      where t.business_id = p_business and t.source = 'owner' and not exists (
        select from public.travel_times already
        where already.business_id = p_business and already.from_place_id = a.place and already.to_place_id = b.place and already.source = 'owner')
      order by a.place, b.place
    on conflict (business_id, from_place_id, to_place_id) do update
      set minutes = excluded.minutes, source = excluded.source, created_at = excluded.created_at where known.source <> 'owner';
  get diagnostics spread = row_count;
  return spread;
end
$$;

-- Bookings say whether the drives to them are assumed; this makes them say it as it now is for open jobs at these places. One that somebody
-- is deciding about at this moment is left to them, so that two never wait for each other.
create or replace function private.retell_travel_assumed(p_business uuid, p_places uuid[], p_now timestamptz) returns void
language plpgsql set search_path = ''
as $$
begin
  update public.bookings b set travel_assumed = not b.travel_assumed, updated_at = p_now
    from (
      select o.id from public.bookings o
        where o.business_id = p_business and o.place_id = any (p_places) and o.status in ('pending', 'confirmed')
          and o.travel_assumed = private.place_known(p_business, o.place_id)
        order by o.id for no key update skip locked) as open
    where b.business_id = p_business and b.id = open.id;
end
$$;

-- schemas/25_travel/03_note_travel_gap.sql
-- Notes a gap when a job at a customer's address is put where a drive is not known: its place was never recognised, or a drive is missing
-- between it and the calendar's base, or the jobs before and after it within a day. The receptionist has places measured before it looks
-- for times, so this finds what came another way: a booking the owner added, moved or gave another address.
create or replace function private.note_travel_gap() returns trigger
language plpgsql set search_path = '' set plan_cache_mode = force_generic_plan
as $$
declare
  before_it uuid;
  after_it uuid;
  base uuid;
begin
  select h.place_id into before_it from public.holds h
    where h.business_id = new.business_id and h.staff_id = new.staff_id and h.at_customer and h.place_id is not null
      and upper(h.occupied) <= lower(new.occupied) and upper(h.occupied) > lower(new.occupied) - interval '1 day'
    order by upper(h.occupied) desc limit 1;
  select h.place_id into after_it from public.holds h
    where h.business_id = new.business_id and h.staff_id = new.staff_id and h.at_customer and h.place_id is not null
      and upper(h.occupied) > upper(new.occupied) and lower(h.occupied) < upper(new.occupied) + interval '1 day'
    order by upper(h.occupied) limit 1;
  select s.base_place_id into base from public.staff s where s.business_id = new.business_id and s.id = new.staff_id;
  if exists (
      select from public.places p where p.business_id = new.business_id and p.id = new.place_id and p.latitude is null)
    or exists (
      select from unnest(array[before_it, after_it, base]) as near (place)
      cross join lateral (values (near.place, new.place_id), (new.place_id, near.place)) as drive (leaves, reaches)
      where near.place is not null and not exists (
        select from public.travel_times t
        where t.business_id = new.business_id and t.from_place_id = drive.leaves and t.to_place_id = drive.reaches))
  then
    insert into public.travel_gaps (business_id, place_id) values (new.business_id, new.place_id);
  end if;
  return null;
end
$$;

create trigger note_travel_gap after insert on public.holds
  for each row when (new.at_customer and new.place_id is not null and new.booking_id is not null)
  execute function private.note_travel_gap();

-- schemas/25_travel/04_travel_sheet.sql
-- Where a business is, to tell its Springfield from the others: {latitude, longitude} of its bases, else of the places it came to know last.
create or replace function private.whereabouts(p_business uuid) returns jsonb
language sql stable set search_path = ''
as $$
  with known as (
    select p.latitude, p.longitude, p.created_at, exists (
      select from public.staff s where s.business_id = p_business and s.base_place_id = p.id and s.deleted_at is null) as is_base
    from public.places p where p.business_id = p_business and p.latitude is not null
    order by is_base desc, p.created_at desc limit 20)
  select coalesce(jsonb_agg(jsonb_build_object('latitude', k.latitude, 'longitude', k.longitude)), '[]')
  from known k where k.is_base = (select bool_or(b.is_base) from known b)
$$;

-- What there is to measure for some places of a business: {business_id, state, places, pairs, near, gaps}. `pairs` are {from, to} by id,
-- `places` those in them and those of the given ones that were not recognised yet: {id, suburb, postcode, state, latitude, longitude}. `near` is
-- where the business is, as long as there is something to recognise. `gaps` are handed back when it is done.
create or replace function private.travel_sheet(p_business uuid, p_places uuid[], p_gaps bigint[], p_now timestamptz, p_provider text) returns jsonb
language plpgsql set search_path = ''
as $$
declare
  business public.businesses;
  pairs jsonb;
  ends uuid[];
  places jsonb;
begin
  select * into business from public.businesses where id = p_business;
  loop
    select coalesce(jsonb_agg(jsonb_build_object('from', pair.from_place, 'to', pair.to_place)), '[]'), array_agg(pair.from_place) || array_agg(pair.to_place)
      into pairs, ends
      from (
        select distinct t.from_place, t.to_place from unnest(p_places) as wanted (place)
        cross join lateral private.travel_pairs(business, wanted.place, p_now, p_provider) as t) as pair;
    exit when pairs = '[]' or private.spread_owners_minutes(p_business, p_now) = 0;
  end loop;
  select coalesce(jsonb_agg(to_jsonb(p) - '{business_id,created_at}'::text[]), '[]') into places
    from public.places p
    where p.business_id = p_business and (p.id = any (ends) or (p.id = any (p_places) and p.latitude is null));
  return jsonb_build_object(
    'business_id', p_business, 'state', business.state, 'places', places, 'pairs', pairs, 'gaps', to_jsonb(p_gaps),
    'near', case when places @> '[{"latitude": null}]' then private.whereabouts(p_business) else '[]' end);
end
$$;

-- schemas/25_travel/05_travel_wanted.sql
-- What to measure before times are looked for at a suburb and postcode, which become a place of the business if they are new. Nothing but
-- empty lists when its drives are known, or neither is given. See private.travel_sheet, and private.travel_pairs for p_provider.
create or replace function public.travel_wanted(
  p_business uuid, p_suburb text default '', p_postcode text default '', p_provider text default null, p_now timestamptz default now()
) returns jsonb
language plpgsql security definer set search_path = ''
as $$
begin
  return private.travel_sheet(p_business, array_remove(array[private.place_of(p_business, p_suburb, p_postcode)], null), '{}', p_now, p_provider);
end
$$;
grant execute on function public.travel_wanted to service_role;

-- schemas/25_travel/06_unmeasured_travel.sql
-- What the duty `measure` has to measure: a sheet (private.travel_sheet) per business, for the p_most oldest gaps. A gap is closed by
-- public.keep_travel_times, also when nothing could be measured, so none is tried twice.
create or replace function public.unmeasured_travel(p_now timestamptz default now(), p_most int default 20, p_provider text default null) returns setof jsonb
language plpgsql security definer set search_path = ''
as $$
begin
  return query
    select private.travel_sheet(due.business_id, due.places, due.gaps, p_now, p_provider)
    from (
      select g.business_id, array_agg(distinct g.place_id) as places, array_agg(g.id order by g.id) as gaps
      from (select * from public.travel_gaps o order by o.id limit p_most) as g
      group by g.business_id) as due
    order by due.gaps[1];
end
$$;
grant execute on function public.unmeasured_travel to service_role;

-- schemas/25_travel/07_keep_travel_times.sql
-- Keeps what was measured. p_places: [{id, state, latitude, longitude}], places that were recognised; p_times: [{from, to, minutes, source}],
-- source naming the provider; p_gaps: those this settles. What the owner said stays, and so does a router's figure against an offline one.
-- The second time changes nothing but the date.
create or replace function public.keep_travel_times(
  p_business uuid, p_places jsonb default '[]', p_times jsonb default '[]', p_gaps bigint[] default '{}', p_now timestamptz default now()
) returns void
language plpgsql security definer set search_path = ''
as $$
declare
  touched uuid[];
begin
  update public.places p set state = known.state, latitude = known.latitude, longitude = known.longitude
    from (
      select said.* from jsonb_to_recordset(p_places) as said (id uuid, state text, latitude numeric, longitude numeric)
        join public.places q on q.business_id = p_business and q.id = said.id
        where (q.state, q.latitude, q.longitude) is distinct from (said.state, said.latitude, said.longitude)
        order by q.id for no key update of q) as known
    where p.business_id = p_business and p.id = known.id;
  insert into public.travel_times as known (business_id, from_place_id, to_place_id, minutes, source, created_at)
    select p_business, said."from", said."to", said.minutes, said.source, p_now
      from jsonb_to_recordset(p_times) as said ("from" uuid, "to" uuid, minutes int, source text)
      where said.source <> 'owner'
      order by said."from", said."to"
    on conflict (business_id, from_place_id, to_place_id) do update
      set minutes = excluded.minutes, source = excluded.source, created_at = excluded.created_at
      where known.source <> 'owner' and (excluded.source <> 'offline' or known.source in ('offline', ''));
  perform private.spread_owners_minutes(p_business, p_now);
  with closed as (
    delete from public.travel_gaps where business_id = p_business and id = any (p_gaps) returning place_id)
  select array(select (said ->> 'id')::uuid from jsonb_array_elements(p_places) as said union select c.place_id from closed c) into touched;
  perform private.retell_travel_assumed(p_business, touched, p_now);
end
$$;
grant execute on function public.keep_travel_times to service_role;

-- schemas/25_travel/08_set_travel_minutes.sql
-- A place as an owner names it, made if new. Errors: 'bad_place' nothing, too long, or a postcode that is none.
create or replace function private.place_said(p_business uuid, p_suburb text, p_postcode text) returns uuid
language plpgsql set search_path = ''
as $$
declare
  suburb text := coalesce(regexp_replace(btrim(p_suburb), '\s+', ' ', 'g'), '');
  postcode text := coalesce(btrim(p_postcode), '');
begin
  if suburb = '' and postcode = '' then
    perform private.refuse('bad_place', 'Give a suburb, a postcode, or both.');
  elsif length(suburb) > 60 then
    perform private.refuse('bad_place', 'A suburb has at most 60 letters.');
  elsif postcode !~ '^([0-9]{4})?$' then
    perform private.refuse('bad_place', format('%L is not a postcode: it has four digits.', postcode));
  end if;
  return private.place_of(p_business, suburb, postcode);
end
$$;

-- What the owner says a drive takes, in minutes, one way or both; it goes before anything measured and for every spelling of the two places.
-- Null minutes take it back, and the drive is measured again. Returns {outcome: 'set' | 'removed'}. Errors: 'bad_place' (private.place_said),
-- 'bad_minutes' below 0 or over a day.
create or replace function private.set_travel_minutes(
  p_business uuid, p_from_suburb text, p_from_postcode text, p_to_suburb text, p_to_postcode text, p_minutes int, p_both_ways boolean,
  p_now timestamptz
) returns jsonb
language plpgsql set search_path = ''
as $$
declare
  leaves uuid;
  reaches uuid;
  touched uuid[];
begin
  if p_minutes not between 0 and 1440 then
    perform private.refuse('bad_minutes', format('A drive takes from 0 to 1440 minutes, not %s.', p_minutes));
  end if;
  leaves := private.place_said(p_business, p_from_suburb, p_from_postcode);
  reaches := private.place_said(p_business, p_to_suburb, p_to_postcode);
  delete from public.travel_times t
    using (values (leaves, reaches), (reaches, leaves)) as drive (a, b)
    where t.business_id = p_business and t.source = 'owner' and (p_both_ways or drive.a = leaves)
      and t.from_place_id in (select private.same_places(p_business, drive.a))
      and t.to_place_id in (select private.same_places(p_business, drive.b));
  if p_minutes is not null then
    insert into public.travel_times (business_id, from_place_id, to_place_id, minutes, source, created_at)
      select distinct p_business, drive.a, drive.b, p_minutes, 'owner', p_now
        from (values (leaves, reaches), (reaches, leaves)) as drive (a, b) where p_both_ways or drive.a = leaves
      on conflict (business_id, from_place_id, to_place_id) do update
        set minutes = excluded.minutes, source = excluded.source, created_at = excluded.created_at;
    perform private.spread_owners_minutes(p_business, p_now);
  end if;
  insert into public.travel_gaps (business_id, place_id)
    select p_business, p.id from public.places p
    where p.business_id = p_business and p.id in (leaves, reaches) and (p.latitude is null or p_minutes is null);
  touched := array(select private.same_places(p_business, leaves) union select private.same_places(p_business, reaches));
  perform private.retell_travel_assumed(p_business, touched, p_now);
  return jsonb_build_object('outcome', case when p_minutes is null then 'removed' else 'set' end);
end
$$;

create or replace function public.set_travel_minutes(
  p_business uuid, p_from_suburb text, p_from_postcode text, p_to_suburb text, p_to_postcode text, p_minutes int,
  p_both_ways boolean default true
) returns jsonb
language plpgsql security definer set search_path = ''
as $$
begin
  perform private.require_member(p_business);
  return private.set_travel_minutes(
    p_business, p_from_suburb, p_from_postcode, p_to_suburb, p_to_postcode, p_minutes, coalesce(p_both_ways, true), now());
end
$$;
grant execute on function public.set_travel_minutes to authenticated;

-- schemas/25_travel/09_set_base.sql
-- Where a calendar's day starts and ends: the drives from there to the first job and back from the last must fit. Neither suburb nor postcode
-- clears it. Returns {outcome: 'set' | 'cleared' | 'unchanged'}. Errors: 'bad_place' (private.place_said), PT404 no such calendar.
create or replace function private.set_base(p_business uuid, p_staff uuid, p_suburb text, p_postcode text) returns jsonb
language plpgsql set search_path = ''
as $$
declare
  base uuid;
begin
  if coalesce(btrim(p_suburb), '') <> '' or coalesce(btrim(p_postcode), '') <> '' then
    base := private.place_said(p_business, p_suburb, p_postcode);
  end if;
  if p_staff is null then
    raise exception sqlstate 'PT404' using message = 'There is no such calendar, or it is not yours.', hint = 'not_found';
  end if;
  perform private.lock_calendars(p_business, private.calendars_meant(p_business, p_staff));
  update public.staff set base_place_id = base where business_id = p_business and id = p_staff and base_place_id is distinct from base;
  if not found then
    return jsonb_build_object('outcome', 'unchanged');
  end if;
  if base is not null then
    insert into public.travel_gaps (business_id, place_id) values (p_business, base);
  end if;
  return jsonb_build_object('outcome', case when base is null then 'cleared' else 'set' end);
end
$$;

create or replace function public.set_base(p_business uuid, p_staff uuid, p_suburb text, p_postcode text) returns jsonb
language plpgsql security definer set search_path = ''
as $$
begin
  perform private.require_member(p_business);
  return private.set_base(p_business, p_staff, p_suburb, p_postcode);
end
$$;
grant execute on function public.set_base to authenticated;

-- schemas/30_slots/00_lock_calendar.sql
-- Serialises decisions about calendars until the transaction ends: travel is pairwise, which no constraint can express. Always taken in one
-- order. Who needs several kinds of locks takes them so, or two could wait for each other: conversation, calendars, booking, move.
create or replace function private.lock_calendars(p_business uuid, p_staff uuid[]) returns void
language plpgsql set search_path = ''
as $$
declare
  calendars uuid[] := p_staff;
  calendar uuid;
begin
  if cardinality(p_staff) > 1 then
    calendars := array(select distinct s from unnest(p_staff) as s order by s);
  end if;
  foreach calendar in array calendars loop
    perform pg_advisory_xact_lock(hashtextextended(p_business::text || calendar::text, 0)); -- none for a null
  end loop;
end
$$;

-- Frees what has lapsed on calendars, in the transaction that needs the time: requests, moves and kept offers past their time. The caller
-- holds the calendars' locks.
create or replace function private.clear_due(p_business uuid, p_staff uuid[], p_now timestamptz) returns void
language plpgsql set search_path = '' set plan_cache_mode = force_generic_plan
as $$
declare
  due public.holds;
begin
  for due in
    select * from public.holds h where h.business_id = p_business and h.staff_id = any (p_staff) and h.expires_at <= p_now
    order by h.booking_id, h.id
  loop
    if due.offer_id is not null then
      if due.booking_id is not null then -- whose holds are let go by who has its row, here as elsewhere
        perform from public.bookings b where b.business_id = p_business and b.id = due.booking_id for no key update;
      end if;
      delete from public.holds where business_id = p_business and id = due.id;
    elsif due.move_id is not null then
      perform private.lapse_move(p_business, due.move_id, p_now);
    else
      perform private.expire_booking(p_business, due.booking_id, p_now);
    end if;
  end loop;
end
$$;

-- Locks every calendar that does a service, and clears what has lapsed there.
create or replace function private.lock_service(p_business uuid, p_service uuid, p_now timestamptz) returns void
language plpgsql set search_path = ''
as $$
declare
  calendars uuid[] := array(select ss.staff_id from public.service_staff ss where ss.business_id = p_business and ss.service_id = p_service);
begin
  perform private.lock_calendars(p_business, calendars);
  perform private.clear_due(p_business, calendars, p_now);
end
$$;

-- What was kept for a conversation is free for anyone again; its offers can still be picked while they last.
create or replace function private.release_offers(p_business uuid, p_conversation uuid) returns void
language plpgsql set search_path = ''
as $$
begin
  delete from public.holds where business_id = p_business and id in (
    select h.id from public.offers o
    join public.holds h on h.business_id = o.business_id and h.offer_id = o.id
    where o.business_id = p_business and o.conversation_id = p_conversation
    order by h.id for update of h); -- in the order of private.free_time
end
$$;

-- schemas/30_slots/00a_steady_offset.sql
-- How far the clocks of a zone are ahead of UTC, if they do not change between two local days, the last one included; null if they do. A wall time
-- `at time zone` this interval is the same instant as `at time zone` the zone's name, at a fraction of the cost. Looked at every four weeks: no
-- zone changes its clocks and back within them.
create or replace function private.steady_offset(p_zone text, p_first_day date, p_last_day date) returns interval
language plpgsql stable set search_path = ''
as $$
declare
  days int := p_last_day + 1 - p_first_day;
  midnight timestamptz := p_first_day::timestamp at time zone p_zone;
begin
  for n in 1..coalesce((days + 27) / 28, 0) loop
    if (p_first_day + least(28 * n, days))::timestamp at time zone p_zone <> midnight + least(28 * n, days) * interval '24 hours' then
      return null;
    end if;
  end loop;
  return p_first_day::timestamp - midnight at time zone 'UTC';
end
$$;

-- schemas/30_slots/01_open_hours.sql
-- The stretches in which a calendar is open, one row each with the local day whose shift it is: weekly hours, a date's own hours in their
-- place, none on a holiday the business keeps. closes <= opens runs into the next day. A wall time the clocks skip moves forward, one they
-- repeat is the later instant: PostgreSQL's rule. p_offset: the zone's private.steady_offset over these days and a day more, if it is known.
create or replace function private.open_stretches(
  p_business uuid, p_staff uuid, p_zone text, p_first_day date, p_last_day date, p_offset interval default null
) returns table (day date, opens_at timestamptz, closes_at timestamptz)
language plpgsql stable set search_path = '' set plan_cache_mode = force_generic_plan
as $$
begin
  return query
    with special as materialized (
      select h.on_date, h.opens, h.closes from public.date_hours h
      where h.business_id = p_business and h.staff_id = p_staff and h.on_date between p_first_day and p_last_day
    ),
    weekly as (
      select p_first_day + generate_series(
        (h.weekday + 7 - extract(isodow from p_first_day)::int) % 7, p_last_day - p_first_day, 7) as on_date, h.opens, h.closes
      from public.working_hours h
      where h.business_id = p_business and h.staff_id = p_staff
    ),
    walls as (
      select w.on_date, w.on_date + w.opens as opens, w.on_date + (w.closes <= w.opens)::int + w.closes as closes
      from weekly w
      where w.on_date <> all (array(
        select s.on_date from special s
        union all
        select h.on_date from public.holidays h
        where h.business_id = p_business and h.on_date between p_first_day and p_last_day and h.closed))
      union all
      select s.on_date, s.on_date + s.opens, s.on_date + (s.closes <= s.opens)::int + s.closes from special s where s.opens is not null
    ),
    instants as (
      select w.on_date,
        case when p_offset is null then w.opens at time zone p_zone else w.opens at time zone p_offset end as opens_at,
        case when p_offset is null then w.closes at time zone p_zone else w.closes at time zone p_offset end as closes_at
      from walls w
      offset 0 -- so that each is worked out once
    )
    select i.on_date, i.opens_at, i.closes_at from instants i where i.opens_at < i.closes_at;
end
$$;

-- The hours of one calendar between two instants. With p_leave and p_return (the drives from and to the base) a day's tour, from its
-- first opening to its last closing, is shorter by them; tours that touch are one, so a calendar that never closes never drives home.
-- p_offset: the zone's private.steady_offset from four days before to four days after, if it is known.
create or replace function private.open_hours(
  p_business uuid, p_staff uuid, p_zone text, p_from timestamptz, p_to timestamptz,
  p_leave interval default '0', p_return interval default '0', p_offset interval default null
) returns tstzmultirange
language plpgsql stable set search_path = '' set plan_cache_mode = force_generic_plan
as $$
declare
  first_day date := (p_from at time zone p_zone)::date - 1;
  last_day date := (p_to at time zone p_zone)::date;
  hours tstzmultirange;
begin
  if p_leave > interval '0' or p_return > interval '0' then
    -- two days more on either side, so that the edge of the question does not look like the end of a tour
    with stretches as materialized (
      select s.* from private.open_stretches(p_business, p_staff, p_zone, first_day - 2, last_day + 2, p_offset) s
    ),
    tours as (
      select unnest(range_agg(d.tour)) as tour
      from (select tstzrange(min(s.opens_at), max(s.closes_at)) as tour from stretches s group by s.day) d
    )
    select (select range_agg(tstzrange(s.opens_at, s.closes_at)) from stretches s)
        * range_agg(tstzrange(lower(t.tour) + p_leave, upper(t.tour) - p_return)) into hours
      from tours t where lower(t.tour) + p_leave < upper(t.tour) - p_return;
  else
    select range_agg(tstzrange(s.opens_at, s.closes_at)) into hours
      from private.open_stretches(p_business, p_staff, p_zone, first_day, last_day, p_offset) s;
  end if;
  return coalesce(hours, '{}') * tstzmultirange(tstzrange(p_from, p_to));
end
$$;

-- schemas/30_slots/02_blocked_ranges.sql
-- The blocked stretches of one calendar that touch two instants, each with its blocked time: one-off ranges, and recurring ones expanded
-- in local time. A rule's exceptions are dates on which a stretch would start; a month without the rule's day has none; weeks start on
-- Monday. p_offset: the zone's private.steady_offset from two days before to two days after, if it is known.
create or replace function private.blocked_ranges(
  p_business uuid, p_staff uuid, p_zone text, p_from timestamptz, p_to timestamptz, p_offset interval default null
) returns table (blocked_time_id uuid, during tstzrange)
language plpgsql stable set search_path = '' set plan_cache_mode = force_generic_plan
as $$
declare
  first_day date := (p_from at time zone p_zone)::date - 1;
  last_day date := (p_to at time zone p_zone)::date;
begin
  if not exists (
    select from public.blocked_times b
    where b.business_id = p_business and b.deleted_at is null and (b.staff_id is null or b.staff_id = p_staff)) then
    return; -- many calendars have none
  end if;
  return query
    with rules as materialized (
      select b.id, b.during, b.frequency, b.every_n, b.weekdays, b.month_day, b.first_date, b.from_time, b.to_time, b.except_dates,
        greatest(b.first_date, first_day) as opens, least(b.last_date, last_day) as closes
      from public.blocked_times b
      where b.business_id = p_business and b.deleted_at is null and (b.staff_id is null or b.staff_id = p_staff)
    ),
    repeats as ( -- a first day, and how many days apart the others are
      select r.*, case r.frequency when 'weekly' then date_trunc('week', r.first_date::timestamp)::date - 1 else r.first_date end
          + unnest(case r.frequency when 'weekly' then r.weekdays else '{0}' end) as base,
        case r.frequency when 'weekly' then 7 else 1 end * r.every_n as apart
      from rules r where r.frequency in ('daily', 'weekly')
    ),
    months as (
      select r.*, generate_series(date_trunc('month', r.opens::timestamp), r.closes::timestamp, interval '1 month')::date as month
      from rules r where r.frequency = 'monthly'
    ),
    days as (
      select r.id, r.opens, r.closes, r.except_dates, r.from_time, r.to_time, r.base + r.apart * generate_series(
        greatest(0, (r.opens - r.base + r.apart - 1) / r.apart), (r.closes - r.base) / r.apart) as day
      from repeats r
      union all
      select m.id, m.opens, m.closes, m.except_dates, m.from_time, m.to_time, m.month + m.month_day - 1
      from months m
      where (12 * (extract(year from m.month) - extract(year from m.first_date)) + extract(month from m.month) - extract(month from m.first_date))::int % m.every_n = 0
        and extract(day from m.month + m.month_day - 1) = m.month_day
    ),
    walls as (
      select d.id, d.day + d.from_time as starts, d.day + (d.to_time <= d.from_time)::int + d.to_time as ends
      from days d where d.day between d.opens and d.closes and not d.day = any (d.except_dates)
    ),
    instants as (
      select w.id,
        case when p_offset is null then w.starts at time zone p_zone else w.starts at time zone p_offset end as starts_at,
        case when p_offset is null then w.ends at time zone p_zone else w.ends at time zone p_offset end as ends_at
      from walls w
      offset 0 -- so that each is worked out once
    )
    select r.id, r.during from rules r where r.during && tstzrange(p_from, p_to)
    union all
    select i.id, tstzrange(i.starts_at, i.ends_at) from instants i where i.starts_at < i.ends_at;
end
$$;

-- schemas/30_slots/03_travel_minutes.sql
-- Minutes to allow from one place to another. A pair that was measured, or said by the owner, counts as that; anything else is the
-- business's own figure.
create or replace function private.travel_minutes(p_business public.businesses, p_from_place uuid, p_to_place uuid) returns int
language plpgsql stable set search_path = '' set plan_cache_mode = force_generic_plan
as $$
begin
  return coalesce(
    (select t.minutes from public.travel_times t
     where t.business_id = p_business.id and t.from_place_id = p_from_place and t.to_place_id = p_to_place),
    p_business.travel_minutes);
end
$$;

-- schemas/30_slots/03a_hours_for.sql
-- The open hours of a calendar as one service can use them: a job at the customer's leaves room for the drive from the calendar's base
-- before the day's first job and back to it after the last. Without a base, or for a job on site, the hours themselves.
-- p_offset: as for private.open_hours.
create or replace function private.hours_for(
  p_business public.businesses, p_service public.services, p_staff uuid, p_place uuid, p_from timestamptz, p_to timestamptz,
  p_offset interval default null
) returns tstzmultirange
language plpgsql stable set search_path = '' set plan_cache_mode = force_generic_plan
as $$
declare
  base uuid;
begin
  if p_service.at_customer then
    select s.base_place_id into base from public.staff s where s.business_id = p_business.id and s.id = p_staff;
  end if;
  return private.open_hours(p_business.id, p_staff, p_business.time_zone, p_from, p_to,
    make_interval(mins => case when base is null then 0 else private.travel_minutes(p_business, base, p_place) end),
    make_interval(mins => case when base is null then 0 else private.travel_minutes(p_business, p_place, base) end), p_offset);
end
$$;

-- schemas/30_slots/03b_taken_ranges.sql
-- The live holds of one calendar near two instants, each grown to what this service may not overlap: by its own buffers and, between two
-- jobs at customers' addresses, by the drive. A start is clear of a hold exactly when [start, end) is clear of `during`.
-- No drive is longer than a day, no hold longer than 40 hours (the tables see to both), so it need not look further.
create or replace function private.taken_ranges(
  p_business public.businesses, p_service public.services, p_staff uuid, p_place uuid,
  p_from timestamptz, p_to timestamptz, p_now timestamptz, p_except_booking uuid, p_conversation uuid
) returns table (hold_id uuid, during tstzrange)
language plpgsql stable set search_path = '' set plan_cache_mode = force_generic_plan
as $$
declare
  drives boolean := p_service.at_customer;
  before_it interval := make_interval(mins => p_service.buffer_before_minutes);
  after_it interval := make_interval(mins => p_service.buffer_after_minutes);
  ends_after timestamptz := p_from - before_it - case when drives then interval '24 hours' else '0' end;
  starts_before timestamptz := p_to + after_it + case when drives then interval '24 hours' else '0' end;
begin
  return query
    select h.id, tstzrange(
      lower(h.occupied) - after_it - case when drives and h.at_customer then make_interval(mins => coalesce((
        select t.minutes from public.travel_times t
        where t.business_id = p_business.id and t.from_place_id = p_place and t.to_place_id = h.place_id), p_business.travel_minutes)) else '0' end,
      upper(h.occupied) + before_it + case when drives and h.at_customer then make_interval(mins => coalesce((
        select t.minutes from public.travel_times t
        where t.business_id = p_business.id and t.from_place_id = h.place_id and t.to_place_id = p_place), p_business.travel_minutes)) else '0' end)
    from public.holds h
    where h.business_id = p_business.id and h.staff_id = p_staff
      and upper(h.occupied) > ends_after and upper(h.occupied) < starts_before + interval '40 hours' and lower(h.occupied) < starts_before
      and (h.expires_at is null or h.expires_at > p_now)
      and (p_except_booking is null or h.owner_id <> p_except_booking)
      and (h.offer_id is null or p_conversation is null or not exists (
        select from public.offers o where o.business_id = h.business_id and o.id = h.offer_id and o.conversation_id = p_conversation));
end
$$;

-- schemas/30_slots/04_free_starts.sql
-- The points of a business's grid at which a stretch of p_lasts fits into p_free, in order. The grid is local time counted from midnight,
-- also on a day when the clocks change: both of two equal wall times are on it.
create or replace function private.grid_starts(p_free tstzmultirange, p_lasts interval, p_step interval, p_zone text) returns setof timestamptz
language plpgsql stable set search_path = '' set plan_cache_mode = force_generic_plan
as $$
begin
  return query
    with pieces as (
      select g.gap, (lower(g.gap) at time zone p_zone)::date + generate_series(
        0, (upper(g.gap) at time zone p_zone)::date - (lower(g.gap) at time zone p_zone)::date) as day
      from (select unnest(p_free) as gap) g
    ),
    days as (
      select p.gap, p.day, p.day::timestamp at time zone p_zone as midnight, (p.day + 1)::timestamp at time zone p_zone as next_midnight
      from pieces p
    ),
    anchored as ( -- after a change the grid counts from where midnight would have been
      select d.*, unnest(array[d.midnight, d.next_midnight - interval '24 hours']) as anchor from days d
    ),
    points as (
      select a.*, generate_series(
        date_bin(p_step, greatest(lower(a.gap), a.midnight) + p_step - interval '1 microsecond', a.anchor),
        least(upper(a.gap) - p_lasts, a.next_midnight - interval '1 microsecond'), p_step) as at
      from anchored a
    )
    select distinct p.at from points p where (p.at at time zone p_zone) - p.day = p.at - p.anchor
    order by p.at;
end
$$;

-- The free starts of one service on one calendar, p_from <= start < p_to, in order. Offers, pages and the check inside a booking's
-- transaction all come here, so what is offered can be booked.
--
-- Free = open hours - blocked times - holds, each hold as wide as this service needs it to be (private.taken_ranges), so that one
-- subtraction decides. Starts lie on the business's grid, not inside the notice and not past the horizon (horizon_days of 24 hours).
-- What p_except_booking holds does not count, nor what is kept for p_conversation.
create or replace function private.free_starts(
  p_business public.businesses, p_service public.services, p_staff uuid, p_place uuid,
  p_from timestamptz, p_to timestamptz, p_now timestamptz, p_except_booking uuid default null, p_conversation uuid default null
) returns setof timestamptz
language plpgsql stable set search_path = '' set plan_cache_mode = force_generic_plan
as $$
declare
  zone text := p_business.time_zone;
  lasts interval := make_interval(mins => p_service.minutes);
  step interval := make_interval(mins => p_business.slot_step_minutes);
  earliest timestamptz := greatest(p_from, p_now + make_interval(mins => coalesce(p_service.notice_minutes, p_business.notice_minutes)));
  latest timestamptz := least(p_to, p_now + make_interval(hours => 24 * p_business.horizon_days));
  until timestamptz := latest + lasts - interval '1 microsecond'; -- a start at `latest` itself is too late
  first_day date := (earliest at time zone zone)::date;
  utc_offset interval;
  free tstzmultirange;
begin
  if earliest >= latest then
    return;
  end if;
  utc_offset := private.steady_offset(zone, first_day - 4, (until at time zone zone)::date + 4);
  if p_service.at_customer then
    free := private.hours_for(p_business, p_service, p_staff, p_place, earliest, until, utc_offset);
  else -- no drives to leave room for
    free := private.open_hours(p_business.id, p_staff, zone, earliest, until, '0', '0', utc_offset);
  end if;
  free := free - coalesce((
    select range_agg(busy.during) from (
      select b.during from private.blocked_ranges(p_business.id, p_staff, zone, earliest, until, utc_offset) b
      union all
      select t.during from private.taken_ranges(
        p_business, p_service, p_staff, p_place, earliest, until, p_now, p_except_booking, p_conversation) t) busy), '{}');
  if utc_offset is null or 1440 % p_business.slot_step_minutes > 0 then
    return query select private.grid_starts(free, lasts, step, zone);
  else -- the grid is the same every day: one midnight serves
    return query
      select generate_series(
        date_bin(step, lower(g.gap) + step - interval '1 microsecond', first_day::timestamp at time zone utc_offset), upper(g.gap) - lasts, step)
      from (select unnest(free) as gap) g;
  end if;
end
$$;

-- schemas/30_slots/04a_why_not.sql
-- A number of minutes as a person says it: '45 minutes', '2 hours', '1 day 3 hours'.
create or replace function private.minutes_words(p_minutes int) returns text
language sql immutable set search_path = ''
as $$
  select coalesce(nullif(concat_ws(' ',
    case when p_minutes >= 1440 then p_minutes / 1440 || case when p_minutes / 1440 = 1 then ' day' else ' days' end end,
    case when p_minutes % 1440 >= 60 then p_minutes % 1440 / 60 || case when p_minutes % 1440 / 60 = 1 then ' hour' else ' hours' end end,
    case when p_minutes % 60 > 0 then p_minutes % 60 || case when p_minutes % 60 = 1 then ' minute' else ' minutes' end end), ''), '0 minutes')
$$;

-- A stretch of time as a person says it, in a zone: 'Thu, Nov 5, 2:00 PM to 3:00 PM'.
create or replace function private.stretch_words(p_during tstzrange, p_zone text) returns text
language sql stable set search_path = ''
as $$
  select format('%s, %s to %s%s', opens ->> 'short', opens ->> 'time',
    case when opens ->> 'date' <> closes ->> 'date' then (closes ->> 'short') || ', ' end, closes ->> 'time')
  from private.local_words(lower(p_during), p_zone) as opens, private.local_words(upper(p_during), p_zone) as closes
$$;

-- Which of the rules of private.free_starts refuse one start, each in words an owner understands; no row: none does. It asks the parts
-- that make up free starts, for the stretch from p_at on: hours, blocked times, holds. Rules: 'notice', 'horizon', 'grid', 'hours',
-- 'date_hours', 'holiday', 'base' (the drive from or to the base), 'blocked', 'booked', 'kept' (for a customer who was offered it),
-- 'buffer', 'travel'.
create or replace function private.why_not(
  p_business public.businesses, p_service public.services, p_staff uuid, p_place uuid, p_at timestamptz, p_now timestamptz,
  p_except_booking uuid default null, p_conversation uuid default null
) returns table (rule text, words text, booking_id uuid, blocked_time_id uuid)
language plpgsql stable set search_path = ''
as $$
declare
  zone text := p_business.time_zone;
  until timestamptz := p_at + make_interval(mins => p_service.minutes);
  wanted tstzrange := tstzrange(p_at, until);
  notice int := coalesce(p_service.notice_minutes, p_business.notice_minutes);
  local_day date := (p_at at time zone zone)::date;
  who text := (select s.name from public.staff s where s.business_id = p_business.id and s.id = p_staff);
begin
  if p_at < p_now + make_interval(mins => notice) then
    return query select 'notice', format('%s has to be booked at least %s ahead.', p_service.name, private.minutes_words(notice)), null::uuid, null::uuid;
  end if;
  if p_at >= p_now + make_interval(hours => 24 * p_business.horizon_days) then
    return query select 'horizon', format('It is more than %s days ahead, which is as far as customers can book.', p_business.horizon_days), null::uuid, null::uuid;
  end if;
  if not exists (select from private.grid_starts(
      tstzmultirange(wanted), upper(wanted) - lower(wanted), make_interval(mins => p_business.slot_step_minutes), zone) as g (at) where g.at = p_at) then
    return query select 'grid', format('Starts are every %s from midnight.', private.minutes_words(p_business.slot_step_minutes)), null::uuid, null::uuid;
  end if;
  if not private.open_hours(p_business.id, p_staff, zone, p_at, until) @> wanted then
    return query
      select case when d.own then 'date_hours' when h.name is not null then 'holiday' else 'hours' end,
        case when d.own then format('%s has other hours on %s: %s.', who, private.local_words(p_at, zone) ->> 'short', coalesce(d.hours, 'closed'))
          when h.name is not null then format('%s is closed for %s.', private.local_words(p_at, zone) ->> 'short', h.name)
          when w.hours is not null then format('%s works %s on %s; this would be %s.', who, w.hours, private.local_words(p_at, zone) ->> 'short',
            private.stretch_words(wanted, zone))
          else format('%s does not work on %s.', who, private.local_words(p_at, zone) ->> 'short') end, null::uuid, null::uuid
      from (select count(*) > 0 as own, string_agg(format('%s to %s', to_char(x.opens, 'FMHH12:MI AM'), to_char(x.closes, 'FMHH12:MI AM')), ', ' order by x.opens)
          filter (where x.opens is not null) as hours
        from public.date_hours x where x.business_id = p_business.id and x.staff_id = p_staff and x.on_date = local_day) d
      cross join (select string_agg(format('%s to %s', to_char(s.opens_at at time zone zone, 'FMHH12:MI AM'), to_char(s.closes_at at time zone zone, 'FMHH12:MI AM')), ', '
          order by s.opens_at) as hours
        from private.open_stretches(p_business.id, p_staff, zone, local_day, local_day) s) w
      left join public.holidays h on h.business_id = p_business.id and h.on_date = local_day and h.closed;
  elsif not private.hours_for(p_business, p_service, p_staff, p_place, p_at, until) @> wanted then
    return query select 'base', format('It leaves %s no time for the drive from or to the base within the day''s hours.', who), null::uuid, null::uuid;
  end if;
  return query
    select 'blocked', format('%s is blocked%s.', private.stretch_words(r.during, zone), case when b.reason <> '' then ': ' || b.reason else '' end), null::uuid, b.id
    from private.blocked_ranges(p_business.id, p_staff, zone, p_at, until) r
    join public.blocked_times b on b.business_id = p_business.id and b.id = r.blocked_time_id
    where r.during && wanted;
  return query
    select f.rule, case f.rule
        when 'kept' then format('It is kept for a customer until %s.', private.local_words(f.expires_at, zone) ->> 'time')
        when 'booked' then format(case when f.job && wanted then 'It is taken: %s.'
          else 'It is too close to %s, which needs time before or after it.' end, f.whose)
        when 'buffer' then format('It is too close to %s: the one or the other job needs time before or after it.', f.whose)
        else format('It leaves too little time for the drive of %s %s %s.', private.minutes_words(f.drive), case when f.earlier then 'from' else 'to' end, f.whose) end, f.for_booking, null::uuid
    from (
      select h.booking_id as for_booking, h.expires_at, n.job, lower(h.occupied) < p_at as earlier,
        private.travel_minutes(p_business, case when lower(h.occupied) < p_at then h.place_id else p_place end,
          case when lower(h.occupied) < p_at then p_place else h.place_id end) as drive,
        case when k.id is null then 'another job' else format('%s, %s, %s', coalesce(nullif(k.customer_name, ''), 'a customer'), k.service_name,
          private.stretch_words(n.job, zone) || case when m.id is null then '' else ' (a new time, not agreed yet)' end) end as whose,
        case when not h.occupied && tstzrange(p_at - make_interval(mins => p_service.buffer_before_minutes),
              until + make_interval(mins => p_service.buffer_after_minutes)) then 'travel'
          when h.offer_id is not null then 'kept'
          when h.occupied && wanted then 'booked' else 'buffer' end as rule
      from private.taken_ranges(p_business, p_service, p_staff, p_place, p_at, until, p_now, p_except_booking, p_conversation) t
      join public.holds h on h.business_id = p_business.id and h.id = t.hold_id
      left join public.bookings k on k.business_id = h.business_id and k.id = h.booking_id
      left join public.moves m on m.business_id = h.business_id and m.id = h.move_id
      cross join lateral (select tstzrange(coalesce(m.starts_at, k.starts_at), coalesce(m.ends_at, k.ends_at)) as job) n
      where t.during && wanted) f;
end
$$;

-- Answers 'why (not) this time?' for one calendar or, without p_staff, for each that does the service: [{staff_id, staff, free,
-- reasons: [{rule, words, booking_id, blocked_time_id}]}]. `free` is what private.free_starts says itself.
create or replace function private.explain_start(
  p_business public.businesses, p_service public.services, p_staff uuid, p_place uuid, p_at timestamptz, p_now timestamptz,
  p_except_booking uuid default null
) returns jsonb
language sql stable set search_path = ''
as $$
  select jsonb_build_object('at', p_at, 'words', private.local_words(p_at, p_business.time_zone), 'calendars', coalesce(jsonb_agg(jsonb_build_object(
      'staff_id', t.id, 'staff', t.name,
      'free', exists (select from private.free_starts(
        p_business, p_service, t.id, p_place, p_at, p_at + interval '1 microsecond', p_now, p_except_booking) as f (at) where f.at = p_at),
      'reasons', (select coalesce(jsonb_agg(to_jsonb(w)), '[]')
        from private.why_not(p_business, p_service, t.id, p_place, p_at, p_now, p_except_booking) w)) order by t.position, t.name), '[]'))
  from public.service_staff ss
  join public.staff t on t.business_id = ss.business_id and t.id = ss.staff_id and t.deleted_at is null
  where ss.business_id = p_business.id and ss.service_id = p_service.id and (p_staff is null or t.id = p_staff)
$$;

-- schemas/30_slots/04b_ask_for_starts.sql
-- The place of a suburb and postcode if the business has met it before; null otherwise.
create or replace function private.find_place(p_business uuid, p_suburb text, p_postcode text) returns uuid
language plpgsql stable set search_path = ''
as $$
begin
  return (
    select p.id from public.places p
    where p.business_id = p_business and lower(p.suburb) = lower(coalesce(p_suburb, '')) and p.postcode = coalesce(p_postcode, ''));
end
$$;

-- For signed-in members: the free starts of a service on one calendar, p_from <= start < p_to, as customers may be offered them. With p_booking
-- they are new times for that booking, of its length and at its place, and its own time does not stand in the way.
create or replace function public.free_starts(
  p_business uuid, p_service uuid, p_staff uuid, p_from timestamptz, p_to timestamptz, p_suburb text default '', p_postcode text default '',
  p_booking uuid default null
) returns setof timestamptz
language plpgsql stable security definer set search_path = ''
as $$
declare
  member uuid := private.require_member(p_business);
  business public.businesses;
  service public.services;
  booking public.bookings;
begin
  select * into business from public.businesses where id = p_business;
  if p_booking is null then
    service := private.service_in_use(p_business, p_service);
  else
    select * into booking from public.bookings where business_id = p_business and id = p_booking;
    service := private.service_of(booking);
  end if;
  if p_to > p_from + interval '366 days' then
    raise exception sqlstate 'PT400' using message = 'Ask for a year at most.', hint = 'bad_range';
  end if;
  return query select private.free_starts(business, service, p_staff,
    coalesce(booking.place_id, private.find_place(p_business, p_suburb, p_postcode)), p_from, p_to, now(), p_booking);
end
$$;
grant execute on function public.free_starts to authenticated;

-- For signed-in members: which rule refuses a start, on one calendar or on each that does the service. p_starts is a wall time in the
-- business's zone; p_booking as above. Returns what private.explain_start says.
create or replace function public.why_not(
  p_business uuid, p_service uuid, p_starts timestamp, p_staff uuid default null, p_suburb text default '', p_postcode text default '',
  p_booking uuid default null
) returns jsonb
language plpgsql stable security definer set search_path = ''
as $$
declare
  member uuid := private.require_member(p_business);
  business public.businesses;
  booking public.bookings;
begin
  select * into business from public.businesses where id = p_business;
  select * into booking from public.bookings where business_id = p_business and id = p_booking;
  return private.explain_start(business,
    case when booking.id is null then private.service_in_use(p_business, p_service) else private.service_of(booking) end, p_staff,
    coalesce(booking.place_id, private.find_place(p_business, p_suburb, p_postcode)), private.instant_of(p_starts, business.time_zone), now(), p_booking);
end
$$;
grant execute on function public.why_not to authenticated;

-- The same for an operator, who knows names: the business's slug, the service's name, a member of staff's name or none.
create or replace function public.why_not_by_name(
  p_slug text, p_service text, p_starts timestamp, p_staff text default null, p_suburb text default '', p_postcode text default '',
  p_now timestamptz default now()
) returns jsonb
language plpgsql stable security definer set search_path = ''
as $$
declare
  business public.businesses;
  service public.services;
  staff uuid;
begin
  select * into business from public.businesses where slug = p_slug and deleted_at is null;
  if not found then
    raise exception sqlstate 'PT404' using message = format('There is no business %L.', p_slug), hint = 'not_found';
  end if;
  select * into service from public.services s
    where s.business_id = business.id and s.deleted_at is null and (lower(s.name) = lower(p_service) or lower(p_service) = any (s.aliases));
  if not found then
    raise exception sqlstate 'PT404' using message = format('%s has no service %L.', business.name, p_service), hint = 'not_found';
  end if;
  select t.id into staff from public.staff t where t.business_id = business.id and t.deleted_at is null and lower(t.name) = lower(p_staff);
  if p_staff is not null and staff is null then
    raise exception sqlstate 'PT404' using message = format('Nobody called %s works there.', p_staff), hint = 'not_found';
  end if;
  return private.explain_start(business, service, staff, private.find_place(business.id, p_suburb, p_postcode),
    private.instant_of(p_starts, business.time_zone), p_now);
end
$$;
grant execute on function public.why_not_by_name to service_role;

-- schemas/30_slots/05_offer_candidates.sql
-- Every free start a wish allows, each with the calendar that would take it: of those free then, the one with the least booked in that
-- local week, then by position.
-- The wish is in local words: {day_from, day_to, weekday, minute_from, minute_to}, minutes of the day, minute_to excluded; a
-- minute_to not after minute_from runs over midnight.
-- A start this customer was already declined is left out, and the one of the booking that is to be moved.
create type private.candidate as (starts_at timestamptz, staff_id uuid, day date, minute int);

create or replace function private.offer_candidates(
  p_business public.businesses, p_service public.services, p_customer uuid, p_staff uuid, p_place uuid,
  p_wish jsonb, p_now timestamptz, p_for_booking uuid default null, p_conversation uuid default null
) returns setof private.candidate
language plpgsql stable set search_path = '' set plan_cache_mode = force_generic_plan
as $$
declare
  zone text := p_business.time_zone;
  opens_at timestamptz := greatest(coalesce((p_wish ->> 'day_from')::date::timestamp at time zone zone, p_now), p_now);
  closes_at timestamptz := coalesce(((p_wish ->> 'day_to')::date + 1)::timestamp at time zone zone,
    p_now + make_interval(hours => 24 * p_business.horizon_days));
  minute_from int := p_wish ->> 'minute_from';
  minute_to int := p_wish ->> 'minute_to';
begin
  return query
    with calendars as (
      select s.id, s.position
      from public.staff s
      join public.service_staff ss on ss.business_id = s.business_id and ss.staff_id = s.id and ss.service_id = p_service.id
      where s.business_id = p_business.id and s.deleted_at is null and (p_staff is null or s.id = p_staff)
    ),
    load as (
      select h.staff_id, date_trunc('week', lower(h.occupied), zone) as week, sum(upper(h.occupied) - lower(h.occupied)) as booked
      from calendars c
      join public.holds h on h.business_id = p_business.id and h.staff_id = c.id and upper(h.occupied) > opens_at - interval '8 days'
      where (select count(*) from calendars) > 1 and h.booking_id is not null
      group by 1, 2
    ),
    starts as (
      select distinct on (f.at) f.at, c.id as staff_id, f.at at time zone zone as wall
      from calendars c
      cross join lateral private.free_starts(
        p_business, p_service, c.id, p_place, opens_at, closes_at, p_now, p_for_booking, p_conversation) as f (at)
      left join load l on l.staff_id = c.id and l.week = date_trunc('week', f.at, zone)
      order by f.at, coalesce(l.booked, '0'), c.position, c.id
    )
    select s.at, s.staff_id, s.wall::date, w.minute
    from starts s
    cross join lateral (select extract(hour from s.wall)::int * 60 + extract(minute from s.wall)::int as minute) w
    where (p_wish ->> 'weekday' is null or extract(isodow from s.wall)::int = (p_wish ->> 'weekday')::int)
      and case when minute_to <= minute_from then w.minute >= minute_from or w.minute < minute_to
        else (minute_from is null or w.minute >= minute_from) and (minute_to is null or w.minute < minute_to) end
      and not exists (
        select from public.bookings b
        where b.business_id = p_business.id and b.customer_id = p_customer and b.starts_at = s.at
          and (b.id = p_for_booking or b.status = 'cancelled' and b.ended_by = 'owner'))
      and not exists (
        select from public.moves m
        where m.business_id = p_business.id and m.booking_id = p_for_booking and m.starts_at = s.at
          and m.asked_by = 'customer' and m.state = 'declined')
    order by s.at;
end
$$;

-- schemas/30_slots/05a_offers_of.sql
-- One set of offers in words, in order of position, those already lapsed left out.
create or replace function private.offers_of(p_business public.businesses, p_conversation uuid, p_set int, p_now timestamptz) returns jsonb
language plpgsql stable set search_path = ''
as $$
begin
  return (
    select coalesce(jsonb_agg(jsonb_build_object(
        'ref', o.ref, 'position', o.position, 'starts_at', o.starts_at, 'service', s.name, 'staff', t.name,
        'soon', o.starts_at < date_trunc('day', p_now, p_business.time_zone) + interval '7 days',
        'words', private.local_words(o.starts_at, p_business.time_zone)) order by o.position), '[]')
    from public.offers o
    join public.services s on s.business_id = o.business_id and s.id = o.service_id
    join public.staff t on t.business_id = o.business_id and t.id = o.staff_id
    where o.business_id = p_business.id and o.conversation_id = p_conversation and o.set_no = p_set and o.expires_at > p_now);
end
$$;

-- schemas/30_slots/06_make_offers.sql
-- Which of the candidates to show: the soonest first, then other days before other parts of the day before mere neighbours; a third that is
-- only a neighbour is left out. Near p_minute, where a time of day was wished that is not to be had.
create or replace function private.spread(p_candidates private.candidate[], p_most int, p_minute int default null) returns private.candidate[]
language plpgsql stable set search_path = ''
as $$
declare
  chosen private.candidate;
  picked private.candidate[] := '{}';
begin
  for n in 1..p_most loop
    select c.* into chosen
      from unnest(p_candidates) as c
      where not exists (select from unnest(picked) p where p.starts_at = c.starts_at)
      order by
        abs(c.minute - p_minute) / 90,
        exists (select from unnest(picked) p where p.day = c.day),
        exists (select from unnest(picked) p where abs(extract(epoch from p.starts_at - c.starts_at)) < 5400),
        exists (select from unnest(picked) p where p.minute / 240 = c.minute / 240),
        c.starts_at
      limit 1;
    exit when not found or cardinality(picked) >= 2
      and exists (select from unnest(picked) p where abs(extract(epoch from p.starts_at - chosen.starts_at)) < 3600);
    picked := picked || chosen;
  end loop;
  return picked;
end
$$;

-- Keeps offered times for their conversation for a while: holds that lapse by themselves. A booking's own offer may overlap that booking. On a
-- calendar where a dozen are kept already no more are, so that nobody can block a day by only asking; for a blocked customer none are.
create or replace function private.keep_offers(
  p_business public.businesses, p_service public.services, p_conversation uuid, p_set int, p_now timestamptz
) returns void
language plpgsql set search_path = ''
as $$
begin
  insert into public.holds (business_id, staff_id, booking_id, offer_id, occupied, at_customer, place_id, expires_at)
  select o.business_id, o.staff_id, o.for_booking_id, o.id, tstzrange(
      o.starts_at - make_interval(mins => p_service.buffer_before_minutes), o.ends_at + make_interval(mins => p_service.buffer_after_minutes)),
    p_service.at_customer, o.place_id, least(o.expires_at, p_now + make_interval(mins => p_business.offer_hold_minutes))
  from public.offers o
  join public.conversations c on c.business_id = o.business_id and c.id = o.conversation_id
  join public.customers k on k.business_id = c.business_id and k.id = c.customer_id and k.blocked_at is null
  where o.business_id = p_business.id and o.conversation_id = p_conversation and o.set_no = p_set and p_business.offer_hold_minutes > 0
    and (select count(*) from public.holds h
      where h.business_id = o.business_id and h.staff_id = o.staff_id and h.offer_id is not null and h.expires_at > p_now) < 12
  on conflict do nothing;
end
$$;

-- Chooses up to three good starts for a wish and issues them to a conversation as its newest set, in place of any older one. Each is kept
-- for it for offer_hold_minutes. Returns {match, set, offers}: match says how near to the wish they are, 'wished', 'same_days', 'later' or
-- 'none'. Offers lapse at their start, or after two days. With p_for_booking they are new times for that booking.
create or replace function private.make_offers(
  p_business public.businesses, p_conversation uuid, p_customer uuid, p_service public.services, p_staff uuid, p_place uuid,
  p_wish jsonb, p_now timestamptz, p_most int default 3, p_for_booking uuid default null
) returns jsonb
language plpgsql set search_path = ''
as $$
declare
  stage record;
  picked private.candidate[];
  set_number int;
  matched text := 'none';
begin
  perform private.lock_service(p_business.id, p_service.id, p_now);
  perform private.release_offers(p_business.id, p_conversation);
  for stage in
    select * from (values
      ('wished', p_wish, null::int),
      ('same_days', p_wish - 'minute_from' - 'minute_to', (p_wish ->> 'minute_from')::int),
      ('later', jsonb_build_object('day_from', p_wish -> 'day_from'), null)
    ) as stages (name, wish, near)
  loop
    picked := private.spread(array(
      select c from private.offer_candidates(
        p_business, p_service, p_customer, p_staff, p_place, stage.wish, p_now, p_for_booking, p_conversation) as c), p_most, stage.near);
    if cardinality(picked) > 0 then
      matched := stage.name;
      exit;
    end if;
  end loop;

  update public.conversations set offer_set = offer_set + 1
    where business_id = p_business.id and id = p_conversation
    returning offer_set into set_number;
  insert into public.offers (
    business_id, conversation_id, set_no, position, ref, service_id, staff_id, place_id, starts_at, ends_at, expires_at, created_at, for_booking_id)
    select p_business.id, p_conversation, set_number, row_number() over (order by c.starts_at),
      format('t%s-%s', set_number, row_number() over (order by c.starts_at)), p_service.id, c.staff_id, p_place,
      c.starts_at, c.starts_at + make_interval(mins => p_service.minutes), least(c.starts_at, p_now + interval '2 days'), p_now, p_for_booking
    from unnest(picked) as c;
  perform private.keep_offers(p_business, p_service, p_conversation, set_number, p_now);
  return jsonb_build_object('match', matched, 'set', set_number,
    'offers', private.offers_of(p_business, p_conversation, set_number, p_now));
end
$$;

-- schemas/40_texts/01_opted_out.sql
-- Has this number told this business to stop? The newest row of the ledger rules; never asked: no.
create or replace function private.opted_out(p_business uuid, p_phone text) returns boolean
language plpgsql stable set search_path = ''
as $$
begin
  return (
    select coalesce(
      (select o.opted_out from public.opt_outs o
       where o.business_id = p_business and o.phone = p_phone
       order by o.ledger_no desc limit 1), false));
end
$$;

-- Puts the carrier's own opt-out (error 21610) into the ledger, once. Any other code means nothing here.
create or replace function private.note_refusal(p_business uuid, p_phone text, p_error_code int, p_now timestamptz) returns void
language plpgsql set search_path = ''
as $$
begin
  insert into public.opt_outs (business_id, phone, opted_out, source, created_at)
  select p_business, p_phone, true, 'carrier refused: 21610', p_now
  where p_error_code = 21610 and not private.opted_out(p_business, p_phone);
end
$$;

-- schemas/40_texts/02_queue_text.sql
-- Puts one text into the outbox, once per dedupe key. Proactive texts wait for contact hours. Does nothing without a recipient.
create or replace function private.queue_text(
  p_business public.businesses, p_kind text, p_class public.text_class, p_recipient text, p_dedupe_key text, p_now timestamptz,
  p_member uuid default null, p_customer uuid default null, p_conversation uuid default null, p_message uuid default null,
  p_booking uuid default null, p_lead uuid default null, p_offer_set int default null, p_detail jsonb default '{}'
) returns void
language plpgsql set search_path = ''
as $$
begin
  insert into public.outbox (
    business_id, kind, class, medium, recipient, dedupe_key, created_at, due_at,
    member_id, customer_id, conversation_id, message_id, booking_id, lead_id, offer_set, detail)
  select p_business.id, p_kind, p_class, case when p_recipient like '%@%' then 'email' else 'sms' end::public.text_medium,
    p_recipient, p_dedupe_key, p_now, case when p_class = 'proactive' then private.in_contact_hours(p_business, p_now) else p_now end,
    p_member, p_customer, p_conversation, p_message, p_booking, p_lead, p_offer_set, p_detail
  where p_recipient is not null
  on conflict (business_id, dedupe_key) do nothing;
end
$$;

-- schemas/40_texts/03_tell_members.sql
-- One text to each member of a business who has a phone and wants this sort: 'requests', 'confirmations' or 'handoffs'.
create or replace function private.tell_members(
  p_business public.businesses, p_wants text, p_kind text, p_class public.text_class, p_dedupe_key text, p_now timestamptz,
  p_booking uuid default null, p_lead uuid default null, p_conversation uuid default null, p_detail jsonb default '{}'
) returns void
language plpgsql set search_path = ''
as $$
begin
  perform private.queue_text(p_business, p_kind, p_class, m.phone, format('%s:%s', p_dedupe_key, m.user_id), p_now,
    p_member => m.user_id, p_booking => p_booking, p_lead => p_lead, p_conversation => p_conversation, p_detail => p_detail)
  from public.members m
  where m.business_id = p_business.id and m.deleted_at is null and m.phone is not null
    and case p_wants when 'requests' then m.gets_requests when 'confirmations' then m.gets_confirmations else m.gets_handoffs end;
end
$$;

-- schemas/40_texts/04_tell_customer.sql
-- One text about a booking to its customer: to their phone, else to their e-mail address.
create or replace function private.tell_customer(
  p_business public.businesses, p_booking public.bookings, p_kind text, p_class public.text_class, p_dedupe_key text, p_now timestamptz,
  p_offer_set int default null, p_detail jsonb default '{}'
) returns void
language plpgsql set search_path = ''
as $$
begin
  perform private.queue_text(p_business, p_kind, p_class, coalesce(p_booking.customer_phone, p_booking.customer_email), p_dedupe_key, p_now,
    p_customer => p_booking.customer_id, p_conversation => p_booking.conversation_id, p_booking => p_booking.id, p_offer_set => p_offer_set, p_detail => p_detail);
end
$$;

-- schemas/40_texts/04a_move_words.sql
-- A move in the words its texts and pages use: the old time and the new one, each with its calendar.
create or replace function private.move_words(p_business public.businesses, p_move public.moves) returns jsonb
language plpgsql stable set search_path = ''
as $$
begin
  return (
    select jsonb_build_object(
      'move_id', p_move.id, 'asked_by', p_move.asked_by, 'state', p_move.state, 'reason', p_move.reason,
      'old', private.local_words(p_move.old_starts_at, p_business.time_zone), 'old_staff', o.name,
      'new', private.local_words(p_move.starts_at, p_business.time_zone), 'new_staff', n.name,
      'starts_at', p_move.starts_at, 'answer_by', private.local_words(p_move.expires_at, p_business.time_zone))
    from public.staff o, public.staff n
    where o.business_id = p_move.business_id and o.id = p_move.old_staff_id
      and n.business_id = p_move.business_id and n.id = p_move.staff_id);
end
$$;

-- schemas/40_texts/05_booking_words.sql
-- A booking in the words its texts and pages use, with the move that waits, if any. `ref` is the only name by which the receptionist can
-- pick it.
create or replace function private.booking_words(p_business public.businesses, p_booking public.bookings) returns jsonb
language plpgsql stable set search_path = ''
as $$
begin
  return (
    select jsonb_build_object(
      'id', p_booking.id, 'ref', 'b' || left(p_booking.id::text, 8), 'status', p_booking.status, 'service', p_booking.service_name, 'staff', t.name,
      'customer', p_booking.customer_name, 'phone', p_booking.customer_phone, 'email', p_booking.customer_email,
      'address', p_booking.address, 'notes', p_booking.notes, 'price_cents', p_booking.price_cents, 'currency', p_booking.currency,
      'starts_at', p_booking.starts_at, 'words', private.local_words(p_booking.starts_at, p_business.time_zone),
      'ends_at', p_booking.ends_at, 'ends', private.local_words(p_booking.ends_at, p_business.time_zone),
      'travel_assumed', p_booking.travel_assumed, 'travel_minutes', p_business.travel_minutes,
      'answer_by', case when p_booking.expires_at is not null then private.local_words(p_booking.expires_at, p_business.time_zone) end,
      'reason', p_booking.ended_reason,
      'move', (select private.move_words(p_business, m) from public.moves m
        where m.business_id = p_booking.business_id and m.booking_id = p_booking.id and m.state = 'waiting'),
      'several_staff', (select count(*) > 1 from public.staff s where s.business_id = p_booking.business_id and s.deleted_at is null))
    from public.staff t
    where t.business_id = p_booking.business_id and t.id = p_booking.staff_id);
end
$$;

-- schemas/40_texts/06_text_refusal.sql
-- Why a text must not leave now, or null. Asked again just before sending, from the rows as they are then: is it still true?
create or replace function private.text_refusal(p_text public.outbox) returns text
language plpgsql stable set search_path = ''
as $$
declare
  booking public.bookings;
  move_state public.move_state;
begin
  if p_text.medium = 'sms' and private.opted_out(p_text.business_id, p_text.recipient) then
    return 'opted out';
  end if;
  if p_text.customer_id is not null and exists (
    select from public.customers c
    where c.business_id = p_text.business_id and c.id = p_text.customer_id and c.blocked_at is not null) then
    return 'blocked';
  end if;
  if p_text.booking_id is null then
    return null;
  end if;
  select * into booking from public.bookings b where b.business_id = p_text.business_id and b.id = p_text.booking_id;
  select m.state into move_state from public.moves m
    where m.business_id = p_text.business_id and m.id = (p_text.detail ->> 'move_id')::uuid;
  return case
    when p_text.kind in ('move_request', 'move_nag', 'proposal') and move_state <> 'waiting' then format('the move is %s', move_state)
    when p_text.kind in ('moved', 'moved_copy') and booking.starts_at <> (p_text.detail ->> 'starts_at')::timestamptz then 'moved again since'
    when booking.status = any (case p_text.kind
      when 'request' then array['pending']
      when 'nag' then array['pending']
      when 'note' then array['pending', 'confirmed']
      when 'confirmed' then array['confirmed']
      when 'edited' then array['confirmed']
      when 'moved' then array['confirmed']
      when 'expired' then array['expired']
      when 'cancelled' then array['cancelled']
      when 'proposal' then array['pending', 'confirmed']
      when 'withdrawn' then array['pending', 'confirmed']
      when 'move_request' then array['confirmed']
      when 'move_nag' then array['confirmed']
      when 'move_declined' then array['confirmed']
      when 'move_lapsed' then array['confirmed']
      end::public.booking_status[]) is false then format('the booking is %s', booking.status)
  end;
end
$$;

-- schemas/50_bookings/01_add_event.sql
-- One line of a booking's history.
create or replace function private.add_event(
  p_booking public.bookings, p_kind text, p_actor public.actor_kind, p_now timestamptz, p_actor_id uuid default null, p_detail jsonb default '{}'
) returns void
language plpgsql set search_path = ''
as $$
begin
  insert into public.booking_events (business_id, booking_id, kind, actor, actor_id, detail, created_at)
  values (p_booking.business_id, p_booking.id, p_kind, p_actor, p_actor_id, p_detail, p_now);
end
$$;

-- schemas/50_bookings/02_take_time.sql
-- Takes a stretch of a calendar for a booking, or for a move of it: true if it is theirs now. The hold goes in first, under the exclusion
-- constraint and with on conflict do nothing (a herd of bare inserts would deadlock; a taken time is refused at once); then the one search
-- says whether the start is free by every other rule too, travel included. p_override leaves that out: an owner may work outside the
-- hours, inside the notice or against the drive, but never on somebody else's time. The booking's row may be written afterwards.
create or replace function private.take_time(
  p_business public.businesses, p_service public.services, p_staff uuid, p_place uuid, p_starts timestamptz,
  p_booking uuid, p_move uuid, p_expires timestamptz, p_now timestamptz, p_override boolean default false
) returns boolean
language plpgsql set search_path = ''
as $$
declare
  ends timestamptz := p_starts + make_interval(mins => p_service.minutes);
  hold uuid;
begin
  perform private.lock_calendars(p_business.id, array[p_staff]);
  perform private.clear_due(p_business.id, array[p_staff], p_now);
  insert into public.holds (business_id, staff_id, booking_id, move_id, occupied, at_customer, place_id, expires_at)
    values (p_business.id, p_staff, p_booking, p_move, tstzrange(
      p_starts - make_interval(mins => p_service.buffer_before_minutes), ends + make_interval(mins => p_service.buffer_after_minutes)),
      p_service.at_customer, p_place, p_expires)
    on conflict do nothing
    returning id into hold;
  if hold is null then
    return false;
  end if;
  if p_override or exists (
    select from private.free_starts(
      p_business, p_service, p_staff, p_place, p_starts, p_starts + interval '1 microsecond', p_now, p_booking) as f (at) where f.at = p_starts) then
    return true;
  end if;
  delete from public.holds where business_id = p_business.id and id = hold;
  return false;
end
$$;

-- Gives back what a booking holds: its own time, or all but one move's.
create or replace function private.free_time(p_business uuid, p_booking uuid, p_keep_move uuid default null) returns void
language plpgsql set search_path = ''
as $$
begin
  delete from public.holds where business_id = p_business and id in (
    select h.id from public.holds h
    where h.business_id = p_business and h.booking_id = p_booking and (p_keep_move is null or h.move_id is distinct from p_keep_move)
    order by h.id for update);
end
$$;

-- Does this calendar do this service, both still in use?
create or replace function private.does_service(p_business uuid, p_staff uuid, p_service uuid) returns boolean
language plpgsql stable set search_path = ''
as $$
begin
  return (
    select exists (
      select from public.service_staff ss
      join public.services s on s.business_id = ss.business_id and s.id = ss.service_id and s.deleted_at is null
      join public.staff t on t.business_id = ss.business_id and t.id = ss.staff_id and t.deleted_at is null
      where ss.business_id = p_business and ss.service_id = p_service and ss.staff_id = p_staff));
end
$$;

-- May this calendar in use take over a booking? It has it already, or its service is or was among what it does: what is no longer sold is
-- still owed to those who booked it.
create or replace function private.takes_over(p_booking public.bookings, p_staff uuid) returns boolean
language plpgsql stable set search_path = ''
as $$
begin
  return (
    select exists (
      select from public.staff t
      where t.business_id = p_booking.business_id and t.id = p_staff and t.deleted_at is null
        and (t.id = p_booking.staff_id or exists (
          select from public.service_staff ss
          where ss.business_id = t.business_id and ss.service_id = p_booking.service_id and ss.staff_id = t.id))));
end
$$;

-- Was the place recognised? If not, drives to it take the business's own figure.
create or replace function private.place_known(p_business uuid, p_place uuid) returns boolean
language plpgsql stable set search_path = ''
as $$
begin
  return (
    select exists (select from public.places p where p.business_id = p_business and p.id = p_place and p.latitude is not null)
      or exists (select from public.travel_times t where t.business_id = p_business and t.to_place_id = p_place));
end
$$;

-- A service as one booking has it: an owner may have given the job its own length.
create or replace function private.service_of(p_booking public.bookings) returns public.services
language plpgsql stable set search_path = ''
as $$
declare
  service public.services;
begin
  select * into service from public.services where business_id = p_booking.business_id and id = p_booking.service_id;
  service.minutes := extract(epoch from p_booking.ends_at - p_booking.starts_at)::int / 60;
  return service;
end
$$;

-- One booking of a business, its row locked until the transaction ends; an error when there is none. What a step of an owner starts with:
-- the conversation (for a booking made by hand, the one with its phone) and the calendars are locked before it, in the one order.
create or replace function private.locked_booking(p_business uuid, p_booking uuid, p_now timestamptz, p_staff uuid[] default '{}') returns public.bookings
language plpgsql set search_path = ''
as $$
declare
  booking public.bookings;
  calendars uuid[]; -- its own, and those that keep another time for it
begin
  select * into booking from public.bookings where business_id = p_business and id = p_booking and deleted_at is null;
  if not found then
    raise exception sqlstate 'PT404' using message = 'There is no such booking.', hint = 'not_found';
  end if;
  perform from public.conversations c
    where c.business_id = p_business and c.id = coalesce(booking.conversation_id, (
      select o.id from public.conversations o where o.business_id = p_business and o.channel = 'sms' and o.peer = booking.customer_phone))
    for no key update;
  calendars := booking.staff_id || p_staff || array(
    select h.staff_id from public.holds h where h.business_id = p_business and h.booking_id = p_booking);
  perform private.lock_calendars(p_business, calendars);
  perform private.clear_due(p_business, calendars, p_now);
  select * into booking from public.bookings where business_id = p_business and id = p_booking for no key update;
  return booking;
end
$$;

-- schemas/50_bookings/02b_moves.sql
-- Ends a waiting move without moving anything: its second hold goes, the old time stands. False, changing nothing, if it waits no longer.
create or replace function private.end_move(
  p_business uuid, p_move uuid, p_state public.move_state, p_now timestamptz, p_by uuid default null, p_reason text default ''
) returns boolean
language plpgsql set search_path = ''
as $$
begin
  update public.moves set state = p_state, decided_at = p_now, decided_by = p_by, reason = left(coalesce(nullif(p_reason, ''), reason), 500)
    where business_id = p_business and id = p_move and state = 'waiting';
  if not found then
    return false;
  end if;
  delete from public.holds where business_id = p_business and move_id = p_move;
  return true;
end
$$;

-- Ends a waiting move by the owner's word and tells the customer that the old time stands: 'move_declined', a wish of theirs, or 'withdrawn', a
-- proposal. Null, changing nothing, if it waits no longer.
create or replace function private.call_off_move(
  p_business public.businesses, p_booking public.bookings, p_move public.moves, p_reason text, p_member uuid, p_now timestamptz
) returns text
language plpgsql set search_path = ''
as $$
declare
  outcome text := case p_move.asked_by when 'customer' then 'move_declined' else 'withdrawn' end;
begin
  if not private.end_move(p_business.id, p_move.id,
      case p_move.asked_by when 'customer' then 'declined' else 'withdrawn' end::public.move_state, p_now, p_member, p_reason) then
    return null;
  end if;
  perform private.add_event(p_booking, outcome, 'owner', p_now, p_member, private.move_words(p_business, p_move) || jsonb_build_object('reason', p_reason));
  perform private.tell_customer(p_business, p_booking, outcome, 'caused', format('%s:%s', outcome, p_move.id), p_now,
    p_detail => private.move_words(p_business, p_move));
  return outcome;
end
$$;

-- Takes back whatever move of a booking still waits, silently: what follows tells both sides.
create or replace function private.withdraw_moves(p_business uuid, p_booking uuid, p_now timestamptz) returns void
language plpgsql set search_path = ''
as $$
begin
  perform private.end_move(p_business, m.id, 'withdrawn', p_now)
  from public.moves m where m.business_id = p_business and m.booking_id = p_booking and m.state = 'waiting';
end
$$;

-- Lapses one move that nobody answered in time; both sides are told that the old time stands. Returns whether it did.
create or replace function private.lapse_move(p_business uuid, p_move uuid, p_now timestamptz) returns boolean
language plpgsql set search_path = ''
as $$
declare
  business public.businesses;
  booking public.bookings;
  move public.moves;
begin
  select * into move from public.moves where business_id = p_business and id = p_move and state = 'waiting' and expires_at <= p_now;
  perform from public.bookings where business_id = p_business and id = move.booking_id for no key update; -- before the move, as everyone does
  if private.expire_booking(p_business, move.booking_id, p_now) then -- a request that is due with it: that is what both sides hear of
    return true;
  elsif move.id is null or not private.end_move(p_business, p_move, 'lapsed', p_now) then
    return false;
  end if;
  select * into business from public.businesses where id = p_business;
  select * into booking from public.bookings where business_id = p_business and id = move.booking_id;
  perform private.add_event(booking, 'move_lapsed', 'system', p_now, null, private.move_words(business, move));
  if move.asked_by = 'customer' then
    perform private.tell_customer(business, booking, 'move_lapsed', 'proactive', 'move_lapsed:' || move.id, p_now,
      p_detail => private.move_words(business, move));
  end if;
  perform private.tell_members(business, 'requests', 'move_lapsed_copy', 'proactive', 'move_lapsed_copy:' || move.id, p_now,
    p_booking => booking.id, p_detail => private.move_words(business, move));
  return true;
end
$$;

-- Puts a booking at the time of its move, which is held already, and tells both sides. A pending booking whose new time both sides agreed
-- to is confirmed by that. False, changing nothing, if the move waits no longer.
create or replace function private.accept_move(
  p_business public.businesses, p_move public.moves, p_actor public.actor_kind, p_actor_id uuid, p_now timestamptz
) returns boolean
language plpgsql set search_path = ''
as $$
declare
  booking public.bookings;
begin
  update public.moves set state = 'accepted', decided_at = p_now, decided_by = p_actor_id
    where business_id = p_business.id and id = p_move.id and state = 'waiting' and expires_at > p_now;
  if not found then
    return false;
  end if;
  perform private.free_time(p_business.id, p_move.booking_id, p_move.id);
  update public.holds set move_id = null, expires_at = null where business_id = p_business.id and move_id = p_move.id;
  update public.bookings set
      starts_at = p_move.starts_at, ends_at = p_move.ends_at, staff_id = p_move.staff_id, status = 'confirmed', updated_at = p_now,
      decided_at = coalesce(decided_at, p_now), decided_by = coalesce(decided_by, p_move.asked_by_user, p_actor_id)
    where business_id = p_business.id and id = p_move.booking_id returning * into booking;
  perform private.add_event(booking, 'moved', p_actor, p_now, p_actor_id, private.move_words(p_business, p_move));
  perform private.tell_moved(p_business, booking, p_move, p_now);
  return true;
end
$$;

-- Does an open booking stand where this move put it?
create or replace function private.is_moved(p_booking public.bookings, p_move public.moves) returns boolean
language plpgsql immutable set search_path = ''
as $$
begin
  return (
    select p_move.state = 'accepted' and p_booking.status in ('pending', 'confirmed')
      and (p_booking.starts_at, p_booking.staff_id) = (p_move.starts_at, p_move.staff_id));
end
$$;

-- Both sides hear of a new time that stands; the customer only while it is ahead.
create or replace function private.tell_moved(p_business public.businesses, p_booking public.bookings, p_move public.moves, p_now timestamptz) returns void
language plpgsql set search_path = ''
as $$
begin
  if p_booking.ends_at > p_now then
    perform private.tell_customer(p_business, p_booking, 'moved', 'caused', 'moved:' || p_move.id, p_now,
      p_detail => private.move_words(p_business, p_move));
  end if;
  perform private.tell_members(p_business, 'confirmations', 'moved_copy', 'caused', 'moved_copy:' || p_move.id, p_now,
    p_booking => p_booking.id, p_detail => private.move_words(p_business, p_move));
end
$$;

-- Writes a move that waits, with its second hold, in place of one that waited before; null, changing nothing, when the time is not to be had.
-- It stays open until p_expires.
create or replace function private.open_move(
  p_business public.businesses, p_booking public.bookings, p_service public.services, p_staff uuid, p_starts timestamptz,
  p_asked_by public.actor_kind, p_user uuid, p_nag timestamptz, p_expires timestamptz, p_now timestamptz, p_override boolean default false
) returns public.moves
language plpgsql set search_path = ''
as $$
declare
  move public.moves;
  new_id uuid := gen_random_uuid();
begin
  if not private.take_time(
    p_business, p_service, p_staff, p_booking.place_id, p_starts, p_booking.id, new_id, p_expires, p_now, p_override) then
    return null;
  end if;
  perform private.withdraw_moves(p_business.id, p_booking.id, p_now);
  insert into public.moves (
    business_id, id, booking_id, asked_by, asked_by_user, staff_id, starts_at, ends_at, old_staff_id, old_starts_at, requested_at, nag_at, expires_at)
    values (p_business.id, new_id, p_booking.id, p_asked_by, p_user, p_staff, p_starts, p_starts + make_interval(mins => p_service.minutes),
      p_booking.staff_id, p_booking.starts_at, p_now, p_nag, p_expires)
    returning * into move;
  return move;
end
$$;

-- schemas/50_bookings/03_expire_booking.sql
-- Lapses one request that is past its deadline: frees the time, makes a lead, tells the customer and the owner. Changes nothing if
-- somebody else decided first. Returns whether it did.
create or replace function private.expire_booking(p_business uuid, p_booking uuid, p_now timestamptz) returns boolean
language plpgsql set search_path = ''
as $$
declare
  booking public.bookings;
  business public.businesses;
  lead uuid;
begin
  update public.bookings set status = 'expired', ended_by = 'system', ended_reason = 'nobody answered in time', updated_at = p_now
    where business_id = p_business and id = p_booking and status = 'pending' and expires_at <= p_now
    returning * into booking;
  if not found then
    return false;
  end if;
  perform private.withdraw_moves(p_business, p_booking, p_now);
  perform private.free_time(p_business, p_booking);
  select * into business from public.businesses where id = p_business;
  perform private.add_event(booking, 'expired', 'system', p_now);
  lead := private.add_lead(business, booking.customer_id, booking.conversation_id, 'expired', booking.customer_phone,
    format('Their request for %s was not answered in time.', booking.service_name), 'expired:' || booking.id, p_now, booking.id);
  perform private.tell_customer(business, booking, 'expired', 'proactive', 'expired:' || booking.id, p_now);
  perform private.tell_members(business, 'requests', 'request_expired', 'proactive', 'request_expired:' || booking.id, p_now,
    p_booking => booking.id, p_lead => lead);
  return true;
end
$$;

-- schemas/50_bookings/04_expire_due.sql
-- Lapses due requests and moves, a hundred of each at a time, and drops kept offers past their time; several workers may call it at once.
-- Returns how many requests and moves.
create or replace function public.expire_due(p_now timestamptz default now()) returns int
language plpgsql security definer set search_path = ''
as $$
declare
  due record;
  done int := 0;
begin
  for due in
    select business_id, id from public.bookings where status = 'pending' and expires_at <= p_now
    order by expires_at limit 100 for no key update skip locked
  loop
    done := done + private.expire_booking(due.business_id, due.id, p_now)::int;
  end loop;
  for due in
    select m.business_id, m.id from public.moves m
    join public.bookings b on b.business_id = m.business_id and b.id = m.booking_id
    where m.state = 'waiting' and m.expires_at <= p_now
    order by m.expires_at limit 100 for no key update of b skip locked
  loop
    done := done + private.lapse_move(due.business_id, due.id, p_now)::int;
  end loop;
  delete from public.holds h using (
    select business_id, id from public.holds where offer_id is not null and expires_at <= p_now limit 100 for update skip locked) lapsed
    where h.business_id = lapsed.business_id and h.id = lapsed.id;
  return done;
end
$$;
grant execute on function public.expire_due to service_role;

-- schemas/50_bookings/05_nag_due.sql
-- Reminds owners once of each request, and of each customer's wish to move, whose nag is due. Returns how many.
create or replace function public.nag_due(p_now timestamptz default now()) returns int
language plpgsql security definer set search_path = ''
as $$
declare
  booking public.bookings;
  move public.moves;
  business public.businesses;
  done int := 0;
begin
  for booking in
    select * from public.bookings where status = 'pending' and nagged_at is null and nag_at <= p_now and expires_at > p_now
    order by nag_at limit 100 for no key update skip locked
  loop
    update public.bookings set nagged_at = p_now where business_id = booking.business_id and id = booking.id;
    select * into business from public.businesses where id = booking.business_id;
    perform private.add_event(booking, 'nagged', 'system', p_now);
    perform private.tell_members(business, 'requests', 'nag', 'proactive', format('nag:%s:%s', booking.id, booking.nag_at), p_now, p_booking => booking.id);
    done := done + 1;
  end loop;
  for move in
    select * from public.moves where state = 'waiting' and nagged_at is null and nag_at <= p_now and expires_at > p_now
    order by nag_at limit 100 for no key update skip locked
  loop
    update public.moves set nagged_at = p_now where business_id = move.business_id and id = move.id;
    select * into business from public.businesses where id = move.business_id;
    perform private.tell_members(business, 'requests', 'move_nag', 'proactive', 'move_nag:' || move.id, p_now,
      p_booking => move.booking_id, p_detail => private.move_words(business, move));
    done := done + 1;
  end loop;
  return done;
end
$$;
grant execute on function public.nag_due to service_role;

-- schemas/50_bookings/06_confirm_booking.sql
-- The owner says yes. Returns the outcome and the booking as it then is: 'confirmed', 'already_confirmed', 'too_late' (it lapsed) or
-- 'already_ended'. Only the first call changes anything or sends a text. A new time proposed meanwhile is taken back.
create or replace function private.confirm_booking(p_business uuid, p_booking uuid, p_member uuid, p_now timestamptz) returns jsonb
language plpgsql set search_path = ''
as $$
declare
  booking public.bookings;
  business public.businesses;
begin
  perform private.expire_booking(p_business, p_booking, p_now);
  update public.bookings set status = 'confirmed', decided_at = p_now, decided_by = p_member, updated_at = p_now
    where business_id = p_business and id = p_booking and status = 'pending' and deleted_at is null
    returning * into booking;
  if not found then
    return private.decided_already(p_business, p_booking);
  end if;
  perform private.withdraw_moves(p_business, p_booking, p_now);
  update public.holds set expires_at = null where business_id = p_business and booking_id = p_booking and offer_id is null;
  select * into business from public.businesses where id = p_business;
  perform private.add_event(booking, 'confirmed', 'owner', p_now, p_member);
  perform private.tell_customer(business, booking, 'confirmed', 'caused', 'confirmed:' || booking.id, p_now);
  perform private.tell_members(business, 'confirmations', 'confirmed_copy', 'caused', 'confirmed_copy:' || booking.id, p_now,
    p_booking => booking.id);
  return jsonb_build_object('outcome', 'confirmed', 'booking', private.booking_words(business, booking));
end
$$;

create or replace function public.confirm_booking(p_business uuid, p_booking uuid) returns jsonb
language plpgsql security definer set search_path = ''
as $$
begin
  return private.confirm_booking(p_business, p_booking, private.require_member(p_business), now());
end
$$;
grant execute on function public.confirm_booking to authenticated;

-- schemas/50_bookings/07_decline_booking.sql
-- The owner says no to a request. Frees the time, keeps it from being offered to this customer again, and issues other times to their
-- conversation, which the text lists. Outcomes: 'declined', else as for confirm_booking.
create or replace function private.decline_booking(p_business uuid, p_booking uuid, p_member uuid, p_reason text, p_now timestamptz) returns jsonb
language plpgsql set search_path = ''
as $$
declare
  booking public.bookings;
  business public.businesses;
  service public.services;
  offers jsonb;
begin
  -- Conversation and calendars before the booking, as everyone takes them.
  perform from public.conversations c
    where c.business_id = p_business
      and c.id = (select b.conversation_id from public.bookings b where b.business_id = p_business and b.id = p_booking)
    for no key update;
  perform private.lock_service(p_business,
    (select b.service_id from public.bookings b where b.business_id = p_business and b.id = p_booking), p_now);
  perform private.expire_booking(p_business, p_booking, p_now);
  update public.bookings
    set status = 'cancelled', ended_by = 'owner', ended_reason = left(coalesce(p_reason, ''), 500),
        decided_at = p_now, decided_by = p_member, updated_at = p_now
    where business_id = p_business and id = p_booking and status = 'pending' and deleted_at is null
    returning * into booking;
  if not found then
    return private.decided_already(p_business, p_booking);
  end if;
  perform private.withdraw_moves(p_business, p_booking, p_now);
  perform private.free_time(p_business, p_booking);
  select * into business from public.businesses where id = p_business;
  select * into service from public.services where business_id = p_business and id = booking.service_id;
  perform private.add_event(booking, 'declined', 'owner', p_now, p_member, jsonb_build_object('reason', booking.ended_reason));
  if booking.conversation_id is not null then
    offers := private.make_offers(business, booking.conversation_id, booking.customer_id, service, null, booking.place_id,
      jsonb_build_object('day_from', (p_now at time zone business.time_zone)::date), p_now);
  end if;
  perform private.tell_customer(business, booking, 'declined', 'caused', 'declined:' || booking.id, p_now, (offers ->> 'set')::int);
  return jsonb_build_object('outcome', 'declined', 'booking', private.booking_words(business, booking));
end
$$;

create or replace function public.decline_booking(p_business uuid, p_booking uuid, p_reason text default '') returns jsonb
language plpgsql security definer set search_path = ''
as $$
begin
  return private.decline_booking(p_business, p_booking, private.require_member(p_business), p_reason, now());
end
$$;
grant execute on function public.decline_booking to authenticated;

-- schemas/50_bookings/08_cancel_booking.sql
-- Calls off a booking that is pending or confirmed, by its customer or the owner; frees all it held, both times of a move included, and tells
-- both sides (the customer only if p_tell, and not of what is over). Outcomes: 'cancelled', else 'already_ended'.
create or replace function private.cancel_booking(
  p_business uuid, p_booking uuid, p_actor public.actor_kind, p_actor_id uuid, p_reason text, p_tell boolean, p_now timestamptz
) returns jsonb
language plpgsql set search_path = ''
as $$
declare
  business public.businesses;
  booking public.bookings := private.locked_booking(p_business, p_booking, p_now);
begin
  select * into business from public.businesses where id = p_business;
  update public.bookings
    set status = 'cancelled', ended_by = p_actor, ended_reason = left(coalesce(p_reason, ''), 500), updated_at = p_now,
        decided_at = case when p_actor = 'owner' then p_now else decided_at end, decided_by = coalesce(p_actor_id, decided_by)
    where business_id = p_business and id = p_booking and status in ('pending', 'confirmed')
    returning * into booking;
  if not found then
    return jsonb_build_object('outcome', 'already_ended', 'booking', (select private.booking_words(business, b)
      from public.bookings b where b.business_id = p_business and b.id = p_booking));
  end if;
  perform private.withdraw_moves(p_business, p_booking, p_now);
  perform private.free_time(p_business, p_booking);
  perform private.add_event(booking, 'cancelled', p_actor, p_now, p_actor_id, jsonb_build_object('reason', booking.ended_reason, 'told', p_tell));
  if p_tell and booking.ends_at > p_now then
    perform private.tell_customer(business, booking, 'cancelled', 'caused', 'cancelled:' || booking.id, p_now);
  end if;
  if p_actor = 'customer' then
    perform private.tell_members(business, 'requests', 'customer_cancelled', 'caused', 'customer_cancelled:' || booking.id, p_now,
      p_booking => booking.id);
  end if;
  return jsonb_build_object('outcome', 'cancelled', 'booking', private.booking_words(business, booking));
end
$$;

create or replace function public.cancel_booking(p_business uuid, p_booking uuid, p_reason text default '', p_tell boolean default true) returns jsonb
language plpgsql security definer set search_path = ''
as $$
begin
  return private.cancel_booking(p_business, p_booking, 'owner', private.require_member(p_business), p_reason, p_tell, now());
end
$$;
grant execute on function public.cancel_booking to authenticated;

-- schemas/50_bookings/09_finish_booking.sql
-- What became of a confirmed booking once its time has come: 'completed' or 'no_show'. The one may be corrected to the other. Outcomes: the
-- status, 'not_yet' (it has not started), 'not_confirmed', or 'already_ended' (it was cancelled or lapsed). The same again
-- changes nothing and says so: `again`.
create or replace function private.finish_booking(
  p_business uuid, p_booking uuid, p_status public.booking_status, p_member uuid, p_now timestamptz
) returns jsonb
language plpgsql set search_path = ''
as $$
declare
  business public.businesses;
  booking public.bookings := private.locked_booking(p_business, p_booking, p_now);
  outcome text := p_status;
  again boolean := booking.status = p_status;
begin
  select * into business from public.businesses where id = p_business;
  if booking.status in ('cancelled', 'expired') then
    outcome := 'already_ended';
  elsif booking.status = 'pending' then
    outcome := 'not_confirmed';
  elsif booking.starts_at > p_now then
    outcome := 'not_yet';
  elsif booking.status <> p_status then
    update public.bookings set status = p_status, updated_at = p_now
      where business_id = p_business and id = p_booking returning * into booking;
    perform private.withdraw_moves(p_business, p_booking, p_now);
    perform private.add_event(booking, p_status::text, 'owner', p_now, p_member);
  end if;
  return jsonb_build_object('outcome', outcome, 'again', again, 'booking', private.booking_words(business, booking));
end
$$;

create or replace function public.complete_booking(p_business uuid, p_booking uuid) returns jsonb
language plpgsql security definer set search_path = ''
as $$
begin
  return private.finish_booking(p_business, p_booking, 'completed', private.require_member(p_business), now());
end
$$;
grant execute on function public.complete_booking to authenticated;

create or replace function public.mark_no_show(p_business uuid, p_booking uuid) returns jsonb
language plpgsql security definer set search_path = ''
as $$
begin
  return private.finish_booking(p_business, p_booking, 'no_show', private.require_member(p_business), now());
end
$$;
grant execute on function public.mark_no_show to authenticated;

-- schemas/50_bookings/10_owners_time.sql
-- What speaks against a time an owner chose, in words, as private.why_not says it; the notice, the horizon and the grid are for customers
-- only. What nobody may override, somebody else's time, comes first, each with `final`. An empty list: nothing does.
create or replace function private.objections(
  p_business public.businesses, p_service public.services, p_staff uuid, p_place uuid, p_starts timestamptz, p_now timestamptz,
  p_except_booking uuid default null
) returns jsonb
language sql stable set search_path = ''
as $$
  select coalesce(jsonb_agg(jsonb_build_object('rule', w.rule, 'words', w.words, 'booking_id', w.booking_id,
      'final', w.rule in ('booked', 'kept', 'buffer')) order by w.rule not in ('booked', 'kept', 'buffer')), '[]')
  from private.why_not(p_business, p_service, p_staff, p_place, p_starts, p_now, p_except_booking) w
  where w.rule not in ('notice', 'horizon', 'grid')
$$;

-- Refuses a start that cannot be meant: more than a month ago or two years ahead.
create or replace function private.check_start(p_starts timestamptz, p_now timestamptz) returns void
language plpgsql stable set search_path = ''
as $$
begin
  if p_starts is null then
    raise exception sqlstate 'PT400' using message = 'Say when it starts.', hint = 'bad_date';
  elsif p_starts < p_now - interval '31 days' or p_starts > p_now + interval '731 days' then
    raise exception sqlstate 'PT400' using message = 'A booking can start from a month ago to two years ahead.', hint = 'bad_date';
  end if;
end
$$;

-- The length of a job an owner gave, or its service's own; 5 minutes to 24 hours.
create or replace function private.check_minutes(p_minutes int, p_else int) returns int
language plpgsql immutable set search_path = ''
as $$
begin
  if p_minutes not between 5 and 1440 then
    raise exception sqlstate 'PT400' using message = 'A booking lasts from 5 minutes to 24 hours.', hint = 'bad_minutes';
  end if;
  return coalesce(p_minutes, p_else);
end
$$;

-- Refuses a price below nothing.
create or replace function private.check_price(p_cents int) returns void
language plpgsql immutable set search_path = ''
as $$
begin
  if p_cents < 0 then
    raise exception sqlstate 'PT400' using message = 'A price cannot be less than nothing.', hint = 'bad_price';
  end if;
end
$$;

-- A business's service in use, or an error.
create or replace function private.service_in_use(p_business uuid, p_service uuid) returns public.services
language plpgsql stable set search_path = ''
as $$
declare
  service public.services;
begin
  select * into service from public.services where business_id = p_business and id = p_service and deleted_at is null;
  if not found then
    raise exception sqlstate 'PT404' using message = 'There is no such service.', hint = 'not_found';
  end if;
  return service;
end
$$;

-- The calendar an owner named, which must do the service; without a name the one against which the least speaks, what nobody may override
-- weighing most, and of several the one with the least booked that week.
create or replace function private.staff_for(
  p_business public.businesses, p_service public.services, p_staff uuid, p_place uuid, p_starts timestamptz, p_now timestamptz
) returns uuid
language plpgsql stable set search_path = ''
as $$
declare
  chosen uuid;
begin
  select t.id into chosen
    from public.service_staff ss
    join public.staff t on t.business_id = ss.business_id and t.id = ss.staff_id and t.deleted_at is null
    cross join lateral private.objections(p_business, p_service, t.id, p_place, p_starts, p_now) as o (against)
    where ss.business_id = p_business.id and ss.service_id = p_service.id and (p_staff is null or t.id = p_staff)
    order by o.against @> '[{"final": true}]', jsonb_array_length(o.against),
      (select coalesce(sum(upper(h.occupied) - lower(h.occupied)), '0') from public.holds h
        where h.business_id = t.business_id and h.staff_id = t.id and h.booking_id is not null
          and date_trunc('week', lower(h.occupied), p_business.time_zone) = date_trunc('week', p_starts, p_business.time_zone)), t.position
    limit 1;
  if chosen is null then
    raise exception sqlstate 'PT400' using message = format('Nobody chosen does %s.', p_service.name), hint = 'bad_staff';
  end if;
  return chosen;
end
$$;

-- schemas/50_bookings/11_add_booking.sql
-- The customer of a booking an owner adds: the one they picked, or the one with that phone, made if new. An empty row for a walk-in, who is
-- written down with the booking and not before. p_who: {customer_id, name, phone (E.164), email, address, suburb, postcode}.
create or replace function private.customer_for(p_business uuid, p_who jsonb, p_now timestamptz) returns public.customers
language plpgsql set search_path = ''
as $$
declare
  customer public.customers;
  phone text := nullif(p_who ->> 'phone', '');
begin
  if phone !~ '^\+[1-9][0-9]{6,14}$' then
    raise exception sqlstate 'PT400' using message = 'That phone number is not complete.', hint = 'bad_phone';
  end if;
  if nullif(p_who ->> 'customer_id', '') is not null then
    select * into customer from public.customers
      where business_id = p_business and id = (p_who ->> 'customer_id')::uuid and deleted_at is null;
    if not found then
      raise exception sqlstate 'PT404' using message = 'There is no such customer.', hint = 'not_found';
    end if;
  elsif phone is not null then
    customer := private.customer_by_phone(p_business, phone, p_now);
  else
    return null;
  end if;
  return private.note_customer(p_business, customer.id, p_who - 'phone', p_now);
end
$$;

-- Someone at the door, with a name only, or nothing.
create or replace function private.walk_in(p_business uuid, p_who jsonb, p_now timestamptz) returns public.customers
language plpgsql set search_path = ''
as $$
declare
  new_id uuid := gen_random_uuid();
begin
  insert into public.customers (business_id, id, created_at, updated_at) values (p_business, new_id, p_now, p_now);
  return private.note_customer(p_business, new_id, p_who, p_now);
end
$$;

-- Adds a booking an owner agreed to by phone or at the door: confirmed at once. p_starts is an instant; p_staff null: whoever is free. It
-- may override hours, blocked times, the drive and the notice (p_override), never another's time. p_id names the booking beforehand, so that
-- sending the form twice adds one and says so: `again`. p_details: {minutes, address, notes, price_cents} besides the customer's.
-- The customer is told (p_tell) unless it is over already. Outcomes: 'booked' with the booking, or 'refused' with `reasons`
-- (private.objections): nothing was booked then.
create or replace function private.add_booking(
  p_business uuid, p_service uuid, p_staff uuid, p_starts timestamptz, p_details jsonb, p_override boolean, p_tell boolean, p_id uuid,
  p_member uuid, p_now timestamptz
) returns jsonb
language plpgsql set search_path = ''
as $$
declare
  business public.businesses;
  service public.services := private.service_in_use(p_business, p_service);
  customer public.customers;
  booking public.bookings;
  new_id uuid := coalesce(p_id, gen_random_uuid());
  place uuid;
  staff uuid;
  against jsonb;
begin
  select * into business from public.businesses where id = p_business;
  perform pg_advisory_xact_lock(hashtextextended(new_id::text, 0)); -- a form sent twice at once waits for itself
  select * into booking from public.bookings where business_id = p_business and id = new_id;
  if found then
    return jsonb_build_object('outcome', 'booked', 'again', true, 'booking', private.booking_words(business, booking));
  end if;
  perform private.check_start(p_starts, p_now);
  perform private.check_price((p_details ->> 'price_cents')::int);
  service.minutes := private.check_minutes((p_details ->> 'minutes')::int, service.minutes);
  customer := private.customer_for(p_business, p_details, p_now);
  place := case when service.at_customer then coalesce(private.place_of(p_business, p_details ->> 'suburb', p_details ->> 'postcode'), customer.place_id) end;
  perform private.lock_service(p_business, p_service, p_now);
  staff := private.staff_for(business, service, p_staff, place, p_starts, p_now);
  against := private.objections(business, service, staff, place, p_starts, p_now);
  if against @> '[{"final": true}]' or (jsonb_array_length(against) > 0 and not p_override)
    or not private.take_time(business, service, staff, place, p_starts, new_id, null, null, p_now, true) then
    return jsonb_build_object('outcome', 'refused', 'reasons', against);
  end if;
  if customer.id is null then
    customer := private.walk_in(p_business, p_details, p_now);
  end if;
  insert into public.bookings (
    business_id, id, customer_id, service_id, staff_id, status, source, starts_at, ends_at, service_name, customer_name, customer_phone,
    customer_email, address, place_id, notes, price_cents, currency, requested_at, decided_at, decided_by, updated_at, travel_assumed)
    values (
      p_business, new_id, customer.id, service.id, staff, 'confirmed', 'manual', p_starts, p_starts + make_interval(mins => service.minutes),
      service.name, customer.name, coalesce(nullif(p_details ->> 'phone', ''), customer.phone, customer.claimed_phone), customer.email,
      case when service.at_customer then coalesce(nullif(p_details ->> 'address', ''), customer.address) else '' end, place,
      left(coalesce(p_details ->> 'notes', ''), 2000), coalesce((p_details ->> 'price_cents')::int, service.price_cents), business.currency,
      p_now, p_now, p_member, p_now, service.at_customer and not private.place_known(p_business, place))
    returning * into booking;
  perform private.add_event(booking, 'added', 'owner', p_now, p_member, jsonb_build_object('overrode', against));
  if p_tell and booking.ends_at > p_now then
    perform private.tell_customer(business, booking, 'confirmed', 'caused', 'confirmed:' || booking.id, p_now);
  end if;
  return jsonb_build_object('outcome', 'booked', 'booking', private.booking_words(business, booking), 'reasons', against);
end
$$;

-- p_starts is a wall time in the business's zone.
create or replace function public.add_booking(
  p_business uuid, p_service uuid, p_starts timestamp, p_details jsonb default '{}', p_staff uuid default null,
  p_override boolean default false, p_tell boolean default true, p_id uuid default null
) returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare
  member uuid := private.require_member(p_business);
  zone text := (select b.time_zone from public.businesses b where b.id = p_business);
begin
  return private.add_booking(
    p_business, p_service, p_staff, private.instant_of(p_starts, zone), p_details, p_override, p_tell, p_id, member, now());
end
$$;
grant execute on function public.add_booking to authenticated;

-- schemas/50_bookings/12_move_booking.sql
-- Puts the time of an owner's move to the customer as a proposal: an offer of their conversation that, once picked, accepts it. The text lists
-- it. False when there is nobody to ask by text: no conversation, no phone.
create or replace function private.propose(
  p_business public.businesses, p_booking public.bookings, p_service public.services, p_move public.moves, p_now timestamptz
) returns boolean
language plpgsql set search_path = ''
as $$
declare
  conversation uuid := p_booking.conversation_id;
  set_number int;
  offer uuid;
begin
  if conversation is null and p_booking.customer_phone is not null then
    conversation := (private.conversation_with(p_business.id, 'sms', p_booking.customer_phone, p_booking.customer_id, p_now)).id;
  end if;
  if conversation is null then
    return false;
  end if;
  perform private.release_offers(p_business.id, conversation);
  update public.conversations set offer_set = offer_set + 1
    where business_id = p_business.id and id = conversation returning offer_set into set_number;
  insert into public.offers (
    business_id, conversation_id, set_no, position, ref, service_id, staff_id, place_id, starts_at, ends_at, expires_at, created_at, for_booking_id, move_id)
    values (p_business.id, conversation, set_number, 1, format('t%s-1', set_number), p_service.id, p_move.staff_id, p_booking.place_id,
      p_move.starts_at, p_move.ends_at, p_move.expires_at, p_now, p_booking.id, p_move.id)
    returning id into offer;
  update public.moves set conversation_id = conversation, offer_id = offer where business_id = p_business.id and id = p_move.id;
  p_booking.conversation_id := conversation;
  perform private.tell_customer(p_business, p_booking, 'proposal', 'caused', 'proposal:' || p_move.id, p_now, set_number,
    p_detail => private.move_words(p_business, p_move));
  return true;
end
$$;

-- Would its customer get a question about this booking, and could they answer it?
create or replace function private.can_be_asked(p_booking public.bookings) returns boolean
language sql stable set search_path = ''
as $$
  select case when p_booking.customer_phone is null then p_booking.customer_email is not null and p_booking.conversation_id is not null
      else not private.opted_out(p_booking.business_id, p_booking.customer_phone) end
    and not exists (
      select from public.customers c
      where c.business_id = p_booking.business_id and c.id = p_booking.customer_id and c.blocked_at is not null)
$$;

-- The owner gives a booking another time, calendar or both. p_agreed: the customer already said yes, so it moves at once (a pending one is
-- confirmed by that); so it does to the very time its customer waits for. Otherwise the new time is held and put to the customer, and the old one stands until they accept: for a day, but not
-- later than either start less the answer margin, and at least 15 minutes. A pending booking meanwhile waits for the customer, not the owner.
-- Putting the same time to them once more changes nothing and says so: `again`.
-- Outcomes: 'moved', 'proposed', 'unchanged', 'refused' with `reasons`, 'unreachable' (nobody to ask: no
-- phone, opted out, blocked), 'already_ended'. Error 'bad_date': a time that has passed cannot be put to anybody.
create or replace function private.move_booking(
  p_business uuid, p_booking uuid, p_staff uuid, p_starts timestamptz, p_agreed boolean, p_override boolean, p_member uuid, p_now timestamptz
) returns jsonb
language plpgsql set search_path = ''
as $$
declare
  business public.businesses;
  booking public.bookings := private.locked_booking(p_business, p_booking, p_now, array[p_staff]);
  service public.services := private.service_of(booking);
  staff uuid := coalesce(p_staff, booking.staff_id);
  agreed boolean := p_agreed or exists (
    select from public.moves m where m.business_id = p_business and m.booking_id = p_booking and m.state = 'waiting' and m.asked_by = 'customer'
      and m.starts_at = p_starts and m.staff_id = staff);
  move public.moves;
  against jsonb;
  open_until timestamptz;
begin
  select * into business from public.businesses where id = p_business;
  perform private.check_start(p_starts, p_now);
  if booking.status not in ('pending', 'confirmed') then
    return jsonb_build_object('outcome', 'already_ended', 'booking', private.booking_words(business, booking));
  elsif booking.starts_at = p_starts and booking.staff_id = staff then
    return jsonb_build_object('outcome', 'unchanged', 'booking', private.booking_words(business, booking));
  elsif not private.takes_over(booking, staff) then
    raise exception sqlstate 'PT400' using message = format('Nobody chosen does %s.', booking.service_name), hint = 'bad_staff';
  elsif not agreed and p_starts <= p_now then
    raise exception sqlstate 'PT400' using message = 'That time has passed, so it cannot be suggested.', hint = 'bad_date';
  elsif not agreed and not private.can_be_asked(booking) then
    return jsonb_build_object('outcome', 'unreachable', 'booking', private.booking_words(business, booking));
  elsif not agreed and exists (
    select from public.moves m where m.business_id = p_business and m.booking_id = p_booking and m.state = 'waiting' and m.asked_by = 'owner'
      and m.starts_at = p_starts and m.staff_id = staff and m.expires_at > p_now) then
    return jsonb_build_object('outcome', 'proposed', 'again', true, 'booking', private.booking_words(business, booking));
  end if;
  against := private.objections(business, service, staff, booking.place_id, p_starts, p_now, p_booking);
  if against @> '[{"final": true}]' or (jsonb_array_length(against) > 0 and not p_override) then
    return jsonb_build_object('outcome', 'refused', 'reasons', against, 'booking', private.booking_words(business, booking));
  end if;
  open_until := greatest(p_now + interval '15 minutes', least(p_now + interval '24 hours',
    least(p_starts, booking.starts_at) - make_interval(mins => business.answer_margin_minutes)));
  move := private.open_move(business, booking, service, staff, p_starts, 'owner', p_member, null, open_until, p_now, true);
  if move.id is null then
    return jsonb_build_object('outcome', 'refused', 'reasons', against, 'booking', private.booking_words(business, booking));
  end if;
  if agreed then
    perform private.accept_move(business, move, 'owner', p_member, p_now);
  else
    if booking.status = 'pending' then
      update public.bookings set expires_at = greatest(expires_at, open_until), nagged_at = coalesce(nagged_at, p_now), updated_at = p_now
        where business_id = p_business and id = p_booking returning * into booking;
      update public.holds set expires_at = booking.expires_at
        where business_id = p_business and booking_id = p_booking and move_id is null and offer_id is null;
    end if;
    perform private.add_event(booking, 'move_proposed', 'owner', p_now, p_member, private.move_words(business, move));
    perform private.propose(business, booking, service, move, p_now);
  end if;
  select * into booking from public.bookings where business_id = p_business and id = p_booking;
  return jsonb_build_object('outcome', case when agreed then 'moved' else 'proposed' end, 'booking', private.booking_words(business, booking),
    'move', private.move_words(business, move), 'reasons', against);
end
$$;

-- p_starts is a wall time in the business's zone.
create or replace function public.move_booking(
  p_business uuid, p_booking uuid, p_starts timestamp, p_staff uuid default null, p_agreed boolean default false, p_override boolean default false
) returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare
  member uuid := private.require_member(p_business);
  zone text := (select b.time_zone from public.businesses b where b.id = p_business);
begin
  return private.move_booking(p_business, p_booking, p_staff, private.instant_of(p_starts, zone), p_agreed, p_override, member, now());
end
$$;
grant execute on function public.move_booking to authenticated;

-- schemas/50_bookings/13_answer_move.sql
-- The owner answers a customer's wish to move, or takes back a proposal of their own (p_accept false). The new time is held already, so a yes
-- cannot fail for want of room. Outcomes: 'moved', 'move_declined', 'withdrawn', or 'already_answered' (also when it lapsed, or the booking
-- ended): nothing changed then.
create or replace function private.answer_move(
  p_business uuid, p_move uuid, p_accept boolean, p_reason text, p_member uuid, p_now timestamptz
) returns jsonb
language plpgsql set search_path = ''
as $$
declare
  business public.businesses;
  booking public.bookings;
  move public.moves;
  outcome text := 'already_answered';
begin
  select * into move from public.moves where business_id = p_business and id = p_move;
  if not found then
    raise exception sqlstate 'PT404' using message = 'There is no such request.', hint = 'not_found';
  end if;
  booking := private.locked_booking(p_business, move.booking_id, p_now, array[move.staff_id]);
  select * into business from public.businesses where id = p_business;
  if p_accept and move.asked_by = 'customer' then
    if private.accept_move(business, move, 'owner', p_member, p_now) then
      outcome := 'moved';
    end if;
  elsif not p_accept then
    outcome := coalesce(private.call_off_move(business, booking, move, p_reason, p_member, p_now), outcome);
  end if;
  select * into booking from public.bookings where business_id = p_business and id = move.booking_id;
  return jsonb_build_object('outcome', outcome, 'booking', private.booking_words(business, booking));
end
$$;

create or replace function public.answer_move(p_business uuid, p_move uuid, p_accept boolean, p_reason text default '') returns jsonb
language plpgsql security definer set search_path = ''
as $$
begin
  return private.answer_move(p_business, p_move, p_accept, p_reason, private.require_member(p_business), now());
end
$$;
grant execute on function public.answer_move to authenticated;

-- schemas/50_bookings/14_edit_booking.sql
-- Changes what a booking is about, not when it starts: {service_id, minutes, customer_name, customer_phone, customer_email, address, suburb,
-- postcode, notes, price_cents}, only what is named (price_cents null: quoted). Another length, service or place needs its time anew, under
-- the owner's rules (private.objections). What one calendar may not do is refused, not guessed. The customer is told (p_tell) when what
-- they were promised changed: service, length, address or price.
-- Outcomes: 'edited', 'unchanged', 'refused' with `reasons`, 'already_ended'.
create or replace function private.edit_booking(
  p_business uuid, p_booking uuid, p_changes jsonb, p_tell boolean, p_override boolean, p_member uuid, p_now timestamptz
) returns jsonb
language plpgsql set search_path = ''
as $$
declare
  business public.businesses;
  place uuid := private.place_of(p_business, p_changes ->> 'suburb', p_changes ->> 'postcode'); -- may be new; before any lock, as everywhere
  old public.bookings := private.locked_booking(p_business, p_booking, p_now);
  booking public.bookings := old;
  service public.services;
  against jsonb := '[]';
begin
  select * into business from public.businesses where id = p_business;
  if old.status not in ('pending', 'confirmed', 'completed', 'no_show') then
    return jsonb_build_object('outcome', 'already_ended', 'booking', private.booking_words(business, old));
  elsif p_changes ->> 'customer_phone' <> '' and p_changes ->> 'customer_phone' !~ '^\+[1-9][0-9]{6,14}$' then
    raise exception sqlstate 'PT400' using message = 'That phone number is not complete.', hint = 'bad_phone';
  end if;
  perform private.check_price((p_changes ->> 'price_cents')::int);
  service := case when p_changes ->> 'service_id' is null or (p_changes ->> 'service_id')::uuid = old.service_id
    then private.service_of(old) else private.service_in_use(p_business, (p_changes ->> 'service_id')::uuid) end;
  service.minutes := private.check_minutes((p_changes ->> 'minutes')::int, service.minutes);
  booking.service_id := service.id;
  booking.service_name := case when service.id = old.service_id then old.service_name else service.name end;
  booking.ends_at := old.starts_at + make_interval(mins => service.minutes);
  booking.customer_name := coalesce(left(p_changes ->> 'customer_name', 80), old.customer_name);
  booking.customer_phone := case when p_changes ? 'customer_phone' then nullif(p_changes ->> 'customer_phone', '') else old.customer_phone end;
  booking.customer_email := case when p_changes ? 'customer_email' then nullif(left(p_changes ->> 'customer_email', 200), '') else old.customer_email end;
  booking.address := case when service.at_customer then coalesce(left(p_changes ->> 'address', 200), old.address) else '' end;
  booking.notes := coalesce(left(p_changes ->> 'notes', 2000), old.notes);
  booking.price_cents := case when p_changes ? 'price_cents' then (p_changes ->> 'price_cents')::int
    when service.id <> old.service_id then service.price_cents else old.price_cents end;
  booking.place_id := case when not service.at_customer then null when p_changes ? 'suburb' or p_changes ? 'postcode' then place else old.place_id end;
  if booking = old then
    return jsonb_build_object('outcome', 'unchanged', 'booking', private.booking_words(business, old));
  end if;
  booking.travel_assumed := service.at_customer and not private.place_known(p_business, booking.place_id);
  if not private.does_service(p_business, old.staff_id, service.id) and service.id <> old.service_id then
    raise exception sqlstate 'PT400' using message = format('This calendar does not do %s. Move the booking first.', service.name), hint = 'bad_staff';
  end if;
  if old.status in ('pending', 'confirmed')
    and (booking.service_id, booking.ends_at, booking.place_id) is distinct from (old.service_id, old.ends_at, old.place_id) then
    against := private.objections(business, service, old.staff_id, booking.place_id, old.starts_at, p_now, p_booking);
    if against @> '[{"final": true}]' or (jsonb_array_length(against) > 0 and not p_override) or not private.retake_time(business, service, booking, p_member, p_now) then
      return jsonb_build_object('outcome', 'refused', 'reasons', against, 'booking', private.booking_words(business, old));
    end if;
  end if;
  booking.updated_at := p_now;
  update public.bookings set
      service_id = booking.service_id, service_name = booking.service_name, ends_at = booking.ends_at, customer_name = booking.customer_name,
      customer_phone = booking.customer_phone, customer_email = booking.customer_email, address = booking.address, notes = booking.notes,
      price_cents = booking.price_cents, place_id = booking.place_id, travel_assumed = booking.travel_assumed, updated_at = p_now
    where business_id = p_business and id = p_booking;
  perform private.add_event(booking, 'edited', 'owner', p_now, p_member, private.changed_columns(old, booking) || jsonb_build_object('overrode', against));
  if p_tell and booking.status = 'confirmed' and booking.starts_at > p_now
    and (booking.service_name, booking.ends_at, booking.address, booking.price_cents)
      is distinct from (old.service_name, old.ends_at, old.address, old.price_cents) then
    perform private.tell_customer(business, booking, 'edited', 'caused', format('edited:%s:%s', booking.id, p_now), p_now);
  end if;
  return jsonb_build_object('outcome', 'edited', 'booking', private.booking_words(business, booking), 'reasons', against);
end
$$;

-- Holds a booking's own start for another length, service or place, in place of what it held. A new time that waits for an answer was
-- measured for the old job, so it is called off. False when somebody has the time; nothing changed then.
create or replace function private.retake_time(
  p_business public.businesses, p_service public.services, p_booking public.bookings, p_member uuid, p_now timestamptz
) returns boolean
language plpgsql set search_path = ''
as $$
declare
  old_hold public.holds;
begin
  select * into old_hold from public.holds
    where business_id = p_business.id and booking_id = p_booking.id and move_id is null and offer_id is null;
  if not private.take_time(p_business, p_service, p_booking.staff_id, p_booking.place_id, p_booking.starts_at,
      p_booking.id, null, old_hold.expires_at, p_now, true) then
    return false;
  end if;
  delete from public.holds where business_id = p_business.id and id = old_hold.id;
  perform private.call_off_move(p_business, p_booking, m, '', p_member, p_now)
    from public.moves m where m.business_id = p_business.id and m.booking_id = p_booking.id and m.state = 'waiting';
  return true;
end
$$;

-- What differs between two states of a booking: {column: [old, new]}.
create or replace function private.changed_columns(p_old public.bookings, p_new public.bookings) returns jsonb
language sql immutable set search_path = ''
as $$
  select coalesce(jsonb_object_agg(o.key, jsonb_build_array(o.value, n.value)), '{}')
  from jsonb_each(to_jsonb(p_old)) o join jsonb_each(to_jsonb(p_new)) n using (key)
  where o.value is distinct from n.value and key <> 'updated_at'
$$;

create or replace function public.edit_booking(
  p_business uuid, p_booking uuid, p_changes jsonb, p_tell boolean default true, p_override boolean default false
) returns jsonb
language plpgsql security definer set search_path = ''
as $$
begin
  return private.edit_booking(p_business, p_booking, p_changes, p_tell, p_override, private.require_member(p_business), now());
end
$$;
grant execute on function public.edit_booking to authenticated;

-- schemas/55_calendars/00_what_was_said.sql
-- Refuses what somebody said, by name (p_hint) and in a sentence for them. Nothing is changed.
create or replace function private.refuse(p_hint text, p_message text) returns void
language plpgsql set search_path = ''
as $$
begin
  raise exception sqlstate 'PT400' using message = p_message, hint = p_hint;
end
$$;

-- A whole number from p_least to p_most, null where nothing was said; anything else is refused by p_hint. p_what begins the sentence.
create or replace function private.whole_number(p_said jsonb, p_least int, p_most int, p_hint text, p_what text) returns int
language plpgsql set search_path = ''
as $$
begin
  if p_said is null or p_said = 'null' then
    return null;
  end if;
  if jsonb_typeof(p_said) <> 'number' or p_said::numeric not between p_least and p_most or p_said::numeric <> trunc(p_said::numeric) then
    perform private.refuse(p_hint, format('%s is a whole number from %s to %s, not %s.', p_what, p_least, p_most, p_said));
  end if;
  return p_said::int;
end
$$;

-- A local time of day, to the minute. 24:00 is midnight, said only of an end: the midnight that ends the day. 'bad_time' otherwise.
create or replace function private.time_of_day(p_said text, p_ends boolean default false) returns time
language plpgsql set search_path = ''
as $$
begin
  if p_ends and p_said ~ '^24:00(:00)?$' then
    return '00:00';
  end if;
  if p_said is null or p_said !~ '^([01]?[0-9]|2[0-3]):[0-5][0-9](:00)?$' then
    perform private.refuse('bad_time', format('%L is not a time of day; write it like 09:00 or 17:30.', p_said));
  end if;
  return p_said::time;
end
$$;

-- A date somebody can mean: of the years 2000 to 2100. 'bad_date' otherwise.
create or replace function private.date_meant(p_date date) returns date
language plpgsql set search_path = ''
as $$
begin
  if p_date is null or p_date not between '2000-01-01' and '2100-12-31' then
    perform private.refuse('bad_date', 'Give a date between the years 2000 and 2100.');
  end if;
  return p_date;
end
$$;

-- The same of a date said in JSON, like "2026-11-02"; null where nothing was said.
create or replace function private.date_said(p_said jsonb) returns date
language plpgsql set search_path = ''
as $$
begin
  if p_said is null or p_said = 'null' then
    return null;
  end if;
  if p_said #>> '{}' !~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}$' then
    raise exception datetime_field_overflow;
  end if;
  return private.date_meant((p_said #>> '{}')::date);
exception when datetime_field_overflow then
  perform private.refuse('bad_date', format('%s is not a date; write it like 2026-11-02.', p_said));
end
$$;

-- The calendars meant: the one, or with null all that are in use. PT404 when the one is not the business's or no longer in use.
create or replace function private.calendars_meant(p_business uuid, p_staff uuid) returns uuid[]
language plpgsql stable set search_path = ''
as $$
declare
  meant uuid[] := array(
    select s.id from public.staff s
    where s.business_id = p_business and s.deleted_at is null and (p_staff is null or s.id = p_staff));
begin
  if p_staff is not null and cardinality(meant) = 0 then
    raise exception sqlstate 'PT404' using message = 'There is no such calendar, or it is not yours.', hint = 'not_found';
  end if;
  return meant;
end
$$;

-- schemas/55_calendars/01_stretches_of.sql
-- Opening hours as somebody says them: [{weekday, opens, closes}], ISO weekdays, local times; for a single date (p_weekly false) without
-- weekday. closes <= opens runs into the next day, so an equal pair is 24 hours; 24:00 closes at midnight. What runs into the next day's
-- hours merges with them. Errors: 'bad_hours' no list, 'bad_weekday', 'bad_time', 'overlapping_hours' two stretches of one day.
create or replace function private.stretches_of(p_hours jsonb, p_weekly boolean) returns table (weekday int, opens time, closes time)
language plpgsql set search_path = ''
as $$
declare
  item jsonb;
  opening int;
  stretch int4range; -- minutes, each weekday on a line of its own
  said int4multirange := '{}';
begin
  if jsonb_typeof(p_hours) is distinct from 'array' then
    perform private.refuse('bad_hours', 'Give the hours as a list of stretches.');
  end if;
  for item in select jsonb_array_elements(p_hours) loop
    weekday := private.whole_number(item -> 'weekday', 1, 7, 'bad_weekday', 'A weekday');
    if (weekday is null) = p_weekly then
      perform private.refuse('bad_weekday', case when p_weekly then 'Say which weekday, from 1 for Monday to 7 for Sunday.'
        else 'Hours of one date have no weekday.' end);
    end if;
    opens := private.time_of_day(item ->> 'opens');
    closes := private.time_of_day(item ->> 'closes', true);
    opening := coalesce(weekday, 0) * 10000 + extract(epoch from opens)::int / 60;
    stretch := int4range(opening, opening + extract(epoch from closes - opens)::int / 60 + case when closes <= opens then 1440 else 0 end);
    if said && stretch then
      perform private.refuse('overlapping_hours', format('%s to %s overlaps other hours%s.', item ->> 'opens', item ->> 'closes',
        coalesce(' of ' || to_char(date '2024-01-01' + weekday - 1, 'FMDay'), '')));
    end if;
    said := said + stretch::int4multirange;
    return next;
  end loop;
end
$$;

-- schemas/55_calendars/02_clashes.sql
-- The times of jobs asked for or agreed that are not over, also new times that wait for an answer. p_staff null: of every calendar.
-- `words`: {booking, customer, status, service, staff, starts_at, words}.
create or replace function private.booked_times(p_business public.businesses, p_staff uuid, p_now timestamptz)
returns table (staff_id uuid, during tstzrange, words jsonb)
language sql stable set search_path = ''
as $$
  select l.staff_id, tstzrange(l.starts_at, l.ends_at), jsonb_build_object(
      'booking', b.id, 'customer', b.customer_name, 'status', b.status, 'service', b.service_name, 'staff', t.name,
      'starts_at', l.starts_at, 'words', private.local_words(l.starts_at, p_business.time_zone))
  from ( -- no job lasts longer than two days
    select b.id as booking_id, b.staff_id, b.starts_at, b.ends_at from public.bookings b
    where b.business_id = p_business.id and b.starts_at > p_now - interval '2 days'
    union all
    select m.booking_id, m.staff_id, m.starts_at, m.ends_at from public.moves m
    where m.business_id = p_business.id and m.state = 'waiting' and m.expires_at > p_now
  ) l
  join public.bookings b on b.business_id = p_business.id and b.id = l.booking_id and b.deleted_at is null
    and (b.status = 'confirmed' or b.status = 'pending' and b.expires_at > p_now)
  join public.staff t on t.business_id = p_business.id and t.id = l.staff_id
  where l.ends_at > p_now and (p_staff is null or l.staff_id = p_staff)
$$;

-- Booked times that do not lie within their calendar's opening hours, soonest first.
create or replace function private.outside_hours(p_business public.businesses, p_staff uuid, p_now timestamptz) returns jsonb
language sql stable set search_path = ''
as $$
  with booked as (select * from private.booked_times(p_business, p_staff, p_now)),
  hours as (
    select b.staff_id, private.open_hours(p_business.id, b.staff_id, p_business.time_zone, min(lower(b.during)), max(upper(b.during))) as open
    from booked b group by b.staff_id
  )
  select coalesce(jsonb_agg(b.words order by lower(b.during)), '[]')
  from booked b join hours h on h.staff_id = b.staff_id
  where not b.during <@ h.open
$$;

-- What a change of hours leaves outside that was not (p_before) already. Nothing is cancelled: the owner decides about each.
create or replace function private.newly_outside(p_business public.businesses, p_staff uuid, p_before jsonb, p_now timestamptz) returns jsonb
language sql stable set search_path = ''
as $$
  select coalesce(jsonb_agg(o.words), '[]') from jsonb_array_elements(private.outside_hours(p_business, p_staff, p_now)) as o (words)
  where not p_before @> jsonb_build_array(o.words)
$$;

-- Booked times that a blocked time touches, soonest first.
create or replace function private.booked_in_block(p_business public.businesses, p_block uuid, p_staff uuid, p_now timestamptz) returns jsonb
language sql stable set search_path = ''
as $$
  with booked as (select * from private.booked_times(p_business, p_staff, p_now)),
  blocked as (
    select b.staff_id, r.during
    from (select staff_id, min(lower(during)) as first, max(upper(during)) as last from booked group by staff_id) b,
      lateral private.blocked_ranges(p_business.id, b.staff_id, p_business.time_zone, b.first, b.last) r
    where r.blocked_time_id = p_block
  )
  select coalesce(jsonb_agg(b.words order by lower(b.during)), '[]') from booked b
  where exists (select from blocked x where x.staff_id = b.staff_id and x.during && b.during)
$$;

-- schemas/55_calendars/03_set_working_hours.sql
-- Replaces the weekly hours of one calendar; see private.stretches_of for how they are said. Returns {outcome: 'set', clashes}: clashes are
-- the booked times that now fall outside and did not before.
create or replace function private.set_working_hours(p_business uuid, p_staff uuid, p_hours jsonb, p_now timestamptz) returns jsonb
language plpgsql set search_path = ''
as $$
declare
  business public.businesses;
  before jsonb;
begin
  perform private.lock_calendars(p_business, private.calendars_meant(p_business, p_staff));
  select * into business from public.businesses where id = p_business;
  before := private.outside_hours(business, p_staff, p_now);
  delete from public.working_hours where business_id = p_business and staff_id = p_staff;
  insert into public.working_hours (business_id, staff_id, weekday, opens, closes)
    select p_business, p_staff, s.weekday, s.opens, s.closes from private.stretches_of(p_hours, true) s;
  return jsonb_build_object('outcome', 'set', 'clashes', private.newly_outside(business, p_staff, before, p_now));
end
$$;

create or replace function public.set_working_hours(p_business uuid, p_staff uuid, p_hours jsonb) returns jsonb
language plpgsql security definer set search_path = ''
as $$
begin
  perform private.require_member(p_business);
  return private.set_working_hours(p_business, p_staff, p_hours, now());
end
$$;
grant execute on function public.set_working_hours to authenticated;

-- schemas/55_calendars/04_set_date_hours.sql
-- The hours of one date in place of the weekly ones, also on a holiday: [{opens, closes}], none (or null) for closed. p_staff null: of every
-- calendar in use. Returns {outcome: 'set', clashes}, as private.set_working_hours.
create or replace function private.set_date_hours(
  p_business uuid, p_staff uuid, p_on_date date, p_hours jsonb, p_reason text, p_now timestamptz
) returns jsonb
language plpgsql set search_path = ''
as $$
declare
  business public.businesses;
  calendars uuid[] := private.calendars_meant(p_business, p_staff);
  before jsonb;
begin
  perform private.date_meant(p_on_date);
  perform private.lock_calendars(p_business, calendars);
  select * into business from public.businesses where id = p_business;
  before := private.outside_hours(business, p_staff, p_now);
  delete from public.date_hours where business_id = p_business and staff_id = any (calendars) and on_date = p_on_date;
  insert into public.date_hours (business_id, staff_id, on_date, opens, closes, reason)
    select p_business, c.id, p_on_date, s.opens, s.closes, coalesce(p_reason, '')
    from unnest(calendars) as c (id)
    left join private.stretches_of(coalesce(nullif(p_hours, 'null'), '[]'), false) s on true;
  return jsonb_build_object('outcome', 'set', 'clashes', private.newly_outside(business, p_staff, before, p_now));
end
$$;

create or replace function public.set_date_hours(p_business uuid, p_staff uuid, p_on_date date, p_hours jsonb, p_reason text) returns jsonb
language plpgsql security definer set search_path = ''
as $$
begin
  perform private.require_member(p_business);
  return private.set_date_hours(p_business, p_staff, p_on_date, p_hours, p_reason, now());
end
$$;
grant execute on function public.set_date_hours to authenticated;

-- The date goes by the weekly hours, or by the holiday it is, again. Returns {outcome: 'cleared' or 'nothing_there', clashes}.
create or replace function private.clear_date_hours(p_business uuid, p_staff uuid, p_on_date date, p_now timestamptz) returns jsonb
language plpgsql set search_path = ''
as $$
declare
  business public.businesses;
  calendars uuid[] := private.calendars_meant(p_business, p_staff);
  before jsonb;
begin
  perform private.lock_calendars(p_business, calendars);
  select * into business from public.businesses where id = p_business;
  before := private.outside_hours(business, p_staff, p_now);
  delete from public.date_hours where business_id = p_business and staff_id = any (calendars) and on_date = p_on_date;
  return jsonb_build_object('outcome', case when found then 'cleared' else 'nothing_there' end,
    'clashes', private.newly_outside(business, p_staff, before, p_now));
end
$$;

create or replace function public.clear_date_hours(p_business uuid, p_staff uuid, p_on_date date) returns jsonb
language plpgsql security definer set search_path = ''
as $$
begin
  perform private.require_member(p_business);
  return private.clear_date_hours(p_business, p_staff, p_on_date, now());
end
$$;
grant execute on function public.clear_date_hours to authenticated;

-- schemas/55_calendars/05_set_holiday.sql
-- What the business does on a holiday, or a holiday of its own: from now on suggestions leave that date alone. An empty name keeps the one it
-- has. Returns {outcome: 'set', clashes}; clashes are booked times that now fall outside. Errors: 'bad_date', 'bad_name' none or too long.
create or replace function private.set_holiday(p_business uuid, p_on_date date, p_name text, p_closed boolean, p_now timestamptz) returns jsonb
language plpgsql set search_path = ''
as $$
declare
  business public.businesses;
  called text := coalesce(nullif(btrim(p_name), ''), (
    select h.name from public.holidays h where h.business_id = p_business and h.on_date = p_on_date));
  before jsonb;
begin
  perform private.date_meant(p_on_date);
  if called is null or length(called) > 120 then
    perform private.refuse('bad_name', 'Give the holiday a name of at most 120 letters.');
  end if;
  perform private.lock_calendars(p_business, private.calendars_meant(p_business, null));
  select * into business from public.businesses where id = p_business;
  before := private.outside_hours(business, null, p_now);
  insert into public.holidays as h (business_id, on_date, name, closed, edited_at)
    values (p_business, p_on_date, called, coalesce(p_closed, true), p_now)
    on conflict (business_id, on_date) do update set name = excluded.name, closed = excluded.closed, edited_at = excluded.edited_at;
  return jsonb_build_object('outcome', 'set', 'clashes', private.newly_outside(business, null, before, p_now));
end
$$;

create or replace function public.set_holiday(p_business uuid, p_on_date date, p_name text, p_closed boolean) returns jsonb
language plpgsql security definer set search_path = ''
as $$
begin
  perform private.require_member(p_business);
  return private.set_holiday(p_business, p_on_date, p_name, p_closed, now());
end
$$;
grant execute on function public.set_holiday to authenticated;

-- schemas/55_calendars/06_suggest_holidays.sql
-- A business in use whose public holidays are not known a month further than it can be booked; p_business null: any one of them. By UTC's
-- date: the month is the margin for that too.
create or replace function private.holidays_due(p_business uuid, p_now timestamptz) returns setof public.businesses
language sql stable set search_path = ''
as $$
  select * from public.businesses b
  where b.state is not null and b.deleted_at is null
    and coalesce(b.holidays_until, '-infinity'::date) - b.horizon_days < (p_now at time zone 'UTC')::date + 31
    and (p_business is null or b.id = p_business)
  limit 1
$$;

-- Which business wants its public holidays suggested, of which state and years, and the date they then reach to (a year's last):
-- {business_id, state, years, until}, or null when none does.
create or replace function public.holidays_due(p_business uuid default null, p_now timestamptz default now()) returns jsonb
language sql stable security definer set search_path = ''
as $$
  select jsonb_build_object('business_id', b.id, 'state', b.state, 'until', make_date(max(year), 12, 31), 'years', jsonb_agg(year order by year))
  from private.holidays_due(p_business, p_now) b,
    lateral (select (p_now at time zone 'UTC')::date as today) now,
    generate_series(extract(year from today)::int, greatest(extract(year from today) + 1, extract(year from today + b.horizon_days + 31))::int) as year
  group by b.id, b.state
$$;
grant execute on function public.holidays_due to service_role;

-- The public holidays of a business's state until p_until: [{date, name}]. What the owner decided about a date stays; what was suggested for
-- the future and no longer is goes; the past is left as it was. Returns {outcome: 'suggested', clashes}, as private.set_holiday.
create or replace function public.suggest_holidays(p_business uuid, p_rows jsonb, p_until date, p_now timestamptz default now()) returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare
  business public.businesses;
  today date;
  before jsonb;
begin
  perform private.date_meant(p_until);
  if jsonb_typeof(p_rows) is distinct from 'array' then
    perform private.refuse('bad_holidays', 'Give the holidays as a list.');
  end if;
  perform private.lock_calendars(p_business, private.calendars_meant(p_business, null));
  update public.businesses set holidays_until = p_until where id = p_business returning * into business;
  if not found then
    raise exception sqlstate 'PT404' using message = 'There is no such business.', hint = 'not_found';
  end if;
  today := (p_now at time zone business.time_zone)::date;
  before := private.outside_hours(business, null, p_now);
  delete from public.holidays h
    where h.business_id = p_business and h.edited_at is null and h.on_date >= today
      and not exists (select from jsonb_array_elements(p_rows) x where private.date_said(x -> 'date') = h.on_date);
  insert into public.holidays as h (business_id, on_date, name)
    select p_business, x.on_date, left(string_agg(x.name, '; ' order by x.name), 120)
    from (select private.date_said(r -> 'date') as on_date, r ->> 'name' as name from jsonb_array_elements(p_rows) r) x
    where x.on_date between today and p_until
    group by x.on_date
    on conflict (business_id, on_date) do update set name = excluded.name where h.edited_at is null;
  return jsonb_build_object('outcome', 'suggested', 'clashes', private.newly_outside(business, null, before, p_now));
end
$$;
grant execute on function public.suggest_holidays to service_role;

-- schemas/55_calendars/07_rule_of.sql
-- The local dates a recurring rule names between two, its exceptions aside, in order. Weeks start on Monday and count from the first date's;
-- months count from the first date's month, and one without the rule's day has none.
create or replace function private.rule_dates(p_rule public.blocked_times, p_first date, p_last date) returns setof date
language sql immutable set search_path = ''
as $$
  select d.day
  from (select least(p_first, p_last) + generate_series(0, p_last - p_first) as day) d
  where d.day between p_rule.first_date and coalesce(p_rule.last_date, 'infinity') and case p_rule.frequency
    when 'daily' then (d.day - p_rule.first_date) % p_rule.every_n = 0
    when 'weekly' then extract(isodow from d.day)::int = any (p_rule.weekdays)
      and (date_trunc('week', d.day)::date - date_trunc('week', p_rule.first_date)::date) / 7 % p_rule.every_n = 0
    when 'monthly' then extract(day from d.day) = p_rule.month_day
      and (12 * (extract(year from d.day) - extract(year from p_rule.first_date))
        + extract(month from d.day) - extract(month from p_rule.first_date))::int % p_rule.every_n = 0
  end
  order by d.day
$$;

-- The p_n-th date of a rule, its exceptions aside; null when the year 2100 ends before it.
create or replace function private.nth_date(p_rule public.blocked_times, p_n int) returns date
language sql immutable set search_path = ''
as $$
  select day from private.rule_dates(p_rule, p_rule.first_date, '2100-12-31') as day offset p_n - 1 limit 1
$$;

-- An instant said in JSON, like "2026-11-02T09:00:00Z"; null where nothing was said.
create or replace function private.instant_said(p_said jsonb) returns timestamptz
language plpgsql set search_path = ''
as $$
begin
  if p_said #>> '{}' !~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:]{5,8}(Z|[+-][0-9]{2}:?[0-9]{2})$' then
    raise exception datetime_field_overflow;
  end if;
  return (p_said #>> '{}')::timestamptz;
exception when datetime_field_overflow or invalid_datetime_format then
  perform private.refuse('bad_date', format('%s is not an instant; write it like 2026-11-02T09:00:00Z.', p_said));
end
$$;

-- A recurring rule as somebody says it, checked, as the columns that keep it: {frequency, every_n?, weekdays (weekly), month_day (monthly),
-- first_date, last_date? or until? or occurrences?, from_time, to_time, except_dates?}. Dates and times are local; to_time <= from_time is the
-- next day, so an equal pair is 24 hours. until is an instant with its offset: the last at which a stretch may start. Occurrences count
-- excepted dates too. Errors: 'bad_rule' something odd, 'bad_frequency', 'bad_interval', 'no_weekday', 'bad_weekday', 'no_month_day',
-- 'bad_month_day', 'bad_date', 'bad_time', 'bad_occurrences', 'bad_range' it ends before it starts, 'no_date' it names no date at all.
create or replace function private.rule_of(p_said jsonb, p_zone text) returns public.blocked_times
language plpgsql stable set search_path = ''
as $$
declare
  rule public.blocked_times;
  odd text;
begin
  if jsonb_typeof(p_said) is distinct from 'object' then
    perform private.refuse('bad_rule', 'Say when it repeats.');
  end if;
  p_said := jsonb_strip_nulls(p_said);
  select key into odd from jsonb_object_keys(p_said) key where not key in (
    'frequency', 'every_n', 'weekdays', 'month_day', 'first_date', 'last_date', 'until', 'occurrences', 'from_time', 'to_time', 'except_dates');
  if found then
    perform private.refuse('bad_rule', format('A blocked time that repeats has no %L.', odd));
  end if;
  if not coalesce(p_said ->> 'frequency' = any (enum_range(null::public.block_frequency)::text[]), false) then
    perform private.refuse('bad_frequency', 'A blocked time repeats daily, weekly or monthly.');
  end if;
  rule.frequency := (p_said ->> 'frequency')::public.block_frequency;
  rule.every_n := coalesce(private.whole_number(p_said -> 'every_n', 1, 366, 'bad_interval', 'How often it repeats'), 1);
  rule.weekdays := private.weekdays_said(p_said -> 'weekdays', rule.frequency);
  rule.month_day := private.whole_number(p_said -> 'month_day', 1, 31, 'bad_month_day', 'The day of the month');
  if (rule.month_day is null) = (rule.frequency = 'monthly') then
    perform private.refuse(case when rule.month_day is null then 'no_month_day' else 'bad_month_day' end,
      'A blocked time that repeats monthly has a day of the month, and no other has one.');
  end if;
  rule.from_time := private.time_of_day(p_said ->> 'from_time');
  rule.to_time := private.time_of_day(p_said ->> 'to_time', true);
  rule.first_date := private.date_meant(private.date_said(p_said -> 'first_date'));
  rule.except_dates := private.dates_said(p_said -> 'except_dates');
  return private.with_its_end(rule, p_said, p_zone);
end
$$;

-- ISO weekdays, each once and in order; only a weekly rule has them, and it must.
create or replace function private.weekdays_said(p_said jsonb, p_frequency public.block_frequency) returns int[]
language plpgsql stable set search_path = ''
as $$
declare
  weekdays int[];
begin
  if p_frequency <> 'weekly' and p_said is not null then
    perform private.refuse('bad_weekday', 'Only a blocked time that repeats weekly has weekdays.');
  elsif p_said is not null and jsonb_typeof(p_said) <> 'array' then
    perform private.refuse('bad_weekday', 'Give the weekdays as a list, from 1 for Monday to 7 for Sunday.');
  end if;
  select array_agg(distinct private.whole_number(x, 1, 7, 'bad_weekday', 'A weekday')) into weekdays from jsonb_array_elements(p_said) x;
  if p_frequency = 'weekly' and coalesce(cardinality(array_remove(weekdays, null)), 0) = 0 then
    perform private.refuse('no_weekday', 'Say on which weekdays it repeats.');
  end if;
  return array_remove(weekdays, null);
end
$$;

-- A list of dates, each once and in order; empty when none are said.
create or replace function private.dates_said(p_said jsonb) returns date[]
language plpgsql stable set search_path = ''
as $$
begin
  if p_said is not null and jsonb_typeof(p_said) <> 'array' then
    perform private.refuse('bad_date', 'Give the dates as a list.');
  end if;
  return array(select distinct private.date_meant(private.date_said(x)) from jsonb_array_elements(p_said) x order by 1);
end
$$;

-- A rule with its last date, worked out where its end was said in another way.
create or replace function private.with_its_end(p_rule public.blocked_times, p_said jsonb, p_zone text) returns public.blocked_times
language plpgsql stable set search_path = ''
as $$
declare
  until timestamptz := private.instant_said(p_said -> 'until');
begin
  if (select count(*) > 1 from unnest(array['last_date', 'until', 'occurrences']) as ending where p_said ? ending) then
    perform private.refuse('bad_rule', 'Say either the last date or how often it happens, not both.');
  end if;
  p_rule.last_date := private.date_said(p_said -> 'last_date');
  if until is not null then
    p_rule.last_date := private.date_meant((until at time zone p_zone)::date);
    if (p_rule.last_date + p_rule.from_time) at time zone p_zone > until then
      p_rule.last_date := p_rule.last_date - 1;
    end if;
  end if;
  p_rule.occurrences := private.whole_number(p_said -> 'occurrences', 1, 1000, 'bad_occurrences', 'How often it happens');
  if p_rule.last_date < p_rule.first_date then
    perform private.refuse('bad_range', 'It ends before it starts: its last date is before its first.');
  elsif private.nth_date(p_rule, 1) is null then
    perform private.refuse('no_date', 'No date fits: check the days and the first and last date.');
  elsif p_rule.occurrences is not null then
    p_rule.last_date := private.date_meant(private.nth_date(p_rule, p_rule.occurrences));
  end if;
  return p_rule;
end
$$;

-- schemas/55_calendars/08_add_blocked_time.sql
-- The business's zone; PT404 when there is no such business.
create or replace function private.zone_of(p_business uuid) returns text
language plpgsql stable set search_path = ''
as $$
declare
  zone text := (select b.time_zone from public.businesses b where b.id = p_business);
begin
  if zone is null then
    raise exception sqlstate 'PT404' using message = 'There is no such business, or it is not yours.', hint = 'not_found';
  end if;
  return zone;
end
$$;

-- Keeps a blocked time and says which booked times it touches: {outcome: 'added', block, clashes}.
create or replace function private.keep_block(p_block public.blocked_times, p_now timestamptz) returns jsonb
language plpgsql set search_path = ''
as $$
declare
  business public.businesses;
begin
  perform private.lock_calendars(p_block.business_id, private.calendars_meant(p_block.business_id, p_block.staff_id));
  select * into business from public.businesses where id = p_block.business_id;
  p_block.id := gen_random_uuid();
  insert into public.blocked_times (business_id, id, staff_id, reason, during, frequency, every_n, weekdays, month_day, first_date, last_date,
      occurrences, from_time, to_time, except_dates, created_by, created_at)
    values (p_block.business_id, p_block.id, p_block.staff_id, coalesce(p_block.reason, ''), p_block.during, p_block.frequency,
      coalesce(p_block.every_n, 1), p_block.weekdays, p_block.month_day, p_block.first_date, p_block.last_date, p_block.occurrences,
      p_block.from_time, p_block.to_time, coalesce(p_block.except_dates, '{}'), p_block.created_by, p_now);
  return jsonb_build_object('outcome', 'added', 'block', p_block.id,
    'clashes', private.booked_in_block(business, p_block.id, p_block.staff_id, p_now));
end
$$;

-- Blocks one stretch, from and to in local time, on one calendar or (p_staff null) in the whole business. Returns {outcome: 'added', block,
-- clashes}; clashes are the booked times it touches. Errors: 'bad_range' it ends before or as it starts, and those of private.instant_of.
create or replace function private.add_blocked_time(
  p_business uuid, p_staff uuid, p_from timestamp, p_to timestamp, p_reason text, p_member uuid, p_now timestamptz
) returns jsonb
language plpgsql set search_path = ''
as $$
declare
  zone text := private.zone_of(p_business);
  block public.blocked_times;
begin
  if p_to <= p_from then
    perform private.refuse('bad_range', 'It has to end after it starts.');
  end if;
  block.business_id := p_business;
  block.staff_id := p_staff;
  block.reason := p_reason;
  block.during := tstzrange(private.instant_of(p_from, zone), private.instant_of(p_to, zone));
  block.created_by := p_member;
  return private.keep_block(block, p_now);
end
$$;

create or replace function public.add_blocked_time(p_business uuid, p_staff uuid, p_from timestamp, p_to timestamp, p_reason text) returns jsonb
language plpgsql security definer set search_path = ''
as $$
begin
  return private.add_blocked_time(p_business, p_staff, p_from, p_to, p_reason, private.require_member(p_business), now());
end
$$;
grant execute on function public.add_blocked_time to authenticated;

-- Blocks stretches that repeat in local time; see private.rule_of for how they are said. A stretch that the clocks skip in part is
-- shorter that day. Returns as private.add_blocked_time.
create or replace function private.add_recurring_block(p_business uuid, p_staff uuid, p_rule jsonb, p_reason text, p_member uuid, p_now timestamptz) returns jsonb
language plpgsql set search_path = ''
as $$
declare
  block public.blocked_times := private.rule_of(p_rule, private.zone_of(p_business));
begin
  block.business_id := p_business;
  block.staff_id := p_staff;
  block.reason := p_reason;
  block.created_by := p_member;
  return private.keep_block(block, p_now);
end
$$;

create or replace function public.add_recurring_block(p_business uuid, p_staff uuid, p_rule jsonb, p_reason text) returns jsonb
language plpgsql security definer set search_path = ''
as $$
begin
  return private.add_recurring_block(p_business, p_staff, p_rule, p_reason, private.require_member(p_business), now());
end
$$;
grant execute on function public.add_recurring_block to authenticated;

-- schemas/55_calendars/09_remove_blocked_time.sql
-- A blocked time of the business that is in force, locked; PT404 when there is none.
create or replace function private.block_meant(p_business uuid, p_block uuid) returns public.blocked_times
language plpgsql set search_path = ''
as $$
declare
  block public.blocked_times;
begin
  select * into block from public.blocked_times where business_id = p_business and id = p_block for update;
  if not found then
    raise exception sqlstate 'PT404' using message = 'There is no such blocked time, or it is not yours.', hint = 'not_found';
  end if;
  return block;
end
$$;

-- Leaves out one date of a blocked time that repeats. Returns {outcome: 'skipped', 'already_skipped' or 'already_removed'}. Errors:
-- 'not_recurring', and 'not_its_date' for a date on which it would not start.
create or replace function public.skip_blocked_date(p_business uuid, p_block uuid, p_date date) returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare
  block public.blocked_times;
begin
  perform private.require_member(p_business);
  block := private.block_meant(p_business, p_block);
  perform private.date_meant(p_date);
  if block.deleted_at is not null then
    return jsonb_build_object('outcome', 'already_removed');
  elsif block.frequency is null then
    perform private.refuse('not_recurring', 'It happens only once: remove it instead.');
  elsif not p_date in (select private.rule_dates(block, p_date, p_date)) then
    perform private.refuse('not_its_date', 'It does not start on that date.');
  elsif p_date = any (block.except_dates) then
    return jsonb_build_object('outcome', 'already_skipped');
  end if;
  update public.blocked_times set except_dates = except_dates || p_date where business_id = p_business and id = p_block;
  return jsonb_build_object('outcome', 'skipped');
end
$$;
grant execute on function public.skip_blocked_date to authenticated;

-- The time can be booked again. Returns {outcome: 'removed' or 'already_removed'}.
create or replace function public.remove_blocked_time(p_business uuid, p_block uuid) returns jsonb
language plpgsql security definer set search_path = ''
as $$
begin
  perform private.require_member(p_business);
  if (private.block_meant(p_business, p_block)).deleted_at is not null then
    return jsonb_build_object('outcome', 'already_removed');
  end if;
  update public.blocked_times set deleted_at = now() where business_id = p_business and id = p_block;
  return jsonb_build_object('outcome', 'removed');
end
$$;
grant execute on function public.remove_blocked_time to authenticated;

-- schemas/60_conversations/03a_place_of.sql
-- The place of a suburb and postcode, made if new; null when neither is known.
create or replace function private.place_of(p_business uuid, p_suburb text, p_postcode text) returns uuid
language plpgsql set search_path = ''
as $$
declare
  place uuid;
begin
  if coalesce(p_suburb, '') = '' and coalesce(p_postcode, '') = '' then
    return null;
  end if;
  select p.id into place from public.places p
    where p.business_id = p_business and lower(p.suburb) = lower(coalesce(p_suburb, '')) and p.postcode = coalesce(p_postcode, '');
  if found then
    return place;
  end if;
  insert into public.places as p (business_id, suburb, postcode) values (p_business, coalesce(p_suburb, ''), coalesce(p_postcode, ''))
    on conflict (business_id, lower(suburb), postcode) do update set suburb = p.suburb
    returning id into place;
  return place;
end
$$;

-- schemas/60_conversations/03b_note_customer.sql
-- Keeps what a customer told us about themselves; nothing known is overwritten by nothing, and nothing new writes nothing. A typed phone is
-- only a claim.
create or replace function private.note_customer(p_business uuid, p_customer uuid, p_details jsonb, p_now timestamptz) returns public.customers
language plpgsql set search_path = ''
as $$
declare
  known public.customers;
  customer public.customers;
begin
  select * into known from public.customers where business_id = p_business and id = p_customer;
  customer := known;
  customer.name := coalesce(nullif(left(p_details ->> 'name', 80), ''), known.name);
  customer.email := coalesce(nullif(left(p_details ->> 'email', 200), ''), known.email);
  customer.claimed_phone := coalesce(nullif(p_details ->> 'phone', ''), known.claimed_phone);
  customer.address := coalesce(nullif(left(p_details ->> 'address', 200), ''), known.address);
  customer.place_id := coalesce(private.place_of(p_business, p_details ->> 'suburb', p_details ->> 'postcode'), known.place_id);
  if customer = known then
    return known;
  end if;
  update public.customers set name = customer.name, email = customer.email, claimed_phone = customer.claimed_phone,
      address = customer.address, place_id = customer.place_id, updated_at = p_now
    where business_id = p_business and id = p_customer
    returning * into customer;
  return customer;
end
$$;

-- schemas/60_conversations/04_find_slots.sql
-- The open booking of a conversation's customer with this reference, or an error: a reference is all the receptionist has.
create or replace function private.customers_booking(p_conversation public.conversations, p_ref text, p_now timestamptz) returns public.bookings
language plpgsql stable set search_path = ''
as $$
declare
  booking public.bookings;
begin
  select * into booking from public.bookings b
    where b.business_id = p_conversation.business_id and b.customer_id = p_conversation.customer_id
      and 'b' || left(b.id::text, 8) = p_ref and b.status in ('pending', 'confirmed') and b.starts_at > p_now and b.deleted_at is null;
  if not found then
    raise exception sqlstate 'PT404' using message = 'This customer has no such open booking.', hint = 'not_found';
  end if;
  return booking;
end
$$;

-- Refuses a wish that means nothing: days that are no dates or run backwards, minutes outside a day.
create or replace function private.check_wish(p_wish jsonb) returns void
language plpgsql immutable set search_path = ''
as $$
begin
  if (p_wish ->> 'day_to')::date < (p_wish ->> 'day_from')::date or (p_wish ->> 'day_from')::date > '2100-01-01'
    or (p_wish ->> 'day_to')::date > '2100-01-01' or (p_wish ->> 'weekday')::int not between 1 and 7
    or (p_wish ->> 'minute_from')::int not between 0 and 1439 or (p_wish ->> 'minute_to')::int not between 1 and 1440 then
    raise exception sqlstate 'PT400' using message = 'That is not a stretch of days or times.', hint = 'bad_wish';
  end if;
exception when data_exception then
  raise exception sqlstate 'PT400' using message = 'That is not a date or a time.', hint = 'bad_wish';
end
$$;

-- Tool: finds up to three free times for a service and issues them to the conversation. The wish is in local words, as for
-- private.offer_candidates; p_staff names a person or is null for anyone. With p_booking, a reference of one of the customer's open bookings,
-- they are new times for that one: its service, length and place. Returns {match, set, offers} as private.make_offers.
create or replace function public.find_slots(
  p_business uuid, p_conversation uuid, p_lease bigint, p_service uuid, p_wish jsonb default '{}', p_staff text default null,
  p_suburb text default '', p_postcode text default '', p_now timestamptz default now(), p_booking text default null
) returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare
  conversation public.conversations := private.leased(p_business, p_conversation, p_lease);
  business public.businesses;
  service public.services;
  booking public.bookings;
  staff uuid;
begin
  perform private.check_wish(p_wish);
  select * into business from public.businesses where id = p_business;
  if p_staff is not null then
    select id into staff from public.staff where business_id = p_business and lower(name) = lower(p_staff) and deleted_at is null;
    if not found then
      raise exception sqlstate 'PT404' using message = format('Nobody called %s works here.', p_staff), hint = 'not_found';
    end if;
  end if;
  if p_booking is not null then
    booking := private.customers_booking(conversation, p_booking, p_now);
    return private.make_offers(business, conversation.id, conversation.customer_id, private.service_of(booking), staff, booking.place_id,
      p_wish, p_now, p_for_booking => booking.id);
  end if;
  service := private.service_in_use(p_business, p_service);
  return private.make_offers(business, conversation.id, conversation.customer_id, service, staff,
    case when service.at_customer then private.place_of(p_business, p_suburb, p_postcode) end, p_wish, p_now);
end
$$;
grant execute on function public.find_slots to service_role;

-- schemas/60_conversations/04a_insert_pending.sql
-- Takes the time of an offer and writes the pending booking, or returns an empty row when somebody has the time.
create or replace function private.insert_pending(
  p_business public.businesses, p_conversation public.conversations, p_offer public.offers, p_customer public.customers,
  p_details jsonb, p_now timestamptz
) returns public.bookings
language plpgsql set search_path = ''
as $$
declare
  booking public.bookings;
  service public.services;
  deadline record := private.deadlines(p_business, p_now, p_offer.starts_at);
  new_id uuid := gen_random_uuid();
begin
  select * into service from public.services where business_id = p_business.id and id = p_offer.service_id;
  perform private.lock_calendars(p_business.id, array[p_offer.staff_id]);
  perform private.release_offers(p_business.id, p_conversation.id);
  if not private.does_service(p_business.id, p_offer.staff_id, p_offer.service_id) -- retired since it was offered
    or p_offer.ends_at - p_offer.starts_at <> make_interval(mins => service.minutes) -- or of another length now
    or not private.take_time(
      p_business, service, p_offer.staff_id, p_offer.place_id, p_offer.starts_at, new_id, null, deadline.expires_at, p_now) then
    return null;
  end if;
  insert into public.bookings (
    business_id, id, customer_id, service_id, staff_id, conversation_id, offer_id, source, starts_at, ends_at, service_name,
    customer_name, customer_phone, customer_email, address, place_id, notes, price_cents, currency, requested_at, nag_at, expires_at,
    updated_at, travel_assumed)
    values (
      p_business.id, new_id, p_customer.id, service.id, p_offer.staff_id, p_conversation.id, p_offer.id,
      p_conversation.channel::text::public.booking_source, p_offer.starts_at, p_offer.ends_at, service.name,
      coalesce(nullif(p_details ->> 'name', ''), p_customer.name), coalesce(p_customer.phone, p_customer.claimed_phone), p_customer.email,
      case when service.at_customer then coalesce(nullif(p_details ->> 'address', ''), p_customer.address) else '' end,
      p_offer.place_id, left(coalesce(p_details ->> 'notes', ''), 2000), service.price_cents, p_business.currency,
      p_now, deadline.nag_at, deadline.expires_at, p_now, service.at_customer and not private.place_known(p_business.id, p_offer.place_id))
    returning * into booking;
  return booking;
end
$$;

-- schemas/60_conversations/04b_request_move.sql
-- A customer picked a new time for a booking of theirs. A pending one simply takes it, and the owner is asked anew. A confirmed one keeps its
-- time until the owner agrees: both are held. The very time the owner has put to them moves it, from whichever list it was picked.
-- Outcomes: 'pencilled', 'move_requested', 'moved', 'slot_taken'.
create or replace function private.request_move(
  p_business public.businesses, p_conversation public.conversations, p_offer public.offers, p_now timestamptz
) returns jsonb
language plpgsql set search_path = ''
as $$
declare
  booking public.bookings := private.locked_booking(p_business.id, p_offer.for_booking_id, p_now, array[p_offer.staff_id]);
  service public.services := private.service_of(booking);
  old_hold uuid;
  deadline record;
  move public.moves;
begin
  perform private.release_offers(p_business.id, p_conversation.id);
  if booking.status not in ('pending', 'confirmed') or booking.starts_at <= p_now
    or p_offer.ends_at - p_offer.starts_at <> booking.ends_at - booking.starts_at
    or not private.takes_over(booking, p_offer.staff_id) then
    return jsonb_build_object('outcome', 'slot_taken');
  elsif booking.status = 'confirmed' and (booking.starts_at, booking.staff_id) = (p_offer.starts_at, p_offer.staff_id) then -- it is there already
    return jsonb_build_object('outcome', 'moved', 'booking', private.booking_words(p_business, booking));
  end if;
  select * into move from public.moves m
    where m.business_id = p_business.id and m.booking_id = booking.id and m.state = 'waiting' and m.asked_by = 'owner'
      and m.starts_at = p_offer.starts_at and m.staff_id = p_offer.staff_id;
  if found and private.accept_move(p_business, move, 'customer', null, p_now) then
    return jsonb_build_object('outcome', 'moved', 'booking', (select private.booking_words(p_business, b)
      from public.bookings b where b.business_id = p_business.id and b.id = booking.id));
  end if;
  select * into deadline from private.deadlines(p_business, p_now,
    case booking.status when 'pending' then p_offer.starts_at else least(p_offer.starts_at, booking.starts_at) end);
  if booking.status = 'confirmed' then
    move := private.open_move(p_business, booking, service, p_offer.staff_id, p_offer.starts_at, 'customer', null,
      deadline.nag_at, deadline.expires_at, p_now);
    if move.id is null then
      return jsonb_build_object('outcome', 'slot_taken');
    end if;
    update public.moves set conversation_id = p_conversation.id, offer_id = p_offer.id where business_id = p_business.id and id = move.id;
    perform private.add_event(booking, 'move_requested', 'customer', p_now, null, private.move_words(p_business, move));
    perform private.tell_members(p_business, 'requests', 'move_request', 'caused', 'move_request:' || move.id, p_now,
      p_booking => booking.id, p_detail => private.move_words(p_business, move));
    return jsonb_build_object('outcome', 'move_requested', 'booking', private.booking_words(p_business, booking));
  end if;
  select h.id into old_hold from public.holds h
    where h.business_id = p_business.id and h.booking_id = booking.id and h.move_id is null and h.offer_id is null;
  if not private.take_time(
      p_business, service, p_offer.staff_id, booking.place_id, p_offer.starts_at, booking.id, null, deadline.expires_at, p_now) then
    return jsonb_build_object('outcome', 'slot_taken');
  end if;
  delete from public.holds where business_id = p_business.id and id = old_hold;
  perform private.withdraw_moves(p_business.id, booking.id, p_now);
  perform private.add_event(booking, 'rescheduled', 'customer', p_now, null,
    jsonb_build_object('old', private.local_words(booking.starts_at, p_business.time_zone)));
  update public.bookings set
      starts_at = p_offer.starts_at, ends_at = p_offer.ends_at, staff_id = p_offer.staff_id, offer_id = p_offer.id,
      nag_at = deadline.nag_at, nagged_at = null, expires_at = deadline.expires_at, updated_at = p_now
    where business_id = p_business.id and id = booking.id returning * into booking;
  perform private.tell_members(p_business, 'requests', 'request', 'caused', format('request:%s:%s', booking.id, p_offer.id), p_now, p_booking => booking.id);
  return jsonb_build_object('outcome', 'pencilled', 'booking', private.booking_words(p_business, booking));
end
$$;

-- A customer picked the time the owner proposed. Outcomes: 'moved', or 'slot_taken' when the proposal stands no longer.
create or replace function private.accept_proposal(p_business public.businesses, p_offer public.offers, p_now timestamptz) returns jsonb
language plpgsql set search_path = ''
as $$
declare
  booking public.bookings := private.locked_booking(p_business.id, p_offer.for_booking_id, p_now, array[p_offer.staff_id]);
  move public.moves;
begin
  select * into move from public.moves where business_id = p_business.id and id = p_offer.move_id;
  if private.is_moved(booking, move) then -- a second call
    return jsonb_build_object('outcome', 'moved', 'booking', private.booking_words(p_business, booking));
  elsif not private.accept_move(p_business, move, 'customer', null, p_now) then
    return jsonb_build_object('outcome', 'slot_taken');
  end if;
  select * into booking from public.bookings where business_id = p_business.id and id = booking.id;
  return jsonb_build_object('outcome', 'moved', 'booking', private.booking_words(p_business, booking));
end
$$;

-- schemas/60_conversations/05_hold_booking.sql
-- How many requests of this customer, or of this phone, wait for an answer.
create or replace function private.open_requests(p_customer public.customers, p_now timestamptz) returns bigint
language plpgsql stable set search_path = ''
as $$
begin
  return (
    select count(*) from public.bookings b
    where b.business_id = p_customer.business_id and b.status = 'pending' and b.expires_at > p_now
      and (b.customer_id = p_customer.id or b.customer_phone = coalesce(p_customer.phone, p_customer.claimed_phone)));
end
$$;

-- Has somebody else the time of an offer already? Only a first look, so that those who come too late need not queue for the calendar: what
-- decides is the constraint.
create or replace function private.offer_taken(p_offer public.offers, p_now timestamptz) returns boolean
language plpgsql stable set search_path = ''
as $$
begin
  return exists (
    select from public.holds h
    where h.business_id = p_offer.business_id and h.staff_id = p_offer.staff_id and h.occupied && tstzrange(p_offer.starts_at, p_offer.ends_at)
      and (h.expires_at is null or h.expires_at > p_now)
      and (p_offer.for_booking_id is null or h.owner_id <> p_offer.for_booking_id)
      and (h.offer_id is null or not exists (
        select from public.offers o
        where o.business_id = h.business_id and o.id = h.offer_id and o.conversation_id = p_offer.conversation_id)));
end
$$;

-- The customer of a turn that may pick this offer, when nothing but its time being gone is to be said to them; null otherwise.
create or replace function private.refused_at_once(p_lease bigint, p_offer public.offers, p_now timestamptz) returns uuid
language plpgsql stable set search_path = '' set plan_cache_mode = force_generic_plan
as $$
begin
  return (
    select c.customer_id
    from public.conversations c
    join public.customers k on k.business_id = c.business_id and k.id = c.customer_id and k.blocked_at is null
    where c.business_id = p_offer.business_id and c.id = p_offer.conversation_id and c.lease_token = p_lease and c.leased_until is not null
      and c.offer_set = p_offer.set_no and p_offer.expires_at > p_now and p_offer.move_id is null
      and not exists (select from public.bookings b where b.business_id = p_offer.business_id and b.offer_id = p_offer.id)
      and not exists (select from public.moves m where m.business_id = p_offer.business_id and m.offer_id = p_offer.id));
end
$$;

-- Tool: takes the time behind an offer's reference. A new booking is pencilled in and the owner asked; an offer of a new time for an existing
-- booking asks to move it, one that the owner proposed moves it. Idempotent per offer: a second call returns what the first one did.
-- p_details: {name, email, phone, address, suburb, postcode, notes}.
-- Outcomes: 'pencilled', 'move_requested', 'moved', 'unknown_offer' (not issued to this conversation, or lapsed), 'slot_taken', 'too_many'
-- (requests already open), 'blocked'. The last four booked and moved nothing.
create or replace function public.hold_booking(
  p_business uuid, p_conversation uuid, p_lease bigint, p_offer text, p_details jsonb default '{}', p_now timestamptz default now()
) returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare
  conversation public.conversations;
  business public.businesses;
  offer public.offers;
  booking public.bookings;
  move public.moves;
  customer public.customers;
  refused uuid;
begin
  select * into offer from public.offers where business_id = p_business and conversation_id = p_conversation and ref = p_offer;
  if private.offer_taken(offer, p_now) then
    refused := private.refused_at_once(p_lease, offer, p_now);
    if refused is not null then -- without waiting for anybody's lock
      perform private.note_customer(p_business, refused, p_details, p_now);
      perform private.release_offers(p_business, p_conversation);
      return jsonb_build_object('outcome', 'slot_taken');
    end if;
  end if;
  conversation := private.leased(p_business, p_conversation, p_lease);
  select * into business from public.businesses where id = p_business;
  if offer.id is null then
    return jsonb_build_object('outcome', 'unknown_offer');
  end if;
  select * into booking from public.bookings where business_id = p_business and offer_id = offer.id;
  if found then -- a second call; but what has ended meanwhile is not to be had by it
    return case when booking.status in ('pending', 'confirmed')
      then jsonb_build_object('outcome', 'pencilled', 'booking', private.booking_words(business, booking))
      else jsonb_build_object('outcome', 'slot_taken') end;
  end if;
  select * into move from public.moves m
    where m.business_id = p_business and m.offer_id = offer.id and m.asked_by = 'customer'
      and (m.state in ('accepted', 'declined') or m.state = 'waiting' and m.expires_at > p_now);
  if found then -- a second call, or one after the owner's answer, which stands
    select * into booking from public.bookings where business_id = p_business and id = offer.for_booking_id;
    return case when move.state = 'waiting' then jsonb_build_object('outcome', 'move_requested', 'booking', private.booking_words(business, booking))
      when private.is_moved(booking, move) then jsonb_build_object('outcome', 'moved', 'booking', private.booking_words(business, booking))
      else jsonb_build_object('outcome', 'slot_taken') end;
  end if;
  if offer.expires_at <= p_now or offer.set_no <> conversation.offer_set then
    return jsonb_build_object('outcome', 'unknown_offer');
  end if;
  customer := private.note_customer(p_business, conversation.customer_id, p_details, p_now);
  if customer.blocked_at is not null then
    perform private.release_offers(p_business, conversation.id);
    return jsonb_build_object('outcome', 'blocked');
  elsif offer.move_id is not null then
    return private.accept_proposal(business, offer, p_now);
  elsif offer.for_booking_id is not null then
    return private.request_move(business, conversation, offer, p_now);
  elsif private.open_requests(customer, p_now) >= business.open_requests_per_customer then
    return jsonb_build_object('outcome', 'too_many');
  end if;
  booking := private.insert_pending(business, conversation, offer, customer, p_details, p_now);
  if booking.id is null then
    return jsonb_build_object('outcome', 'slot_taken');
  end if;
  perform private.add_event(booking, 'requested', 'receptionist', p_now, null, jsonb_build_object('offer', offer.ref));
  perform private.tell_members(business, 'requests', 'request', 'caused', 'request:' || booking.id, p_now, p_booking => booking.id);
  return jsonb_build_object('outcome', 'pencilled', 'booking', private.booking_words(business, booking));
end
$$;
grant execute on function public.hold_booking to service_role;

-- schemas/60_conversations/06a_change_own_booking.sql
-- Tool: the customer calls off a booking of theirs, named by its reference; the owner is told. Outcomes: 'cancelled', 'already_ended'.
create or replace function public.cancel_own_booking(
  p_business uuid, p_conversation uuid, p_lease bigint, p_booking text, p_reason text default '', p_now timestamptz default now()
) returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare
  conversation public.conversations := private.leased(p_business, p_conversation, p_lease);
begin
  return private.cancel_booking(p_business, (private.customers_booking(conversation, p_booking, p_now)).id, 'customer', null, p_reason, false, p_now);
end
$$;
grant execute on function public.cancel_own_booking to service_role;

-- Tool: the customer does not want the time the owner proposed for this booking; the old one stands and the owner is told. Outcomes:
-- 'refused', or 'no_proposal' when none waits.
create or replace function public.refuse_proposal(
  p_business uuid, p_conversation uuid, p_lease bigint, p_booking text, p_now timestamptz default now()
) returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare
  conversation public.conversations := private.leased(p_business, p_conversation, p_lease);
  business public.businesses;
  booking public.bookings := private.locked_booking(p_business, (private.customers_booking(conversation, p_booking, p_now)).id, p_now);
  move public.moves;
begin
  select * into business from public.businesses where id = p_business;
  select * into move from public.moves m
    where m.business_id = p_business and m.booking_id = booking.id and m.asked_by = 'owner' and m.state = 'waiting';
  if move.id is null or not private.end_move(p_business, move.id, 'declined', p_now) then
    return jsonb_build_object('outcome', 'no_proposal', 'booking', private.booking_words(business, booking));
  end if;
  perform private.add_event(booking, 'proposal_refused', 'customer', p_now, null, private.move_words(business, move));
  perform private.tell_members(business, 'requests', 'proposal_refused', 'caused', 'proposal_refused:' || move.id, p_now,
    p_booking => booking.id, p_detail => private.move_words(business, move));
  return jsonb_build_object('outcome', 'refused', 'booking', private.booking_words(business, booking));
end
$$;
grant execute on function public.refuse_proposal to service_role;

-- schemas/60_conversations/10_due_work.sql
-- What is due now, and when something will be next: one call for a worker that wakes up.
create or replace function public.due_work(p_now timestamptz default now()) returns jsonb
language plpgsql stable security definer set search_path = ''
as $$
begin
  return (
    select jsonb_build_object(
      'answer', exists (select from public.conversations where answer_due_at <= p_now and (leased_until is null or leased_until <= p_now)),
      'send', exists (select from public.outbox where state = 'waiting' and due_at <= p_now),
      'settle', exists (select from public.outbox where state in ('sending', 'unknown') and leased_until <= p_now),
      'nag', exists (select from public.bookings where status = 'pending' and nagged_at is null and nag_at <= p_now and expires_at > p_now)
        or exists (select from public.moves where state = 'waiting' and nagged_at is null and nag_at <= p_now and expires_at > p_now),
      'expire', exists (select from public.bookings where status = 'pending' and expires_at <= p_now)
        or exists (select from public.moves where state = 'waiting' and expires_at <= p_now),
      'measure', exists (select from public.travel_gaps),
      'holidays', exists (select from private.holidays_due(null, p_now)),
      'next_at', least(
        (select min(answer_due_at) from public.conversations where answer_due_at > p_now),
        (select min(due_at) from public.outbox where state = 'waiting' and due_at > p_now),
        (select min(leased_until) from public.outbox where state in ('sending', 'unknown') and leased_until > p_now),
        (select min(nag_at) from public.bookings where status = 'pending' and nagged_at is null and nag_at > p_now),
        (select min(expires_at) from public.bookings where status = 'pending' and expires_at > p_now),
        (select min(nag_at) from public.moves where state = 'waiting' and nagged_at is null and nag_at > p_now),
        (select min(expires_at) from public.moves where state = 'waiting' and expires_at > p_now))));
end
$$;
grant execute on function public.due_work to service_role;

-- schemas/70_tenants/00_provision_parts.sql
-- Somebody, or something, named again after having been retired is the same one: their bookings count. p_table: staff or services.
create or replace function private.revive(p_table text, p_business uuid, p_name text) returns void
language plpgsql set search_path = ''
as $$
begin
  execute format(
    'update public.%1$I set deleted_at = null where business_id = $1 and id = ('
    '  select id from public.%1$I t where t.business_id = $1 and lower(t.name) = lower($2) and t.deleted_at is not null'
    '    and not exists (select from public.%1$I live where live.business_id = $1 and lower(live.name) = lower($2) and live.deleted_at is null)'
    '  order by t.deleted_at desc limit 1)', p_table)
    using p_business, p_name;
end
$$;

-- Staff of a business's file, with their weekly hours, which replace those there are: [{name, hours: [{weekday, opens, closes}]}].
create or replace function private.provision_staff(p_business uuid, p_staff jsonb, p_now timestamptz) returns void
language plpgsql set search_path = ''
as $$
declare
  item record;
  calendar uuid;
  sentence text;
  named text;
begin
  update public.staff set deleted_at = p_now
    where business_id = p_business and deleted_at is null
      and not lower(name) in (select lower(x ->> 'name') from jsonb_array_elements(p_staff) x);
  for item in select x.value as file, x.ordinality as place from jsonb_array_elements(p_staff) with ordinality x loop
    perform private.revive('staff', p_business, item.file ->> 'name');
    insert into public.staff (business_id, name, position) values (p_business, item.file ->> 'name', item.place)
      on conflict (business_id, lower(name)) where deleted_at is null do update set position = excluded.position
      returning id into calendar;
    begin
      perform private.set_working_hours(p_business, calendar, item.file -> 'hours', p_now);
    exception when sqlstate 'PT400' then
      get stacked diagnostics sentence = message_text, named = pg_exception_hint;
      perform private.refuse(named, format('hours of %s: %s', item.file ->> 'name', sentence));
    end;
  end loop;
end
$$;

-- Services of a business's file: [{name, minutes, aliases?, price_cents?, at_customer?, buffers?, notice_minutes?, staff?: [names]}]; no staff: everyone.
create or replace function private.provision_services(p_business uuid, p_services jsonb, p_now timestamptz) returns void
language plpgsql set search_path = ''
as $$
declare
  item record;
  service uuid;
begin
  update public.services set deleted_at = p_now
    where business_id = p_business and deleted_at is null
      and not lower(name) in (select lower(x ->> 'name') from jsonb_array_elements(p_services) x);
  for item in select x.value as file, x.ordinality as place from jsonb_array_elements(p_services) with ordinality x loop
    perform private.revive('services', p_business, item.file ->> 'name');
    perform private.whole_number(item.file -> 'minutes', 5, 1440, 'bad_minutes', format('How many minutes %s takes', item.file ->> 'name'));
    insert into public.services as s (
      business_id, name, position, minutes, price_cents, aliases, at_customer, buffer_before_minutes, buffer_after_minutes, notice_minutes)
      values (p_business, item.file ->> 'name', item.place, (item.file ->> 'minutes')::int, (item.file ->> 'price_cents')::int,
        array(select jsonb_array_elements_text(coalesce(item.file -> 'aliases', '[]'))),
        coalesce((item.file ->> 'at_customer')::boolean, false), coalesce((item.file ->> 'buffer_before_minutes')::int, 0),
        coalesce((item.file ->> 'buffer_after_minutes')::int, 0), (item.file ->> 'notice_minutes')::int)
      on conflict (business_id, lower(name)) where deleted_at is null do update set
        position = excluded.position, minutes = excluded.minutes, price_cents = excluded.price_cents, aliases = excluded.aliases,
        at_customer = excluded.at_customer, buffer_before_minutes = excluded.buffer_before_minutes,
        buffer_after_minutes = excluded.buffer_after_minutes, notice_minutes = excluded.notice_minutes
      returning id into service;
    delete from public.service_staff where business_id = p_business and service_id = service;
    insert into public.service_staff (business_id, service_id, staff_id)
      select p_business, service, t.id from public.staff t
      where t.business_id = p_business and t.deleted_at is null
        and (item.file -> 'staff' is null or item.file -> 'staff' = 'null' or lower(t.name) in (select lower(jsonb_array_elements_text(item.file -> 'staff'))));
  end loop;
end
$$;

-- schemas/70_tenants/00a_provision_entries.sql
-- The calendar of a name in a file, in use if there is one.
create or replace function private.staff_named(p_business uuid, p_name text) returns uuid
language sql stable set search_path = ''
as $$
  select s.id from public.staff s where s.business_id = p_business and lower(s.name) = lower(p_name)
  order by s.deleted_at is not null, s.deleted_at desc limit 1
$$;

-- Does what one entry of a file says, and returns it with the id of the blocked time it made. By its kind:
-- date_hours {staff, on_date, hours, reason}, holiday {on_date, name, closed}, base {staff, suburb, postcode},
-- block {staff?, from, to, reason} or {staff?, rule, reason}, drive {from_suburb, from_postcode, to_suburb, to_postcode, minutes, both_ways}.
create or replace function private.apply_entry(p_business uuid, p_entry jsonb, p_now timestamptz) returns jsonb
language plpgsql set search_path = ''
as $$
declare
  staff uuid := private.staff_named(p_business, p_entry ->> 'staff');
  made jsonb;
begin
  if staff is null and p_entry ? 'staff' then
    perform private.refuse('bad_staff', format('There is no calendar called %L.', p_entry ->> 'staff'));
  end if;
  case p_entry ->> 'kind'
    when 'date_hours' then
      perform private.set_date_hours(
        p_business, staff, (p_entry ->> 'on_date')::date, p_entry -> 'hours', p_entry ->> 'reason', p_now);
    when 'holiday' then
      perform private.set_holiday(p_business, (p_entry ->> 'on_date')::date, p_entry ->> 'name', (p_entry ->> 'closed')::boolean, p_now);
    when 'base' then
      perform private.set_base(p_business, staff, p_entry ->> 'suburb', p_entry ->> 'postcode');
    when 'drive' then
      perform private.set_travel_minutes(p_business, p_entry ->> 'from_suburb', p_entry ->> 'from_postcode', p_entry ->> 'to_suburb',
        p_entry ->> 'to_postcode', (p_entry ->> 'minutes')::int, (p_entry ->> 'both_ways')::boolean, p_now);
    when 'block' then
      made := case when p_entry ? 'rule'
        then private.add_recurring_block(p_business, staff, p_entry -> 'rule', p_entry ->> 'reason', null, p_now)
        else private.add_blocked_time(p_business, staff, (p_entry ->> 'from')::timestamp, (p_entry ->> 'to')::timestamp,
          p_entry ->> 'reason', null, p_now) end;
      return p_entry || jsonb_build_object('id', made -> 'block');
  end case;
  return p_entry;
end
$$;

-- Takes back what an entry said that its file no longer says, unless a member has changed it since.
create or replace function private.unapply_entry(p_business uuid, p_entry jsonb, p_now timestamptz) returns void
language plpgsql set search_path = ''
as $$
declare
  staff uuid := private.staff_named(p_business, p_entry ->> 'staff');
begin
  case p_entry ->> 'kind'
    when 'date_hours' then
      delete from public.date_hours where business_id = p_business and staff_id = staff and on_date = (p_entry ->> 'on_date')::date
        and private.hours_on(p_business, staff, on_date) = (
          select coalesce(jsonb_agg(jsonb_build_array(s.opens, s.closes) order by s.opens), '[]')
          from private.stretches_of(p_entry -> 'hours', false) s);
    when 'holiday' then
      delete from public.holidays where business_id = p_business and on_date = (p_entry ->> 'on_date')::date
        and closed = (p_entry ->> 'closed')::boolean and name = coalesce(nullif(p_entry ->> 'name', ''), name);
      update public.businesses set holidays_until = null where id = p_business; -- so that what the state keeps is suggested again
    when 'base' then
      if exists (
        select from public.staff s join public.places p on p.business_id = s.business_id and p.id = s.base_place_id
        where s.business_id = p_business and s.id = staff and s.deleted_at is null
          and lower(p.suburb) = lower(p_entry ->> 'suburb') and p.postcode = p_entry ->> 'postcode') then
        perform private.set_base(p_business, staff, '', '');
      end if;
    when 'drive' then
      if exists (
        select from public.travel_times t
        where t.business_id = p_business and t.source = 'owner' and t.minutes = (p_entry ->> 'minutes')::int
          and t.from_place_id = private.place_said(p_business, p_entry ->> 'from_suburb', p_entry ->> 'from_postcode')
          and t.to_place_id = private.place_said(p_business, p_entry ->> 'to_suburb', p_entry ->> 'to_postcode')) then
        perform private.set_travel_minutes(p_business, p_entry ->> 'from_suburb', p_entry ->> 'from_postcode', p_entry ->> 'to_suburb',
          p_entry ->> 'to_postcode', null, (p_entry ->> 'both_ways')::boolean, p_now);
      end if;
    when 'block' then
      update public.blocked_times set deleted_at = p_now
        where business_id = p_business and id = (p_entry ->> 'id')::uuid and deleted_at is null;
  end case;
end
$$;

-- A date's own hours as they are now: [[opens, closes]], none when it is closed.
create or replace function private.hours_on(p_business uuid, p_staff uuid, p_on_date date) returns jsonb
language sql stable set search_path = ''
as $$
  select coalesce(jsonb_agg(jsonb_build_array(h.opens, h.closes) order by h.opens) filter (where h.opens is not null), '[]')
  from public.date_hours h where h.business_id = p_business and h.staff_id = p_staff and h.on_date = p_on_date
$$;

-- Brings a business from what its file said to what it says now: only the difference is done.
create or replace function private.provision_entries(p_business uuid, p_entries jsonb, p_now timestamptz) returns void
language plpgsql set search_path = ''
as $$
declare
  entry jsonb;
  said jsonb := coalesce((select f.entries from public.business_files f where f.business_id = p_business), '[]');
  says jsonb := '[]';
  sentence text;
  named text;
begin
  for entry in select e from jsonb_array_elements(said) e where not exists (select from jsonb_array_elements(p_entries) n where n = e - 'id') loop
    perform private.unapply_entry(p_business, entry, p_now);
  end loop;
  for entry in select distinct e from jsonb_array_elements(p_entries) e loop
    begin
      says := says || coalesce(
        (select e from jsonb_array_elements(said) e where e - 'id' = entry), private.apply_entry(p_business, entry, p_now));
    exception when sqlstate 'PT400' then
      get stacked diagnostics sentence = message_text, named = pg_exception_hint;
      perform private.refuse(named, concat_ws(' ', replace(entry ->> 'kind', '_', ' '), entry ->> 'staff',
        coalesce(entry ->> 'on_date', entry ->> 'reason', entry ->> 'to_suburb')) || ': ' || sentence);
    end;
  end loop;
  insert into public.business_files (business_id, entries) values (p_business, says)
    on conflict (business_id) do update set entries = excluded.entries;
end
$$;

-- schemas/70_tenants/01_provision_business.sql
-- Makes or updates a business from its file, as one transaction; calling it again with the same file changes nothing. Staff and services are
-- matched by name; those no longer named are retired, never erased, so no booking is lost. Weekly hours are the file's; of dates, blocked
-- times, holidays, bases and drives (`entries`, see private.apply_entry) only what the file says differently from last time is done, so what
-- members changed since stays. Members' users must exist. Returns the business's id.
create or replace function public.provision_business(p_file jsonb, p_now timestamptz default now()) returns uuid
language plpgsql security definer set search_path = ''
as $$
declare
  business uuid;
begin
  if not exists (select from pg_catalog.pg_timezone_names where name = p_file ->> 'time_zone') then
    raise exception sqlstate 'PT400' using message = format('%L is not a time zone.', p_file ->> 'time_zone'), hint = 'bad_zone';
  end if;
  insert into public.businesses (slug, name, time_zone) values (p_file ->> 'slug', p_file ->> 'name', p_file ->> 'time_zone')
    on conflict (slug) do update set name = excluded.name, time_zone = excluded.time_zone, deleted_at = null
    returning id into business;
  perform private.lock_calendars(business, array(select s.id from public.staff s where s.business_id = business));
  if exists (select from public.businesses b where b.id = business
      and coalesce((p_file ->> 'expire_after_minutes')::int, b.expire_after_minutes)
        <= coalesce((p_file ->> 'nag_after_minutes')::int, b.nag_after_minutes)) then
    perform private.refuse('bad_deadlines', 'A request has to lapse later than its owner is reminded of it.');
  end if;
  update public.businesses b set
      trade = coalesce(p_file ->> 'trade', b.trade),
      address = coalesce(p_file ->> 'address', b.address),
      sms_number = coalesce(p_file ->> 'sms_number', b.sms_number),
      call_number = coalesce(p_file ->> 'call_number', b.call_number),
      greeting = coalesce(p_file ->> 'greeting', b.greeting),
      tone = coalesce(p_file ->> 'tone', b.tone),
      receptionist_notes = coalesce(p_file ->> 'notes', b.receptionist_notes),
      text_style = coalesce((p_file ->> 'text_style')::public.text_style, b.text_style),
      slot_step_minutes = coalesce((p_file ->> 'slot_step_minutes')::int, b.slot_step_minutes),
      notice_minutes = coalesce((p_file ->> 'notice_minutes')::int, b.notice_minutes),
      horizon_days = coalesce((p_file ->> 'horizon_days')::int, b.horizon_days),
      travel_minutes = coalesce((p_file ->> 'travel_minutes')::int, b.travel_minutes),
      settle_seconds = coalesce((p_file ->> 'settle_seconds')::numeric, b.settle_seconds),
      deadline_clock = coalesce((p_file ->> 'deadline_clock')::public.deadline_clock, b.deadline_clock),
      contact_from = case when p_file ? 'contact_from' then private.time_of_day(p_file ->> 'contact_from') else b.contact_from end,
      contact_to = case when p_file ? 'contact_to' then private.time_of_day(p_file ->> 'contact_to', true) else b.contact_to end,
      nag_after_minutes = coalesce((p_file ->> 'nag_after_minutes')::int, b.nag_after_minutes),
      expire_after_minutes = coalesce((p_file ->> 'expire_after_minutes')::int, b.expire_after_minutes),
      answer_margin_minutes = coalesce((p_file ->> 'answer_margin_minutes')::int, b.answer_margin_minutes),
      offer_hold_minutes = coalesce((p_file ->> 'offer_hold_minutes')::int, b.offer_hold_minutes),
      open_requests_per_customer = coalesce((p_file ->> 'open_requests_per_customer')::int, b.open_requests_per_customer),
      state = coalesce(p_file ->> 'state', b.state),
      holidays_until = case when p_file ->> 'state' <> b.state then null else b.holidays_until end
    where b.id = business;
  perform private.provision_staff(business, p_file -> 'staff', p_now);
  perform private.provision_services(business, p_file -> 'services', p_now);
  perform private.provision_entries(business, coalesce(p_file -> 'entries', '[]'), p_now);
  insert into public.members as m (business_id, user_id, role, name, email, phone)
    select business, (x ->> 'user_id')::uuid, coalesce((x ->> 'role')::public.member_role, 'owner'), x ->> 'name', x ->> 'email', x ->> 'phone'
    from jsonb_array_elements(p_file -> 'members') x
    on conflict (business_id, user_id) do update
      set role = excluded.role, name = excluded.name, email = excluded.email, phone = excluded.phone, deleted_at = null;
  return business;
end
$$;
grant execute on function public.provision_business to service_role;
