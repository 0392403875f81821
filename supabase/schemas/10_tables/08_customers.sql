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
  merged_into uuid,
  merged_at timestamptz,
  merged_by uuid,
  primary key (business_id, id),
  foreign key (business_id, place_id) references public.places (business_id, id),
  foreign key (business_id, merged_into) references public.customers (business_id, id),
  constraint customers_merged_check check (merged_into is null or merged_into <> id and deleted_at is not null)
);
create unique index customers_phone_idx on public.customers (business_id, phone) where deleted_at is null;
create index customers_place_idx on public.customers (business_id, place_id);
create index customers_merged_idx on public.customers (business_id, merged_into);
create index customers_second_phone_idx on public.customers (business_id, phone) where merged_into is not null;
create index customers_names_idx on public.customers (business_id, (name = ''), lower(name), id) where deleted_at is null;

alter table public.customers enable row level security;

create policy "Members see their business's customers" on public.customers for select to authenticated
  using (business_id in (select business_id from public.members where user_id = (select auth.uid()) and deleted_at is null));

grant select on public.customers to authenticated, service_role;

comment on table public.customers is 'A person who books.';
comment on column public.customers.phone is 'E.164, proven by a text from it.';
comment on column public.customers.claimed_phone is 'As typed by a chat visitor; only a claim until verified.';
comment on column public.customers.blocked_at is 'Since when their texts are only kept: not answered, passed on to nobody. Their bookings stay.';
comment on column public.customers.merged_into is 'The customer this one turned out to be; its number still reaches them. The row stays as it was, as the record.';
comment on column public.customers.merged_by is 'The member who said so.';
