create table public.holidays (
  business_id uuid not null references public.businesses (id),
  on_date date not null,
  name text not null check (length(name) between 1 and 120),
  closed boolean not null default true,
  edited_at timestamptz,
  own boolean not null default false,
  primary key (business_id, on_date)
);

alter table public.holidays enable row level security;

create policy "Members see their business's holidays" on public.holidays for select to authenticated
  using (business_id in (select business_id from public.members where user_id = (select auth.uid()) and deleted_at is null));

grant select on public.holidays to authenticated, service_role;

comment on table public.holidays is 'Public holidays of a business''s state. A calendar with hours of its own for that date keeps those.';
comment on column public.holidays.closed is 'False: the business works on it, by its weekly hours.';
comment on column public.holidays.edited_at is 'When the owner decided about it; suggestions never overwrite that.';
comment on column public.holidays.own is 'True: a holiday of the business''s own, which it may take back; false: a public one.';
