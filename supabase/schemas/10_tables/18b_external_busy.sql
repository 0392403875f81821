create table public.external_busy (
  business_id uuid not null references public.businesses (id),
  source_id uuid not null,
  staff_id uuid,
  during tstzrange not null check (not isempty(during) and not lower_inf(during) and not upper_inf(during)),
  primary key (business_id, source_id, during),
  foreign key (business_id, source_id) references public.calendar_sources (business_id, id),
  foreign key (business_id, staff_id) references public.staff (business_id, id)
);
create index external_busy_during_idx on public.external_busy using gist (business_id extensions.gist_uuid_ops, during);
create index external_busy_staff_idx on public.external_busy (business_id, staff_id);

alter table public.external_busy enable row level security;

create policy "Members see when their other calendars are busy" on public.external_busy for select to authenticated
  using (business_id in (select business_id from public.members where user_id = (select auth.uid()) and deleted_at is null));

grant select on public.external_busy to authenticated, service_role;

comment on table public.external_busy is 'When a calendar kept elsewhere is busy. Not with what: names of its events are never stored.';
comment on column public.external_busy.staff_id is 'As its source''s; null: everybody.';
