-- The dashboard: what its pages read and set.

-- A member may try the receptionist: such a conversation is nobody's, and only its own page shows it.
alter table public.conversations add column trial jsonb;
comment on column public.conversations.trial is 'Null: a customer''s own. Otherwise a member tries the receptionist: all that this has brought about, kept here and nowhere else.';
alter policy "Members see their business's conversations" on public.conversations
  using (trial is null and business_id in (select business_id from public.members where user_id = (select auth.uid()) and deleted_at is null));

-- customers: those merged into another
alter table public.customers add column merged_into uuid, add column merged_at timestamptz, add column merged_by uuid;
alter table public.customers add foreign key (business_id, merged_into) references public.customers (business_id, id);
alter table public.customers add constraint customers_merged_check check (merged_into is null or merged_into <> id and deleted_at is not null);
create index customers_merged_idx on public.customers (business_id, merged_into);
create index customers_second_phone_idx on public.customers (business_id, phone) where merged_into is not null;
create index customers_names_idx on public.customers (business_id, (name = ''), lower(name), id) where deleted_at is null;
comment on column public.customers.merged_into is 'The customer this one turned out to be; its number still reaches them. The row stays as it was, as the record.';
comment on column public.customers.merged_by is 'The member who said so.';

-- A business's own holidays can be taken back; public ones only opened.
alter table public.holidays add column own boolean not null default false;
comment on column public.holidays.own is 'True: a holiday of the business''s own, which it may take back; false: a public one.';

-- An open calendar hears of blocked times.
alter publication supabase_realtime add table public.blocked_times;

-- An open inbox hears of conversations.
alter publication supabase_realtime add table public.conversations;
-- What the numbers reckon with.
alter table public.businesses add column minutes_saved_per_conversation int not null default 5
  check (minutes_saved_per_conversation between 0 and 120);
comment on column public.businesses.minutes_saved_per_conversation is 'What a conversation that the receptionist handled saves its owner, by their own guess.';

-- What changed of late, for calendars kept elsewhere.
create index bookings_updated_idx on public.bookings (business_id, updated_at);

comment on column public.messages.provider_id is 'The carrier''s own id of an inbound text (Twilio''s MessageSid), or a chat browser''s; on words of ours, what they were said meanwhile for.';

-- schemas/10_tables/14a_lead_events.sql
create table public.lead_events (
  business_id uuid not null references public.businesses (id),
  id uuid not null default gen_random_uuid(),
  lead_id uuid not null,
  state text not null check (state in ('to_call', 'no_answer', 'called', 'booked', 'not_interested')),
  note text not null default '',
  member_id uuid not null,
  created_at timestamptz not null,
  primary key (business_id, id),
  foreign key (business_id, lead_id) references public.leads (business_id, id)
);
create index lead_events_lead_idx on public.lead_events (business_id, lead_id, created_at);

alter table public.lead_events enable row level security;

create policy "Members see what became of people to call" on public.lead_events for select to authenticated
  using (business_id in (select business_id from public.members where user_id = (select auth.uid()) and deleted_at is null));

grant select on public.lead_events to authenticated, service_role;

comment on table public.lead_events is 'What members noted about people to call, by whom and when. Rows are only added.';

-- schemas/10_tables/18_calendar_feeds.sql
create table public.calendar_feeds (
  business_id uuid not null references public.businesses (id),
  id uuid not null default gen_random_uuid(),
  user_id uuid not null,
  staff_id uuid,
  nonce text not null check (length(nonce) between 16 and 64),
  token_hash text not null unique check (token_hash ~ '^[0-9a-f]{64}$'),
  created_at timestamptz not null default now(),
  read_at timestamptz,
  primary key (business_id, id),
  foreign key (business_id, user_id) references public.members (business_id, user_id) on delete cascade,
  foreign key (business_id, staff_id) references public.staff (business_id, id),
  unique nulls not distinct (business_id, user_id, staff_id)
);
create index calendar_feeds_staff_idx on public.calendar_feeds (business_id, staff_id);

alter table public.calendar_feeds enable row level security;

create policy "Members see their own feeds" on public.calendar_feeds for select to authenticated
  using (user_id = (select auth.uid())
    and business_id in (select business_id from public.members where user_id = (select auth.uid()) and deleted_at is null));

grant select on public.calendar_feeds to authenticated, service_role;

comment on table public.calendar_feeds is 'Private addresses at which a member''s own calendar reads the bookings. The address itself is not stored.';
comment on column public.calendar_feeds.staff_id is 'Null: every calendar of the business.';
comment on column public.calendar_feeds.nonce is 'What the dashboard makes the address of, together with a key of its own that is not here.';
comment on column public.calendar_feeds.token_hash is 'SHA-256 of the address''s token, in hex.';
comment on column public.calendar_feeds.read_at is 'When a calendar last asked, to the hour or so; null: none has yet.';

-- schemas/10_tables/18a_calendar_sources.sql
create table public.calendar_sources (
  business_id uuid not null references public.businesses (id),
  id uuid not null default gen_random_uuid(),
  kind text not null check (kind in ('ics', 'google')),
  staff_id uuid,
  name text not null check (length(name) between 1 and 200),
  calendar text,
  calendars jsonb not null default '[]',
  sends boolean not null default false,
  etag text,
  last_modified text,
  cursor text,
  due_at timestamptz,
  lease int not null default 0,
  leased_until timestamptz,
  tried_at timestamptz,
  read_at timestamptz,
  expanded_at timestamptz,
  sent_to timestamptz not null default '-infinity',
  failures int not null default 0,
  error text,
  broken_at timestamptz,
  added_by uuid not null,
  created_at timestamptz not null default now(),
  deleted_at timestamptz,
  primary key (business_id, id),
  foreign key (business_id, staff_id) references public.staff (business_id, id),
  check (kind = 'google' or not sends)
);
create index calendar_sources_staff_idx on public.calendar_sources (business_id, staff_id);
create index calendar_sources_due_idx on public.calendar_sources (due_at);
create index calendar_sources_sending_idx on public.calendar_sources (business_id) where sends and deleted_at is null and broken_at is null;

alter table public.calendar_sources enable row level security;

create policy "Members see their business's other calendars" on public.calendar_sources for select to authenticated
  using (business_id in (select business_id from public.members where user_id = (select auth.uid()) and deleted_at is null));

grant select on public.calendar_sources to authenticated, service_role;

-- What opens them, which nobody reads through the API: an address alone lets anybody read the calendar, and so does what Google gave us.
create table private.calendar_secrets (
  business_id uuid not null,
  source_id uuid not null,
  url text check (length(url) <= 2000),
  token text check (length(token) <= 8000),
  primary key (business_id, source_id),
  foreign key (business_id, source_id) references public.calendar_sources (business_id, id) on delete cascade,
  check ((url is null) <> (token is null))
);
alter table private.calendar_secrets enable row level security;

comment on table private.calendar_secrets is 'What opens a calendar kept elsewhere.';
comment on column private.calendar_secrets.token is 'Google''s refresh token, encrypted before it comes here.';

comment on table public.calendar_sources is 'Calendars kept elsewhere whose busy times count: an iCalendar address, or a connection to Google Calendar.';
comment on column public.calendar_sources.staff_id is 'Whose calendar it keeps busy; null: everybody''s.';
comment on column public.calendar_sources.name is 'What pages call it: the address''s host, or the name of the calendar.';
comment on column public.calendar_sources.calendar is 'Google''s id of the calendar that is read and written.';
comment on column public.calendar_sources.calendars is 'Calendars there that can be chosen: [{id, name}].';
comment on column public.calendar_sources.sends is 'Whether bookings are put into it.';
comment on column public.calendar_sources.cursor is 'Google''s syncToken of the last read.';
comment on column public.calendar_sources.due_at is 'When a worker is to look at it next; null: never.';
comment on column public.calendar_sources.lease is 'Grows with every claim: what an earlier claim brings is too late.';
comment on column public.calendar_sources.read_at is 'When it was last read, changed or not; busy times count however old that is.';
comment on column public.calendar_sources.expanded_at is 'When its events were last worked out as times; a day later that is done anew, for the horizon moves.';
comment on column public.calendar_sources.sent_to is 'Bookings changed up to then are in it.';
comment on column public.calendar_sources.broken_at is 'Since when the connection has to be made again by a person.';

-- schemas/10_tables/18b_external_busy.sql
create table public.external_busy (
  business_id uuid not null references public.businesses (id),
  source_id uuid not null,
  staff_id uuid,
  during tstzrange not null check (not isempty(during) and not lower_inf(during) and not upper_inf(during)),
  primary key (business_id, source_id, during),
  foreign key (business_id, source_id) references public.calendar_sources (business_id, id),
  foreign key (business_id, staff_id) references public.staff (business_id, id)
);
create index external_busy_during_idx on public.external_busy using gist (business_id extensions.gist_uuid_ops, during);
create index external_busy_staff_idx on public.external_busy (business_id, staff_id);

alter table public.external_busy enable row level security;

create policy "Members see when their other calendars are busy" on public.external_busy for select to authenticated
  using (business_id in (select business_id from public.members where user_id = (select auth.uid()) and deleted_at is null));

grant select on public.external_busy to authenticated, service_role;

comment on table public.external_busy is 'When a calendar kept elsewhere is busy. Not with what: names of its events are never stored.';
comment on column public.external_busy.staff_id is 'As its source''s; null: everybody.';

-- schemas/10_tables/18c_calendar_pushes.sql
create table public.calendar_pushes (
  business_id uuid not null references public.businesses (id),
  source_id uuid not null,
  booking_id uuid not null,
  version text not null,
  pushed_at timestamptz not null,
  primary key (business_id, source_id, booking_id),
  foreign key (business_id, source_id) references public.calendar_sources (business_id, id),
  foreign key (business_id, booking_id) references public.bookings (business_id, id)
);
create index calendar_pushes_booking_idx on public.calendar_pushes (business_id, booking_id);

alter table public.calendar_pushes enable row level security;

create policy "Members see which bookings went to their other calendars" on public.calendar_pushes for select to authenticated
  using (business_id in (select business_id from public.members where user_id = (select auth.uid()) and deleted_at is null));

grant select on public.calendar_pushes to authenticated, service_role;

comment on table public.calendar_pushes is 'Which state of a booking a calendar kept elsewhere was last given.';

-- schemas/10_tables/19_booking_links.sql
create table private.link_secret (
  only_one boolean primary key default true check (only_one),
  secret bytea not null default uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid())
);
alter table private.link_secret enable row level security;
insert into private.link_secret default values;

create table private.booking_links (
  business_id uuid not null,
  text_id uuid not null,
  token_hash bytea not null,
  expires_at timestamptz not null,
  primary key (business_id, text_id),
  foreign key (business_id, text_id) references public.outbox (business_id, id) on delete cascade
);
create unique index booking_links_token_idx on private.booking_links (token_hash);
alter table private.booking_links enable row level security;

comment on table private.link_secret is 'What tokens are made with, so that a text which is worded again says the same. One row; it never leaves the database.';
comment on table private.booking_links is 'What a link in a text to a member may do: show the booking of that text, and answer it as that member, until it expires.';
comment on column private.booking_links.token_hash is 'SHA-256 of the token; the token itself is kept nowhere.';

-- schemas/10_tables/19a_tries.sql
create table private.tries (
  key text primary key check (length(key) <= 100),
  used int not null default 0,
  ends_at timestamptz not null
);
create index tries_ends_at_idx on private.tries (ends_at);
alter table private.tries enable row level security;

comment on table private.tries is 'How often something was tried from one address or for one account, until when that counts. Keys are hashes whose secret is not here.';

-- schemas/10_tables/19b_invitations.sql
create table public.invitations (
  business_id uuid not null references public.businesses (id),
  id uuid not null default gen_random_uuid(),
  email text not null check (email = lower(email) and length(email) <= 254 and email ~ '^[^\s@]+@[^\s@]+\.[^\s@]+$'),
  name text not null check (length(name) between 1 and 100),
  phone text check (phone ~ '^\+[1-9][0-9]{6,14}$'),
  role public.member_role not null,
  state text not null default 'requested' check (state in ('requested', 'sent', 'failed', 'withdrawn')),
  requested_by uuid not null,
  requested_at timestamptz not null,
  due_at timestamptz not null,
  attempts int not null default 0,
  claim_token uuid,
  user_id uuid,
  sent_at timestamptz,
  error text not null default '',
  primary key (business_id, id),
  unique (business_id, email)
);
create index invitations_due_idx on public.invitations (due_at) where state = 'requested';

alter table public.invitations enable row level security;

create policy "Members see who was invited" on public.invitations for select to authenticated
  using (business_id in (select business_id from public.members where user_id = (select auth.uid()) and deleted_at is null));

grant select on public.invitations to authenticated, service_role;

comment on table public.invitations is 'People whom an owner wants as members; a worker makes their sign-in and sends the mail, and then they are.';
comment on column public.invitations.error is 'Why it did not go out, in words; empty: no reason.';
comment on column public.invitations.user_id is 'Whose sign-in it is, once it went out.';

-- schemas/10_tables/20_settings_events.sql
create table public.settings_events (
  business_id uuid not null references public.businesses (id),
  id uuid not null default gen_random_uuid(),
  member_id uuid,
  what text not null check (length(what) between 1 and 40),
  before jsonb,
  after jsonb,
  created_at timestamptz not null,
  primary key (business_id, id)
);
create index settings_events_newest_idx on public.settings_events (business_id, what, created_at desc);

alter table public.settings_events enable row level security;

create policy "Members see who changed their business's settings" on public.settings_events for select to authenticated
  using (business_id in (select business_id from public.members where user_id = (select auth.uid()) and deleted_at is null));

grant select on public.settings_events to authenticated, service_role;

comment on table public.settings_events is 'Who changed a setting of a business, and what it was before and after.';
comment on column public.settings_events.what is 'Which setting: working_hours, date_hours, holidays, blocks, base, travel or time_rules.';

-- schemas/10_tables/20_widgets.sql
create table public.widgets (
  business_id uuid primary key references public.businesses (id),
  token text not null unique default replace(gen_random_uuid()::text, '-', ''),
  is_on boolean not null default true,
  origins text[] not null default '{}' check (cardinality(origins) <= 20),
  colour text not null default '#166534' check (colour ~ '^#[0-9a-f]{6}$'),
  side text not null default 'right' check (side in ('left', 'right')),
  greeting text not null default '' check (length(greeting) <= 300),
  avatar text not null default '' check (length(avatar) <= 8),
  privacy_line text not null default '' check (length(privacy_line) <= 300),
  updated_at timestamptz not null default now()
);

alter table public.widgets enable row level security;

create policy "Members see their business's chat window" on public.widgets for select to authenticated
  using (business_id in (select business_id from public.members where user_id = (select auth.uid()) and deleted_at is null));

grant select on public.widgets to authenticated, service_role;

comment on table public.widgets is 'The chat window on a business''s website: who may show it, and how it looks.';
comment on column public.widgets.token is 'Public: it stands in the page of every website that shows the window.';
comment on column public.widgets.origins is 'Websites that may show it, like https://example.com.au; empty: any.';
comment on column public.widgets.greeting is 'The first words in an empty window; empty: the usual ones.';
comment on column public.widgets.avatar is 'A letter or two, or an emoji; empty: the business''s initial.';
comment on column public.widgets.privacy_line is 'What becomes of what is written; empty: the usual words.';

-- Every business has one, switched on, from its first day.
create or replace function private.widget_for_business() returns trigger
language plpgsql set search_path = ''
as $$
begin
  insert into public.widgets (business_id) values (new.id) on conflict do nothing;
  return new;
end
$$;
create trigger widget_for_business after insert on public.businesses for each row execute function private.widget_for_business();

insert into public.widgets (business_id) select id from public.businesses;

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
declare
  member uuid := private.require_member(p_business);
  made jsonb := private.set_travel_minutes(
    p_business, p_from_suburb, p_from_postcode, p_to_suburb, p_to_postcode, p_minutes, coalesce(p_both_ways, true), now());
begin
  perform private.note_setting(p_business, member, 'travel', null, jsonb_build_object('from', p_from_suburb, 'from_postcode', p_from_postcode,
    'to', p_to_suburb, 'to_postcode', p_to_postcode, 'minutes', p_minutes, 'both_ways', coalesce(p_both_ways, true)), now());
  return made;
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
declare
  member uuid := private.require_member(p_business);
  before uuid := (select base_place_id from public.staff s where s.business_id = p_business and s.id = p_staff);
  made jsonb := private.set_base(p_business, p_staff, p_suburb, p_postcode);
begin
  perform private.note_setting(p_business, member, 'base', jsonb_build_object('staff', p_staff, 'place', before), jsonb_build_object('staff', p_staff,
    'place', (select base_place_id from public.staff s where s.business_id = p_business and s.id = p_staff)), now());
  return made;
end
$$;
grant execute on function public.set_base to authenticated;

-- schemas/30_slots/02_blocked_ranges.sql
-- The blocked stretches of one calendar that touch two instants, each with its blocked time: one-off ranges, and recurring ones expanded
-- in local time; and those in which a calendar kept elsewhere is busy, with none. A rule's exceptions are dates on which a stretch would start; a month without the rule's day has none; weeks start on
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
  return query
    select null::uuid, e.during from public.external_busy e
    where e.business_id = p_business and (e.staff_id is null or e.staff_id = p_staff) and e.during && tstzrange(p_from, p_to);
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
-- 'date_hours', 'holiday', 'base' (the drive from or to the base), 'blocked', 'busy' (elsewhere), 'booked', 'kept' (for a customer who was offered it),
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
    select 'busy', format('Busy in your other calendar: %s.', private.stretch_words(range_merge(range_agg(r.during)), zone)), null::uuid, null::uuid
    from private.blocked_ranges(p_business.id, p_staff, zone, p_at, until) r
    where r.blocked_time_id is null and r.during && wanted
    having count(*) > 0;
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

-- schemas/40_texts/01b_link_tokens.sql
-- The token of the link in a text: 22 characters that are safe in an address, the same each time that text is worded.
create or replace function private.link_token(p_business uuid, p_text uuid) returns text
language sql stable set search_path = ''
as $$
  select left(translate(encode(sha256(s.secret || uuid_send(p_business) || uuid_send(p_text) || s.secret), 'base64'), '+/', '-_'), 22)
  from private.link_secret s
$$;

-- Until when the link in a text about this booking works: a day after its time to answer is over. Null: there is nothing to answer.
create or replace function private.link_end(p_business uuid, p_booking uuid) returns timestamptz
language sql stable set search_path = ''
as $$
  select coalesce(
    (select m.expires_at from public.moves m where m.business_id = p_business and m.booking_id = p_booking and m.state = 'waiting' and m.asked_by = 'customer'),
    (select k.expires_at from public.bookings k where k.business_id = p_business and k.id = p_booking)) + interval '1 day'
$$;

-- schemas/40_texts/02_queue_text.sql
-- Puts one text into the outbox, once per dedupe key, to leave at p_due (null: at once). Proactive texts wait for contact hours. Does nothing without a
-- recipient. One that asks a member for an answer gets a link to answer by.
create or replace function private.queue_text(
  p_business public.businesses, p_kind text, p_class public.text_class, p_recipient text, p_dedupe_key text, p_now timestamptz,
  p_member uuid default null, p_customer uuid default null, p_conversation uuid default null, p_message uuid default null,
  p_booking uuid default null, p_lead uuid default null, p_offer_set int default null, p_detail jsonb default '{}',
  p_due timestamptz default null
) returns void
language plpgsql set search_path = ''
as $$
begin
  with queued as (
  insert into public.outbox (
    business_id, kind, class, medium, recipient, dedupe_key, created_at, due_at,
    member_id, customer_id, conversation_id, message_id, booking_id, lead_id, offer_set, detail)
  select p_business.id, p_kind, p_class, case when p_recipient like '%@%' then 'email' else 'sms' end::public.text_medium,
    p_recipient, p_dedupe_key, p_now, case when p_class = 'proactive' then private.in_contact_hours(p_business, coalesce(p_due, p_now)) else coalesce(p_due, p_now) end,
    p_member, p_customer, p_conversation, p_message, p_booking, p_lead, p_offer_set, p_detail
  where p_recipient is not null
  on conflict (business_id, dedupe_key) do nothing
  returning business_id, id, booking_id)
  insert into private.booking_links (business_id, text_id, token_hash, expires_at)
  select q.business_id, q.id, sha256(convert_to(private.link_token(q.business_id, q.id), 'UTF8')), e.expires_at
  from queued q, private.link_end(q.business_id, q.booking_id) e (expires_at)
  where p_kind in ('request', 'nag', 'move_request', 'move_nag') and p_member is not null and e.expires_at is not null;
end
$$;

-- schemas/40_texts/06_text_refusal.sql
-- Why texts must not leave now: one row for each, refusal null where there is no reason. Asked again just before sending, from the rows as they are
-- then: is it still true? Still wanted? Each question is asked only of the texts it concerns.
create or replace function private.refused(p_texts public.outbox[], p_now timestamptz) returns table (business_id uuid, id uuid, refusal text)
language plpgsql stable set search_path = ''
as $$
#variable_conflict use_column
begin
  return query
  select t.business_id, t.id, case
      when t.medium = 'sms' and (
        select o.opted_out from public.opt_outs o where o.business_id = t.business_id and o.phone = t.recipient
        order by o.ledger_no desc limit 1) then 'opted out'
      when t.customer_id is not null and exists (
        select from public.customers c
        where c.business_id = t.business_id and c.id = t.customer_id and c.blocked_at is not null) then 'blocked'
      when t.member_id is not null and not exists (
        select from public.members m
        where m.business_id = t.business_id and m.user_id = t.member_id and m.deleted_at is null and m.phone = t.recipient)
        then 'no longer a member''s phone'
      when t.kind in ('reminder', 'feedback', 'missed_call', 'backfill') and not (
        select case t.kind when 'reminder' then b.sends_reminders when 'feedback' then b.asks_feedback
          when 'missed_call' then b.answers_missed_calls else b.fills_freed_times end
        from public.businesses b where b.id = t.business_id) then 'switched off'
      when t.kind = 'reminder' and exists (
        select from public.customers c
        where c.business_id = t.business_id and c.id = t.customer_id and not c.gets_reminders) then 'they want no reminders'
      when t.kind = 'backfill' and not private.freed_time_stands(t, p_now) then 'the time is gone'
      when t.kind = 'run_sheet' and t.detail #>> '{day,date}' <> (
        select private.today_of(b, p_now)::text from public.businesses b where b.id = t.business_id) then 'that day is over'
      when t.kind = 'day_end' and private.day_is_settled(t) then 'somebody has said so already'
      when t.kind = 'missed_call' and exists (
        select from public.calls c
        where c.business_id = t.business_id and c.id = (t.detail ->> 'call_id')::uuid and c.outcome = 'answered') then 'the call was answered'
      when t.kind in ('handoff_nag', 'still_busy') then (
        select case
          when v.person_acted_at is not null or t.kind = 'still_busy' and v.state = 'human' then 'a person has it now'
          when t.kind = 'handoff_nag' and v.state <> 'human' then 'handed back'
          when t.kind = 'still_busy' and v.last_inbound_at > t.created_at then 'they have written again' end
        from public.conversations v where v.business_id = t.business_id and v.id = t.conversation_id)
      when t.booking_id is not null then (
        select private.untrue_of_booking(t, k, p_now)
        from public.bookings k where k.business_id = t.business_id and k.id = t.booking_id)
      end
  from unnest(p_texts) t;
end
$$;

-- What a text says of a booking, or of its move, that is no longer so; null: it is.
create or replace function private.untrue_of_booking(p_text public.outbox, p_booking public.bookings, p_now timestamptz) returns text
language plpgsql stable set search_path = ''
as $$
declare
  move_state public.move_state;
begin
  if p_text.kind in ('move_request', 'move_nag', 'proposal') then
    select m.state into move_state from public.moves m
      where m.business_id = p_text.business_id and m.id = (p_text.detail ->> 'move_id')::uuid;
  end if;
  return case
    when move_state <> 'waiting' then format('the move is %s', move_state)
    when p_text.kind in ('moved', 'moved_copy', 'reminder', 'reminder_copy', 'running_late', 'on_my_way')
      and p_booking.starts_at <> (p_text.detail ->> 'starts_at')::timestamptz then 'moved again since'
    when p_text.kind in ('reminder', 'reminder_copy') and p_booking.starts_at <= p_now then 'it has begun'
    when p_text.kind = 'running_late' and p_booking.starts_at + make_interval(mins => (p_text.detail ->> 'minutes')::int) <= p_now then 'that time has passed'
    when p_text.kind = 'on_my_way' and p_booking.ends_at <= p_now then 'it is over'
    when p_booking.status = any (case p_text.kind
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
      when 'reminder' then array['confirmed']
      when 'reminder_copy' then array['confirmed']
      when 'running_late' then array['confirmed']
      when 'on_my_way' then array['confirmed']
      when 'feedback' then array['completed']
      end::public.booking_status[]) is false then format('the booking is %s', p_booking.status)
  end;
end
$$;

-- The same of one text, or null.
create or replace function private.text_refusal(p_text public.outbox, p_now timestamptz) returns text
language plpgsql stable set search_path = ''
as $$
begin
  return (select r.refusal from private.refused(array[p_text], p_now) r);
end
$$;

-- schemas/40_texts/07_text_context.sql
-- All a template may print: the business, the booking in words, the offers it lists (of one whose sending is in doubt: those it listed then), a message's own body.
create or replace function private.text_context(p_text public.outbox, p_now timestamptz) returns jsonb
language plpgsql stable set search_path = ''
as $$
begin
  return (
    select jsonb_build_object(
      'business', jsonb_build_object('id', b.id, 'name', b.name, 'address', b.address, 'call_number', coalesce(b.call_number, b.sms_number), 'style', b.text_style),
      'booking', case when p_text.booking_id is not null then (
        select private.booking_words(b, k) from public.bookings k where k.business_id = p_text.business_id and k.id = p_text.booking_id) end,
      'lead', case when p_text.lead_id is not null then (
        select jsonb_build_object('kind', l.kind, 'summary', l.summary, 'phone', l.phone, 'name', c.name)
        from public.leads l join public.customers c on c.business_id = l.business_id and c.id = l.customer_id
        where l.business_id = p_text.business_id and l.id = p_text.lead_id) end,
      'offers', case when p_text.offer_set is not null
        then private.offers_of(b, p_text.conversation_id, p_text.offer_set, case when p_text.state = 'unknown' then p_text.claimed_at else p_now end)
        else '[]' end,
      'message', case when p_text.message_id is not null then (
        select m.body from public.messages m where m.business_id = p_text.business_id and m.id = p_text.message_id) end,
      'calendar_token', case when b.links_calendar and p_text.kind in ('confirmed', 'moved') then (
        select k.calendar_token from public.bookings k where k.business_id = p_text.business_id and k.id = p_text.booking_id) end,
      'answer_token', (
        select private.link_token(l.business_id, l.text_id) from private.booking_links l where l.business_id = p_text.business_id and l.text_id = p_text.id),
      'detail', p_text.detail)
    from public.businesses b where b.id = p_text.business_id);
end
$$;

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

-- A business's service in use, or an error, in words for people where it was removed.
create or replace function private.service_in_use(p_business uuid, p_service uuid) returns public.services
language plpgsql stable set search_path = ''
as $$
declare
  service public.services;
begin
  select * into service from public.services where business_id = p_business and id = p_service;
  if not found then
    raise exception sqlstate 'PT404' using message = 'There is no such service.', hint = 'not_found';
  elsif service.deleted_at is not null then
    raise exception sqlstate 'PT400' using message = format('%s was removed meanwhile, so it cannot be booked. Choose another service.', service.name),
      hint = 'removed';
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
declare
  member uuid := private.require_member(p_business);
  before jsonb := private.weekly_hours(p_business, p_staff);
  made jsonb := private.set_working_hours(p_business, p_staff, p_hours, now());
begin
  perform private.note_setting(p_business, member, 'working_hours', jsonb_build_object('staff', p_staff, 'hours', before),
    jsonb_build_object('staff', p_staff, 'hours', private.weekly_hours(p_business, p_staff)), now());
  return made;
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
  p_reason := private.reason_said(p_reason);
  perform private.lock_calendars(p_business, calendars);
  select * into business from public.businesses where id = p_business;
  before := private.outside_hours(business, p_staff, p_now);
  delete from public.date_hours where business_id = p_business and staff_id = any (calendars) and on_date = p_on_date;
  insert into public.date_hours (business_id, staff_id, on_date, opens, closes, reason)
    select p_business, c.id, p_on_date, s.opens, s.closes, p_reason
    from unnest(calendars) as c (id)
    left join private.stretches_of(coalesce(nullif(p_hours, 'null'), '[]'), false) s on true;
  return jsonb_build_object('outcome', 'set', 'clashes', private.newly_outside(business, p_staff, before, p_now));
end
$$;

create or replace function public.set_date_hours(p_business uuid, p_staff uuid, p_on_date date, p_hours jsonb, p_reason text) returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare
  member uuid := private.require_member(p_business);
  before jsonb := private.hours_of_date(p_business, p_staff, p_on_date);
  made jsonb := private.set_date_hours(p_business, p_staff, p_on_date, p_hours, p_reason, now());
begin
  perform private.note_setting(p_business, member, 'date_hours', before, private.hours_of_date(p_business, p_staff, p_on_date), now());
  return made;
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
declare
  member uuid := private.require_member(p_business);
  before jsonb := private.hours_of_date(p_business, p_staff, p_on_date);
  made jsonb := private.clear_date_hours(p_business, p_staff, p_on_date, now());
begin
  perform private.note_setting(p_business, member, 'date_hours', before, '[]', now());
  return made;
end
$$;
grant execute on function public.clear_date_hours to authenticated;

-- schemas/55_calendars/05_set_holiday.sql
-- A holiday as it is kept: {on_date, name, closed}, null when that date is none.
create or replace function private.holiday_kept(p_business uuid, p_on_date date) returns jsonb
language sql stable set search_path = ''
as $$
  select jsonb_build_object('on_date', h.on_date, 'name', h.name, 'closed', h.closed)
  from public.holidays h where h.business_id = p_business and h.on_date = p_on_date
$$;

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
  insert into public.holidays as h (business_id, on_date, name, closed, edited_at, own)
    values (p_business, p_on_date, called, coalesce(p_closed, true), p_now, true)
    on conflict (business_id, on_date) do update set name = excluded.name, closed = excluded.closed, edited_at = excluded.edited_at;
  return jsonb_build_object('outcome', 'set', 'clashes', private.newly_outside(business, null, before, p_now));
end
$$;

create or replace function public.set_holiday(p_business uuid, p_on_date date, p_name text, p_closed boolean) returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare
  member uuid := private.require_member(p_business);
  before jsonb := private.holiday_kept(p_business, p_on_date);
  made jsonb := private.set_holiday(p_business, p_on_date, p_name, p_closed, now());
begin
  perform private.note_setting(p_business, member, 'holidays', before, private.holiday_kept(p_business, p_on_date), now());
  return made;
end
$$;
grant execute on function public.set_holiday to authenticated;

-- schemas/55_calendars/05a_remove_holiday.sql
-- Takes back a holiday of the business's own: that date goes by the weekly hours again. Returns {outcome: 'removed' or 'nothing_there'}.
-- Errors: 'public_holiday', which can only be opened.
create or replace function public.remove_holiday(p_business uuid, p_on_date date) returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare
  member uuid := private.require_member(p_business);
  before jsonb := private.holiday_kept(p_business, p_on_date);
begin
  if exists (select from public.holidays h where h.business_id = p_business and h.on_date = p_on_date and not h.own) then
    perform private.refuse('public_holiday', 'That is a public holiday. If you work on it, open it instead.');
  end if;
  delete from public.holidays where business_id = p_business and on_date = p_on_date;
  perform private.note_setting(p_business, member, 'holidays', before, null, now());
  return jsonb_build_object('outcome', case when before is null then 'nothing_there' else 'removed' end);
end
$$;
grant execute on function public.remove_holiday to authenticated;

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
  elsif jsonb_array_length(p_said) > 366 then
    perform private.refuse('bad_date', 'It can leave out at most 366 dates.');
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
  p_block.reason := private.reason_said(p_block.reason);
  perform private.lock_calendars(p_block.business_id, private.calendars_meant(p_block.business_id, p_block.staff_id));
  select * into business from public.businesses where id = p_block.business_id;
  p_block.id := gen_random_uuid();
  insert into public.blocked_times (business_id, id, staff_id, reason, during, frequency, every_n, weekdays, month_day, first_date, last_date,
      occurrences, from_time, to_time, except_dates, created_by, created_at)
    values (p_block.business_id, p_block.id, p_block.staff_id, p_block.reason, p_block.during, p_block.frequency,
      coalesce(p_block.every_n, 1), p_block.weekdays, p_block.month_day, p_block.first_date, p_block.last_date, p_block.occurrences,
      p_block.from_time, p_block.to_time, coalesce(p_block.except_dates, '{}'), p_block.created_by, p_now);
  if p_block.created_by is not null then
    perform private.note_setting(p_block.business_id, p_block.created_by, 'blocks', null, to_jsonb(p_block), p_now);
  end if;
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
  member uuid := private.require_member(p_business);
  block public.blocked_times;
begin
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
  perform private.note_setting(p_business, member, 'blocks', to_jsonb(block), to_jsonb(private.block_meant(p_business, p_block)), now());
  return jsonb_build_object('outcome', 'skipped');
end
$$;
grant execute on function public.skip_blocked_date to authenticated;

-- The time can be booked again. Returns {outcome: 'removed' or 'already_removed'}.
create or replace function public.remove_blocked_time(p_business uuid, p_block uuid) returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare
  member uuid := private.require_member(p_business);
  block public.blocked_times := private.block_meant(p_business, p_block);
begin
  if block.deleted_at is not null then
    return jsonb_build_object('outcome', 'already_removed');
  end if;
  update public.blocked_times set deleted_at = now() where business_id = p_business and id = p_block;
  perform private.note_setting(p_business, member, 'blocks', to_jsonb(block), null, now());
  return jsonb_build_object('outcome', 'removed');
end
$$;
grant execute on function public.remove_blocked_time to authenticated;

-- schemas/55_calendars/10_note_setting.sql
-- Keeps who changed a setting, and what it was before and after; nothing where it stayed as it was. p_what: which, as public.settings_events says.
create or replace function private.note_setting(p_business uuid, p_member uuid, p_what text, p_before jsonb, p_after jsonb, p_now timestamptz) returns void
language sql set search_path = ''
as $$
  insert into public.settings_events (business_id, member_id, what, before, after, created_at)
    select p_business, p_member, p_what, p_before, p_after, p_now where p_before is distinct from p_after
$$;

-- Who changed one of these settings last, and when in words: {name, words}; null when nobody has.
create or replace function private.last_change(p_business public.businesses, p_what text[]) returns jsonb
language sql stable set search_path = ''
as $$
  select jsonb_build_object('name', coalesce(nullif(m.name, ''), m.email, 'somebody'), 'words', private.local_words(e.created_at, p_business.time_zone))
  from public.settings_events e
  left join public.members m on m.business_id = e.business_id and m.user_id = e.member_id
  where e.business_id = p_business.id and e.what = any (p_what)
  order by e.created_at desc limit 1
$$;

-- The weekly hours of one calendar: [{weekday, opens, closes}], in order.
create or replace function private.weekly_hours(p_business uuid, p_staff uuid) returns jsonb
language sql stable set search_path = ''
as $$
  select coalesce(jsonb_agg(jsonb_build_object('weekday', w.weekday, 'opens', to_char(w.opens, 'HH24:MI'), 'closes', to_char(w.closes, 'HH24:MI'))
    order by w.weekday, w.opens), '[]')
  from public.working_hours w where w.business_id = p_business and w.staff_id = p_staff
$$;

