create table public.travel_gaps (
  business_id uuid not null references public.businesses (id),
  id bigint not null generated always as identity,
  place_id uuid not null,
  primary key (business_id, id),
  foreign key (business_id, place_id) references public.places (business_id, id)
);
create index travel_gaps_place_idx on public.travel_gaps (business_id, place_id);
create index travel_gaps_oldest_idx on public.travel_gaps (id);

alter table public.travel_gaps enable row level security;

create policy "Members see which drives are still to be measured" on public.travel_gaps for select to authenticated
  using (business_id in (select business_id from public.members where user_id = (select auth.uid()) and deleted_at is null));

grant select on public.travel_gaps to authenticated, service_role;

comment on table public.travel_gaps is
  'Places that stand next to another one before the drives between them were measured: what the duty `measure` works off. Usually empty.';
