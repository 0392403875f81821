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
