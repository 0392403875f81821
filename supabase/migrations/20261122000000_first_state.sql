-- The first state of the database: supabase/schemas in load order.

-- schemas/00_foundation/00_extensions.sql
-- btree_gist lets one exclusion constraint compare uuids and ranges together.
create schema if not exists extensions;
create extension if not exists btree_gist with schema extensions;

-- schemas/00_foundation/01_default_deny.sql
-- Nothing is open by default: every table and function below grants what it means to grant.
alter default privileges in schema public revoke all on tables from public, anon, authenticated, service_role;
alter default privileges in schema public revoke all on sequences from public, anon, authenticated, service_role;
alter default privileges in schema public revoke all on functions from public, anon, authenticated, service_role;
alter default privileges revoke execute on functions from public;

-- Inner functions live here: the API does not serve this schema and no client role may enter it.
create schema private;
revoke all on schema private from public, anon, authenticated, service_role;
comment on schema private is 'Inner functions. Reached only from the security definer functions in public.';

-- schemas/00_foundation/02_types.sql
create type public.member_role as enum ('owner', 'member');
comment on type public.member_role is 'owner: runs the business and its settings. member: a colleague who sees and answers bookings.';

create type public.channel as enum ('sms', 'chat');
comment on type public.channel is 'sms: texts to the business''s number. chat: the widget on its website.';

create type public.conversation_state as enum ('ai', 'human', 'closed');
comment on type public.conversation_state is
  'ai: the receptionist answers. human: a person has taken over and the receptionist is silent. closed: nothing more is expected.';

create type public.message_author as enum ('customer', 'receptionist', 'owner', 'system');
comment on type public.message_author is
  'customer: wrote to us. receptionist: the AI''s reply. owner: a person of the business. system: an outcome text such as a confirmation.';

create type public.booking_status as enum ('pending', 'confirmed', 'completed', 'cancelled', 'expired', 'no_show');
comment on type public.booking_status is
  'pending: asked for, holds its time, waits for the owner. confirmed: the owner said yes. completed: the job is done. '
  'cancelled: declined or called off (ended_by says by whom). expired: nobody answered in time. no_show: the customer was not there.';

create type public.booking_source as enum ('sms', 'chat', 'manual');
comment on type public.booking_source is 'sms, chat: pencilled in by the receptionist. manual: added by the owner.';

create type public.actor_kind as enum ('customer', 'owner', 'receptionist', 'system');
comment on type public.actor_kind is
  'Who did it. customer: by text or chat. owner: a signed-in member. receptionist: the AI. system: a deadline or an operator.';

create type public.lead_kind as enum ('full', 'handoff', 'message', 'expired');
comment on type public.lead_kind is
  'Why someone should be called. full: no free time. handoff: asked for a person. message: left a message. expired: nobody answered the request.';

create type public.lead_state as enum ('open', 'called', 'closed');
comment on type public.lead_state is 'open: to be called. called: tried. closed: nothing left to do.';

create type public.text_class as enum ('reply', 'caused', 'proactive');
comment on type public.text_class is
  'reply: answers a customer''s text. caused: follows a person''s act at once. proactive: sent on our own clock, so only in contact hours.';

create type public.text_state as enum ('waiting', 'sending', 'sent', 'delivered', 'failed', 'unknown', 'skipped');
comment on type public.text_state is
  'waiting: due at due_at. sending: claimed by a worker. sent: accepted by the carrier. delivered: on the phone. failed: given up, error says why. '
  'unknown: we cannot tell whether it left; never repeated blindly. skipped: no longer true or wanted when its turn came.';

create type public.text_medium as enum ('sms', 'email');
comment on type public.text_medium is 'sms: to a phone. email: to an address.';

create type public.text_style as enum ('brief', 'plain');
comment on type public.text_style is 'brief: emoji and bullets. plain: stays within GSM-7, so a text costs fewer segments.';

create type public.deadline_clock as enum ('contact_hours', 'plain');
comment on type public.deadline_clock is
  'How the owner''s time to answer is counted. contact_hours: only hours in which they may be texted. plain: by the wall clock.';

create type public.block_frequency as enum ('daily', 'weekly', 'monthly');
comment on type public.block_frequency is 'How a blocked time repeats. daily: every n days. weekly: on weekdays of every n-th week. monthly: on a day of every n-th month.';

-- schemas/10_tables/01_businesses.sql
create table public.businesses (
  id uuid primary key default gen_random_uuid(),
  slug text not null unique check (slug ~ '^[a-z0-9][a-z0-9-]{1,39}$'),
  name text not null check (length(name) between 1 and 80),
  trade text not null default '',
  address text not null default '',
  time_zone text not null,
  currency text not null default 'AUD' check (currency ~ '^[A-Z]{3}$'),
  sms_number text unique check (sms_number ~ '^\+[1-9][0-9]{6,14}$'),
  call_number text check (call_number ~ '^\+[1-9][0-9]{6,14}$'),
  messaging_service_sid text,
  greeting text not null default 'Hi!',
  tone text not null default '',
  receptionist_notes text not null default '',
  text_style public.text_style not null default 'brief',
  slot_step_minutes int not null default 30 check (slot_step_minutes between 5 and 240),
  notice_minutes int not null default 120 check (notice_minutes >= 0),
  horizon_days int not null default 28 check (horizon_days between 1 and 366),
  travel_minutes int not null default 20 check (travel_minutes between 0 and 480),
  contact_from time not null default '08:00',
  contact_to time not null default '20:00',
  deadline_clock public.deadline_clock not null default 'contact_hours',
  nag_after_minutes int not null default 120 check (nag_after_minutes > 0),
  expire_after_minutes int not null default 240,
  answer_margin_minutes int not null default 30 check (answer_margin_minutes >= 0),
  open_requests_per_customer int not null default 3 check (open_requests_per_customer > 0),
  settle_seconds numeric not null default 4 check (settle_seconds between 0 and 60),
  created_at timestamptz not null default now(),
  deleted_at timestamptz,
  check (expire_after_minutes > nag_after_minutes)
);

alter table public.businesses enable row level security;

-- its policy stands with members, which it reads
grant select on public.businesses to authenticated, service_role;

comment on table public.businesses is 'A tenant: one business, its numbers and its rules.';
comment on column public.businesses.sms_number is 'E.164. The number customers text.';
comment on column public.businesses.call_number is 'E.164. The number customers can call; texts print this one.';
comment on column public.businesses.address is 'Where customers come for services done on site; empty when there is no such place.';
comment on column public.businesses.time_zone is 'IANA zone in which all of its wall times are read.';
comment on column public.businesses.travel_minutes is 'Assumed drive between two jobs at customers'' addresses when nothing better is known.';
comment on column public.businesses.settle_seconds is 'How long a burst of texts may settle before it is answered as one.';
comment on column public.businesses.answer_margin_minutes is 'A request is never left open later than its start less this margin.';

-- schemas/10_tables/02_members.sql
create table public.members (
  business_id uuid not null references public.businesses (id),
  user_id uuid not null references auth.users (id) on delete cascade,
  role public.member_role not null default 'owner',
  name text not null default '',
  email text not null,
  phone text check (phone ~ '^\+[1-9][0-9]{6,14}$'),
  phone_verified_at timestamptz,
  gets_requests boolean not null default true,
  gets_confirmations boolean not null default true,
  gets_handoffs boolean not null default true,
  created_at timestamptz not null default now(),
  deleted_at timestamptz,
  primary key (business_id, user_id)
);
create index members_user_id_idx on public.members (user_id);

alter table public.members enable row level security;

create policy "A person sees their own memberships" on public.members for select to authenticated
  using (user_id = (select auth.uid()));

create policy "Members see their own business" on public.businesses for select to authenticated
  using (id in (select business_id from public.members where user_id = (select auth.uid()) and deleted_at is null));

grant select on public.members to authenticated, service_role;

comment on table public.members is 'A person who signs in to a business, and the texts they want.';

-- schemas/10_tables/03_places.sql
create table public.places (
  business_id uuid not null references public.businesses (id),
  id uuid not null default gen_random_uuid(),
  suburb text not null default '',
  postcode text not null default '',
  state text not null default '',
  latitude numeric,
  longitude numeric,
  created_at timestamptz not null default now(),
  primary key (business_id, id),
  check (suburb <> '' or postcode <> '')
);
create unique index places_suburb_postcode_idx on public.places (business_id, lower(suburb), postcode);

alter table public.places enable row level security;

create policy "Members see their business's places" on public.places for select to authenticated
  using (business_id in (select business_id from public.members where user_id = (select auth.uid()) and deleted_at is null));

grant select on public.places to authenticated, service_role;

comment on table public.places is 'A suburb and postcode a business works in; travel is counted between places.';

create table public.travel_times (
  business_id uuid not null references public.businesses (id),
  from_place_id uuid not null,
  to_place_id uuid not null,
  minutes int not null check (minutes between 0 and 1440),
  source text not null default '',
  created_at timestamptz not null default now(),
  primary key (business_id, from_place_id, to_place_id),
  foreign key (business_id, from_place_id) references public.places (business_id, id),
  foreign key (business_id, to_place_id) references public.places (business_id, id)
);
create index travel_times_to_place_idx on public.travel_times (business_id, to_place_id);

alter table public.travel_times enable row level security;

create policy "Members see their business's travel times" on public.travel_times for select to authenticated
  using (business_id in (select business_id from public.members where user_id = (select auth.uid()) and deleted_at is null));

grant select on public.travel_times to authenticated, service_role;

comment on table public.travel_times is 'Known driving minutes from one place to another; where a pair is missing the business''s own figure is used.';

-- schemas/10_tables/04_staff.sql
create table public.staff (
  business_id uuid not null references public.businesses (id),
  id uuid not null default gen_random_uuid(),
  name text not null check (length(name) between 1 and 60),
  position int not null default 0,
  base_place_id uuid,
  created_at timestamptz not null default now(),
  deleted_at timestamptz,
  primary key (business_id, id),
  foreign key (business_id, base_place_id) references public.places (business_id, id)
);
create unique index staff_name_idx on public.staff (business_id, lower(name)) where deleted_at is null;
create index staff_base_place_idx on public.staff (business_id, base_place_id);

alter table public.staff enable row level security;

create policy "Members see their business's staff" on public.staff for select to authenticated
  using (business_id in (select business_id from public.members where user_id = (select auth.uid()) and deleted_at is null));

grant select on public.staff to authenticated, service_role;

comment on table public.staff is 'A bookable calendar of a business: a person or a chair. Every business has at least one.';

-- schemas/10_tables/05_services.sql
create table public.services (
  business_id uuid not null references public.businesses (id),
  id uuid not null default gen_random_uuid(),
  name text not null check (length(name) between 1 and 60),
  aliases text[] not null default '{}',
  minutes int not null check (minutes between 5 and 1440),
  price_cents int check (price_cents >= 0),
  buffer_before_minutes int not null default 0 check (buffer_before_minutes between 0 and 480),
  buffer_after_minutes int not null default 0 check (buffer_after_minutes between 0 and 480),
  notice_minutes int check (notice_minutes >= 0),
  at_customer boolean not null default false,
  position int not null default 0,
  created_at timestamptz not null default now(),
  deleted_at timestamptz,
  primary key (business_id, id)
);
create unique index services_name_idx on public.services (business_id, lower(name)) where deleted_at is null;

alter table public.services enable row level security;

create policy "Members see their business's services" on public.services for select to authenticated
  using (business_id in (select business_id from public.members where user_id = (select auth.uid()) and deleted_at is null));

grant select on public.services to authenticated, service_role;

comment on table public.services is 'What can be booked.';
comment on column public.services.price_cents is 'In the business''s currency. Null: quoted by the team, never a number from the receptionist.';
comment on column public.services.notice_minutes is 'Null: the business''s own notice.';
comment on column public.services.at_customer is 'True: done at the customer''s address, so an address is needed and travel counts.';

create table public.service_staff (
  business_id uuid not null references public.businesses (id),
  service_id uuid not null,
  staff_id uuid not null,
  primary key (business_id, service_id, staff_id),
  foreign key (business_id, service_id) references public.services (business_id, id),
  foreign key (business_id, staff_id) references public.staff (business_id, id)
);
create index service_staff_staff_idx on public.service_staff (business_id, staff_id);

alter table public.service_staff enable row level security;

