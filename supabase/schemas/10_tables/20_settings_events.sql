create table public.settings_events (
  business_id uuid not null references public.businesses (id),
  id uuid not null default gen_random_uuid(),
  member_id uuid,
  what text not null check (length(what) between 1 and 40),
  before jsonb,
  after jsonb,
  created_at timestamptz not null,
  primary key (business_id, id)
);
create index settings_events_newest_idx on public.settings_events (business_id, what, created_at desc);

alter table public.settings_events enable row level security;

create policy "Members see who changed their business's settings" on public.settings_events for select to authenticated
  using (business_id in (select business_id from public.members where user_id = (select auth.uid()) and deleted_at is null));

grant select on public.settings_events to authenticated, service_role;

comment on table public.settings_events is 'Who changed a setting of a business, and what it was before and after.';
comment on column public.settings_events.what is 'Which setting: working_hours, date_hours, holidays, blocks, base, travel or time_rules.';
