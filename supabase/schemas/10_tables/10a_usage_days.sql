create table public.usage_days (
  business_id uuid not null references public.businesses (id),
  on_date date not null,
  turns int not null default 0,
  tokens bigint not null default 0,
  cost_microdollars bigint not null default 0,
  stopped_replies int not null default 0,
  primary key (business_id, on_date)
);

alter table public.usage_days enable row level security;

create policy "Members see what their receptionist used" on public.usage_days for select to authenticated
  using (business_id in (select business_id from public.members where user_id = (select auth.uid()) and deleted_at is null));

grant select on public.usage_days to authenticated, service_role;

comment on table public.usage_days is 'What the turns of one day of a business, by its own calendar, used of Claude: added up as each turn ends, so that a cap costs one row to check.';
comment on column public.usage_days.cost_microdollars is 'Millionths of a US dollar. Turns of a model whose price is not known add nothing.';
comment on column public.usage_days.stopped_replies is 'Replies of an engine that the truth gate did not let pass; a template took their place.';