create policy "Members see who does which service" on public.service_staff for select to authenticated
  using (business_id in (select business_id from public.members where user_id = (select auth.uid()) and deleted_at is null));

grant select on public.service_staff to authenticated, service_role;

comment on table public.service_staff is 'Which staff do which service.';

-- schemas/10_tables/06_working_hours.sql
create table public.working_hours (
  business_id uuid not null references public.businesses (id),
  staff_id uuid not null,
  weekday int not null check (weekday between 1 and 7),
  opens time not null,
  closes time not null,
  primary key (business_id, staff_id, weekday, opens),
  foreign key (business_id, staff_id) references public.staff (business_id, id)
);

alter table public.working_hours enable row level security;

create policy "Members see their business's hours" on public.working_hours for select to authenticated
  using (business_id in (select business_id from public.members where user_id = (select auth.uid()) and deleted_at is null));

grant select on public.working_hours to authenticated, service_role;

comment on table public.working_hours is 'Weekly hours of one calendar, in local time; closes <= opens means the next day. Several stretches a day are several rows.';
comment on column public.working_hours.weekday is 'ISO: 1 Monday to 7 Sunday.';

create table public.date_hours (
  business_id uuid not null references public.businesses (id),
  id uuid not null default gen_random_uuid(),
  staff_id uuid not null,
  on_date date not null,
  opens time,
  closes time,
  reason text not null default '',
  created_at timestamptz not null default now(),
  primary key (business_id, id),
  foreign key (business_id, staff_id) references public.staff (business_id, id),
  check ((opens is null) = (closes is null))
);
create index date_hours_date_idx on public.date_hours (business_id, staff_id, on_date);

alter table public.date_hours enable row level security;

create policy "Members see their business's special dates" on public.date_hours for select to authenticated
  using (business_id in (select business_id from public.members where user_id = (select auth.uid()) and deleted_at is null));

grant select on public.date_hours to authenticated, service_role;

comment on table public.date_hours is 'Hours of one date, in place of the weekly ones; no times means closed that day.';

-- schemas/10_tables/07_blocked_times.sql
create table public.blocked_times (
  business_id uuid not null references public.businesses (id),
  id uuid not null default gen_random_uuid(),
  staff_id uuid,
  reason text not null default '',
  during tstzrange,
  frequency public.block_frequency,
  every_n int not null default 1 check (every_n between 1 and 366),
  weekdays int[],
  month_day int check (month_day between 1 and 31),
  first_date date,
  last_date date,
  occurrences int check (occurrences > 0),
  from_time time,
  to_time time,
  except_dates date[] not null default '{}',
  created_by uuid,
  created_at timestamptz not null default now(),
  deleted_at timestamptz,
  primary key (business_id, id),
  foreign key (business_id, staff_id) references public.staff (business_id, id),
  constraint one_off_or_recurring check (
    (during is not null and not isempty(during) and frequency is null and first_date is null)
    or (during is null and frequency is not null and first_date is not null and from_time is not null and to_time is not null)
  ),
  constraint weekly_names_weekdays check (
    (frequency = 'weekly') is not true or coalesce(weekdays <@ '{1,2,3,4,5,6,7}' and cardinality(weekdays) > 0, false)),
  constraint monthly_names_its_day check ((frequency = 'monthly') is not true or month_day is not null),
  constraint counted_rules_know_their_end check (occurrences is null or last_date is not null)
);
create index blocked_times_staff_idx on public.blocked_times (business_id, staff_id);

alter table public.blocked_times enable row level security;

create policy "Members see their business's blocked times" on public.blocked_times for select to authenticated
  using (business_id in (select business_id from public.members where user_id = (select auth.uid()) and deleted_at is null));

grant select on public.blocked_times to authenticated, service_role;

comment on table public.blocked_times is 'A one-off (during) or recurring (the other columns, in local time) stretch that cannot be booked.';
comment on column public.blocked_times.staff_id is 'Null: the whole business.';
comment on column public.blocked_times.occurrences is 'Kept as the owner said it; last_date is what it comes to.';

-- schemas/10_tables/08_customers.sql
create table public.customers (
  business_id uuid not null references public.businesses (id),
  id uuid not null default gen_random_uuid(),
  name text not null default '',
  phone text check (phone ~ '^\+[1-9][0-9]{6,14}$'),
  claimed_phone text,
  email text,
  address text not null default '',
  place_id uuid,
  notes text not null default '',
  blocked_at timestamptz,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  deleted_at timestamptz,
  primary key (business_id, id),
  foreign key (business_id, place_id) references public.places (business_id, id)
);
create unique index customers_phone_idx on public.customers (business_id, phone) where deleted_at is null;
create index customers_place_idx on public.customers (business_id, place_id);

alter table public.customers enable row level security;

create policy "Members see their business's customers" on public.customers for select to authenticated
  using (business_id in (select business_id from public.members where user_id = (select auth.uid()) and deleted_at is null));

grant select on public.customers to authenticated, service_role;

comment on table public.customers is 'A person who books.';
comment on column public.customers.phone is 'E.164, proven by a text from it.';
comment on column public.customers.claimed_phone is 'As typed by a chat visitor; only a claim until verified.';

-- schemas/10_tables/09_conversations.sql
create table public.conversations (
  business_id uuid not null references public.businesses (id),
  id uuid not null default gen_random_uuid(),
  customer_id uuid not null,
  channel public.channel not null,
  peer text not null,
  state public.conversation_state not null default 'ai',
  facts jsonb not null default '{}',
  last_seq int not null default 0,
  inbound_seq int not null default 0,
  answered_seq int not null default 0,
  offer_set int not null default 0,
  answer_due_at timestamptz,
  lease_token bigint not null default 0,
  leased_until timestamptz,
  attempts int not null default 0,
  created_at timestamptz not null default now(),
  last_inbound_at timestamptz,
  primary key (business_id, id),
  foreign key (business_id, customer_id) references public.customers (business_id, id)
);
create unique index conversations_peer_idx on public.conversations (business_id, channel, peer);
create index conversations_customer_idx on public.conversations (business_id, customer_id);
create index conversations_answer_due_idx on public.conversations (answer_due_at) where answer_due_at is not null;

alter table public.conversations enable row level security;

create policy "Members see their business's conversations" on public.conversations for select to authenticated
  using (business_id in (select business_id from public.members where user_id = (select auth.uid()) and deleted_at is null));

grant select on public.conversations to authenticated, service_role;

comment on table public.conversations is 'One thread with one customer on one channel.';
comment on column public.conversations.peer is 'The other end: an E.164 phone, or a chat visitor''s id.';
comment on column public.conversations.facts is 'What the receptionist has gathered so far, in its own words.';
comment on column public.conversations.inbound_seq is 'Sequence of the newest message from the customer.';
comment on column public.conversations.answered_seq is 'Every message up to here has been answered.';
comment on column public.conversations.lease_token is 'Grows with each claim: a worker whose token is old can no longer write.';

-- schemas/10_tables/10_messages.sql
create table public.messages (
  business_id uuid not null, -- through its conversation
  id uuid not null default gen_random_uuid(),
  conversation_id uuid not null,
  seq int not null,
  author public.message_author not null,
  body text not null default '',
  media jsonb not null default '[]',
  provider_id text,
  created_at timestamptz not null default now(),
  primary key (business_id, id),
  foreign key (business_id, conversation_id) references public.conversations (business_id, id),
  unique (business_id, conversation_id, seq),
  unique (business_id, provider_id)
);

alter table public.messages enable row level security;

create policy "Members see their business's messages" on public.messages for select to authenticated
  using (business_id in (select business_id from public.members where user_id = (select auth.uid()) and deleted_at is null));

grant select on public.messages to authenticated, service_role;
alter publication supabase_realtime add table public.messages;

comment on table public.messages is 'Every text of a conversation, in order, stored once.';
comment on column public.messages.provider_id is 'The carrier''s own id of an inbound text (Twilio''s MessageSid).';

create table public.turns (
  business_id uuid not null references public.businesses (id),
  id uuid not null default gen_random_uuid(),
  conversation_id uuid not null,
  upto_seq int not null,
  engine text not null,
  outcome text not null,
  record jsonb not null default '{}',
  created_at timestamptz not null default now(),
  primary key (business_id, id),
  foreign key (business_id, conversation_id) references public.conversations (business_id, id)
);
create index turns_conversation_idx on public.turns (business_id, conversation_id);

alter table public.turns enable row level security;

create policy "Members see how their receptionist answered" on public.turns for select to authenticated
  using (business_id in (select business_id from public.members where user_id = (select auth.uid()) and deleted_at is null));

grant select on public.turns to authenticated, service_role;

comment on table public.turns is 'One answer of the receptionist: which engine, which tools, what the truth gate said, what it cost.';

-- schemas/10_tables/11_offers.sql
create table public.offers (
  business_id uuid not null references public.businesses (id),
  id uuid not null default gen_random_uuid(),
  conversation_id uuid not null,
  set_no int not null,
  position int not null,
  ref text not null,
  service_id uuid not null,
  staff_id uuid not null,
  place_id uuid,
  starts_at timestamptz not null,
  ends_at timestamptz not null,
  expires_at timestamptz not null,
  created_at timestamptz not null default now(),
  primary key (business_id, id),
  foreign key (business_id, conversation_id) references public.conversations (business_id, id),
  foreign key (business_id, service_id) references public.services (business_id, id),
  foreign key (business_id, staff_id) references public.staff (business_id, id),
  foreign key (business_id, place_id) references public.places (business_id, id),
  unique (business_id, conversation_id, set_no, position),
  unique (business_id, conversation_id, ref),
  check (ends_at > starts_at)
);
create index offers_service_idx on public.offers (business_id, service_id);
create index offers_staff_idx on public.offers (business_id, staff_id);
create index offers_place_idx on public.offers (business_id, place_id);

alter table public.offers enable row level security;

create policy "Members see what their customers were offered" on public.offers for select to authenticated
  using (business_id in (select business_id from public.members where user_id = (select auth.uid()) and deleted_at is null));

grant select on public.offers to authenticated, service_role;

comment on table public.offers is 'A free start shown to one conversation, with its set, position and expiry.';
comment on column public.offers.ref is 'The only name by which the receptionist can pick this time.';

-- schemas/10_tables/12_bookings.sql
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
create index bookings_expires_idx on public.bookings (expires_at) where status = 'pending';
create index bookings_nag_idx on public.bookings (nag_at) where status = 'pending' and nagged_at is null;

alter table public.bookings enable row level security;

create policy "Members see their business's bookings" on public.bookings for select to authenticated
  using (business_id in (select business_id from public.members where user_id = (select auth.uid()) and deleted_at is null));

grant select on public.bookings to authenticated, service_role;
alter publication supabase_realtime add table public.bookings;

comment on table public.bookings is 'A job asked for, agreed, done or ended; who and why are kept apart from the status.';
comment on column public.bookings.service_name is 'As it was when booked: renaming a service does not rewrite history.';
comment on column public.bookings.price_cents is 'As it was when booked; null means the team quotes.';
comment on column public.bookings.expires_at is 'While pending: when the request lapses unanswered.';

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

-- schemas/10_tables/13_holds.sql
create table public.holds (
  business_id uuid not null references public.businesses (id),
  id uuid not null default gen_random_uuid(),
  staff_id uuid not null,
  booking_id uuid,
  offer_id uuid,
  owner_id uuid not null generated always as (coalesce(booking_id, offer_id)) stored,
  occupied tstzrange not null,
  at_customer boolean not null default false,
  place_id uuid,
  expires_at timestamptz,
  primary key (business_id, id),
  foreign key (business_id, staff_id) references public.staff (business_id, id),
  foreign key (business_id, booking_id) references public.bookings (business_id, id) deferrable initially deferred,
  foreign key (business_id, offer_id) references public.offers (business_id, id),
  foreign key (business_id, place_id) references public.places (business_id, id),
  check (num_nonnulls(booking_id, offer_id) = 1),
  check (not isempty(occupied) and lower_inc(occupied) and not upper_inc(occupied)),
  -- The conflict rule: one calendar, one owner of any instant. A booking may overlap itself while it moves.
  constraint no_two_holds_overlap exclude using gist (
    business_id with =, staff_id with =, owner_id with <>, occupied with &&
  )
);
create index holds_calendar_idx on public.holds (business_id, staff_id, upper(occupied)) include (occupied, at_customer, place_id, expires_at, owner_id);
create index holds_booking_idx on public.holds (business_id, booking_id);
create index holds_offer_idx on public.holds (business_id, offer_id);
create index holds_place_idx on public.holds (business_id, place_id);