-- A date's own hours: [{staff, on_date, opens, closes, reason}] of one calendar, or (null) of all; no times: closed.
create or replace function private.hours_of_date(p_business uuid, p_staff uuid, p_on_date date) returns jsonb
language sql stable set search_path = ''
as $$
  select coalesce(jsonb_agg(jsonb_build_object('staff', d.staff_id, 'on_date', d.on_date, 'opens', to_char(d.opens, 'HH24:MI'),
    'closes', to_char(d.closes, 'HH24:MI'), 'reason', d.reason) order by d.staff_id, d.opens), '[]')
  from public.date_hours d where d.business_id = p_business and d.on_date = p_on_date and (p_staff is null or d.staff_id = p_staff)
$$;

-- The reason somebody gives, without the spaces around it. 'bad_reason' over 200 characters.
create or replace function private.reason_said(p_reason text) returns text
language plpgsql immutable set search_path = ''
as $$
begin
  if length(btrim(p_reason)) > 200 then
    perform private.refuse('bad_reason', 'The reason has at most 200 characters.');
  end if;
  return coalesce(btrim(p_reason), '');
end
$$;

-- schemas/55_calendars/11_block_words.sql
-- A list as people say it: 'Monday, Tuesday and Friday'.
create or replace function private.said_in_turn(p_words text[]) returns text
language sql immutable set search_path = ''
as $$
  select case when cardinality(p_words) < 2 then p_words[1]
    else array_to_string(p_words[:cardinality(p_words) - 1], ', ') || ' and ' || p_words[cardinality(p_words)] end
$$;

-- From when to when, as people say it: '12:00 PM to 1:00 PM', 'all day', '10:00 PM to 6:00 AM the next day'.
create or replace function private.stretch_words(p_from time, p_to time) returns text
language sql immutable set search_path = ''
as $$
  select case when p_from = p_to and p_from = '00:00' then 'all day'
    else to_char('2000-01-01'::date + p_from, 'FMHH12:MI AM') || ' to ' || case when p_to = '00:00' then 'midnight'
      else to_char('2000-01-01'::date + p_to, 'FMHH12:MI AM') || case when p_to <= p_from then ' the next day' else '' end end
    end
$$;

-- A date as people say it: 'Dec 18', with the year where it is not p_this year's.
create or replace function private.date_words(p_date date, p_this date) returns text
language sql immutable set search_path = ''
as $$
  select to_char(p_date, 'Mon FMDD') || case when extract(year from p_date) = extract(year from p_this) then '' else to_char(p_date, ' YYYY') end
$$;

-- How a blocked time repeats: 'Every Tuesday', 'Every 2 weeks on Monday and Friday', 'Every 3 days', 'Every month on the 15th'.
create or replace function private.repeat_words(p_block public.blocked_times) returns text
language sql immutable set search_path = ''
as $$
  select case p_block.frequency
    when 'daily' then case p_block.every_n when 1 then 'Every day' else format('Every %s days', p_block.every_n) end
    when 'weekly' then case p_block.every_n when 1 then 'Every ' else format('Every %s weeks on ', p_block.every_n) end || case
      when p_block.weekdays = '{1,2,3,4,5}' then 'weekday'
      else private.said_in_turn(array(select to_char(date '2024-01-01' + d - 1, 'FMDay') from unnest(p_block.weekdays) d order by d)) end
    when 'monthly' then case p_block.every_n when 1 then 'Every month' else format('Every %s months', p_block.every_n) end
      || ' on the ' || to_char(date '2024-01-01' + p_block.month_day - 1, 'FMDDth')
  end
$$;

-- A blocked time in plain words: 'Every Tuesday, 12:00 PM to 1:00 PM, until Dec 18', or 'Tue, Nov 3, 9:00 AM to Thu, Nov 5, 5:00 PM'.
create or replace function private.block_words(p_block public.blocked_times, p_zone text, p_today date) returns text
language plpgsql stable set search_path = ''
as $$
declare
  starts jsonb;
  ends jsonb;
begin
  if p_block.frequency is not null then
    return private.repeat_words(p_block) || ', ' || private.stretch_words(p_block.from_time, p_block.to_time)
      || case when p_block.first_date > p_today then ', from ' || private.date_words(p_block.first_date, p_today) else '' end
      || case when p_block.last_date is not null then ', until ' || private.date_words(p_block.last_date, p_today) else '' end
      || case when p_block.occurrences is not null then format(' (%s times)', p_block.occurrences) else '' end;
  end if;
  starts := private.local_words(lower(p_block.during), p_zone);
  ends := private.local_words(upper(p_block.during), p_zone);
  return format('%s, %s to ', starts ->> 'short', starts ->> 'time')
    || case when starts ->> 'date' = ends ->> 'date' then '' else ends ->> 'short' || ', ' end || (ends ->> 'time');
end
$$;

-- The next dates on which a blocked time that repeats starts, p_most at most, from p_today on; without those it leaves out.
create or replace function private.coming_dates(p_block public.blocked_times, p_today date, p_most int) returns jsonb
language sql stable set search_path = ''
as $$
  select coalesce(jsonb_agg(jsonb_build_object('date', d, 'words', to_char(d, 'Dy, Mon FMDD')) order by d), '[]')
  from (
    select d from private.rule_dates(p_block, greatest(p_block.first_date, p_today), p_today + 400) d
    where p_block.frequency is not null and not d = any (p_block.except_dates)
    order by d limit p_most
  ) coming
$$;

-- schemas/55_calendars/12_set_time_rules.sql
-- An instant as people say it who think of it on p_from's day: '7:00 PM', 'tomorrow at 9:00 AM', 'on Friday, Nov 6 at 9:00 AM'.
create or replace function private.near_words(p_at timestamptz, p_from timestamptz, p_zone text) returns text
language sql stable set search_path = ''
as $$
  select case (p_at at time zone p_zone)::date - (p_from at time zone p_zone)::date
    when 0 then 'at ' when 1 then 'tomorrow at ' else 'on ' || (words ->> 'medium') || ' at ' end || (words ->> 'time')
  from private.local_words(p_at, p_zone) words
$$;

-- What the rules mean for a request at five in the afternoon on p_now's day, for a job far ahead, in a sentence.
create or replace function private.deadline_example(p_business public.businesses, p_now timestamptz) returns text
language sql stable set search_path = ''
as $$
  select format('A request at 5:00 PM with these settings: you are reminded %s, and it lapses %s.',
    private.near_words(d.nag_at, asked.at, p_business.time_zone), private.near_words(d.expires_at, asked.at, p_business.time_zone))
  from (select ((p_now at time zone p_business.time_zone)::date + time '17:00') at time zone p_business.time_zone as at) asked,
    private.deadlines(p_business, asked.at, asked.at + interval '366 days') d
$$;

-- The rules that are numbers: their least and most, and how a sentence about them begins.
create or replace function private.time_rules() returns table (name text, lowest int, highest int, label text)
language sql immutable set search_path = ''
as $$
  values ('notice_minutes', 0, 43200, 'The notice you need, in minutes,'),
    ('horizon_days', 1, 366, 'How many days ahead customers can book'),
    ('slot_step_minutes', 5, 240, 'How many minutes lie between start times'),
    ('offer_hold_minutes', 0, 60, 'How many minutes an offered time is kept'),
    ('travel_minutes', 0, 480, 'How many minutes a drive takes'),
    ('nag_after_minutes', 1, 20160, 'When you are reminded, in minutes,'),
    ('expire_after_minutes', 2, 40320, 'When a request lapses, in minutes,'),
    ('answer_margin_minutes', 0, 1440, 'How many minutes before its start a request lapses at the latest'),
    ('open_requests_per_customer', 1, 20, 'How many open requests a customer may have')
$$;

