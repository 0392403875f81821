create table public.blocked_times (
  business_id uuid not null references public.businesses (id),
  id uuid not null default gen_random_uuid(),
  staff_id uuid,
  reason text not null default '',
  during tstzrange,
  frequency public.block_frequency,
  every_n int not null default 1 check (every_n between 1 and 366),
  weekdays int[],
  month_day int check (month_day between 1 and 31),
  first_date date,
  last_date date,
  occurrences int check (occurrences > 0),
  from_time time,
  to_time time,
  except_dates date[] not null default '{}',
  created_by uuid,
  created_at timestamptz not null default now(),
  deleted_at timestamptz,
  primary key (business_id, id),
  foreign key (business_id, staff_id) references public.staff (business_id, id),
  constraint one_off_or_recurring check (
    (during is not null and not isempty(during) and frequency is null and first_date is null)
    or (during is null and frequency is not null and first_date is not null and from_time is not null and to_time is not null)
  ),
  constraint weekly_names_weekdays check (
    (frequency = 'weekly') is not true or coalesce(weekdays <@ '{1,2,3,4,5,6,7}' and cardinality(weekdays) > 0, false)),
  constraint monthly_names_its_day check ((frequency = 'monthly') is not true or month_day is not null),
  constraint counted_rules_know_their_end check (occurrences is null or last_date is not null)
);
create index blocked_times_staff_idx on public.blocked_times (business_id, staff_id);

alter table public.blocked_times enable row level security;

create policy "Members see their business's blocked times" on public.blocked_times for select to authenticated
  using (business_id in (select business_id from public.members where user_id = (select auth.uid()) and deleted_at is null));

grant select on public.blocked_times to authenticated, service_role;
alter publication supabase_realtime add table public.blocked_times;

comment on table public.blocked_times is 'A one-off (during) or recurring (the other columns, in local time) stretch that cannot be booked.';
comment on column public.blocked_times.staff_id is 'Null: the whole business.';
comment on column public.blocked_times.occurrences is 'Kept as the owner said it; last_date is what it comes to.';