alter table public.holds enable row level security;

create policy "Members see what holds their calendars" on public.holds for select to authenticated
  using (business_id in (select business_id from public.members where user_id = (select auth.uid()) and deleted_at is null));

grant select on public.holds to authenticated, service_role;

comment on table public.holds is 'Taken stretches of a calendar. The exclusion constraint, not any look beforehand, prevents double booking.';
comment on column public.holds.occupied is 'From start less the buffer before to end plus the buffer after, end excluded.';
comment on column public.holds.expires_at is 'Past it the hold no longer counts; null: until it is released.';

-- schemas/10_tables/14_leads.sql
create table public.leads (
  business_id uuid not null references public.businesses (id),
  id uuid not null default gen_random_uuid(),
  customer_id uuid not null,
  conversation_id uuid,
  booking_id uuid,
  kind public.lead_kind not null,
  state public.lead_state not null default 'open',
  phone text,
  summary text not null default '',
  dedupe_key text not null,
  created_at timestamptz not null,
  primary key (business_id, id),
  foreign key (business_id, customer_id) references public.customers (business_id, id),
  foreign key (business_id, conversation_id) references public.conversations (business_id, id),
  foreign key (business_id, booking_id) references public.bookings (business_id, id),
  unique (business_id, dedupe_key)
);
create index leads_customer_idx on public.leads (business_id, customer_id);
create index leads_conversation_idx on public.leads (business_id, conversation_id);
create index leads_booking_idx on public.leads (business_id, booking_id);

alter table public.leads enable row level security;

create policy "Members see their business's leads" on public.leads for select to authenticated
  using (business_id in (select business_id from public.members where user_id = (select auth.uid()) and deleted_at is null));

grant select on public.leads to authenticated, service_role;

comment on table public.leads is 'Someone who could not be booked now and should be called.';

-- schemas/10_tables/15_opt_outs.sql
create table public.opt_outs (
  business_id uuid not null references public.businesses (id),
  id uuid not null default gen_random_uuid(),
  ledger_no bigint not null generated always as identity,
  phone text not null,
  opted_out boolean not null,
  keyword text not null default '',
  source text not null,
  created_at timestamptz not null,
  primary key (business_id, id)
);
create index opt_outs_phone_idx on public.opt_outs (business_id, phone, ledger_no desc);

alter table public.opt_outs enable row level security;

create policy "Members see who opted out of their texts" on public.opt_outs for select to authenticated
  using (business_id in (select business_id from public.members where user_id = (select auth.uid()) and deleted_at is null));

grant select on public.opt_outs to authenticated, service_role;

comment on table public.opt_outs is 'Ledger of STOP and START per business and number, apart from customers; the newest row rules. Rows are only added.';

-- schemas/10_tables/16_outbox.sql
create table public.outbox (
  business_id uuid not null references public.businesses (id),
  id uuid not null default gen_random_uuid(),
  queue_no bigint not null generated always as identity,
  kind text not null,
  class public.text_class not null,
  medium public.text_medium not null default 'sms',
  recipient text not null,
  member_id uuid,
  customer_id uuid,
  conversation_id uuid,
  message_id uuid,
  booking_id uuid,
  lead_id uuid,
  offer_set int,
  detail jsonb not null default '{}',
  dedupe_key text not null,
  state public.text_state not null default 'waiting',
  due_at timestamptz not null,
  attempts int not null default 0,
  claim_token uuid,
  claimed_at timestamptz,
  leased_until timestamptz,
  body text,
  encoding text,
  segments int,
  provider_id text,
  delivery text,
  error_code int,
  error text,
  created_at timestamptz not null,
  sent_at timestamptz,
  settled_at timestamptz,
  primary key (business_id, id),
  foreign key (business_id, customer_id) references public.customers (business_id, id),
  foreign key (business_id, conversation_id) references public.conversations (business_id, id),
  foreign key (business_id, message_id) references public.messages (business_id, id),
  foreign key (business_id, booking_id) references public.bookings (business_id, id),
  foreign key (business_id, lead_id) references public.leads (business_id, id),
  foreign key (business_id, member_id) references public.members (business_id, user_id) on delete set null (member_id),
  unique (business_id, dedupe_key)
);
create index outbox_waiting_idx on public.outbox (due_at, queue_no) where state = 'waiting';
create index outbox_sending_idx on public.outbox (leased_until) where state in ('sending', 'unknown');
create unique index outbox_provider_idx on public.outbox (business_id, provider_id);
create index outbox_booking_idx on public.outbox (business_id, booking_id);
create index outbox_conversation_idx on public.outbox (business_id, conversation_id);
create index outbox_customer_idx on public.outbox (business_id, customer_id);
create index outbox_message_idx on public.outbox (business_id, message_id);
create index outbox_lead_idx on public.outbox (business_id, lead_id);
create index outbox_member_idx on public.outbox (business_id, member_id);

alter table public.outbox enable row level security;

create policy "Members see the texts sent in their name" on public.outbox for select to authenticated
  using (business_id in (select business_id from public.members where user_id = (select auth.uid()) and deleted_at is null));

grant select on public.outbox to authenticated, service_role;
alter publication supabase_realtime add table public.outbox;

comment on table public.outbox is 'Texts waiting, sending and sent. No text leaves except through a row here.';
comment on column public.outbox.queue_no is 'Texts due together leave in this order.';
comment on column public.outbox.kind is 'Names the template.';
comment on column public.outbox.dedupe_key is 'The same cause never makes a second text.';
comment on column public.outbox.body is 'As it was rendered when it was last sent.';
comment on column public.outbox.delivery is 'The carrier''s newest word on it.';

-- schemas/20_time/01_local_words.sql
-- An instant in the words a person reads, in a zone. The only place where a weekday meets a date.
create function private.local_words(p_at timestamptz, p_zone text) returns jsonb
language sql stable set search_path = ''
as $$
  select jsonb_build_object(
    'weekday', to_char(local_at, 'FMDay'),
    'weekday_short', to_char(local_at, 'Dy'),
    'long', to_char(local_at, 'FMDay, FMMonth FMDDth'),
    'medium', to_char(local_at, 'FMDay, Mon FMDD'),
    'short', to_char(local_at, 'Dy, Mon FMDD'),
    'time', to_char(local_at, 'FMHH12:MI AM'),
    'date', to_char(local_at, 'YYYY-MM-DD'),
    'minute', extract(hour from local_at)::int * 60 + extract(minute from local_at)::int,
    'zone', p_zone
  )
  from (select p_at at time zone p_zone) as wall (local_at)
$$;

-- schemas/20_time/02_contact_hours.sql
-- The instant at which p_minutes of contact hours have passed since p_from. Contact hours run daily from p_open to
-- p_close in local time; p_close <= p_open means the next day. With 0 minutes: p_from, or the next opening.
create function private.add_contact_minutes(p_from timestamptz, p_minutes int, p_zone text, p_open time, p_close time) returns timestamptz
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
create function private.in_contact_hours(p_business public.businesses, p_at timestamptz) returns timestamptz
language sql stable set search_path = ''
as $$
  select private.add_contact_minutes(p_at, 0, p_business.time_zone, p_business.contact_from, p_business.contact_to)
$$;

-- schemas/20_time/03_deadlines.sql
-- When to nag the owner about a request and when it expires. Never later than the start less the answer margin, never
-- earlier than 15 minutes after it was asked; when the usual nag would miss the deadline it falls at half the window.
create function private.deadlines(
  p_business public.businesses, p_requested timestamptz, p_starts timestamptz,
  out nag_at timestamptz, out expires_at timestamptz
)
language plpgsql stable set search_path = ''
as $$
begin
  if p_business.deadline_clock = 'plain' then
    nag_at := p_requested + make_interval(mins => p_business.nag_after_minutes);
    expires_at := p_requested + make_interval(mins => p_business.expire_after_minutes);
  else
    nag_at := private.add_contact_minutes(
      p_requested, p_business.nag_after_minutes, p_business.time_zone, p_business.contact_from, p_business.contact_to);
    expires_at := private.add_contact_minutes(
      p_requested, p_business.expire_after_minutes, p_business.time_zone, p_business.contact_from, p_business.contact_to);
  end if;
  expires_at := least(expires_at, p_starts - make_interval(mins => p_business.answer_margin_minutes));
  expires_at := greatest(expires_at, p_requested + interval '15 minutes');
  if nag_at >= expires_at then
    nag_at := p_requested + (expires_at - p_requested) / 2;
  end if;
end
$$;

-- schemas/30_slots/01_open_hours.sql
-- The hours of one calendar between two instants: weekly hours, or a date's own hours in their place, turned into
-- instants per local day. closes <= opens runs into the next day and stays that first day's shift.
create function private.open_hours(p_business uuid, p_staff uuid, p_zone text, p_from timestamptz, p_to timestamptz) returns tstzmultirange
language plpgsql stable set search_path = ''
as $$
declare
  result tstzmultirange;
begin
  with days as (
    select d::date as day
    from generate_series((p_from at time zone p_zone)::date - 1, (p_to at time zone p_zone)::date, interval '1 day') d
  ),
  special as (
    select on_date, opens, closes from public.date_hours h
    where h.business_id = p_business and h.staff_id = p_staff
      and h.on_date between (p_from at time zone p_zone)::date - 1 and (p_to at time zone p_zone)::date
  ),
  walls as (
    select days.day, h.opens, h.closes
    from days
    join public.working_hours h
      on h.business_id = p_business and h.staff_id = p_staff and h.weekday = extract(isodow from days.day)
    where not exists (select from special where special.on_date = days.day)
    union all
    select on_date, opens, closes from special where opens is not null
  ),
  instants as (
    select (day + opens) at time zone p_zone as opens_at,
           (day + closes + case when closes <= opens then interval '1 day' else interval '0' end) at time zone p_zone as closes_at
    from walls
  )
  select range_agg(tstzrange(opens_at, closes_at)) into result from instants where opens_at < closes_at;
  return coalesce(result, '{}') * tstzmultirange(tstzrange(p_from, p_to));
end
$$;

-- schemas/30_slots/02_blocked_ranges.sql
-- Blocked stretches of one calendar that touch two instants: one-off ranges, and recurring ones expanded in local time.
create function private.blocked_ranges(p_business uuid, p_staff uuid, p_zone text, p_from timestamptz, p_to timestamptz) returns tstzmultirange
language plpgsql stable set search_path = ''
as $$
declare
  result tstzmultirange;
begin
  with rules as (
    select * from public.blocked_times b
    where b.business_id = p_business and b.deleted_at is null and (b.staff_id is null or b.staff_id = p_staff)
  ),
  days as (
    select d::date as day
    from generate_series((p_from at time zone p_zone)::date - 1, (p_to at time zone p_zone)::date, interval '1 day') d
  ),
  recurring as (
    select tstzrange(
      (day + from_time) at time zone p_zone,
      greatest(
        (day + from_time) at time zone p_zone,
        (day + to_time + case when to_time <= from_time then interval '1 day' else interval '0' end) at time zone p_zone)
    ) as r
    from rules
    join days on days.day >= rules.first_date and (rules.last_date is null or days.day <= rules.last_date)
    where rules.frequency is not null
      and not days.day = any (rules.except_dates)
      and case rules.frequency
        when 'daily' then (days.day - rules.first_date) % rules.every_n = 0
        when 'weekly' then extract(isodow from days.day)::int = any (rules.weekdays)
          and ((date_trunc('week', days.day)::date - date_trunc('week', rules.first_date)::date) / 7) % rules.every_n = 0
        when 'monthly' then extract(day from days.day)::int = rules.month_day
          and ((extract(year from days.day) - extract(year from rules.first_date)) * 12
            + extract(month from days.day) - extract(month from rules.first_date))::int % rules.every_n = 0
      end
  )
  select range_agg(r) into result
  from (
    select r from recurring where not isempty(r)
    union all
    select during from rules where during && tstzrange(p_from, p_to)
  ) as both_kinds;
  return coalesce(result, '{}');
end
$$;