-- Everything that is wrong with rules as somebody says them, one sentence each.
create or replace function private.wrong_with_rules(p_settings jsonb) returns text[]
language sql stable set search_path = ''
as $$
  select array(
    select format('%s is a whole number from %s to %s%s.', r.label, r.lowest, r.highest,
      case when coalesce(s.said #>> '{}', '') = '' then '' else ', not ' || left(s.said #>> '{}', 20) end)
    from private.time_rules() r, lateral (select p_settings -> r.name as said) s
    where p_settings ? r.name
      and not case when jsonb_typeof(s.said) = 'number' then s.said::numeric between r.lowest and r.highest and s.said::numeric = trunc(s.said::numeric) else false end
    union all
    select 'Choose how your time to answer is counted: in contact hours, or by the clock.'
    where p_settings ? 'deadline_clock' and not coalesce(p_settings ->> 'deadline_clock' = any (enum_range(null::public.deadline_clock)::text[]), false)
    union all
    select 'Choose a state from the list, or none.'
    where p_settings ? 'state' and not coalesce(p_settings ->> 'state', '') = any ('{"",ACT,NSW,NT,QLD,SA,TAS,VIC,WA}'))
$$;

-- The rules as they are kept.
create or replace function private.rules_of(p_business public.businesses) returns jsonb
language sql stable set search_path = ''
as $$
  select jsonb_object_agg(r.name, kept.row -> r.name) || jsonb_build_object('deadline_clock', p_business.deadline_clock, 'state', p_business.state)
  from private.time_rules() r, (select to_jsonb(p_business) as row) kept
$$;

create or replace function private.set_time_rules(p_business uuid, p_member uuid, p_settings jsonb, p_now timestamptz) returns jsonb
language plpgsql set search_path = ''
as $$
declare
  was public.businesses;
  made public.businesses;
  problems text[];
begin
  perform private.check_names(p_settings, array(select name from private.time_rules()) || '{deadline_clock,state}'::text[]);
  select * into was from public.businesses b where b.id = p_business for no key update;
  problems := private.wrong_with_rules(p_settings);
  if problems = '{}' then
    made := jsonb_populate_record(was, p_settings);
    made.state := nullif(made.state, '');
    if made.expire_after_minutes <= made.nag_after_minutes then
      problems := problems || 'A request has to lapse later than you are reminded of it.'::text;
    end if;
    begin
      perform private.deadlines(made, p_now, p_now + interval '366 days');
    exception when sqlstate 'PT400' then
      problems := problems || 'Your contact hours are too short for that: your time to answer would last more than a year. Choose shorter ones, or count by the clock.'::text;
    end;
  end if;
  if problems <> '{}' then
    perform private.refuse('bad_setting', array_to_string(problems, E'\n'));
  end if;
  update public.businesses b set
      notice_minutes = made.notice_minutes, horizon_days = made.horizon_days, slot_step_minutes = made.slot_step_minutes,
      offer_hold_minutes = made.offer_hold_minutes, travel_minutes = made.travel_minutes, nag_after_minutes = made.nag_after_minutes,
      expire_after_minutes = made.expire_after_minutes, answer_margin_minutes = made.answer_margin_minutes,
      open_requests_per_customer = made.open_requests_per_customer, deadline_clock = made.deadline_clock, state = made.state,
      holidays_until = case when made.state is not distinct from was.state then b.holidays_until end
    where b.id = p_business;
  perform private.note_setting(p_business, p_member, 'time_rules', private.rules_of(was), private.rules_of(made), p_now);
  return jsonb_build_object('outcome', 'saved', 'again', made is not distinct from was);
end
$$;

-- An owner sets the rules of time, by name, those of private.time_rules, and deadline_clock (contact_hours or plain) and state (whose public
-- holidays are suggested; empty: none). What is not named stays, and so do requests already open. Outcome: 'saved'; `again` when it was all so
-- before. PT400 'bad_setting' with everything that is wrong, a sentence a line; nothing is changed then.
create or replace function public.set_time_rules(p_business uuid, p_settings jsonb) returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare
  member uuid := private.require_member(p_business);
begin
  perform private.require_owner(p_business, member);
  return private.set_time_rules(p_business, member, p_settings, now());
end
$$;
grant execute on function public.set_time_rules to authenticated;

-- schemas/55_calendars/13_time_settings.sql
-- Booked times that lie outside their calendar's hours or in a blocked time as things stand, soonest first, the first fifty. `words` as
-- private.booked_times, with `blocked`: whether it is a blocked time.
create or replace function private.out_of_place(p_business public.businesses, p_now timestamptz) returns jsonb
language sql stable set search_path = ''
as $$
  with booked as (select * from private.booked_times(p_business, null, p_now)),
  spans as (select b.staff_id, min(lower(b.during)) as first, max(upper(b.during)) as last from booked b group by b.staff_id),
  hours as (select s.staff_id, private.open_hours(p_business.id, s.staff_id, p_business.time_zone, s.first, s.last) as open from spans s),
  blocked as (
    select s.staff_id, r.during from spans s, lateral private.blocked_ranges(p_business.id, s.staff_id, p_business.time_zone, s.first, s.last) r)
  select coalesce(jsonb_agg(o.words order by o.at), '[]')
  from (
    select b.words || jsonb_build_object('blocked', x.blocked) as words, lower(b.during) as at
    from booked b join hours h on h.staff_id = b.staff_id,
      lateral (select exists (select from blocked k where k.staff_id = b.staff_id and k.during && b.during) as blocked) x
    where x.blocked or not b.during <@ h.open
    order by at limit 50
  ) o
$$;

-- The week of one calendar in words, Monday first: [{day, words}]; null words: closed.
create or replace function private.week_words(p_business uuid, p_staff uuid) returns jsonb
language sql stable set search_path = ''
as $$
  select jsonb_agg(jsonb_build_object('day', to_char(date '2024-01-01' + d - 1, 'Dy'), 'words', (
      select string_agg(private.stretch_words(w.opens, w.closes), ', ' order by w.opens) from public.working_hours w
      where w.business_id = p_business and w.staff_id = p_staff and w.weekday = d)) order by d)
  from generate_series(1, 7) d
$$;

-- What can be booked: [{id, name, at_customer}], in order.
create or replace function private.service_names(p_business uuid) returns jsonb
language sql stable set search_path = ''
as $$
  select coalesce(jsonb_agg(jsonb_build_object('id', s.id, 'name', s.name, 'at_customer', s.at_customer) order by s.position, s.name), '[]')
  from public.services s where s.business_id = p_business and s.deleted_at is null
$$;

-- The calendars in use with their weekly hours and bases: [{id, name, hours: [{weekday, opens, closes}],
-- week: [{day, words (null: none)}], suburb, postcode}].
create or replace function private.calendar_hours(p_business uuid) returns jsonb
language sql stable set search_path = ''
as $$
  select coalesce(jsonb_agg(jsonb_build_object('id', s.id, 'name', s.name, 'hours', private.weekly_hours(s.business_id, s.id),
    'week', private.week_words(s.business_id, s.id), 'suburb', coalesce(p.suburb, ''), 'postcode', coalesce(p.postcode, '')) order by s.position, s.name), '[]')
  from public.staff s left join public.places p on p.business_id = s.business_id and p.id = s.base_place_id
  where s.business_id = p_business and s.deleted_at is null
$$;

-- Dates with hours of their own from p_today on, the next hundred: [{staff, name, on_date, words, hours (in words, null: closed), reason}].
create or replace function private.coming_own_dates(p_business uuid, p_today date) returns jsonb
language sql stable set search_path = ''
as $$
  select coalesce(jsonb_agg(jsonb_build_object('staff', o.staff_id, 'name', o.name, 'on_date', o.on_date,
      'words', to_char(o.on_date, 'Dy, ') || private.date_words(o.on_date, p_today), 'hours', o.hours, 'reason', o.reason)
    order by o.on_date, o.position), '[]')
  from (
    select d.staff_id, s.name, s.position, d.on_date, max(d.reason) as reason,
      string_agg(private.stretch_words(d.opens, d.closes), ', ' order by d.opens) filter (where d.opens is not null) as hours
    from public.date_hours d join public.staff s on s.business_id = d.business_id and s.id = d.staff_id
    where d.business_id = p_business and d.on_date >= p_today and s.deleted_at is null
    group by d.staff_id, s.name, s.position, d.on_date order by d.on_date, s.position limit 100
  ) o
$$;

-- Holidays of the twelve months from p_today on: [{on_date, words, name, closed, own}]; own: not a public one.
create or replace function private.coming_holidays(p_business uuid, p_today date) returns jsonb
language sql stable set search_path = ''
as $$
  select coalesce(jsonb_agg(jsonb_build_object('on_date', h.on_date, 'words', to_char(h.on_date, 'Dy, ') || private.date_words(h.on_date, p_today),
    'name', h.name, 'closed', h.closed, 'own', h.own) order by h.on_date), '[]')
  from (
    select * from public.holidays h
    where h.business_id = p_business and h.on_date >= p_today and h.on_date < p_today + interval '1 year' order by h.on_date limit 100
  ) h
$$;

-- Blocked times in force that are not over, the next hundred, those that repeat first: [{id, name (null: everybody), words, reason, repeats, coming}].
create or replace function private.coming_blocks(p_business public.businesses, p_now timestamptz) returns jsonb
language sql stable set search_path = ''
as $$
  select coalesce(jsonb_agg(jsonb_build_object('id', (o.block).id, 'name', o.name, 'words', private.block_words(o.block, p_business.time_zone, o.today),
      'reason', (o.block).reason, 'repeats', (o.block).frequency is not null,
      'coming', case when (o.block).frequency is null then '[]' else private.coming_dates(o.block, o.today, 8) end)
    order by (o.block).frequency is null, lower((o.block).during), (o.block).first_date, (o.block).created_at), '[]')
  from (
    select b as block, s.name, now.today
    from (select (p_now at time zone p_business.time_zone)::date as today) now
    join public.blocked_times b on b.business_id = p_business.id and b.deleted_at is null
      and (upper(b.during) > p_now or b.frequency is not null and coalesce(b.last_date, 'infinity') >= now.today - 1)
    left join public.staff s on s.business_id = b.business_id and s.id = b.staff_id
    where s.deleted_at is null
    order by b.frequency is null, lower(b.during), b.first_date limit 100
  ) o
$$;

-- What the owner said drives take, the newest hundred: [{start: {suburb, postcode}, end: {suburb, postcode}, minutes}].
create or replace function private.own_drives(p_business uuid) returns jsonb
language sql stable set search_path = ''
as $$
  select coalesce(jsonb_agg(jsonb_build_object('start', jsonb_build_object('suburb', o.a, 'postcode', o.ac),
    'end', jsonb_build_object('suburb', o.b, 'postcode', o.bc), 'minutes', o.minutes) order by o.a, o.ac, o.b, o.bc), '[]')
  from (
    select a.suburb as a, a.postcode as ac, b.suburb as b, b.postcode as bc, t.minutes
    from public.travel_times t
    join public.places a on a.business_id = t.business_id and a.id = t.from_place_id
    join public.places b on b.business_id = t.business_id and b.id = t.to_place_id
    where t.business_id = p_business and t.source = 'owner' order by t.created_at desc limit 100
  ) o
$$;

create or replace function private.time_settings(p_business public.businesses, p_now timestamptz) returns jsonb
language sql stable set search_path = ''
as $$
  select jsonb_build_object(
    'today', now.today,
    'calendars', private.calendar_hours(p_business.id),
    'services', private.service_names(p_business.id),
    'dates', private.coming_own_dates(p_business.id, now.today),
    'holidays', private.coming_holidays(p_business.id, now.today),
    'blocks', private.coming_blocks(p_business, p_now),
    'drives', private.own_drives(p_business.id),
    'rules', private.rules_of(p_business),
    'contact_from', to_char(p_business.contact_from, 'HH24:MI'), 'contact_to', to_char(p_business.contact_to, 'HH24:MI'),
    'example', private.deadline_example(p_business, p_now),
    'out_of_place', private.out_of_place(p_business, p_now),
    'changed', jsonb_strip_nulls(jsonb_build_object(
      'week', private.last_change(p_business, '{working_hours}'), 'days', private.last_change(p_business, '{date_hours,holidays}'),
      'blocks', private.last_change(p_business, '{blocks}'), 'driving', private.last_change(p_business, '{base,travel}'),
      'rules', private.last_change(p_business, '{time_rules}'))))
  from (select (p_now at time zone p_business.time_zone)::date as today) now
$$;

-- Everything a member sees of when the business can be booked: calendars with weekly hours, coming dates of their own, holidays and blocked
-- times, own drives, the rules with an example, booked times that no longer fit, and who changed which part last.
create or replace function public.time_settings(p_business uuid) returns jsonb
language plpgsql stable security definer set search_path = ''
as $$
declare
  business public.businesses;
begin
  perform private.require_member(p_business);
  select * into business from public.businesses where id = p_business;
  return private.time_settings(business, now());
end
$$;
grant execute on function public.time_settings to authenticated;

-- schemas/57_commands/02_answer_command.sql
-- Answers a member's text with what came of it, once. Help goes to a member at most every ten minutes, what asks for none ("ok", "thanks") gets
-- nothing right after an answer, and nobody gets more than thirty answers an hour: two machines must not talk for ever. Who gets a copy of the
-- confirmation anyway has it as the answer.
create or replace function private.answer_command(p_business public.businesses, p_text public.member_texts, p_results jsonb, p_now timestamptz) returns void
language plpgsql set search_path = ''
as $$
declare
  last_help timestamptz;
  last_answer timestamptz;
  of_late int;
  results jsonb;
begin
  select max(o.created_at) filter (where o.detail @> '{"results": [{"do": "help"}]}'), max(o.created_at), count(*)
    into last_help, last_answer, of_late
    from public.outbox o
    where o.business_id = p_business.id and o.member_id = p_text.user_id and o.kind = 'command_answer' and o.created_at > p_now - interval '1 hour';
  select coalesce(jsonb_agg(r.result order by r.n), '[]') into results
    from jsonb_array_elements(p_results) with ordinality as r (result, n)
    where not private.copied_already(p_text, r.result)
      and (r.result ->> 'do' <> 'help'
      or coalesce(last_help < p_now - interval '10 minutes', true)
        and not (coalesce((r.result ->> 'bare')::boolean, false) and coalesce(last_answer >= p_now - interval '10 minutes', false)));
  if results <> '[]' and of_late < 30 then
    perform private.queue_text(p_business, 'command_answer', 'reply', p_text.phone, 'command_answer:' || p_text.id, p_now,
      p_member => p_text.user_id, p_detail => jsonb_build_object('results', results));
  end if;
end
$$;

-- Whether a confirmation's copy waits for whoever confirmed by this text; then it leaves as an answer does, whatever hours they keep.
create or replace function private.copied_already(p_text public.member_texts, p_result jsonb) returns boolean
language plpgsql set search_path = ''
as $$
begin
  if p_result ->> 'outcome' <> 'confirmed' then
    return false;
  end if;
  update public.outbox o set class = 'reply'
    where o.business_id = p_text.business_id and o.booking_id = (p_result #>> '{booking,id}')::uuid and o.member_id = p_text.user_id
      and o.kind = 'confirmed_copy' and o.state = 'waiting';
  return found;
end
$$;

-- Ends a member's text: it is not carried out again.
create or replace function private.end_member_text(p_text public.member_texts, p_outcome text) returns void
language plpgsql set search_path = ''
as $$
begin
  update public.member_texts set due_at = null, outcome = left(p_outcome, 500) where business_id = p_text.business_id and id = p_text.id;
end
$$;

-- schemas/58_offerings/00_order.sql
-- Puts one row of an ordered list of a business (staff, services, answers) at a place in it, counted from 1, and numbers the list anew. Null: a row
-- that is there stays where it is. Beyond the end is the end.
create or replace function private.put_at(p_table text, p_business uuid, p_id uuid, p_place int) returns void
language plpgsql set search_path = ''
as $$
begin
  execute format(
    'update public.%1$I t set position = o.place'
    ' from (select k.id, row_number() over (order by k.at, k.id) as place'
    '   from (select x.id, case when x.id = $2 and $3 is not null then 2 * $3::bigint - 1'
    '       else 2 * row_number() over (partition by x.id = $2 and $3 is not null order by x.position, x.created_at, x.id) end as at'
    '     from public.%1$I x where x.business_id = $1 and x.deleted_at is null) k) o'
    ' where t.business_id = $1 and t.id = o.id and t.position <> o.place', p_table)
    using p_business, p_id, p_place;
end
$$;

-- The business whose offer an owner changes, with all of its calendars locked, so that two owners change it one after the other, and nobody books meanwhile.
create or replace function private.business_to_change(p_business uuid) returns public.businesses
language plpgsql set search_path = ''
as $$
declare
  business public.businesses;
begin
  perform private.lock_calendars(p_business, array(select s.id from public.staff s where s.business_id = p_business));
  select * into business from public.businesses b where b.id = p_business;
  return business;
end
$$;

-- A name for staff or a service: said, of 60 characters at most, and nobody else's in that list. p_table: staff or services.
create or replace function private.name_said(p_table text, p_business uuid, p_id uuid, p_name text) returns text
language plpgsql set search_path = ''
as $$
declare
  said text := trim(regexp_replace(coalesce(p_name, ''), '\s+', ' ', 'g'));
  taken boolean;
begin
  if length(said) not between 1 and 60 then
    perform private.refuse('bad_name', 'A name has 1 to 60 characters.');
  end if;
  execute format('select exists (select from public.%I t where t.business_id = $1 and t.id <> $2 and lower(t.name) = lower($3) and t.deleted_at is null)', p_table)
    into taken using p_business, p_id, said;
  if taken then
    perform private.refuse('name_taken', format('There is already one called %s. Choose another name.', said));
  end if;
  return said;
end
$$;

-- schemas/58_offerings/01_keep_service.sql
-- Refuses what cannot be booked as a service: {minutes, price_cents?, buffer_before_minutes?, buffer_after_minutes?, notice_minutes?, aliases?}.
create or replace function private.check_service(p_name text, p_said jsonb) returns void
language plpgsql set search_path = ''
as $$
begin
  if private.whole_number(p_said -> 'minutes', 5, 1440, 'bad_minutes', format('How many minutes %s takes', p_name)) is null then
    perform private.refuse('bad_minutes', format('Say how many minutes %s takes, 5 to 1440.', p_name));
  end if;
  perform private.whole_number(p_said -> 'price_cents', 0, 100000000, 'bad_price', format('The price of %s in cents', p_name));
  perform private.whole_number(p_said -> 'buffer_before_minutes', 0, 480, 'bad_buffer', format('How many minutes stay free before %s', p_name));
  perform private.whole_number(p_said -> 'buffer_after_minutes', 0, 480, 'bad_buffer', format('How many minutes stay free after %s', p_name));
  perform private.whole_number(p_said -> 'notice_minutes', 0, 525600, 'bad_notice', format('How many minutes ahead %s has to be booked', p_name));
  if jsonb_array_length(coalesce(nullif(p_said -> 'aliases', 'null'), '[]')) > 60
    or exists (select from jsonb_array_elements_text(coalesce(nullif(p_said -> 'aliases', 'null'), '[]')) a where length(a) not between 1 and 60) then
    perform private.refuse('bad_aliases', format('%s has at most 60 other names, each of 60 characters at most.', p_name));
  end if;
end
$$;

-- Writes one service as it was said, and who does it. The one way in which services come about and change: for files and for owners.
create or replace function private.keep_service(p_business uuid, p_id uuid, p_name text, p_said jsonb, p_place int, p_staff uuid[]) returns void
language plpgsql set search_path = ''
as $$
begin
  perform private.check_service(p_name, p_said);
  insert into public.services as s (
    business_id, id, name, position, minutes, price_cents, aliases, at_customer, buffer_before_minutes, buffer_after_minutes, notice_minutes)
    values (p_business, p_id, p_name, p_place, (p_said ->> 'minutes')::int, (p_said ->> 'price_cents')::int,
      array(select jsonb_array_elements_text(coalesce(nullif(p_said -> 'aliases', 'null'), '[]'))),
      coalesce((p_said ->> 'at_customer')::boolean, false), coalesce((p_said ->> 'buffer_before_minutes')::int, 0),
      coalesce((p_said ->> 'buffer_after_minutes')::int, 0), (p_said ->> 'notice_minutes')::int)
    on conflict (business_id, id) do update set
      name = excluded.name, position = excluded.position, minutes = excluded.minutes, price_cents = excluded.price_cents, aliases = excluded.aliases,
      at_customer = excluded.at_customer, buffer_before_minutes = excluded.buffer_before_minutes,
      buffer_after_minutes = excluded.buffer_after_minutes, notice_minutes = excluded.notice_minutes;
  delete from public.service_staff where business_id = p_business and service_id = p_id and staff_id <> all (p_staff);
  insert into public.service_staff (business_id, service_id, staff_id)
    select p_business, p_id, s from unnest(p_staff) s on conflict do nothing;
end
$$;

-- The id under which a service, or somebody, of this name is kept: the one in use, else the one retired last, which is in use again, else p_new.
-- p_table: staff or services.
create or replace function private.id_of_name(p_table text, p_business uuid, p_name text, p_new uuid) returns uuid
language plpgsql set search_path = ''
as $$
declare
  found_id uuid;
begin
  perform private.revive(p_table, p_business, p_name);
  execute format('select id from public.%I where business_id = $1 and lower(name) = lower($2) and deleted_at is null', p_table)
    into found_id using p_business, p_name;
  return coalesce(found_id, p_new);
end
$$;

-- schemas/58_offerings/02_set_service.sql
-- A service as an owner last set it, with who does it: what public.set_service takes.
create or replace function private.service_said(p_service public.services) returns jsonb
language sql stable set search_path = ''
as $$
  select jsonb_build_object(
    'name', p_service.name, 'minutes', p_service.minutes, 'price_cents', p_service.price_cents, 'aliases', p_service.aliases,
    'at_customer', p_service.at_customer, 'buffer_before_minutes', p_service.buffer_before_minutes,
    'buffer_after_minutes', p_service.buffer_after_minutes, 'notice_minutes', p_service.notice_minutes,
    'staff', (select coalesce(jsonb_agg(t.id order by t.position, t.id), '[]')
      from public.service_staff ss join public.staff t on t.business_id = ss.business_id and t.id = ss.staff_id
      where ss.business_id = p_service.business_id and ss.service_id = p_service.id and t.deleted_at is null))
$$;

-- The rows of one list (staff or services) that these ids name, or an error when one is not in use. Null: all of them.
create or replace function private.in_use(p_table text, p_business uuid, p_ids jsonb) returns uuid[]
language plpgsql stable set search_path = ''
as $$
declare
  found_ids uuid[];
begin
  execute format('select array(select t.id from public.%I t where t.business_id = $1 and t.deleted_at is null'
    ' and ($2 is null or t.id::text in (select jsonb_array_elements_text($2))))', p_table)
    into found_ids using p_business, nullif(p_ids, 'null');
  if cardinality(found_ids) < (select count(distinct i) from jsonb_array_elements_text(coalesce(nullif(p_ids, 'null'), '[]')) i) then
    perform private.refuse('removed', case p_table when 'staff' then 'One of these people was removed meanwhile. Choose again who does it.'
      else 'One of these services was removed meanwhile. Choose again what they do.' end);
  end if;
  return found_ids;
end
$$;

create or replace function private.set_service(p_business uuid, p_service uuid, p_settings jsonb) returns jsonb
language plpgsql set search_path = ''
as $$
declare
  kept public.services;
  was jsonb;
  says jsonb;
  named text;
  people uuid[];
  key uuid := p_service;
begin
  perform private.check_names(p_settings, array['name', 'minutes', 'price_cents', 'aliases', 'at_customer', 'buffer_before_minutes',
    'buffer_after_minutes', 'notice_minutes', 'staff', 'position']);
  perform private.business_to_change(p_business);
  select * into kept from public.services s where s.business_id = p_business and s.id = p_service;
  if kept.deleted_at is not null then
    perform private.refuse('removed', format('%s was removed meanwhile. Add it again if you still offer it.', kept.name));
  elsif kept.id is null then
    if (select count(*) from public.services s where s.business_id = p_business and s.deleted_at is null) >= 100 then
      perform private.refuse('too_many', 'A hundred services is the most. Remove one first.');
    end if;
    named := private.name_said('services', p_business, p_service, p_settings ->> 'name');
    key := private.id_of_name('services', p_business, named, p_service);
    says := p_settings;
    select * into kept from public.services s where s.business_id = p_business and s.id = key;
  else
    was := private.service_said(kept);
    says := was || p_settings;
    named := private.name_said('services', p_business, p_service, says ->> 'name');
  end if;
  people := private.in_use('staff', p_business, says -> 'staff');
  if cardinality(people) = 0 then
    perform private.refuse('no_staff', format('Choose who does %s: at least one.', named));
  end if;
  perform private.keep_service(p_business, key, named, says, coalesce(case when was is not null then kept.position end, 100000), people);
  perform private.put_at('services', p_business, key, private.whole_number(p_settings -> 'position', 1, 100000, 'bad_place', 'The place in the list'));
  return jsonb_build_object('outcome', case when was is null then 'added' else 'saved' end, 'id', key, 'name', named, 'again', was is not null and (
    select private.service_said(s) = was and s.position = kept.position from public.services s where s.business_id = p_business and s.id = key));
end
$$;

-- An owner adds a service, under an id of the page's own, or changes one: {name, minutes, price_cents (null: quoted), aliases: [other names],
-- at_customer, buffer_before_minutes, buffer_after_minutes, notice_minutes (null: the business's), staff: [ids] (at least one), position (from 1)}.
-- What is not named stays; of a new one everybody does it and it comes last. A name that was removed before is that service again. Bookings
-- stay as they were made. Outcomes 'added', 'saved' (`again`: it was all so before) with {id, name}; PT400 in words.
create or replace function public.set_service(p_business uuid, p_service uuid, p_settings jsonb) returns jsonb
language plpgsql security definer set search_path = ''
as $$
begin
  perform private.require_owner(p_business, private.require_member(p_business));
  return private.set_service(p_business, p_service, p_settings);
end
$$;
grant execute on function public.set_service to authenticated;

-- schemas/58_offerings/03_remove_service.sql
create or replace function private.remove_service(p_business uuid, p_service uuid, p_now timestamptz) returns jsonb
language plpgsql set search_path = ''
as $$
declare
  kept public.services;
begin
  perform private.business_to_change(p_business);
  select * into kept from public.services s where s.business_id = p_business and s.id = p_service;
  if not found then
    raise exception sqlstate 'PT404' using message = 'There is no such service.', hint = 'not_found';
  end if;
  update public.services set deleted_at = coalesce(deleted_at, p_now) where business_id = p_business and id = p_service;
  return jsonb_build_object('outcome', 'removed', 'name', kept.name, 'again', kept.deleted_at is not null, 'bookings', (
    select count(*) from public.bookings b
    where b.business_id = p_business and b.service_id = p_service and b.deleted_at is null and b.status in ('pending', 'confirmed') and b.starts_at > p_now));
end
$$;

-- An owner takes a service off the list: it is offered no more, and its bookings stay; `bookings` says how many are still to come.
-- Outcome: 'removed'; `again` when it was off already.
create or replace function public.remove_service(p_business uuid, p_service uuid) returns jsonb
language plpgsql security definer set search_path = ''
as $$
begin
  perform private.require_owner(p_business, private.require_member(p_business));
  return private.remove_service(p_business, p_service, now());
end
$$;
grant execute on function public.remove_service to authenticated;

-- schemas/58_offerings/04_set_staff.sql
-- The services in use that nobody does, by name.
create or replace function private.nobody_does(p_business uuid) returns jsonb
language sql stable set search_path = ''
as $$
  select coalesce(jsonb_agg(s.name order by s.position), '[]') from public.services s
  where s.business_id = p_business and s.deleted_at is null and not exists (
    select from public.service_staff ss join public.staff t on t.business_id = ss.business_id and t.id = ss.staff_id
    where ss.business_id = s.business_id and ss.service_id = s.id and t.deleted_at is null)
$$;

-- Somebody begins with the weekly hours of the first calendar in the list, if they have none of their own from before.
create or replace function private.begin_hours(p_business uuid, p_staff uuid) returns void
language sql set search_path = ''
as $$
  insert into public.working_hours (business_id, staff_id, weekday, opens, closes)
  select w.business_id, p_staff, w.weekday, w.opens, w.closes
  from public.working_hours w
  where w.business_id = p_business
    and w.staff_id = (select t.id from public.staff t
      where t.business_id = p_business and t.deleted_at is null and t.id <> p_staff order by t.position, t.created_at, t.id limit 1)
    and not exists (select from public.working_hours own where own.business_id = p_business and own.staff_id = p_staff)
$$;

create or replace function private.set_staff(p_business uuid, p_staff uuid, p_settings jsonb) returns jsonb
language plpgsql set search_path = ''
as $$
declare
  kept public.staff;
  named text;
  services uuid[];
  does uuid[];
  key uuid := p_staff;
  changed boolean := true;
begin
  perform private.check_names(p_settings, array['name', 'services', 'position']);
  perform private.business_to_change(p_business);
  select * into kept from public.staff t where t.business_id = p_business and t.id = p_staff;
  if kept.deleted_at is not null then
    perform private.refuse('removed', format('%s was removed meanwhile. Add them again if they are back.', kept.name));
  end if;
  named := private.name_said('staff', p_business, p_staff, coalesce(p_settings ->> 'name', kept.name));
  if kept.id is null then
    if (select count(*) from public.staff t where t.business_id = p_business and t.deleted_at is null) >= 50 then
      perform private.refuse('too_many', 'Fifty calendars is the most. Remove one first.');
    end if;
    key := private.id_of_name('staff', p_business, named, p_staff);
    insert into public.staff as t (business_id, id, name, position) values (p_business, key, named, 100000)
      on conflict (business_id, id) do update set name = excluded.name, position = excluded.position;
    perform private.begin_hours(p_business, key);
  else
    update public.staff t set name = named where t.business_id = p_business and t.id = p_staff;
  end if;
  services := private.in_use('services', p_business, p_settings -> 'services');
  does := array(select ss.service_id from public.service_staff ss join public.services s on s.business_id = ss.business_id and s.id = ss.service_id
    where ss.business_id = p_business and ss.staff_id = key and s.deleted_at is null);
  if p_settings ? 'services' or kept.id is null then
    delete from public.service_staff ss where ss.business_id = p_business and ss.staff_id = key and ss.service_id <> all (services);
    insert into public.service_staff (business_id, service_id, staff_id)
      select p_business, s, key from unnest(services) s on conflict do nothing;
  else
    services := does;
  end if;
  perform private.put_at('staff', p_business, key, private.whole_number(p_settings -> 'position', 1, 100000, 'bad_place', 'The place in the list'));
  changed := kept.id is null or kept is distinct from (select t from public.staff t where t.business_id = p_business and t.id = p_staff)
    or not (services @> does and does @> services);
  return jsonb_build_object('outcome', case when kept.id is null then 'added' else 'saved' end, 'id', key, 'name', named, 'again', not changed,
    'nobody_does', private.nobody_does(p_business));
end
$$;

-- An owner adds a calendar, a person's or a chair's, under an id of the page's own, or changes one: {name, services: [ids they do], position (from 1)}.
-- What is not named stays; a new one does every service, comes last and begins with the first calendar's weekly hours. A name that was removed before
-- is that calendar again, with its own hours. Bookings stay as they were made. Outcomes 'added', 'saved' (`again`: it was all so before) with {id,
-- name, nobody_does: services by name that nobody does now}; PT400 in words.
create or replace function public.set_staff(p_business uuid, p_staff uuid, p_settings jsonb) returns jsonb
language plpgsql security definer set search_path = ''
as $$
begin
  perform private.require_owner(p_business, private.require_member(p_business));
  return private.set_staff(p_business, p_staff, p_settings);
end
$$;
grant execute on function public.set_staff to authenticated;

-- schemas/58_offerings/05_remove_staff.sql
-- The bookings to come on a calendar, and those that may move to it, soonest first.
create or replace function private.coming_on(p_business uuid, p_staff uuid, p_now timestamptz) returns setof public.bookings
language sql stable set search_path = ''
as $$
  select b.* from public.bookings b
  where b.business_id = p_business and b.deleted_at is null and b.status in ('pending', 'confirmed') and b.ends_at > p_now
    and (b.staff_id = p_staff or exists (
      select from public.moves m where m.business_id = b.business_id and m.booking_id = b.id and m.state = 'waiting' and m.staff_id = p_staff))
  order by b.starts_at, b.id
$$;

create or replace function private.remove_staff(p_business uuid, p_staff uuid, p_now timestamptz) returns jsonb
language plpgsql set search_path = ''
as $$
declare
  business public.businesses := private.business_to_change(p_business);
  kept public.staff;
  coming bigint;
begin
  select * into kept from public.staff t where t.business_id = p_business and t.id = p_staff;
  if not found then
    raise exception sqlstate 'PT404' using message = 'There is no such calendar.', hint = 'not_found';
  elsif kept.deleted_at is not null then
    return jsonb_build_object('outcome', 'removed', 'name', kept.name, 'again', true, 'nobody_does', private.nobody_does(p_business));
  elsif not exists (select from public.staff t where t.business_id = p_business and t.deleted_at is null and t.id <> p_staff) then
    perform private.refuse('last_staff', format('%s is the only one left, and a business needs somebody. Add the next one first.', kept.name));
  end if;
  select count(*) into coming from private.coming_on(p_business, p_staff, p_now);
  if coming > 0 then
    return jsonb_build_object('outcome', 'has_bookings', 'name', kept.name, 'again', false, 'count', coming, 'bookings', (
      select jsonb_agg(jsonb_build_object('id', c.id, 'customer', c.customer_name, 'service', c.service_name, 'starts_at', c.starts_at) order by c.starts_at)
      from (select * from private.coming_on(p_business, p_staff, p_now) limit 20) c));
  end if;
  update public.staff set deleted_at = p_now where business_id = p_business and id = p_staff;
  return jsonb_build_object('outcome', 'removed', 'name', kept.name, 'again', false, 'nobody_does', private.nobody_does(p_business));
end
$$;

-- An owner takes a calendar out of use; what was booked there before stays in the history. While bookings on it are still to come nothing is changed:
-- 'has_bookings' with their `count` and the first twenty, to be moved or cancelled first. The last calendar stays (PT400). Otherwise 'removed', with
-- nobody_does: services by name that nobody does now; `again` when it was out of use already.
create or replace function public.remove_staff(p_business uuid, p_staff uuid) returns jsonb
language plpgsql security definer set search_path = ''
as $$
begin
  perform private.require_owner(p_business, private.require_member(p_business));
  return private.remove_staff(p_business, p_staff, now());
end
$$;
grant execute on function public.remove_staff to authenticated;

-- schemas/59_assistant/00_set_assistant.sql
-- Words an owner wrote, of p_most characters at most; p_now_so where nothing was said of it. p_what begins the sentence that refuses them.
create or replace function private.words_said(p_settings jsonb, p_name text, p_now_so text, p_most int, p_what text) returns text
language plpgsql set search_path = ''
as $$
begin
  if not p_settings ? p_name then
    return p_now_so;
  elsif length(trim(coalesce(p_settings ->> p_name, ''))) > p_most then
    perform private.refuse('too_long', format('%s has %s characters; %s is the most.', p_what, length(trim(p_settings ->> p_name)), p_most));
  end if;
  return trim(coalesce(p_settings ->> p_name, ''));
end
$$;

create or replace function private.set_assistant(p_business uuid, p_settings jsonb) returns jsonb
language plpgsql set search_path = ''
as $$
declare
  was public.businesses;
  made public.businesses;
begin
  perform private.check_names(p_settings, array['greeting', 'tone', 'text_style', 'receptionist_notes', 'must_not_promise']);
  select * into was from public.businesses b where b.id = p_business for no key update;
  made := was;
  made.greeting := private.words_said(p_settings, 'greeting', was.greeting, 160, 'The greeting');
  made.tone := private.words_said(p_settings, 'tone', was.tone, 300, 'The tone');
  made.receptionist_notes := private.words_said(p_settings, 'receptionist_notes', was.receptionist_notes, 6000, 'How to answer');
  made.must_not_promise := private.words_said(p_settings, 'must_not_promise', was.must_not_promise, 2000, 'What it must never promise');
  if made.greeting = '' then
    perform private.refuse('no_greeting', 'The assistant needs a greeting to begin with, such as Hi!');
  elsif p_settings ? 'text_style' and coalesce(p_settings ->> 'text_style', '') not in ('brief', 'plain') then
    perform private.refuse('bad_style', 'Texts are either brief or plain.');
  end if;
  made.text_style := coalesce((p_settings ->> 'text_style')::public.text_style, was.text_style);
  update public.businesses b set greeting = made.greeting, tone = made.tone, text_style = made.text_style,
      receptionist_notes = made.receptionist_notes, must_not_promise = made.must_not_promise
    where b.id = p_business;
  return jsonb_build_object('outcome', 'saved', 'again', made is not distinct from was);
end
$$;

-- An owner sets how the receptionist speaks: greeting (1 to 160 characters), tone (300), text_style ('brief' or 'plain'), receptionist_notes: how to
-- answer (6000), must_not_promise (2000). What is not named stays. Outcome: 'saved'; `again` when it was all so before; PT400 in words.
create or replace function public.set_assistant(p_business uuid, p_settings jsonb) returns jsonb
language plpgsql security definer set search_path = ''
as $$
begin
  perform private.require_owner(p_business, private.require_member(p_business));
  return private.set_assistant(p_business, p_settings);
end
$$;
grant execute on function public.set_assistant to authenticated;

-- schemas/59_assistant/01_set_answer.sql
create or replace function private.set_answer(p_business uuid, p_answer uuid, p_settings jsonb, p_now timestamptz) returns jsonb
language plpgsql set search_path = ''
as $$
declare
  was public.answers;
  made public.answers;
begin
  perform private.check_names(p_settings, array['question', 'answer', 'position']);
  perform from public.businesses b where b.id = p_business for no key update;
  select * into was from public.answers a where a.business_id = p_business and a.id = p_answer;
  if was.deleted_at is not null then
    perform private.refuse('removed', 'That question was removed meanwhile. Add it again if you still need it.');
  end if;
  made.question := private.words_said(p_settings, 'question', was.question, 200, 'The question');
  made.answer := private.words_said(p_settings, 'answer', was.answer, 600, 'The answer');
  if coalesce(made.question, '') = '' or coalesce(made.answer, '') = '' then
    perform private.refuse('no_answer', 'Write both: what customers ask, and what the assistant answers.');
  elsif exists (select from public.answers a
      where a.business_id = p_business and a.id <> p_answer and a.deleted_at is null and lower(a.question) = lower(made.question)) then
    perform private.refuse('asked_already', 'That question is on the list already. Change its answer there.');
  elsif was.id is null and (select count(*) from public.answers a where a.business_id = p_business and a.deleted_at is null) >= 100 then
    perform private.refuse('too_many', 'A hundred questions is the most. Remove one first.');
  end if;
  insert into public.answers as a (business_id, id, question, answer, position, created_at)
    values (p_business, p_answer, made.question, made.answer, 100000, p_now)
    on conflict (business_id, id) do update set question = excluded.question, answer = excluded.answer;
  perform private.put_at('answers', p_business, p_answer, private.whole_number(p_settings -> 'position', 1, 100000, 'bad_place', 'The place in the list'));
  select * into made from public.answers a where a.business_id = p_business and a.id = p_answer;
  return jsonb_build_object('outcome', case when was.id is null then 'added' else 'saved' end, 'again', made is not distinct from was);
end
$$;

-- An owner adds a question customers ask, with the business's own answer, under an id of the page's own, or changes one: {question (200 characters),
-- answer (600), position (from 1)}. What is not named stays; a new one comes last. Outcomes: 'added', 'saved' (`again`: it was all so before); PT400 in words.
create or replace function public.set_answer(p_business uuid, p_answer uuid, p_settings jsonb) returns jsonb
language plpgsql security definer set search_path = ''
as $$
begin
  perform private.require_owner(p_business, private.require_member(p_business));
  return private.set_answer(p_business, p_answer, p_settings, now());
end
$$;
grant execute on function public.set_answer to authenticated;

-- An owner takes a question off the list. Outcome: 'removed'; `again` when it was off already. PT404 when it is not the business's.
create or replace function public.remove_answer(p_business uuid, p_answer uuid) returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare
  was public.answers;
begin
  perform private.require_owner(p_business, private.require_member(p_business));
  select * into was from public.answers a where a.business_id = p_business and a.id = p_answer for no key update;
  if not found then
    raise exception sqlstate 'PT404' using message = 'There is no such question.', hint = 'not_found';
  end if;
  update public.answers set deleted_at = coalesce(deleted_at, now()) where business_id = p_business and id = p_answer;
  return jsonb_build_object('outcome', 'removed', 'again', was.deleted_at is not null);
end
$$;
grant execute on function public.remove_answer to authenticated;

-- schemas/59_assistant/02_text_sample.sql
-- Rows to show texts with, of this business and nobody's booking: its first service with its first staff, the day after tomorrow at 2 pm, asked for
-- by a made-up customer; three offers; a lead. As private.text_context says them, with `now` and `greeting`, so that they are worded like real ones.
create or replace function private.text_sample(p_business public.businesses, p_now timestamptz) returns jsonb
language plpgsql stable set search_path = ''
as $$
declare
  today date := private.today_of(p_business, p_now);
  starts timestamptz := private.instant_of(today + 2 + time '14:00', p_business.time_zone);
  service public.services;
  staff public.staff;
  booking public.bookings;
begin
  select * into service from public.services s where s.business_id = p_business.id and s.deleted_at is null order by s.position limit 1;
  select * into staff from public.staff t where t.business_id = p_business.id and t.deleted_at is null order by t.position limit 1;
  booking := jsonb_populate_record(null::public.bookings, jsonb_build_object(
    'business_id', p_business.id, 'id', p_business.id, 'staff_id', staff.id, 'status', 'pending', 'starts_at', starts,
    'ends_at', starts + make_interval(mins => coalesce(service.minutes, 60)), 'service_name', coalesce(service.name, 'First visit'),
    'customer_name', 'Jordan Smith', 'customer_phone', '+61491570006', 'price_cents', service.price_cents, 'currency', p_business.currency,
    'address', case when service.at_customer then '12 Example St, Springfield' else '' end, 'notes', 'Please ring when you are close',
    'expires_at', private.instant_of(today + time '17:00', p_business.time_zone), 'ended_reason', '', 'code', '2B', 'travel_assumed', false));
  return jsonb_build_object(
    'business', jsonb_build_object('id', p_business.id, 'name', p_business.name, 'address', p_business.address,
      'call_number', coalesce(p_business.call_number, p_business.sms_number), 'style', p_business.text_style),
    'booking', private.booking_words(p_business, booking),
    'lead', jsonb_build_object('kind', 'handoff', 'summary', 'Would like to talk about a bigger job', 'phone', '+61491570006', 'name', 'Jordan Smith'),
    'offers', (select jsonb_agg(jsonb_build_object('ref', format('t1-%s', o.n), 'position', o.n, 'starts_at', o.at, 'service', coalesce(service.name, 'First visit'),
        'staff', staff.name, 'soon', true, 'words', private.local_words(o.at, p_business.time_zone)) order by o.n)
      from (select x.n, private.instant_of(today + x.days + x.wall, p_business.time_zone) as at
        from (values (1, 2, time '14:00'), (2, 3, time '09:00'), (3, 4, time '11:30')) as x (n, days, wall)) o),
    'message', null, 'answer_token', 'Sample-only-0000000000', 'detail', '{}'::jsonb, 'now', private.local_words(p_now, p_business.time_zone), 'greeting', p_business.greeting);
end
$$;

-- A member's business as its page about the receptionist shows it: {greeting, tone, text_style, receptionist_notes, must_not_promise, answers: [{id,
-- question, answer}] in order, sample: private.text_sample}.
create or replace function public.assistant(p_business uuid) returns jsonb
language plpgsql stable security definer set search_path = ''
as $$
declare
  member uuid := private.require_member(p_business);
begin
  return (
    select jsonb_build_object('greeting', b.greeting, 'tone', b.tone, 'text_style', b.text_style, 'receptionist_notes', b.receptionist_notes,
      'must_not_promise', b.must_not_promise,
      'answers', (select coalesce(jsonb_agg(jsonb_build_object('id', a.id, 'question', a.question, 'answer', a.answer) order by a.position, a.created_at), '[]')
        from public.answers a where a.business_id = b.id and a.deleted_at is null),
      'sample', private.text_sample(b, now()))
    from public.businesses b where b.id = p_business);
end
$$;
grant execute on function public.assistant to authenticated;

-- schemas/59_assistant/10_enter_trial.sql
-- A number that nobody has, for the customer a member plays: of those kept free for films and books, which no business here knows. Null: all are known.
create or replace function private.made_up_phone(p_business uuid) returns text
language sql stable set search_path = ''
as $$
  select n from unnest(array['+61491570006', '+61491570156', '+61491570157', '+61491570158', '+61491570159', '+61491570110']) with ordinality x (n, o)
  where not exists (select from public.customers c where c.business_id = p_business and c.phone = n and c.deleted_at is null)
    and not exists (select from public.conversations c where c.business_id = p_business and c.channel = 'sms' and c.peer = n)
  order by o limit 1
$$;

-- A row of a trial as it was kept, but without a place that is not there.
create or replace function private.row_kept(p_business uuid, p_row jsonb) returns jsonb
language sql stable set search_path = ''
as $$
  select case when exists (select from public.places p where p.business_id = p_business and p.id = (p_row ->> 'place_id')::uuid)
    then p_row else p_row || '{"place_id": null}' end
$$;

-- Makes a trial what it pretends to be: a customer's own conversation, with all that it has brought about so far. Only ever inside what is taken back
-- again, with every calendar locked.
create or replace function private.enter_trial(p_conversation public.conversations) returns void
language plpgsql set search_path = ''
as $$
declare
  kept jsonb := p_conversation.trial;
  made_up text := private.made_up_phone(p_conversation.business_id);
  business uuid := p_conversation.business_id;
begin
  insert into public.places select (jsonb_populate_record(null::public.places, x)).* from jsonb_array_elements(kept -> 'places') x on conflict do nothing;
  update public.customers c set
      name = coalesce(kept -> 'customer' ->> 'name', c.name), email = kept -> 'customer' ->> 'email', phone = made_up,
      claimed_phone = kept -> 'customer' ->> 'claimed_phone', address = coalesce(kept -> 'customer' ->> 'address', c.address),
      place_id = (private.row_kept(business, kept -> 'customer') ->> 'place_id')::uuid, deleted_at = null
    where c.business_id = business and c.id = p_conversation.customer_id;
  update public.conversations c set
      trial = null, peer = coalesce(made_up, c.peer), offer_set = coalesce((kept ->> 'offer_set')::int, 0),
      state = coalesce((kept ->> 'state')::public.conversation_state, c.state)
    where c.business_id = business and c.id = p_conversation.id;
  insert into public.offers
    select (jsonb_populate_record(null::public.offers, private.row_kept(business, x) || '{"for_booking_id": null}')).* from jsonb_array_elements(kept -> 'offers') x;
  insert into public.bookings
    select (jsonb_populate_record(null::public.bookings, private.row_kept(business, x) || '{"code": null}')).* from jsonb_array_elements(kept -> 'bookings') x;
  update public.offers o set for_booking_id = (x ->> 'for_booking_id')::uuid
    from jsonb_array_elements(kept -> 'offers') x
    where o.business_id = business and o.id = (x ->> 'id')::uuid and x ->> 'for_booking_id' is not null;
  insert into public.leads
    select (jsonb_populate_record(null::public.leads, private.row_kept(business, x))).* from jsonb_array_elements(kept -> 'leads') x;
  insert into public.holds (business_id, id, staff_id, booking_id, offer_id, occupied, at_customer, place_id, expires_at)
    select h.business_id, h.id, h.staff_id, h.booking_id, h.offer_id, h.occupied, h.at_customer, h.place_id, h.expires_at
    from jsonb_array_elements(kept -> 'holds') x, lateral jsonb_populate_record(null::public.holds, private.row_kept(business, x)) h
    on conflict do nothing; -- somebody real has that time by now
end
$$;

-- All that a trial has brought about, as private.enter_trial puts it back.
create or replace function private.trial_kept(p_business uuid, p_conversation uuid) returns jsonb
language plpgsql stable set search_path = ''
as $$
declare
  conversation public.conversations;
  customer public.customers;
  kept jsonb;
begin
  select * into conversation from public.conversations where business_id = p_business and id = p_conversation;
  select * into customer from public.customers where business_id = p_business and id = conversation.customer_id;
  kept := jsonb_build_object(
    'customer', to_jsonb(customer), 'offer_set', conversation.offer_set, 'state', conversation.state,
    'bookings', (select coalesce(jsonb_agg(to_jsonb(b)), '[]') from public.bookings b where b.business_id = p_business and b.customer_id = customer.id),
    'offers', (select coalesce(jsonb_agg(to_jsonb(o)), '[]') from public.offers o
      where o.business_id = p_business and o.conversation_id = p_conversation and (o.set_no = conversation.offer_set
        or exists (select from public.bookings b where b.business_id = o.business_id and b.offer_id = o.id))),
    'leads', (select coalesce(jsonb_agg(to_jsonb(l)), '[]') from public.leads l where l.business_id = p_business and l.customer_id = customer.id),
    'holds', (select coalesce(jsonb_agg(to_jsonb(h)), '[]') from public.holds h
      where h.business_id = p_business and (
        h.offer_id in (select o.id from public.offers o where o.business_id = p_business and o.conversation_id = p_conversation)
        or h.booking_id in (select b.id from public.bookings b where b.business_id = p_business and b.customer_id = customer.id))));
  return kept || jsonb_build_object('places', (select coalesce(jsonb_agg(to_jsonb(p)), '[]') from public.places p
    where p.business_id = p_business and p.id::text in (
      select x ->> 'place_id' from jsonb_array_elements(kept -> 'offers' || (kept -> 'bookings') || (kept -> 'leads') || jsonb_build_array(kept -> 'customer')) x)));
end
$$;

-- The texts a tool of a trial has queued, with all their templates print: they are told of, and never leave.
create or replace function private.trial_texts(p_business uuid, p_conversation uuid, p_now timestamptz) returns jsonb
language sql stable set search_path = ''
as $$
  select coalesce(jsonb_agg(jsonb_build_object('kind', t.kind, 'to_customer', t.to_customer, 'context', t.context) order by t.queue_no), '[]')
  from (
    select distinct on (o.kind, o.member_id is null) o.kind, o.member_id is null as to_customer, o.queue_no, private.text_context(o, p_now) as context
    from public.outbox o join public.conversations c on c.business_id = o.business_id and c.id = p_conversation
    where o.business_id = p_business and (o.conversation_id = c.id or o.customer_id = c.customer_id
      or o.booking_id in (select b.id from public.bookings b where b.business_id = p_business and b.customer_id = c.customer_id)
      or o.lead_id in (select l.id from public.leads l where l.business_id = p_business and l.customer_id = c.customer_id))
    order by o.kind, o.member_id is null, o.queue_no) t
$$;

-- schemas/59_assistant/11_try_tool.sql
-- One of the receptionist's tools by its name, with its arguments by theirs.
create or replace function private.use_tool(p_business uuid, p_conversation uuid, p_lease bigint, p_tool text, p_said jsonb, p_now timestamptz) returns jsonb
language plpgsql set search_path = ''
as $$
declare
  details jsonb := coalesce(p_said -> 'details', '{}');
begin
  case p_tool
    when 'find_slots' then
      return public.find_slots(p_business, p_conversation, p_lease, (p_said ->> 'service')::uuid, coalesce(nullif(p_said -> 'wish', 'null'), '{}'),
        p_said ->> 'staff', coalesce(p_said ->> 'suburb', ''), coalesce(p_said ->> 'postcode', ''), p_now, p_said ->> 'booking');
    when 'hold_booking' then return public.hold_booking(p_business, p_conversation, p_lease, p_said ->> 'offer', details, p_now);
    when 'cancel_own_booking' then
      return public.cancel_own_booking(p_business, p_conversation, p_lease, p_said ->> 'booking', coalesce(p_said ->> 'reason', ''), p_now);
    when 'refuse_proposal' then return public.refuse_proposal(p_business, p_conversation, p_lease, p_said ->> 'booking', p_now);
    when 'add_booking_note' then return public.add_booking_note(p_business, p_conversation, p_lease, p_said ->> 'note', p_now);
    when 'hand_off' then return public.hand_off(p_business, p_conversation, p_lease, p_said ->> 'context', details, p_now);
    when 'create_lead' then
      return public.create_lead(p_business, p_conversation, p_lease, (p_said ->> 'kind')::public.lead_kind, p_said ->> 'summary', details, p_now);
    when 'want_freed_times' then return public.want_freed_times(p_business, p_conversation, p_lease, p_said ->> 'words', p_now);
    when 'refuse_freed_time' then return public.refuse_freed_time(p_business, p_conversation, p_lease, p_now);
  end case;
end
$$;

-- A tool of the receptionist's in a trial: what it does is done by the tool itself, on the calendars as they are, looked at, and taken back whole, so
-- that its outcome is real and no row of it stays. What it brought about is kept with the conversation alone and is there again for the next tool.
-- p_tool and p_arguments: private.use_tool. Returns what the tool returned; its errors are this one's.
create or replace function public.try_tool(
  p_business uuid, p_conversation uuid, p_lease bigint, p_tool text, p_arguments jsonb default '{}', p_now timestamptz default now()
) returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare
  conversation public.conversations := private.lease_held(p_business, p_conversation, p_lease);
  answer jsonb;
  kept jsonb;
  deed jsonb;
begin
  if conversation.trial is null then
    perform private.refuse('no_trial', 'This is no trial.');
  end if;
  perform private.lock_calendars(p_business, array(select s.id from public.staff s where s.business_id = p_business));
  begin
    perform private.enter_trial(conversation);
    answer := private.use_tool(p_business, p_conversation, p_lease, p_tool, p_arguments, p_now);
    kept := private.trial_kept(p_business, p_conversation);
    deed := jsonb_build_object('seq', conversation.inbound_seq, 'tool', p_tool, 'outcome', coalesce(answer -> 'outcome', answer -> 'match'),
      'booking', answer -> 'booking', 'texts', private.trial_texts(p_business, p_conversation, p_now));
    raise exception sqlstate 'TRIAL';
  exception when sqlstate 'TRIAL' then -- all of it is undone; what was seen of it is known
  end;
  update public.conversations
    set trial = kept || jsonb_build_object('deeds', coalesce(conversation.trial -> 'deeds', '[]') || jsonb_build_array(deed))
    where business_id = p_business and id = p_conversation;
  return answer;
end
$$;
grant execute on function public.try_tool to service_role;

-- What an engine is told of a trial: as of any conversation, with what was brought about in it, and that it is a trial.
create or replace function private.trial_context(p_conversation public.conversations, p_now timestamptz) returns jsonb
language plpgsql set search_path = ''
as $$
declare
  told jsonb;
  entered public.conversations;
begin
  begin
    perform private.enter_trial(jsonb_populate_record(p_conversation, jsonb_build_object('trial', p_conversation.trial - 'holds')));
    select * into entered from public.conversations where business_id = p_conversation.business_id and id = p_conversation.id;
    told := private.turn_context(entered, p_now);
    raise exception sqlstate 'TRIAL';
  exception when sqlstate 'TRIAL' then -- undone
  end;
  return told || '{"trial": true}';
end
$$;

-- schemas/59_assistant/12_try_message.sql
-- The signed-in member's own trial, locked; an empty row when there is none.
create or replace function private.my_trial(p_business uuid, p_member uuid) returns public.conversations
language plpgsql set search_path = ''
as $$
declare
  conversation public.conversations;
begin
  select * into conversation from public.conversations c
    where c.business_id = p_business and c.channel = 'sms' and c.peer = 'trial:' || p_member and c.trial is not null for no key update;
  return conversation;
end
$$;

create or replace function private.try_message(p_business uuid, p_member uuid, p_body text, p_now timestamptz) returns jsonb
language plpgsql set search_path = ''
as $$
declare
  conversation public.conversations := private.my_trial(p_business, p_member);
  said text := trim(coalesce(p_body, ''));
  customer uuid;
begin
  if length(said) not between 1 and 1000 then
    perform private.refuse('bad_message', 'Write something, of 1000 characters at most.');
  elsif conversation.trial ->> 'state' = 'human' then
    perform private.refuse('handed_over', 'The assistant has passed this on to you, so you would answer now. Start over to try again.');
  elsif conversation.last_seq >= 80 then
    perform private.refuse('too_long', 'That is long enough for one try. Start over.');
  end if;
  if conversation.id is null then
    insert into public.customers (business_id, created_at, updated_at, deleted_at) values (p_business, p_now, p_now, p_now) returning id into customer;
    insert into public.conversations (business_id, channel, peer, customer_id, created_at, trial)
      values (p_business, 'sms', 'trial:' || p_member, customer, p_now, '{}') returning * into conversation;
  end if;
  perform private.add_message(p_business, conversation.id, 'customer', said, p_now);
  update public.conversations set inbound_seq = last_seq, last_inbound_at = p_now, answer_due_at = p_now
    where business_id = p_business and id = conversation.id;
  return jsonb_build_object('outcome', 'stored');
end
$$;

-- A member says something to their receptionist as a customer would, in a trial of their own. It is answered like any text, and nothing comes of it:
-- no text leaves, nothing is booked or noted, nobody is told, no page or number counts it. What Claude costs counts. Outcome: 'stored'; PT400 in words.
create or replace function public.try_message(p_business uuid, p_body text) returns jsonb
language plpgsql security definer set search_path = ''
as $$
begin
  return private.try_message(p_business, private.require_member(p_business), p_body, now());
end
$$;
grant execute on function public.try_message to authenticated;

-- A member's trial is forgotten. Outcome: 'started_over'; `again` when there was none.
create or replace function public.start_trial_over(p_business uuid) returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare
  conversation public.conversations := private.my_trial(p_business, private.require_member(p_business));
begin
  delete from public.turns where business_id = p_business and conversation_id = conversation.id;
  delete from public.messages where business_id = p_business and conversation_id = conversation.id;
  delete from public.conversations where business_id = p_business and id = conversation.id;
  delete from public.customers where business_id = p_business and id = conversation.customer_id;
  return jsonb_build_object('outcome', 'started_over', 'again', conversation.id is null);
end
$$;
grant execute on function public.start_trial_over to authenticated;

-- A member's trial as its page shows it: {messages: [{seq, author, body}], deeds: [{seq: of the newest message then, tool, outcome, booking, texts: [{kind,
-- to_customer, context}]}], waiting: an answer is still to come, over: it was handed to a person}.
create or replace function public.my_trial(p_business uuid) returns jsonb
language plpgsql stable security definer set search_path = ''
as $$
declare
  member uuid := private.require_member(p_business);
  conversation public.conversations;
begin
  select * into conversation from public.conversations c
    where c.business_id = p_business and c.channel = 'sms' and c.peer = 'trial:' || member and c.trial is not null;
  return jsonb_build_object(
    'messages', (select coalesce(jsonb_agg(jsonb_build_object('seq', m.seq, 'author', m.author, 'body', m.body) order by m.seq), '[]')
      from public.messages m where m.business_id = p_business and m.conversation_id = conversation.id),
    'deeds', coalesce(conversation.trial -> 'deeds', '[]'),
    'waiting', coalesce(conversation.answered_seq < conversation.inbound_seq, false),
    'over', coalesce(conversation.trial ->> 'state' = 'human', false));
end
$$;
grant execute on function public.my_trial to authenticated;

-- schemas/60_conversations/00_customer_and_conversation.sql
-- Whom a number reaches: the customer with this proven phone, else the one that a customer with it was merged into. Null: nobody.
create or replace function private.customer_with_phone(p_business uuid, p_phone text) returns uuid
language plpgsql stable set search_path = ''
as $$
begin
  return coalesce(
    (select c.id from public.customers c where c.business_id = p_business and c.phone = p_phone and c.deleted_at is null),
    (select k.id from public.customers c
      join public.customers k on k.business_id = c.business_id and k.id = c.merged_into and k.deleted_at is null
      where c.business_id = p_business and c.phone = p_phone and c.merged_into is not null order by c.merged_at desc limit 1));
end
$$;

-- A customer as they are now, or the one they were merged into meanwhile.
create or replace function private.customer_now(p_business uuid, p_customer uuid) returns public.customers
language plpgsql stable set search_path = ''
as $$
declare
  customer public.customers;
begin
  select k.* into customer from public.customers c
    join public.customers k on k.business_id = c.business_id and k.id = coalesce(c.merged_into, c.id)
    where c.business_id = p_business and c.id = p_customer;
  return customer;
end
$$;

-- The customer this phone reaches, made if new.
create or replace function private.customer_by_phone(p_business uuid, p_phone text, p_now timestamptz) returns public.customers
language plpgsql set search_path = ''
as $$
declare
  customer public.customers;
begin
  select * into customer from public.customers where business_id = p_business and id = private.customer_with_phone(p_business, p_phone);
  if not found then
    insert into public.customers (business_id, phone, created_at, updated_at) values (p_business, p_phone, p_now, p_now)
      on conflict (business_id, phone) where deleted_at is null do update set phone = excluded.phone
      returning * into customer;
  end if;
  return customer;
end
$$;

-- The one conversation with this peer, made if new, locked until the transaction ends: messages queue here.
create or replace function private.conversation_with(
  p_business uuid, p_channel public.channel, p_peer text, p_customer uuid, p_now timestamptz
) returns public.conversations
language plpgsql set search_path = ''
as $$
declare
  conversation public.conversations;
begin
  select * into conversation from public.conversations c
    where c.business_id = p_business and c.channel = p_channel and c.peer = p_peer for no key update;
  if not found then
    insert into public.conversations as c (business_id, channel, peer, customer_id, created_at)
      values (p_business, p_channel, p_peer, p_customer, p_now)
      on conflict (business_id, channel, peer) do update set peer = excluded.peer
      returning * into conversation;
  end if;
  return conversation;
end
$$;

-- STOP or START from a number. A START that lifts a STOP is confirmed, unless the carrier has done so (p_by_carrier).
create or replace function private.record_opt_out(
  p_business public.businesses, p_customer public.customers, p_conversation public.conversations, p_keyword text, p_by_carrier boolean, p_message uuid,
  p_now timestamptz
) returns void
language plpgsql set search_path = ''
as $$
declare
  phone text := p_conversation.peer;
  had_stopped boolean := private.opted_out(p_business.id, phone);
begin
  if not private.note_keyword(p_business.id, phone, p_keyword, p_now) and had_stopped and not p_by_carrier then
    perform private.queue_text(p_business, 'opted_in', 'reply', phone, format('opted_in:%s', p_message), p_now,
      p_customer => p_customer.id, p_conversation => p_conversation.id);
  end if;
end
$$;

-- Tells a customer who texted HELP what this number is, at most once in ten minutes, and nobody who told it to stop.
create or replace function private.answer_help(
  p_business public.businesses, p_customer public.customers, p_conversation public.conversations, p_message uuid, p_now timestamptz
) returns void
language plpgsql set search_path = ''
as $$
begin
  if not private.opted_out(p_business.id, p_conversation.peer) and not exists (
    select from public.outbox o where o.business_id = p_business.id and o.conversation_id = p_conversation.id and o.kind = 'help'
      and o.created_at > p_now - interval '10 minutes') then
    perform private.queue_text(p_business, 'help', 'reply', p_conversation.peer, format('help:%s', p_message), p_now,
      p_customer => p_customer.id, p_conversation => p_conversation.id);
  end if;
end
$$;

