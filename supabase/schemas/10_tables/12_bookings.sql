create table public.bookings (
  business_id uuid not null references public.businesses (id),
  id uuid not null default gen_random_uuid(),
  customer_id uuid not null,
  service_id uuid not null,
  staff_id uuid not null,
  conversation_id uuid,
  offer_id uuid,
  status public.booking_status not null default 'pending',
  source public.booking_source not null,
  starts_at timestamptz not null,
  ends_at timestamptz not null,
  service_name text not null,
  customer_name text not null default '',
  customer_phone text,
  customer_email text,
  address text not null default '',
  place_id uuid,
  notes text not null default '',
  price_cents int,
  currency text not null,
  requested_at timestamptz not null,
  nag_at timestamptz,
  nagged_at timestamptz,
  expires_at timestamptz,
  decided_at timestamptz,
  decided_by uuid,
  ended_by public.actor_kind,
  ended_reason text not null default '',
  updated_at timestamptz not null default now(),
  deleted_at timestamptz,
  travel_assumed boolean not null default false,
  code text check (code ~ '^[2-9][A-Z]{1,2}$'),
  remind_at timestamptz,
  asked_at timestamptz,
  calendar_token uuid not null default gen_random_uuid(),
  primary key (business_id, id),
  foreign key (business_id, customer_id) references public.customers (business_id, id),
  foreign key (business_id, service_id) references public.services (business_id, id),
  foreign key (business_id, staff_id) references public.staff (business_id, id),
  foreign key (business_id, conversation_id) references public.conversations (business_id, id),
  foreign key (business_id, offer_id) references public.offers (business_id, id),
  foreign key (business_id, place_id) references public.places (business_id, id),
  unique (business_id, offer_id),
  check (ends_at > starts_at),
  check (status <> 'pending' or expires_at is not null)
);
create index bookings_starts_idx on public.bookings (business_id, starts_at);
create index bookings_customer_idx on public.bookings (business_id, customer_id, starts_at);
create index bookings_service_idx on public.bookings (business_id, service_id);
create index bookings_staff_idx on public.bookings (business_id, staff_id);
create index bookings_conversation_idx on public.bookings (business_id, conversation_id);
create index bookings_place_idx on public.bookings (business_id, place_id);
create index bookings_waiting_phone_idx on public.bookings (business_id, customer_phone) where status = 'pending';
create index bookings_expires_idx on public.bookings (expires_at) where status = 'pending';
create index bookings_nag_idx on public.bookings (nag_at) where status = 'pending' and nagged_at is null;
create index bookings_remind_idx on public.bookings (remind_at) where status = 'confirmed' and remind_at is not null;
create unique index bookings_code_idx on public.bookings (business_id, code) where status in ('pending', 'confirmed');
create index bookings_codes_idx on public.bookings (business_id, code, requested_at);
create unique index bookings_calendar_token_idx on public.bookings (calendar_token);
create index bookings_updated_idx on public.bookings (business_id, updated_at);

alter table public.bookings enable row level security;

create policy "Members see their business's bookings" on public.bookings for select to authenticated
  using (business_id in (select business_id from public.members where user_id = (select auth.uid()) and deleted_at is null));

grant select on public.bookings to authenticated, service_role;
alter publication supabase_realtime add table public.bookings;

comment on table public.bookings is 'A job asked for, agreed, done or ended; who and why are kept apart from the status.';
comment on column public.bookings.service_name is 'As it was when booked: renaming a service does not rewrite history.';
comment on column public.bookings.price_cents is 'As it was when booked; null means the team quotes.';
comment on column public.bookings.expires_at is 'While pending: when the request lapses unanswered.';
comment on column public.bookings.code is 'What members call it by text, as in Y7K: a digit and a letter or two, of its own among the business''s bookings of late.';
comment on column public.bookings.remind_at is 'While confirmed: when both sides are to be reminded; null: reminded, or there is no need.';
comment on column public.bookings.asked_at is 'When members were asked what became of it.';
comment on column public.bookings.calendar_token is 'Whoever has it may read the booking as a calendar entry.';
comment on column public.bookings.travel_assumed is 'Where it is was not recognised, so every drive to it takes the business''s own figure.';

create table public.booking_events (
  business_id uuid not null references public.businesses (id),
  id uuid not null default gen_random_uuid(),
  booking_id uuid not null,
  kind text not null,
  actor public.actor_kind not null,
  actor_id uuid,
  detail jsonb not null default '{}',
  created_at timestamptz not null,
  primary key (business_id, id),
  foreign key (business_id, booking_id) references public.bookings (business_id, id)
);
create index booking_events_booking_idx on public.booking_events (business_id, booking_id, created_at);

alter table public.booking_events enable row level security;

create policy "Members see their bookings' history" on public.booking_events for select to authenticated
  using (business_id in (select business_id from public.members where user_id = (select auth.uid()) and deleted_at is null));

grant select on public.booking_events to authenticated, service_role;

comment on table public.booking_events is 'What happened to a booking, by whom and when. Rows are only added.';