-- schemas/30_slots/03_travel_minutes.sql
-- Minutes to allow from one job's place to the next. A known pair counts as known; anything else is the business's own figure.
create function private.travel_minutes(p_business public.businesses, p_from_place uuid, p_to_place uuid) returns int
language sql stable set search_path = ''
as $$
  select coalesce(
    (select minutes from public.travel_times t
     where t.business_id = p_business.id and t.from_place_id = p_from_place and t.to_place_id = p_to_place),
    p_business.travel_minutes)
$$;

-- schemas/30_slots/04_free_starts.sql
-- The free starts of one service on one calendar, p_from <= start < p_to. Offers, pages and the check inside a booking's
-- transaction all come here, so what is offered can be booked.
--
-- Free = open hours - blocked times - holds, where a hold grows by this service's own buffers (and, between two jobs at
-- customers' addresses, by the drive) so that one subtraction decides. Starts lie on the business's grid, counted from the local
-- midnight of their own day, so that a start is on it however wide the question; not inside the notice and not past the horizon.
-- p_except_booking's own hold does not count.
create function private.free_starts(
  p_business public.businesses, p_service public.services, p_staff uuid, p_place uuid,
  p_from timestamptz, p_to timestamptz, p_now timestamptz, p_except_booking uuid default null
) returns setof timestamptz
language plpgsql stable set search_path = ''
as $$
declare
  lasts interval := make_interval(mins => p_service.minutes);
  step interval := make_interval(mins => p_business.slot_step_minutes);
  earliest timestamptz := greatest(p_from, p_now + make_interval(mins => coalesce(p_service.notice_minutes, p_business.notice_minutes)));
  latest timestamptz := least(p_to, p_now + make_interval(days => p_business.horizon_days));
  taken tstzmultirange;
  free tstzmultirange;
begin
  if earliest >= latest then
    return;
  end if;
  select range_agg(tstzrange(
      lower(h.occupied) - make_interval(mins => p_service.buffer_after_minutes
        + case when p_service.at_customer and h.at_customer then private.travel_minutes(p_business, p_place, h.place_id) else 0 end),
      upper(h.occupied) + make_interval(mins => p_service.buffer_before_minutes
        + case when p_service.at_customer and h.at_customer then private.travel_minutes(p_business, h.place_id, p_place) else 0 end)))
    into taken
    from public.holds h
    where h.business_id = p_business.id and h.staff_id = p_staff
      and upper(h.occupied) > earliest - interval '1 day' and lower(h.occupied) < latest + lasts + interval '1 day'
      and (h.expires_at is null or h.expires_at > p_now)
      and h.owner_id is distinct from p_except_booking;

  free := private.open_hours(p_business.id, p_staff, p_business.time_zone, earliest, latest + lasts)
    - private.blocked_ranges(p_business.id, p_staff, p_business.time_zone, earliest, latest + lasts)
    - coalesce(taken, '{}');

  return query
    select s
    from unnest(free) as gap,
      lateral generate_series(
        (lower(gap) at time zone p_business.time_zone)::date::timestamp, upper(gap) at time zone p_business.time_zone, interval '1 day') as wall,
      lateral (select wall at time zone p_business.time_zone as midnight,
        (wall + interval '1 day') at time zone p_business.time_zone as next_midnight) as day,
      lateral generate_series(
        date_bin(step, greatest(lower(gap), day.midnight) + step - interval '1 microsecond', day.midnight),
        least(upper(gap) - lasts, day.next_midnight - interval '1 microsecond'), step) as s
    where s >= earliest and s < latest
    order by s;
end
$$;

-- schemas/30_slots/05_offer_candidates.sql
-- Every free start a wish allows, each with the calendar that would take it: the one with the fewest holds ahead, then by position.
-- The wish is in local words: {day_from, day_to, weekday, minute_from, minute_to}, minutes of the day, minute_to excluded.
-- A start this customer was already declined is left out.
create type private.candidate as (starts_at timestamptz, staff_id uuid, day date, minute int);

create function private.offer_candidates(
  p_business public.businesses, p_service public.services, p_customer uuid, p_staff uuid, p_place uuid,
  p_wish jsonb, p_now timestamptz
) returns setof private.candidate
language sql stable set search_path = ''
as $$
  with window_of as (
    select coalesce((p_wish ->> 'day_from')::date::timestamp at time zone p_business.time_zone, p_now) as opens_at,
      coalesce(((p_wish ->> 'day_to')::date + 1)::timestamp at time zone p_business.time_zone,
        p_now + make_interval(days => p_business.horizon_days)) as closes_at
  ),
  calendars as (
    select s.id, s.position,
      (select count(*) from public.holds h where h.business_id = s.business_id and h.staff_id = s.id and upper(h.occupied) > p_now) as load
    from public.staff s
    join public.service_staff ss on ss.business_id = s.business_id and ss.staff_id = s.id and ss.service_id = p_service.id
    where s.business_id = p_business.id and s.deleted_at is null and (p_staff is null or s.id = p_staff)
  ),
  starts as (
    select distinct on (f.at) f.at, c.id as staff_id, f.at at time zone p_business.time_zone as wall
    from window_of w
    cross join calendars c
    cross join lateral private.free_starts(p_business, p_service, c.id, p_place, greatest(w.opens_at, p_now), w.closes_at, p_now) as f (at)
    order by f.at, c.load, c.position, c.id
  )
  select s.at, s.staff_id, s.wall::date, w.minute
  from starts s
  cross join lateral (select extract(hour from s.wall)::int * 60 + extract(minute from s.wall)::int as minute) w
  where (p_wish ->> 'weekday' is null or extract(isodow from s.wall)::int = (p_wish ->> 'weekday')::int)
    and (p_wish ->> 'minute_from' is null or w.minute >= (p_wish ->> 'minute_from')::int)
    and (p_wish ->> 'minute_to' is null or w.minute < (p_wish ->> 'minute_to')::int)
    and not exists (
      select from public.bookings b
      where b.business_id = p_business.id and b.customer_id = p_customer and b.starts_at = s.at
        and b.status = 'cancelled' and b.ended_by = 'owner')
$$;

-- schemas/30_slots/05a_offers_of.sql
-- One set of offers in words, in order of position, those already lapsed left out.
create function private.offers_of(p_business public.businesses, p_conversation uuid, p_set int, p_now timestamptz) returns jsonb
language sql stable set search_path = ''
as $$
  select coalesce(jsonb_agg(jsonb_build_object(
      'ref', o.ref, 'position', o.position, 'starts_at', o.starts_at, 'service', s.name, 'staff', t.name,
      'soon', o.starts_at < date_trunc('day', p_now, p_business.time_zone) + interval '7 days',
      'words', private.local_words(o.starts_at, p_business.time_zone)) order by o.position), '[]')
  from public.offers o
  join public.services s on s.business_id = o.business_id and s.id = o.service_id
  join public.staff t on t.business_id = o.business_id and t.id = o.staff_id
  where o.business_id = p_business.id and o.conversation_id = p_conversation and o.set_no = p_set and o.expires_at > p_now
$$;

-- schemas/30_slots/06_make_offers.sql
-- Chooses up to three good starts for a wish and issues them to a conversation as its newest set: the soonest first, then other
-- days before other parts of the day before mere neighbours; a third that is only a neighbour is left out. Returns {match, offers}: match says how near to the wish they are,
-- 'wished', 'same_days', 'later' or 'none'. Offers lapse at their start, or after two days.
create function private.make_offers(
  p_business public.businesses, p_conversation uuid, p_customer uuid, p_service public.services, p_staff uuid, p_place uuid,
  p_wish jsonb, p_now timestamptz, p_most int default 3
) returns jsonb
language plpgsql set search_path = ''
as $$
declare
  stage record;
  chosen private.candidate;
  candidates private.candidate[];
  picked timestamptz[];
  days date[];
  minutes int[];
  staff_ids uuid[];
  set_number int;
  matched text := 'none';
begin
  for stage in
    select * from (values
      ('wished', p_wish),
      ('same_days', p_wish - 'minute_from' - 'minute_to'),
      ('later', jsonb_build_object('day_from', p_wish -> 'day_from'))
    ) as stages (name, wish)
  loop
    picked := '{}'; days := '{}'; minutes := '{}'; staff_ids := '{}';
    select array_agg(c) into candidates
      from private.offer_candidates(p_business, p_service, p_customer, p_staff, p_place, stage.wish, p_now) as c;
    for n in 1..p_most loop
      select c.* into chosen
        from unnest(candidates) as c
        where not c.starts_at = any (picked)
        order by
          case when stage.name = 'same_days' and p_wish ? 'minute_from' then abs(c.minute - (p_wish ->> 'minute_from')::int) / 90 end,
          c.day = any (days),
          exists (select from unnest(picked) p where abs(extract(epoch from p - c.starts_at)) < 5400),
          exists (select from unnest(minutes) m where m / 240 = c.minute / 240),
          c.starts_at
        limit 1;
      exit when not found or cardinality(picked) >= 2
        and exists (select from unnest(picked) p where abs(extract(epoch from p - chosen.starts_at)) < 3600);
      picked := picked || chosen.starts_at; days := days || chosen.day;
      minutes := minutes || chosen.minute; staff_ids := staff_ids || chosen.staff_id;
    end loop;
    if cardinality(picked) > 0 then
      matched := stage.name;
      exit;
    end if;
  end loop;

  update public.conversations set offer_set = offer_set + 1
    where business_id = p_business.id and id = p_conversation
    returning offer_set into set_number;
  insert into public.offers (
    business_id, conversation_id, set_no, position, ref, service_id, staff_id, place_id, starts_at, ends_at, expires_at, created_at)
    select p_business.id, p_conversation, set_number, row_number() over (order by c.at),
      format('t%s-%s', set_number, row_number() over (order by c.at)), p_service.id, c.staff_id, p_place,
      c.at, c.at + make_interval(mins => p_service.minutes), least(c.at, p_now + interval '2 days'), p_now
    from unnest(picked, staff_ids) as c (at, staff_id);
  return jsonb_build_object('match', matched, 'set', set_number,
    'offers', private.offers_of(p_business, p_conversation, set_number, p_now));
end
$$;

-- schemas/40_texts/01_opted_out.sql
-- Has this number told this business to stop? The newest row of the ledger rules; never asked: no.
create function private.opted_out(p_business uuid, p_phone text) returns boolean
language sql stable set search_path = ''
as $$
  select coalesce(
    (select o.opted_out from public.opt_outs o
     where o.business_id = p_business and o.phone = p_phone
     order by o.ledger_no desc limit 1), false)
$$;

-- Puts the carrier's own opt-out (error 21610) into the ledger, once. Any other code means nothing here.
create function private.note_refusal(p_business uuid, p_phone text, p_error_code int, p_now timestamptz) returns void
language sql set search_path = ''
as $$
  insert into public.opt_outs (business_id, phone, opted_out, source, created_at)
  select p_business, p_phone, true, 'carrier refused: 21610', p_now
  where p_error_code = 21610 and not private.opted_out(p_business, p_phone)
$$;

-- schemas/40_texts/02_queue_text.sql
-- Puts one text into the outbox, once per dedupe key. Proactive texts wait for contact hours. Does nothing without a recipient.
create function private.queue_text(
  p_business public.businesses, p_kind text, p_class public.text_class, p_recipient text, p_dedupe_key text, p_now timestamptz,
  p_member uuid default null, p_customer uuid default null, p_conversation uuid default null, p_message uuid default null,
  p_booking uuid default null, p_lead uuid default null, p_offer_set int default null, p_detail jsonb default '{}'
) returns void
language sql set search_path = ''
as $$
  insert into public.outbox (
    business_id, kind, class, medium, recipient, dedupe_key, created_at, due_at,
    member_id, customer_id, conversation_id, message_id, booking_id, lead_id, offer_set, detail)
  select p_business.id, p_kind, p_class, case when p_recipient like '%@%' then 'email' else 'sms' end::public.text_medium,
    p_recipient, p_dedupe_key, p_now, case when p_class = 'proactive' then private.in_contact_hours(p_business, p_now) else p_now end,
    p_member, p_customer, p_conversation, p_message, p_booking, p_lead, p_offer_set, p_detail
  where p_recipient is not null
  on conflict (business_id, dedupe_key) do nothing
$$;

