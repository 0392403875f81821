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
create index travel_times_to_place_idx on public.travel_times (business_id, to_place_id, from_place_id);
-- A place belongs to one business, which the planner cannot guess.
create statistics public.travel_times_of_a_place (dependencies) on business_id, from_place_id, to_place_id from public.travel_times;
create index travel_times_owner_idx on public.travel_times (business_id) where source = 'owner';

alter table public.travel_times enable row level security;

create policy "Members see their business's travel times" on public.travel_times for select to authenticated
  using (business_id in (select business_id from public.members where user_id = (select auth.uid()) and deleted_at is null));

grant select on public.travel_times to authenticated, service_role;

comment on table public.travel_times is 'Driving minutes from one place to another, as measured or as the owner said; where a pair is missing the business''s own figure is used.';
comment on column public.travel_times.source is 'owner: said by the business, never overwritten. Anything else names the provider that measured it.';