-- schemas/60_conversations/01_receive_message.sql
-- Appends what a customer wrote to their conversation, which must be locked, and says when it is due to be answered. What a blocked customer
-- writes is kept, not answered; what comes in while a person has the conversation is passed on to the owner. p_silent: not to be answered.
create or replace function private.store_message(
  p_business public.businesses, p_conversation public.conversations, p_customer public.customers, p_body text, p_provider_id text, p_media jsonb,
  p_silent boolean, p_now timestamptz
) returns uuid
language plpgsql set search_path = ''
as $$
declare
  stored uuid;
  answerable boolean := not p_silent and p_conversation.state <> 'human' and p_customer.blocked_at is null;
begin
  update public.conversations
    set last_seq = last_seq + 1, inbound_seq = last_seq + 1, last_inbound_at = p_now, customer_id = p_customer.id,
        state = case when state = 'closed' then 'ai'::public.conversation_state else state end,
        answered_seq = case when p_silent then last_seq + 1 else answered_seq end,
        answer_due_at = case when answerable then p_now + make_interval(secs => p_business.settle_seconds) end
    where business_id = p_business.id and id = p_conversation.id;
  insert into public.messages (business_id, conversation_id, seq, author, body, media, provider_id, created_at)
    values (p_business.id, p_conversation.id, p_conversation.last_seq + 1, 'customer', p_body, p_media, p_provider_id, p_now)
    returning id into stored;
  insert into public.pictures (business_id, message_id, position, source_url, content_type, due_at, created_at)
    select p_business.id, stored, m.n, m.media ->> 'url', coalesce(m.media ->> 'type', ''), p_now, p_now
    from jsonb_array_elements(case jsonb_typeof(p_media) when 'array' then p_media else '[]' end) with ordinality as m (media, n)
    where m.media ->> 'url' <> '';
  if not p_silent and p_conversation.state = 'human' and p_customer.blocked_at is null then
    perform private.forward_text(p_business, p_conversation, p_customer, stored, p_body, p_now);
  end if;
  return stored;
end
$$;

-- Stores a customer's text exactly once and says when it is due to be answered. The business is the one whose number was texted.
-- Returns {outcome}: 'stored', 'duplicate' (this provider id is here already) or 'unknown_number'. A one-word STOP or START goes into the
-- opt-out ledger, a one-word HELP gets the business's standing answer where the carrier gave none (p_opt_out_type); the receptionist answers neither.
create or replace function public.receive_message(
  p_to text, p_from text, p_body text, p_provider_id text, p_media jsonb default '[]', p_opt_out_type text default null,
  p_now timestamptz default now()
) returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare
  business public.businesses;
  customer public.customers;
  conversation public.conversations;
  stored uuid;
  keyword text;
  wants_help boolean;
  is_score boolean;
begin
  select * into business from public.businesses where sms_number = p_to and deleted_at is null;
  if not found then
    return jsonb_build_object('outcome', 'unknown_number');
  end if;
  if private.member_by_phone(business.id, p_from) is not null then
    return private.receive_member_text(business, p_from, p_body, p_provider_id, p_opt_out_type, p_now);
  end if;
  customer := private.customer_by_phone(business.id, p_from, p_now);
  conversation := private.conversation_with(business.id, 'sms', p_from, customer.id, p_now);
  customer := private.customer_now(business.id, customer.id); -- blocked or merged while we waited?
  if exists (select from public.messages m where m.business_id = business.id and m.provider_id = p_provider_id) then
    return jsonb_build_object('outcome', 'duplicate', 'business_id', business.id, 'conversation_id', conversation.id);
  end if;
  keyword := private.opt_out_keyword(business.id, p_from, p_body, p_opt_out_type);
  wants_help := keyword is null and private.asks_for_help(p_body, p_opt_out_type);
  is_score := keyword is null and not wants_help and private.take_feedback(business, customer.id, conversation, p_body, p_now);
  stored := private.store_message(business, conversation, customer, p_body, p_provider_id, p_media, keyword is not null or wants_help or is_score, p_now);
  if keyword is not null then
    perform private.record_opt_out(business, customer, conversation, keyword, coalesce(p_opt_out_type = 'START', false), stored, p_now);
  elsif wants_help and p_opt_out_type is distinct from 'HELP' then
    perform private.answer_help(business, customer, conversation, stored, p_now);
  end if;
  return jsonb_build_object('outcome', 'stored', 'business_id', business.id, 'conversation_id', conversation.id, 'message_id', stored);
end
$$;
grant execute on function public.receive_message to service_role;

-- Stores what a chat visitor of a business wrote, exactly once: p_client_id is the browser's own id of the message, of this visitor alone. A visitor
-- is a customer without a proven phone from the first word on. Outcomes as for a text: 'stored' or 'duplicate'.
create or replace function public.receive_chat_message(
  p_business uuid, p_visitor uuid, p_body text, p_client_id text, p_media jsonb default '[]', p_now timestamptz default now()
) returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare
  business public.businesses;
  customer public.customers;
  conversation public.conversations;
  key text := format('chat:%s:%s', p_visitor, p_client_id);
begin
  select * into business from public.businesses where id = p_business and deleted_at is null;
  if not found then
    raise exception sqlstate 'PT404' using message = 'There is no such business.', hint = 'not_found';
  end if;
  select * into conversation from public.conversations c
    where c.business_id = business.id and c.channel = 'chat' and c.peer = p_visitor::text for no key update;
  if not found then
    insert into public.customers (business_id, created_at, updated_at) values (business.id, p_now, p_now) returning * into customer;
    conversation := private.conversation_with(business.id, 'chat', p_visitor::text, customer.id, p_now);
    if conversation.customer_id <> customer.id then -- two first messages at once: the other one's customer is it
      delete from public.customers where business_id = business.id and id = customer.id;
    end if;
  end if;
  select * into customer from public.customers where business_id = business.id and id = conversation.customer_id;
  if exists (select from public.messages m where m.business_id = business.id and m.provider_id = key) then
    return jsonb_build_object('outcome', 'duplicate', 'business_id', business.id, 'conversation_id', conversation.id);
  end if;
  return jsonb_build_object('outcome', 'stored', 'business_id', business.id, 'conversation_id', conversation.id,
    'message_id', private.store_message(business, conversation, customer, p_body, key, p_media,
      private.take_feedback(business, customer.id, conversation, p_body, p_now), p_now));
end
$$;
grant execute on function public.receive_chat_message to service_role;

-- schemas/60_conversations/01a_turn_context.sql
-- What an engine is told about one conversation: the business's settings, whether its receptionist is paused or has used up the day's caps, what
-- is known, the last messages and a summary of what lies before them, the newest offers, the declined booking in whose place they were made, how they
-- stand with times that come free, and the customer's open bookings.
create or replace function private.turn_context(p_conversation public.conversations, p_now timestamptz) returns jsonb
language sql stable set search_path = ''
as $$
  select jsonb_build_object(
    'business_id', b.id, 'conversation_id', p_conversation.id, 'lease', p_conversation.lease_token, 'channel', p_conversation.channel, 'state', p_conversation.state,
    'upto_seq', p_conversation.inbound_seq, 'answered_seq', p_conversation.answered_seq, 'attempts', p_conversation.attempts,
    'facts', p_conversation.facts, 'now', private.local_words(p_now, b.time_zone),
    'business', jsonb_build_object('name', b.name, 'trade', b.trade, 'address', b.address, 'greeting', b.greeting, 'tone', b.tone, 'notes', b.receptionist_notes,
      'call_number', coalesce(b.call_number, b.sms_number), 'style', b.text_style, 'currency', b.currency, 'zone', b.time_zone,
      'answers', private.answers_of(b.id), 'must_not_promise', b.must_not_promise, 'paused', private.pause_words(b, p_now)),
    'capped', private.capped(b, p_now),
    'services', private.services_of(b.id),
    'hours', private.hours_of(b.id),
    'customer', (select jsonb_build_object('id', c.id, 'name', c.name, 'phone', c.phone, 'email', c.email, 'address', c.address)
      from public.customers c where c.business_id = b.id and c.id = p_conversation.customer_id),
    'messages', said.messages,
    'earlier', private.earlier_of(b, p_conversation, said.first_seq, p_now),
    'offers', private.offers_of(b, p_conversation.id, p_conversation.offer_set, p_now),
    'in_place_of', (select private.booking_words(b, k) from public.offers o
      join public.bookings k on k.business_id = o.business_id and k.id = o.in_place_of
      where o.business_id = b.id and o.conversation_id = p_conversation.id and o.set_no = p_conversation.offer_set and o.expires_at > p_now limit 1),
    'freed_times', private.freed_words(b, p_conversation),
    'freed_offer', (private.freed_offer(p_conversation, p_now)).ref,
    'bookings', (select coalesce(jsonb_agg(private.booking_words(b, k) order by k.starts_at), '[]') from public.bookings k
      where k.business_id = b.id and k.customer_id = p_conversation.customer_id and k.status in ('pending', 'confirmed')
        and k.starts_at > p_now and k.deleted_at is null))
  from public.businesses b, lateral (
    select coalesce(min(m.seq), 1) as first_seq,
      coalesce(jsonb_agg(jsonb_build_object('seq', m.seq, 'author', m.author, 'body', m.body, 'media', m.media) order by m.seq), '[]') as messages
    from (select * from public.messages m where m.business_id = b.id and m.conversation_id = p_conversation.id
      and (m.author <> 'receptionist' or m.provider_id is null) -- what was said meanwhile is no answer
      order by m.seq desc limit 30) m) said
  where b.id = p_conversation.business_id
$$;

-- schemas/60_conversations/02_claim_turn.sql
-- Claims one conversation whose answer is due and gives all an engine needs to answer it. The lease's token grows with each claim;
-- every write of the turn must carry it, so a worker that was too slow can no longer act. No row: nothing is due.
create or replace function public.claim_turn(p_now timestamptz default now(), p_lease_seconds int default 60) returns setof jsonb
language plpgsql security definer set search_path = ''
as $$
declare
  conversation public.conversations;
begin
  select * into conversation from public.conversations c
    where c.answer_due_at <= p_now and (c.leased_until is null or c.leased_until <= p_now)
    order by c.answer_due_at limit 1 for no key update skip locked;
  if not found then
    return;
  end if;
  update public.conversations
    set lease_token = lease_token + 1, leased_until = p_now + make_interval(secs => p_lease_seconds), attempts = attempts + 1
    where business_id = conversation.business_id and id = conversation.id
    returning * into conversation;
  return next case when conversation.trial is null then private.turn_context(conversation, p_now) else private.trial_context(conversation, p_now) end;
end
$$;
grant execute on function public.claim_turn to service_role;

-- schemas/60_conversations/03_leased.sql
-- The conversation of a turn, locked, if the turn still holds its lease; otherwise an error, and nothing of the turn is kept.
create or replace function private.lease_held(p_business uuid, p_conversation uuid, p_lease bigint) returns public.conversations
language plpgsql set search_path = ''
as $$
declare
  conversation public.conversations;
begin
  select * into conversation from public.conversations where business_id = p_business and id = p_conversation for no key update;
  if conversation.lease_token is distinct from p_lease or conversation.leased_until is null then
    raise exception sqlstate 'PT409' using message = 'Another worker has this conversation now.', hint = 'lease_lost';
  end if;
  return conversation;
end
$$;

-- The same for the tools, which act for good: never in a trial, where only public.try_tool may use them, and takes back what they did.
create or replace function private.leased(p_business uuid, p_conversation uuid, p_lease bigint) returns public.conversations
language plpgsql set search_path = ''
as $$
declare
  conversation public.conversations := private.lease_held(p_business, p_conversation, p_lease);
begin
  if conversation.trial is not null then
    raise exception sqlstate 'PT409' using message = 'This is a trial: nothing in it is done for good.', hint = 'trial';
  end if;
  return conversation;
end
$$;

-- schemas/60_conversations/09_finish_turn.sql
-- Ends a turn: its replies become messages and texts, what was learnt is kept, the lease is given back, and what it used of Claude, and how many
-- replies the truth gate stopped, is added to the day. When the customer wrote again meanwhile and nothing was done that they must hear about (p_must_say), the replies are dropped and the
-- turn is taken again with the newer text: 'superseded'. When a person took the conversation over or blocked the customer meanwhile they are
-- dropped too: 'overtaken'; what must be said is said all the same, but not to somebody blocked. Otherwise 'answered'. Texts that came in while
-- the turn handed the conversation to a person are passed on, not answered.
create or replace function public.finish_turn(
  p_business uuid, p_conversation uuid, p_lease bigint, p_upto_seq int, p_replies text[], p_facts jsonb, p_engine text,
  p_record jsonb default '{}', p_must_say boolean default false, p_now timestamptz default now()
) returns text
language plpgsql security definer set search_path = ''
as $$
declare
  conversation public.conversations := private.lease_held(p_business, p_conversation, p_lease);
  business public.businesses;
  customer public.customers;
  newer public.messages;
  stored public.messages;
  reply text;
  outcome text;
begin
  select * into business from public.businesses where id = p_business;
  select * into customer from public.customers where business_id = p_business and id = conversation.customer_id;
  outcome := case
    when customer.blocked_at is not null or conversation.person_acted_at is not null and not p_must_say then 'overtaken'
    when conversation.inbound_seq > p_upto_seq and conversation.state <> 'human' and not p_must_say then 'superseded'
    else 'answered' end;
  insert into public.turns (business_id, conversation_id, upto_seq, engine, outcome, record, created_at)
    values (p_business, p_conversation, p_upto_seq, p_engine, outcome, p_record, p_now);
  perform private.add_usage(business, p_record, p_now);
  if outcome <> 'answered' then
    -- the turn did not fail, so it does not count towards giving up
    update public.conversations set leased_until = null, attempts = 0 where business_id = p_business and id = p_conversation;
    return outcome;
  end if;
  foreach reply in array p_replies loop
    stored := private.add_message(p_business, p_conversation, 'receptionist', reply, p_now);
    if conversation.channel = 'sms' and conversation.trial is null then
      perform private.queue_text(business, 'reply', 'reply', conversation.peer, 'reply:' || stored.id, p_now,
        p_customer => conversation.customer_id, p_conversation => conversation.id, p_message => stored.id);
    end if;
  end loop;
  if conversation.state = 'human' then
    for newer in
      select * from public.messages m
      where m.business_id = p_business and m.conversation_id = p_conversation and m.author = 'customer' and m.seq > p_upto_seq order by m.seq
    loop
      perform private.forward_text(business, conversation, customer, newer.id, newer.body, p_now);
    end loop;
  end if;
  update public.conversations
    set facts = p_facts, answered_seq = greatest(answered_seq, p_upto_seq), leased_until = null, attempts = 0,
        answer_due_at = case when inbound_seq > p_upto_seq and state <> 'human' then answer_due_at end
    where business_id = p_business and id = p_conversation;
  return outcome;
end
$$;
grant execute on function public.finish_turn to service_role;

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
      'settle', exists (select from public.outbox
          where state in ('sending', 'unknown') and (leased_until <= p_now or leased_until > p_now + interval '1 day'))
        or exists (select from public.outbox where claim_token is not null and state in ('sent', 'delivered', 'failed') and leased_until <= p_now),
      'nag', exists (select from public.bookings where status = 'pending' and nagged_at is null and nag_at <= p_now and expires_at > p_now)
        or exists (select from public.moves where state = 'waiting' and nagged_at is null and nag_at <= p_now and expires_at > p_now),
      'expire', exists (select from public.bookings where status = 'pending' and expires_at <= p_now)
        or exists (select from public.moves where state = 'waiting' and expires_at <= p_now),
      'remind', exists (select from public.bookings where status = 'confirmed' and remind_at <= p_now),
      'day_end', exists (select from public.businesses where deleted_at is null and coalesce(next_day_end_at, '-infinity') <= p_now),
      'run_sheet', exists (select from public.businesses where deleted_at is null and coalesce(next_run_sheet_at, '-infinity') <= p_now),
      'handoffs', exists (select from public.conversations
        where state = 'human' and coalesce(handoff_nag_at, handoff_lapse_at, resume_at) <= p_now),
      'commands', exists (select from public.member_texts where due_at <= p_now),
      'backfill', exists (select from public.backfills where due_at <= p_now),
      'pictures', exists (select from public.pictures where due_at <= p_now),
      'measure', exists (select from public.travel_gaps),
      'holidays', exists (select from private.holidays_due(null, p_now)),
      'invite', exists (select from public.invitations where state = 'requested' and due_at <= p_now),
      'sync', exists (select from public.calendar_sources s
        where (s.due_at <= p_now or private.has_bookings_to_send(s)) and (s.leased_until is null or s.leased_until <= p_now)),
      'next_at', least(
        (select min(answer_due_at) from public.conversations where answer_due_at > p_now),
        (select min(coalesce(handoff_nag_at, handoff_lapse_at, resume_at)) from public.conversations
          where state = 'human' and coalesce(handoff_nag_at, handoff_lapse_at, resume_at) > p_now),
        (select min(due_at) from public.outbox where state = 'waiting' and due_at > p_now),
        (select min(due_at) from public.pictures where due_at > p_now),
        (select min(due_at) from public.invitations where state = 'requested' and due_at > p_now),
        (select min(due_at) from public.calendar_sources where due_at > p_now),
        (select min(due_at) from public.member_texts where due_at > p_now),
        (select min(due_at) from public.backfills where due_at > p_now),
        (select min(leased_until) from public.outbox where state in ('sending', 'unknown') and leased_until > p_now),
        (select min(remind_at) from public.bookings where status = 'confirmed' and remind_at > p_now),
        (select min(coalesce(next_day_end_at, '-infinity')) from public.businesses where deleted_at is null and coalesce(next_day_end_at, '-infinity') > p_now),
        (select min(coalesce(next_run_sheet_at, '-infinity')) from public.businesses where deleted_at is null and coalesce(next_run_sheet_at, '-infinity') > p_now),
        (select min(nag_at) from public.bookings where status = 'pending' and nagged_at is null and nag_at > p_now),
        (select min(expires_at) from public.bookings where status = 'pending' and expires_at > p_now),
        (select min(nag_at) from public.moves where state = 'waiting' and nagged_at is null and nag_at > p_now),
        (select min(expires_at) from public.moves where state = 'waiting' and expires_at > p_now))));
end
$$;
grant execute on function public.due_work to service_role;

-- schemas/62_calls/02_text_missed_caller.sql
-- Texts somebody whose call nobody took, so that their reply goes to the receptionist; the text becomes a message of their conversation. At most one an
-- hour. Nobody gets one who cannot read it (a landline, a withheld or foreign number), does not want it (opted out), is blocked or is one of the team.
create or replace function private.text_missed_caller(p_business public.businesses, p_call public.calls, p_now timestamptz) returns void
language plpgsql set search_path = ''
as $$
declare
  customer public.customers;
  conversation public.conversations;
begin
  if not p_business.answers_missed_calls or p_call.from_number is null or p_call.from_number !~ '^\+614[0-9]{8}$'
    or p_call.from_number = p_business.forward_calls_to or private.member_by_phone(p_business.id, p_call.from_number) is not null
    or private.opted_out(p_business.id, p_call.from_number) then
    return;
  end if;
  customer := private.customer_by_phone(p_business.id, p_call.from_number, p_now);
  conversation := private.conversation_with(p_business.id, 'sms', p_call.from_number, customer.id, p_now); -- locked: two calls at once make one text
  customer := private.customer_now(p_business.id, customer.id);
  update public.calls set customer_id = customer.id, conversation_id = conversation.id where business_id = p_call.business_id and id = p_call.id;
  if customer.blocked_at is null and not private.texted_missed_caller(p_business.id, p_call.from_number, p_now) then
    perform private.queue_text(p_business, 'missed_call', 'caused', p_call.from_number, format('missed_call:%s', p_call.id), p_now,
      p_customer => customer.id, p_conversation => conversation.id, p_detail => jsonb_build_object('call_id', p_call.id));
  end if;
end
$$;

-- Has this caller been sent such a text within the hour?
create or replace function private.texted_missed_caller(p_business uuid, p_phone text, p_now timestamptz) returns boolean
language plpgsql stable set search_path = ''
as $$
begin
  return exists (
    select from public.outbox o join public.customers c on c.business_id = o.business_id and c.id = o.customer_id
    where c.business_id = p_business and c.id = private.customer_with_phone(p_business, p_phone) and o.kind = 'missed_call' and o.recipient = p_phone
      and o.created_at > p_now - interval '1 hour');
end
$$;

-- schemas/62_calls/04_receive_call.sql
-- Stores a call once under the carrier's id, or finds it again.
create or replace function private.store_call(p_business public.businesses, p_to text, p_from text, p_provider_id text, p_now timestamptz) returns public.calls
language plpgsql set search_path = ''
as $$
declare
  call public.calls;
begin
  if coalesce(p_provider_id, '') = '' then
    raise exception sqlstate 'PT400' using message = 'A call needs the carrier''s id.', hint = 'bad_input';
  end if;
  insert into public.calls (business_id, provider_id, from_number, to_number, customer_id, started_at)
    select p_business.id, p_provider_id, private.caller_of(p_from), p_to,
      private.customer_with_phone(p_business.id, private.caller_of(p_from)), p_now
    on conflict (business_id, provider_id) do nothing;
  select * into call from public.calls c where c.business_id = p_business.id and c.provider_id = p_provider_id for no key update;
  return call;
end
$$;

-- A call comes in: stores it once and says which phone to ring. Returns {outcome: 'ring' | 'missed' | 'over' | 'unknown_number', business_id, call_id, ring,
-- name, texted}. With nobody to ring it is missed at once; 'over': it had ended before. p_forwarded_from: the phone that passed the call on to us, which
-- must not get it back.
create or replace function public.receive_call(
  p_to text, p_from text, p_provider_id text, p_forwarded_from text default null, p_now timestamptz default now()
) returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare
  business public.businesses := private.business_called(p_to);
  call public.calls;
  phone text;
  told jsonb;
begin
  if business.id is null then
    return jsonb_build_object('outcome', 'unknown_number');
  end if;
  call := private.store_call(business, p_to, p_from, p_provider_id, p_now);
  told := jsonb_build_object('business_id', business.id, 'call_id', call.id, 'name', business.name);
  if call.ended_at is not null and call.outcome is distinct from 'missed' then
    return told || jsonb_build_object('outcome', 'over');
  end if;
  phone := private.whom_to_ring(business, array[p_to, call.from_number, p_forwarded_from]);
  if phone is null or call.ended_at is not null then
    return told || private.settle_call(business, call.id, 'missed', p_now);
  end if;
  update public.calls set forwarded_to = phone where business_id = business.id and id = call.id;
  return told || jsonb_build_object('outcome', 'ring', 'ring', phone);
end
$$;
grant execute on function public.receive_call to service_role;

-- schemas/65_inbox/00_conversation_of.sql
-- A business's conversation, locked: what the receptionist, the customer and the clock do to it waits.
create or replace function private.conversation_of(p_business uuid, p_conversation uuid) returns public.conversations
language plpgsql set search_path = ''
as $$
declare
  conversation public.conversations;
begin
  select * into conversation from public.conversations c where c.business_id = p_business and c.id = p_conversation and c.trial is null for no key update;
  if not found then
    raise exception sqlstate 'PT404' using message = 'There is no such conversation, or it is not yours.', hint = 'not_found';
  end if;
  return conversation;
end
$$;

-- A person acts in a conversation: it is theirs until handed back or left idle, nothing in it waits for the receptionist, nobody is reminded of it.
create or replace function private.person_acts(p_conversation public.conversations, p_now timestamptz) returns void
language plpgsql set search_path = ''
as $$
begin
  update public.conversations c
    set state = 'human', handed_off_at = case when c.state = 'human' then coalesce(c.handed_off_at, p_now) else p_now end, person_acted_at = p_now,
        handoff_nag_at = null, handoff_lapse_at = null, answered_seq = c.inbound_seq, answer_due_at = null,
        facts = case when c.facts ->> 'stage' = 'message' then c.facts - 'stage' else c.facts end,
        resume_at = p_now + (select make_interval(mins => b.resume_after_minutes) from public.businesses b where b.id = c.business_id)
    where c.business_id = p_conversation.business_id and c.id = p_conversation.id;
end
$$;