-- schemas/40_texts/03_tell_members.sql
-- One text to each member of a business who has a phone and wants this sort: 'requests', 'confirmations' or 'handoffs'.
create function private.tell_members(
  p_business public.businesses, p_wants text, p_kind text, p_class public.text_class, p_dedupe_key text, p_now timestamptz,
  p_booking uuid default null, p_lead uuid default null, p_conversation uuid default null, p_detail jsonb default '{}'
) returns void
language sql set search_path = ''
as $$
  select private.queue_text(p_business, p_kind, p_class, m.phone, format('%s:%s', p_dedupe_key, m.user_id), p_now,
    p_member => m.user_id, p_booking => p_booking, p_lead => p_lead, p_conversation => p_conversation, p_detail => p_detail)
  from public.members m
  where m.business_id = p_business.id and m.deleted_at is null and m.phone is not null
    and case p_wants when 'requests' then m.gets_requests when 'confirmations' then m.gets_confirmations else m.gets_handoffs end
$$;

-- schemas/40_texts/04_tell_customer.sql
-- One text about a booking to its customer: to their phone, else to their e-mail address.
create function private.tell_customer(
  p_business public.businesses, p_booking public.bookings, p_kind text, p_class public.text_class, p_dedupe_key text, p_now timestamptz,
  p_offer_set int default null
) returns void
language sql set search_path = ''
as $$
  select private.queue_text(p_business, p_kind, p_class, coalesce(p_booking.customer_phone, p_booking.customer_email), p_dedupe_key, p_now,
    p_customer => p_booking.customer_id, p_conversation => p_booking.conversation_id, p_booking => p_booking.id, p_offer_set => p_offer_set)
$$;

-- schemas/40_texts/05_booking_words.sql
-- A booking in the words its texts and pages use.
create function private.booking_words(p_business public.businesses, p_booking public.bookings) returns jsonb
language sql stable set search_path = ''
as $$
  select jsonb_build_object(
    'id', p_booking.id, 'status', p_booking.status, 'service', p_booking.service_name, 'staff', t.name,
    'customer', p_booking.customer_name, 'phone', p_booking.customer_phone, 'email', p_booking.customer_email,
    'address', p_booking.address, 'notes', p_booking.notes, 'price_cents', p_booking.price_cents, 'currency', p_booking.currency,
    'starts_at', p_booking.starts_at, 'words', private.local_words(p_booking.starts_at, p_business.time_zone),
    'answer_by', private.local_words(p_booking.expires_at, p_business.time_zone),
    'reason', p_booking.ended_reason,
    'several_staff', (select count(*) > 1 from public.staff s where s.business_id = p_booking.business_id and s.deleted_at is null))
  from public.staff t
  where t.business_id = p_booking.business_id and t.id = p_booking.staff_id
$$;

-- schemas/40_texts/06_text_refusal.sql
-- Why a text must not leave now, or null. Asked again just before sending, from the rows as they are then.
create function private.text_refusal(p_text public.outbox) returns text
language plpgsql stable set search_path = ''
as $$
declare
  status public.booking_status;
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
  select b.status into status from public.bookings b where b.business_id = p_text.business_id and b.id = p_text.booking_id;
  return case
    when p_text.kind in ('request', 'nag', 'note') and status not in ('pending', 'confirmed') then format('the booking is %s', status)
    when p_text.kind in ('request', 'nag') and status <> 'pending' then format('the booking is %s', status)
    when p_text.kind = 'confirmed' and status <> 'confirmed' then format('the booking is %s', status)
    when p_text.kind = 'expired' and status <> 'expired' then format('the booking is %s', status)
  end;
end
$$;

-- schemas/40_texts/07_text_context.sql
-- All a template may print: the business, the booking in words, the offers it lists, a message's own body.
create function private.text_context(p_text public.outbox, p_now timestamptz) returns jsonb
language sql stable set search_path = ''
as $$
  select jsonb_build_object(
    'business', jsonb_build_object('id', b.id, 'name', b.name, 'address', b.address, 'call_number', coalesce(b.call_number, b.sms_number), 'style', b.text_style),
    'booking', (select private.booking_words(b, k) from public.bookings k where k.business_id = p_text.business_id and k.id = p_text.booking_id),
    'lead', (select jsonb_build_object('summary', l.summary, 'phone', l.phone, 'name', c.name)
      from public.leads l join public.customers c on c.business_id = l.business_id and c.id = l.customer_id
      where l.business_id = p_text.business_id and l.id = p_text.lead_id),
    'offers', private.offers_of(b, p_text.conversation_id, p_text.offer_set, p_now),
    'message', (select m.body from public.messages m where m.business_id = p_text.business_id and m.id = p_text.message_id),
    'detail', p_text.detail)
  from public.businesses b where b.id = p_text.business_id
$$;

-- schemas/40_texts/08_claim_texts.sql
-- Claims due texts for one worker, oldest first, and gives what is needed to render and send them. A text no longer true or
-- wanted is skipped; a proactive one that came due outside contact hours is put off; both are left out of the answer.
-- The claim is kept before anything is sent: a worker that dies leaves 'sending', which release_stuck_texts turns into 'unknown'.
create function public.claim_texts(p_now timestamptz default now(), p_most int default 10, p_lease_seconds int default 60) returns setof jsonb
language plpgsql security definer set search_path = ''
as $$
declare
  text_row public.outbox;
  business public.businesses;
  refusal text;
  token uuid;
begin
  for text_row in
    select * from public.outbox o where o.state = 'waiting' and o.due_at <= p_now
    order by o.due_at, o.queue_no limit p_most for no key update skip locked
  loop
    select * into business from public.businesses b where b.id = text_row.business_id;
    refusal := private.text_refusal(text_row);
    if refusal is not null then
      update public.outbox set state = 'skipped', error = refusal, settled_at = p_now
        where business_id = text_row.business_id and id = text_row.id;
    elsif text_row.class = 'proactive' and private.in_contact_hours(business, p_now) > p_now then
      update public.outbox set due_at = private.in_contact_hours(business, p_now)
        where business_id = text_row.business_id and id = text_row.id;
    else
      token := gen_random_uuid();
      update public.outbox set state = 'sending', attempts = attempts + 1, claim_token = token, claimed_at = p_now,
          leased_until = p_now + make_interval(secs => p_lease_seconds)
        where business_id = text_row.business_id and id = text_row.id;
      return next jsonb_build_object(
        'business_id', text_row.business_id, 'id', text_row.id, 'token', token, 'kind', text_row.kind, 'medium', text_row.medium,
        'recipient', text_row.recipient, 'sender', business.sms_number, 'messaging_service_sid', business.messaging_service_sid,
        'attempts', text_row.attempts + 1, 'created_at', text_row.created_at, 'context', private.text_context(text_row, p_now));
    end if;
  end loop;
end
$$;
grant execute on function public.claim_texts to service_role;

-- schemas/40_texts/08a_add_message.sql
-- Appends one message to a conversation under its next sequence number.
create function private.add_message(
  p_business uuid, p_conversation uuid, p_author public.message_author, p_body text, p_now timestamptz
) returns public.messages
language plpgsql set search_path = ''
as $$
declare
  number int;
  added public.messages;
begin
  update public.conversations set last_seq = last_seq + 1
    where business_id = p_business and id = p_conversation
    returning last_seq into number;
  insert into public.messages (business_id, conversation_id, seq, author, body, created_at)
    values (p_business, p_conversation, number, p_author, p_body, p_now)
    returning * into added;
  return added;
end
$$;

-- schemas/40_texts/09_finish_text.sql
-- Records that the carrier took a claimed text. A text to a customer that is not already a message of the conversation becomes one,
-- so the thread reads as it happened. Returns false, changing nothing, when the claim is no longer this worker's.
create function public.finish_text(
  p_business uuid, p_text uuid, p_token uuid, p_provider_id text, p_body text, p_encoding text, p_segments int,
  p_now timestamptz default now()
) returns boolean
language plpgsql security definer set search_path = ''
as $$
declare
  text_row public.outbox;
begin
  update public.outbox
    set state = case when state in ('sending', 'unknown') then 'sent'::public.text_state else state end,
        provider_id = coalesce(provider_id, p_provider_id), body = p_body, encoding = p_encoding, segments = p_segments,
        sent_at = coalesce(sent_at, p_now), leased_until = null, claim_token = null, error = null
    where business_id = p_business and id = p_text and claim_token = p_token
    returning * into text_row;
  if not found then
    return false;
  end if;
  if text_row.conversation_id is not null and text_row.customer_id is not null and text_row.message_id is null then
    perform private.add_message(p_business, text_row.conversation_id, 'system', p_body, p_now);
  end if;
  return true;
end
$$;
grant execute on function public.finish_text to service_role;

-- schemas/40_texts/10_fail_text.sql
-- Records that a claimed text did not leave, or that nobody can tell. p_outcome: 'retry' puts it back with a growing pause
-- (eight tries, then failed), 'failed' gives up, 'unknown' waits for the carrier's word. Error 21610 (the carrier holds an
-- opt-out) goes into the ledger. Returns false, changing nothing, when the claim is no longer this worker's or the carrier's own word
-- came first.
create function public.fail_text(
  p_business uuid, p_text uuid, p_token uuid, p_outcome text, p_error_code int, p_error text, p_body text default null,
  p_now timestamptz default now()
) returns boolean
language plpgsql security definer set search_path = ''
as $$
declare
  text_row public.outbox;
begin
  if p_outcome not in ('retry', 'failed', 'unknown') then
    raise exception sqlstate 'PT400' using message = 'A text ends as retry, failed or unknown.', hint = 'bad_input';
  end if;
  update public.outbox set
      state = case
        when p_outcome = 'unknown' then 'unknown'
        when p_outcome = 'failed' or attempts >= 8 then 'failed'
        else 'waiting' end::public.text_state,
      due_at = p_now + make_interval(secs => least(900, 2 ^ attempts) * (0.75 + random() / 2)),
      error_code = p_error_code, error = p_error, body = coalesce(p_body, body), leased_until = p_now + interval '30 seconds',
      claim_token = null,
      settled_at = case when p_outcome = 'failed' or (p_outcome = 'retry' and attempts >= 8) then p_now end
    where business_id = p_business and id = p_text and claim_token = p_token and state in ('sending', 'unknown')
    returning * into text_row;
  if not found then
    return false;
  end if;
  perform private.note_refusal(p_business, text_row.recipient, p_error_code, p_now);
  return true;
end
$$;
grant execute on function public.fail_text to service_role;

-- schemas/40_texts/11_release_stuck_texts.sql
-- A worker died between claiming and recording: whether the text left is unknown, and it is not repeated blindly. Returns how many.
create function public.release_stuck_texts(p_now timestamptz default now()) returns int
language plpgsql security definer set search_path = ''
as $$
declare
  released int;
begin
  with stuck as (
    select business_id, id from public.outbox where state = 'sending' and leased_until <= p_now
    order by leased_until limit 100 for no key update skip locked
  )
  update public.outbox o set state = 'unknown', claim_token = null, leased_until = p_now
    from stuck where o.business_id = stuck.business_id and o.id = stuck.id;
  get diagnostics released = row_count;
  return released;
end
$$;
grant execute on function public.release_stuck_texts to service_role;

-- schemas/40_texts/12_unknown_texts.sql
-- Texts whose fate the carrier should be asked about, each at most every 30 seconds: what they would have said,
-- to whom and since when. 'give_up': it is two minutes since it was tried; if the carrier still knows nothing of it, it did not leave.
create function public.unknown_texts(p_now timestamptz default now()) returns setof jsonb
language sql security definer set search_path = ''
as $$
  with due as (
    select business_id, id from public.outbox where state = 'unknown' and leased_until <= p_now
    order by leased_until limit 20 for no key update skip locked
  ),
  asked as (
    update public.outbox o set leased_until = p_now + interval '30 seconds', claim_token = gen_random_uuid()
      from due where o.business_id = due.business_id and o.id = due.id
      returning o.*
  )
  select jsonb_build_object(
    'business_id', a.business_id, 'id', a.id, 'token', a.claim_token, 'kind', a.kind, 'recipient', a.recipient,
    'sender', b.sms_number, 'created_at', a.created_at, 'claimed_at', a.claimed_at,
    'give_up', a.claimed_at < p_now - interval '2 minutes', 'body', a.body, 'style', b.text_style, 'attempts', a.attempts,
    'messaging_service_sid', b.messaging_service_sid, 'medium', a.medium, 'context', private.text_context(a, p_now))
  from asked a join public.businesses b on b.id = a.business_id
