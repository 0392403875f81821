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
  blocked_reason text not null default '',
  gets_reminders boolean not null default true,
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
comment on column public.customers.blocked_at is 'Since when their texts are only kept: not answered, passed on to nobody. Their bookings stay.';
