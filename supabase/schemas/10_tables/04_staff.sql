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