$$;
grant execute on function public.unknown_texts to service_role;

-- schemas/40_texts/13_record_delivery.sql
-- The carrier's word on a text, whatever order it comes in and however often: a later stage is never undone by an earlier one.
-- It also settles a text whose sending was unknown, and an opt-out the carrier holds (21610) goes into the ledger. Returns false for a
-- text that is not there.
create function public.record_delivery(
  p_business uuid, p_text uuid, p_provider_id text, p_status text, p_error_code int, p_now timestamptz default now()
) returns boolean
language plpgsql security definer set search_path = ''
as $$
declare
  recipient_phone text;
  stages text[] := array['accepted', 'queued', 'sending', 'sent', 'delivered', 'undelivered', 'failed'];
begin
  update public.outbox set
      provider_id = coalesce(provider_id, p_provider_id),
      delivery = case when coalesce(array_position(stages, p_status), 0) > coalesce(array_position(stages, delivery), 0) then p_status else delivery end,
      state = case
        when state in ('delivered', 'failed') then state
        when p_status = 'delivered' then 'delivered'
        when p_status in ('undelivered', 'failed') then 'failed'
        when state in ('sending', 'unknown', 'waiting') then 'sent'
        else state end::public.text_state,
      error_code = coalesce(p_error_code, error_code),
      error = case when p_status in ('undelivered', 'failed') then 'The carrier could not deliver it.' else error end,
      sent_at = coalesce(sent_at, p_now),
      settled_at = case when p_status in ('delivered', 'undelivered', 'failed') then coalesce(settled_at, p_now) else settled_at end
    where business_id = p_business and id = p_text and (provider_id is null or provider_id = p_provider_id)
    returning recipient into recipient_phone;
  if not found then
    return false;
  end if;
  perform private.note_refusal(p_business, recipient_phone, p_error_code, p_now);
  return true;
end
$$;
grant execute on function public.record_delivery to service_role;

-- schemas/50_bookings/00_require_member.sql
-- The first line of every function for signed-in people: the caller's user id, or an error that does not say whether the business exists.
create function private.require_member(p_business uuid) returns uuid
language plpgsql stable set search_path = ''
as $$
declare
  caller uuid := auth.uid();
begin
  if not exists (
    select from public.members m
    where m.business_id = p_business and m.user_id = caller and m.deleted_at is null) then
    raise exception sqlstate 'PT404' using message = 'There is no such business, or it is not yours.', hint = 'not_found';
  end if;
  return caller;
end
$$;

-- schemas/50_bookings/01_add_event.sql
-- One line of a booking's history.
create function private.add_event(
  p_booking public.bookings, p_kind text, p_actor public.actor_kind, p_now timestamptz, p_actor_id uuid default null, p_detail jsonb default '{}'
) returns void
language sql set search_path = ''
as $$
  insert into public.booking_events (business_id, booking_id, kind, actor, actor_id, detail, created_at)
  values (p_booking.business_id, p_booking.id, p_kind, p_actor, p_actor_id, p_detail, p_now)
$$;

-- schemas/50_bookings/02_lock_calendar.sql
-- Serialises decisions about one calendar until the transaction ends: travel is pairwise, which no constraint can express.
create function private.lock_calendar(p_business uuid, p_staff uuid) returns void
language sql set search_path = ''
as $$
  select pg_advisory_xact_lock(hashtextextended(p_business::text || p_staff::text, 0))
$$;

-- schemas/50_bookings/02a_add_lead.sql
-- Notes that someone should be called, once per dedupe key. Returns the lead, new or not.
create function private.add_lead(
  p_business public.businesses, p_customer uuid, p_conversation uuid, p_kind public.lead_kind, p_phone text, p_summary text,
  p_dedupe_key text, p_now timestamptz, p_booking uuid default null
) returns uuid
language plpgsql set search_path = ''
as $$
declare
  lead uuid;
begin
  insert into public.leads (business_id, customer_id, conversation_id, booking_id, kind, phone, summary, dedupe_key, created_at)
    values (p_business.id, p_customer, p_conversation, p_booking, p_kind, p_phone, p_summary, p_dedupe_key, p_now)
    on conflict (business_id, dedupe_key) do nothing
    returning id into lead;
  if lead is null then
    select id into lead from public.leads where business_id = p_business.id and dedupe_key = p_dedupe_key;
  end if;
  return lead;
end
$$;

-- schemas/50_bookings/03_expire_booking.sql
-- Lapses one request that is past its deadline: frees the time, makes a lead, tells the customer and the owner. Changes nothing if
-- somebody else decided first. Returns whether it did.
create function private.expire_booking(p_business uuid, p_booking uuid, p_now timestamptz) returns boolean
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
  delete from public.holds where business_id = p_business and booking_id = p_booking;
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
-- Lapses due requests, a hundred at a time; several workers may call it at once. Returns how many.
create function public.expire_due(p_now timestamptz default now()) returns int
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
  return done;
end
$$;
grant execute on function public.expire_due to service_role;

-- The same for one calendar, inside the transaction that needs the time.
create function private.expire_due_on(p_business uuid, p_staff uuid, p_now timestamptz) returns void
language sql set search_path = ''
as $$
  select private.expire_booking(business_id, id, p_now)
  from public.bookings
  where business_id = p_business and staff_id = p_staff and status = 'pending' and expires_at <= p_now
$$;

-- schemas/50_bookings/05_nag_due.sql
-- Reminds owners once of each request whose nag is due. Returns how many requests.
create function public.nag_due(p_now timestamptz default now()) returns int
language plpgsql security definer set search_path = ''
as $$
declare
  booking public.bookings;
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
    perform private.tell_members(business, 'requests', 'nag', 'proactive', 'nag:' || booking.id, p_now, p_booking => booking.id);
    done := done + 1;
  end loop;
  return done;
end
$$;
grant execute on function public.nag_due to service_role;

-- schemas/50_bookings/05a_decided_already.sql
-- What to say to a decision that came second: the booking as it is, and why nothing changed.
create function private.decided_already(p_business uuid, p_booking uuid) returns jsonb
language plpgsql stable set search_path = ''
as $$
declare
  booking public.bookings;
  business public.businesses;
begin
  select * into booking from public.bookings where business_id = p_business and id = p_booking and deleted_at is null;
  if not found then
    raise exception sqlstate 'PT404' using message = 'There is no such booking.', hint = 'not_found';
  end if;
  select * into business from public.businesses where id = p_business;
  return jsonb_build_object(
    'outcome', case booking.status when 'confirmed' then 'already_confirmed' when 'expired' then 'too_late' else 'already_ended' end,
    'booking', private.booking_words(business, booking));
end
$$;

-- schemas/50_bookings/06_confirm_booking.sql
-- The owner says yes. Returns the outcome and the booking as it then is: 'confirmed', 'already_confirmed', 'too_late' (it lapsed) or
-- 'already_ended'. Only the first call changes anything or sends a text.
create function private.confirm_booking(p_business uuid, p_booking uuid, p_member uuid, p_now timestamptz) returns jsonb
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
  update public.holds set expires_at = null where business_id = p_business and booking_id = p_booking;
  select * into business from public.businesses where id = p_business;
  perform private.add_event(booking, 'confirmed', 'owner', p_now, p_member);
  perform private.tell_customer(business, booking, 'confirmed', 'caused', 'confirmed:' || booking.id, p_now);
  perform private.tell_members(business, 'confirmations', 'confirmed_copy', 'caused', 'confirmed_copy:' || booking.id, p_now,
    p_booking => booking.id);
  return jsonb_build_object('outcome', 'confirmed', 'booking', private.booking_words(business, booking));
end
$$;

create function public.confirm_booking(p_business uuid, p_booking uuid) returns jsonb
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
create function private.decline_booking(p_business uuid, p_booking uuid, p_member uuid, p_reason text, p_now timestamptz) returns jsonb
language plpgsql set search_path = ''
as $$
declare
  booking public.bookings;
  business public.businesses;
  service public.services;
  offers jsonb;
begin
  -- The conversation before the booking, as the receptionist's tools take them: the other way round the two could deadlock.
  perform from public.conversations c
    where c.business_id = p_business
      and c.id = (select b.conversation_id from public.bookings b where b.business_id = p_business and b.id = p_booking)
    for no key update;
  perform private.expire_booking(p_business, p_booking, p_now);
  update public.bookings
    set status = 'cancelled', ended_by = 'owner', ended_reason = left(coalesce(p_reason, ''), 500),
        decided_at = p_now, decided_by = p_member, updated_at = p_now
    where business_id = p_business and id = p_booking and status = 'pending' and deleted_at is null
    returning * into booking;
  if not found then
    return private.decided_already(p_business, p_booking);
  end if;
  delete from public.holds where business_id = p_business and booking_id = p_booking;
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

create function public.decline_booking(p_business uuid, p_booking uuid, p_reason text default '') returns jsonb
language plpgsql security definer set search_path = ''
as $$
begin
  return private.decline_booking(p_business, p_booking, private.require_member(p_business), p_reason, now());
end
$$;
grant execute on function public.decline_booking to authenticated;

-- schemas/60_conversations/00_customer_and_conversation.sql
-- The customer with this proven phone, made if new.
create function private.customer_by_phone(p_business uuid, p_phone text, p_now timestamptz) returns public.customers
language plpgsql set search_path = ''
as $$
declare
  customer public.customers;
begin
  select * into customer from public.customers where business_id = p_business and phone = p_phone and deleted_at is null;
  if not found then
    insert into public.customers (business_id, phone, created_at, updated_at) values (p_business, p_phone, p_now, p_now)
      on conflict (business_id, phone) where deleted_at is null do update set phone = excluded.phone
      returning * into customer;
  end if;
  return customer;
end
$$;

