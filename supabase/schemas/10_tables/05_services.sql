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
