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