-- The one conversation with this peer, made if new, locked until the transaction ends: messages queue here.
create function private.conversation_with(
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

-- STOP or START from a number. The owner is told when the customer has something open: STOP never cancels it.
create function private.record_opt_out(
  p_business public.businesses, p_customer public.customers, p_phone text, p_keyword text, p_now timestamptz
) returns void
language plpgsql set search_path = ''
as $$
declare
  stops boolean := p_keyword not in ('START', 'UNSTOP');
  open_booking public.bookings;
begin
  insert into public.opt_outs (business_id, phone, opted_out, keyword, source, created_at)
    values (p_business.id, p_phone, stops, p_keyword, 'text', p_now);
  if not stops then
    return;
  end if;
  select * into open_booking from public.bookings b
    where b.business_id = p_business.id and b.customer_id = p_customer.id and b.status in ('pending', 'confirmed') and b.starts_at > p_now
    order by b.starts_at limit 1;
  if found then
    perform private.add_event(open_booking, 'customer_opted_out', 'customer', p_now);
    perform private.tell_members(p_business, 'handoffs', 'opted_out', 'caused', format('opted_out:%s:%s', open_booking.id, p_now), p_now,
      p_booking => open_booking.id);
  end if;
end
$$;

-- schemas/60_conversations/00a_settings_words.sql
-- A business's services as an engine and a page read them.
create function private.services_of(p_business uuid) returns jsonb
language sql stable set search_path = ''
as $$
  select coalesce(jsonb_agg(jsonb_build_object(
      'id', s.id, 'name', s.name, 'aliases', s.aliases, 'minutes', s.minutes, 'price_cents', s.price_cents, 'at_customer', s.at_customer,
      'staff', (select coalesce(jsonb_agg(t.name order by t.position), '[]')
        from public.service_staff ss join public.staff t on t.business_id = ss.business_id and t.id = ss.staff_id
        where ss.business_id = s.business_id and ss.service_id = s.id and t.deleted_at is null)) order by s.position), '[]')
  from public.services s where s.business_id = p_business and s.deleted_at is null
$$;

-- Weekly hours of the whole business: the earliest opening and latest closing of any calendar in use, per ISO weekday.
create function private.hours_of(p_business uuid) returns jsonb
language sql stable set search_path = ''
as $$
  select coalesce(jsonb_agg(jsonb_build_object('weekday', h.weekday, 'opens', h.opens, 'closes', h.closes) order by h.weekday), '[]')
  from (select w.weekday, to_char(min(w.opens), 'FMHH12:MI AM') as opens, to_char(max(w.closes), 'FMHH12:MI AM') as closes
    from public.working_hours w join public.staff t on t.business_id = w.business_id and t.id = w.staff_id
    where w.business_id = p_business and t.deleted_at is null group by w.weekday) h
$$;

-- schemas/60_conversations/01_receive_message.sql
-- Stores a customer's text exactly once and says when it is due to be answered. The business is the one whose number was texted.
-- Returns {outcome}: 'stored', 'duplicate' (this provider id is here already) or 'unknown_number'. A one-word STOP or START goes into the
-- opt-out ledger and is not answered; a blocked customer's text is kept, not answered; a text to a conversation a person has taken
-- over is passed on to the owner.
create function public.receive_message(
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
  is_keyword boolean;
  answerable boolean;
  keyword text := upper(trim(p_body));
begin
  select * into business from public.businesses where sms_number = p_to and deleted_at is null;
  if not found then
    return jsonb_build_object('outcome', 'unknown_number');
  end if;
  customer := private.customer_by_phone(business.id, p_from, p_now);
  conversation := private.conversation_with(business.id, 'sms', p_from, customer.id, p_now);
  if exists (select from public.messages m where m.business_id = business.id and m.provider_id = p_provider_id) then
    return jsonb_build_object('outcome', 'duplicate', 'business_id', business.id, 'conversation_id', conversation.id);
  end if;
  is_keyword := p_opt_out_type in ('STOP', 'START')
    or keyword in ('STOP', 'STOPALL', 'UNSUBSCRIBE', 'END', 'QUIT', 'CANCEL', 'REVOKE', 'OPTOUT', 'START', 'UNSTOP');
  answerable := is_keyword is not true and conversation.state <> 'human' and customer.blocked_at is null;
  update public.conversations
    set last_seq = last_seq + 1, inbound_seq = last_seq + 1, last_inbound_at = p_now, customer_id = customer.id,
        state = case when state = 'closed' then 'ai'::public.conversation_state else state end,
        answered_seq = case when is_keyword then last_seq + 1 else answered_seq end,
        answer_due_at = case when answerable then p_now + make_interval(secs => business.settle_seconds) end
    where business_id = business.id and id = conversation.id;
  insert into public.messages (business_id, conversation_id, seq, author, body, media, provider_id, created_at)
    values (business.id, conversation.id, conversation.last_seq + 1, 'customer', p_body, p_media, p_provider_id, p_now)
    returning id into stored;
  if is_keyword then
    perform private.record_opt_out(business, customer, p_from, coalesce(p_opt_out_type, keyword), p_now);
  elsif conversation.state = 'human' and customer.blocked_at is null then
    perform private.tell_members(business, 'handoffs', 'forward', 'caused', 'forward:' || stored, p_now,
      p_conversation => conversation.id,
      p_detail => jsonb_build_object('name', customer.name, 'phone', p_from, 'body', left(p_body, 600)));
  end if;
  return jsonb_build_object('outcome', 'stored', 'business_id', business.id, 'conversation_id', conversation.id, 'message_id', stored);
end
$$;
grant execute on function public.receive_message to service_role;

-- schemas/60_conversations/01a_turn_context.sql
-- What an engine is told about one conversation: the business's settings, what is known, the last messages, the newest offers, and the
-- customer's open bookings.
create function private.turn_context(p_conversation public.conversations, p_now timestamptz) returns jsonb
language sql stable set search_path = ''
as $$
  select jsonb_build_object(
    'business_id', b.id, 'conversation_id', p_conversation.id, 'lease', p_conversation.lease_token, 'channel', p_conversation.channel, 'state', p_conversation.state,
    'upto_seq', p_conversation.inbound_seq, 'answered_seq', p_conversation.answered_seq, 'attempts', p_conversation.attempts,
    'facts', p_conversation.facts, 'now', private.local_words(p_now, b.time_zone),
    'business', jsonb_build_object('name', b.name, 'trade', b.trade, 'address', b.address, 'greeting', b.greeting, 'tone', b.tone, 'notes', b.receptionist_notes,
      'call_number', coalesce(b.call_number, b.sms_number), 'style', b.text_style, 'currency', b.currency, 'zone', b.time_zone),
    'services', private.services_of(b.id),
    'hours', private.hours_of(b.id),
    'customer', (select jsonb_build_object('id', c.id, 'name', c.name, 'phone', c.phone, 'email', c.email, 'address', c.address)
      from public.customers c where c.business_id = b.id and c.id = p_conversation.customer_id),
    'messages', (select coalesce(jsonb_agg(jsonb_build_object('seq', m.seq, 'author', m.author, 'body', m.body, 'media', m.media) order by m.seq), '[]')
      from (select * from public.messages m where m.business_id = b.id and m.conversation_id = p_conversation.id order by m.seq desc limit 30) m),
    'offers', private.offers_of(b, p_conversation.id, p_conversation.offer_set, p_now),
    'bookings', (select coalesce(jsonb_agg(private.booking_words(b, k) order by k.starts_at), '[]') from public.bookings k
      where k.business_id = b.id and k.customer_id = p_conversation.customer_id and k.status in ('pending', 'confirmed')
        and k.starts_at > p_now and k.deleted_at is null))
  from public.businesses b where b.id = p_conversation.business_id
$$;

-- schemas/60_conversations/02_claim_turn.sql
-- Claims one conversation whose answer is due and gives all an engine needs to answer it. The lease's token grows with each claim;
-- every write of the turn must carry it, so a worker that was too slow can no longer act. No row: nothing is due.
create function public.claim_turn(p_now timestamptz default now(), p_lease_seconds int default 60) returns setof jsonb
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
  return next private.turn_context(conversation, p_now);
end
$$;
grant execute on function public.claim_turn to service_role;

-- schemas/60_conversations/03_leased.sql
-- The conversation of a turn, locked, if the turn still holds its lease; otherwise an error, and nothing of the turn is kept.
create function private.leased(p_business uuid, p_conversation uuid, p_lease bigint) returns public.conversations
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

-- schemas/60_conversations/03a_place_of.sql
-- The place of a suburb and postcode, made if new; null when neither is known.
create function private.place_of(p_business uuid, p_suburb text, p_postcode text) returns uuid
language plpgsql set search_path = ''
as $$
declare
  place uuid;
begin
  if coalesce(p_suburb, '') = '' and coalesce(p_postcode, '') = '' then
    return null;
  end if;
  insert into public.places as p (business_id, suburb, postcode) values (p_business, coalesce(p_suburb, ''), coalesce(p_postcode, ''))
    on conflict (business_id, lower(suburb), postcode) do update set suburb = p.suburb
    returning id into place;
  return place;
end
$$;

-- schemas/60_conversations/03b_note_customer.sql
-- Keeps what a customer told us about themselves; nothing known is overwritten by nothing. A typed phone is only a claim.
create function private.note_customer(p_business uuid, p_customer uuid, p_details jsonb, p_now timestamptz) returns public.customers
language plpgsql set search_path = ''
as $$
declare
  customer public.customers;
begin
  update public.customers set
      name = coalesce(nullif(left(p_details ->> 'name', 80), ''), name),
      email = coalesce(nullif(left(p_details ->> 'email', 200), ''), email),
      claimed_phone = coalesce(nullif(p_details ->> 'phone', ''), claimed_phone),
      address = coalesce(nullif(left(p_details ->> 'address', 200), ''), address),
      place_id = coalesce(private.place_of(p_business, p_details ->> 'suburb', p_details ->> 'postcode'), place_id),
      updated_at = p_now
    where business_id = p_business and id = p_customer
    returning * into customer;
  return customer;
end
$$;

-- schemas/60_conversations/04_find_slots.sql
-- Tool: finds up to three free times for a service and issues them to the conversation. The wish is in local words, as for
-- private.offer_candidates; p_staff names a person or is null for anyone. Returns {match, set, offers} as private.make_offers.
create function public.find_slots(
  p_business uuid, p_conversation uuid, p_lease bigint, p_service uuid, p_wish jsonb default '{}', p_staff text default null,
  p_suburb text default '', p_postcode text default '', p_now timestamptz default now()
) returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare
  conversation public.conversations := private.leased(p_business, p_conversation, p_lease);
  business public.businesses;
  service public.services;
  staff uuid;
begin
  select * into business from public.businesses where id = p_business;
  select * into service from public.services where business_id = p_business and id = p_service and deleted_at is null;
  if not found then
    raise exception sqlstate 'PT404' using message = 'There is no such service.', hint = 'not_found';
  end if;
  if p_staff is not null then
    select id into staff from public.staff where business_id = p_business and lower(name) = lower(p_staff) and deleted_at is null;
    if not found then
      raise exception sqlstate 'PT404' using message = format('Nobody called %s works here.', p_staff), hint = 'not_found';
    end if;
  end if;
  return private.make_offers(business, conversation.id, conversation.customer_id, service, staff,
    private.place_of(p_business, p_suburb, p_postcode), p_wish, p_now);
end
$$;
grant execute on function public.find_slots to service_role;

-- schemas/60_conversations/04a_insert_pending.sql
-- Takes the time and writes the pending booking, or returns an empty row when somebody has the time. The hold goes in first, under the
-- exclusion constraint and with on conflict do nothing: a herd of bare inserts would deadlock.
create function private.insert_pending(
  p_business public.businesses, p_conversation public.conversations, p_offer public.offers, p_customer public.customers,
  p_details jsonb, p_now timestamptz
) returns public.bookings
language plpgsql set search_path = ''
as $$
declare
  booking public.bookings;
  service public.services;
  deadline record;
  new_id uuid := gen_random_uuid();
begin
  select * into service from public.services where business_id = p_business.id and id = p_offer.service_id;
  perform private.lock_calendar(p_business.id, p_offer.staff_id);
  perform private.expire_due_on(p_business.id, p_offer.staff_id, p_now);
  if not exists (
    select from public.service_staff ss
    join public.services s on s.business_id = ss.business_id and s.id = ss.service_id and s.deleted_at is null
    join public.staff t on t.business_id = ss.business_id and t.id = ss.staff_id and t.deleted_at is null
    where ss.business_id = p_business.id and ss.service_id = p_offer.service_id and ss.staff_id = p_offer.staff_id) then
    return null; -- retired since it was offered
  end if;
  if not exists (
    select from private.free_starts(p_business, service, p_offer.staff_id, p_offer.place_id,
      p_offer.starts_at, p_offer.starts_at + interval '1 microsecond', p_now) as f (at) where f.at = p_offer.starts_at) then
    return null;
  end if;
  select * into deadline from private.deadlines(p_business, p_now, p_offer.starts_at);
  insert into public.holds (business_id, staff_id, booking_id, occupied, at_customer, place_id, expires_at)
    values (p_business.id, p_offer.staff_id, new_id, tstzrange(
      p_offer.starts_at - make_interval(mins => service.buffer_before_minutes),
      p_offer.ends_at + make_interval(mins => service.buffer_after_minutes)), service.at_customer, p_offer.place_id, deadline.expires_at)
    on conflict do nothing;
  if not found then
    return null;
  end if;
  insert into public.bookings (
    business_id, id, customer_id, service_id, staff_id, conversation_id, offer_id, source, starts_at, ends_at, service_name,
    customer_name, customer_phone, customer_email, address, place_id, notes, price_cents, currency, requested_at, nag_at, expires_at, updated_at)
    values (
      p_business.id, new_id, p_customer.id, service.id, p_offer.staff_id, p_conversation.id, p_offer.id,
      p_conversation.channel::text::public.booking_source, p_offer.starts_at, p_offer.ends_at, service.name,
      coalesce(nullif(p_details ->> 'name', ''), p_customer.name), coalesce(p_customer.phone, p_customer.claimed_phone), p_customer.email,
      case when service.at_customer then coalesce(nullif(p_details ->> 'address', ''), p_customer.address) else '' end,
      p_offer.place_id, left(coalesce(p_details ->> 'notes', ''), 2000), service.price_cents, p_business.currency,
      p_now, deadline.nag_at, deadline.expires_at, p_now)
    returning * into booking;
  return booking;
end
$$;

-- schemas/60_conversations/05_hold_booking.sql
-- Tool: pencils in the time behind an offer's reference as a pending booking and asks the owner. Idempotent per offer: a second call
-- returns the first one's booking. p_details: {name, email, phone, address, suburb, postcode, notes}.
-- Outcomes: 'pencilled', 'unknown_offer' (not issued to this conversation, or lapsed), 'slot_taken', 'too_many' (requests already open),
-- 'blocked'. Anything but 'pencilled' booked nothing.
create function public.hold_booking(
  p_business uuid, p_conversation uuid, p_lease bigint, p_offer text, p_details jsonb default '{}', p_now timestamptz default now()
) returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare
  conversation public.conversations := private.leased(p_business, p_conversation, p_lease);
  business public.businesses;
  offer public.offers;
  booking public.bookings;
  customer public.customers;
begin
  select * into business from public.businesses where id = p_business;
  select * into offer from public.offers where business_id = p_business and conversation_id = p_conversation and ref = p_offer;
  if not found then
    return jsonb_build_object('outcome', 'unknown_offer');
  end if;
  select * into booking from public.bookings where business_id = p_business and offer_id = offer.id;
  if found then -- a second call; but what has ended meanwhile is not to be had by it
    return case when booking.status in ('pending', 'confirmed')
      then jsonb_build_object('outcome', 'pencilled', 'booking', private.booking_words(business, booking))
      else jsonb_build_object('outcome', 'slot_taken') end;
  end if;
  if offer.expires_at <= p_now or offer.set_no <> conversation.offer_set then
    return jsonb_build_object('outcome', 'unknown_offer');
  end if;
  customer := private.note_customer(p_business, conversation.customer_id, p_details, p_now);
  if customer.blocked_at is not null then
    return jsonb_build_object('outcome', 'blocked');
  end if;
  if (select count(*) from public.bookings b where b.business_id = p_business and b.customer_id = customer.id
      and b.status = 'pending' and b.expires_at > p_now) >= business.open_requests_per_customer then
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

-- schemas/60_conversations/06_add_booking_note.sql
-- Tool: adds what the customer said after booking ("dog in yard") to the newest open booking made in this conversation; the owner hears
-- of it once. Outcomes: 'noted', 'no_booking'. The same note twice is kept once.
create function public.add_booking_note(
  p_business uuid, p_conversation uuid, p_lease bigint, p_note text, p_now timestamptz default now()
) returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare
  conversation public.conversations := private.leased(p_business, p_conversation, p_lease);
  business public.businesses;
  booking public.bookings;
  note text := left(trim(p_note), 600);
begin
  select * into business from public.businesses where id = p_business;
  select * into booking from public.bookings b
    where b.business_id = p_business and b.conversation_id = conversation.id and b.status in ('pending', 'confirmed') and b.starts_at > p_now
    order by b.requested_at desc limit 1 for no key update;
  if not found or note = '' then
    return jsonb_build_object('outcome', 'no_booking');
  end if;
  if position(note in booking.notes) = 0 then
    update public.bookings set notes = trim(both E'\n' from notes || E'\n' || note), updated_at = p_now
      where business_id = p_business and id = booking.id returning * into booking;
    perform private.add_event(booking, 'noted', 'customer', p_now, null, jsonb_build_object('note', note));
    perform private.tell_members(business, 'requests', 'note', 'caused', format('note:%s:%s', booking.id, md5(note)), p_now,
      p_booking => booking.id, p_detail => jsonb_build_object('note', note));
  end if;
  return jsonb_build_object('outcome', 'noted', 'booking', private.booking_words(business, booking));
end
$$;
grant execute on function public.add_booking_note to service_role;

-- schemas/60_conversations/07_hand_off.sql
-- Tool: a person takes over. The receptionist goes silent, a lead is made, the owner gets the urgent text with context and number.
-- Once per conversation until it is handed back.
create function public.hand_off(
  p_business uuid, p_conversation uuid, p_lease bigint, p_context text, p_details jsonb default '{}', p_now timestamptz default now()
) returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare
  conversation public.conversations := private.leased(p_business, p_conversation, p_lease);
  business public.businesses;
  customer public.customers;
  lead uuid;
  key text := format('handoff:%s:%s', conversation.id, conversation.inbound_seq);
begin
  select * into business from public.businesses where id = p_business;
  customer := private.note_customer(p_business, conversation.customer_id, p_details, p_now);
  update public.conversations set state = 'human' where business_id = p_business and id = conversation.id;
  lead := private.add_lead(business, customer.id, conversation.id, 'handoff',
    coalesce(nullif(p_details ->> 'phone', ''), customer.phone, customer.claimed_phone), left(p_context, 300), key, p_now);
  perform private.tell_members(business, 'handoffs', 'handoff', 'caused', key, p_now, p_lead => lead, p_conversation => conversation.id);
  return jsonb_build_object('outcome', 'handed_off');
end
$$;
grant execute on function public.hand_off to service_role;

-- schemas/60_conversations/08_create_lead.sql
-- Tool: notes that the team should call this customer. One open lead per conversation and kind. Outcome: 'noted'.
create function public.create_lead(
  p_business uuid, p_conversation uuid, p_lease bigint, p_kind public.lead_kind, p_summary text, p_details jsonb default '{}',
  p_now timestamptz default now()
) returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare
  conversation public.conversations := private.leased(p_business, p_conversation, p_lease);
  business public.businesses;
  customer public.customers;
  lead uuid;
  key text := format('lead:%s:%s:%s', conversation.id, p_kind, conversation.inbound_seq);
begin
  select * into business from public.businesses where id = p_business;
  customer := private.note_customer(p_business, conversation.customer_id, p_details, p_now);
  if not exists (select from public.leads l where l.business_id = p_business and l.conversation_id = conversation.id
      and l.kind = p_kind and l.state = 'open') then
    lead := private.add_lead(business, customer.id, conversation.id, p_kind, coalesce(customer.phone, customer.claimed_phone), left(p_summary, 300), key, p_now);
    perform private.tell_members(business, 'handoffs', 'lead', 'caused', key, p_now, p_lead => lead, p_conversation => conversation.id);
  end if;
  return jsonb_build_object('outcome', 'noted');
end
$$;
grant execute on function public.create_lead to service_role;

-- schemas/60_conversations/09_finish_turn.sql
-- Ends a turn: its replies become messages and texts, what was learnt is kept, the lease is given back. When the customer wrote again
-- meanwhile and nothing was done that they must hear about (p_must_say), the replies are dropped and the turn is taken again with the
-- newer text: 'superseded'. Otherwise 'answered'.
create function public.finish_turn(
  p_business uuid, p_conversation uuid, p_lease bigint, p_upto_seq int, p_replies text[], p_facts jsonb, p_engine text,
  p_record jsonb default '{}', p_must_say boolean default false, p_now timestamptz default now()
) returns text
language plpgsql security definer set search_path = ''
as $$
declare
  conversation public.conversations := private.leased(p_business, p_conversation, p_lease);
  business public.businesses;
  stored public.messages;
  reply text;
  outcome text := case when conversation.inbound_seq > p_upto_seq and not p_must_say then 'superseded' else 'answered' end;
begin
  select * into business from public.businesses where id = p_business;
  insert into public.turns (business_id, conversation_id, upto_seq, engine, outcome, record, created_at)
    values (p_business, p_conversation, p_upto_seq, p_engine, outcome, p_record, p_now);
  if outcome = 'superseded' then
    -- the turn did not fail, so it does not count towards giving up
    update public.conversations set leased_until = null, attempts = 0 where business_id = p_business and id = p_conversation;
    return outcome;
  end if;
  foreach reply in array p_replies loop
    stored := private.add_message(p_business, p_conversation, 'receptionist', reply, p_now);
    if conversation.channel = 'sms' then
      perform private.queue_text(business, 'reply', 'reply', conversation.peer, 'reply:' || stored.id, p_now,
        p_customer => conversation.customer_id, p_conversation => conversation.id, p_message => stored.id);
    end if;
  end loop;
  update public.conversations
    set facts = p_facts, answered_seq = p_upto_seq, leased_until = null, attempts = 0,
        answer_due_at = case when inbound_seq > p_upto_seq then answer_due_at end
    where business_id = p_business and id = p_conversation;
  return outcome;
end
$$;
grant execute on function public.finish_turn to service_role;

-- schemas/60_conversations/10_due_work.sql
-- What is due now, and when something will be next: one call for a worker that wakes up.
create function public.due_work(p_now timestamptz default now()) returns jsonb
language sql stable security definer set search_path = ''
as $$
  select jsonb_build_object(
    'answer', exists (select from public.conversations where answer_due_at <= p_now and (leased_until is null or leased_until <= p_now)),
    'send', exists (select from public.outbox where state = 'waiting' and due_at <= p_now),
    'settle', exists (select from public.outbox where state in ('sending', 'unknown') and leased_until <= p_now),
    'nag', exists (select from public.bookings where status = 'pending' and nagged_at is null and nag_at <= p_now and expires_at > p_now),
    'expire', exists (select from public.bookings where status = 'pending' and expires_at <= p_now),
    'next_at', least(
      (select min(answer_due_at) from public.conversations where answer_due_at > p_now),
      (select min(due_at) from public.outbox where state = 'waiting' and due_at > p_now)))
$$;
grant execute on function public.due_work to service_role;

-- schemas/70_tenants/00_provision_parts.sql
-- Somebody, or something, named again after having been retired is the same one: their bookings count. p_table: staff or services.
create function private.revive(p_table text, p_business uuid, p_name text) returns void
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

-- Staff of a business's file, with their weekly hours: [{name, hours: [{weekday, opens, closes}]}].
create function private.provision_staff(p_business uuid, p_staff jsonb, p_now timestamptz) returns void
language plpgsql set search_path = ''
as $$
declare
  item record;
  calendar uuid;
begin
  update public.staff set deleted_at = p_now
    where business_id = p_business and deleted_at is null
      and not lower(name) in (select lower(x ->> 'name') from jsonb_array_elements(p_staff) x);
  for item in select x.value as file, x.ordinality as place from jsonb_array_elements(p_staff) with ordinality x loop
    perform private.revive('staff', p_business, item.file ->> 'name');
    insert into public.staff (business_id, name, position) values (p_business, item.file ->> 'name', item.place)
      on conflict (business_id, lower(name)) where deleted_at is null do update set position = excluded.position
      returning id into calendar;
    delete from public.working_hours where business_id = p_business and staff_id = calendar;
    insert into public.working_hours (business_id, staff_id, weekday, opens, closes)
      select p_business, calendar, (h ->> 'weekday')::int, (h ->> 'opens')::time, (h ->> 'closes')::time
      from jsonb_array_elements(item.file -> 'hours') h;
  end loop;
end
$$;

-- Services of a business's file: [{name, minutes, aliases?, price_cents?, at_customer?, buffers?, notice_minutes?, staff?: [names]}]; no staff: everyone.
create function private.provision_services(p_business uuid, p_services jsonb, p_now timestamptz) returns void
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

-- schemas/70_tenants/01_provision_business.sql
-- Makes or updates a business from its file, as one transaction; calling it again with the same file changes nothing. Staff and services are
-- matched by name; those no longer named are retired, never erased, so no booking is lost. Members' users must exist. Returns the business's id.
create function public.provision_business(p_file jsonb, p_now timestamptz default now()) returns uuid
language plpgsql security definer set search_path = ''
as $$
declare
  business uuid;
begin
  if not exists (select from pg_catalog.pg_timezone_names where name = p_file ->> 'time_zone') then
    raise exception sqlstate 'PT400' using message = format('%L is not a time zone.', p_file ->> 'time_zone'), hint = 'bad_input';
  end if;
  insert into public.businesses (slug, name, time_zone) values (p_file ->> 'slug', p_file ->> 'name', p_file ->> 'time_zone')
    on conflict (slug) do update set name = excluded.name, time_zone = excluded.time_zone, deleted_at = null
    returning id into business;
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
      deadline_clock = coalesce((p_file ->> 'deadline_clock')::public.deadline_clock, b.deadline_clock)
    where b.id = business;
  perform private.provision_staff(business, p_file -> 'staff', p_now);
  perform private.provision_services(business, p_file -> 'services', p_now);
  insert into public.members as m (business_id, user_id, role, name, email, phone)
    select business, (x ->> 'user_id')::uuid, coalesce((x ->> 'role')::public.member_role, 'owner'), x ->> 'name', x ->> 'email', x ->> 'phone'
    from jsonb_array_elements(p_file -> 'members') x
    on conflict (business_id, user_id) do update
      set role = excluded.role, name = excluded.name, email = excluded.email, phone = excluded.phone, deleted_at = null;
  return business;
end
$$;
grant execute on function public.provision_business to service_role;
