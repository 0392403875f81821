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