-- schemas/66_texts_pages/01_open_business.sql
-- What every page of a business needs, in one answer: its settings, the signed-in member's own phone (`stopped`: since when it gets no texts,
-- in words; null: it does), and how much waits for a person, fifty of each at most: `to_answer` (requests, and customers' wishes for another time)
-- and `waiting` (conversations); and what is wrong with another calendar that is read, if anything is (private.calendar_trouble). PT404 once the business is closed.
create or replace function private.open_business(p_business uuid, p_member uuid) returns jsonb
language plpgsql stable set search_path = ''
as $$
declare
  opened jsonb;
begin
  select jsonb_build_object(
      'id', b.id, 'name', b.name, 'time_zone', b.time_zone, 'currency', b.currency, 'travel_minutes', b.travel_minutes, 'paused_at', b.paused_at,
      'paused_until', b.paused_until, 'sms_number', b.sms_number, 'calendar_trouble', private.calendar_trouble(b.id, b.time_zone, now()),
      'to_answer', (select count(*) from (
          select from public.bookings k where k.business_id = b.id and k.status = 'pending' and k.deleted_at is null and k.expires_at > now()
            and not exists (select from public.moves v where v.business_id = b.id and v.booking_id = k.id and v.state = 'waiting')
          union all
          select from public.moves v where v.business_id = b.id and v.state = 'waiting' and v.asked_by = 'customer' and v.expires_at > now()
          limit 50) open),
      'waiting', (select count(*) from (
          select from public.conversations c where c.business_id = b.id and c.state = 'human' limit 50) open),
      'to_call', (select count(*) from (
          select from public.leads l where l.business_id = b.id and l.state = 'open' limit 50) open),
      'me', jsonb_build_object('phone', m.phone, 'role', m.role, 'verified', m.phone_verified_at is not null,
        'stopped', case when s.since is not null then private.local_words(s.since, b.time_zone) end))
    into opened
    from public.businesses b join public.members m on m.business_id = b.id and m.user_id = p_member,
      lateral (select private.opted_out_since(b.id, m.phone) as since) s
    where b.id = p_business and b.deleted_at is null;
  if not found then
    raise exception sqlstate 'PT404' using message = 'There is no such business, or it is not yours.', hint = 'not_found';
  end if;
  return opened;
end
$$;

create or replace function public.open_business(p_business uuid) returns jsonb
language plpgsql stable security definer set search_path = ''
as $$
declare
  member uuid := private.require_member(p_business);
begin
  return private.open_business(p_business, member);
end
$$;
grant execute on function public.open_business to authenticated;

-- The same for the front page: with the six newest texts of the last 14 days that did not get through.
create or replace function public.open_front_page(p_business uuid) returns jsonb
language plpgsql stable security definer set search_path = ''
as $$
declare
  member uuid := private.require_member(p_business);
begin
  return private.open_business(p_business, member) || jsonb_build_object(
    'failed_texts', private.failed_texts(p_business, now() - interval '14 days', 6, now()));
end
$$;
grant execute on function public.open_front_page to authenticated;

-- schemas/67_bookings_pages/00_booking_lines.sql
-- Bookings as lists show them, in the order of their ids; with the new time that waits, if any. Times are instants, money is cents.
create or replace function private.booking_lines(p_business uuid, p_ids uuid[]) returns jsonb
language sql stable set search_path = ''
as $$
  select coalesce(jsonb_agg(jsonb_build_object(
      'id', b.id, 'status', b.status, 'starts_at', b.starts_at, 'ends_at', b.ends_at, 'service_name', b.service_name, 'customer_name', b.customer_name,
      'customer_phone', b.customer_phone, 'customer_email', b.customer_email, 'address', b.address, 'notes', b.notes, 'price_cents', b.price_cents,
      'currency', b.currency, 'source', b.source, 'requested_at', b.requested_at, 'expires_at', b.expires_at, 'ended_by', b.ended_by,
      'ended_reason', b.ended_reason, 'travel_assumed', b.travel_assumed, 'staff', jsonb_build_object('name', t.name),
      'places', case when p.id is not null then jsonb_build_object('suburb', p.suburb, 'state', p.state, 'postcode', p.postcode) end,
      'moves', case when m.id is null then '[]'::jsonb else jsonb_build_array(jsonb_build_object('id', m.id, 'asked_by', m.asked_by, 'starts_at', m.starts_at,
        'ends_at', m.ends_at, 'expires_at', m.expires_at, 'staff', jsonb_build_object('name', mt.name))) end) order by w.place), '[]')
  from unnest(p_ids) with ordinality as w (id, place)
  join public.bookings b on b.business_id = p_business and b.id = w.id
  join public.staff t on t.business_id = p_business and t.id = b.staff_id
  left join public.places p on p.business_id = p_business and p.id = b.place_id
  left join public.moves m on m.business_id = p_business and m.booking_id = b.id and m.state = 'waiting'
  left join public.staff mt on mt.business_id = p_business and mt.id = m.staff_id
$$;

-- schemas/67_bookings_pages/01_day_page.sql
-- What waits for the owner's answer: requests, and bookings whose customer wants another time; what lapses first stands first. p_most ids at most.
create or replace function private.to_answer(p_business uuid, p_most int) returns uuid[]
language sql stable set search_path = ''
as $$
  select array(
    select b.id
    from public.bookings b
    left join public.moves m on m.business_id = p_business and m.booking_id = b.id and m.state = 'waiting' and m.asked_by = 'customer'
    where b.business_id = p_business and b.deleted_at is null and (b.status = 'pending' or b.status = 'confirmed' and m.id is not null)
      and b.id in (
        select k.id from public.bookings k where k.business_id = p_business and k.status = 'pending'
        union all
        select v.booking_id from public.moves v where v.business_id = p_business and v.state = 'waiting' and v.asked_by = 'customer')
    order by coalesce(m.expires_at, b.expires_at), b.id limit p_most)
$$;

-- The jobs agreed on that fall into a stretch of time, whatever became of them, soonest first; p_most ids at most.
create or replace function private.jobs_between(p_business uuid, p_from timestamptz, p_to timestamptz, p_most int) returns uuid[]
language sql stable set search_path = ''
as $$
  select array(
    select b.id from public.bookings b
    where b.business_id = p_business and b.deleted_at is null and b.status in ('confirmed', 'completed', 'no_show')
      and b.starts_at > p_from - interval '2 days' and b.starts_at < p_to and b.ends_at > p_from
    order by b.starts_at, b.id limit p_most)
$$;

-- Conversations in which a person is wanted and nobody has written since the customer last did, longest waiting first; p_most at most.
create or replace function private.handoffs_waiting(p_business uuid, p_most int) returns jsonb
language sql stable set search_path = ''
as $$
  select coalesce(jsonb_agg(jsonb_build_object('id', w.id, 'name', w.name, 'phone', w.phone, 'since', w.handed_off_at,
      'said', (select left(m.body, 200) from public.messages m
        where m.business_id = p_business and m.conversation_id = w.id and m.author = 'customer' order by m.seq desc limit 1)) order by w.handed_off_at, w.id), '[]')
  from (
    select v.id, v.handed_off_at, c.name, case when v.channel = 'sms' then v.peer else coalesce(c.phone, c.claimed_phone) end as phone
    from public.conversations v
    join public.customers c on c.business_id = p_business and c.id = v.customer_id and c.blocked_at is null
    where v.business_id = p_business and v.state = 'human' and (v.person_acted_at is null or v.last_inbound_at > v.person_acted_at)
    order by v.handed_off_at, v.id limit p_most) w
$$;

-- The day of a business, by its own clock: {to_answer (51 at most), handoffs (6), jobs of today (101), tomorrow's (11), on_my_way: the ids of those
-- of today whose customer has heard that somebody is coming}.
create or replace function private.day_page(p_business uuid, p_now timestamptz) returns jsonb
language plpgsql stable set search_path = ''
as $$
declare
  zone text := (select time_zone from public.businesses where id = p_business);
  today date := (p_now at time zone zone)::date;
  midnight timestamptz := (today + 1)::timestamp at time zone zone;
  jobs uuid[] := private.jobs_between(p_business, today::timestamp at time zone zone, midnight, 101);
begin
  return jsonb_build_object(
    'to_answer', private.booking_lines(p_business, private.to_answer(p_business, 51)),
    'handoffs', private.handoffs_waiting(p_business, 6),
    'jobs', private.booking_lines(p_business, jobs),
    'tomorrow', private.booking_lines(p_business, private.jobs_between(p_business, midnight, (today + 2)::timestamp at time zone zone, 11)),
    'on_my_way', (select coalesce(jsonb_agg(b.id), '[]') from public.bookings b
      where b.business_id = p_business and b.id = any (jobs) and private.told_on_my_way(b)));
end
$$;

create or replace function public.day_page(p_business uuid) returns jsonb
language plpgsql stable security definer set search_path = ''
as $$
begin
  perform private.require_member(p_business);
  return private.day_page(p_business, now());
end
$$;
grant execute on function public.day_page to authenticated;

-- schemas/67_bookings_pages/02_list_bookings.sql
-- Is it what somebody looks for? Every word is part of the customer's name, in whatever case; or the digits are part of their phone, as dialled at home
-- or from abroad. Nothing in the words means anything but itself.
create or replace function private.is_sought(p_name text, p_phone text, p_words text[], p_digits text) returns boolean
language sql immutable set search_path = ''
as $$
  select not exists (select from unnest(p_words) w where position(w in lower(p_name)) = 0)
    or p_digits <> '' and (position(p_digits in p_phone) > 0 or p_phone like '+61%' and position(p_digits in '0' || substr(p_phone, 4)) > 0)
$$;

-- One page of a business's bookings, p_most at most (5,001 are the limit), after the booking that starts at p_at and has the id p_id, or with p_back
-- before it; without those the first. The tabs hold each booking once: 'upcoming' (pending, or confirmed and not over), 'past' (over, completed,
-- no-show), 'archived' (cancelled, expired). p_search: 80 characters of it count. `more`: there are further ones in that direction. Beside them
-- the calendars and services to filter by, those not in use any more last.
create or replace function private.list_bookings(
  p_business uuid, p_tab text, p_search text, p_status text, p_staff uuid, p_service uuid, p_newest_first boolean, p_at timestamptz, p_id uuid,
  p_back boolean, p_most int, p_now timestamptz
) returns jsonb
language plpgsql stable set search_path = ''
as $$
declare
  most int := least(greatest(coalesce(p_most, 50), 1), 5001);
  sought text := lower(left(trim(coalesce(p_search, '')), 80));
  digits text := case when sought ~ '^[0-9 ()+.-]+$' then regexp_replace(sought, '[^0-9]', '', 'g') else '' end;
  down boolean := p_newest_first <> p_back;
  found_ids uuid[];
begin
  execute format($query$
    select array(
      select b.id from public.bookings b
      where b.business_id = $1 and b.deleted_at is null and %s
        and ($2 is null or b.status::text = $2) and ($3 is null or b.staff_id = $3) and ($4 is null or b.service_id = $4)
        and ($5 = '' or private.is_sought(b.customer_name, b.customer_phone, regexp_split_to_array($5, '\s+'), $6))
        and ($7 is null or (b.starts_at, b.id) %s ($7, $8))
      order by b.starts_at %s, b.id %3$s limit $9)
    $query$,
    case p_tab
      when 'archived' then $tab$ b.status in ('cancelled', 'expired') $tab$
      when 'past' then $tab$ (b.status in ('completed', 'no_show') or b.status = 'confirmed' and b.ends_at < $10) $tab$
      else $tab$ (b.status = 'pending' or b.status = 'confirmed' and b.ends_at >= $10) $tab$ end,
    case when down then '<' else '>' end, case when down then 'desc' else 'asc' end)
  into found_ids
  using p_business, p_status, p_staff, p_service, sought, digits, p_at, p_id, most + 1, p_now;
  return jsonb_build_object(
    'lines', private.booking_lines(p_business, array(
      select f.id from unnest(found_ids[:most]) with ordinality as f (id, place) order by case when p_back then -f.place else f.place end)),
    'more', cardinality(found_ids) > most,
    'staff', (select coalesce(jsonb_agg(jsonb_build_object('id', t.id, 'name', t.name) order by t.deleted_at is not null, t.position, t.name), '[]')
      from public.staff t where t.business_id = p_business),
    'services', (select coalesce(jsonb_agg(jsonb_build_object('id', s.id, 'name', s.name) order by s.deleted_at is not null, s.position, s.name), '[]')
      from public.services s where s.business_id = p_business));
end
$$;

create or replace function public.list_bookings(
  p_business uuid, p_tab text, p_search text default '', p_status text default null, p_staff uuid default null, p_service uuid default null,
  p_newest_first boolean default false, p_at timestamptz default null, p_id uuid default null, p_back boolean default false, p_most int default 50
) returns jsonb
language plpgsql stable security definer set search_path = ''
as $$
begin
  perform private.require_member(p_business);
  return private.list_bookings(p_business, p_tab, p_search, p_status, p_staff, p_service, p_newest_first, p_at, p_id, p_back, p_most, now());
end
$$;
grant execute on function public.list_bookings to authenticated;

-- schemas/67_bookings_pages/03_booking_trail.sql
-- What happened around a booking besides its own history: {messages: the newest 60 of its conversation from the day before it was asked for to the day after
-- it ends, without those that are texts about bookings; offers: the newest 20 sets of times shown in that while, with which was picked; held: what it
-- keeps of calendars now, buffers included; conversation: where its customer can be written to, whether they may be (`writable`), and else why
-- not (`refusal`: 'blocked', 'opted_out' or 'no_phone')}.
create or replace function private.booking_trail(p_business uuid, p_booking uuid) returns jsonb
language plpgsql stable set search_path = ''
as $$
declare
  booking public.bookings;
  thread public.conversations;
  first_at timestamptz;
  last_at timestamptz;
begin
  select * into booking from public.bookings where business_id = p_business and id = p_booking and deleted_at is null;
  if not found then
    raise exception sqlstate 'PT404' using message = 'There is no such booking, or it is not yours.', hint = 'not_found';
  end if;
  select * into thread from public.conversations v where v.business_id = p_business and v.id = private.thread_of(booking);
  first_at := booking.requested_at - interval '1 day';
  last_at := greatest(booking.ends_at, booking.requested_at) + interval '1 day';
  return jsonb_build_object(
    'messages', (select coalesce(jsonb_agg(jsonb_build_object('author', m.author, 'body', m.body, 'pictures', jsonb_array_length(m.media),
        'created_at', m.created_at, 'state', o.state) order by m.seq), '[]')
      from (
        select * from public.messages n
        where n.business_id = p_business and n.conversation_id = thread.id and n.author <> 'system' and n.created_at between first_at and last_at
        order by n.seq desc limit 60) m
      left join public.outbox o on o.business_id = p_business and o.message_id = m.id),
    'offers', (select coalesce(jsonb_agg(to_jsonb(s) order by s.created_at), '[]')
      from (
        select min(o.created_at) as created_at, jsonb_agg(jsonb_build_object('starts_at', o.starts_at, 'picked', o.id is not distinct from booking.offer_id)
          order by o.position) as times
        from public.offers o
        where o.business_id = p_business and o.conversation_id = thread.id and o.created_at between first_at and last_at
        group by o.set_no order by o.set_no desc limit 20) s),
    'held', (select coalesce(jsonb_agg(jsonb_build_object('starts_at', lower(h.occupied), 'ends_at', upper(h.occupied), 'staff', t.name,
        'other', h.move_id is not null) order by h.occupied), '[]')
      from public.holds h join public.staff t on t.business_id = p_business and t.id = h.staff_id
      where h.business_id = p_business and h.booking_id = p_booking),
    'conversation', thread.id,
    'refusal', private.why_not_to_write(booking, thread));
end
$$;

-- Where a booking's customer is written to: its own conversation, else the one with their phone; null: there is none yet.
create or replace function private.thread_of(p_booking public.bookings) returns uuid
language sql stable set search_path = ''
as $$
  select coalesce(p_booking.conversation_id, (
    select v.id from public.conversations v
    where v.business_id = p_booking.business_id and v.channel = 'sms' and v.peer = p_booking.customer_phone))
$$;

-- Why they may not be: 'blocked', 'opted_out', 'no_phone'; null: they may.
create or replace function private.why_not_to_write(p_booking public.bookings, p_thread public.conversations) returns text
language sql stable set search_path = ''
as $$
  select case
    when p_thread.id is null and p_booking.customer_phone is null then 'no_phone'
    when exists (select from public.customers c where c.business_id = p_booking.business_id
      and c.id in (p_booking.customer_id, p_thread.customer_id) and c.blocked_at is not null) then 'blocked'
    when coalesce(p_thread.channel, 'sms') = 'sms' and private.opted_out(p_booking.business_id, coalesce(p_thread.peer, p_booking.customer_phone))
      then 'opted_out' end
$$;

create or replace function public.booking_trail(p_business uuid, p_booking uuid) returns jsonb
language plpgsql stable security definer set search_path = ''
as $$
begin
  perform private.require_member(p_business);
  return private.booking_trail(p_business, p_booking);
end
$$;
grant execute on function public.booking_trail to authenticated;

-- schemas/67_bookings_pages/04_on_my_way.sql
-- What names that text: one for each time a booking has.
create or replace function private.on_my_way_key(p_booking public.bookings) returns text
language sql immutable set search_path = ''
as $$
  select format('on_my_way:%s:%s', p_booking.id, extract(epoch from p_booking.starts_at)::bigint)
$$;

-- Has the customer heard that somebody is on the way, for the time the booking has now?
create or replace function private.told_on_my_way(p_booking public.bookings) returns boolean
language sql stable set search_path = ''
as $$
  select exists (select from public.outbox o
    where o.business_id = p_booking.business_id and o.dedupe_key = private.on_my_way_key(p_booking))
$$;

-- Tells the customer of a confirmed booking of today that somebody is on the way: once for each time the booking has. Outcomes: 'told' (`again`: it had
-- been said), 'not_today' (in the business's zone), 'already_ended' (it is over or was called off), 'unreachable' (no phone, they sent STOP, or are blocked).
create or replace function private.on_my_way(p_business uuid, p_booking uuid, p_member uuid, p_now timestamptz) returns jsonb
language plpgsql set search_path = ''
as $$
declare
  business public.businesses;
  booking public.bookings;
  again boolean := false;
  outcome text;
begin
  select * into business from public.businesses where id = p_business;
  select * into booking from public.bookings
    where business_id = p_business and id = p_booking and deleted_at is null for no key update;
  if not found then
    raise exception sqlstate 'PT404' using message = 'There is no such booking.', hint = 'not_found';
  elsif booking.status = 'pending' then
    perform private.refuse('not_confirmed', 'This booking isn''t confirmed yet. Confirm it first.');
  end if;
  outcome := case
    when booking.status <> 'confirmed' or booking.ends_at <= p_now then 'already_ended'
    when private.today_of(business, booking.starts_at) <> private.today_of(business, p_now) then 'not_today'
    when booking.customer_phone is null or private.opted_out(p_business, booking.customer_phone) or exists (
      select from public.customers c where c.business_id = p_business and c.id = booking.customer_id and c.blocked_at is not null) then 'unreachable'
    else 'told' end;
  if outcome = 'told' then
    again := private.told_on_my_way(booking);
    if not again then
      perform private.tell_customer(business, booking, 'on_my_way', 'caused', private.on_my_way_key(booking), p_now,
        p_detail => jsonb_build_object('starts_at', booking.starts_at));
      perform private.add_event(booking, 'on_my_way', 'owner', p_now, p_member, jsonb_build_object('starts_at', booking.starts_at));
    end if;
  end if;
  return jsonb_build_object('outcome', outcome, 'again', again, 'booking', private.booking_words(business, booking));
end
$$;

create or replace function public.on_my_way(p_business uuid, p_booking uuid) returns jsonb
language plpgsql security definer set search_path = ''
as $$
begin
  return private.on_my_way(p_business, p_booking, private.require_member(p_business), now());
end
$$;
grant execute on function public.on_my_way to authenticated;

-- schemas/67_bookings_pages/05_delete_booking.sql
-- Takes a booking off the lists; its row and history stay. Outcomes: 'cancelled' (a request, or an agreed job that is not over: it is called off as well, and
-- with p_tell its customer hears of it), 'deleted' (it was over, or had ended: nobody hears of it). Its times are free again. `again`: it had been
-- done, and nothing was changed.
create or replace function private.delete_booking(p_business uuid, p_booking uuid, p_tell boolean, p_member uuid, p_now timestamptz) returns jsonb
language plpgsql set search_path = ''
as $$
declare
  business public.businesses;
  booking public.bookings;
  called_off boolean;
begin
  select * into business from public.businesses where id = p_business;
  select * into booking from public.bookings where business_id = p_business and id = p_booking;
  if booking.deleted_at is null then
    booking := private.locked_booking(p_business, p_booking, p_now); -- refuses where there is none
  end if;
  if booking.deleted_at is not null then
    return jsonb_build_object('outcome', 'deleted', 'again', true, 'booking', private.booking_words(business, booking));
  end if;
  called_off := booking.status = 'pending' or booking.status = 'confirmed' and booking.ends_at > p_now;
  if called_off then
    perform private.cancel_booking(p_business, p_booking, 'owner', p_member, '', p_tell, p_now);
  end if;
  perform private.withdraw_moves(p_business, p_booking, p_now);
  perform private.free_time(p_business, p_booking);
  update public.bookings set deleted_at = p_now, updated_at = p_now where business_id = p_business and id = p_booking returning * into booking;
  perform private.add_event(booking, 'deleted', 'owner', p_now, p_member);
  return jsonb_build_object('outcome', case when called_off then 'cancelled' else 'deleted' end, 'again', false,
    'booking', private.booking_words(business, booking));
end
$$;

create or replace function public.delete_booking(p_business uuid, p_booking uuid, p_tell boolean default true) returns jsonb
language plpgsql security definer set search_path = ''
as $$
begin
  return private.delete_booking(p_business, p_booking, p_tell, private.require_member(p_business), now());
end
$$;
grant execute on function public.delete_booking to authenticated;

-- schemas/67_bookings_pages/06_message_customer.sql
-- A member writes to a booking's customer: in its conversation, else in the one with their phone, begun if there is none; from then on it is the
-- booking's. p_message names the message, so that the same call again sends nothing twice. Answers and refuses as reply_to_customer does, and with
-- 'no_phone' where there is neither a conversation nor a phone.
create or replace function private.message_customer(p_business uuid, p_booking uuid, p_words text, p_message uuid, p_now timestamptz) returns jsonb
language plpgsql set search_path = ''
as $$
declare
  booking public.bookings;
  thread public.conversations;
begin
  select * into booking from public.bookings where business_id = p_business and id = p_booking and deleted_at is null;
  if not found then
    raise exception sqlstate 'PT404' using message = 'There is no such booking.', hint = 'not_found';
  elsif booking.conversation_id is null and booking.customer_phone is null then
    perform private.refuse('no_phone', 'There''s no phone to text this customer on. Nothing was sent.');
  elsif private.why_not_to_write(booking, null) = 'blocked' then
    perform private.refuse('blocked', 'This customer is blocked. Unblock them to write to them. Nothing was sent.');
  elsif booking.conversation_id is null then
    thread := private.conversation_with(p_business, 'sms', booking.customer_phone, booking.customer_id, p_now);
    update public.bookings set conversation_id = thread.id, updated_at = p_now where business_id = p_business and id = p_booking;
  end if;
  return private.reply_to_customer(p_business, coalesce(booking.conversation_id, thread.id), p_words, p_message, p_now)
    || jsonb_build_object('conversation_id', coalesce(booking.conversation_id, thread.id));
end
$$;

create or replace function public.message_customer(p_business uuid, p_booking uuid, p_words text, p_message uuid) returns jsonb
language plpgsql security definer set search_path = ''
as $$
begin
  perform private.require_member(p_business);
  return private.message_customer(p_business, p_booking, p_words, p_message, now());
end
$$;
grant execute on function public.message_customer to authenticated;

-- schemas/68_calendar_pages/01_calendar_window.sql
-- A wall time of a business, as a calendar that knows no zones reads it: 2026-11-05T14:00.
create or replace function private.wall(p_at timestamptz, p_zone text) returns text
language sql stable set search_path = ''
as $$
  select to_char(p_at at time zone p_zone, 'YYYY-MM-DD"T"HH24:MI')
$$;

-- Jobs that lie in a stretch of time, soonest first, p_most at most; those that came to nothing as well. `start` and `end` are wall times: where the clocks go
-- back within a job, its end is drawn so many minutes after its start. `asks`: there is a way to put a question to its customer. p_more: there are further ones.
create or replace function private.calendar_bookings(
  p_business public.businesses, p_from timestamptz, p_to timestamptz, p_most int, out p_jobs json, out p_more boolean, out p_staff uuid[]
)
language plpgsql stable set search_path = ''
as $$
declare
  zone text := p_business.time_zone;
  ahead interval := private.steady_offset(zone, (p_from at time zone zone)::date - 2, (p_to at time zone zone)::date + 2);
begin
  select coalesce(json_agg(json_build_object(
        'id', b.id, 'status', b.status, 'staff', b.staff_id, 'service', b.service_name, 'customer', b.customer_name, 'address', b.address,
        'start', to_char(b.opens, 'YYYY-MM-DD"T"HH24:MI'),
        'end', to_char(case when b.closes > b.opens then b.closes else b.opens + (b.ends_at - b.starts_at) end, 'YYYY-MM-DD"T"HH24:MI'),
        'minutes', extract(epoch from b.ends_at - b.starts_at)::int / 60, 'ended_by', b.ended_by, 'expires_at', b.expires_at,
        'asks', b.status in ('pending', 'confirmed') and (b.customer_phone is not null or b.customer_email is not null and b.conversation_id is not null))
      order by b.starts_at, b.id) filter (where b.n <= p_most), '[]'), count(*) > p_most, array_agg(distinct b.staff_id)
    into p_jobs, p_more, p_staff
    from ( -- no job lasts longer than two days
      select k.id, k.status, k.staff_id, k.service_name, k.customer_name, k.address, k.starts_at, k.ends_at, k.ended_by, k.expires_at, k.customer_phone,
        k.customer_email, k.conversation_id, row_number() over (order by k.starts_at, k.id) as n,
        case when ahead is null then k.starts_at at time zone zone else k.starts_at at time zone ahead end as opens,
        case when ahead is null then k.ends_at at time zone zone else k.ends_at at time zone ahead end as closes
      from public.bookings k
      where k.business_id = p_business.id and k.starts_at > p_from - interval '2 days' and k.starts_at < p_to and k.ends_at > p_from and k.deleted_at is null
      order by k.starts_at, k.id limit p_most + 1) b;
end
$$;

-- New times that wait for an answer and lie in a stretch of time, soonest first, p_most at most, in wall times.
create or replace function private.calendar_moves(p_business public.businesses, p_from timestamptz, p_to timestamptz, p_most int, p_now timestamptz) returns jsonb
language sql stable set search_path = ''
as $$
  select coalesce(jsonb_agg(jsonb_build_object(
      'id', m.id, 'booking', b.id, 'asked_by', m.asked_by, 'staff', m.staff_id, 'service', b.service_name, 'customer', b.customer_name,
      'start', private.wall(m.starts_at, p_business.time_zone), 'end', private.wall(m.ends_at, p_business.time_zone)) order by m.starts_at, m.id), '[]')
  from (
    select * from public.moves w
    where w.business_id = p_business.id and w.state = 'waiting' and w.expires_at > p_now and w.starts_at < p_to and w.ends_at > p_from
    order by w.starts_at, w.id limit p_most) m
  join public.bookings b on b.business_id = m.business_id and b.id = m.booking_id and b.deleted_at is null
$$;

-- Blocked stretches that touch a stretch of time, soonest first, p_most at most, in wall times; `staff` null: the whole business. Those that repeat are
-- expanded; `date` is the one to leave out (public.skip_blocked_date).
create or replace function private.calendar_blocks(p_business public.businesses, p_from timestamptz, p_to timestamptz, p_most int) returns jsonb
language sql stable set search_path = ''
as $$
  select coalesce(jsonb_agg(jsonb_build_object(
      'id', r.id, 'staff', r.staff_id, 'reason', r.reason, 'repeats', r.frequency is not null, 'date', (lower(r.during) at time zone p_business.time_zone)::date,
      'start', private.wall(lower(r.during), p_business.time_zone), 'end', private.wall(upper(r.during), p_business.time_zone)) order by lower(r.during), r.id), '[]')
  from (
    select distinct b.id, b.staff_id, b.reason, b.frequency, x.during
    from public.staff t
    cross join lateral private.blocked_ranges(p_business.id, t.id, p_business.time_zone, p_from, p_to) x
    join public.blocked_times b on b.business_id = p_business.id and b.id = x.blocked_time_id
    where t.business_id = p_business.id and t.deleted_at is null and x.during && tstzrange(p_from, p_to)
    order by x.during, b.id limit p_most) r
$$;

-- What a calendar shows of the local days from p_from up to, not including, p_to; 1 to 43 of them, else 'bad_range'. All times are wall times of the business:
-- {zone, offset (minutes ahead of UTC at p_now), now, staff: [{id, name}], bookings, moves, blocks, holidays: [{date, name, closed}], open: [{staff, start, end}],
-- more}. `staff` are the calendars in use and those with a job in the window. At most 1,000 jobs, 200 moves and 500 blocked stretches; `more`: there are further
-- jobs.
create or replace function private.calendar_window(p_business uuid, p_from date, p_to date, p_now timestamptz) returns json
language plpgsql stable set search_path = ''
as $$
declare
  business public.businesses;
  first_at timestamptz;
  last_at timestamptz;
  jobs record;
begin
  if p_from is null or p_to is null or p_from not between '2000-01-01' and '2100-12-31' or p_to not between '2000-01-01' and '2101-02-28'
    or p_to - p_from not between 1 and 43 then
    perform private.refuse('bad_range', 'A calendar shows one day to six weeks, in the years 2000 to 2100.');
  end if;
  select * into business from public.businesses where id = p_business;
  first_at := p_from::timestamp at time zone business.time_zone;
  last_at := p_to::timestamp at time zone business.time_zone;
  select * into jobs from private.calendar_bookings(business, first_at, last_at, 1000);
  return json_build_object(
    'zone', business.time_zone,
    'offset', extract(epoch from p_now at time zone business.time_zone - p_now at time zone 'UTC')::int / 60,
    'now', private.wall(p_now, business.time_zone),
    'bookings', jobs.p_jobs,
    'more', jobs.p_more,
    'moves', private.calendar_moves(business, first_at, last_at, 200, p_now),
    'blocks', private.calendar_blocks(business, first_at, last_at, 500),
    'staff', (select coalesce(jsonb_agg(jsonb_build_object('id', t.id, 'name', t.name) order by t.deleted_at is not null, t.position, t.name), '[]')
      from public.staff t
      where t.business_id = p_business and (t.deleted_at is null or t.id = any (jobs.p_staff))),
    'holidays', (select coalesce(jsonb_agg(jsonb_build_object('date', h.on_date, 'name', h.name, 'closed', h.closed) order by h.on_date), '[]')
      from public.holidays h where h.business_id = p_business and h.on_date >= p_from and h.on_date < p_to),
    'open', (select coalesce(jsonb_agg(jsonb_build_object('staff', t.id,
          'start', private.wall(lower(o.during), business.time_zone), 'end', private.wall(upper(o.during), business.time_zone)) order by lower(o.during)), '[]')
      from public.staff t cross join lateral unnest(private.open_hours(p_business, t.id, business.time_zone, first_at, last_at)) as o (during)
      where t.business_id = p_business and t.deleted_at is null));
end
$$;

create or replace function public.calendar_window(p_business uuid, p_from date, p_to date) returns json
language plpgsql stable security definer set search_path = ''
as $$
begin
  perform private.require_member(p_business);
  return private.calendar_window(p_business, p_from, p_to, now());
end
$$;
grant execute on function public.calendar_window to authenticated;

-- schemas/68_calendar_pages/02_resize_booking.sql
-- The owner drags a job's end to another wall time of the business: its length changes as private.edit_booking changes it, and by its rules. With p_tell the customer
-- hears of a length they were not promised. Outcomes as there, with `minutes`, the length it had.
create or replace function private.resize_booking(
  p_business uuid, p_booking uuid, p_ends timestamp, p_tell boolean, p_override boolean, p_member uuid, p_now timestamptz
) returns jsonb
language plpgsql set search_path = ''
as $$
declare
  booking public.bookings := private.locked_booking(p_business, p_booking, p_now);
  ends timestamptz := private.instant_of(p_ends, private.zone_of(p_business));
  wanted int;
begin
  if ends <= booking.starts_at then -- the hour that happens twice: the second one is meant
    ends := ends + interval '1 hour';
  end if;
  wanted := extract(epoch from ends - booking.starts_at)::int / 60;
  return jsonb_build_object('minutes', extract(epoch from booking.ends_at - booking.starts_at)::int / 60)
    || private.edit_booking(p_business, p_booking, jsonb_build_object('minutes', wanted), p_tell, p_override, p_member, p_now);
end
$$;

create or replace function public.resize_booking(
  p_business uuid, p_booking uuid, p_ends timestamp, p_tell boolean default false, p_override boolean default false
) returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare
  member uuid := private.require_member(p_business);
begin
  return private.resize_booking(p_business, p_booking, p_ends, p_tell, p_override, member, now());
end
$$;
grant execute on function public.resize_booking to authenticated;

-- schemas/69_customers/00_import_drafts.sql
create table public.import_drafts (
  business_id uuid not null references public.businesses (id),
  id uuid not null default gen_random_uuid(),
  kind text not null check (kind in ('customers', 'calendar')),
  file_name text not null default '',
  staff_id uuid,
  read jsonb not null,
  unread jsonb not null default '[]',
  made_by uuid not null,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  done_at timestamptz,
  result jsonb,
  primary key (business_id, id),
  foreign key (business_id, staff_id) references public.staff (business_id, id)
);
create index import_drafts_staff_idx on public.import_drafts (business_id, staff_id);

alter table public.import_drafts enable row level security;

create policy "Owners see what their business is importing" on public.import_drafts for select to authenticated
  using (business_id in (
    select business_id from public.members where user_id = (select auth.uid()) and role = 'owner' and deleted_at is null));

grant select on public.import_drafts to authenticated, service_role;

comment on table public.import_drafts is 'A file as it was read, kept for a day between its preview and its import.';
comment on column public.import_drafts.kind is 'customers: rows of people. calendar: events, which become bookings and blocked times.';
comment on column public.import_drafts.staff_id is 'Of a calendar: whose it is; null: bookings go to whoever is free, the rest blocks the whole business.';
comment on column public.import_drafts.read is 'The rows, each with its line or number in the file.';
comment on column public.import_drafts.unread is 'What could not be read: [{line, why}].';
comment on column public.import_drafts.result is 'What became of it, once it was imported.';

-- schemas/69_customers/01_customers_page.sql
-- What one line of the list of customers shows; times are instants, phones E.164. `opted_out`: their own number told the business to stop.
create or replace function private.customer_line(p_customer public.customers, p_now timestamptz) returns jsonb
language plpgsql stable set search_path = ''
as $$
begin
  return (
    select jsonb_build_object(
      'id', p_customer.id, 'name', p_customer.name, 'phone', coalesce(p_customer.phone, p_customer.claimed_phone), 'email', p_customer.email,
      'address', p_customer.address, 'suburb', coalesce(p.suburb, ''), 'postcode', coalesce(p.postcode, ''), 'notes', p_customer.notes,
      'blocked_at', p_customer.blocked_at, 'opted_out', coalesce(private.opted_out(p_customer.business_id, p_customer.phone), false),
      'created_at', p_customer.created_at,
      'last_at', (select max(b.starts_at) from public.bookings b where b.business_id = p_customer.business_id and b.customer_id = p_customer.id
        and b.deleted_at is null and b.starts_at <= p_now and b.status in ('confirmed', 'completed', 'no_show')),
      'next_at', (select min(b.starts_at) from public.bookings b where b.business_id = p_customer.business_id and b.customer_id = p_customer.id
        and b.deleted_at is null and b.starts_at > p_now and b.status in ('pending', 'confirmed')),
      'no_shows', (select count(*) from public.bookings b where b.business_id = p_customer.business_id and b.customer_id = p_customer.id
        and b.deleted_at is null and b.status = 'no_show'))
    from (select) one left join public.places p on p.business_id = p_customer.business_id and p.id = p_customer.place_id);
end
$$;

-- The digits of a number that was typed into a search, as they stand in E.164 ones whether typed with their country or in national form; null when
-- what was typed is no number.
create or replace function private.digits_sought(p_query text) returns text
language sql immutable set search_path = ''
as $$
  select case when p_query ~ '^[+() 0-9./-]*[0-9][+() 0-9./-]*$' then regexp_replace(regexp_replace(p_query, '[^0-9]', '', 'g'), '^0+(?=[0-9])', '') end
$$;

-- One page of a business's customers by name, those without one last: {customers, after}. p_query is looked for in name, e-mail, suburb and
-- address, and a number in phones (their second ones too) and postcodes. `after` is p_after of the next page, null on the last one. p_limit: 500 at most.
create or replace function private.customers_page(p_business uuid, p_query text, p_after uuid, p_limit int, p_now timestamptz) returns jsonb
language plpgsql stable set search_path = ''
as $$
declare
  query text := lower(trim(coalesce(p_query, '')));
  digits text := private.digits_sought(p_query);
  length int := least(greatest(p_limit, 1), 500);
  after public.customers;
  found public.customers[];
begin
  select * into after from public.customers c where c.business_id = p_business and c.id = p_after;
  found := array(
    select c from public.customers c left join public.places p on p.business_id = c.business_id and p.id = c.place_id
    where c.business_id = p_business and c.deleted_at is null
      and (after.id is null or (c.name = '', lower(c.name), c.id) > (after.name = '', lower(after.name), after.id))
      and (query = '' or strpos(lower(c.name), query) > 0 or strpos(lower(c.email), query) > 0 or strpos(lower(c.address), query) > 0
        or strpos(lower(p.suburb), query) > 0 or digits is not null and (p.postcode like query || '%'
          or strpos(c.phone, digits) > 0 or strpos(regexp_replace(c.claimed_phone, '[^0-9]', '', 'g'), digits) > 0
          or exists (select from public.customers m where m.business_id = c.business_id and m.merged_into = c.id and strpos(m.phone, digits) > 0)))
    order by c.name = '', lower(c.name), c.id limit length + 1);
  return jsonb_build_object(
    'customers', (select coalesce(jsonb_agg(private.customer_line(found[n], p_now) order by n), '[]')
      from generate_series(1, least(length, cardinality(found))) n),
    'after', case when cardinality(found) > length then (found[length]).id end);
end
$$;

create or replace function public.customers_page(p_business uuid, p_query text default '', p_after uuid default null, p_limit int default 50) returns jsonb
language plpgsql stable security definer set search_path = ''
as $$
begin
  perform private.require_member(p_business);
  return private.customers_page(p_business, p_query, p_after, p_limit, now());
end
$$;
grant execute on function public.customers_page to authenticated;

-- schemas/69_customers/02_customer_details.sql
-- Everything about one customer: who they are, `numbers` (each with since when it is opted out), counts, marks, conversations, the newest pictures
-- and their bookings, latest first, 30 a page; `before` is p_before of the next page, null on the last one. Of a customer who was merged
-- into another only {merged_into}. PT404 when there is none.
create or replace function private.customer_details(p_business uuid, p_customer uuid, p_before uuid) returns jsonb
language plpgsql stable set search_path = ''
as $$
declare
  customer public.customers;
  place public.places;
  before public.bookings;
  found public.bookings[];
begin
  select * into customer from public.customers c where c.business_id = p_business and c.id = p_customer;
  if customer.merged_into is not null then
    return jsonb_build_object('merged_into', customer.merged_into);
  elsif customer.id is null or customer.deleted_at is not null then
    raise exception sqlstate 'PT404' using message = 'There is no such customer, or they are not yours.', hint = 'not_found';
  end if;
  select * into place from public.places p where p.business_id = p_business and p.id = customer.place_id;
  select * into before from public.bookings b where b.business_id = p_business and b.id = p_before;
  found := array(
    select b from public.bookings b
    where b.business_id = p_business and b.customer_id = p_customer and b.deleted_at is null
      and (before.id is null or (b.starts_at, b.id) < (before.starts_at, before.id))
    order by b.starts_at desc, b.id desc limit 31);
  return jsonb_build_object(
    'id', customer.id, 'name', customer.name, 'phone', customer.phone, 'claimed_phone', customer.claimed_phone, 'email', customer.email,
    'address', customer.address, 'suburb', coalesce(place.suburb, ''), 'state', coalesce(place.state, ''), 'postcode', coalesce(place.postcode, ''),
    'notes', customer.notes, 'blocked_at', customer.blocked_at, 'blocked_reason', customer.blocked_reason,
    'gets_reminders', customer.gets_reminders, 'created_at', customer.created_at,
    'numbers', private.customer_numbers(customer), 'counts', private.customer_counts(customer),
    'merged', (select coalesce(jsonb_agg(jsonb_build_object('name', m.name, 'phone', m.phone, 'at', m.merged_at, 'by', private.member_name(p_business, m.merged_by))
        order by m.merged_at desc), '[]') from public.customers m where m.business_id = p_business and m.merged_into = p_customer),
    'marks', private.customer_marks(customer), 'conversations', private.customer_threads(customer), 'pictures', private.customer_pictures(customer),
    'bookings', (select coalesce(jsonb_agg(jsonb_build_object('id', b.id, 'status', b.status, 'starts_at', b.starts_at, 'ends_at', b.ends_at,
        'service_name', b.service_name, 'ended_by', b.ended_by, 'expires_at', b.expires_at, 'address', b.address) order by n), '[]')
      from generate_series(1, least(30, cardinality(found))) n, lateral (select (found[n]).*) b),
    'before', case when cardinality(found) > 30 then (found[30]).id end);
end
$$;

-- A customer's numbers, their own first, then those of customers merged into them: [{phone, stopped_at}].
create or replace function private.customer_numbers(p_customer public.customers) returns jsonb
language plpgsql stable set search_path = ''
as $$
begin
  return (
    select coalesce(jsonb_agg(jsonb_build_object('phone', n.phone, 'stopped_at', private.opted_out_since(p_customer.business_id, n.phone)) order by n.place, n.phone), '[]')
    from (
      select p_customer.phone, 1 as place where p_customer.phone is not null
      union
      select m.phone, 2 from public.customers m
        where m.business_id = p_customer.business_id and m.merged_into = p_customer.id and m.phone <> coalesce(p_customer.phone, '')
          and private.customer_with_phone(m.business_id, m.phone) = p_customer.id) n);
end
$$;

-- How their bookings went: {bookings, completed, no_shows, cancelled_by_them}.
create or replace function private.customer_counts(p_customer public.customers) returns jsonb
language sql stable set search_path = ''
as $$
  select jsonb_build_object('bookings', count(*), 'completed', count(*) filter (where b.status = 'completed'),
    'no_shows', count(*) filter (where b.status = 'no_show'),
    'cancelled_by_them', count(*) filter (where b.status = 'cancelled' and b.ended_by = 'customer'))
  from public.bookings b where b.business_id = p_customer.business_id and b.customer_id = p_customer.id and b.deleted_at is null
$$;

-- The marks they gave, newest first, 20 at most, with how many there are and their mean: {count, mean, newest: [{score, at, booking_id, service}]}.
create or replace function private.customer_marks(p_customer public.customers) returns jsonb
language sql stable set search_path = ''
as $$
  with given as (
    select f.score, f.answered_at, f.booking_id, b.service_name, row_number() over (order by f.answered_at desc, f.booking_id) as n
    from public.feedback f join public.bookings b on b.business_id = f.business_id and b.id = f.booking_id
    where f.business_id = p_customer.business_id and f.customer_id = p_customer.id and f.score is not null)
  select jsonb_build_object('count', count(*), 'mean', round(avg(score), 1), 'newest', coalesce(jsonb_agg(jsonb_build_object(
    'score', score, 'at', answered_at, 'booking_id', booking_id, 'service', service_name) order by n) filter (where n <= 20), '[]')) from given
$$;

-- Their conversations, the one last written in first, 20 at most.
create or replace function private.customer_threads(p_customer public.customers) returns jsonb
language sql stable set search_path = ''
as $$
  select coalesce(jsonb_agg(to_jsonb(t) order by t.last_inbound_at desc nulls last), '[]') from (
    select c.id, c.channel, c.peer, c.state, c.last_inbound_at from public.conversations c
    where c.business_id = p_customer.business_id and c.customer_id = p_customer.id order by c.last_inbound_at desc nulls last limit 20) t
$$;

-- Pictures of theirs that are kept, newest first, 24 at most: [{id, at}].
create or replace function private.customer_pictures(p_customer public.customers) returns jsonb
language sql stable set search_path = ''
as $$
  select coalesce(jsonb_agg(jsonb_build_object('id', t.id, 'at', t.created_at) order by t.created_at desc, t.id), '[]') from (
    select p.id, p.created_at from public.conversations c
    join public.messages m on m.business_id = c.business_id and m.conversation_id = c.id
    join public.pictures p on p.business_id = m.business_id and p.message_id = m.id and p.kept_at is not null
    where c.business_id = p_customer.business_id and c.customer_id = p_customer.id order by p.created_at desc, p.id limit 24) t
$$;

-- What a member, or former member, is called.
create or replace function private.member_name(p_business uuid, p_user uuid) returns text
language sql stable set search_path = ''
as $$
  select coalesce((select m.name from public.members m where m.business_id = p_business and m.user_id = p_user), '')
$$;

create or replace function public.customer_details(p_business uuid, p_customer uuid, p_before uuid default null) returns jsonb
language plpgsql stable security definer set search_path = ''
as $$
begin
  perform private.require_member(p_business);
  return private.customer_details(p_business, p_customer, p_before);
end
$$;
grant execute on function public.customer_details to authenticated;

-- schemas/69_customers/03_edit_customer.sql
-- Changes what is known of a customer: {name, phone (E.164), email, address, suburb, postcode, notes, gets_reminders}, only what is named; an empty
-- phone or e-mail takes it away. Bookings still to come that carried the old name, phone or e-mail carry the new one, and their history says so;
-- where they take place stays. Outcomes: 'edited', 'unchanged', 'phone_taken' with `other` {id, name}: nothing was changed then.
create or replace function private.edit_customer(p_business uuid, p_customer uuid, p_changes jsonb, p_member uuid, p_now timestamptz) returns jsonb
language plpgsql set search_path = ''
as $$
declare
  old public.customers;
  customer public.customers;
  other uuid := private.customer_with_phone(p_business, nullif(p_changes ->> 'phone', ''));
  place uuid := private.place_of(p_business, p_changes ->> 'suburb', p_changes ->> 'postcode'); -- may be new; before any lock, as everywhere
begin
  perform from public.conversations c where c.business_id = p_business and c.customer_id = p_customer order by c.id for no key update;
  select * into old from public.customers c where c.business_id = p_business and c.id = p_customer and c.deleted_at is null for no key update;
  if not found then
    raise exception sqlstate 'PT404' using message = 'There is no such customer, or they are not yours.', hint = 'not_found';
  elsif p_changes ->> 'phone' <> '' and p_changes ->> 'phone' !~ '^\+[1-9][0-9]{6,14}$' then
    perform private.refuse('bad_phone', 'That phone number is not complete.');
  elsif p_changes ->> 'email' <> '' and p_changes ->> 'email' !~ '^[^@[:space:]]+@[^@[:space:]]+\.[^@[:space:]]+$' then
    perform private.refuse('bad_email', 'That e-mail address is not complete. Write it like jane@example.com.');
  elsif other <> p_customer then
    return jsonb_build_object('outcome', 'phone_taken',
      'other', (select jsonb_build_object('id', c.id, 'name', c.name) from public.customers c where c.business_id = p_business and c.id = other));
  end if;
  customer := old;
  customer.name := coalesce(left(p_changes ->> 'name', 80), old.name);
  customer.phone := case when p_changes ? 'phone' then nullif(p_changes ->> 'phone', '') else old.phone end;
  customer.email := case when p_changes ? 'email' then nullif(left(p_changes ->> 'email', 200), '') else old.email end;
  customer.address := coalesce(left(p_changes ->> 'address', 200), old.address);
  customer.notes := coalesce(left(p_changes ->> 'notes', 4000), old.notes);
  customer.place_id := case when p_changes ? 'suburb' or p_changes ? 'postcode' then place else old.place_id end;
  customer.gets_reminders := coalesce((p_changes ->> 'gets_reminders')::boolean, old.gets_reminders);
  if customer = old then
    return jsonb_build_object('outcome', 'unchanged');
  end if;
  update public.customers set name = customer.name, phone = customer.phone, email = customer.email, address = customer.address,
      notes = customer.notes, place_id = customer.place_id, gets_reminders = customer.gets_reminders, updated_at = p_now
    where business_id = p_business and id = p_customer;
  perform private.carry_to_bookings(old, customer, p_member, p_now);
  return jsonb_build_object('outcome', 'edited');
end
$$;

-- Writes a customer's new name, phone and e-mail into their bookings still to come, where the old one stood.
create or replace function private.carry_to_bookings(p_old public.customers, p_new public.customers, p_member uuid, p_now timestamptz) returns void
language plpgsql set search_path = ''
as $$
declare
  old public.bookings;
  booking public.bookings;
begin
  if (p_old.name, p_old.phone, p_old.email) is not distinct from (p_new.name, p_new.phone, p_new.email) then
    return;
  end if;
  for old in
    select * from public.bookings b where b.business_id = p_new.business_id and b.customer_id = p_new.id and b.status in ('pending', 'confirmed')
      and b.ends_at > p_now and b.deleted_at is null order by b.id for no key update
  loop
    booking := old;
    booking.customer_name := case when old.customer_name = p_old.name and p_new.name <> '' then p_new.name else old.customer_name end;
    booking.customer_phone := case when old.customer_phone = p_old.phone then p_new.phone else old.customer_phone end;
    booking.customer_email := case when old.customer_email = p_old.email then p_new.email else old.customer_email end;
    continue when booking = old;
    update public.bookings set customer_name = booking.customer_name, customer_phone = booking.customer_phone,
        customer_email = booking.customer_email, updated_at = p_now
      where business_id = old.business_id and id = old.id;
    perform private.add_event(booking, 'edited', 'owner', p_now, p_member, private.changed_columns(old, booking));
  end loop;
end
$$;

create or replace function public.edit_customer(p_business uuid, p_customer uuid, p_changes jsonb) returns jsonb
language plpgsql security definer set search_path = ''
as $$
begin
  return private.edit_customer(p_business, p_customer, p_changes, private.require_member(p_business), now());
end
$$;
grant execute on function public.edit_customer to authenticated;

-- schemas/69_customers/04_merge_customers.sql
-- Locks two customers for good and all: their conversations, their bookings, then the two, as everywhere in this order. PT404 when either is not there.
create or replace function private.lock_two_customers(p_business uuid, p_one uuid, p_other uuid) returns void
language plpgsql set search_path = ''
as $$
begin
  perform from public.conversations c where c.business_id = p_business and c.customer_id in (p_one, p_other) order by c.id for no key update;
  perform from public.bookings b where b.business_id = p_business and b.customer_id in (p_one, p_other) order by b.id for no key update;
  perform from public.customers c where c.business_id = p_business and c.id in (p_one, p_other) order by c.id for update; -- nothing new refers to them
  if (select count(*) from public.customers c where c.business_id = p_business and c.id in (p_one, p_other)) <> 2 then
    raise exception sqlstate 'PT404' using message = 'There is no such customer, or they are not yours.', hint = 'not_found';
  end if;
end
$$;

-- Points every row of every table that refers to a customer to another one: whatever table it is, so that none is forgotten.
create or replace function private.repoint_customer(p_business uuid, p_keep uuid, p_drop uuid) returns void
language plpgsql set search_path = ''
as $$
declare
  key record;
begin
  for key in
    select k.conrelid::regclass as relation, a.attname as column_name from pg_catalog.pg_constraint k
    join pg_catalog.pg_attribute a on a.attrelid = k.conrelid and a.attnum = k.conkey[2]
    where k.contype = 'f' and k.confrelid = 'public.customers'::regclass order by 1, 2
  loop
    execute format('update %s set %I = $1 where business_id = $2 and %I = $3', key.relation, key.column_name, key.column_name)
      using p_keep, p_business, p_drop;
  end loop;
end
$$;

-- Two customers are one person: all that was the dropped one's is the kept one's, and what the kept one lacks is taken over: phone, e-mail, name,
-- address, claimed phone; notes are put together. A number they do not take over stays theirs as a second one: whoever texts from it is them.
-- Blocked, or without reminders, if either was. Opt-outs are by number and stay. The dropped row stays as it was, with who did it and when.
-- Outcome: 'merged', `again` when it had been. Errors: PT400 'same' one with itself, 'merged_elsewhere'; PT404.
create or replace function private.merge_customers(p_business uuid, p_keep uuid, p_drop uuid, p_member uuid, p_now timestamptz) returns jsonb
language plpgsql set search_path = ''
as $$
declare
  kept public.customers;
  dropped public.customers;
begin
  if p_keep = p_drop then
    perform private.refuse('same', 'That is the same customer twice.');
  end if;
  perform private.lock_two_customers(p_business, p_keep, p_drop);
  select * into kept from public.customers c where c.business_id = p_business and c.id = p_keep;
  select * into dropped from public.customers c where c.business_id = p_business and c.id = p_drop;
  if kept.deleted_at is not null or dropped.deleted_at is not null and dropped.merged_into is distinct from p_keep then
    perform private.refuse('merged_elsewhere', 'One of the two was merged meanwhile. Look at the list of customers again.');
  end if;
  perform private.repoint_customer(p_business, p_keep, p_drop);
  if dropped.deleted_at is not null then
    return jsonb_build_object('outcome', 'merged', 'again', true);
  end if;
  update public.customers set merged_into = p_keep, merged_at = p_now, merged_by = p_member, deleted_at = p_now, updated_at = p_now
    where business_id = p_business and id = p_drop;
  perform private.take_over_details(kept, dropped, p_now);
  if coalesce(kept.blocked_at, dropped.blocked_at) is not null then
    perform private.block_customer(p_business, p_keep, coalesce(nullif(kept.blocked_reason, ''), dropped.blocked_reason), p_now);
  end if;
  return jsonb_build_object('outcome', 'merged', 'again', false);
end
$$;

-- Fills what one customer lacks from the other, who is no longer in use.
create or replace function private.take_over_details(p_kept public.customers, p_dropped public.customers, p_now timestamptz) returns void
language plpgsql set search_path = ''
as $$
declare
  moves boolean := p_kept.address = '' and p_kept.place_id is null; -- an address and its suburb go together
begin
  update public.customers c set
      name = coalesce(nullif(c.name, ''), p_dropped.name), phone = coalesce(c.phone, p_dropped.phone), email = coalesce(c.email, p_dropped.email),
      claimed_phone = coalesce(c.claimed_phone, p_dropped.claimed_phone),
      address = case when moves then p_dropped.address else c.address end, place_id = case when moves then p_dropped.place_id else c.place_id end,
      notes = case when c.notes = p_dropped.notes then c.notes else concat_ws(E'\n', nullif(c.notes, ''), nullif(p_dropped.notes, '')) end,
      gets_reminders = c.gets_reminders and p_dropped.gets_reminders,
      created_at = least(c.created_at, p_dropped.created_at), updated_at = p_now
    where c.business_id = p_kept.business_id and c.id = p_kept.id;
end
$$;

create or replace function public.merge_customers(p_business uuid, p_keep uuid, p_drop uuid) returns jsonb
language plpgsql security definer set search_path = ''
as $$
begin
  return private.merge_customers(p_business, p_keep, p_drop, private.require_member(p_business), now());
end
$$;
grant execute on function public.merge_customers to authenticated;

-- schemas/69_customers/05_match_customers.sql
-- The rows of a file of customers beside whom they are already: `known` by phone (a second one too), else by e-mail, else, for those with neither,
-- by name and address; `same_as` names the line of the file that says the same person first.
create or replace function private.match_customers(p_business uuid, p_rows jsonb)
returns table (line int, name text, phone text, email text, address text, suburb text, postcode text, notes text, known uuid, same_as int)
language sql stable set search_path = ''
as $$
  with said as (
    select r.line, coalesce(left(r.name, 80), '') as name, coalesce(r.phone, '') as phone, coalesce(left(r.email, 200), '') as email,
      coalesce(left(r.address, 200), '') as address, coalesce(left(r.suburb, 80), '') as suburb, coalesce(left(r.postcode, 10), '') as postcode,
      coalesce(left(r.notes, 4000), '') as notes
    from jsonb_to_recordset(p_rows) as r (line int, name text, phone text, email text, address text, suburb text, postcode text, notes text)
  ), here as (
    select c.id, c.phone, lower(c.email) as email, lower(c.name) as name, lower(c.address) as address, c.created_at
    from public.customers c where c.business_id = p_business and c.deleted_at is null
  ), phones as (
    select distinct on (p.phone) p.phone, p.id from (
      select h.phone, h.id, 1 as place, null::timestamptz as at from here h where h.phone is not null
      union all
      select m.phone, h.id, 2, m.merged_at from public.customers m join here h on h.id = m.merged_into
        where m.business_id = p_business and m.phone is not null) p
    order by p.phone, p.place, p.at desc
  ), emails as (
    select distinct on (h.email) h.email, h.id from here h where h.email is not null order by h.email, h.created_at, h.id
  ), names as (
    select distinct on (h.name, h.address) h.name, h.address, h.id from here h where h.name <> '' order by h.name, h.address, h.created_at, h.id
  )
  select s.line, s.name, s.phone, s.email, s.address, s.suburb, s.postcode, s.notes,
    case when s.phone <> '' then p.id when s.email <> '' then e.id else n.id end,
    nullif(min(s.line) over (partition by case when s.phone <> '' then s.phone when s.email <> '' then lower(s.email)
      else lower(s.name) || chr(31) || lower(s.address) end), s.line)
  from said s
  left join phones p on p.phone = s.phone
  left join emails e on e.email = lower(s.email) and s.phone = ''
  left join names n on n.name = lower(s.name) and n.address = lower(s.address) and s.phone = '' and s.email = ''
$$;

-- Imports rows of customers, in one go: new ones are added, those known get what they lack, nothing known is overwritten, nobody is texted.
-- Returns {added, filled, known, same}: how many rows were new, filled something in, added nothing, or said what an earlier line had said.
create or replace function private.import_customers(p_business uuid, p_rows jsonb, p_now timestamptz) returns jsonb
language plpgsql set search_path = ''
as $$
declare
  added int;
  filled int;
  known int;
  same int;
begin
  insert into public.places (business_id, suburb, postcode)
    select distinct on (lower(r.suburb), r.postcode) p_business, coalesce(left(r.suburb, 80), ''), coalesce(left(r.postcode, 10), '')
    from jsonb_to_recordset(p_rows) as r (suburb text, postcode text) where coalesce(r.suburb, '') <> '' or coalesce(r.postcode, '') <> ''
    order by lower(r.suburb), r.postcode
    on conflict (business_id, lower(suburb), postcode) do nothing;
  create temporary table matched on commit drop as
    select m.*, p.id as place_id from private.match_customers(p_business, p_rows) m
    left join public.places p on p.business_id = p_business and lower(p.suburb) = lower(m.suburb) and p.postcode = m.postcode;
  select count(*) filter (where m.same_as is not null), count(*) filter (where m.known is not null and m.same_as is null) into same, known
    from pg_temp.matched m;
  perform from public.customers c where c.business_id = p_business and c.id in (select m.known from pg_temp.matched m) order by c.id for no key update;
  update public.customers c set
      name = coalesce(nullif(c.name, ''), m.name), email = coalesce(c.email, nullif(m.email, '')), notes = coalesce(nullif(c.notes, ''), m.notes),
      address = case when c.address = '' and c.place_id is null then m.address else c.address end,
      place_id = case when c.address = '' and c.place_id is null then m.place_id else c.place_id end, updated_at = p_now
    from pg_temp.matched m
    where c.business_id = p_business and c.id = m.known and m.same_as is null and (c.name = '' and m.name <> '' or c.email is null and m.email <> ''
      or c.notes = '' and m.notes <> '' or c.address = '' and c.place_id is null and (m.address <> '' or m.place_id is not null));
  get diagnostics filled = row_count;
  insert into public.customers (business_id, name, phone, email, address, place_id, notes, created_at, updated_at)
    select p_business, m.name, nullif(m.phone, ''), nullif(m.email, ''), m.address, m.place_id, m.notes, p_now, p_now
    from pg_temp.matched m where m.known is null and m.same_as is null order by m.line
    on conflict (business_id, phone) where deleted_at is null do nothing;
  get diagnostics added = row_count;
  drop table pg_temp.matched;
  return jsonb_build_object('added', added, 'filled', filled, 'known', known - filled, 'same', same);
end
$$;

-- schemas/69_customers/06_match_events.sql
-- The service that an event's title begins or ends with, by its name or one of its other names, and what else the title says, taken for the customer's
-- name: 'Lawn Mowing - Jo Smith' or 'Jo Smith (mow)'. No row: it names none. The longest name counts.
create or replace function private.service_in_title(p_business uuid, p_title text) returns table (service_id uuid, customer text)
language sql stable set search_path = ''
as $$
  select n.id, regexp_replace(trim(both ' -–—:,|/()' from case when n.leads then substr(n.title, length(n.name) + 1)
    else left(n.title, length(n.title) - length(n.name)) end), '^(for|with) ', '', 'i')
  from (
    select s.id, s.position, v.name, t.title,
      lower(left(t.title, length(v.name))) = lower(v.name) and substr(t.title, length(v.name) + 1, 1) !~ '[[:alnum:]]' as leads,
      lower(right(t.title, length(v.name))) = lower(v.name) and left(right(t.title, length(v.name) + 1), 1) !~ '[[:alnum:]]' as ends
    from public.services s, unnest(s.name || s.aliases) as v (name), trim(both ' ()' from p_title) as t (title)
    where s.business_id = p_business and s.deleted_at is null and v.name <> '') n
  where n.leads or n.ends order by length(n.name) desc, n.position limit 1
$$;

-- The events of a calendar file with what they become: `what` is 'booking' (of `service`, for `customer`), 'block', or 'known' when it was imported
-- before. An event's key is made of what it says of itself, so the same file again meets what it made. Starts and ends are instants or, without an
-- offset, wall times in the business's zone.
create or replace function private.match_events(p_business uuid, p_rows jsonb)
returns table (line int, title text, starts_at timestamptz, ends_at timestamptz, location text, phone text, service_id uuid, service text, customer text, key uuid, what text)
language sql stable set search_path = ''
as $$
  with said as (
    select r.line, left(coalesce(r.title, ''), 200) as title, left(coalesce(r.location, ''), 200) as location, coalesce(r.phone, '') as phone,
      case when r.floating then r.starts::timestamp at time zone b.time_zone else r.starts::timestamptz end as starts_at,
      case when r.floating then r.ends::timestamp at time zone b.time_zone else r.ends::timestamptz end as ends_at, r.all_day,
      md5(format('%s %s %s', b.id, r.uid, r.starts))::uuid as key
    from jsonb_to_recordset(p_rows) as r (line int, uid text, title text, location text, phone text, starts text, ends text, floating boolean, all_day boolean),
      public.businesses b where b.id = p_business
  ), fitting as (
    select s.*, t.service_id, t.customer from said s left join lateral private.service_in_title(p_business, s.title) t
      on not s.all_day and s.ends_at - s.starts_at between interval '5 minutes' and interval '24 hours'
  )
  select f.line, f.title, f.starts_at, f.ends_at, f.location, f.phone, f.service_id, s.name, coalesce(f.customer, ''), f.key,
    case when exists (select from public.bookings k where k.business_id = p_business and k.id = f.key)
        or exists (select from public.blocked_times t where t.business_id = p_business and t.id = f.key) then 'known'
      when f.service_id is not null then 'booking' else 'block' end
  from fitting f left join public.services s on s.business_id = p_business and s.id = f.service_id
$$;

-- Imports events: bookings, confirmed and with nobody told, beside what hours and drives say but never on somebody else's time; the rest becomes blocked
-- times. Returns {bookings, blocks, known, taken: [{line, title}]}: `taken` are those whose time somebody has, or whom nobody in use can do.
create or replace function private.import_events(p_business uuid, p_staff uuid, p_rows jsonb, p_member uuid, p_now timestamptz) returns jsonb
language plpgsql set search_path = ''
as $$
declare
  event record;
  blocks int;
  bookings int := 0;
  known int;
  taken jsonb := '[]';
begin
  create temporary table events on commit drop as select * from private.match_events(p_business, p_rows);
  select count(*) into known from pg_temp.events e where e.what = 'known';
  perform private.lock_calendars(p_business, private.calendars_meant(p_business, p_staff));
  for event in select * from pg_temp.events e where e.what = 'booking' order by e.starts_at, e.line loop
    if private.import_booking(p_business, p_staff, event.key, event.service_id, event.starts_at,
        jsonb_build_object('minutes', extract(epoch from event.ends_at - event.starts_at)::int / 60, 'phone', event.phone,
          'name', case when private.customer_with_phone(p_business, nullif(event.phone, '')) is null then event.customer end,
          'address', event.location), p_member, p_now) then
      bookings := bookings + 1;
    else
      taken := taken || jsonb_build_object('line', event.line, 'title', event.title);
    end if;
  end loop;
  insert into public.blocked_times (business_id, id, staff_id, reason, during, created_by, created_at)
    select distinct on (e.key) p_business, e.key, p_staff, e.title, tstzrange(e.starts_at, e.ends_at), p_member, p_now
    from pg_temp.events e where e.what = 'block' order by e.key
    on conflict (business_id, id) do nothing;
  get diagnostics blocks = row_count;
  drop table pg_temp.events;
  return jsonb_build_object('bookings', bookings, 'blocks', blocks, 'known', known, 'taken', taken);
end
$$;

-- One of those bookings; false when it cannot be.
create or replace function private.import_booking(
  p_business uuid, p_staff uuid, p_key uuid, p_service uuid, p_starts timestamptz, p_details jsonb, p_member uuid, p_now timestamptz
) returns boolean
language plpgsql set search_path = ''
as $$
begin
  return private.add_booking(p_business, p_service, p_staff, p_starts, p_details, true, false, p_key, p_member, p_now) ->> 'outcome' = 'booked';
exception when sqlstate 'PT400' then
  return false;
end
$$;

-- schemas/69_customers/07_import.sql
-- Keeps a file as it was read, for its preview: p_rows as private.match_customers or private.match_events reads them, p_unread [{line, why}]. Those of
-- before that have expired go. Owners only. Errors: 'too_long' more than 2,000 people or 500 events, 'nothing' nothing to import.
create or replace function private.keep_import(
  p_business uuid, p_id uuid, p_kind text, p_file text, p_staff uuid, p_rows jsonb, p_unread jsonb, p_member uuid, p_now timestamptz
) returns jsonb
language plpgsql set search_path = ''
as $$
declare
  most int := case p_kind when 'customers' then 2000 else 500 end;
begin
  if jsonb_array_length(p_rows) > most then
    perform private.refuse('too_long', format('That file has more than %s rows. Split it, and import one part after the other.', to_char(most, 'FM9,999')));
  elsif p_staff is not null then
    perform private.calendars_meant(p_business, p_staff);
  end if;
  delete from public.import_drafts d where d.business_id = p_business and d.expires_at <= p_now;
  insert into public.import_drafts (business_id, id, kind, file_name, staff_id, read, unread, made_by, created_at, expires_at)
    values (p_business, p_id, p_kind, left(p_file, 200), p_staff, p_rows, p_unread, p_member, p_now, p_now + interval '1 day')
    on conflict do nothing;
  return jsonb_build_object('outcome', 'kept');
end
$$;

create or replace function public.keep_import(
  p_business uuid, p_id uuid, p_kind text, p_file text, p_rows jsonb, p_unread jsonb default '[]', p_staff uuid default null
) returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare
  member uuid := private.require_member(p_business);
begin
  perform private.require_owner(p_business, member);
  return private.keep_import(p_business, p_id, p_kind, p_file, p_staff, p_rows, p_unread, member, now());
end
$$;
grant execute on function public.keep_import to authenticated;

-- A kept file that has not expired, locked; PT404 otherwise.
create or replace function private.import_draft(p_business uuid, p_draft uuid, p_now timestamptz) returns public.import_drafts
language plpgsql set search_path = ''
as $$
declare
  draft public.import_drafts;
begin
  select * into draft from public.import_drafts d
    where d.business_id = p_business and d.id = p_draft and d.expires_at > p_now for no key update;
  if not found then
    raise exception sqlstate 'PT404' using message = 'That file is not kept any more. Choose it again.', hint = 'not_found';
  end if;
  return draft;
end
$$;

-- What an import would do: {kind, file, unread, counts: {what: how many}, rows: the first 200 with `what` each, done, result}. Of customers `what` is
-- 'new', 'known' (with `known`) or 'same' (as the line `same_as`). Owners only.
create or replace function public.import_preview(p_business uuid, p_draft uuid) returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare
  draft public.import_drafts;
  looked jsonb;
begin
  perform private.require_owner(p_business, private.require_member(p_business));
  draft := private.import_draft(p_business, p_draft, now());
  if draft.kind = 'customers' then
    select coalesce(jsonb_agg(to_jsonb(m) || jsonb_build_object('what',
      case when m.same_as is not null then 'same' when m.known is not null then 'known' else 'new' end) order by m.line), '[]') into looked
      from private.match_customers(p_business, draft.read) m;
  else
    select coalesce(jsonb_agg(to_jsonb(e) order by e.starts_at, e.line), '[]') into looked from private.match_events(p_business, draft.read) e;
  end if;
  return jsonb_build_object('kind', draft.kind, 'file', draft.file_name, 'unread', draft.unread, 'done', draft.done_at is not null, 'result', draft.result,
    'counts', (select coalesce(jsonb_object_agg(w.what, w.n), '{}') from (
      select r ->> 'what' as what, count(*) as n from jsonb_array_elements(looked) r group by 1) w),
    'rows', (select coalesce(jsonb_agg(r order by n), '[]') from jsonb_array_elements(looked) with ordinality as l (r, n) where n <= 200));
end
$$;
grant execute on function public.import_preview to authenticated;

-- Imports a kept file. Outcome: 'imported' with `result`; `again` when it had been, nothing is done twice. Owners only.
create or replace function public.run_import(p_business uuid, p_draft uuid) returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare
  member uuid := private.require_member(p_business);
  draft public.import_drafts;
  told jsonb;
begin
  perform private.require_owner(p_business, member);
  perform pg_advisory_xact_lock(hashtextextended(p_business::text, 69)); -- two files at once: one after the other
  draft := private.import_draft(p_business, p_draft, now());
  if draft.done_at is not null then
    return jsonb_build_object('outcome', 'imported', 'again', true, 'kind', draft.kind, 'result', draft.result);
  end if;
  told := case draft.kind when 'customers' then private.import_customers(p_business, draft.read, now())
    else private.import_events(p_business, draft.staff_id, draft.read, member, now()) end;
  update public.import_drafts set done_at = now(), result = told where business_id = p_business and id = p_draft;
  return jsonb_build_object('outcome', 'imported', 'again', false, 'kind', draft.kind, 'result', told);
end
$$;
grant execute on function public.run_import to authenticated;

-- schemas/69a_leads/01_set_lead_state.sql
-- A member notes how calling somebody went: 'no_answer' (they stay to be called), 'called' (reached), 'booked', 'not_interested', or 'to_call' (once more).
-- Each is kept with who and when; p_note: 500 characters. Outcome: 'noted'; `again` when the newest entry said the same, which adds none, except that
-- every 'no_answer' counts as a try of its own unless it comes within ten seconds of the last.
create or replace function private.set_lead_state(p_business uuid, p_lead uuid, p_state text, p_note text, p_member uuid, p_now timestamptz) returns jsonb
language plpgsql set search_path = ''
as $$
declare
  newest public.lead_events;
  note text := left(trim(coalesce(p_note, '')), 500);
begin
  if p_state is null or p_state not in ('to_call', 'no_answer', 'called', 'booked', 'not_interested') then
    perform private.refuse('bad_state', 'Choose how the call went.');
  end if;
  perform from public.leads l where l.business_id = p_business and l.id = p_lead for no key update;
  if not found then
    raise exception sqlstate 'PT404' using message = 'There is no such person to call, or they are not yours.', hint = 'not_found';
  end if;
  select * into newest from public.lead_events e where e.business_id = p_business and e.lead_id = p_lead order by e.created_at desc, e.id limit 1;
  if newest.state = p_state and newest.note = note and (p_state <> 'no_answer' or newest.created_at > p_now - interval '10 seconds') then
    return jsonb_build_object('outcome', 'noted', 'again', true);
  end if;
  insert into public.lead_events (business_id, lead_id, state, note, member_id, created_at) values (p_business, p_lead, p_state, note, p_member, p_now);
  update public.leads l
    set state = (case p_state when 'called' then 'called' when 'booked' then 'closed' when 'not_interested' then 'closed' else 'open' end)::public.lead_state
    where l.business_id = p_business and l.id = p_lead;
  return jsonb_build_object('outcome', 'noted', 'again', false);
end
$$;

create or replace function public.set_lead_state(p_business uuid, p_lead uuid, p_state text, p_note text default '') returns jsonb
language plpgsql security definer set search_path = ''
as $$
begin
  return private.set_lead_state(p_business, p_lead, p_state, p_note, private.require_member(p_business), now());
end
$$;
grant execute on function public.set_lead_state to authenticated;

-- schemas/69a_leads/02_leads_page.sql
-- One page of people to call, newest first, 50 at most, after the one noted at p_at with the id p_id: {leads, more, open, calls}. p_open: those still to
-- be called, else the others. `open`: how many are to be called. `calls`: the newest 20 missed calls, and whether the caller was texted back.
create or replace function private.leads_page(p_business uuid, p_open boolean, p_at timestamptz, p_id uuid) returns jsonb
language sql stable set search_path = ''
as $$
  with found as (
    select l.* from public.leads l
    where l.business_id = p_business and (l.state = 'open') = p_open and (p_at is null or (l.created_at, l.id) < (p_at, p_id))
    order by l.created_at desc, l.id desc limit 51
  ), shown as (
    select f.*, row_number() over (order by f.created_at desc, f.id desc) as place from found f
  )
  select jsonb_build_object(
    'leads', (select coalesce(jsonb_agg(jsonb_build_object(
        'id', s.id, 'kind', s.kind, 'state', s.state, 'summary', s.summary, 'created_at', s.created_at, 'conversation_id', s.conversation_id,
        'booking_id', s.booking_id, 'customer_id', s.customer_id, 'name', c.name, 'phone', coalesce(s.phone, c.phone, c.claimed_phone),
        'service', (select v.name from public.services v where v.business_id = s.business_id and v.id = s.service_id), 'service_id', s.service_id,
        'tries', (select count(*) from public.lead_events e where e.business_id = s.business_id and e.lead_id = s.id and e.state = 'no_answer'),
        'events', (select coalesce(jsonb_agg(jsonb_build_object('state', e.state, 'note', e.note, 'created_at', e.created_at,
              'who', (select m.name from public.members m where m.business_id = e.business_id and m.user_id = e.member_id))
            order by e.created_at desc, e.id), '[]')
          from (select * from public.lead_events e where e.business_id = s.business_id and e.lead_id = s.id order by e.created_at desc limit 10) e)
      ) order by s.place), '[]')
      from shown s join public.customers c on c.business_id = s.business_id and c.id = s.customer_id where s.place <= 50),
    'more', (select count(*) > 50 from found),
    'open', (select count(*) from public.leads l where l.business_id = p_business and l.state = 'open'),
    'calls', (select coalesce(jsonb_agg(jsonb_build_object('id', k.id, 'phone', k.from_number, 'started_at', k.started_at,
        'conversation_id', k.conversation_id, 'name', c.name) order by k.started_at desc), '[]')
      from (select * from public.calls k where k.business_id = p_business and k.outcome = 'missed' order by k.started_at desc limit 20) k
        left join public.customers c on c.business_id = k.business_id and c.id = k.customer_id))
$$;

create or replace function public.leads_page(p_business uuid, p_open boolean default true, p_at timestamptz default null, p_id uuid default null) returns jsonb
language plpgsql stable security definer set search_path = ''
as $$
begin
  perform private.require_member(p_business);
  return private.leads_page(p_business, p_open, p_at, p_id);
end
$$;
grant execute on function public.leads_page to authenticated;

-- schemas/69b_numbers/01_counted.sql
-- Every row that a business's numbers count, from the local day p_from to p_to inclusive, one row a figure:
-- 'conversations': a customer who is not blocked began to write on that day; 'requested': of these, one that led to a booking; 'confirmed': to one that
-- is confirmed, done or missed by the customer as things stand now; 'handled': one in which the assistant wrote.
-- 'answered': a request that came in on that day through the assistant, is settled, and to which a member first said yes, no, or another time `minutes`
-- later; 'missed': such a request that expired. 'marks': a mark given on that day, and which (`score`). Deleted bookings do not count. `source`: sms, chat, or manual.
create or replace function private.counted(p_business uuid, p_from date, p_to date)
returns table (kind text, source text, day date, at timestamptz, id uuid, minutes numeric, score int)
language sql stable set search_path = ''
as $$
  with zone as (
    select b.id, b.time_zone, (p_from::timestamp at time zone b.time_zone) as starts, ((p_to + 1)::timestamp at time zone b.time_zone) as ends
    from public.businesses b where b.id = p_business
  ), talks as (
    select c.id, c.channel::text as source, c.created_at, (c.created_at at time zone z.time_zone)::date as day
    from zone z join public.conversations c on c.business_id = z.id and c.created_at >= z.starts and c.created_at < z.ends
      join public.customers u on u.business_id = c.business_id and u.id = c.customer_id
    where c.trial is null and c.inbound_seq > 0 and u.blocked_at is null
  ), asked as (
    select b.*, (b.requested_at at time zone z.time_zone)::date as day
    from zone z join public.bookings b on b.business_id = z.id and b.requested_at >= z.starts and b.requested_at < z.ends
    where b.deleted_at is null and b.source <> 'manual'
  )
  select 'conversations', t.source, t.day, t.created_at, t.id, null::numeric, null::int from talks t
  union all
  select 'requested', t.source, t.day, t.created_at, t.id, null, null from talks t where exists (
    select from public.bookings b where b.business_id = p_business and b.conversation_id = t.id and b.deleted_at is null)
  union all
  select 'confirmed', t.source, t.day, t.created_at, t.id, null, null from talks t where exists (
    select from public.bookings b where b.business_id = p_business and b.conversation_id = t.id and b.deleted_at is null
      and b.status in ('confirmed', 'completed', 'no_show'))
  union all
  select 'handled', t.source, t.day, t.created_at, t.id, null, null from talks t where exists (
    select from public.messages m where m.business_id = p_business and m.conversation_id = t.id and m.author = 'receptionist')
  union all
  select 'answered', a.source::text, a.day, a.requested_at, a.id, extract(epoch from e.first_at - a.requested_at) / 60, null
    from asked a join lateral (
      select min(v.created_at) as first_at from public.booking_events v where v.business_id = p_business and v.booking_id = a.id
        and v.actor = 'owner' and v.kind in ('confirmed', 'declined', 'move_proposed')) e on e.first_at is not null
    where a.status not in ('pending', 'expired')
  union all
  select 'missed', a.source::text, a.day, a.requested_at, a.id, null, null from asked a where a.status = 'expired'
  union all
  select 'marks', b.source::text, (f.answered_at at time zone z.time_zone)::date, f.answered_at, b.id, null, f.score
    from zone z join public.feedback f on f.business_id = z.id and f.answered_at >= z.starts and f.answered_at < z.ends
      join public.bookings b on b.business_id = f.business_id and b.id = f.booking_id
    where b.deleted_at is null
$$;

-- schemas/69b_numbers/02_business_numbers.sql
-- A business's numbers from the local day p_from to p_to inclusive (400 days at most): `totals`, `weeks` (Mondays; a week's figures are those of its days
-- within the period), `sources` and `both` (by week and source). Each: conversations, requested, confirmed, handled, answered, minutes (median from request to answer; null: none),
-- missed, marks, mark (mean; null: none). See private.counted for what counts. `minutes_saved`: per conversation the assistant handled.
create or replace function private.business_numbers(p_business uuid, p_from date, p_to date) returns jsonb
language plpgsql stable set search_path = ''
as $$
begin
  if p_from is null or p_to is null or p_to < p_from or p_to - p_from > 400 then
    perform private.refuse('bad_period', 'Choose a first day and a last day after it, at most 400 days apart.');
  end if;
  return (
    with counted as (
      select c.*, date_trunc('week', c.day)::date as week from private.counted(p_business, p_from, p_to) c
    ), figures as (
      select grouping(c.week) as all_weeks, grouping(c.source) as all_sources, c.week, c.source, jsonb_build_object(
          'week', c.week, 'source', c.source,
          'conversations', count(*) filter (where c.kind = 'conversations'), 'requested', count(*) filter (where c.kind = 'requested'),
          'confirmed', count(*) filter (where c.kind = 'confirmed'), 'handled', count(*) filter (where c.kind = 'handled'),
          'answered', count(*) filter (where c.kind = 'answered'),
          'minutes', percentile_cont(0.5) within group (order by c.minutes::float8) filter (where c.kind = 'answered'),
          'missed', count(*) filter (where c.kind = 'missed'),
          'marks', count(*) filter (where c.kind = 'marks'), 'mark', avg(c.score)) as said
      from counted c group by grouping sets ((), (c.week), (c.source), (c.week, c.source))
    )
    select jsonb_build_object(
      'minutes_saved', b.minutes_saved_per_conversation,
      'totals', (select f.said from figures f where f.all_weeks = 1 and f.all_sources = 1),
      'weeks', (select coalesce(jsonb_agg(f.said order by f.week), '[]') from figures f where f.all_weeks = 0 and f.all_sources = 1),
      'sources', (select coalesce(jsonb_agg(f.said order by f.source), '[]') from figures f where f.all_weeks = 1 and f.all_sources = 0),
      'both', (select coalesce(jsonb_agg(f.said order by f.week, f.source), '[]') from figures f where f.all_weeks = 0 and f.all_sources = 0))
    from public.businesses b where b.id = p_business);
end
$$;

create or replace function public.business_numbers(p_business uuid, p_from date, p_to date) returns jsonb
language plpgsql stable security definer set search_path = ''
as $$
begin
  perform private.require_member(p_business);
  return private.business_numbers(p_business, p_from, p_to);
end
$$;
grant execute on function public.business_numbers to authenticated;

-- The rows behind one of these figures (p_kind as in private.counted; p_source: of that source alone), newest first, 50 after the one at p_at with the
-- id p_id: {rows, count, more}.
create or replace function public.number_rows(
  p_business uuid, p_kind text, p_from date, p_to date, p_at timestamptz default null, p_id uuid default null,
  p_source text default null
) returns jsonb
language plpgsql stable security definer set search_path = ''
as $$
begin
  perform private.require_member(p_business);
  return (
    with counted as (
      select * from private.counted(p_business, p_from, p_to) c where c.kind = p_kind and (p_source is null or c.source = p_source)
    ), found as (
      select * from counted c where p_at is null or (c.at, c.id) < (p_at, p_id) order by c.at desc, c.id desc limit 51
    ), shown as (
      select f.*, row_number() over (order by f.at desc, f.id desc) as place from found f
    )
    select jsonb_build_object('count', (select count(*) from counted), 'more', (select count(*) > 50 from found),
      'rows', (select coalesce(jsonb_agg(jsonb_build_object('id', s.id, 'at', s.at, 'source', s.source, 'minutes', s.minutes, 'score', s.score,
          'name', coalesce(b.customer_name, u.name, ''), 'service', b.service_name, 'phone', coalesce(b.customer_phone, u.phone, u.claimed_phone)) order by s.place), '[]')
        from shown s
          left join public.bookings b on b.business_id = p_business and b.id = s.id
          left join public.conversations t on t.business_id = p_business and t.id = s.id
          left join public.customers u on u.business_id = p_business and u.id = t.customer_id
        where s.place <= 50)));
end
$$;
grant execute on function public.number_rows to authenticated;

-- An owner says how many minutes a conversation that the assistant handled saves, 0 to 120. Outcome: 'saved'; `again` when it was so before.
create or replace function public.set_minutes_saved(p_business uuid, p_minutes int) returns jsonb
language plpgsql security definer set search_path = ''
as $$
begin
  perform private.require_owner(p_business, private.require_member(p_business));
  if p_minutes is null or p_minutes not between 0 and 120 then
    perform private.refuse('bad_minutes', 'Give the minutes as a whole number from 0 to 120.');
  end if;
  update public.businesses b set minutes_saved_per_conversation = p_minutes where b.id = p_business and b.minutes_saved_per_conversation <> p_minutes;
  return jsonb_build_object('outcome', 'saved', 'again', not found);
end
$$;
grant execute on function public.set_minutes_saved to authenticated;

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
    service := private.id_of_name('services', p_business, item.file ->> 'name', gen_random_uuid());
    perform private.keep_service(p_business, service,
      coalesce((select s.name from public.services s where s.business_id = p_business and s.id = service), item.file ->> 'name'), item.file, item.place::int, array(
      select t.id from public.staff t
      where t.business_id = p_business and t.deleted_at is null
        and (item.file -> 'staff' is null or item.file -> 'staff' = 'null' or lower(t.name) in (select lower(jsonb_array_elements_text(item.file -> 'staff'))))));
  end loop;
end
$$;

-- Questions and answers of a business's file, in its order: [{question, answer}]. Those no longer asked are retired.
create or replace function private.provision_answers(p_business uuid, p_answers jsonb, p_now timestamptz) returns void
language plpgsql set search_path = ''
as $$
begin
  update public.answers set deleted_at = p_now
    where business_id = p_business and deleted_at is null
      and not lower(question) in (select lower(x ->> 'question') from jsonb_array_elements(p_answers) x);
  insert into public.answers as a (business_id, question, answer, position, created_at)
    select p_business, x.value ->> 'question', x.value ->> 'answer', x.ordinality, p_now from jsonb_array_elements(p_answers) with ordinality x
    on conflict (business_id, lower(question)) where deleted_at is null do update
      set question = excluded.question, answer = excluded.answer, position = excluded.position;
end
$$;

-- schemas/70_tenants/00b_provision_chat.sql
-- The chat window of a business's file, {on?, origins?, colour?, side?, greeting?, avatar?, privacy?}: what it names is set, the rest stays as members
-- have it; null: the file says nothing of it. Returns the window's public token.
create or replace function private.provision_chat(p_business uuid, p_chat jsonb, p_now timestamptz) returns text
language plpgsql set search_path = ''
as $$
declare
  sentence text;
  named text;
begin
  begin
    perform private.set_widget(p_business, (
      select coalesce(jsonb_object_agg(case s.key when 'on' then 'is_on' when 'privacy' then 'privacy_line' else s.key end, s.value), '{}')
      from jsonb_each(coalesce(p_chat, '{}')) s), p_now);
  exception when sqlstate 'PT400' then
    get stacked diagnostics sentence = message_text, named = pg_exception_hint;
    perform private.refuse(named, 'chat: ' || sentence);
  end;
  return (select w.token from public.widgets w where w.business_id = p_business);
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
  day_end time := case when p_file ? 'day_end_time' then private.time_of_day(p_file ->> 'day_end_time', true) end;
  run_sheet time := case when p_file ? 'run_sheet_time' then private.time_of_day(p_file ->> 'run_sheet_time', true) end;
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
      forward_calls_to = coalesce(p_file ->> 'forward_calls_to', b.forward_calls_to),
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
      decline_hold_minutes = coalesce((p_file ->> 'decline_hold_minutes')::int, b.decline_hold_minutes),
      sends_reminders = coalesce((p_file ->> 'sends_reminders')::boolean, b.sends_reminders),
      asks_feedback = coalesce((p_file ->> 'asks_feedback')::boolean, b.asks_feedback),
      answers_missed_calls = coalesce((p_file ->> 'answers_missed_calls')::boolean, b.answers_missed_calls),
      links_calendar = coalesce((p_file ->> 'links_calendar')::boolean, b.links_calendar),
      fills_freed_times = coalesce((p_file ->> 'fills_freed_times')::boolean, b.fills_freed_times),
      next_day_end_at = case when day_end <> b.day_end_time then null else b.next_day_end_at end,
      day_end_time = coalesce(day_end, b.day_end_time),
      next_run_sheet_at = case when run_sheet <> b.run_sheet_time then null else b.next_run_sheet_at end,
      run_sheet_time = coalesce(run_sheet, b.run_sheet_time),
      messaging_service_sid = coalesce(p_file ->> 'messaging_service_sid', b.messaging_service_sid),
      offer_hold_minutes = coalesce((p_file ->> 'offer_hold_minutes')::int, b.offer_hold_minutes),
      open_requests_per_customer = coalesce((p_file ->> 'open_requests_per_customer')::int, b.open_requests_per_customer),
      resume_after_minutes = coalesce((p_file ->> 'resume_after_minutes')::int, b.resume_after_minutes),
      handoff_nag_minutes = coalesce((p_file ->> 'handoff_nag_minutes')::int, b.handoff_nag_minutes),
      must_not_promise = coalesce(p_file ->> 'must_not_promise', b.must_not_promise),
      daily_tokens = coalesce((p_file ->> 'daily_tokens')::bigint, b.daily_tokens),
      daily_cost_microdollars = coalesce((p_file ->> 'daily_cost_microdollars')::bigint, b.daily_cost_microdollars),
      state = coalesce(p_file ->> 'state', b.state),
      holidays_until = case when p_file ->> 'state' <> b.state then null else b.holidays_until end
    where b.id = business;
  perform private.provision_staff(business, p_file -> 'staff', p_now);
  perform private.provision_services(business, p_file -> 'services', p_now);
  perform private.provision_answers(business, coalesce(p_file -> 'answers', '[]'), p_now);
  perform private.provision_chat(business, p_file -> 'chat', p_now);
  perform private.provision_entries(business, coalesce(p_file -> 'entries', '[]'), p_now);
  insert into public.members as m (business_id, user_id, role, name, email, phone)
    select business, (x ->> 'user_id')::uuid, coalesce((x ->> 'role')::public.member_role, 'owner'), x ->> 'name', x ->> 'email', x ->> 'phone'
    from jsonb_array_elements(p_file -> 'members') x
    on conflict (business_id, user_id) do update
      set role = excluded.role, name = excluded.name, email = excluded.email, phone = excluded.phone, deleted_at = null,
          phone_verified_at = case when m.phone = excluded.phone then m.phone_verified_at end;
  update public.members m set
      gets_requests = coalesce((x ->> 'gets_requests')::boolean, m.gets_requests),
      gets_confirmations = coalesce((x ->> 'gets_confirmations')::boolean, m.gets_confirmations),
      gets_handoffs = coalesce((x ->> 'gets_handoffs')::boolean, m.gets_handoffs),
      gets_reminders = coalesce((x ->> 'gets_reminders')::boolean, m.gets_reminders),
      gets_day_ends = coalesce((x ->> 'gets_day_ends')::boolean, m.gets_day_ends),
      gets_run_sheets = coalesce((x ->> 'gets_run_sheets')::boolean, m.gets_run_sheets),
      quiet_from = case when x ? 'quiet_from' then private.time_of_day(x ->> 'quiet_from') else m.quiet_from end,
      quiet_to = case when x ? 'quiet_to' then private.time_of_day(x ->> 'quiet_to', true) else m.quiet_to end
    from jsonb_array_elements(p_file -> 'members') x
    where m.business_id = business and m.user_id = (x ->> 'user_id')::uuid;
  perform private.welcome_members(business, p_now);
  return business;
end
$$;
grant execute on function public.provision_business to service_role;

-- schemas/72_sync/00_calendar_feed.sql
-- A member's own feed gets a new address: all calendars of the business, or with p_staff one of them. The old address stops at once. p_token_hash is the SHA-256
-- of the new one's token in hex, p_nonce what the dashboard made it of. PT404 when the calendar is not the business's or no longer in use.
create or replace function public.make_calendar_feed(p_business uuid, p_nonce text, p_token_hash text, p_staff uuid default null) returns void
language plpgsql security definer set search_path = ''
as $$
declare
  member uuid := private.require_member(p_business);
begin
  perform private.calendars_meant(p_business, p_staff);
  insert into public.calendar_feeds (business_id, user_id, staff_id, nonce, token_hash) values (p_business, member, p_staff, p_nonce, p_token_hash)
  on conflict (business_id, user_id, staff_id) do update
    set nonce = excluded.nonce, token_hash = excluded.token_hash, created_at = now(), read_at = null;
end
$$;
grant execute on function public.make_calendar_feed to authenticated;

-- A member's own feed stops at once. False when there was none.
create or replace function public.stop_calendar_feed(p_business uuid, p_staff uuid default null) returns boolean
language plpgsql security definer set search_path = ''
as $$
declare
  member uuid := private.require_member(p_business);
begin
  delete from public.calendar_feeds where business_id = p_business and user_id = member and staff_id is not distinct from p_staff;
  return found;
end
$$;
grant execute on function public.stop_calendar_feed to authenticated;

-- The bookings of one business as entries of a calendar, soonest first: 90 days back and 366 ahead of p_now, 3,000 at most, the latest of them. Those that came
-- to nothing stay for 30 days, as cancelled, so that a calendar which has them drops them. `sequence` grows with everything that happens to a booking.
create or replace function private.feed_entries(p_business uuid, p_staff uuid, p_now timestamptz) returns jsonb
language sql stable set search_path = ''
as $$
  select coalesce(jsonb_agg(jsonb_build_object(
      'booking_id', k.id, 'status', k.status, 'service', k.service_name, 'customer', k.customer_name, 'phone', k.customer_phone, 'staff', t.name,
      'address', case when k.address <> '' then k.address else concat_ws(' ', p.suburb, p.state, p.postcode) end, 'notes', k.notes,
      'starts_at', k.starts_at, 'ends_at', k.ends_at, 'sequence', e.happened, 'changed_at', greatest(k.updated_at, e.last_at)) order by k.starts_at, k.id), '[]')
  from (
    select * from public.bookings b
    where b.business_id = p_business and (p_staff is null or b.staff_id = p_staff) and b.deleted_at is null
      and b.starts_at between p_now - interval '90 days' and p_now + interval '366 days'
      and (b.status not in ('cancelled', 'expired') or b.updated_at > p_now - interval '30 days')
    order by b.starts_at desc, b.id limit 3000) k
  join public.staff t on t.business_id = k.business_id and t.id = k.staff_id
  left join public.places p on p.business_id = k.business_id and p.id = k.place_id
  cross join lateral (
    select count(*) as happened, max(v.created_at) as last_at from public.booking_events v
    where v.business_id = k.business_id and v.booking_id = k.id) e
$$;

-- What the feed of this address says: {business, staff (one calendar's name, or null), zone, version, changed_at, entries}; null for an address nobody has (any
-- more), also that of a member who left. `version` stands for exactly what it says: when it is p_version the entries are left out.
create or replace function public.calendar_feed(p_token_hash text, p_version text default null, p_now timestamptz default now()) returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare
  feed record;
  entries jsonb;
  version text;
begin
  select f.business_id, f.id, f.staff_id, f.read_at, b.name, b.time_zone, t.name as staff into feed
    from public.calendar_feeds f
    join public.businesses b on b.id = f.business_id and b.deleted_at is null
    join public.members m on m.business_id = f.business_id and m.user_id = f.user_id and m.deleted_at is null
    left join public.staff t on t.business_id = f.business_id and t.id = f.staff_id
    where f.token_hash = p_token_hash;
  if not found then
    return null;
  end if;
  if feed.read_at is null or feed.read_at < p_now - interval '1 hour' then -- many ask every few minutes
    update public.calendar_feeds set read_at = p_now where business_id = feed.business_id and id = feed.id;
  end if;
  entries := private.feed_entries(feed.business_id, feed.staff_id, p_now);
  version := md5(concat_ws('|', feed.name, feed.staff, entries::text));
  return jsonb_build_object('business', feed.name, 'staff', feed.staff, 'zone', feed.time_zone, 'version', version,
    'changed_at', (select max((e ->> 'changed_at')::timestamptz) from jsonb_array_elements(entries) e),
    'entries', case when version is distinct from p_version then entries end);
end
$$;
grant execute on function public.calendar_feed to service_role;

-- schemas/72_sync/01_calendar_sources.sql
-- How old a calendar's busy times may be before every page says so.
create or replace function private.stale_after() returns interval
language sql immutable set search_path = ''
as $$ select interval '1 day' $$;

-- The other calendar that most needs a word on every page: a connection that has to be made again, or one not read for a day. {name, broken, error, since}, in
-- words of the business's zone (`since` null: never read); null when all is well.
create or replace function private.calendar_trouble(p_business uuid, p_zone text, p_now timestamptz) returns jsonb
language sql stable set search_path = ''
as $$
  select jsonb_build_object('name', s.name, 'broken', s.broken_at is not null, 'error', s.error,
    'since', case when s.read_at is not null then private.local_words(s.read_at, p_zone) end)
  from public.calendar_sources s
  where s.business_id = p_business and s.deleted_at is null
    and (s.broken_at is not null or coalesce(s.read_at, s.created_at) < p_now - private.stale_after())
  order by s.broken_at is null, coalesce(s.read_at, s.created_at) limit 1
$$;

-- What the page of calendar sync shows: the member's own feeds, the calendars in use, and the other calendars with how many busy stretches are still to come.
create or replace function public.calendar_sync(p_business uuid) returns jsonb
language plpgsql stable security definer set search_path = ''
as $$
declare
  member uuid := private.require_member(p_business);
  zone text := private.zone_of(p_business);
begin
  return jsonb_build_object(
    'feeds', (select coalesce(jsonb_agg(jsonb_build_object('staff_id', f.staff_id, 'nonce', f.nonce, 'token_hash', f.token_hash, 'read_at', f.read_at)), '[]')
      from public.calendar_feeds f where f.business_id = p_business and f.user_id = member),
    'staff', (select coalesce(jsonb_agg(jsonb_build_object('id', t.id, 'name', t.name) order by t.position, t.name), '[]')
      from public.staff t where t.business_id = p_business and t.deleted_at is null),
    'sources', (select coalesce(jsonb_agg(jsonb_build_object(
          'id', s.id, 'kind', s.kind, 'name', s.name, 'staff', t.name, 'calendar', s.calendar, 'calendars', s.calendars, 'sends', s.sends,
          'error', s.error, 'broken', s.broken_at is not null,
          'read', case when s.read_at is not null then private.local_words(s.read_at, zone) end, 'tried', s.tried_at is not null,
          'stale', coalesce(s.read_at, s.created_at) < now() - private.stale_after(),
          'busy', (select count(*) from public.external_busy e where e.business_id = s.business_id and e.source_id = s.id and upper(e.during) > now()))
        order by s.created_at, s.id), '[]')
      from public.calendar_sources s left join public.staff t on t.business_id = s.business_id and t.id = s.staff_id
      where s.business_id = p_business and s.deleted_at is null));
end
$$;
grant execute on function public.calendar_sync to authenticated;

-- Keeps calendars busy by what an address says: all of the business's, or with p_staff one. It is read soon. Errors: 'bad_address' nothing that could be a
-- calendar's address; 'too_many' twenty are read already; 'again' it is read for them already.
create or replace function public.add_calendar_address(p_business uuid, p_url text, p_staff uuid default null) returns void
language plpgsql security definer set search_path = ''
as $$
declare
  member uuid := private.require_member(p_business);
  address text := regexp_replace(btrim(coalesce(p_url, '')), '^webcals?://', 'https://', 'i');
  source uuid;
  host text := lower((regexp_match(address, '^https?://([^/?#@\s]+)(?:[/?#]\S*)?$', 'i'))[1]);
begin
  perform private.calendars_meant(p_business, p_staff);
  if host is null or length(address) > 2000 then
    perform private.refuse('bad_address',
      'That isn''t a calendar''s address. It starts with https:// or webcal:// and has no spaces; copy it from your calendar''s settings.');
  end if;
  perform from public.businesses where id = p_business for no key update; -- counted one at a time
  if (select count(*) from public.calendar_sources s where s.business_id = p_business and s.deleted_at is null) >= 20 then
    perform private.refuse('too_many', 'Twenty calendars are read already. Remove one first.');
  end if;
  if exists (
    select from public.calendar_sources s join private.calendar_secrets k on k.business_id = s.business_id and k.source_id = s.id
    where s.business_id = p_business and s.deleted_at is null and k.url = address
      and (s.staff_id is null or s.staff_id is not distinct from p_staff)) then
    perform private.refuse('again', 'That calendar is read already.');
  end if;
  insert into public.calendar_sources (business_id, kind, staff_id, name, due_at, added_by)
    values (p_business, 'ics', p_staff, left(regexp_replace(host, ':\d+$', ''), 200), now(), member)
    returning id into source;
  insert into private.calendar_secrets (business_id, source_id, url) values (p_business, source, address);
end
$$;
grant execute on function public.add_calendar_address to authenticated;

-- Reads another calendar soon, instead of when its turn comes. PT404 when it is not there.
create or replace function public.read_calendar_now(p_business uuid, p_source uuid) returns void
language plpgsql security definer set search_path = ''
as $$
begin
  perform private.require_member(p_business);
  update public.calendar_sources set due_at = now() where business_id = p_business and id = p_source and deleted_at is null and broken_at is null;
  if not found then
    raise exception sqlstate 'PT404' using message = 'There is no such calendar, or it has to be connected again.', hint = 'not_found';
  end if;
end
$$;
grant execute on function public.read_calendar_now to authenticated;

-- Another calendar counts no more, at once. What Google gave us is taken back there by a worker and then forgotten; the bookings we put in stay. PT404 when
-- it is not there.
create or replace function public.remove_calendar_source(p_business uuid, p_source uuid) returns void
language plpgsql security definer set search_path = ''
as $$
begin
  perform private.require_member(p_business);
  update public.calendar_sources
    set deleted_at = now(), sends = false, lease = lease + 1, leased_until = null, failures = 0, due_at = case when kind = 'google' then now() end
    where business_id = p_business and id = p_source and deleted_at is null;
  if not found then
    raise exception sqlstate 'PT404' using message = 'There is no such calendar, or it is not yours.', hint = 'not_found';
  end if;
  delete from public.external_busy where business_id = p_business and source_id = p_source;
  delete from private.calendar_secrets where business_id = p_business and source_id = p_source and token is null;
end
$$;
grant execute on function public.remove_calendar_source to authenticated;

-- schemas/72_sync/01a_bookings_to_send.sql
-- Whether bookings of a business changed since they were last put into a calendar kept elsewhere that takes them.
create or replace function private.has_bookings_to_send(p_source public.calendar_sources) returns boolean
language sql stable set search_path = ''
as $$
  select p_source.sends and p_source.deleted_at is null and p_source.broken_at is null and p_source.failures = 0 and exists (
    select from public.bookings b where b.business_id = p_source.business_id and b.updated_at > p_source.sent_to)
$$;

-- schemas/72_sync/02_polling.sql
-- The source a worker holds, locked; null when its lease is not the newest: somebody else holds it, or it was removed.
create or replace function private.leased_source(p_business uuid, p_source uuid, p_lease int) returns public.calendar_sources
language sql set search_path = ''
as $$
  select s from public.calendar_sources s
  where s.business_id = p_business and s.id = p_source and s.lease = p_lease and s.leased_until is not null for no key update
$$;

-- Claims one of the other calendars that are due, for five minutes; none or one. `starts` and `ends` bound what is of interest: from two days ago to a week past
-- the business's horizon. etag, last_modified and cursor come only if its events were worked out less than a day ago: otherwise all has to be read anew.
create or replace function public.claim_calendar_source(p_now timestamptz default now()) returns setof jsonb
language sql security definer set search_path = ''
as $$
  with due as (
    select s.business_id, s.id from public.calendar_sources s
    where (s.due_at <= p_now or private.has_bookings_to_send(s)) and (s.leased_until is null or s.leased_until <= p_now)
    order by s.due_at limit 1 for no key update skip locked
  ),
  claimed as (
    update public.calendar_sources s set lease = s.lease + 1, leased_until = p_now + interval '5 minutes', tried_at = p_now
      from due where s.business_id = due.business_id and s.id = due.id
      returning s.*
  )
  select jsonb_build_object('business_id', c.business_id, 'id', c.id, 'lease', c.lease, 'kind', c.kind, 'url', k.url, 'token', k.token,
    'calendar', c.calendar, 'removed', c.deleted_at is not null, 'sends', c.sends, 'failures', c.failures,
    'zone', b.time_zone, 'starts', p_now - interval '2 days', 'ends', p_now + make_interval(days => b.horizon_days + 7),
    'etag', case when c.expanded_at > p_now - interval '1 day' then c.etag end,
    'last_modified', case when c.expanded_at > p_now - interval '1 day' then c.last_modified end,
    'cursor', case when c.expanded_at > p_now - interval '1 day' then c.cursor end)
  from claimed c join public.businesses b on b.id = c.business_id
    left join private.calendar_secrets k on k.business_id = c.business_id and k.source_id = c.id
$$;
grant execute on function public.claim_calendar_source to service_role;

-- Keeps what a calendar said, in place of all it said before: p_busy is [{from, to, own}], at most 5,000. Times with an offset are instants, others are the
-- business's wall times. `own` names the booking that an event is a copy of: one of the business's own blocks nothing. With p_busy null nothing has changed.
-- Returns false, keeping nothing, for a lease that is not the newest. It is read again in a quarter of an hour.
create or replace function public.keep_busy_times(
  p_business uuid, p_source uuid, p_lease int, p_busy jsonb default null, p_etag text default null, p_last_modified text default null,
  p_cursor text default null, p_name text default null, p_now timestamptz default now()
) returns boolean
language plpgsql security definer set search_path = ''
as $$
declare
  source public.calendar_sources := private.leased_source(p_business, p_source, p_lease);
  zone text := private.zone_of(p_business);
begin
  if source.id is null or source.deleted_at is not null then
    return false;
  end if;
  if p_busy is not null then
    delete from public.external_busy where business_id = p_business and source_id = p_source;
    insert into public.external_busy (business_id, source_id, staff_id, during)
      select p_business, p_source, source.staff_id, unnest(range_agg(tstzrange(t.opens, t.closes)))
      from jsonb_to_recordset(p_busy) as x ("from" text, "to" text, own uuid)
      cross join lateral (select private.instant_said(x."from", zone) as opens, private.instant_said(x."to", zone) as closes) t
      where t.opens < t.closes
        and not exists (select from public.bookings b where b.business_id = p_business and b.id = x.own);
  end if;
  update public.calendar_sources s
    set read_at = p_now, due_at = p_now + interval '15 minutes', leased_until = null, failures = 0, error = null, broken_at = null,
      expanded_at = case when p_busy is null then s.expanded_at else p_now end,
      etag = case when p_busy is null then s.etag else p_etag end, last_modified = case when p_busy is null then s.last_modified else p_last_modified end,
      cursor = coalesce(p_cursor, s.cursor), name = coalesce(nullif(left(p_name, 200), ''), s.name)
    where s.business_id = p_business and s.id = p_source;
  return true;
end
$$;
grant execute on function public.keep_busy_times to service_role;

-- An instant as a calendar says it: with an offset, or as a wall time of the zone.
create or replace function private.instant_said(p_said text, p_zone text) returns timestamptz
language sql stable set search_path = ''
as $$
  select case when p_said ~ '(Z|[+-]\d\d:?\d\d)$' and p_said ~ 'T' then p_said::timestamptz else p_said::timestamp at time zone p_zone end
$$;

-- Notes, in words for people, why a calendar could not be read; its busy times stay. It is tried again after a growing pause, a minute to six hours, and not
-- before p_pause_seconds. p_broken: only a person can put it right, so it is not tried. False for a lease that is not the newest.
create or replace function public.fail_calendar_source(
  p_business uuid, p_source uuid, p_lease int, p_error text, p_broken boolean default false, p_pause_seconds int default 0, p_now timestamptz default now()
) returns boolean
language plpgsql security definer set search_path = ''
as $$
declare
  source public.calendar_sources := private.leased_source(p_business, p_source, p_lease);
begin
  if source.id is null then
    return false;
  end if;
  update public.calendar_sources s
    set leased_until = null, failures = s.failures + 1, error = left(p_error, 300), broken_at = case when p_broken then p_now end,
      due_at = case when not p_broken
        then p_now + greatest(make_interval(secs => least(21600, 60 * 2 ^ least(s.failures, 12))), make_interval(secs => least(p_pause_seconds, 86400))) end
    where s.business_id = p_business and s.id = p_source;
  return true;
end
$$;
grant execute on function public.fail_calendar_source to service_role;

-- schemas/72_sync/03_google.sql
-- Connects a Google account: what p_staff's calendar (null: everybody) holds there keeps it busy, and its bookings are put in. p_token is Google's refresh token,
-- encrypted. A connection made for the same calendar before gets it, and works again. Returns its id. 'too_many' twenty calendars are read already.
create or replace function public.connect_google_calendar(p_business uuid, p_token text, p_staff uuid default null) returns uuid
language plpgsql security definer set search_path = ''
as $$
declare
  member uuid := private.require_member(p_business);
  source uuid;
begin
  perform private.calendars_meant(p_business, p_staff);
  perform from public.businesses where id = p_business for no key update; -- counted one at a time
  update public.calendar_sources s
    set broken_at = null, error = null, failures = 0, due_at = now(), expanded_at = null, cursor = null, calendars = '[]', lease = s.lease + 1, leased_until = null
    where s.business_id = p_business and s.kind = 'google' and s.staff_id is not distinct from p_staff and s.deleted_at is null
    returning s.id into source;
  if source is null then
    if (select count(*) from public.calendar_sources s where s.business_id = p_business and s.deleted_at is null) >= 20 then
      perform private.refuse('too_many', 'Twenty calendars are read already. Remove one first.');
    end if;
    insert into public.calendar_sources (business_id, kind, staff_id, name, sends, due_at, added_by)
      values (p_business, 'google', p_staff, 'Google Calendar', true, now(), member) returning id into source;
  end if;
  insert into private.calendar_secrets (business_id, source_id, token) values (p_business, source, p_token)
    on conflict (business_id, source_id) do update set token = excluded.token;
  return source;
end
$$;
grant execute on function public.connect_google_calendar to authenticated;

-- Which calendar of a Google account is read and written, and whether bookings are put in. In another calendar than before all is put in anew; what the one
-- before got stays there. 'bad_calendar' for one that is not in the account; PT404 for no such connection.
create or replace function public.set_google_calendar(p_business uuid, p_source uuid, p_calendar text, p_sends boolean) returns void
language plpgsql security definer set search_path = ''
as $$
declare
  source public.calendar_sources;
begin
  perform private.require_member(p_business);
  select * into source from public.calendar_sources s
    where s.business_id = p_business and s.id = p_source and s.kind = 'google' and s.deleted_at is null for no key update;
  if not found then
    raise exception sqlstate 'PT404' using message = 'There is no such calendar, or it is not yours.', hint = 'not_found';
  end if;
  if not source.calendars @> jsonb_build_array(jsonb_build_object('id', p_calendar)) then
    perform private.refuse('bad_calendar', 'Choose one of the calendars of that account.');
  end if;
  if source.calendar is distinct from p_calendar then
    delete from public.calendar_pushes where business_id = p_business and source_id = p_source;
    delete from public.external_busy where business_id = p_business and source_id = p_source;
  end if;
  update public.calendar_sources s
    set calendar = p_calendar, sends = p_sends, sent_to = '-infinity', due_at = case when s.broken_at is null then now() end,
      name = (select c ->> 'name' from jsonb_array_elements(s.calendars) c where c ->> 'id' = p_calendar),
      expanded_at = null, cursor = null, lease = s.lease + 1, leased_until = null
    where s.business_id = p_business and s.id = p_source;
end
$$;
grant execute on function public.set_google_calendar to authenticated;

-- Keeps which calendars a Google account has, [{id, name, primary}]; the first time its primary one is chosen. Returns the chosen one's id; null for a lease
-- that is not the newest.
create or replace function public.keep_google_calendars(p_business uuid, p_source uuid, p_lease int, p_calendars jsonb) returns text
language plpgsql security definer set search_path = ''
as $$
declare
  source public.calendar_sources := private.leased_source(p_business, p_source, p_lease);
  chosen jsonb;
begin
  if source.id is null then
    return null;
  end if;
  select c into chosen from jsonb_array_elements(p_calendars) c
    order by c ->> 'id' is not distinct from source.calendar desc, coalesce((c ->> 'primary')::boolean, false) desc limit 1;
  update public.calendar_sources s
    set calendars = p_calendars, calendar = chosen ->> 'id', name = coalesce(nullif(left(chosen ->> 'name', 200), ''), s.name)
    where s.business_id = p_business and s.id = p_source;
  if source.calendar is not null and source.calendar is distinct from chosen ->> 'id' then -- another account than before
    delete from public.calendar_pushes where business_id = p_business and source_id = p_source;
  end if;
  return chosen ->> 'id';
end
$$;
grant execute on function public.keep_google_calendars to service_role;

-- Bookings that another calendar has not been given as they are now: {upto, bookings}, p_most at most. Each as private.feed_entries says it, with `version`; those
-- that are not its any more (another calendar's, erased) are said to be cancelled. `upto` goes to public.note_all_sent. Null for a lease that is not the newest.
create or replace function public.bookings_to_send(p_business uuid, p_source uuid, p_lease int, p_most int default 50, p_now timestamptz default now()) returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare
  source public.calendar_sources := private.leased_source(p_business, p_source, p_lease);
begin
  if source.id is null or not source.sends then
    return null;
  end if;
  return (
    with entries as (
      select (e ->> 'booking_id')::uuid as booking_id, e, md5(e::text) as version
      from jsonb_array_elements(private.feed_entries(p_business, source.staff_id, p_now)) e
      where (e ->> 'ends_at')::timestamptz > p_now - interval '1 day'
    ),
    changed as (
      select e.booking_id, e.e || jsonb_build_object('version', e.version) as said
      from entries e left join public.calendar_pushes p on p.business_id = p_business and p.source_id = p_source and p.booking_id = e.booking_id
      where p.version is distinct from e.version and (p.version is not null or e.e ->> 'status' not in ('cancelled', 'expired'))
      union all
      select p.booking_id, jsonb_build_object('booking_id', p.booking_id, 'status', 'cancelled', 'version', null)
      from public.calendar_pushes p join public.bookings b on b.business_id = p.business_id and b.id = p.booking_id
      where p.business_id = p_business and p.source_id = p_source and b.ends_at > p_now - interval '1 day'
        and not exists (select from entries e where e.booking_id = p.booking_id)
    )
    select jsonb_build_object(
      'upto', coalesce((select max(b.updated_at) from public.bookings b where b.business_id = p_business), 'epoch'),
      'bookings', (select coalesce(jsonb_agg(c.said), '[]') from (select * from changed order by booking_id limit p_most) c)));
end
$$;
grant execute on function public.bookings_to_send to service_role;

-- Notes that another calendar has a booking as it was then (p_version); null: it has it no more. False for a lease that is not the newest.
create or replace function public.note_sent(
  p_business uuid, p_source uuid, p_lease int, p_booking uuid, p_version text default null, p_now timestamptz default now()
) returns boolean
language plpgsql security definer set search_path = ''
as $$
declare
  source public.calendar_sources := private.leased_source(p_business, p_source, p_lease);
begin
  if source.id is null then
    return false;
  end if;
  if p_version is null then
    delete from public.calendar_pushes where business_id = p_business and source_id = p_source and booking_id = p_booking;
  else
    insert into public.calendar_pushes (business_id, source_id, booking_id, version, pushed_at) values (p_business, p_source, p_booking, p_version, p_now)
      on conflict (business_id, source_id, booking_id) do update set version = excluded.version, pushed_at = excluded.pushed_at;
  end if;
  return true;
end
$$;
grant execute on function public.note_sent to service_role;

-- Notes that all bookings changed up to p_upto are in another calendar.
create or replace function public.note_all_sent(p_business uuid, p_source uuid, p_lease int, p_upto timestamptz) returns void
language plpgsql security definer set search_path = ''
as $$
begin
  update public.calendar_sources set sent_to = p_upto where business_id = p_business and id = p_source and lease = p_lease;
end
$$;
grant execute on function public.note_all_sent to service_role;

-- Forgets what opened a calendar that was removed; it is never looked at again.
create or replace function public.forget_calendar(p_business uuid, p_source uuid, p_lease int) returns boolean
language plpgsql security definer set search_path = ''
as $$
declare
  source public.calendar_sources := private.leased_source(p_business, p_source, p_lease);
begin
  if source.id is null or source.deleted_at is null then
    return false;
  end if;
  delete from private.calendar_secrets where business_id = p_business and source_id = p_source;
  delete from public.calendar_pushes where business_id = p_business and source_id = p_source;
  update public.calendar_sources set due_at = null, leased_until = null where business_id = p_business and id = p_source;
  return true;
end
$$;
grant execute on function public.forget_calendar to service_role;

-- schemas/73_accounts/01_booking_links.sql
-- The text whose link has this token. PT404 once the link has expired, or its member has been removed or has another phone, or its business closed; nobody learns which.
create or replace function private.linked_text(p_token text, p_now timestamptz) returns public.outbox
language plpgsql stable set search_path = ''
as $$
declare
  linked public.outbox;
begin
  select o.* into linked
    from private.booking_links l
    join public.outbox o on o.business_id = l.business_id and o.id = l.text_id
    join public.members m on m.business_id = o.business_id and m.user_id = o.member_id and m.phone = o.recipient and m.deleted_at is null
    join public.businesses b on b.id = o.business_id and b.deleted_at is null
    join public.bookings k on k.business_id = o.business_id and k.id = o.booking_id and k.deleted_at is null
    where l.token_hash = sha256(convert_to(p_token, 'UTF8')) and l.expires_at > p_now;
  if not found then
    raise exception sqlstate 'PT404' using message = 'This link has expired.', hint = 'not_found';
  end if;
  return linked;
end
$$;

-- What a link shows, whoever holds it: its booking in words and nothing else of the business. `asks`: what waits for an answer, 'request', 'move' (a
-- customer's wish for another time) or null. Changes nothing.
create or replace function private.open_booking_link(p_token text, p_now timestamptz) returns jsonb
language plpgsql stable set search_path = ''
as $$
declare
  linked public.outbox := private.linked_text(p_token, p_now);
begin
  return (
    select jsonb_build_object(
      'business', jsonb_build_object('id', b.id, 'name', b.name, 'time_zone', b.time_zone),
      'booking', private.booking_words(b, k),
      'asks', case
        when k.status = 'pending' and k.expires_at > p_now then 'request'
        when k.status = 'confirmed' and exists (
          select from public.moves v
          where v.business_id = k.business_id and v.booking_id = k.id and v.state = 'waiting' and v.asked_by = 'customer' and v.expires_at > p_now) then 'move' end)
    from public.businesses b join public.bookings k on k.business_id = b.id and k.id = linked.booking_id
    where b.id = linked.business_id);
end
$$;

-- Answers what a link shows as the member it was sent to: p_answer 'confirm' or 'decline', of the customer's wish p_move where there is one, else of the
-- request itself. Outcomes and their once-only as for confirm_booking, decline_booking and answer_move.
create or replace function private.answer_booking_link(p_token text, p_answer text, p_reason text, p_move uuid, p_now timestamptz) returns jsonb
language plpgsql set search_path = ''
as $$
declare
  linked public.outbox := private.linked_text(p_token, p_now);
  yes boolean := p_answer = 'confirm';
begin
  if p_answer is null or p_answer not in ('confirm', 'decline') then
    perform private.refuse('bad_answer', 'Say whether to confirm or to decline.');
  elsif p_move is not null then
    if not exists (
      select from public.moves v
      where v.business_id = linked.business_id and v.booking_id = linked.booking_id and v.id = p_move and v.asked_by = 'customer') then
      raise exception sqlstate 'PT404' using message = 'There is no such request.', hint = 'not_found';
    end if;
    return private.answer_move(linked.business_id, p_move, yes, left(coalesce(p_reason, ''), 500), linked.member_id, p_now);
  elsif yes then
    return private.confirm_booking(linked.business_id, linked.booking_id, linked.member_id, p_now);
  end if;
  return private.decline_booking(linked.business_id, linked.booking_id, linked.member_id, left(coalesce(p_reason, ''), 500), p_now);
end
$$;

create or replace function public.open_booking_link(p_token text) returns jsonb
language plpgsql stable security definer set search_path = ''
as $$
begin
  return private.open_booking_link(p_token, now());
end
$$;
grant execute on function public.open_booking_link to anon;

create or replace function public.answer_booking_link(p_token text, p_answer text, p_reason text default '', p_move uuid default null) returns jsonb
language plpgsql security definer set search_path = ''
as $$
begin
  return private.answer_booking_link(p_token, p_answer, p_reason, p_move, now());
end
$$;
grant execute on function public.answer_booking_link to anon;

-- schemas/73_accounts/02_take_try.sql
-- How many tries of a sort one address, and one account, have in ten minutes. Null: there is no such sort.
create or replace function private.tries_allowed(p_what text) returns int[]
language sql immutable set search_path = ''
as $$
  select case p_what when 'sign_in' then array[40, 10] when 'link' then array[20, 5] when 'password' then array[40, 10] when 'tap' then array[100] end
$$;

-- Takes one try, counted over all processes, from the allowance of each key at once or of none. p_keys: hashes of the address and, where it is about one,
-- of the account, in this order. Outcome 'taken', or 'too_many' with `wait_seconds` until the next can be taken. p_give_back: what was tried went well and
-- does not count; the same keys get it back. What counts no longer is removed, a little by each call.
create or replace function private.take_try(p_what text, p_keys text[], p_give_back boolean, p_now timestamptz) returns jsonb
language plpgsql set search_path = ''
as $$
declare
  allowed int[] := private.tries_allowed(p_what);
  keys text[];
  wait timestamptz;
begin
  if allowed is null or coalesce(cardinality(p_keys), 0) <> cardinality(allowed)
    or exists (select from unnest(p_keys) k where k is null or k !~ '^[0-9a-f]{32,64}$') then
    perform private.refuse('bad_try', 'This cannot be counted.');
  end if;
  keys := array(select format('%s:%s:%s', p_what, n, k) from unnest(p_keys) with ordinality t (k, n));
  if p_give_back then
    perform from private.tries t where t.key = any (keys) order by t.key for no key update;
    update private.tries t set used = t.used - 1 where t.key = any (keys) and t.used > 0 and t.ends_at > p_now;
    return '{"outcome": "given_back"}';
  end if;
  -- All keys are locked in one order before any is judged, so that of tries at one moment exactly as many as allowed get through.
  insert into private.tries as t (key, used, ends_at)
    select k, 0, p_now + interval '10 minutes' from unnest(keys) k order by k
    on conflict (key) do update set
      used = case when t.ends_at <= p_now then 0 else t.used end,
      ends_at = case when t.ends_at <= p_now then excluded.ends_at else t.ends_at end;
  select max(t.ends_at) into wait from private.tries t, unnest(keys, allowed) a (key, most) where t.key = a.key and t.used >= a.most;
  if wait is not null then
    return jsonb_build_object('outcome', 'too_many', 'wait_seconds', ceil(extract(epoch from wait - p_now))::int);
  end if;
  update private.tries t set used = t.used + 1 where t.key = any (keys);
  delete from private.tries t
    where t.key in (select o.key from private.tries o where o.ends_at <= p_now order by o.ends_at limit 20 for update skip locked);
  return '{"outcome": "taken"}';
end
$$;

create or replace function public.take_try(p_what text, p_keys text[], p_give_back boolean default false) returns jsonb
language plpgsql security definer set search_path = ''
as $$
begin
  return private.take_try(p_what, p_keys, p_give_back, clock_timestamp());
end
$$;
grant execute on function public.take_try to anon;

-- schemas/73_accounts/03_team.sql
-- Who is in the business and who is invited, for any member of it. `here`: they have signed in at least once.
create or replace function private.team(p_business uuid, p_member uuid) returns jsonb
language sql stable set search_path = ''
as $$
  select jsonb_build_object(
    'members', (
      select jsonb_agg(jsonb_build_object('id', m.user_id, 'name', m.name, 'email', m.email, 'role', m.role, 'phone', m.phone,
        'verified', m.phone_verified_at is not null, 'me', m.user_id = p_member, 'here', u.last_sign_in_at is not null, 'invitation', i.id)
        order by m.role, m.created_at, m.user_id)
      from public.members m
      left join auth.users u on u.id = m.user_id
      left join public.invitations i on i.business_id = m.business_id and i.user_id = m.user_id
      where m.business_id = p_business and m.deleted_at is null),
    'invitations', (
      select coalesce(jsonb_agg(jsonb_build_object('id', i.id, 'name', i.name, 'email', i.email, 'role', i.role, 'state', i.state, 'error', i.error)
        order by i.requested_at, i.id), '[]')
      from public.invitations i
      where i.business_id = p_business and i.state in ('requested', 'failed') and not exists (
        select from public.members m where m.business_id = i.business_id and m.user_id = i.user_id and m.deleted_at is null)))
$$;

create or replace function public.team(p_business uuid) returns jsonb
language plpgsql stable security definer set search_path = ''
as $$
begin
  return private.team(p_business, private.require_member(p_business));
end
$$;
grant execute on function public.team to authenticated;

-- A phone as members have it, E.164 or null for none; one of a colleague is refused, for texts from it are answered as theirs.
create or replace function private.members_phone(p_business uuid, p_phone text, p_except uuid) returns text
language plpgsql stable set search_path = ''
as $$
declare
  wanted text := nullif(p_phone, '');
begin
  if wanted !~ '^\+[1-9][0-9]{6,14}$' then
    perform private.refuse('bad_phone', 'That phone number isn''t complete.');
  elsif exists (
    select from public.members m
    where m.business_id = p_business and m.phone = wanted and m.deleted_at is null and m.user_id is distinct from p_except) then
    perform private.refuse('phone_taken', 'A colleague has that phone number already.');
  end if;
  return wanted;
end
$$;

-- An owner wants somebody as a member: name, email, role ('owner' or 'member') and, if there is one, phone. A worker does the rest. Outcomes 'requested';
-- 'member': they are one already; 'waiting': they were invited less than ten minutes ago; 'too_many': fifty people are in or invited.
create or replace function private.invite_member(p_business uuid, p_owner uuid, p_person jsonb, p_now timestamptz) returns jsonb
language plpgsql set search_path = ''
as $$
declare
  wanted_email text := lower(trim(coalesce(p_person ->> 'email', '')));
  wanted_name text := left(trim(coalesce(p_person ->> 'name', '')), 100);
  was public.invitations;
begin
  perform private.check_names(p_person, array['name', 'email', 'phone', 'role']);
  perform from public.businesses b where b.id = p_business for no key update;
  if length(wanted_email) > 254 or wanted_email !~ '^[^\s@]+@[^\s@]+\.[^\s@]+$' then
    perform private.refuse('bad_email', 'That e-mail address isn''t complete.');
  elsif wanted_name = '' then
    perform private.refuse('no_name', 'Say who it is: a name is needed.');
  elsif p_person ->> 'role' is null or p_person ->> 'role' not in ('owner', 'member') then
    perform private.refuse('bad_role', 'Choose what they may do.');
  elsif exists (select from public.members m where m.business_id = p_business and lower(m.email) = wanted_email and m.deleted_at is null) then
    return '{"outcome": "member"}';
  end if;
  select * into was from public.invitations i where i.business_id = p_business and i.email = wanted_email;
  if was.state = 'requested' or (was.state = 'sent' and was.requested_at > p_now - interval '10 minutes') then
    return '{"outcome": "waiting"}';
  elsif 50 <= (select count(*) from public.members m where m.business_id = p_business and m.deleted_at is null)
      + (select count(*) from public.invitations i where i.business_id = p_business and i.state in ('requested', 'failed')) then
    return '{"outcome": "too_many"}';
  end if;
  insert into public.invitations as i (business_id, email, name, phone, role, requested_by, requested_at, due_at)
  values (p_business, wanted_email, wanted_name, private.members_phone(p_business, p_person ->> 'phone', was.user_id),
    (p_person ->> 'role')::public.member_role, p_owner, p_now, p_now)
  on conflict (business_id, email) do update set
    name = excluded.name, phone = excluded.phone, role = excluded.role, state = 'requested', requested_by = excluded.requested_by,
    requested_at = excluded.requested_at, due_at = excluded.due_at, attempts = 0, claim_token = null, error = '', user_id = null, sent_at = null;
  return '{"outcome": "requested"}';
end
$$;

create or replace function public.invite_member(p_business uuid, p_person jsonb) returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare
  member uuid := private.require_member(p_business);
begin
  perform private.require_owner(p_business, member);
  return private.invite_member(p_business, member, p_person, now());
end
$$;
grant execute on function public.invite_member to authenticated;

-- An owner wants an invitation sent again that failed, or whose person has not signed in. Outcomes 'requested'; 'too_soon': the last was less than ten
-- minutes ago; 'on_its_way'; 'here': they have signed in; 'gone'.
create or replace function private.resend_invitation(p_business uuid, p_owner uuid, p_invitation uuid, p_now timestamptz) returns jsonb
language plpgsql set search_path = ''
as $$
declare
  was public.invitations;
  outcome text;
begin
  select * into was from public.invitations i where i.business_id = p_business and i.id = p_invitation for no key update;
  outcome := case
    when was.id is null or was.state = 'withdrawn' then 'gone'
    when was.state = 'requested' then 'on_its_way'
    when exists (select from auth.users u where u.id = was.user_id and u.last_sign_in_at is not null) then 'here'
    when was.state = 'sent' and was.requested_at > p_now - interval '10 minutes' then 'too_soon'
    else 'requested' end;
  if outcome = 'requested' then
    update public.invitations i set state = 'requested', requested_by = p_owner, requested_at = p_now, due_at = p_now, attempts = 0, claim_token = null, error = ''
      where i.business_id = p_business and i.id = p_invitation;
  end if;
  return jsonb_build_object('outcome', outcome);
end
$$;

create or replace function public.resend_invitation(p_business uuid, p_invitation uuid) returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare
  member uuid := private.require_member(p_business);
begin
  perform private.require_owner(p_business, member);
  return private.resend_invitation(p_business, member, p_invitation, now());
end
$$;
grant execute on function public.resend_invitation to authenticated;

-- An owner takes an invitation back that has not gone out. Outcome 'withdrawn'; `again`: there was none to take back.
create or replace function public.withdraw_invitation(p_business uuid, p_invitation uuid) returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare
  member uuid := private.require_member(p_business);
begin
  perform private.require_owner(p_business, member);
  update public.invitations i set state = 'withdrawn', claim_token = null
    where i.business_id = p_business and i.id = p_invitation and i.state in ('requested', 'failed');
  return jsonb_build_object('outcome', 'withdrawn', 'again', not found);
end
$$;
grant execute on function public.withdraw_invitation to authenticated;

-- schemas/73_accounts/04_members.sql
-- The members of a business, locked in one order, so that no two changes at once can leave it without an owner. Refuses to touch the last one.
create or replace function private.lock_member(p_business uuid, p_member uuid, p_stays_owner boolean) returns public.members
language plpgsql set search_path = ''
as $$
declare
  member public.members;
begin
  perform from public.members m where m.business_id = p_business order by m.user_id for no key update;
  select * into member from public.members m where m.business_id = p_business and m.user_id = p_member and m.deleted_at is null;
  if member.role = 'owner' and not p_stays_owner and not exists (
    select from public.members m
    where m.business_id = p_business and m.role = 'owner' and m.deleted_at is null and m.user_id <> p_member) then
    perform private.refuse('last_owner', 'A business needs an owner, and this is the last one. Make somebody else an owner first.');
  end if;
  return member;
end
$$;

-- Another phone of a member: it is not linked until they answer the welcome text, which is sent. The same one changes nothing.
create or replace function private.give_phone(p_member public.members, p_phone text, p_now timestamptz) returns void
language plpgsql set search_path = ''
as $$
declare
  new_phone text := private.members_phone(p_member.business_id, p_phone, p_member.user_id);
begin
  if new_phone is distinct from p_member.phone then
    update public.members m set phone = new_phone, phone_verified_at = null where m.business_id = p_member.business_id and m.user_id = p_member.user_id;
    perform private.welcome_me(p_member.business_id, p_member.user_id, p_now);
  end if;
end
$$;

-- An owner changes a member's role ('owner' or 'member'), name and phone; all three are said. Outcome 'saved'; `again` when it was all so before.
create or replace function private.change_member(p_business uuid, p_member uuid, p_change jsonb, p_now timestamptz) returns jsonb
language plpgsql set search_path = ''
as $$
declare
  was public.members;
  made public.members;
begin
  perform private.check_names(p_change, array['role', 'name', 'phone']);
  if p_change ->> 'role' is null or p_change ->> 'role' not in ('owner', 'member') then
    perform private.refuse('bad_role', 'Choose what they may do.');
  elsif coalesce(trim(p_change ->> 'name'), '') = '' then
    perform private.refuse('no_name', 'Say who it is: a name is needed.');
  end if;
  was := private.lock_member(p_business, p_member, p_change ->> 'role' = 'owner');
  if was.user_id is null then
    raise exception sqlstate 'PT404' using message = 'There is no such member.', hint = 'not_found';
  end if;
  update public.members m set role = (p_change ->> 'role')::public.member_role, name = left(trim(p_change ->> 'name'), 100)
    where m.business_id = p_business and m.user_id = p_member;
  perform private.give_phone(was, p_change ->> 'phone', p_now);
  select * into made from public.members m where m.business_id = p_business and m.user_id = p_member;
  return jsonb_build_object('outcome', 'saved', 'again', made is not distinct from was);
end
$$;

create or replace function public.change_member(p_business uuid, p_colleague uuid, p_change jsonb) returns jsonb
language plpgsql security definer set search_path = ''
as $$
begin
  perform private.require_owner(p_business, private.require_member(p_business));
  return private.change_member(p_business, p_colleague, p_change, now());
end
$$;
grant execute on function public.change_member to authenticated;

-- An owner removes a member, who from then on sees nothing, gets no texts, and whose links are dead. Outcome 'removed'; `again`: they were no member.
create or replace function private.remove_member(p_business uuid, p_member uuid, p_now timestamptz) returns jsonb
language plpgsql set search_path = ''
as $$
declare
  member public.members := private.lock_member(p_business, p_member, false);
begin
  update public.members m set deleted_at = p_now where m.business_id = p_business and m.user_id = p_member and m.deleted_at is null;
  update public.invitations i set state = 'withdrawn', claim_token = null where i.business_id = p_business and (i.user_id = p_member or i.email = lower(member.email));
  return jsonb_build_object('outcome', 'removed', 'again', member.user_id is null);
end
$$;

create or replace function public.remove_member(p_business uuid, p_colleague uuid) returns jsonb
language plpgsql security definer set search_path = ''
as $$
begin
  perform private.require_owner(p_business, private.require_member(p_business));
  return private.remove_member(p_business, p_colleague, now());
end
$$;
grant execute on function public.remove_member to authenticated;

-- A member's own phone, E.164; empty: none. Another one is not linked until they answer the welcome text, which is sent. Outcome 'saved'; `again`.
create or replace function private.set_my_phone(p_business uuid, p_member uuid, p_phone text, p_now timestamptz) returns jsonb
language plpgsql set search_path = ''
as $$
declare
  was public.members := private.lock_member(p_business, p_member, true);
begin
  perform private.give_phone(was, p_phone, p_now);
  return jsonb_build_object('outcome', 'saved', 'again', was.phone is not distinct from nullif(p_phone, ''));
end
$$;

create or replace function public.set_my_phone(p_business uuid, p_phone text) returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare
  member uuid := private.require_member(p_business);
begin
  return private.set_my_phone(p_business, member, p_phone, now());
end
$$;
grant execute on function public.set_my_phone to authenticated;

-- schemas/73_accounts/05_invitations_due.sql
-- Invitations to be sent, at most five, for one worker: `token` goes with the result. One whose worker died is due again after two minutes; one that was
-- tried five times has failed.
create or replace function public.claim_invitations(p_now timestamptz default now()) returns setof jsonb
language plpgsql security definer set search_path = ''
as $$
begin
  update public.invitations i set state = 'failed', error = 'The mail could not be sent. Try again later.'
    where i.state = 'requested' and i.due_at <= p_now and i.attempts >= 5;
  return query
  with due as (
    select i.business_id, i.id from public.invitations i where i.state = 'requested' and i.due_at <= p_now
    order by i.due_at limit 5 for no key update skip locked
  )
  update public.invitations i set claim_token = gen_random_uuid(), due_at = p_now + interval '2 minutes', attempts = i.attempts + 1
    from due where i.business_id = due.business_id and i.id = due.id
    returning jsonb_build_object('business_id', i.business_id, 'id', i.id, 'token', i.claim_token, 'email', i.email);
end
$$;
grant execute on function public.claim_invitations to service_role;

-- An invitation went out: its person is a member now. p_user null: there was such a sign-in already, it is found by its address. Outcome 'sent', or 'gone':
-- it was taken back or claimed anew meanwhile, or who asked for it is no owner any more, and nobody became a member.
create or replace function public.finish_invitation(p_business uuid, p_invitation uuid, p_token uuid, p_user uuid default null, p_now timestamptz default now()) returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare
  invited public.invitations;
  person uuid;
  business_members public.members;
begin
  select * into invited from public.invitations i
    where i.business_id = p_business and i.id = p_invitation and i.claim_token = p_token and i.state = 'requested' for no key update;
  if not found then
    return '{"outcome": "gone"}';
  elsif not exists (
    select from public.members m
    where m.business_id = p_business and m.user_id = invited.requested_by and m.role = 'owner' and m.deleted_at is null) then
    update public.invitations i set state = 'withdrawn', claim_token = null where i.business_id = p_business and i.id = p_invitation;
    return '{"outcome": "gone"}';
  end if;
  person := coalesce(p_user, (select u.id from auth.users u where lower(u.email) = invited.email order by u.created_at limit 1));
  insert into public.members as m (business_id, user_id, role, name, email, phone, created_at)
  values (p_business, person, invited.role, invited.name, invited.email, invited.phone, p_now)
  on conflict (business_id, user_id) do update set
    role = excluded.role, name = excluded.name, email = excluded.email, phone = excluded.phone, deleted_at = null,
    phone_verified_at = case when m.phone = excluded.phone then m.phone_verified_at end
    where m.deleted_at is not null
  returning m.* into business_members;
  update public.invitations i set state = 'sent', user_id = person, sent_at = p_now, claim_token = null, error = ''
    where i.business_id = p_business and i.id = p_invitation;
  if business_members.user_id is not null then
    perform private.welcome_me(p_business, person, p_now);
  end if;
  return '{"outcome": "sent"}';
end
$$;
grant execute on function public.finish_invitation to service_role;

-- An invitation did not go out: for good, and the owner reads why; or, p_retry, it is tried again in a minute.
create or replace function public.fail_invitation(p_business uuid, p_invitation uuid, p_token uuid, p_error text, p_retry boolean default false, p_now timestamptz default now())
returns void
language sql security definer set search_path = ''
as $$
  update public.invitations i set
      state = case when p_retry then i.state else 'failed' end, error = left(p_error, 300), claim_token = null,
      due_at = case when p_retry then p_now + interval '1 minute' else i.due_at end
    where i.business_id = p_business and i.id = p_invitation and i.claim_token = p_token and i.state = 'requested'
$$;
grant execute on function public.fail_invitation to service_role;

-- schemas/75_widget/01_open_widget.sql
-- What a website may know of the business behind a widget's token: how the window looks, and whether somebody is at work now. Outcomes: 'open',
-- 'off' (the business has switched it off) and 'unknown'. Nothing else of the business is told.
create or replace function public.open_widget(p_token text, p_now timestamptz default now()) returns jsonb
language plpgsql stable security definer set search_path = ''
as $$
declare
  widget public.widgets;
  business public.businesses;
begin
  select w.* into widget from public.widgets w join public.businesses b on b.id = w.business_id and b.deleted_at is null where w.token = p_token;
  if not found then
    return jsonb_build_object('outcome', 'unknown');
  end if;
  select * into business from public.businesses where id = widget.business_id;
  return jsonb_build_object(
    'outcome', case when widget.is_on then 'open' else 'off' end,
    'business', jsonb_build_object('id', business.id, 'name', business.name, 'phone', coalesce(business.call_number, business.sms_number)),
    'origins', to_jsonb(widget.origins),
    'look', jsonb_build_object('colour', widget.colour, 'side', widget.side, 'avatar', coalesce(nullif(widget.avatar, ''), upper(left(business.name, 1))),
      'greeting', widget.greeting, 'privacy', widget.privacy_line),
    'open_now', private.is_open(business, p_now));
end
$$;
grant execute on function public.open_widget to service_role;

-- Whether any calendar of the business is at work at that instant.
create or replace function private.is_open(p_business public.businesses, p_now timestamptz) returns boolean
language plpgsql stable set search_path = ''
as $$
begin
  return exists (
    select from public.staff s,
      private.open_stretches(p_business.id, s.id, p_business.time_zone, (p_now at time zone p_business.time_zone)::date - 1,
        (p_now at time zone p_business.time_zone)::date) as o
    where s.business_id = p_business.id and s.deleted_at is null and p_now >= o.opens_at and p_now < o.closes_at);
end
$$;

-- schemas/75_widget/02_chat_thread.sql
-- What a chat visitor sees of their own conversation: the messages after p_after, oldest first, a hundred at most (`more`: there are others before
-- them); whether an answer is on its way; and what can be answered with one tap: the times offered last, or the booking's own answers.
-- A visitor nobody has heard of sees an empty thread. Nothing of another visitor, and nothing of the customer's history elsewhere.
create or replace function public.chat_thread(p_business uuid, p_visitor uuid, p_after int default 0, p_now timestamptz default now()) returns jsonb
language plpgsql stable security definer set search_path = ''
as $$
declare
  business public.businesses;
  conversation public.conversations;
  customer public.customers;
  messages jsonb;
begin
  select * into business from public.businesses where id = p_business and deleted_at is null;
  select * into conversation from public.conversations c where c.business_id = p_business and c.channel = 'chat' and c.peer = p_visitor::text;
  if conversation.id is null then
    return '{"conversation": null, "messages": [], "more": false, "typing": false, "person": false, "choices": []}';
  end if;
  select * into customer from public.customers c where c.business_id = p_business and c.id = conversation.customer_id;
  select coalesce(jsonb_agg(jsonb_build_object(
      'seq', m.seq, 'author', case m.author when 'customer' then 'you' when 'owner' then 'person' else 'assistant' end, 'body', m.body,
      'at', m.created_at, 'client_id', case when m.author = 'customer' then split_part(m.provider_id, ':', 3) end,
      'pictures', (select coalesce(jsonb_agg(p.id order by p.position), '[]') from public.pictures p
        where p.business_id = m.business_id and p.message_id = m.id)) order by m.seq), '[]')
    into messages
    from (select * from public.messages m
      where m.business_id = p_business and m.conversation_id = conversation.id and m.seq > p_after order by m.seq desc limit 100) m;
  return jsonb_build_object(
    'conversation', conversation.id,
    'messages', messages,
    'more', exists (select from public.messages m where m.business_id = p_business and m.conversation_id = conversation.id
      and m.seq > p_after and m.seq < (messages -> 0 ->> 'seq')::int),
    'typing', conversation.answer_due_at is not null and conversation.inbound_seq > conversation.answered_seq and customer.blocked_at is null,
    'person', conversation.state = 'human',
    'choices', case when conversation.inbound_seq <= conversation.answered_seq and conversation.state = 'ai' then (
      select coalesce(jsonb_agg(jsonb_build_object('say', c.words, 'words', c.words) order by c.n), '[]')
      from private.choices_of(business, conversation, p_now) c) else '[]' end);
end
$$;

-- The times offered last as one would say them: the weekday alone within a week, the date otherwise; where two of them read the same, with whom.
create or replace function private.choices_of(p_business public.businesses, p_conversation public.conversations, p_now timestamptz) returns table (n int, words text)
language plpgsql stable set search_path = ''
as $$
begin
  return query
  select t.n, case when count(*) over (partition by t.words) > 1 then format('%s with %s', t.words, t.staff) else t.words end
  from (
    select (o ->> 'position')::int as n, o ->> 'staff' as staff,
      format(case when (o ->> 'soon')::boolean then '%s %s' else '%s at %s' end,
        o #>> array['words', case when (o ->> 'soon')::boolean then 'weekday' else 'medium' end], o #>> '{words,time}') as words
    from jsonb_array_elements(private.offers_of(p_business, p_conversation.id, p_conversation.offer_set, p_now)) o) t;
end
$$;
grant execute on function public.chat_thread to service_role;

-- schemas/75_widget/03_set_widget.sql
-- A website's address as browsers name it, scheme://host[:port] in lower case: what a person types or pastes loses its path and the port that goes
-- without saying; no scheme means https. Null where it is none a browser could send over a safe connection: https, or http on this very machine.
create or replace function private.origin_of(p_typed text) returns text
language plpgsql immutable set search_path = ''
as $$
declare
  typed text := lower(btrim(p_typed));
  part text[] := regexp_match(case when typed ~ '^[a-z][a-z0-9+.-]*://' then typed else 'https://' || typed end,
    '^(https?)://([a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*)(?::([0-9]{1,5}))?(?:[/?#].*)?$');
  port int := part[3];
  here boolean := coalesce(part[2] in ('localhost', '127.0.0.1'), false);
begin
  if part is null or length(part[2]) > 253 or port not between 1 and 65535 or not (here or part[1] = 'https' and part[2] ~ '\.') then
    return null;
  end if;
  return part[1] || '://' || part[2] || case when port <> (case part[1] when 'https' then 443 else 80 end) then ':' || port else '' end;
end
$$;

-- Changes how a business's chat window looks and where it may be shown: is_on (true or false), origins (a list of websites, each once, twenty at most; none:
-- any website), colour (#rrggbb), side (left or right), greeting, avatar, privacy_line. What is not named stays. Every mistake is told at once,
-- 'bad_widget'. Outcome 'saved'; `again` when it was all so before.
create or replace function private.set_widget(p_business uuid, p_settings jsonb, p_now timestamptz) returns jsonb
language plpgsql set search_path = ''
as $$
declare
  was public.widgets;
  made public.widgets;
  wrong text[] := '{}';
  typed text;
begin
  perform private.check_names(p_settings, array['is_on', 'origins', 'colour', 'side', 'greeting', 'avatar', 'privacy_line']);
  select * into was from public.widgets w where w.business_id = p_business for no key update;
  made := was;
  made.is_on := private.switch_said(p_settings, 'is_on', was.is_on);
  made.colour := lower(btrim(coalesce(p_settings ->> 'colour', was.colour)));
  made.side := coalesce(p_settings ->> 'side', was.side);
  made.greeting := btrim(coalesce(p_settings ->> 'greeting', was.greeting));
  made.avatar := btrim(coalesce(p_settings ->> 'avatar', was.avatar));
  made.privacy_line := btrim(coalesce(p_settings ->> 'privacy_line', was.privacy_line));
  if jsonb_typeof(p_settings -> 'origins') = 'array' then
    for typed in select o from jsonb_array_elements_text(p_settings -> 'origins') o where private.origin_of(o) is null loop
      wrong := wrong || format('“%s” is not a website we can use; write it like https://www.example.com.au.', left(typed, 100));
    end loop;
    select coalesce(array_agg(o.origin order by o.n), '{}') into made.origins from (
      select private.origin_of(t.o) as origin, min(t.n) as n from jsonb_array_elements_text(p_settings -> 'origins') with ordinality t (o, n)
      where private.origin_of(t.o) is not null group by 1) o;
  elsif p_settings ? 'origins' then
    wrong := wrong || 'Websites come as a list.'::text;
  end if;
  wrong := wrong || array_remove(array[
    case when cardinality(made.origins) > 20 then 'Twenty websites is the most.' end,
    case when made.colour !~ '^#[0-9a-f]{6}$' then format('“%s” is not a colour; write it like #166534.', left(made.colour, 30)) end,
    case when made.side not in ('left', 'right') then 'The corner is either left or right.' end,
    case when length(made.greeting) > 300 then format('The greeting has %s characters; 300 is the most.', length(made.greeting)) end,
    case when length(made.avatar) > 8 then 'The picture is a letter or two, or one emoji.' end,
    case when length(made.privacy_line) > 300 then format('The privacy line has %s characters; 300 is the most.', length(made.privacy_line)) end], null);
  if cardinality(wrong) > 0 then
    perform private.refuse('bad_widget', array_to_string(wrong, ' '));
  end if;
  if made is distinct from was then
    update public.widgets w set is_on = made.is_on, origins = made.origins, colour = made.colour, side = made.side, greeting = made.greeting,
        avatar = made.avatar, privacy_line = made.privacy_line, updated_at = p_now
      where w.business_id = p_business;
  end if;
  return jsonb_build_object('outcome', 'saved', 'again', made is not distinct from was);
end
$$;

-- As above, by an owner.
create or replace function public.set_widget(p_business uuid, p_settings jsonb) returns jsonb
language plpgsql security definer set search_path = ''
as $$
begin
  perform private.require_owner(p_business, private.require_member(p_business));
  return private.set_widget(p_business, p_settings, now());
end
$$;
grant execute on function public.set_widget to authenticated;

-- An owner makes a new public token: websites with the old one show no chat from then on. `p_old` is the token that they saw, so that pressing
-- twice makes one. Outcome 'made'; `again` when that one was replaced already.
create or replace function public.renew_widget_token(p_business uuid, p_old text) returns jsonb
language plpgsql security definer set search_path = ''
as $$
begin
  perform private.require_owner(p_business, private.require_member(p_business));
  update public.widgets w set token = replace(gen_random_uuid()::text, '-', ''), updated_at = now()
    where w.business_id = p_business and w.token = p_old;
  return jsonb_build_object('outcome', 'made', 'again', not found);
end
$$;
grant execute on function public.renew_widget_token to authenticated;

-- schemas/75_widget/04_say_meanwhile.sql
-- Says something short in an open chat while its turn is still under way, such as that times are being looked up: at once, under the turn's lease, once
-- for what is being answered however often the turn is taken, and never by text. Outcomes: 'said'; 'again' (it was said before); 'not_now' (no
-- chat of a customer, a trial, a person has it, or the customer is blocked). It is no answer: the turn goes on, and engines do not read it.
create or replace function public.say_meanwhile(
  p_business uuid, p_conversation uuid, p_lease bigint, p_words text, p_now timestamptz default now()
) returns text
language plpgsql security definer set search_path = ''
as $$
declare
  conversation public.conversations := private.lease_held(p_business, p_conversation, p_lease);
  answers int;
  said public.messages;
begin
  if conversation.channel <> 'chat' or conversation.trial is not null or conversation.state <> 'ai' or conversation.person_acted_at is not null
    or exists (select from public.customers c where c.business_id = p_business and c.id = conversation.customer_id and c.blocked_at is not null) then
    return 'not_now';
  end if;
  select min(m.seq) into answers from public.messages m
    where m.business_id = p_business and m.conversation_id = p_conversation and m.author = 'customer' and m.seq > conversation.answered_seq;
  if answers is null then
    return 'not_now';
  elsif exists (select from public.messages m where m.business_id = p_business and m.conversation_id = p_conversation
      and m.provider_id = format('meanwhile:%s:%s', p_conversation, answers)) then
    return 'again';
  end if;
  said := private.add_message(p_business, p_conversation, 'receptionist', p_words, p_now);
  update public.messages m set provider_id = format('meanwhile:%s:%s', p_conversation, answers) where m.business_id = p_business and m.id = said.id;
  return 'said';
end
$$;
grant execute on function public.say_meanwhile to service_role;

-- schemas/75_widget/06_take_chat_try.sql
-- Takes one from each of several allowances of the chat at once or from none, counted over all processes. p_keys: hashes of whom and what is counted;
-- p_most: how many each has in p_seconds from its first. Outcome 'taken', or 'too_many' with `wait_seconds` until the next can be taken and
-- `of`: the number, from 1, of the allowance that is longest used up. What counts no longer is removed, a little by each call.
create or replace function private.take_chat_try(p_keys text[], p_most int[], p_seconds int[], p_now timestamptz) returns jsonb
language plpgsql set search_path = ''
as $$
declare
  full_one record;
begin
  if coalesce(cardinality(p_keys), 0) = 0 or cardinality(p_most) is distinct from cardinality(p_keys)
    or cardinality(p_seconds) is distinct from cardinality(p_keys)
    or exists (select from unnest(p_keys, p_most, p_seconds) t (k, m, s) where (k ~ '^[0-9a-f]{32,64}$' and m >= 0 and s between 1 and 86400) is not true) then
    perform private.refuse('bad_try', 'This cannot be counted.');
  end if;
  -- All keys are locked in one order before any is judged, so that of tries at one moment exactly as many as allowed get through.
  insert into private.tries as t (key, used, ends_at)
    select 'chat:' || k, 0, p_now + make_interval(secs => s) from unnest(p_keys, p_seconds) a (k, s) order by k
    on conflict (key) do update set
      used = case when t.ends_at <= p_now then 0 else t.used end,
      ends_at = case when t.ends_at <= p_now then excluded.ends_at else t.ends_at end;
  select t.ends_at, a.n into full_one
    from private.tries t join unnest(p_keys, p_most) with ordinality a (k, most, n) on t.key = 'chat:' || a.k and t.used >= a.most
    order by t.ends_at desc limit 1;
  if found then
    return jsonb_build_object('outcome', 'too_many', 'of', full_one.n, 'wait_seconds', ceil(extract(epoch from full_one.ends_at - p_now))::int);
  end if;
  update private.tries t set used = t.used + 1 where t.key in (select 'chat:' || k from unnest(p_keys) k);
  delete from private.tries t
    where t.key in (select o.key from private.tries o where o.ends_at <= p_now order by o.ends_at limit 20 for update skip locked);
  return '{"outcome": "taken"}';
end
$$;

create or replace function public.take_chat_try(p_keys text[], p_most int[], p_seconds int[]) returns jsonb
language plpgsql security definer set search_path = ''
as $$
begin
  return private.take_chat_try(p_keys, p_most, p_seconds, clock_timestamp());
end
$$;
grant execute on function public.take_chat_try to service_role;
