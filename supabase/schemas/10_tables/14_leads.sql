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
  service_id uuid,
  staff_id uuid,
  place_id uuid,
  wish jsonb not null default '{}',
  wants_freed_times_at timestamptz,
  consent_words text,
  primary key (business_id, id),
  foreign key (business_id, customer_id) references public.customers (business_id, id),
  foreign key (business_id, conversation_id) references public.conversations (business_id, id),
  foreign key (business_id, booking_id) references public.bookings (business_id, id),
  foreign key (business_id, service_id) references public.services (business_id, id),
  foreign key (business_id, staff_id) references public.staff (business_id, id),
  foreign key (business_id, place_id) references public.places (business_id, id),
  constraint leads_consent_check check ((wants_freed_times_at is null) = (consent_words is null)),
  unique (business_id, dedupe_key)
);
create index leads_customer_idx on public.leads (business_id, customer_id);
create index leads_conversation_idx on public.leads (business_id, conversation_id);
create index leads_booking_idx on public.leads (business_id, booking_id);
create index leads_service_idx on public.leads (business_id, service_id);
create index leads_staff_idx on public.leads (business_id, staff_id);
create index leads_place_idx on public.leads (business_id, place_id);
create index leads_waiting_idx on public.leads (business_id, created_at) where wants_freed_times_at is not null and state = 'open';

alter table public.leads enable row level security;

create policy "Members see their business's leads" on public.leads for select to authenticated
  using (business_id in (select business_id from public.members where user_id = (select auth.uid()) and deleted_at is null));

grant select on public.leads to authenticated, service_role;

comment on table public.leads is 'Someone who could not be booked now and should be called.';
comment on column public.leads.wish is 'For kind full: the days and times they wanted, as private.offer_candidates reads a wish.';
comment on column public.leads.wants_freed_times_at is 'When they asked to be texted of a time that comes free; null: they have not.';
comment on column public.leads.consent_words is 'Their own words in which they asked for it.';
